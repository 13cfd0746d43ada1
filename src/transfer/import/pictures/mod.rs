//! Brings the pictures of imported posts here, from the network or from a folder: post by post, so that a run that is
//! killed leaves each post as it was or whole, and the next one goes on with what is left.

mod albums;
mod rewriting;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use anyhow::bail;
use tokio::task::{JoinSet, spawn_blocking};

pub use self::albums::Albums;
use self::albums::Missing;
use self::rewriting::Wanted;
use crate::actions::{media, posts};
use crate::app::App;
use crate::model::ids::PostId;
use crate::model::import::{Line, counted};
use crate::model::key::{Key, Keys};
use crate::model::media::{MediaKind, Medium};
use crate::store::StoreError;
use crate::store::imports::pictures::{self, PostWithPictures};
use crate::store::media::write as uses;
use crate::store::posts::write;
use crate::tools::content::{self, Content};
use crate::tools::fetch::{Fault, Fetcher, Limits};

/// Pictures of one post that are asked for at the same time.
const AT_ONCE: usize = 4;
/// How long one may take to come.
const COMES_WITHIN: Duration = Duration::from_mins(2);
/// After so many servers in a row that can't be reached, it is this machine that reaches nobody.
const MOST_UNREACHABLE: u32 = 12;
/// How many lost ones of one reason are named.
const EXAMPLES: usize = 5;

/// Where pictures come from.
#[derive(Debug, Clone)]
pub enum Supply {
    /// From where the posts show them. What may pass is asked for again after each of these pauses.
    Network {
        fetcher: Fetcher,
        pauses: &'static [Duration],
    },
    Albums(Albums),
}

/// The pauses for servers that are busy or slow.
pub const PAUSES: &[Duration] = &[Duration::from_secs(2), Duration::from_secs(10)];

/// What became of the pictures.
#[derive(Debug, Default)]
pub struct Brought {
    /// Different pictures elsewhere that posts show.
    pub found: u64,
    /// New in the library.
    pub kept: u64,
    /// In the library already.
    pub there: u64,
    /// Places in posts that name ours now.
    pub replaced: u64,
    pub posts: u64,
    /// Posts that somebody saved meanwhile.
    pub overtaken: u64,
    /// By the reason: how many, and the first of them.
    pub lost: BTreeMap<String, (u64, Vec<String>)>,
}

/// Why a picture did not come.
#[derive(Debug, Clone)]
struct Lost {
    why: String,
    was_unreachable: bool,
}

impl Lost {
    fn because(why: impl Into<String>) -> Self {
        Self { why: why.into(), was_unreachable: false }
    }
}

/// Brings the pictures of every post that came from a source. `progress` hears how many posts of how many are done.
///
/// # Errors
/// What came until then is kept, and a further run goes on from there.
pub async fn bring(
    app: &App,
    source: &str,
    supply: &Supply,
    brought: &mut Brought,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> anyhow::Result<()> {
    let mut run = Run { app, supply, brought, known: HashMap::new(), unreachable: 0 };
    let total = pictures::count(&mut app.db.reader().await?, source).await?;
    let (mut after, mut done) = (PostId(0), 0);
    loop {
        let next = pictures::next(&mut app.db.reader().await?, source, after).await?;
        let Some(post) = next else { return Ok(()) };
        after = post.id;
        run.post(post).await?;
        done += 1;
        progress(done, total);
    }
}

struct Run<'a> {
    app: &'a App,
    supply: &'a Supply,
    brought: &'a mut Brought,
    /// What became of each picture of this run, by its address.
    known: HashMap<String, Option<Medium>>,
    unreachable: u32,
}

impl Run<'_> {
    async fn post(&mut self, post: PostWithPictures) -> anyhow::Result<()> {
        let wanted = rewriting::wanted(&post.html);
        let new: Vec<_> =
            wanted.iter().filter(|want| !self.known.contains_key(want.key())).cloned().collect();
        for some in new.chunks(AT_ONCE) {
            self.take(some).await?;
        }
        let moves: Vec<_> = wanted
            .iter()
            .filter_map(|want| Some((want, self.known.get(want.key())?.as_ref()?)))
            .flat_map(|(want, medium)| want.moves_to(medium))
            .collect();
        if !moves.is_empty() {
            self.rewrite(post, moves).await?;
        }
        Ok(())
    }

    async fn take(&mut self, wanted: &[Wanted]) -> anyhow::Result<()> {
        let mut coming = JoinSet::new();
        for want in wanted.iter().cloned() {
            let (app, supply) = (self.app.clone(), self.supply.clone());
            coming.spawn(async move {
                let came = supply.take(&app, &want).await;
                (want, came)
            });
        }
        while let Some(done) = coming.join_next().await {
            let (want, came) = done?;
            self.brought.found += 1;
            match came {
                Ok((medium, was_there)) => {
                    self.unreachable = 0;
                    *(if was_there { &mut self.brought.there } else { &mut self.brought.kept }) += 1;
                    self.known.insert(want.key().to_owned(), Some(medium));
                }
                Err(lost) => {
                    self.unreachable = if lost.was_unreachable { self.unreachable + 1 } else { 0 };
                    self.brought.lose(&lost.why, want.key());
                    self.known.insert(want.key().to_owned(), None);
                }
            }
        }
        if self.unreachable >= MOST_UNREACHABLE {
            bail!(
                "{MOST_UNREACHABLE} pictures in a row could not be asked for, so this machine may have no network."
            );
        }
        Ok(())
    }

    /// Puts our addresses into a post, unless somebody saved it meanwhile.
    async fn rewrite(&mut self, post: PostWithPictures, moves: Vec<(String, String)>) -> anyhow::Result<()> {
        let PostWithPictures { id, version, source_format, source, html } = post;
        let made = spawn_blocking(move || {
            let before = rewriting::addresses(&html);
            let body = posts::body(source_format, rewriting::rewritten(&source, &moves));
            let left = rewriting::addresses(&body.html);
            (body, before.saturating_sub(left) as u64)
        });
        let (body, replaced) = made.await?;
        let work = self.app.db.write(move |unit| {
            Box::pin(async move {
                if !write::replace_body(unit, id, version, &body).await? {
                    return Ok::<_, StoreError>((false, Keys::none()));
                }
                uses::replace_uses(unit, id, &posts::media_in(&body.html)).await?;
                // Every list that shows the post is made of it.
                Ok((true, Keys::of([Key::Post(id)])))
            })
        });
        if work.await? {
            self.brought.posts += 1;
            self.brought.replaced += replaced;
        } else {
            self.brought.overtaken += 1;
        }
        Ok(())
    }
}

impl Supply {
    async fn take(&self, app: &App, want: &Wanted) -> Result<(Medium, bool), Lost> {
        let bytes = match self {
            Self::Network { fetcher, pauses } => fetched(fetcher, pauses, want).await?,
            Self::Albums(albums) => from_albums(albums, want).await?,
        };
        let head = &bytes[..bytes.len().min(content::HEAD)];
        if !matches!(content::identify(head), Content::Picture(_)) {
            return Err(Lost::because("what is there is no picture that is taken here"));
        }
        let name = want.file_name().unwrap_or_default();
        media::bring(app, &name, &bytes).await.map_err(|error| Lost::because(error.to_string()))
    }
}

/// The first of a picture's addresses that answers.
async fn fetched(fetcher: &Fetcher, pauses: &[Duration], want: &Wanted) -> Result<Vec<u8>, Lost> {
    let limits = Limits { bytes: MediaKind::Picture.most_bytes(), time: COMES_WITHIN };
    let mut lost = Lost::because("it has no address");
    for address in want.addresses() {
        let mut pauses = pauses.iter();
        loop {
            match fetcher.get(address, limits).await {
                Ok(came) if came.media_type.as_deref() == Some("text/html") => {
                    lost = Lost::because("there is a page in its place");
                    break;
                }
                Ok(came) => return Ok(came.bytes),
                Err(fault) => {
                    lost = Lost {
                        was_unreachable: matches!(fault, Fault::Unreachable(_)),
                        ..Lost::because(fault.to_string())
                    };
                    let Some(pause) = pauses.next().filter(|_| fault.may_pass()) else { break };
                    tokio::time::sleep(*pause).await;
                }
            }
        }
    }
    Err(lost)
}

async fn from_albums(albums: &Albums, want: &Wanted) -> Result<Vec<u8>, Lost> {
    let name =
        want.file_name().ok_or_else(|| Lost::because("its address holds no name of a file to look for"))?;
    let (albums, most) = (albums.clone(), MediaKind::Picture.most_bytes());
    let read = spawn_blocking(move || albums.read(&name, most))
        .await
        .map_err(|error| Lost::because(error.to_string()))?;
    match read.map_err(|error| Lost::because(format!("{error:#}")))? {
        Ok(bytes) => Ok(bytes),
        Err(Missing::Nothing) => Err(Lost::because("no file there has its name")),
        Err(Missing::Several) => Err(Lost::because("several files there have its name and differ")),
    }
}

impl Brought {
    fn lose(&mut self, why: &str, address: &str) {
        let (count, first) = self.lost.entry(why.trim_end_matches('.').to_owned()).or_default();
        *count += 1;
        if first.len() < EXAMPLES {
            first.push(address.to_owned());
        }
    }

    fn lost(&self) -> u64 {
        self.lost.values().map(|(count, _)| count).sum()
    }

    /// For the table of everything that came.
    pub fn line(&self) -> Line {
        let (read, made, there, refused) = (self.found, self.kept, self.there, self.lost());
        Line { kind: "Pictures".to_owned(), read, made, there, refused, ..Line::default() }
    }

    /// What a person should hear.
    pub fn told(&self) -> Vec<String> {
        let found = counted(self.found, "picture was found", "pictures were found");
        let places = counted(self.replaced, "address", "addresses");
        let posts = counted(self.posts, "post", "posts");
        let mut told = vec![format!(
            "{found} elsewhere: {} came into the library, {} were there already, {} could not be had. {places} in {posts} \
             lead to the library now.",
            self.kept,
            self.there,
            self.lost()
        )];
        if self.overtaken > 0 {
            let posts = counted(self.overtaken, "post was", "posts were");
            told.push(format!(
                "{posts} saved by somebody meanwhile and left alone: run the import again for them."
            ));
        }
        for (why, (count, first)) in &self.lost {
            let more = if *count > first.len() as u64 { " and others" } else { "" };
            let what = counted(*count, "stays", "stay");
            told.push(format!("{what} where they were, since {why}: {}{more}.", first.join(", ")));
        }
        told
    }
}
