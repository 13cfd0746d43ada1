//! The blocks and the names that are taken, in memory and ready to be compared with a comment. They are read anew when
//! one of them was touched; how often each was met is counted here and written down by a job.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use data_encoding::HEXLOWER;
use tokio::sync::Mutex as AsyncMutex;

use super::App;
use crate::model::block::{Block, BlockEffect, BlockKind};
use crate::model::ids::BlockId;
use crate::model::key::{Key, Keys};
use crate::model::timestamp::Timestamp;
use crate::store::{Snapshot, StoreError, blocks};
use crate::tools::phrases::Phrases;
use crate::tools::{folding, hosts};

/// The list as it was read last, and what it caught since it was last written down.
#[derive(Debug, Clone, Default)]
pub struct KeptBlocklist(Arc<Kept>);

#[derive(Debug, Default)]
struct Kept {
    list: RwLock<Option<(Snapshot, Arc<Blocklist>)>>,
    hits: Mutex<HashMap<BlockId, (i64, Timestamp)>>,
    /// Held by whoever makes the list anew: what took one reader and some milliseconds takes no more for a crowd.
    making: AsyncMutex<()>,
}

impl Kept {
    fn fresh(&self, app: &App) -> Option<Arc<Blocklist>> {
        let held = self.list.read().unwrap_or_else(PoisonError::into_inner);
        let (_, list) = held.as_ref().filter(|(made, _)| app.db.stamps().is_fresh(made))?;
        Some(list.clone())
    }
}

impl App {
    /// The blocks as of the last commit.
    pub async fn blocklist(&self) -> Result<Arc<Blocklist>, StoreError> {
        let kept = &self.blocks.0;
        if let Some(list) = kept.fresh(self) {
            return Ok(list);
        }
        let _making = kept.making.lock().await;
        if let Some(list) = kept.fresh(self) {
            return Ok(list);
        }
        let since = self.db.stamps().now();
        let mut db = self.db.reader().await?;
        let found = blocks::all(&mut db, self.clock.now()).await?;
        let names = blocks::names(&mut db).await?;
        drop(db);
        // Also of those whose names are free: their next post takes them.
        let authors = names.iter().map(|person| Key::Author(person.id));
        let keys = Keys::of(authors.chain([Key::Blocks]));
        let taken = names.iter().filter(|person| person.is_taken).map(|person| person.name.as_str());
        let list = Arc::new(Blocklist::new(found, taken));
        let made = Snapshot::new(keys, since);
        *kept.list.write().unwrap_or_else(PoisonError::into_inner) = Some((made, list.clone()));
        Ok(list)
    }
}

impl KeptBlocklist {
    /// Counts what a comment met.
    pub fn note(&self, met: &[BlockId], now: Timestamp) {
        let mut hits = self.0.hits.lock().unwrap_or_else(PoisonError::into_inner);
        for block in met {
            let (count, last) = hits.entry(*block).or_insert((0, now));
            (*count, *last) = (*count + 1, now);
        }
    }

    /// What was counted since it was last taken.
    pub fn take_hits(&self) -> Vec<(BlockId, i64, Timestamp)> {
        let mut hits = self.0.hits.lock().unwrap_or_else(PoisonError::into_inner);
        hits.drain().map(|(block, (count, last))| (block, count, last)).collect()
    }
}

/// Everything that is blocked, by what it is known by.
#[derive(Debug, Default)]
pub struct Blocklist {
    blocks: Vec<Block>,
    known: HashMap<(BlockKind, String), usize>,
    words: Phrases,
    /// Which block each phrase is.
    word_blocks: Vec<usize>,
    has_domains: bool,
    taken: HashSet<String>,
}

/// A comment as far as it is compared.
#[derive(Debug, Clone, Copy)]
pub struct Suspect<'a> {
    pub name: &'a str,
    pub email: Option<&'a str>,
    pub website: Option<&'a str>,
    pub text: &'a str,
    /// Where its links lead.
    pub addresses: &'a [String],
    /// The keyed hash of where it came from, if that is known.
    pub network: Option<&'a [u8]>,
    /// When it came: a block that has run out by then is none, though it may not be swept yet.
    pub at: Timestamp,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgement {
    pub met: Vec<BlockId>,
    /// What is not taken here.
    pub refused: Option<BlockKind>,
    pub is_held: bool,
    /// It carries the name of somebody of this blog.
    pub has_taken_name: bool,
}

/// The shortest name that can be told from an accident.
const SHORTEST_NAME: usize = 2;

impl Blocklist {
    pub fn new<'a>(blocks: Vec<Block>, taken: impl Iterator<Item = &'a str>) -> Self {
        let numbered = || blocks.iter().enumerate();
        let known = numbered().map(|(place, block)| ((block.kind, block.pattern.clone()), place)).collect();
        let words: Vec<_> = numbered().filter(|(_, block)| block.kind == BlockKind::Words).collect();
        let phrases: Vec<&str> = words.iter().map(|(_, block)| block.pattern.as_str()).collect();
        let taken = taken.flat_map(folding::names).filter(|name| name.chars().count() >= SHORTEST_NAME);
        Self {
            words: Phrases::of(&phrases),
            word_blocks: words.iter().map(|(place, _)| *place).collect(),
            has_domains: blocks.iter().any(|block| block.kind == BlockKind::Domain),
            taken: taken.collect(),
            known,
            blocks,
        }
    }

    /// What is to be done about a comment.
    pub fn judge(&self, suspect: Suspect<'_>) -> Judgement {
        let met = self.met(suspect);
        let refused = met.iter().find(|block| block.effect == BlockEffect::Refuse).map(|block| block.kind);
        Judgement {
            refused,
            is_held: !met.is_empty(),
            met: met.iter().map(|block| block.id).collect(),
            has_taken_name: folding::names_in(suspect.name).iter().any(|name| self.taken.contains(name)),
        }
    }

    /// The blocks that a comment meets, each once.
    pub fn met(&self, suspect: Suspect<'_>) -> Vec<&Block> {
        if self.blocks.is_empty() {
            return Vec::new();
        }
        let mut places = self.by_sender(suspect);
        if !self.word_blocks.is_empty() {
            for said in folding::words_in(&format!("{} \n {}", suspect.name, suspect.text)) {
                places.extend(self.words.in_text(&said).into_iter().map(|phrase| self.word_blocks[phrase]));
            }
        }
        if self.has_domains {
            places.extend(self.by_domain(suspect));
        }
        places.sort_unstable();
        places.dedup();
        let found = places.into_iter().filter_map(|place| self.blocks.get(place));
        found.filter(|block| block.expires_at.is_none_or(|end| end > suspect.at)).collect()
    }

    fn known(&self, kind: BlockKind, pattern: &str) -> Option<usize> {
        self.known.get(&(kind, pattern.to_owned())).copied()
    }

    fn by_sender(&self, suspect: Suspect<'_>) -> Vec<usize> {
        let mut places = Vec::new();
        let names = folding::names_in(suspect.name);
        places.extend(names.iter().filter_map(|name| self.known(BlockKind::Name, name)));
        if let Some(network) = suspect.network {
            places.extend(self.known(BlockKind::Network, &HEXLOWER.encode(network)));
        }
        if let Some(email) = suspect.email.map(mailbox) {
            places.extend(self.known(BlockKind::Email, &email));
            let host = email.rsplit_once('@').map_or("", |(_, host)| host);
            places.extend(
                hosts::and_above(host).filter_map(|host| self.known(BlockKind::Email, &format!("@{host}"))),
            );
        }
        places
    }

    fn by_domain(&self, suspect: Suspect<'_>) -> Vec<usize> {
        let linked = suspect.addresses.iter().map(String::as_str).chain(suspect.website);
        let said = [suspect.text, suspect.name].into_iter().flat_map(hosts::named_in);
        let places = |host: String| -> Vec<usize> {
            hosts::and_above(&host).filter_map(|host| self.known(BlockKind::Domain, host)).collect()
        };
        linked.flat_map(hosts::of_address).chain(said).flat_map(places).collect()
    }
}

/// An e-mail address as its owner knows it: in small letters, without those that are not seen and without what is put
/// behind a plus, the host as the network knows it. A plus in front is a part of the name: nothing else is left of it.
pub fn mailbox(email: &str) -> String {
    let seen: String = email.trim().chars().filter(|letter| folding::is_seen(*letter)).collect();
    let small = seen.to_lowercase();
    let Some((name, host)) = small.rsplit_once('@') else { return small };
    let name = match name.split_once('+') {
        Some((before, _)) if !before.is_empty() => before,
        _ => name,
    };
    format!("{name}@{}", hosts::as_known(host))
}

#[cfg(test)]
mod tests;
