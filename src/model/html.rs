//! Markup that may stand in a page as it is. Nothing else may be printed unescaped.

/// Sanitised markup: made by `tools::sanitise`, or read back from a row that holds what it made.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Html(String);

impl Html {
    /// Called by `tools::sanitise` alone; the architecture test holds that.
    pub fn from_sanitiser(clean: String) -> Self {
        Self(clean)
    }

    /// What the sanitiser made and a row held. Called by `store` alone; the architecture test holds that.
    pub fn from_store(stored: String) -> Self {
        Self(stored)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}
