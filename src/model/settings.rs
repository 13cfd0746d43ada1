//! What an editor may change about the blog.

use super::comment_settings::CommentSettings;
use super::timestamp::Zone;

/// How much of a post stands on the home page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum HomeShows {
    Whole,
    JumpBreak,
    Excerpt,
}

/// How much of a post a feed carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum FeedShows {
    Whole,
    Excerpt,
}

/// The blog's settings, as pages use them.
#[derive(Debug, Clone)]
pub struct Settings {
    pub title: String,
    pub tagline: String,
    pub zone: Zone,
    /// A language tag that `tools::language` knows, such as `en` or `de`.
    pub language: String,
    /// Scheme, host and port without a trailing slash; none until somebody set it.
    pub base_url: Option<String>,
    pub home_shows: HomeShows,
    pub posts_per_page: i64,
    pub feed_shows: FeedShows,
    pub comments: CommentSettings,
    /// Links under each post that hand its address on to another site.
    pub shows_share_links: bool,
    /// Signs preview tokens and hashes networks; in the database so that a restore keeps links valid.
    pub signing_secret: Vec<u8>,
    pub version: i64,
}

/// Why a public address was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlFault {
    #[error("This is not a web address. It looks like https://blog.example.org, without a path behind it.")]
    NotAnOrigin,
}

/// Reads a public address: an http or https origin, kept without its trailing slash. Empty is none.
pub fn base_url(text: &str) -> Result<Option<String>, BaseUrlFault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let address = url::Url::parse(text).map_err(|_| BaseUrlFault::NotAnOrigin)?;
    let is_origin = matches!(address.scheme(), "http" | "https")
        && address.has_host()
        && address.path() == "/"
        && address.query().is_none()
        && address.fragment().is_none()
        && address.username().is_empty()
        && address.password().is_none();
    if !is_origin {
        return Err(BaseUrlFault::NotAnOrigin);
    }
    Ok(Some(address.origin().ascii_serialization()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_is_an_origin() {
        assert_eq!(
            base_url(" https://Blog.example.org/ ").unwrap().as_deref(),
            Some("https://blog.example.org")
        );
        assert_eq!(base_url("http://127.0.0.1:8080").unwrap().as_deref(), Some("http://127.0.0.1:8080"));
        assert_eq!(base_url("").unwrap(), None);
        for bad in [
            "blog.example.org",
            "https://example.org/blog",
            "ftp://example.org",
            "https://u@example.org",
            "https://example.org/?a",
        ] {
            assert_eq!(base_url(bad), Err(BaseUrlFault::NotAnOrigin), "{bad}");
        }
    }
}
