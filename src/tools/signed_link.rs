//! Links that prove something: signed, for one purpose and one thing, until a time. That they work once is for whoever
//! takes them to see to. What is signed can be read by everybody, so no secret belongs into it.

use data_encoding::BASE64URL_NOPAD;

use super::secrets;

/// What a link is good for. A link for one purpose is worth nothing for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Choosing a new password.
    PasswordReset,
    /// Becoming somebody who writes or moderates here.
    Invitation,
    /// Seeing, taking along and erasing what was written under one e-mail address.
    OwnComments,
    /// Agreeing to letters about comments.
    Following,
    /// Ending what one letter came from.
    EndOfFollowing,
    /// Seeing and ending everything that an address follows.
    Followed,
    /// Deciding about one comment.
    Decision,
}

impl Purpose {
    fn word(self) -> &'static str {
        match self {
            Self::PasswordReset => "link: password reset",
            Self::Invitation => "link: invitation",
            Self::OwnComments => "link: own comments",
            Self::Following => "link: following",
            Self::EndOfFollowing => "link: end of following",
            Self::Followed => "link: followed",
            Self::Decision => "link: decision",
        }
    }
}

/// What a link says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedLink {
    /// What it is about, in the words of whoever makes it.
    pub subject: String,
    /// UTC milliseconds after which it is worth nothing.
    pub expires_at: i64,
    /// Tells it from every other link: hexadecimal digits or the like, without a dot.
    pub nonce: String,
}

/// Why a link is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// It was not made here, not for this purpose, or it was changed since.
    #[error("This link is not one of ours, or a part of it is missing.")]
    Wrong,
    #[error("This link has run out.")]
    Expired,
}

/// The link as it stands in an address, in letters, digits, `-`, `_` and one dot.
pub fn write(secret: &[u8], purpose: Purpose, link: &SignedLink) -> String {
    let message = format!("{}.{}.{}", link.nonce, link.expires_at, link.subject);
    let signature = secrets::sign(secret, purpose.word(), &message);
    format!("{}.{}", BASE64URL_NOPAD.encode(message.as_bytes()), BASE64URL_NOPAD.encode(&signature))
}

/// What a link says, if it was made by `write` for this purpose and holds at `now` (UTC milliseconds).
pub fn read(secret: &[u8], purpose: Purpose, token: &str, now: i64) -> Result<SignedLink, LinkFault> {
    let link = signed(secret, purpose, token).ok_or(LinkFault::Wrong)?;
    if now > link.expires_at {
        return Err(LinkFault::Expired);
    }
    Ok(link)
}

fn signed(secret: &[u8], purpose: Purpose, token: &str) -> Option<SignedLink> {
    let (message, signature) = token.split_once('.')?;
    let message = BASE64URL_NOPAD.decode(message.as_bytes()).ok()?;
    let message = String::from_utf8(message).ok()?;
    let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
    if !secrets::is_signed(secret, purpose.word(), &message, &signature) {
        return None;
    }
    let (nonce, rest) = message.split_once('.')?;
    let (expires_at, subject) = rest.split_once('.')?;
    Some(SignedLink {
        subject: subject.to_owned(),
        expires_at: expires_at.parse().ok()?,
        nonce: nonce.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"secret";

    fn link() -> SignedLink {
        SignedLink { subject: "12.abc".to_owned(), expires_at: 1_000, nonce: "9f".to_owned() }
    }

    #[test]
    fn a_link_holds_for_its_purpose_and_blog_until_its_time() {
        let token = write(SECRET, Purpose::PasswordReset, &link());
        let read = |secret, purpose, now| read(secret, purpose, &token, now);
        assert_eq!(read(SECRET, Purpose::PasswordReset, 1_000), Ok(link()));
        assert_eq!(read(SECRET, Purpose::PasswordReset, 1_001), Err(LinkFault::Expired));
        assert_eq!(read(SECRET, Purpose::Invitation, 0), Err(LinkFault::Wrong));
        assert_eq!(read(b"other", Purpose::PasswordReset, 0), Err(LinkFault::Wrong));
        assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)), "{token}");
    }

    #[test]
    fn no_letter_of_a_link_can_be_changed() {
        let token = write(SECRET, Purpose::Invitation, &link());
        for (at, letter) in token.char_indices() {
            let other = if letter == 'A' { 'B' } else { 'A' };
            let edited = format!("{}{other}{}", &token[..at], &token[at + 1..]);
            assert_eq!(
                read(SECRET, Purpose::Invitation, &edited, 0),
                Err(LinkFault::Wrong),
                "letter {at} of {token}"
            );
        }
        for nonsense in ["", ".", "..", "a.b", &token[1..], &token[..token.len() - 1], &"9".repeat(100_000)] {
            assert_eq!(read(SECRET, Purpose::Invitation, nonsense, 0), Err(LinkFault::Wrong));
        }
        let padded = format!("{token}=");
        assert_eq!(read(SECRET, Purpose::Invitation, &padded, 0), Err(LinkFault::Wrong));
    }

    #[test]
    fn parts_of_a_link_can_not_be_moved_into_one_another() {
        let moved = SignedLink { subject: "abc".to_owned(), ..link() };
        assert_ne!(write(SECRET, Purpose::Invitation, &link()), write(SECRET, Purpose::Invitation, &moved));
        let dotted = SignedLink { subject: "a.b.c.".to_owned(), ..link() };
        let token = write(SECRET, Purpose::Invitation, &dotted);
        assert_eq!(read(SECRET, Purpose::Invitation, &token, 0), Ok(dotted));
    }
}
