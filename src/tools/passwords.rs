//! Passwords and their hashes (argon2id, 19 MiB, two passes). Which passwords are good enough, the model says.

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;
use tokio::task;

/// Each hash takes 19 MiB and a processor for a while: more than two at a time wait.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Verified in place of the hash of somebody who has none or does not exist, so that the answer takes as long.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$Tm9ib2R5J3Mgb3duIHNhbHQ$cPmUiKJ6gi5oJub1VDN9h3AoYthzxpErObjqEykoHew";

/// The hash could not be made or compared; not the password's fault.
#[derive(Debug, thiserror::Error)]
#[error("The password could not be worked with: {0}.")]
pub struct HashingFailed(String);

/// The hash to store, as a PHC string. `salt` is random and new for each password.
pub async fn hash(password: String, salt: [u8; 16]) -> Result<String, HashingFailed> {
    apart(move || {
        let made = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
        made.map(|hash| hash.to_string()).map_err(|error| HashingFailed(error.to_string()))
    })
    .await?
}

/// Is this the password behind the stored hash? Without a stored hash it never is, after the same work.
pub async fn is_right(password: String, stored: Option<String>) -> Result<bool, HashingFailed> {
    apart(move || compare(stored.as_deref(), |hash| matches(&password, hash))).await
}

fn compare(stored: Option<&str>, matches: impl FnOnce(&str) -> bool) -> bool {
    let is_match = matches(stored.unwrap_or(NOBODYS));
    is_match && stored.is_some()
}

fn matches(password: &str, hash: &str) -> bool {
    Argon2::default().verify_password(password.as_bytes(), hash).is_ok()
}

/// Runs the work where it holds up nobody, two at a time.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashingFailed> {
    let _turn = AT_ONCE.acquire().await.map_err(|error| HashingFailed(error.to_string()))?;
    task::spawn_blocking(work).await.map_err(|error| HashingFailed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_only() {
        let stored = hash("correct horse".to_owned(), [1; 16]).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(is_right("correct horse".to_owned(), Some(stored.clone())).await.unwrap());
        assert!(!is_right("correct Horse".to_owned(), Some(stored.clone())).await.unwrap());
        let salted_anew = hash("correct horse".to_owned(), [2; 16]).await.unwrap();
        assert_ne!(stored, salted_anew);
    }

    #[test]
    fn nobodys_hash_is_a_real_one_that_costs_what_every_other_does() {
        assert!(matches("nobody has this password", NOBODYS));
        assert!(NOBODYS.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    }

    #[test]
    fn a_hash_is_verified_for_whoever_is_asked_about() {
        let asked_with = |stored: Option<&str>, answer: bool| {
            let mut verified = Vec::new();
            let is_right = compare(stored, |hash| {
                verified.push(hash.to_owned());
                answer
            });
            (verified, is_right)
        };
        assert_eq!(asked_with(Some("theirs"), true), (vec!["theirs".to_owned()], true));
        assert_eq!(asked_with(Some("theirs"), false), (vec!["theirs".to_owned()], false));
        assert_eq!(asked_with(None, true), (vec![NOBODYS.to_owned()], false));
    }

    #[test]
    fn a_broken_hash_lets_nobody_in() {
        assert!(!matches("", ""));
        assert!(!matches("x", "x"));
        assert!(!matches("x", "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA"));
    }
}
