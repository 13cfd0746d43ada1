//! What is sent by mail: a variant for each kind with its ready values, and how long a letter is tried.

use super::ids::{CommentId, FollowerId, UserId};
use super::timestamp::Timestamp;
use super::user::Role;

/// A letter before it is put into words. Templates in `templates/mail/` say it in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Letter {
    /// Says that mail works.
    Test,
    /// Asks somebody to write or moderate here.
    Invitation { inviter: String, role: Role, link: LinkPath, expires_at: Timestamp },
    /// Lets somebody choose a new password.
    PasswordReset { name: String, link: LinkPath, expires_at: Timestamp },
    /// Shows somebody what they wrote here, to take it along or have it erased.
    OwnComments { link: LinkPath, expires_at: Timestamp },
    /// Asks whether somebody wants letters about comments.
    Following { post_title: String, is_about_answers: bool, link: LinkPath, expires_at: Timestamp },
    /// Tells somebody of the blog of comments. They are read when it is sent: what was decided meanwhile is not told.
    Comments { user: UserId, comments: Vec<CommentId>, more: i64 },
    /// Tells a reader of comments where they asked for it, in the same way.
    Followed { follower: FollowerId, comments: Vec<CommentId>, more: i64 },
    /// Was written by another version of the program, and can't be read by this one.
    #[serde(other)]
    Unreadable,
}

/// The path of a link that lets whoever has it in. It is kept apart from the letter, and shown in no log.
#[derive(Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct LinkPath(pub String);

impl std::fmt::Debug for LinkPath {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(if self.0.is_empty() { "LinkPath(gone)" } else { "LinkPath(…)" })
    }
}

impl Letter {
    /// The same word as in its stored form.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Invitation { .. } => "invitation",
            Self::PasswordReset { .. } => "password_reset",
            Self::OwnComments { .. } => "own_comments",
            Self::Following { .. } => "following",
            Self::Comments { .. } => "comments",
            Self::Followed { .. } => "followed",
            Self::Unreadable => "unreadable",
        }
    }

    /// After this it is not worth sending any more.
    pub fn expires_at(&self) -> Option<Timestamp> {
        match self {
            Self::Test | Self::Comments { .. } | Self::Followed { .. } | Self::Unreadable => None,
            Self::Invitation { expires_at, .. }
            | Self::PasswordReset { expires_at, .. }
            | Self::OwnComments { expires_at, .. }
            | Self::Following { expires_at, .. } => Some(*expires_at),
        }
    }

    /// What must not be kept longer than it is needed, if the letter has such a thing.
    pub fn secret(&mut self) -> Option<&mut String> {
        match self {
            Self::Test | Self::Comments { .. } | Self::Followed { .. } | Self::Unreadable => None,
            Self::Invitation { link, .. }
            | Self::PasswordReset { link, .. }
            | Self::OwnComments { link, .. }
            | Self::Following { link, .. } => Some(&mut link.0),
        }
    }

    /// Was its secret wiped, so that it can't be sent any more?
    pub fn is_wiped(&self) -> bool {
        self.clone().secret().is_some_and(|secret| secret.is_empty())
    }
}

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub enum LetterState {
    /// It waits for its turn, or for the next try.
    Queued,
    /// It is being handed over to the server.
    Sending,
    /// The server took it.
    Sent,
    /// It was handed over and no answer came: it may have been sent.
    Uncertain,
    /// It was refused, or nobody took it for too long.
    Dead,
}

/// How long a letter is tried, in seconds: three days.
pub const TRIED_FOR_SECONDS: i64 = 3 * 24 * 60 * 60;

/// Minutes between one try and the next; the last goes on.
const PAUSES: [i64; 8] = [1, 5, 15, 30, 60, 2 * 60, 4 * 60, 6 * 60];

/// The seconds to wait after so many tries.
pub fn pause_after(attempts: i64) -> i64 {
    let step = usize::try_from(attempts - 1).unwrap_or_default().min(PAUSES.len() - 1);
    PAUSES[step] * 60
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_at_six_hours() {
        assert_eq!([0, 1, 2, 3].map(pause_after), [60, 60, 300, 900]);
        assert_eq!([8, 9, 1000].map(pause_after), [21_600; 3]);
        let mut tries = 0;
        let mut waited = 0;
        while waited < TRIED_FOR_SECONDS {
            tries += 1;
            waited += pause_after(tries);
        }
        assert_eq!(tries, 18);
    }

    #[test]
    fn a_letter_is_read_as_it_was_written_and_an_unknown_one_is_said_to_be() {
        let letter = Letter::PasswordReset {
            name: "Ada".to_owned(),
            link: LinkPath("/login/reset/abc".to_owned()),
            expires_at: Timestamp(5),
        };
        let written = serde_json::to_string(&letter).unwrap();
        assert!(written.contains("\"kind\":\"password_reset\""), "{written}");
        assert_eq!(serde_json::from_str::<Letter>(&written).unwrap(), letter);
        let unknown = serde_json::from_str::<Letter>("{\"kind\":\"birthday\",\"name\":\"Ada\"}").unwrap();
        assert_eq!(unknown, Letter::Unreadable);
        let comments = vec![CommentId(7)];
        let told = [
            Letter::Comments { user: UserId(1), comments: comments.clone(), more: 0 },
            Letter::Followed { follower: FollowerId(2), comments, more: 3 },
        ];
        for letter in [letter, Letter::Test].into_iter().chain(told) {
            let written = serde_json::to_value(&letter).unwrap();
            assert_eq!(written["kind"], letter.kind());
        }
    }

    #[test]
    fn a_link_is_shown_in_no_log() {
        let letter = Letter::PasswordReset {
            name: "Ada".to_owned(),
            link: LinkPath("/login/reset/abc".to_owned()),
            expires_at: Timestamp(5),
        };
        assert!(!format!("{letter:?}").contains("abc"));
    }
}
