//! Names as a source brings them, made to fit our rows. Whoever came without a name gets the word for that.

use crate::model::user::Role;
use crate::model::words;
use crate::store::imports::names::ImportedAuthor;
use crate::store::users::NewUser;
use crate::tools::slug;
use crate::transfer::import::source::SourceAuthor;

const NAMELESS: &str = "Anonymous";

/// What an author is known by at the source: the account, or the name where there is none.
pub fn key(author: &SourceAuthor) -> Option<&str> {
    author.source_id.as_deref().or(Some(author.name.as_str()).filter(|name| !name.is_empty()))
}

/// Somebody who signs posts and has no login.
pub fn author<'a>(source: &'a str, author: &'a SourceAuthor) -> Option<ImportedAuthor<'a>> {
    let source_id = key(author)?;
    let name = if author.name.is_empty() { NAMELESS } else { author.name.as_str() };
    let user = NewUser {
        name: name.to_owned(),
        slug: slug::from_title(name),
        email: None,
        password_hash: None,
        role: Role::Author,
        biography: String::new(),
    };
    Some(ImportedAuthor { source, source_id, user, website: author.url.as_deref() })
}

/// A commenter's name on one line, as long as ours may be.
pub fn commenter(name: &str) -> String {
    let short: String = name.chars().filter(|letter| !letter.is_control()).take(words::NAME_MAX).collect();
    words::line(&short, words::NAME_MAX).unwrap_or_else(|_| NAMELESS.to_owned())
}

/// A website, if it is one that a link may lead to.
pub fn website(url: Option<&str>) -> Option<String> {
    words::website(url?).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_always_fits_and_is_never_empty() {
        assert_eq!(commenter("Ada \u{202e}\u{7}Lovelace"), "Ada Lovelace");
        assert_eq!(commenter(&"é".repeat(500)).chars().count(), words::NAME_MAX);
        assert_eq!(commenter(" \u{200b} "), NAMELESS);
    }

    #[test]
    fn a_link_that_does_something_else_is_no_website() {
        assert_eq!(website(Some("javascript:alert(1)")), None);
        assert_eq!(website(Some("http://example.org/a")).as_deref(), Some("http://example.org/a"));
        assert_eq!(website(None), None);
    }

    #[test]
    fn an_author_is_known_by_account_before_name() {
        let account = SourceAuthor { source_id: Some("17".into()), name: "Ada".into(), url: None };
        assert_eq!(key(&account), Some("17"));
        assert_eq!(key(&SourceAuthor { source_id: None, ..account }), Some("Ada"));
        assert!(author("blogger", &SourceAuthor::default()).is_none());
    }
}
