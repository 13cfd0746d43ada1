//! A message in its final bytes: headers, and the same words plain and as HTML (RFC 5322, RFC 2046).

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{MultiPart, MultiPartKind, SinglePart};

use super::address::Mailbox;

/// What is to be sent, in words.
#[derive(Debug, Clone)]
pub struct Message {
    pub from: Mailbox,
    pub to: Mailbox,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// The same for every try, so that who gets it twice can tell: letters, digits, dots and hyphens.
    pub id: String,
    /// UTC milliseconds.
    pub date: i64,
    /// The tag of the language that it is written in.
    pub language: String,
    /// Where a mail program ends such letters by itself, if they can be ended (RFC 8058).
    pub unsubscribe: Option<String>,
}

/// What is to be sent, in bytes.
#[derive(Debug, Clone)]
pub struct Composed {
    pub(super) from: Mailbox,
    pub(super) to: Mailbox,
    pub(super) id: String,
    pub(super) bytes: Vec<u8>,
}

/// No message could be made of this; nobody's fault but the program's.
#[derive(Debug, thiserror::Error)]
#[error("The message could not be put together: {0}")]
pub struct CompositionFailed(#[from] lettre::error::Error);

/// Says that no person wrote this, so that no machine answers (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// What some servers of offices ask for in place of the standard, so that nobody's absence is answered to us.
#[derive(Clone)]
struct NoAutoResponse;

impl Header for NoAutoResponse {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("X-Auto-Response-Suppress")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "All".to_owned())
    }
}

#[derive(Clone)]
struct ContentLanguage(String);

impl Header for ContentLanguage {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Language")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

/// Where such letters are ended (RFC 2369). An address has no blank where a line could be folded, and stays as it is.
#[derive(Clone)]
struct ListUnsubscribe(String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        let value = format!("<{}>", self.0);
        HeaderValue::dangerous_new_pre_encoded(Self::name(), value.clone(), value)
    }
}

/// That one POST there is enough (RFC 8058).
#[derive(Clone)]
struct ListUnsubscribePost;

impl Header for ListUnsubscribePost {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}

/// Puts a message together. The same message always comes to the same bytes.
pub fn compose(message: Message) -> Result<Composed, CompositionFailed> {
    let tag = |letter: &char| letter.is_ascii_alphanumeric() || "-.".contains(*letter);
    let id: String = message.id.chars().filter(tag).collect();
    let language: String = message.language.chars().filter(tag).collect();
    let date = UNIX_EPOCH + Duration::from_millis(u64::try_from(message.date).unwrap_or_default());
    let parts = MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        .boundary(format!("=_{id}"))
        .singlepart(part(ContentType::TEXT_PLAIN, message.text))
        .singlepart(part(ContentType::TEXT_HTML, message.html));
    let mut head = lettre::Message::builder()
        .from(mailbox(&message.from))
        .to(mailbox(&message.to))
        .subject(one_line(&message.subject))
        .date(date)
        .message_id(Some(format!("<{id}@{}>", message.from.domain())))
        .header(AutoSubmitted)
        .header(NoAutoResponse)
        .header(ContentLanguage(language));
    if let Some(address) = message.unsubscribe.filter(|address| address.chars().all(|c| c.is_ascii_graphic()))
    {
        head = head.header(ListUnsubscribe(address)).header(ListUnsubscribePost);
    }
    let whole = head.multipart(parts)?;
    Ok(Composed { from: message.from, to: message.to, id, bytes: whole.formatted() })
}

fn part(kind: ContentType, body: String) -> SinglePart {
    SinglePart::builder().header(kind).body(body)
}

fn mailbox(mailbox: &Mailbox) -> lettre::message::Mailbox {
    lettre::message::Mailbox::new(mailbox.name.clone(), mailbox.address.clone())
}

/// What people named their blog stands in subjects, and a header ends with its line.
fn one_line(text: &str) -> String {
    text.split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Message {
        Message {
            from: Mailbox::of("blog@example.org").unwrap().or_named("Überlauf & Söhne"),
            to: Mailbox::of("grace@example.net").unwrap(),
            subject: "A letter".to_owned(),
            text: "Hello.\nIt works.\n".to_owned(),
            html: "<p>Hello. Grüße.</p>".to_owned(),
            id: "letter-12.5".to_owned(),
            date: 1_490_606_100_000,
            language: "de".to_owned(),
            unsubscribe: None,
        }
    }

    fn written(message: Message) -> String {
        String::from_utf8(compose(message).unwrap().bytes).unwrap()
    }

    #[test]
    fn a_message_has_the_headers_that_mail_programs_ask_for() {
        let whole = written(sample());
        for line in [
            "To: grace@example.net\r\n",
            "Subject: A letter\r\n",
            "Date: Mon, 27 Mar 2017 09:15:00 +0000\r\n",
            "Message-ID: <letter-12.5@example.org>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Content-Language: de\r\n",
            "MIME-Version: 1.0\r\n",
            "multipart/alternative",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Content-Type: text/html; charset=utf-8\r\n",
        ] {
            assert!(whole.contains(line), "{line} in {whole}");
        }
        assert!(whole.contains("From: =?utf-8?") && whole.contains("<blog@example.org>"), "{whole}");
        assert!(whole.is_ascii(), "every server takes it");
        assert!(whole.find("text/plain").unwrap() < whole.find("text/html").unwrap(), "the best stands last");
    }

    #[test]
    fn the_same_letter_is_the_same_bytes() {
        assert_eq!(written(sample()), written(sample()));
    }

    #[test]
    fn nothing_that_is_filled_in_begins_a_header() {
        let evil = "x\r\nBcc: eve@example.net\r\n\r\n<h1>Hello</h1>";
        let whole = written(Message {
            from: sample().from.or_named(evil),
            subject: evil.to_owned(),
            id: evil.to_owned(),
            language: evil.to_owned(),
            ..sample()
        });
        let head = whole.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{head}");
        let named = Message {
            from: Mailbox::of("blog@example.org").unwrap().or_named(evil),
            to: Mailbox::of("grace@example.net").unwrap().or_named(evil),
            ..sample()
        };
        let whole = written(named);
        let head = whole.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{head}");
        assert!(!whole.split("\r\n--=_").next().unwrap().contains("<h1>"), "{whole}");
    }

    #[test]
    fn a_letter_that_can_be_ended_says_where_on_one_line() {
        let address = format!("https://blog.example.org/comments/following/end/{}", "a".repeat(200));
        let whole = written(Message { unsubscribe: Some(address.clone()), ..sample() });
        assert!(whole.contains(&format!("\r\nList-Unsubscribe: <{address}>\r\n")), "{whole}");
        assert!(whole.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{whole}");
        let evil = Some("https://blog.example.org/\r\nBcc: eve@example.net".to_owned());
        assert_eq!(written(Message { unsubscribe: evil, ..sample() }), written(sample()));
    }

    #[test]
    fn long_lines_and_lone_dots_are_made_harmless() {
        let text = format!("{}\n.\n.dot\n", "word ".repeat(1000));
        let whole = written(Message { text, ..sample() });
        assert!(whole.lines().all(|line| line.len() <= 998));
    }
}
