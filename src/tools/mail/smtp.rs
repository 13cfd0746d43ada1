//! The conversation with an SMTP server (RFC 5321), each step with its own patience, and what went wrong in a sentence.

use std::error::Error as _;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use tokio::time::timeout;

use super::Patience;
use super::carrier::Setback;
use super::message::Composed;
use super::route::{Security, SmtpServer};

/// How long a server may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(3);

/// The most characters of what a server said that are kept.
const WORDS_MAX: usize = 400;

/// A server and the connection to it, as long as there is one.
pub(super) struct Line {
    server: SmtpServer,
    open: Option<AsyncSmtpConnection>,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Line to {}, open: {}", self.server.host, self.open.is_some())
    }
}

impl Line {
    pub fn new(server: SmtpServer) -> Self {
        Self { server, open: None }
    }

    /// Says who writes to whom, until the server asks for the letter itself.
    pub async fn announce(&mut self, letter: &Composed, patience: Patience) -> Result<(), Setback> {
        let was_open = self.open.is_some();
        let announced = self.try_announcing(letter, patience).await;
        match announced {
            // A connection that was kept may have been closed at the other end meanwhile.
            Err(Setback::NobodyThere(_)) if was_open => self.try_announcing(letter, patience).await,
            announced => announced,
        }
    }

    async fn try_announcing(&mut self, letter: &Composed, patience: Patience) -> Result<(), Setback> {
        let mut connection = match self.open.take() {
            Some(connection) => connection,
            None => self.connect(patience.opening).await?,
        };
        match converse(&mut connection, letter, patience.answer, &self.server.host).await {
            Ok(()) => {
                self.open = Some(connection);
                Ok(())
            }
            Err(setback) => {
                end(connection).await;
                Err(setback)
            }
        }
    }

    /// Sends the letter that was announced, and waits for the server's word that it has taken it.
    pub async fn hand_over(&mut self, letter: &Composed, patience: Patience) -> Result<(), Setback> {
        // Taken out, so that a connection on which this is given up is used for nothing more.
        let Some(mut connection) = self.open.take() else {
            return Err(Setback::Later("The connection was lost.".to_owned()));
        };
        let host = &self.server.host;
        match timeout(patience.verdict, connection.message(&letter.bytes)).await {
            Ok(Ok(_)) => {
                self.open = Some(connection);
                Ok(())
            }
            Ok(Err(error)) => {
                let setback = after_the_letter(host, &error);
                end(connection).await;
                Err(setback)
            }
            Err(_) => Err(Setback::Unknown(format!(
                "{host} had the whole letter and did not answer for {} seconds.",
                patience.verdict.as_secs()
            ))),
        }
    }

    /// Ends the connection in the midst of whatever goes on.
    pub fn cut(&mut self) {
        self.open = None;
    }

    pub async fn hang_up(&mut self) {
        if let Some(connection) = self.open.take() {
            end(connection).await;
        }
    }

    async fn connect(&self, patience: Duration) -> Result<AsyncSmtpConnection, Setback> {
        let server = &self.server;
        timeout(patience, opened(server, patience)).await.unwrap_or_else(|_| {
            let (place, seconds) = (format!("{}, port {}", server.host, server.port), patience.as_secs());
            Err(Setback::NobodyThere(format!("{place}, could not be spoken to within {seconds} seconds.")))
        })
    }
}

async fn opened(server: &SmtpServer, patience: Duration) -> Result<AsyncSmtpConnection, Setback> {
    let host = &server.host;
    let nobody = |error: &Error| {
        Setback::NobodyThere(format!(
            "{host}, port {}, could not be spoken to: {}",
            server.port,
            words(error)
        ))
    };
    let name = ClientId::default();
    let from_the_start = match server.security {
        Security::FromTheStart => Some(encryption(server)?),
        _ => None,
    };
    let address = (host.as_str(), server.port);
    let mut connection =
        AsyncSmtpConnection::connect_tokio1(address, Some(patience), &name, from_the_start, None)
            .await
            .map_err(|error| nobody(&error))?;
    let may_encrypt = connection.can_starttls();
    match server.security {
        Security::Required if !may_encrypt => {
            end(connection).await;
            return Err(Setback::NobodyThere(format!(
                "{host} offers no encryption (STARTTLS), and without it nothing is sent."
            )));
        }
        Security::Required | Security::Opportunistic if may_encrypt => {
            let agreed = connection.starttls(encryption(server)?, &name).await;
            agreed.map_err(|error| {
                Setback::NobodyThere(format!("{host} could not agree on encryption: {}", words(&error)))
            })?;
        }
        _ => {}
    }
    let Some(login) = &server.login else { return Ok(connection) };
    if !connection.is_encrypted() && server.security != Security::Plain {
        end(connection).await;
        return Err(Setback::NobodyThere(format!(
            "{host} offers no encryption (STARTTLS), and the password is not sent without it."
        )));
    }
    let credentials = Credentials::new(login.user.clone(), login.password.clone());
    match connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await {
        Ok(_) => Ok(connection),
        Err(error) => {
            end(connection).await;
            Err(Setback::NobodyThere(format!("{host} did not take the login: {}", words(&error))))
        }
    }
}

fn encryption(server: &SmtpServer) -> Result<TlsParameters, Setback> {
    let mut builder =
        TlsParameters::builder(server.host.clone()).certificate_store(CertificateStore::WebpkiRoots);
    if server.security == Security::Opportunistic && server.login.is_none() {
        // Nobody has to prove anything here: a server that offers no encryption at all is spoken to as well. What the
        // mail server of many a machine proves itself by was made when that was installed, and nobody has signed it.
        builder = builder.dangerous_accept_invalid_certs(true).dangerous_accept_invalid_hostnames(true);
    }
    let fault =
        |error: Error| Setback::NobodyThere(format!("No encryption could be set up: {}", words(&error)));
    if let Some(pem) = &server.trusted {
        builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(fault)?);
    }
    builder.build_rustls().map_err(fault)
}

async fn converse(
    connection: &mut AsyncSmtpConnection,
    letter: &Composed,
    patience: Duration,
    host: &str,
) -> Result<(), Setback> {
    let (from, to) = (&letter.from.address, &letter.to.address);
    let parameters = parameters(connection, from, to).ok_or_else(|| {
        Setback::Never(format!("{host} takes no addresses with letters beyond ASCII, and {to} has some."))
    })?;
    let silent =
        || Setback::NobodyThere(format!("{host} did not answer for {} seconds.", patience.as_secs()));
    let refused = |what: String| move |error: Error| before_the_letter(host, &what, &error);
    let is_usual = parameters.is_empty();
    timeout(patience, connection.command(Mail::new(Some(from.clone()), parameters)))
        .await
        .map_err(|_| silent())?
        .map_err(refused(format!("letters from {from}")))
        .map_err(|setback| if is_usual { setback.about_the_sender() } else { setback })?;
    timeout(patience, connection.command(Rcpt::new(to.clone(), Vec::new())))
        .await
        .map_err(|_| silent())?
        .map_err(|error| {
            let is_about_us = is_about_us(&error, to);
            let setback = refused(format!("letters to {to}"))(error);
            if is_about_us { setback.about_the_sender() } else { setback }
        })?;
    timeout(patience, connection.command(Data))
        .await
        .map_err(|_| silent())?
        .map_err(refused("the letter".to_owned()))?;
    Ok(())
}

/// Nothing if an address can't be said to this server.
fn parameters(connection: &AsyncSmtpConnection, from: &Address, to: &Address) -> Option<Vec<MailParameter>> {
    let is_plain = [from, to].iter().all(|address| AsRef::<str>::as_ref(*address).is_ascii());
    if is_plain {
        return Some(Vec::new());
    }
    let can = connection.server_info().supports_feature(Extension::SmtpUtfEight);
    can.then(|| vec![MailParameter::SmtpUtfEight])
}

/// What an error means as long as the server has no letter.
fn before_the_letter(host: &str, what: &str, error: &Error) -> Setback {
    let told = format!("{host} refused {what}: {}", words(error));
    if error.is_permanent() {
        return Setback::Never(told);
    }
    // 421: the server is about to hang up, whatever is asked of it.
    if error.is_transient() && error.status().is_none_or(|code| code.to_string() != "421") {
        return Setback::Later(told);
    }
    Setback::NobodyThere(format!("The connection to {host} broke: {}", words(error)))
}

/// How servers say that they pass on no letter of ours, whoever it is for.
const PASSED_ON_FOR_NOBODY: [&str; 6] = [
    "relay access denied",
    "relaying denied",
    "relay denied",
    "relaying not",
    "unable to relay",
    "not permitted to relay",
];

/// Does the server want to know who we are (530, RFC 4954), or pass on no letter of ours?
fn is_about_us(error: &Error, to: &Address) -> bool {
    error.status().is_some_and(|code| code.to_string() == "530") || passes_nothing_on(&words(error), to)
}

/// Servers repeat whom a letter is for, and anybody may be called what they like: that is no word of the server's.
fn passes_nothing_on(said: &str, to: &Address) -> bool {
    let mut said = said.to_lowercase();
    for theirs in [to.as_ref(), to.user(), to.domain()].map(str::to_lowercase) {
        if theirs.contains("relay") {
            said = said.replace(&theirs, "");
        }
    }
    PASSED_ON_FOR_NOBODY.iter().any(|words| said.contains(words))
}

/// What an error means once the letter is on its way.
fn after_the_letter(host: &str, error: &Error) -> Setback {
    if error.is_permanent() {
        return Setback::Never(format!("{host} refused the letter: {}", words(error)));
    }
    if error.is_transient() {
        return Setback::Later(format!("{host} did not take the letter now: {}", words(error)));
    }
    Setback::Unknown(format!(
        "The connection to {host} broke after the letter was handed over: {}",
        words(error)
    ))
}

/// What went wrong in the server's own words, or the system's.
fn words(error: &Error) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let said = match (error.status(), error.source()) {
        (Some(code), Some(said)) => format!("{code} {said}"),
        (Some(code), None) => code.to_string(),
        (None, _) => innermost.to_string(),
    };
    sentence(&said)
}

/// What was said on one line, cut to a length, with a full stop; the system's number of an error helps nobody.
fn sentence(said: &str) -> String {
    let said = said.split(" (os error").next().unwrap_or_default();
    let shown = said.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    let shown: String = shown.take(WORDS_MAX).collect();
    let shown = shown.trim();
    if shown.ends_with(['.', '!', '?']) { shown.to_owned() } else { format!("{shown}.") }
}

/// Says goodbye, if the other end still listens.
async fn end(mut connection: AsyncSmtpConnection) {
    let _too_late = timeout(GOODBYE, connection.abort()).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_a_letter_is_for_says_nothing_about_its_sender() {
        let to = |address: &str| address.parse::<Address>().unwrap();
        let denied = "554 5.7.1 <ada@far.example>: Relay access denied.";
        assert!(passes_nothing_on(denied, &to("ada@far.example")));
        assert!(passes_nothing_on("550 5.7.1 Unable to relay.", &to("ada@far.example")));
        let unknown = "550 5.1.1 <relay7@blog.example>: User unknown at smtp-relay.blog.example.";
        assert!(!passes_nothing_on(unknown, &to("relay7@blog.example")));
        let named = "550 <\"relay access denied\"@blog.example>: no such user.";
        assert!(!passes_nothing_on(named, &to("\"relay access denied\"@blog.example")));
    }

    #[test]
    fn what_a_server_says_is_one_bounded_sentence() {
        assert_eq!(sentence("Connection refused (os error 111)"), "Connection refused.");
        assert_eq!(sentence("550 no\r\nsuch person.\u{7} "), "550 no  such person.");
        assert_eq!(sentence(&"x".repeat(10_000)).len(), WORDS_MAX + 1);
    }
}
