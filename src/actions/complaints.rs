//! What is wrong with the fields of a form: all of it at once, so that a person mends it in one go.

use crate::model::settings::BaseUrlFault;
use crate::model::timestamp::UnknownZone;
use crate::model::user::PasswordFault;
use crate::model::words::Fault;

/// What is wrong with one field. `Display` is for the admin and the terminal; readers get it in their language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Complaint {
    #[error(transparent)]
    Words(#[from] Fault),
    #[error(transparent)]
    Password(#[from] PasswordFault),
    #[error(transparent)]
    Zone(#[from] UnknownZone),
    #[error(transparent)]
    BaseUrl(#[from] BaseUrlFault),
    #[error("Somebody else logs in with this e-mail address.")]
    EmailTaken,
    #[error("This address has an open invitation. Send that one again, or withdraw it.")]
    InvitedAlready,
    #[error("This is not your present password.")]
    NotPresentPassword,
    #[error(
        "This code does not fit. A new one is shown every thirty seconds; does your device show the right time?"
    )]
    WrongCode,
    #[error("This code was used already. Wait until your app shows the next one.")]
    SpentCode,
    #[error("This is not the address of a network. It looks like 203.0.113.7 or 2001:db8::1.")]
    NotANetwork,
    #[error(
        "This network is too wide. The widest that can be blocked is 203.0.113.0/24, or 2001:db8:0:1::/64 of IPv6."
    )]
    TooWideANetwork,
    #[error(
        "Only letters and digits are compared, so this would meet every comment with the word “{0}”. Type more of it."
    )]
    OnlyALetter(char),
    #[error("Choose one of these.")]
    NotOffered,
    #[error("An address of ntfy ends in its topic: https://ntfy.sh/your-topic.")]
    NoTopic,
    #[error("This is a number from {0} to {1}.")]
    OutOfRange(i64, i64),
}

/// Complaints by the name of the field they are about.
#[derive(Debug, Default)]
pub struct Complaints(Vec<(&'static str, Complaint)>);

impl Complaints {
    pub fn of(field: &'static str, complaint: impl Into<Complaint>) -> Self {
        Self(vec![(field, complaint.into())])
    }

    /// Takes a checked value, or notes what is wrong with it and goes on with something in its place.
    pub fn take<T, E: Into<Complaint>>(
        &mut self,
        field: &'static str,
        checked: Result<T, E>,
        instead: T,
    ) -> T {
        checked.unwrap_or_else(|complaint| {
            self.0.push((field, complaint.into()));
            instead
        })
    }

    /// Notes further complaints behind those that are there.
    pub fn join(&mut self, further: Self) {
        self.0.extend(further.0);
    }

    /// Refuses if there was a complaint.
    pub fn settled<R: From<Self>>(self) -> Result<(), R> {
        if self.0.is_empty() { Ok(()) } else { Err(self.into()) }
    }

    /// The complaint about a field.
    pub fn about(&self, field: &str) -> Option<&Complaint> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, complaint)| complaint)
    }
}

impl std::error::Error for Complaints {}

impl std::fmt::Display for Complaints {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sentences: Vec<_> =
            self.0.iter().map(|(field, complaint)| format!("{field}: {complaint}")).collect();
        out.write_str(&sentences.join("\n"))
    }
}
