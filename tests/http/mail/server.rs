//! A mail server that a test plays (RFC 5321): it takes letters, or misbehaves at a step of the conversation.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use data_encoding::BASE64;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

/// Steps of the conversation, each answered once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    Greeting,
    Hello,
    StartTls,
    Auth,
    Mail,
    Recipient,
    Data,
    /// The whole letter was sent, and the server's word on it is waited for.
    Letter,
}

/// What the server does at a step in place of agreeing.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    Say(&'static str),
    /// Says nothing and leaves the line open.
    Hang,
    Cut,
    /// Agrees, after a while.
    Late(Duration),
}

/// A letter that came.
#[derive(Debug, Clone, Default)]
pub struct Received {
    pub from: String,
    pub to: String,
    pub words: String,
    pub was_encrypted: bool,
    /// User and password.
    pub login: Option<(String, String)>,
}

#[derive(Default)]
struct Play {
    acts: HashMap<Step, Act>,
    offers: Vec<&'static str>,
    received: Vec<Received>,
    reached: Vec<Step>,
    connections: usize,
}

impl Received {
    /// Everything, with what quoted-printable made of it undone.
    pub fn text(&self) -> String {
        let mut bytes = Vec::new();
        let joined = self.words.replace("=\r\n", "");
        let mut pieces = joined.split('=');
        bytes.extend_from_slice(pieces.next().unwrap_or_default().as_bytes());
        for piece in pieces {
            if let Some(byte) = piece.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                bytes.push(byte);
                bytes.extend_from_slice(&piece.as_bytes()[2..]);
            } else {
                bytes.push(b'=');
                bytes.extend_from_slice(piece.as_bytes());
            }
        }
        String::from_utf8(bytes).unwrap()
    }

    /// The path of the link in it that begins like this.
    pub fn link(&self, start: &str) -> String {
        let text = self.text();
        let (_, rest) = text.split_once(&format!("http://blog.example.org{start}")).expect("a link");
        format!("{start}{}", rest.split_whitespace().next().unwrap())
    }
}

/// A server on loopback. It goes with the test.
#[derive(Clone)]
pub struct Server {
    address: SocketAddr,
    play: Arc<Mutex<Play>>,
    changed: Arc<Notify>,
}

pub fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/mail").join(name)
}

impl Server {
    pub async fn start() -> Self {
        Self::start_offering(&["8BITMIME"]).await
    }

    /// One that says it can do these things.
    pub async fn start_offering(offers: &[&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let play = Arc::new(Mutex::new(Play { offers: offers.to_vec(), ..Play::default() }));
        let server = Self { address, play, changed: Arc::default() };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.play().connections += 1;
                let serving = serving.clone();
                tokio::spawn(async move { serving.converse(stream).await });
            }
        });
        server
    }

    /// As `--smtp-url` takes it, not encrypted.
    pub fn url(&self) -> String {
        format!("smtp://{}?tls=none", self.address)
    }

    /// Encrypted as far as the server offers it, by the name that its certificate bears.
    pub fn url_by_name(&self, login: &str, rest: &str) -> String {
        format!("smtp://{login}localhost:{}{rest}", self.address.port())
    }

    pub fn play_at(&self, step: Step, act: Act) {
        self.play().acts.insert(step, act);
    }

    pub fn behave(&self) {
        self.play().acts.clear();
    }

    pub fn received(&self) -> Vec<Received> {
        self.play().received.clone()
    }

    pub fn connections(&self) -> usize {
        self.play().connections
    }

    /// Waits until the conversation got to a step, for as long as a test may.
    pub async fn until_reached(&self, step: Step) {
        let reached = async {
            loop {
                let changed = self.changed.notified();
                if self.play().reached.contains(&step) {
                    return;
                }
                changed.await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), reached).await.unwrap();
    }

    fn play(&self) -> MutexGuard<'_, Play> {
        self.play.lock().unwrap()
    }

    /// Answers a step; false if the conversation is over.
    async fn answer(&self, out: &mut (impl AsyncWrite + Unpin), step: Step, agreed: &str) -> bool {
        let act = {
            let mut play = self.play();
            play.reached.push(step);
            play.acts.get(&step).copied()
        };
        self.changed.notify_waiters();
        let said = match act {
            None => agreed.to_owned(),
            Some(Act::Say(words)) => format!("{words}\r\n"),
            Some(Act::Cut) => return false,
            Some(Act::Hang) => return std::future::pending().await,
            Some(Act::Late(by)) => {
                tokio::time::sleep(by).await;
                agreed.to_owned()
            }
        };
        out.write_all(said.as_bytes()).await.is_ok()
    }

    async fn converse(self, stream: TcpStream) {
        let mut stream = BufReader::new(stream);
        if !self.answer(&mut stream, Step::Greeting, "220 post.example.org ESMTP\r\n").await {
            return;
        }
        if !self.commands(&mut stream, false).await {
            return;
        }
        // It was agreed to encrypt.
        let Ok(stream) = acceptor().accept(stream.into_inner()).await else { return };
        self.commands(&mut BufReader::new(stream), true).await;
    }

    /// Answers true if it is to be encrypted from here on.
    async fn commands<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut BufReader<S>,
        is_encrypted: bool,
    ) -> bool {
        let mut letter = Received { was_encrypted: is_encrypted, ..Received::default() };
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                return false;
            }
            let line = line.trim_end();
            let word = line.to_uppercase();
            let goes_on = if word.starts_with("EHLO") {
                let agreed = self.hello(is_encrypted);
                self.answer(stream, Step::Hello, &agreed).await
            } else if word == "STARTTLS" {
                if self.answer(stream, Step::StartTls, "220 go ahead\r\n").await {
                    return true;
                }
                false
            } else if let Some(said) = line.strip_prefix("AUTH PLAIN ") {
                let said = BASE64.decode(said.as_bytes()).unwrap();
                let parts: Vec<_> = said.split(|byte| *byte == 0).map(String::from_utf8_lossy).collect();
                letter.login = Some((parts[1].to_string(), parts[2].to_string()));
                self.answer(stream, Step::Auth, "235 welcome\r\n").await
            } else if let Some(from) = line.strip_prefix("MAIL FROM:") {
                from.clone_into(&mut letter.from);
                self.answer(stream, Step::Mail, "250 ok\r\n").await
            } else if let Some(to) = line.strip_prefix("RCPT TO:") {
                to.clone_into(&mut letter.to);
                self.answer(stream, Step::Recipient, "250 ok\r\n").await
            } else if word == "DATA" {
                let is_heard = self.answer(stream, Step::Data, "354 end with a dot\r\n").await;
                is_heard && self.take(stream, &mut letter).await
            } else {
                stream.write_all(b"221 goodbye\r\n").await.is_ok() && word != "QUIT"
            };
            if !goes_on {
                return false;
            }
        }
    }

    fn hello(&self, is_encrypted: bool) -> String {
        let play = self.play();
        let offers = play.offers.iter().filter(|offer| **offer != "STARTTLS" || !is_encrypted);
        let lines: Vec<_> = offers.map(|offer| format!("250-{offer}\r\n")).collect();
        format!("250-post.example.org\r\n{}250 SIZE 1000000\r\n", lines.concat())
    }

    /// Reads a letter to its dot, if it was asked for. It has come then, whatever is answered.
    async fn take<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut BufReader<S>,
        letter: &mut Received,
    ) -> bool {
        if matches!(self.play().acts.get(&Step::Data), Some(Act::Say(_))) {
            return true;
        }
        letter.words.clear();
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                return false;
            }
            if line == ".\r\n" {
                break;
            }
            letter.words.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
        if !matches!(self.play().acts.get(&Step::Letter), Some(Act::Say(_))) {
            self.play().received.push(letter.clone());
        }
        self.answer(stream, Step::Letter, "250 taken\r\n").await
    }
}

/// Proves to be `localhost` by a certificate that is there for this alone.
fn acceptor() -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_file(fixture("certificate.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(fixture("key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}
