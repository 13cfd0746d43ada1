//! Short texts that people type into fields, checked once and then carried by type.

/// Why a field's text was not taken. Pages say it in the reader's language, beside the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("This must not be empty.")]
    Empty,
    #[error("This is too long: at most {0} characters.")]
    TooLong(usize),
    #[error("This is too short: at least {0} characters.")]
    TooShort(usize),
    #[error("This is not an e-mail address. It looks like name@example.org.")]
    NotAnEmail,
    #[error("This is not a web address. It begins with https:// or http://.")]
    NotAWebsite,
    #[error("This is not a language tag. It looks like en or pt-BR.")]
    NotALanguage,
    #[error("This has characters that can’t be shown.")]
    ControlCharacters,
}

/// The most characters a name may have.
pub const NAME_MAX: usize = 80;
/// The most characters a title may have.
pub const TITLE_MAX: usize = 300;
/// The most characters a tag may have; moved blogs have long ones.
pub const TAG_MAX: usize = 200;
/// The most tags a post may have.
pub const TAGS_MAX: usize = 50;
/// The most characters a comment may have, as typed.
pub const COMMENT_MAX: usize = 20_000;
/// The most characters a post may have, as typed.
pub const POST_MAX: usize = 2_000_000;

/// One line: trimmed, inner white space folded, without characters that hide or reorder what stands around them.
pub fn line(text: &str, most: usize) -> Result<String, Fault> {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: String = folded.chars().filter(|letter| !is_invisible(*letter)).collect();
    let shown = shown.trim();
    if shown.is_empty() {
        return Err(Fault::Empty);
    }
    if shown.chars().any(char::is_control) {
        return Err(Fault::ControlCharacters);
    }
    within(shown, most)
}

/// A title or a tag: a line that keeps the joiners and marks which scripts and emoji are written with.
pub fn heading(text: &str, most: usize) -> Result<String, Fault> {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: String =
        folded.chars().filter(|letter| is_joiner(*letter) || !is_invisible(*letter)).collect();
    let shown = shown.trim();
    if shown.chars().all(is_joiner) {
        return Err(Fault::Empty);
    }
    if shown.chars().any(char::is_control) {
        return Err(Fault::ControlCharacters);
    }
    within(shown, most)
}

/// Letters that join or part their neighbours, and the marks that only say a direction.
fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{200c}'..='\u{200f}')
}

/// A language tag such as `de` or `pt-BR`: its shape alone (RFC 5646). Empty is none.
pub fn language(text: &str) -> Result<Option<String>, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let mut parts = text.split('-');
    let is_primary =
        |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_further =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if text.len() > 35 || !parts.next().is_some_and(is_primary) || !parts.all(is_further) {
        return Err(Fault::NotALanguage);
    }
    Ok(Some(text.to_owned()))
}

/// Many lines: line ends made one kind, control characters other than tab and line end refused.
pub fn text(text: &str, most: usize) -> Result<String, Fault> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.trim().is_empty() {
        return Err(Fault::Empty);
    }
    if text.chars().any(|letter| letter.is_control() && letter != '\n' && letter != '\t') {
        return Err(Fault::ControlCharacters);
    }
    within(&text, most)
}

fn within(text: &str, most: usize) -> Result<String, Fault> {
    if text.chars().count() > most {
        return Err(Fault::TooLong(most));
    }
    Ok(text.to_owned())
}

/// Zero-width and direction-changing characters: in a name they hide or impersonate.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// An e-mail address: one @, something before it, a name with a dot (or `localhost`) after it. Empty is none.
pub fn email(text: &str) -> Result<Option<String>, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (name, host) = text.rsplit_once('@').ok_or(Fault::NotAnEmail)?;
    let has_host =
        host == "localhost" || (host.contains('.') && !host.starts_with('.') && !host.ends_with('.'));
    let is_plain = !text.chars().any(|letter| {
        letter.is_whitespace() || letter.is_control() || "<>,;\"@".contains(letter) && letter != '@'
    });
    if name.is_empty() || name.contains('@') || !has_host || !is_plain || text.len() > 254 {
        return Err(Fault::NotAnEmail);
    }
    Ok(Some(text.to_owned()))
}

/// An address as it is compared with others: in small letters, of which SQLite's `lower` knows those of ASCII alone.
pub fn same_email(email: &str) -> String {
    email.to_ascii_lowercase()
}

/// A web address with http or https; a bare host gets https. Empty is none.
pub fn website(text: &str) -> Result<Option<String>, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let address = url::Url::parse(&with_scheme).map_err(|_| Fault::NotAWebsite)?;
    let is_web = matches!(address.scheme(), "http" | "https");
    let has_host = address.host_str().is_some_and(|host| host.contains('.') || host == "localhost");
    if !is_web || !has_host || text.chars().any(char::is_whitespace) || !address.username().is_empty() {
        return Err(Fault::NotAWebsite);
    }
    within(address.as_str(), 500).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_trimmed_folded_and_freed_of_invisible_letters() {
        assert_eq!(line("  Ada \t\n Lovelace\u{202e}\u{200b} ", 80).unwrap(), "Ada Lovelace");
        assert_eq!(line("\u{200b}\u{200d}\u{3164}\u{2800}\u{e0041}", 80), Err(Fault::Empty));
        assert_eq!(line("a\u{0}b", 80), Err(Fault::ControlCharacters));
        assert_eq!(line("äöü", 2), Err(Fault::TooLong(2)));
    }

    #[test]
    fn a_heading_keeps_joiners_and_drops_what_reorders() {
        assert_eq!(
            heading(" می\u{200c}خواهم\u{202e}  👩\u{200d}👧 ", 80).unwrap(),
            "می\u{200c}خواهم 👩\u{200d}👧"
        );
        assert_eq!(heading("\u{200d}\u{200f} ", 80), Err(Fault::Empty));
        assert_eq!(heading("a\u{1}b", 80), Err(Fault::ControlCharacters));
        assert_eq!(heading("abc", 2), Err(Fault::TooLong(2)));
    }

    #[test]
    fn a_language_is_a_tag_or_nothing() {
        assert_eq!(language(" pt-BR ").unwrap().as_deref(), Some("pt-BR"));
        assert_eq!(language("").unwrap(), None);
        for bad in ["e", "en\"", "en-", "-", "german language", "en--us", "ünï"] {
            assert_eq!(language(bad), Err(Fault::NotALanguage), "{bad}");
        }
    }

    #[test]
    fn a_text_keeps_its_lines() {
        assert_eq!(text("a\r\nb\rc", 10).unwrap(), "a\nb\nc");
        assert_eq!(text(" \n ", 10), Err(Fault::Empty));
        assert_eq!(text("a\u{7}", 10), Err(Fault::ControlCharacters));
    }

    #[test]
    fn an_email_is_checked_for_its_shape_only() {
        assert_eq!(email("").unwrap(), None);
        assert_eq!(email(" ada@example.org ").unwrap().as_deref(), Some("ada@example.org"));
        for bad in [
            "ada",
            "@example.org",
            "ada@",
            "a b@example.org",
            "a@b@example.org",
            "ada@example",
            "<a@example.org>",
        ] {
            assert_eq!(email(bad), Err(Fault::NotAnEmail), "{bad}");
        }
    }

    #[test]
    fn a_website_is_http_or_nothing() {
        assert_eq!(website("example.org").unwrap().as_deref(), Some("https://example.org/"));
        for bad in [
            "javascript:alert(1)",
            "javascript://example.org/%0aalert(1)",
            "ftp://example.org",
            "https://a b",
            "https://u:p@example.org",
            "nowhere",
        ] {
            assert_eq!(website(bad), Err(Fault::NotAWebsite), "{bad}");
        }
    }
}
