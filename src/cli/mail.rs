//! Reads how mail is sent from flags and environment, and refuses what makes no sense before anything is served.

use anyhow::{Context as _, bail};

use crate::config::MailOptions;
use crate::tools::mail::{Mailbox, Patience, Post, Route, SmtpServer};

/// How mail is sent, or nothing if nobody said so. No sentence repeats the server's address, which may hold a password.
pub fn post(options: MailOptions) -> anyhow::Result<Option<Post>> {
    let MailOptions { smtp_url, smtp_ca, mail_from, mail_folder } = options;
    if smtp_ca.is_some() && smtp_url.is_none() {
        bail!("--smtp-ca says whom to trust, but no --smtp-url says which server to send mail by.");
    }
    let route = match (smtp_url, mail_folder) {
        (Some(_), Some(_)) => bail!(
            "Mail goes to a server (--smtp-url) or into a folder (--mail-folder), not both. Leave one of them out."
        ),
        (None, None) if mail_from.is_some() => bail!(
            "--mail-from says who letters come from, but nothing says where they go. Give --smtp-url, or leave it out."
        ),
        (None, None) => return Ok(None),
        (None, Some(folder)) => Route::Folder(folder),
        (Some(url), None) => {
            let server =
                SmtpServer::parse(&url.0).context("The mail server (--smtp-url) can't be understood")?;
            let server = match smtp_ca {
                None => server,
                Some(file) => {
                    let pem = std::fs::read(&file)
                        .with_context(|| format!("{} (--smtp-ca) can't be read", file.display()))?;
                    server.trusting(pem).with_context(|| format!("{} (--smtp-ca)", file.display()))?
                }
            };
            Route::Smtp(server)
        }
    };
    let Some(from) = mail_from else {
        bail!(
            "Mail can't be sent without saying who it comes from. Give --mail-from, such as blog@example.org."
        );
    };
    let from = Mailbox::parse(&from).with_context(|| format!("“{from}” (--mail-from)"))?;
    Ok(Some(Post { route, from, patience: Patience::default() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SecretUrl;

    fn options(url: Option<&str>, from: Option<&str>, folder: Option<&str>) -> MailOptions {
        MailOptions {
            smtp_url: url.map(|url| SecretUrl(url.to_owned())),
            smtp_ca: None,
            mail_from: from.map(str::to_owned),
            mail_folder: folder.map(Into::into),
        }
    }

    #[test]
    fn a_server_or_a_folder_with_a_sender_is_a_way_to_send() {
        let from = Some("Margins <blog@example.org>");
        let server = post(options(Some("smtps://a:b@mail.example.org"), from, None)).unwrap().unwrap();
        assert_eq!(server.from.to_string(), "Margins <blog@example.org>");
        assert!(matches!(
            post(options(None, from, Some("/tmp/letters"))).unwrap().unwrap().route,
            Route::Folder(_)
        ));
        assert!(post(options(None, None, None)).unwrap().is_none());
    }

    #[test]
    fn what_contradicts_itself_is_refused_without_the_password() {
        let (server, from) = (Some("smtp://ada:hushhush@mail.example.org"), Some("blog@example.org"));
        let mut lonely = options(None, None, None);
        lonely.smtp_ca = Some("/nowhere".into());
        let mut unread = options(server, from, None);
        unread.smtp_ca = Some("/nowhere/at/all.pem".into());
        for (options, part) in [
            (options(server, from, Some("/tmp/letters")), "not both"),
            (options(server, None, None), "--mail-from"),
            (options(None, from, None), "--smtp-url"),
            (options(Some("smtp://ada:hushhush@"), from, None), "can't be understood: it looks like"),
            (
                options(Some("smtp://ada:hushhush@mail.example.org?tls=none"), from, None),
                "readable by others",
            ),
            (options(server, Some("nobody"), None), "“nobody” (--mail-from)"),
            (lonely, "--smtp-ca"),
            (unread, "/nowhere/at/all.pem"),
        ] {
            let told = format!("{:#}", post(options).unwrap_err());
            assert!(told.contains(part) && !told.contains("hushhush"), "{told}");
        }
    }
}
