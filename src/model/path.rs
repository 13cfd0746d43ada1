//! Public addresses of posts and pages: stored rows, decoded, with their case and trailing slash as they came.

/// First parts of an address that belong to the program; no post may have them.
pub const RESERVED: [&str; 18] = [
    "account",
    "admin",
    "archive",
    "authors",
    "cards",
    "comments",
    "feeds",
    "healthz",
    "login",
    "logout",
    "media",
    "privacy",
    "search",
    "setup",
    "sitemaps",
    "static",
    "tags",
    "index.html",
];

/// Whole addresses that belong to the program.
const RESERVED_WHOLE: [&str; 6] =
    ["/", "/robots.txt", "/sitemap.xml", "/favicon.ico", "/atom.xml", "/rss.xml"];

/// The most bytes a path may have.
pub const PATH_MAX: usize = 1000;

/// A public address of a post or page: begins with a slash, decoded.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct PublicPath(String);

/// Why an address was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathFault {
    #[error("An address begins with a slash, for example /2017/03/its-title.")]
    NoSlash,
    #[error("An address has at most {PATH_MAX} bytes.")]
    TooLong,
    #[error("An address can’t hold “{0}”.")]
    Letter(char),
    #[error("An address can’t hold empty parts, “.” or “..”.")]
    Dots,
    #[error("{0} belongs to the program. Choose another address.")]
    Reserved(String),
}

impl PublicPath {
    /// Takes a decoded path as an editor types it or an import brings it.
    pub fn parse(text: &str) -> Result<Self, PathFault> {
        let text = text.trim();
        let Some(rest) = text.strip_prefix('/') else { return Err(PathFault::NoSlash) };
        if text.len() > PATH_MAX {
            return Err(PathFault::TooLong);
        }
        if let Some(letter) =
            text.chars().find(|letter| letter.is_control() || matches!(letter, '?' | '#' | '\\'))
        {
            return Err(PathFault::Letter(letter));
        }
        let inner = rest.strip_suffix('/').unwrap_or(rest);
        if text != "/" && inner.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err(PathFault::Dots);
        }
        if is_reserved(text) {
            return Err(PathFault::Reserved(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it stands in a link: every byte that may not is percent-encoded.
    pub fn href(&self) -> String {
        href(&self.0)
    }
}

/// Percent-encodes a decoded path for a link.
pub fn href(path: &str) -> String {
    use std::fmt::Write as _;
    let mut link = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&byte) {
            link.push(char::from(byte));
        } else {
            let _infallible = write!(link, "%{byte:02X}");
        }
    }
    link
}

fn is_reserved(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default().to_ascii_lowercase();
    RESERVED_WHOLE.contains(&path) || RESERVED.contains(&first.as_str()) || is_archive(path)
}

/// `/2017/`, `/2017/03/` and the like are archives.
fn is_archive(path: &str) -> bool {
    let parts: Vec<_> = path.trim_matches('/').split('/').collect();
    let is_number =
        |part: &str, digits: usize| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        [year] => is_number(year, 4),
        [year, month] => is_number(year, 4) && is_number(month, 2),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_slash_and_foreign_letters_are_kept() {
        for path in ["/2017/03/Its-Title.html", "/a/", "/p/über uns.html", "/日本"] {
            assert_eq!(PublicPath::parse(path).unwrap().as_str(), path);
        }
    }

    #[test]
    fn the_programs_own_addresses_are_refused() {
        for path in [
            "/",
            "/admin",
            "/Admin/x",
            "/static/a.css",
            "/feeds/posts",
            "/2017/",
            "/2017/03/",
            "/2017",
            "/sitemap.xml",
        ] {
            assert_eq!(PublicPath::parse(path), Err(PathFault::Reserved(path.to_owned())), "{path}");
        }
        assert!(PublicPath::parse("/administration").is_ok());
        assert!(PublicPath::parse("/2017/03/x").is_ok());
    }

    #[test]
    fn what_would_break_a_link_or_climb_is_refused() {
        assert_eq!(PublicPath::parse("a"), Err(PathFault::NoSlash));
        assert_eq!(PublicPath::parse("//example.org"), Err(PathFault::Dots));
        assert_eq!(PublicPath::parse("/a/../b"), Err(PathFault::Dots));
        assert_eq!(PublicPath::parse("/a?b"), Err(PathFault::Letter('?')));
        assert_eq!(PublicPath::parse("/a\\b"), Err(PathFault::Letter('\\')));
        assert_eq!(PublicPath::parse(&format!("/{}", "a".repeat(PATH_MAX))), Err(PathFault::TooLong));
    }

    #[test]
    fn a_link_is_percent_encoded() {
        assert_eq!(PublicPath::parse("/p/über uns\"<.html").unwrap().href(), "/p/%C3%BCber%20uns%22%3C.html");
    }
}
