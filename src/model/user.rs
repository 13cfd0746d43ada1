//! People who write and moderate. An author is not a login: a row without a password is somebody who only signs posts.

use super::ids::{MediaId, UserId};
pub use super::permissions::Deed;

/// What a person may do.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, sqlx::Type,
)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum Role {
    Moderator,
    Author,
    Editor,
    Owner,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Owner, Self::Editor, Self::Author, Self::Moderator];

    pub fn word(self) -> &'static str {
        match self {
            Self::Moderator => "moderator",
            Self::Author => "author",
            Self::Editor => "editor",
            Self::Owner => "owner",
        }
    }

    /// As it stands in a list.
    pub fn title(self) -> &'static str {
        match self {
            Self::Moderator => "Moderator",
            Self::Author => "Author",
            Self::Editor => "Editor",
            Self::Owner => "Owner",
        }
    }

    /// As it stands in a sentence.
    pub fn with_article(self) -> &'static str {
        match self {
            Self::Moderator => "a moderator",
            Self::Author => "an author",
            Self::Editor => "an editor",
            Self::Owner => "an owner",
        }
    }
}

/// Shortest password that is taken.
pub const PASSWORD_MIN: usize = 10;
/// Longest password that is taken: hashing costs with length.
pub const PASSWORD_MAX: usize = 1024;

/// Why a password was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    #[error(
        "This is too short: at least {PASSWORD_MIN} characters. Four words that have nothing to do with each other are strong."
    )]
    TooShort,
    #[error("This is too long: at most {PASSWORD_MAX} bytes.")]
    TooLong,
    #[error("This would be guessed at once: it repeats a few characters, counts, or is the e-mail address.")]
    Guessable,
}

/// May this be the password of whoever logs in with this address? Length is what makes a password strong.
pub fn check_password(password: &str, email: &str) -> Result<(), PasswordFault> {
    if password.chars().count() < PASSWORD_MIN {
        return Err(PasswordFault::TooShort);
    }
    if password.len() > PASSWORD_MAX {
        return Err(PasswordFault::TooLong);
    }
    let letters: Vec<char> = password.to_lowercase().chars().collect();
    let different: std::collections::BTreeSet<_> = letters.iter().collect();
    let steps = |by: u32| letters.windows(2).all(|pair| u32::from(pair[1]) == u32::from(pair[0]) + by);
    let counts = steps(1) || password.starts_with("1234567890");
    if different.len() < 5 || counts || password.eq_ignore_ascii_case(email) {
        return Err(PasswordFault::Guessable);
    }
    Ok(())
}

/// Somebody who is logged in.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct User {
    pub id: UserId,
    pub name: String,
    pub email: Option<String>,
    pub role: Role,
}

impl User {
    pub fn may(&self, deed: Deed) -> bool {
        self.role.may(deed)
    }
}

/// All that somebody may say about themselves, and who runs the blog sees.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Profile {
    pub id: UserId,
    pub name: String,
    /// What they log in with, in small letters. Never shown to readers.
    pub email: Option<String>,
    pub role: Role,
    pub biography: String,
    pub website: Option<String>,
    pub has_password: bool,
}

/// Somebody whose name stands under a post.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Author {
    pub id: UserId,
    pub name: String,
    pub slug: String,
    pub biography: String,
    pub website: Option<String>,
    pub picture_id: Option<MediaId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_not_the_first_guess() {
        let check = |password: &str| check_password(password, "ada@example.org");
        assert_eq!(check("short one"), Err(PasswordFault::TooShort));
        assert_eq!(check("äöüßäöüßä"), Err(PasswordFault::TooShort));
        assert_eq!(check(&"long enough".repeat(100)), Err(PasswordFault::TooLong));
        for guessed in ["aaaaaaaaaaaa", "abababababab", "Ada@example.org", "abcdefghijkl", "12345678901"] {
            assert_eq!(check(guessed), Err(PasswordFault::Guessable), "{guessed}");
        }
        assert_eq!(check("four plain words here"), Ok(()));
        assert_eq!(check("パスワードは長いほどよい"), Ok(()));
    }
}
