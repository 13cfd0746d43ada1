//! Writes what is ready within one unit of work, for as long as a unit may take. What is left over comes next time.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use data_encoding::HEXLOWER;

use super::render::{ReadyComment, ReadyPost};
use super::{Context, address, people};
use crate::model::comment::{CommentState, PostComments, Reason};
use crate::model::ids::{PostId, UserId};
use crate::model::post::{PostKind, PostState, SourceFormat};
use crate::model::timestamp::Timestamp;
use crate::store::comments::bulk::Uncounted;
use crate::store::comments::standing::Standing;
use crate::store::comments::write::NewComment;
use crate::store::imports::{self, known, names};
use crate::store::listing::{self, Listed};
use crate::store::posts::write::{self, NewPost, Provenance};
use crate::store::{StoreError, Unit, authors, paths, tags};
use crate::tools::{sanitise, slug};
use crate::transfer::import::source::{self, SourceComment, SourcePost};

/// How long a unit goes on taking things up. Counting and committing come on top, and 50 ms is the most altogether.
const LONGEST: Duration = Duration::from_millis(35);
/// The earth turns no faster than these offsets, and rows hold nothing beyond them.
const MOST_MINUTES: i64 = 1080;

/// What one unit came to. Told to the tally only after the commit.
#[derive(Debug, Default)]
pub struct Outcome {
    pub posts: u64,
    pub pages: u64,
    pub comments: u64,
    pub tags: u64,
    pub authors: u64,
    /// By the time it was their turn, somebody else had made them.
    pub there: Vec<&'static str>,
    /// Posts that could not get their own address: title, line, why.
    pub clashes: Vec<(String, u64, String)>,
}

impl Outcome {
    /// Counts a post that is written, or that a dry run would write.
    pub fn count(&mut self, post: &SourcePost, clash: Option<String>) {
        match address::kind(post) {
            PostKind::Post => self.posts += 1,
            PostKind::Page => self.pages += 1,
        }
        self.clashes.extend(clash.map(|why| (post.title.clone(), post.provenance.line, why)));
    }
}

/// Writes posts until the time is over; hands back the rest.
pub async fn posts(
    unit: &mut Unit,
    context: &Context,
    ready: Vec<ReadyPost>,
) -> Result<(Outcome, Vec<ReadyPost>), StoreError> {
    let began = Instant::now();
    let mut outcome = Outcome::default();
    let ids: Vec<_> = ready.iter().map(|it| it.post.provenance.source_id.as_str()).collect();
    let there: HashSet<_> =
        known::posts(unit, context.source, &ids).await?.into_iter().map(|it| it.source_id).collect();
    let mut left = ready.into_iter();
    for ready in left.by_ref() {
        if there.contains(&ready.post.provenance.source_id) {
            outcome.there.push(ready.post.provenance.kind);
            continue;
        }
        post(unit, context, ready, &mut outcome).await?;
        if began.elapsed() >= LONGEST {
            break;
        }
    }
    Ok((outcome, left.collect()))
}

async fn post(
    unit: &mut Unit,
    context: &Context,
    ready: ReadyPost,
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    let ReadyPost { post, body, .. } = ready;
    let address = address::choose(unit, context, &post, &HashSet::new()).await?;
    let (kind, state) = (address::kind(&post), address::state(context, &post));
    let published_at = Timestamp(post.published.millis);
    let row = NewPost {
        kind,
        entry_id: post.provenance.entry_id.clone(),
        state,
        title: post.title.clone(),
        body,
        published_at: Some(published_at),
        published_offset_minutes: i64::from(post.published.offset_minutes).clamp(-MOST_MINUTES, MOST_MINUTES),
        created_at: context.past(post.published.millis),
        updated_at: context.past(post.updated.map_or(post.published.millis, |at| at.millis)),
        language: context.language.clone(),
        comments: PostComments::Open,
        is_path_chosen: address.is_own,
        provenance: Some(provenance(context, &post.provenance, rest(&post))),
    };
    let id = write::insert(unit, &row).await?;
    names_of(unit, context, id, &post, outcome).await?;
    if let Some(path) = &address.path {
        paths::assign(unit, id, path, context.now).await?;
        if matches!(state, PostState::Unpublished | PostState::Trashed) {
            imports::was_public(unit, id).await?;
        }
    }
    if state == PostState::Published {
        let month = context.zone.local(published_at).day.month_of_year();
        listing::list(unit, Listed { id, kind, published_at, month }).await?;
    }
    outcome.count(&post, address.clash);
    Ok(())
}

async fn names_of(
    unit: &mut Unit,
    context: &Context,
    id: PostId,
    post: &SourcePost,
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    let mut people = Vec::new();
    for author in post.authors.iter().filter_map(|author| people::author(context.source, author)) {
        let found = names::find_or_make_author(unit, &author, context.now).await?;
        outcome.authors += u64::from(found.is_new);
        people.push(found.id);
    }
    authors::replace_of_post(unit, id, &people).await?;
    let mut labels = Vec::new();
    for label in &post.labels {
        let found = names::find_or_make_tag(unit, label, &slug::for_tag(label), context.now).await?;
        outcome.tags += u64::from(found.is_new);
        labels.push(found.id);
    }
    tags::replace_of_post(unit, id, &labels).await
}

/// Writes comments until the time is over; hands back the rest.
pub async fn comments(
    unit: &mut Unit,
    context: &Context,
    ready: Vec<ReadyComment>,
) -> Result<(Outcome, Vec<ReadyComment>), StoreError> {
    let began = Instant::now();
    let mut outcome = Outcome::default();
    let mut places = Places::of(unit, context, &ready).await?;
    let mut uncounted = Uncounted::default();
    let mut left = ready.into_iter();
    for ready in left.by_ref() {
        let source_id = ready.comment.provenance.source_id.clone();
        if places.comments.contains_key(&source_id) {
            outcome.there.push("comment");
            continue;
        }
        let parent = ready.comment.parent_id.as_ref().and_then(|id| places.comments.get(id)).copied();
        let row = comment(context, &places, ready, parent)?;
        let standing = uncounted.insert(unit, &row, parent).await?;
        places.comments.insert(source_id, standing);
        outcome.comments += 1;
        if began.elapsed() >= LONGEST {
            break;
        }
    }
    uncounted.count(unit).await?;
    Ok((outcome, left.collect()))
}

/// What some comments hang on, and those among them that are there already.
struct Places {
    posts: HashMap<String, PostId>,
    comments: HashMap<String, Standing>,
    /// Those who wrote posts, by account.
    authors: HashMap<String, UserId>,
}

impl Places {
    async fn of(unit: &mut Unit, context: &Context, ready: &[ReadyComment]) -> Result<Self, StoreError> {
        let posts: HashSet<_> = ready.iter().map(|it| it.comment.post_id.as_str()).collect();
        let own = ready.iter().map(|it| it.comment.provenance.source_id.as_str());
        let parents = ready.iter().filter_map(|it| it.comment.parent_id.as_deref());
        let comments: HashSet<_> = own.chain(parents).collect();
        let accounts: HashSet<_> =
            ready.iter().filter_map(|it| it.comment.author.source_id.as_deref()).collect();
        let authors = names::authors(unit, context.source, &accounts.into_iter().collect::<Vec<_>>()).await?;
        let posts = known::posts(unit, context.source, &posts.into_iter().collect::<Vec<_>>()).await?;
        let comments =
            known::comments(unit, context.source, &comments.into_iter().collect::<Vec<_>>()).await?;
        Ok(Self {
            authors: authors.into_iter().map(|it| (it.source_id, it.id)).collect(),
            posts: posts.into_iter().map(|it| (it.source_id, it.id)).collect(),
            comments: comments.into_iter().map(|it| (it.source_id, it.standing)).collect(),
        })
    }
}

fn comment(
    context: &Context,
    places: &Places,
    ready: ReadyComment,
    parent: Option<Standing>,
) -> Result<NewComment, StoreError> {
    let ReadyComment { comment, html, content_hash } = ready;
    let post_id = places.posts.get(&comment.post_id).copied().ok_or_else(|| {
        StoreError::Constraint(format!("comment {} has lost its post", comment.provenance.source_id))
    })?;
    // Anybody can write any name; only an account's number says that it is the author's own.
    let account = comment.author.source_id.as_ref();
    let user_id = account.and_then(|account| places.authors.get(account)).copied();
    Ok(NewComment {
        public_id: comment.provenance.source_id.clone(),
        receipt: context.chance.identifier_at(Timestamp(comment.published.millis)),
        post_id,
        parent_id: parent.map(Standing::id),
        submission_key: None,
        commenter_id: None,
        user_id,
        state: state_of(&comment),
        reason: Reason::Imported,
        name: people::commenter(&comment.author.name),
        email: None,
        website: people::website(comment.author.url.as_deref()),
        source: comment.html,
        source_format: SourceFormat::Html,
        html,
        render_version: sanitise::RENDER_VERSION,
        content_hash,
        network_hash: None,
        published_at: Timestamp(comment.published.millis),
        created_at: context.past(comment.published.millis),
        provenance: Some(provenance(context, &comment.provenance, None)),
    })
}

fn state_of(comment: &SourceComment) -> CommentState {
    match comment.state {
        source::CommentState::Published => CommentState::Published,
        source::CommentState::Pending => CommentState::Pending,
        source::CommentState::Spam => CommentState::Spam,
        source::CommentState::Deleted => CommentState::Deleted,
    }
}

/// What has no place of its own here.
fn rest(post: &SourcePost) -> Option<(&'static str, &str)> {
    (!post.description.is_empty()).then_some(("description", post.description.as_str()))
}

fn provenance(
    context: &Context,
    from: &source::Provenance,
    more: Option<(&'static str, &str)>,
) -> Provenance {
    let mut rest: HashMap<&str, &str> =
        from.extra.iter().map(|(key, value)| (*key, value.as_str())).collect();
    rest.extend(more);
    Provenance {
        import_id: context.import,
        source_name: from.source.to_owned(),
        source_kind: from.kind.to_owned(),
        source_id: from.source_id.clone(),
        source_hash: hash(from),
        source_rest: (!rest.is_empty()).then(|| serde_json::to_string(&rest).unwrap_or_default()),
    }
}

/// The hash of what the source said, as rows hold it.
pub fn hash(from: &source::Provenance) -> Vec<u8> {
    HEXLOWER.decode(from.source_hash.as_bytes()).unwrap_or_default()
}
