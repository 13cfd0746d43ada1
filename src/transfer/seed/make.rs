//! Makes batches of posts with their comments, rendered, without touching the database.

use data_encoding::HEXLOWER;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use super::Amount;
use super::words;
use crate::app::App;
use crate::model::comment::{CommentState, PostComments, Reason};
use crate::model::ids::PostId;
use crate::model::path::PublicPath;
use crate::model::post::{PostKind, PostState, SourceFormat, default_path};
use crate::model::timestamp::{Month, Timestamp, Zone};
use crate::store::comments::write::NewComment;
use crate::store::listing::Listed;
use crate::store::posts::write::{Body, NewPost};
use crate::tools::{sanitise, secrets, slug};

/// Rows in one unit of work, posts and comments together.
const BATCH: u64 = 2_000;
/// The newest post gets this many comments, as long as there are so many: it is the one that benchmarks ask for.
const COMMENTS_OF_NEWEST: u64 = 200;
/// One post every so often, counted back from now.
const BETWEEN_POSTS_SECONDS: i64 = 5 * 3600;

pub struct Batch {
    pub posts: Vec<MadePost>,
}

impl Batch {
    pub fn size(&self) -> u64 {
        self.posts.iter().map(|post| 1 + post.comments.len() as u64).sum()
    }
}

#[derive(Clone)]
pub struct MadePost {
    pub post: NewPost,
    pub tags: Vec<&'static str>,
    pub path: PublicPath,
    pub comments: Vec<MadeComment>,
    published_at: Timestamp,
    month: Month,
}

impl MadePost {
    pub fn listed(&self, id: PostId) -> Listed {
        Listed { id, kind: PostKind::Post, published_at: self.published_at, month: self.month }
    }
}

/// A comment and the place, within its post, of the one it answers.
#[derive(Clone)]
pub struct MadeComment {
    pub parent: Option<usize>,
    pub comment: NewComment,
}

/// Makes posts from the oldest to the newest.
pub struct Maker {
    chance: StdRng,
    zone: Zone,
    now: Timestamp,
    amount: Amount,
    made_posts: u64,
    made_comments: u64,
}

impl Maker {
    pub fn new(app: &App, amount: Amount) -> Self {
        Self {
            chance: StdRng::from_seed(app.chance.bytes()),
            zone: app.settings().zone.clone(),
            now: app.clock.now(),
            amount,
            made_posts: 0,
            made_comments: 0,
        }
    }

    pub fn next(&mut self) -> Option<Batch> {
        let mut batch = Batch { posts: Vec::new() };
        while batch.size() < BATCH && self.made_posts < self.amount.posts {
            if let Some(post) = self.post() {
                batch.posts.push(post);
            }
            self.made_posts += 1;
        }
        (!batch.posts.is_empty()).then_some(batch)
    }

    /// As many comments as keep the whole evenly spread, give or take, with the rest for the newest post.
    fn comments_of_next(&mut self) -> u64 {
        let left = self.amount.posts - self.made_posts;
        let open = self.amount.comments - self.made_comments;
        if left == 1 {
            return open;
        }
        let spread = open.saturating_sub(COMMENTS_OF_NEWEST.min(self.amount.comments));
        let average = spread / (left - 1);
        self.chance.random_range(0..=average * 2).min(spread)
    }

    fn post(&mut self) -> Option<MadePost> {
        let age = i64::try_from(self.amount.posts - self.made_posts).unwrap_or(1);
        let published_at = self.now.plus_seconds(-age.saturating_mul(BETWEEN_POSTS_SECONDS));
        let local = self.zone.local(published_at);
        let title = words::title(&mut self.chance);
        let source = words::post(&mut self.chance);
        let made = sanitise::post_from_markdown(&source);
        // The number keeps addresses apart, and the same title may come up many times.
        let slug = format!("{}-{}", slug::from_title(&title), self.made_posts + 1);
        let path = PublicPath::parse(&default_path(PostKind::Post, local.day, &slug)).ok()?;
        let tags = words::TAGS.sample(&mut self.chance, 3).copied().collect();
        let count = self.comments_of_next();
        let comments = (0..count).map(|place| self.comment(place, published_at)).collect();
        self.made_comments += count;
        Some(MadePost {
            post: NewPost {
                kind: PostKind::Post,
                entry_id: format!("urn:x-postil-seed:{}", self.made_posts + 1),
                state: PostState::Published,
                title,
                body: Body {
                    source_format: SourceFormat::Markdown,
                    source,
                    html: made.html,
                    lead: made.lead,
                    text: made.text,
                    render_version: sanitise::RENDER_VERSION,
                },
                published_at: Some(published_at),
                published_offset_minutes: local.offset_minutes,
                created_at: published_at,
                updated_at: published_at,
                language: None,
                comments: PostComments::Open,
                is_path_chosen: false,
                provenance: None,
            },
            tags,
            path,
            comments,
            published_at,
            month: local.day.month_of_year(),
        })
    }

    fn comment(&mut self, place: u64, post_at: Timestamp) -> MadeComment {
        let source = words::comment(&mut self.chance);
        let at = post_at.plus_seconds(i64::try_from(place).unwrap_or(0) * 300 + 60);
        let answers = place > 0 && self.chance.random_bool(0.4);
        let parent =
            answers.then(|| self.chance.random_range(0..place)).and_then(|place| usize::try_from(place).ok());
        // One behind the other, since wholly random ones touch a page of their index each.
        let number = format!("{:012x}", self.made_comments + place);
        let is_waiting = self.chance.random_bool(0.02);
        let comment = NewComment {
            public_id: format!("s{number}"),
            receipt: format!("{number}{}", HEXLOWER.encode(&self.chance.random::<[u8; 10]>())),
            post_id: PostId(0),
            parent_id: None,
            submission_key: None,
            commenter_id: None,
            user_id: None,
            state: if is_waiting { CommentState::Pending } else { CommentState::Published },
            reason: if is_waiting { Reason::FirstTime } else { Reason::Trusted },
            name: words::name(&mut self.chance),
            email: None,
            website: None,
            html: sanitise::comment_from_markdown(&source).html,
            render_version: sanitise::RENDER_VERSION,
            content_hash: secrets::hash(&source),
            source,
            source_format: SourceFormat::Markdown,
            network_hash: None,
            published_at: at,
            created_at: at,
            provenance: None,
        };
        MadeComment { parent, comment }
    }
}
