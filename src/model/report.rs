//! What a reader says about a comment that should not be there.

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum ReportReason {
    Spam,
    /// It attacks or threatens somebody.
    Abuse,
    /// It says what is nobody's business.
    Private,
    Other,
}

impl ReportReason {
    pub const ALL: [Self; 4] = [Self::Spam, Self::Abuse, Self::Private, Self::Other];

    /// The word that rows and forms hold.
    pub fn word(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::Abuse => "abuse",
            Self::Private => "private",
            Self::Other => "other",
        }
    }
}

/// The most characters that may be added to a reason.
pub const NOTE_MAX: usize = 500;

/// How long a report is kept, in seconds: thirty days, as the network that it came from.
pub const REPORT_KEPT: i64 = 30 * 24 * 60 * 60;
