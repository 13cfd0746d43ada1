//! People who write and moderate. An author is not a login: a row without a password is somebody who only signs posts.

use super::ids::UserId;

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize, sqlx::Type)]
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

    pub fn may(self, deed: Deed) -> bool {
        match deed {
            Deed::ModerateComments => self != Self::Author,
            Deed::WriteOwnPosts => self != Self::Moderator,
            Deed::EditAllPosts => matches!(self, Self::Editor | Self::Owner),
            Deed::ChangeSettings => self == Self::Owner,
        }
    }
}

/// The deeds that roles differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    ModerateComments,
    WriteOwnPosts,
    EditAllPosts,
    ChangeSettings,
}

/// Shortest password that is taken.
pub const PASSWORD_MIN: usize = 10;
/// Longest password that is taken: hashing costs with length.
pub const PASSWORD_MAX: usize = 1024;

/// Somebody who is logged in.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct User {
    pub id: UserId,
    pub name: String,
    pub slug: String,
    pub email: Option<String>,
    pub role: Role,
}

impl User {
    pub fn may(&self, deed: Deed) -> bool {
        self.role.may(deed)
    }
}

/// Somebody whose name stands under a post.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Author {
    pub id: UserId,
    pub name: String,
    pub slug: String,
    pub biography: String,
    pub website: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_its_name_says() {
        let table = [
            (Deed::ModerateComments, [true, true, false, true]),
            (Deed::WriteOwnPosts, [true, true, true, false]),
            (Deed::EditAllPosts, [true, true, false, false]),
            (Deed::ChangeSettings, [true, false, false, false]),
        ];
        for (deed, may) in table {
            assert_eq!(Role::ALL.map(|role| role.may(deed)), may, "{deed:?}");
        }
    }
}
