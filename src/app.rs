//! What a request, a job or a command can reach.

pub mod blocklist;
mod darkroom;
mod limits;
mod spam;

use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use ipnet::IpNet;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use tokio::sync::{Mutex as AsyncMutex, Semaphore};
use tokio::task::spawn_blocking;

use self::blocklist::KeptBlocklist;
pub use self::darkroom::{Darkroom, Spoilt};
use self::limits::{CodeLimit, FollowLimits, LoginLimits, OwnLimits, ReportLimit, ResetLimits};
pub use self::spam::{Near, Spam};
use crate::model::settings::Settings;
use crate::model::timestamp::Timestamp;
use crate::store::Db;
use crate::tools::files::{FileStore, LocalFiles};
use crate::tools::mail::Post;
use crate::tools::passwords::Passwords;

/// Everything that is shared. Every layer that a request passes holds one, so to clone it is to count one more.
#[derive(Clone)]
pub struct App(Arc<Parts>);

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// What an `App` reaches.
#[derive(Clone)]
pub struct Parts {
    /// The memory.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// Where secrets and identifiers come from.
    pub chance: Chance,
    /// What the command line said about where the blog stands.
    pub place: Arc<Place>,
    /// Where bodies are made of what people write.
    pub workshop: Workshop,
    /// Where passwords are hashed and looked at.
    pub passwords: Passwords,
    /// Where pictures are made of what people send.
    pub darkroom: Darkroom,
    /// The files of pictures, sound and films.
    pub files: Files,
    /// What tells spam from comments.
    pub spam: Spam,
    /// Whom and what the blog does not want to hear from.
    pub blocks: KeptBlocklist,
}

/// The store of large files, asked on threads that may wait for a disk.
#[derive(Debug, Clone)]
pub struct Files {
    store: Arc<dyn FileStore>,
    /// Held by whoever removes files: two that do it at once could remove what came back between them.
    pub removing: Arc<AsyncMutex<()>>,
}

/// The folder of files within the data folder.
pub const FILES_FOLDER: &str = "media";

impl Files {
    /// Files in the data folder that holds this database.
    pub fn beside(db: &Db) -> Self {
        let folder = db.file().with_file_name(FILES_FOLDER);
        Self::of(Arc::new(LocalFiles::below(folder)))
    }

    pub fn of(store: Arc<dyn FileStore>) -> Self {
        Self { store, removing: Arc::default() }
    }

    /// Asks the store something and waits for its disk on a thread made for waiting.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn FileStore) -> T + Send + 'static,
    ) -> T {
        let store = self.store.clone();
        let asking = spawn_blocking(move || question(&*store));
        asking.await.unwrap_or_else(|error| resume_unwind(error.into_panic()))
    }
}

/// Threads for slow work, a few at a time: a long body must not hold up those who only read.
#[derive(Debug, Clone)]
pub struct Workshop(Arc<Semaphore>);

impl Default for Workshop {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(2)))
    }
}

impl Workshop {
    /// Does some work on a thread of its own once there is room for it. Work that was begun is finished, and keeps its
    /// room so long, even if nobody waits for it any more.
    pub async fn make<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let room = self.0.clone().acquire_owned().await;
        let making = spawn_blocking(move || {
            let _room = room;
            work()
        });
        // It is not cancelled by anybody, so what can be wrong is a panic, which goes on where it was waited for.
        making.await.unwrap_or_else(|error| resume_unwind(error.into_panic()))
    }
}

/// Where this process stands: what it believes about the network in front of it, and what it remembers of it.
#[derive(Debug, Default)]
pub struct Place {
    /// The public address from the command line; it wins over the one in the settings.
    pub base_url: Option<String>,
    /// Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Somebody sent X-Forwarded-For and no proxy is trusted: the admin says so.
    pub saw_untrusted_forwarding: AtomicBool,
    /// The address that the server took, as soon as it listens.
    pub listening: OnceLock<SocketAddr>,
    /// How often a password may be tried.
    pub logins: LoginLimits,
    /// How often somebody may say that they forgot their password.
    pub resets: ResetLimits,
    /// How often somebody may ask for what they wrote.
    pub own_comments: ResetLimits,
    /// How often what was written may be changed or taken along.
    pub own: OwnLimits,
    /// How often letters may be asked for that ask whether somebody wants letters.
    pub follows: FollowLimits,
    /// How often a code may be tried.
    pub codes: CodeLimit,
    /// How often comments may be reported.
    pub reports: ReportLimit,
    /// How mail is sent, if somebody said so.
    pub mail: Option<Post>,
    /// The webhook may be on this machine or in its network.
    pub webhook_may_be_private: bool,
}

impl Place {
    /// Is this one of our own proxies, so that what it says about a request is believed?
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|network| network.contains(&address.to_canonical()))
    }
}

impl App {
    /// The blog in a database, with its files beside it.
    pub fn new(db: Db, clock: Clock, chance: Chance, place: Arc<Place>) -> Self {
        let files = Files::beside(&db);
        let (workshop, darkroom) = (Workshop::default(), Darkroom::default());
        Self(Arc::new(Parts {
            db,
            clock,
            chance,
            place,
            workshop,
            passwords: Passwords::default(),
            darkroom,
            files,
            spam: Spam::default(),
            blocks: KeptBlocklist::default(),
        }))
    }

    /// The same with other files.
    #[cfg(test)]
    pub fn with_files(&self, files: Files) -> Self {
        Self(Arc::new(Parts { files, ..Parts::clone(self) }))
    }

    pub fn settings(&self) -> Arc<Settings> {
        self.db.settings()
    }

    /// The public address without a trailing slash, if one is known.
    pub fn base_url(&self) -> Option<String> {
        self.place.base_url.clone().or_else(|| self.settings().base_url.clone())
    }

    /// The address for what is read away from the blog: the public one, or as long as nobody said one, where the
    /// server listens. Nothing if that is every address of the machine, since such a one leads nowhere.
    pub fn address_from_outside(&self) -> Option<String> {
        let listening = self.place.listening.get().filter(|address| !address.ip().is_unspecified());
        self.base_url().or_else(|| listening.map(|address| format!("http://{address}")))
    }
}

/// A clock that a test can hold and move.
#[derive(Debug, Clone)]
pub enum Clock {
    System,
    /// UTC milliseconds.
    Held(Arc<AtomicI64>),
}

impl Clock {
    pub fn now(&self) -> Timestamp {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is where time comes from")]
            Self::System => jiff::Timestamp::now().into(),
            Self::Held(at) => Timestamp(at.load(Ordering::Relaxed)),
        }
    }
}

/// A source of random bytes; a test seeds it.
#[derive(Debug, Clone)]
pub struct Chance(Arc<Mutex<StdRng>>);

impl Chance {
    #[expect(clippy::disallowed_methods, reason = "this is where chance comes from")]
    pub fn from_system() -> Self {
        Self(Arc::new(Mutex::new(StdRng::from_rng(&mut rand::rng()))))
    }

    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        // A panic elsewhere does not make the generator's state wrong.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).random()
    }

    /// 128 random bits as 32 hexadecimal digits.
    pub fn identifier(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.bytes::<16>())
    }

    /// The same behind the time: what is named one after another lies side by side in an index, where names in no order
    /// touch a page each.
    pub fn identifier_at(&self, now: Timestamp) -> String {
        format!("{:012x}{}", now.0.max(0), self.identifier())
    }

    /// Fifteen letters and digits for a comment, the first a letter: imported ids are digits alone, so that the two never
    /// meet. Seven of them are the second, for the same reason as above; the others are random.
    pub fn public_id(&self, now: Timestamp) -> String {
        // 35 bits of seconds are seven letters; the first becomes a digit only in 2854.
        let second = (now.0.div_euclid(1000).max(0) << 5).to_be_bytes();
        let time = data_encoding::BASE32_NOPAD.encode(&second[3..]);
        let random = data_encoding::BASE32_NOPAD.encode(&self.bytes::<5>());
        time.chars().take(7).chain(random.chars()).map(|letter| letter.to_ascii_lowercase()).collect()
    }

    /// A random UUID (version 4, RFC 9562) as a URN.
    pub fn urn(&self) -> String {
        let mut bytes = self.bytes::<16>();
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let hex = data_encoding::HEXLOWER.encode(&bytes);
        format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_public_id_is_short_lower_case_and_begins_with_a_letter() {
        let chance = Chance::seeded(1);
        for second in (-1..4_000_000_000).step_by(3_999_983) {
            let id = chance.public_id(Timestamp(second * 1000));
            assert_eq!(id.len(), 15);
            assert!(id.starts_with(|first: char| first.is_ascii_lowercase()), "{id}");
            assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{id}");
        }
    }

    #[test]
    fn names_of_one_moment_begin_alike_and_are_not_the_same() {
        let chance = Chance::seeded(1);
        let now = Timestamp(1_490_606_100_000);
        let (first, second) = (chance.public_id(now), chance.public_id(now.plus_seconds(0)));
        assert_eq!(first[..7], second[..7]);
        assert_ne!(first, second);
        assert_ne!(first[..7], chance.public_id(now.plus_seconds(1))[..7]);
        let (first, second) = (chance.identifier_at(now), chance.identifier_at(now));
        assert_eq!((first.len(), &first[..12], first == second), (44, &second[..12], false));
    }

    #[tokio::test]
    async fn the_runtime_goes_on_while_something_is_made_and_no_more_than_two_things_are() {
        let workshop = Workshop::default();
        let mut waiting = Vec::new();
        let mut beginnings = Vec::new();
        let mut finish = Vec::new();
        for number in 0..3 {
            let (tell, told) = mpsc::channel::<()>();
            let (tell_begun, is_begun) = tokio::sync::oneshot::channel::<()>();
            let workshop = workshop.clone();
            waiting.push(tokio::spawn(async move {
                workshop
                    .make(move || {
                        tell_begun.send(()).unwrap();
                        told.recv().unwrap();
                        number
                    })
                    .await
            }));
            beginnings.push(is_begun);
            finish.push(tell);
        }
        let mut third = beginnings.pop().unwrap();
        // The one thread of this test is free, although both things are still being made.
        for is_begun in beginnings {
            is_begun.await.unwrap();
        }
        assert!(third.try_recv().is_err(), "the third has to wait for room");
        finish[0].send(()).unwrap();
        third.await.unwrap();
        finish[1].send(()).unwrap();
        finish[2].send(()).unwrap();
        for (number, made) in waiting.into_iter().enumerate() {
            assert_eq!(made.await.unwrap(), number);
        }
    }

    #[tokio::test]
    async fn who_goes_away_leaves_the_room_to_the_next_only_when_the_work_is_done() {
        let workshop = Workshop(Arc::new(Semaphore::new(1)));
        let (tell, told) = mpsc::channel::<()>();
        let (tell_begun, is_begun) = tokio::sync::oneshot::channel::<()>();
        let making = {
            let workshop = workshop.clone();
            tokio::spawn(async move {
                workshop
                    .make(move || {
                        tell_begun.send(()).unwrap();
                        told.recv().unwrap();
                    })
                    .await;
            })
        };
        is_begun.await.unwrap();
        making.abort();
        assert!(making.await.is_err());
        assert_eq!(workshop.0.available_permits(), 0);
        tell.send(()).unwrap();
        assert_eq!(workshop.make(|| 7).await, 7);
    }
}
