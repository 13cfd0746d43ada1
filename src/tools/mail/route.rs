//! Where mail goes: an SMTP server, as one address says it, or a folder. The password stands in no text made here.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use lettre::transport::smtp::client::Certificate;
use percent_encoding::percent_decode_str;
use url::{Host, Url};

/// Where mail goes.
#[derive(Debug, Clone)]
pub enum Route {
    Smtp(SmtpServer),
    /// Each letter becomes a file there and goes nowhere.
    Folder(PathBuf),
}

/// A server that takes mail.
#[derive(Debug, Clone)]
pub struct SmtpServer {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub login: Option<Login>,
    /// Certificates that are trusted beside those that browsers trust, in PEM.
    pub trusted: Option<Vec<u8>>,
}

/// How what is said to the server is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Not at all.
    Plain,
    /// Encrypted by STARTTLS if the server offers it.
    Opportunistic,
    /// Encrypted by STARTTLS, or nothing is sent.
    Required,
    /// Encrypted from the first byte.
    FromTheStart,
}

/// What lets us in.
#[derive(Clone)]
pub struct Login {
    pub user: String,
    pub password: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Login(…)")
    }
}

/// Why an address names no way to send mail. It never repeats the address, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RouteFault {
    #[error(
        "it looks like smtp://user:password@mail.example.org:587 or smtps://user:password@mail.example.org"
    )]
    NotAnAddress,
    #[error("it names a user without a password, or a password without a user")]
    HalfALogin,
    #[error(
        "the only thing behind the host that is understood is ?tls=required, ?tls=opportunistic or ?tls=none, and smtps \
         needs none of them"
    )]
    UnknownOption,
    #[error(
        "with ?tls=none the password would cross the network readable by others: leave it out, or the password"
    )]
    PasswordInTheOpen,
    #[error("the file has no certificate in PEM (-----BEGIN CERTIFICATE-----)")]
    NoCertificate,
}

impl SmtpServer {
    /// Reads `smtp://` or `smtps://`, with a login percent-encoded before the host. Without a port it is 587 or 465.
    /// `smtp://` is encrypted by STARTTLS if the server offers it, and must be if there is a password to keep.
    pub fn parse(text: &str) -> Result<Self, RouteFault> {
        let address = Url::parse(text.trim()).map_err(|_| RouteFault::NotAnAddress)?;
        let is_wrapped = match address.scheme() {
            "smtp" => false,
            "smtps" => true,
            _ => return Err(RouteFault::NotAnAddress),
        };
        let host = match address.host() {
            Some(Host::Domain(name)) => name.to_lowercase(),
            // Other schemes than the web's leave an address in brackets as it is.
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            None => return Err(RouteFault::NotAnAddress),
        };
        let is_bare = matches!(address.path(), "" | "/") && address.fragment().is_none();
        if host.is_empty() || !is_bare {
            return Err(RouteFault::NotAnAddress);
        }
        let login = login(&address)?;
        let security = security(&address, is_wrapped, login.is_some())?;
        if login.is_some() && security == Security::Plain && !is_here(&host) {
            return Err(RouteFault::PasswordInTheOpen);
        }
        let port = address.port().unwrap_or(if is_wrapped { 465 } else { 587 });
        Ok(Self { host, port, security, login, trusted: None })
    }

    /// The same, trusting certificates that are signed by these as well.
    pub fn trusting(self, pem: Vec<u8>) -> Result<Self, RouteFault> {
        let is_one = pem.windows(27).any(|window| window == b"-----BEGIN CERTIFICATE-----");
        if !is_one || Certificate::from_pem(&pem).is_err() {
            return Err(RouteFault::NoCertificate);
        }
        Ok(Self { trusted: Some(pem), ..self })
    }
}

fn login(address: &Url) -> Result<Option<Login>, RouteFault> {
    let decoded = |text: &str| {
        let decoded = percent_decode_str(text).decode_utf8().map_err(|_| RouteFault::NotAnAddress)?;
        if decoded.chars().any(char::is_control) {
            Err(RouteFault::NotAnAddress)
        } else {
            Ok(decoded.into_owned())
        }
    };
    let user = decoded(address.username())?;
    let password = address.password().map(decoded).transpose()?.unwrap_or_default();
    match (user.is_empty(), password.is_empty()) {
        (true, true) => Ok(None),
        (false, false) => Ok(Some(Login { user, password })),
        _ => Err(RouteFault::HalfALogin),
    }
}

fn security(address: &Url, is_wrapped: bool, has_login: bool) -> Result<Security, RouteFault> {
    let mut options = address.query_pairs();
    let option = options.next();
    if options.next().is_some() {
        return Err(RouteFault::UnknownOption);
    }
    match (option, is_wrapped) {
        (None, true) => Ok(Security::FromTheStart),
        (None, false) if has_login => Ok(Security::Required),
        (None, false) => Ok(Security::Opportunistic),
        (Some((name, value)), false) if name == "tls" => match &*value {
            "required" => Ok(Security::Required),
            "opportunistic" => Ok(Security::Opportunistic),
            "none" => Ok(Security::Plain),
            _ => Err(RouteFault::UnknownOption),
        },
        (Some(_), _) => Err(RouteFault::UnknownOption),
    }
}

/// Is this the machine itself, so that nobody listens on the way?
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl fmt::Display for Route {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => write!(out, "files in the folder {}", path.display()),
            Self::Smtp(server) => {
                let security = match server.security {
                    Security::Plain => "not encrypted",
                    Security::Opportunistic => "encrypted if the server offers it",
                    Security::Required => "encrypted by STARTTLS",
                    Security::FromTheStart => "encrypted from the start",
                };
                let login = if server.login.is_some() { "with a login" } else { "without a login" };
                write!(out, "{}, port {}, {security}, {login}", server.host, server.port)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_the_server_and_how_it_is_spoken_to() {
        let told = |text: &str| Route::Smtp(SmtpServer::parse(text).unwrap()).to_string();
        assert_eq!(
            told("smtp://Mail.example.org"),
            "mail.example.org, port 587, encrypted if the server offers it, without a login"
        );
        assert_eq!(
            told("smtp://ada:pass@mail.example.org:2525/"),
            "mail.example.org, port 2525, encrypted by STARTTLS, with a login"
        );
        assert_eq!(
            told("smtps://ada%40example.org:p%3Ass@mail.example.org"),
            "mail.example.org, port 465, encrypted from the start, with a login"
        );
        assert_eq!(
            told("smtp://[::1]:25?tls=none"),
            "[::1], port 25, not encrypted, without a login".replace(['[', ']'], "")
        );
        let login =
            SmtpServer::parse("smtps://ada%40example.org:p%3Ass@mail.example.org").unwrap().login.unwrap();
        assert_eq!((login.user.as_str(), login.password.as_str()), ("ada@example.org", "p:ss"));
    }

    #[test]
    fn a_password_is_kept_from_the_network_unless_the_server_is_here() {
        let security = |text: &str| SmtpServer::parse(text).map(|server| server.security);
        assert_eq!(security("smtp://a:b@mail.example.org?tls=none"), Err(RouteFault::PasswordInTheOpen));
        assert_eq!(security("smtp://a:b@localhost?tls=none"), Ok(Security::Plain));
        assert_eq!(security("smtp://a:b@127.0.0.1:25?tls=none"), Ok(Security::Plain));
        assert_eq!(security("smtp://mail.example.org?tls=required"), Ok(Security::Required));
    }

    #[test]
    fn nonsense_is_refused_and_never_repeated() {
        for (text, fault) in [
            ("", RouteFault::NotAnAddress),
            ("mail.example.org", RouteFault::NotAnAddress),
            ("https://mail.example.org", RouteFault::NotAnAddress),
            ("smtp://", RouteFault::NotAnAddress),
            ("smtp:mail", RouteFault::NotAnAddress),
            ("smtp://mail.example.org/inbox", RouteFault::NotAnAddress),
            ("smtp://a:sec%0Aret@mail.example.org", RouteFault::NotAnAddress),
            ("smtp://a@mail.example.org", RouteFault::HalfALogin),
            ("smtp://:secret@mail.example.org", RouteFault::HalfALogin),
            ("smtp://mail.example.org?tls=maybe", RouteFault::UnknownOption),
            ("smtp://mail.example.org?pool=3", RouteFault::UnknownOption),
            ("smtps://mail.example.org?tls=none", RouteFault::UnknownOption),
        ] {
            let refused = SmtpServer::parse(text).map(|server| server.host);
            assert_eq!(refused, Err(fault.clone()), "{text}");
            assert!(!fault.to_string().contains("sec"), "{fault}");
        }
    }

    #[test]
    fn no_text_holds_the_password() {
        let route = Route::Smtp(SmtpServer::parse("smtps://ada:hushhush@mail.example.org").unwrap());
        for told in [format!("{route:?}"), route.to_string()] {
            assert!(!told.contains("hush"), "{told}");
        }
    }

    #[test]
    fn a_certificate_is_one() {
        let server = SmtpServer::parse("smtp://mail.example.org").unwrap();
        assert_eq!(
            server.trusting(b"nothing of the kind".to_vec()).map(|_| ()),
            Err(RouteFault::NoCertificate)
        );
    }
}
