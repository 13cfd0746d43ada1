//! Passwords and their hashes (argon2id, 19 MiB, two passes). Which passwords are good enough, the model says.

use std::sync::Arc;
use std::thread::available_parallelism;

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task;

/// So many wait for their turn; whoever comes then is told to come back. It is a second or two of waiting.
const MOST_WAITING: usize = 40;

/// Verified in place of the hash of somebody who has none or does not exist, so that the answer takes as long.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$Tm9ib2R5J3Mgb3duIHNhbHQ$cPmUiKJ6gi5oJub1VDN9h3AoYthzxpErObjqEykoHew";

/// The hash could not be made or compared; not the password's fault.
#[derive(Debug, thiserror::Error)]
pub enum HashingFailed {
    #[error("Too many passwords are being looked at just now. Try again in a few seconds.")]
    Busy,
    #[error("The password could not be worked with: {0}.")]
    Broken(String),
}

/// Makes and compares hashes, a few at a time. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Passwords(Turns);

impl Default for Passwords {
    /// Two at most, and never every processor: readers need one.
    fn default() -> Self {
        let processors = available_parallelism().map_or(1, usize::from);
        Self(Turns::new((processors / 2).clamp(1, 2), MOST_WAITING))
    }
}

impl Passwords {
    /// The hash to store, as a PHC string. `salt` is random and new for each password.
    pub async fn hash(&self, password: String, salt: [u8; 16]) -> Result<String, HashingFailed> {
        self.apart(move || {
            let made = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
            made.map(|hash| hash.to_string()).map_err(|error| HashingFailed::Broken(error.to_string()))
        })
        .await?
    }

    /// Is this the password behind the stored hash? Without a stored hash it never is, after the same work.
    pub async fn is_right(&self, password: String, stored: Option<String>) -> Result<bool, HashingFailed> {
        self.apart(move || compare(stored.as_deref(), |hash| matches(&password, hash))).await
    }

    /// Takes every place there is, until what this answers is dropped: whoever comes then is sent away at once.
    pub fn hold(&self) -> impl Send + use<> {
        let all = self.0.places.available_permits();
        self.0.places.clone().try_acquire_many_owned(u32::try_from(all).unwrap_or(u32::MAX))
    }

    /// Runs the work where it holds up nobody, when it is its turn. Whoever goes away leaves their turn to the next only
    /// when the work is done: otherwise many who come and go would be worked for at once.
    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashingFailed> {
        let turn = self.0.take().await?;
        let working = task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        working.await.map_err(|error| HashingFailed::Broken(error.to_string()))
    }
}

/// Whose turn it is. Each hash takes 19 MiB and a processor for a while, so few are made at once and not many wait.
#[derive(Debug, Clone)]
struct Turns {
    at_once: Arc<Semaphore>,
    /// Those at work and those who wait.
    places: Arc<Semaphore>,
}

/// Kept until the work is done, also if nobody waits for it any more.
struct Turn {
    _at_work: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Turns {
    fn new(at_once: usize, waiting: usize) -> Self {
        let places = Arc::new(Semaphore::new(at_once + waiting));
        Self { at_once: Arc::new(Semaphore::new(at_once)), places }
    }

    /// Waits until it is this one's turn, or answers at once that too many wait.
    async fn take(&self) -> Result<Turn, HashingFailed> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| HashingFailed::Busy)?;
        let at_work = self.at_once.clone().acquire_owned().await.map_err(|_| HashingFailed::Busy)?;
        Ok(Turn { _at_work: at_work, _place: place })
    }
}

fn compare(stored: Option<&str>, matches: impl FnOnce(&str) -> bool) -> bool {
    let is_match = matches(stored.unwrap_or(NOBODYS));
    is_match && stored.is_some()
}

fn matches(password: &str, hash: &str) -> bool {
    Argon2::default().verify_password(password.as_bytes(), hash).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_only() {
        let passwords = Passwords::default();
        let stored = passwords.hash("correct horse".to_owned(), [1; 16]).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(passwords.is_right("correct horse".to_owned(), Some(stored.clone())).await.unwrap());
        assert!(!passwords.is_right("correct Horse".to_owned(), Some(stored.clone())).await.unwrap());
        let salted_anew = passwords.hash("correct horse".to_owned(), [2; 16]).await.unwrap();
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

    /// Nanoseconds that this thread has had a processor for.
    fn spent() -> u64 {
        let line = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
        line.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or_default()
    }

    #[test]
    fn a_login_costs_no_more_than_60_ms_of_a_processor() {
        let costs = (0..5).map(|_| {
            let before = spent();
            assert!(!compare(None, |hash| matches("four plain words here", hash)));
            spent() - before
        });
        // The least of a few, since others share the machine; what is not optimised is allowed four times as much.
        let most = if cfg!(debug_assertions) { 240 } else { 60 };
        let least = costs.min().unwrap_or_default() / 1_000_000;
        assert!(least <= most, "{least} ms");
    }

    #[tokio::test]
    async fn so_many_wait_and_the_next_is_sent_away_at_once() {
        let turns = Arc::new(Turns::new(1, 2));
        let working = turns.take().await.unwrap();
        let wait = || {
            let turns = turns.clone();
            tokio::spawn(async move { turns.take().await.map(drop) })
        };
        let waiting = [wait(), wait()];
        while turns.places.available_permits() > 0 {
            task::yield_now().await;
        }
        assert!(matches!(turns.take().await, Err(HashingFailed::Busy)));
        drop(working);
        for waiter in waiting {
            waiter.await.unwrap().unwrap();
        }
        assert!(turns.take().await.is_ok());
    }

    #[tokio::test]
    async fn who_goes_away_while_waiting_leaves_their_place() {
        let turns = Turns::new(1, 1);
        let working = turns.take().await.unwrap();
        {
            let mut waiting = std::pin::pin!(turns.take());
            let looked = std::future::poll_fn(|context| {
                std::task::Poll::Ready(waiting.as_mut().poll(context).is_pending())
            });
            assert!(looked.await);
            assert!(matches!(turns.take().await, Err(HashingFailed::Busy)));
        }
        drop(working);
        assert!(turns.take().await.is_ok());
        assert_eq!(turns.places.available_permits(), 2);
    }

    #[test]
    fn a_broken_hash_lets_nobody_in() {
        assert!(!matches("", ""));
        assert!(!matches("x", "x"));
        assert!(!matches("x", "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA"));
    }
}
