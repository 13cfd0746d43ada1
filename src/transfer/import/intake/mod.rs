//! Takes a backup in: reads it again, makes bodies beside the writer, and writes in short units between other people's.
//! Nothing is made twice; a run that was killed is completed by the next one.

mod address;
mod batch;
mod chronology;
mod people;
mod render;
mod report;
mod settings;
mod supply;
mod tally;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::{JoinHandle, spawn_blocking};

use self::batch::Outcome;
use self::render::{ReadyComment, ReadyPost};
use self::supply::Piece;
use self::tally::Tally;
use crate::app::{App, Chance};
use crate::model::ids::ImportId;
use crate::model::import::{ImportState, Report};
use crate::model::key::{Key, Keys};
use crate::model::timestamp::{Timestamp, Zone};
use crate::store::imports::{self, known};
use crate::store::{StoreError, archive, settings as settings_of_blog};
use crate::transfer::import::blogger::Backup;
use crate::transfer::import::pictures::{self, Brought, Supply};
use crate::transfer::import::source::{Provenance, SourceComment, SourcePost};

/// Pieces whose bodies are made at the same time.
const WORKERS: usize = 2;
/// Left to other writers after each unit, so that another process finds the database free now and then.
const PAUSE: Duration = Duration::from_millis(4);

/// What the person who starts an import can choose.
#[derive(Debug, Clone)]
pub struct Options {
    /// Find out and report everything, and write nothing.
    pub is_dry_run: bool,
    /// Leave the blog's settings alone, even if nobody has set it up yet.
    pub keeps_settings: bool,
    pub file_name: String,
    /// Where the pictures come from that posts show; none leaves them where they are.
    pub pictures: Option<Supply>,
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many entries are done.
    Entries(u64),
    /// The pictures of so many posts are here, of so many.
    Pictures { done: u64, total: u64 },
}

/// What every unit of a run needs to know. Cheap enough to clone for each.
#[derive(Debug, Clone)]
pub struct Context {
    source: &'static str,
    import: ImportId,
    zone: Zone,
    language: Option<String>,
    now: Timestamp,
    chance: Chance,
}

impl Context {
    /// When something was written at the source; never later than now, whatever the source says.
    fn past(&self, millis: i64) -> Timestamp {
        Timestamp(millis).min(self.now)
    }
}

enum Ready {
    Posts(Vec<ReadyPost>),
    Comments(Vec<ReadyComment>),
}

/// Brings a backup in and tells what became of it. `progress` hears how far it has come.
///
/// # Errors
/// What was written until then is whole, and a further run completes it.
pub async fn run(
    app: &App,
    backup: Arc<Backup>,
    options: &Options,
    progress: &(dyn Fn(Step) + Sync),
) -> anyhow::Result<Report> {
    let began = Instant::now();
    let blog = &backup.summary.blog;
    let now = app.clock.now();
    let import = if options.is_dry_run {
        ImportId(0)
    } else {
        begin(app, blog.source, &options.file_name, now).await?
    };
    let mut run = Run {
        app,
        backup: &backup,
        options,
        progress,
        tally: Tally::default(),
        claimed: HashSet::new(),
        zone: None,
    };
    let outcome = run.whole(import, now).await;
    let report = run.tally.report(&backup.summary, options, began.elapsed());
    if !options.is_dry_run {
        let state = if outcome.is_ok() { ImportState::Finished } else { ImportState::Failed };
        finish(app, import, state, report.clone(), run.zone).await?;
    }
    outcome.map(|()| report)
}

async fn begin(
    app: &App,
    source: &'static str,
    file_name: &str,
    now: Timestamp,
) -> Result<ImportId, StoreError> {
    let file_name = file_name.to_owned();
    app.db
        .write(move |unit| {
            Box::pin(async move { Ok((imports::begin(unit, source, &file_name, now).await?, Keys::none())) })
        })
        .await
}

/// Every page may show something of an import, so everything is made anew.
async fn finish(
    app: &App,
    id: ImportId,
    state: ImportState,
    report: Report,
    counted_in: Option<Zone>,
) -> Result<(), StoreError> {
    let now = app.clock.now();
    let keys = Keys::of([Key::Site, Key::Home, Key::Comments, Key::Schedule]);
    app.db
        .write(move |unit| {
            Box::pin(async move {
                // The blog's zone may have been changed while the import ran by its old one. Only then: it reads the date
                // of every post of the blog.
                let zone = settings_of_blog::load(unit).await?.zone;
                if counted_in.is_some_and(|counted_in| counted_in != zone) {
                    archive::recount(unit, &zone).await?;
                }
                Ok((imports::finish(unit, id, state, &report, now).await?, keys))
            })
        })
        .await
}

struct Run<'a> {
    app: &'a App,
    backup: &'a Arc<Backup>,
    options: &'a Options,
    progress: &'a (dyn Fn(Step) + Sync),
    tally: Tally,
    /// Addresses that a dry run has given away.
    claimed: HashSet<String>,
    /// The one that months were counted in, once posts may have been written.
    zone: Option<Zone>,
}

impl Run<'_> {
    async fn whole(&mut self, import: ImportId, now: Timestamp) -> anyhow::Result<()> {
        let blog = &self.backup.summary.blog;
        let options = self.options;
        let taken = settings::take(self.app, blog, options.keeps_settings, options.is_dry_run).await?;
        self.tally.blog = taken.told;
        let context = Context {
            source: blog.source,
            import,
            zone: taken.zone,
            language: taken.language,
            now,
            chance: self.app.chance.clone(),
        };
        self.zone = Some(context.zone.clone());
        let mut pieces = supply::start(self.backup.clone());
        let mut making: VecDeque<JoinHandle<Ready>> = VecDeque::new();
        loop {
            while making.len() < WORKERS
                && let Some(piece) = pieces.recv().await
            {
                making.extend(self.prepare(&context, piece?).await?);
            }
            let Some(made) = making.pop_front() else { break };
            self.put(&context, made.await?).await?;
            (self.progress)(Step::Entries(self.tally.done()));
        }
        if self.options.is_dry_run {
            self.tally.foresee_names(&mut self.app.db.reader().await?, context.source).await?;
        } else if let Some(supply) = &self.options.pictures {
            let told = |done, total| (self.progress)(Step::Pictures { done, total });
            let brought = self.tally.brought.insert(Brought::default());
            pictures::bring(self.app, context.source, supply, brought, &told).await?;
        }
        Ok(())
    }

    /// Leaves out what is there already, and begins to make the bodies of the rest.
    async fn prepare(
        &mut self,
        context: &Context,
        piece: Piece,
    ) -> Result<Option<JoinHandle<Ready>>, StoreError> {
        Ok(match piece {
            Piece::Refused(refused) => {
                self.tally.refuse(&refused);
                None
            }
            Piece::Posts(posts) => {
                let new = self.new_posts(context, posts).await?;
                Some(spawn_blocking(|| Ready::Posts(new.into_iter().map(render::post).collect())))
            }
            Piece::Comments(comments) => {
                let new = self.new_comments(context, comments).await?;
                Some(spawn_blocking(|| Ready::Comments(new.into_iter().map(render::comment).collect())))
            }
        })
    }

    async fn new_posts(
        &mut self,
        context: &Context,
        posts: Vec<SourcePost>,
    ) -> Result<Vec<SourcePost>, StoreError> {
        let ids: Vec<_> = posts.iter().map(|post| post.provenance.source_id.as_str()).collect();
        let known = known::posts(&mut self.app.db.reader().await?, context.source, &ids).await?;
        let hashes = known.into_iter().map(|it| (it.source_id, it.source_hash)).collect();
        let mut new = Vec::new();
        for post in posts {
            self.tally.read_post(context, &post);
            if self.is_new(&hashes, &post.provenance, Some(&post.title)) {
                new.push(post);
            }
        }
        Ok(new)
    }

    async fn new_comments(
        &mut self,
        context: &Context,
        comments: Vec<SourceComment>,
    ) -> Result<Vec<SourceComment>, StoreError> {
        let ids: Vec<_> = comments.iter().map(|comment| comment.provenance.source_id.as_str()).collect();
        let known = known::comments(&mut self.app.db.reader().await?, context.source, &ids).await?;
        let hashes = known.into_iter().map(|it| (it.source_id, it.source_hash)).collect();
        let mut new = Vec::new();
        for comment in comments {
            self.tally.read_comment();
            if self.is_new(&hashes, &comment.provenance, None) {
                new.push(comment);
            }
        }
        Ok(new)
    }

    /// Nothing that is there is ever overwritten: what was changed at the source since is only told.
    fn is_new(&mut self, known: &HashMap<String, Vec<u8>>, from: &Provenance, title: Option<&str>) -> bool {
        let Some(hash) = known.get(&from.source_id) else { return true };
        if *hash == batch::hash(from) {
            self.tally.there(from.kind);
        } else {
            self.tally.changed(from, title);
        }
        false
    }

    async fn put(&mut self, context: &Context, ready: Ready) -> Result<(), StoreError> {
        match ready {
            Ready::Posts(posts) => {
                for post in &posts {
                    self.tally.rendered(post);
                }
                if self.options.is_dry_run {
                    return self.foresee(context, &posts).await;
                }
                self.write_posts(context, posts).await
            }
            Ready::Comments(comments) if self.options.is_dry_run => {
                let comments = comments.len() as u64;
                self.tally.absorb(Outcome { comments, ..Outcome::default() });
                Ok(())
            }
            Ready::Comments(comments) => self.write_comments(context, comments).await,
        }
    }

    /// What writing these posts would come to.
    async fn foresee(&mut self, context: &Context, posts: &[ReadyPost]) -> Result<(), StoreError> {
        let mut db = self.app.db.reader().await?;
        let mut outcome = Outcome::default();
        for ReadyPost { post, .. } in posts {
            let address = address::choose(&mut db, context, post, &self.claimed).await?;
            self.claimed.extend(address.path.map(|path| path.as_str().to_owned()));
            outcome.count(post, address.clash);
        }
        self.tally.absorb(outcome);
        Ok(())
    }

    async fn write_posts(&mut self, context: &Context, mut left: Vec<ReadyPost>) -> Result<(), StoreError> {
        while !left.is_empty() {
            let (context, posts) = (context.clone(), left);
            let work = self.app.db.write(move |unit| {
                Box::pin(async move {
                    Ok::<_, StoreError>((batch::posts(unit, &context, posts).await?, Keys::none()))
                })
            });
            let (outcome, rest) = work.await?;
            left = rest;
            self.after_unit(outcome).await;
        }
        Ok(())
    }

    async fn write_comments(
        &mut self,
        context: &Context,
        mut left: Vec<ReadyComment>,
    ) -> Result<(), StoreError> {
        while !left.is_empty() {
            let (context, comments) = (context.clone(), left);
            let work = self.app.db.write(move |unit| {
                Box::pin(async move {
                    Ok::<_, StoreError>((batch::comments(unit, &context, comments).await?, Keys::none()))
                })
            });
            let (outcome, rest) = work.await?;
            left = rest;
            self.after_unit(outcome).await;
        }
        Ok(())
    }

    async fn after_unit(&mut self, outcome: Outcome) {
        self.tally.absorb(outcome);
        (self.progress)(Step::Entries(self.tally.done()));
        tokio::time::sleep(PAUSE).await;
    }
}
