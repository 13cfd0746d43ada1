//! Making a blog busy, for tests of what it does then.

use super::Blog;
use crate::store::READERS;

impl Blog {
    /// Takes every reader of the database: until what this answers is dropped, nothing can be read from it.
    pub async fn hold_readers(&self) -> impl Send + use<> {
        let mut held = Vec::new();
        for _ in 0..READERS {
            held.push(self.app.db.reader().await.expect("a reader"));
        }
        held
    }

    /// Takes every place of those who hash passwords: until what this answers is dropped, nobody's is looked at.
    pub fn hold_passwords(&self) -> impl Send + use<> {
        self.app.passwords.hold()
    }
}
