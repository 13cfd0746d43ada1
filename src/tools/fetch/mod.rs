//! The one client that asks other hosts for anything. It reaches public addresses only, whatever it is pointed at, and
//! takes no more time and bytes than it is given. It keeps no cookie and says nothing of the blog but Postil's name.

mod addresses;
mod names;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use rustls::{ClientConfig, RootCertStore};
use tokio::time::{Instant, timeout_at};
use url::{Host, Url};

use self::names::{Guarded, Lookup, NothingPublic};

const USER_AGENT: &str = concat!("Postil/", env!("CARGO_PKG_VERSION"));
const MOST_REDIRECTS: usize = 5;
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// The longest silence in the middle of an answer.
const SILENCE: Duration = Duration::from_secs(20);
/// Ports below this belong to mail, files and the like, except the two of the web.
const FIRST_FREE_PORT: u16 = 1024;

/// What may be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Public addresses, and nothing else.
    Public,
    /// This machine and the private networks that it is in besides, but nothing that only its own cable knows.
    NearAndFar,
    /// The address of a test's server besides.
    #[cfg(test)]
    PublicAnd(IpAddr),
}

impl Reach {
    fn allows(self, address: IpAddr) -> bool {
        match self {
            Self::Public => addresses::is_public(address),
            Self::NearAndFar => addresses::is_public(address) || addresses::is_near(address),
            #[cfg(test)]
            Self::PublicAnd(test) => test == address || addresses::is_public(address),
        }
    }
}

/// How much an answer may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub bytes: u64,
    /// For everything from the first connection to the last byte, redirects and all.
    pub time: Duration,
}

/// Why nothing was fetched, or not all of it.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("this is not a web address")]
    NotAnAddress,
    #[error("it asks for a password")]
    Credentials,
    #[error("port {0} is not asked")]
    Port(u16),
    #[error("it leads to no public address")]
    NotPublic,
    #[error("it leads on and on")]
    TooManyRedirects,
    #[error("the server answered {0}")]
    Status(u16),
    #[error("it is larger than {0} MB")]
    TooLarge(u64),
    #[error("it took too long")]
    TooSlow,
    #[error("the answer broke off")]
    CutOff(#[source] reqwest::Error),
    #[error("the server could not be reached")]
    Unreachable(#[source] reqwest::Error),
    #[error("no client could be made")]
    Client(#[source] Box<dyn Error + Send + Sync>),
}

impl Fault {
    /// Could it go better if it is tried again soon?
    pub fn may_pass(&self) -> bool {
        match self {
            Self::TooSlow | Self::CutOff(_) | Self::Unreachable(_) => true,
            Self::Status(status) => *status == 429 || *status >= 500,
            _ => false,
        }
    }
}

/// Asks other hosts. Cheap to clone; connections are kept for the next question.
#[derive(Debug, Clone)]
pub struct Fetcher {
    client: Client,
    reach: Reach,
}

impl Fetcher {
    pub fn new() -> Result<Self, Fault> {
        Self::with(Reach::Public, names::by_system())
    }

    /// A client that may ask this machine and its neighbours besides, where whoever runs the program said so.
    pub fn near_and_far() -> Result<Self, Fault> {
        Self::with(Reach::NearAndFar, names::by_system())
    }

    fn with(reach: Reach, lookup: Lookup) -> Result<Self, Fault> {
        let client = Client::builder()
            .tls_backend_preconfigured(encryption()?)
            .dns_resolver(Arc::new(Guarded { lookup, reach }))
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .http1_only()
            .user_agent(USER_AGENT)
            .connect_timeout(CONNECT_WITHIN)
            .read_timeout(SILENCE)
            .build()
            .map_err(|error| Fault::Client(error.into()))?;
        Ok(Self { client, reach })
    }

    /// A client that may ask the server of a test besides.
    #[cfg(test)]
    pub fn for_test(server: std::net::SocketAddr) -> Self {
        Self::with(Reach::PublicAnd(server.ip()), names::by_system()).unwrap()
    }

    /// Asks for what is at an address, and hands it out as it comes.
    pub async fn open(&self, address: &str, limits: Limits) -> Result<Answer, Fault> {
        let until = Instant::now() + limits.time;
        let mut address = self.checked(Url::parse(address).map_err(|_| Fault::NotAnAddress)?)?;
        for _ in 0..=MOST_REDIRECTS {
            let asking = self.client.get(address.clone()).send();
            let answer = timeout_at(until, asking).await.map_err(|_| Fault::TooSlow)?;
            let answer = answer.map_err(unreachable_by)?;
            match onward(&address, &answer)? {
                Some(next) => address = self.checked(next)?,
                None => return Answer::of(answer, limits, until),
            }
        }
        Err(Fault::TooManyRedirects)
    }

    /// Asks for what is at an address, and waits for all of it.
    pub async fn get(&self, address: &str, limits: Limits) -> Result<Fetched, Fault> {
        let mut answer = self.open(address, limits).await?;
        let mut bytes = Vec::new();
        while let Some(piece) = answer.piece().await? {
            bytes.extend_from_slice(&piece);
        }
        Ok(Fetched { media_type: answer.media_type, bytes })
    }

    /// Sends JSON to an address and waits until it was taken. Nothing of the answer is read, and it leads nowhere on.
    pub async fn tell(
        &self,
        address: &str,
        json: String,
        token: Option<&str>,
        within: Duration,
    ) -> Result<(), Fault> {
        let address = self.checked(Url::parse(address).map_err(|_| Fault::NotAnAddress)?)?;
        let mut asking = self.client.post(address).header(CONTENT_TYPE, "application/json").body(json);
        if let Some(token) = token {
            asking = asking.bearer_auth(token);
        }
        let answer = timeout_at(Instant::now() + within, asking.send()).await.map_err(|_| Fault::TooSlow)?;
        // The address may hold what proves us there, and stands in no log.
        let answer = answer.map_err(|error| unreachable_by(error.without_url()))?;
        if answer.status().is_success() { Ok(()) } else { Err(Fault::Status(answer.status().as_u16())) }
    }

    /// What an address says by itself. Where a name leads is looked at when it is connected to.
    fn checked(&self, address: Url) -> Result<Url, Fault> {
        let is_web = matches!(address.scheme(), "http" | "https");
        if !is_web {
            return Err(Fault::NotAnAddress);
        }
        if !address.username().is_empty() || address.password().is_some() {
            return Err(Fault::Credentials);
        }
        let port = address.port_or_known_default().unwrap_or_default();
        if !matches!(port, 80 | 443) && port < FIRST_FREE_PORT {
            return Err(Fault::Port(port));
        }
        // Numbers in every spelling (decimal, octal, hexadecimal, shortened) are addresses by now.
        let number: Option<IpAddr> = match address.host() {
            Some(Host::Ipv4(four)) => Some(four.into()),
            Some(Host::Ipv6(six)) => Some(six.into()),
            Some(Host::Domain(_)) => None,
            None => return Err(Fault::NotAnAddress),
        };
        if number.is_some_and(|number| !self.reach.allows(number)) {
            return Err(Fault::NotPublic);
        }
        Ok(address)
    }
}

/// With a provider of its own, whatever the rest of the program has chosen, and with roots that need no file.
fn encryption() -> Result<ClientConfig, Fault> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let versions = versions.map_err(|error| Fault::Client(error.into()))?;
    Ok(versions.with_root_certificates(roots).with_no_client_auth())
}

/// Where an answer leads on to, if it does.
fn onward(from: &Url, answer: &Response) -> Result<Option<Url>, Fault> {
    if !matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = answer.headers().get(LOCATION).and_then(|location| location.to_str().ok());
    let location = location.ok_or(Fault::Status(answer.status().as_u16()))?;
    from.join(location).map(Some).map_err(|_| Fault::NotAnAddress)
}

/// The guard's own word, if it was the guard that refused.
fn unreachable_by(error: reqwest::Error) -> Fault {
    if error.is_timeout() {
        return Fault::TooSlow;
    }
    let mut cause = error.source();
    while let Some(of) = cause {
        if of.is::<NothingPublic>() {
            return Fault::NotPublic;
        }
        cause = of.source();
    }
    Fault::Unreachable(error)
}

/// All of an answer.
#[derive(Debug)]
pub struct Fetched {
    /// As the server calls it, without parameters, in small letters; its word only.
    pub media_type: Option<String>,
    pub bytes: Vec<u8>,
}

/// An answer as it comes in.
#[derive(Debug)]
pub struct Answer {
    /// As the server calls it, without parameters, in small letters; its word only.
    pub media_type: Option<String>,
    response: Response,
    most: u64,
    left: u64,
    until: Instant,
}

impl Answer {
    fn of(response: Response, limits: Limits, until: Instant) -> Result<Self, Fault> {
        if response.status() != StatusCode::OK {
            return Err(Fault::Status(response.status().as_u16()));
        }
        if response.content_length().is_some_and(|length| length > limits.bytes) {
            return Err(too_large(limits.bytes));
        }
        let told = response.headers().get(CONTENT_TYPE).and_then(|told| told.to_str().ok());
        let media_type = told.and_then(|told| told.split(';').next());
        let media_type = media_type.map(|told| told.trim().to_ascii_lowercase());
        Ok(Self { media_type, response, most: limits.bytes, left: limits.bytes, until })
    }

    /// The next piece, none at the end. What was packed is unpacked, and counts as that.
    pub async fn piece(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        let piece = timeout_at(self.until, self.response.chunk()).await.map_err(|_| Fault::TooSlow)?;
        let piece =
            piece.map_err(|error| if error.is_timeout() { Fault::TooSlow } else { Fault::CutOff(error) })?;
        let Some(piece) = piece else { return Ok(None) };
        self.left = self.left.checked_sub(piece.len() as u64).ok_or(too_large(self.most))?;
        Ok(Some(piece.into()))
    }
}

fn too_large(bytes: u64) -> Fault {
    Fault::TooLarge(bytes.div_ceil(1_000_000))
}
