//! Makes posts with their comments, rendered, without touching the database.

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::{Amount, words};
use crate::app::{App, Chance};
use crate::model::comment::{CommentState, Reason};
use crate::model::ids::{TagId, UserId};
use crate::model::path::PublicPath;
use crate::model::post::{PostKind, default_path};
use crate::model::timestamp::{Timestamp, Zone};
use crate::store::filling::{FilledComment, FilledPost};
use crate::tools::{sanitise, secrets, slug};

/// Posts and comments that are handed over together.
const BATCH: u64 = 2_000;
/// The newest post gets this many comments, as long as there are so many: it is the one that benchmarks ask for.
const COMMENTS_OF_NEWEST: u64 = 200;
/// One post in so many is an argument: it has up to this many times the comments that others have.
const ONE_IN: u32 = 2_000;
const TIMES: u64 = 400;

/// How old the newest post is. Its comments have come by now.
const NEWEST_SECONDS: i64 = 24 * 3600;
/// One post every so often, counted back from the newest …
const BETWEEN_POSTS_SECONDS: i64 = 5 * 3600;
/// … but never over more years than people have had blogs.
const ALL_SECONDS: i64 = 20 * 365 * 24 * 3600;

/// Whose the posts are, and the tags that they may have, in the order of `words::TAGS`.
pub struct Cast {
    pub author: UserId,
    pub tags: Vec<TagId>,
}

/// Makes posts from the oldest to the newest.
pub struct Maker {
    /// What words are picked by.
    dice: StdRng,
    /// Where identifiers come from.
    chance: Chance,
    zone: Zone,
    now: Timestamp,
    amount: Amount,
    made_posts: u64,
    made_comments: u64,
}

impl Maker {
    pub fn new(app: &App, amount: Amount) -> Self {
        Self {
            dice: StdRng::from_seed(app.chance.bytes()),
            chance: app.chance.clone(),
            zone: app.settings().zone.clone(),
            now: app.clock.now(),
            amount,
            made_posts: 0,
            made_comments: 0,
        }
    }

    /// Some more, or nothing if that were all.
    pub fn next(&mut self, cast: &Cast) -> Option<Vec<FilledPost>> {
        let mut batch = Vec::new();
        let mut size = 0;
        while size < BATCH && self.made_posts < self.amount.posts {
            if let Some(post) = self.post(cast) {
                size += super::rows(&post);
                batch.push(post);
            }
            self.made_posts += 1;
        }
        (!batch.is_empty()).then_some(batch)
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
        let most = if self.dice.random_ratio(1, ONE_IN) { average * TIMES } else { average * 2 };
        self.dice.random_range(0..=most).min(spread)
    }

    fn published_at(&self) -> Timestamp {
        let newer = i64::try_from(self.amount.posts - self.made_posts - 1).unwrap_or(0);
        let all = i64::try_from(self.amount.posts).unwrap_or(i64::MAX);
        let between = (ALL_SECONDS / all).min(BETWEEN_POSTS_SECONDS);
        self.now.plus_seconds(-(NEWEST_SECONDS + newer * between))
    }

    fn post(&mut self, cast: &Cast) -> Option<FilledPost> {
        let published_at = self.published_at();
        let local = self.zone.local(published_at);
        let title = words::title(&mut self.dice);
        let source = words::post(&mut self.dice);
        let made = sanitise::post_from_markdown(&source);
        // The number keeps addresses apart, and the same title may come up many times.
        let slug = format!("{}-{}", slug::from_title(&title), self.made_posts + 1);
        let path = PublicPath::parse(&default_path(PostKind::Post, local.day, &slug)).ok()?;
        let tags = words::tags(&mut self.dice).into_iter().filter_map(|place| cast.tags.get(place).copied());
        let count = self.comments_of_next();
        let tags = tags.collect();
        let comments = (0..count).map(|place| self.comment(place, published_at)).collect();
        self.made_comments += count;
        Some(FilledPost {
            entry_id: self.chance.urn(),
            title,
            source,
            html: made.html,
            lead: made.lead,
            text: made.text,
            render_version: sanitise::RENDER_VERSION,
            published_at,
            published_offset_minutes: local.offset_minutes,
            month: local.day.month_of_year(),
            path,
            author: cast.author,
            tags,
            comments,
        })
    }

    fn comment(&mut self, place: u64, post_at: Timestamp) -> FilledComment {
        let source = words::comment(&mut self.dice);
        let at = post_at.plus_seconds(i64::try_from(place).unwrap_or(0) * 300 + 60);
        let answers = place > 0 && self.dice.random_bool(0.4);
        let parent =
            answers.then(|| self.dice.random_range(0..place)).and_then(|place| usize::try_from(place).ok());
        let is_waiting = self.dice.random_bool(0.02);
        FilledComment {
            parent,
            public_id: self.chance.public_id(at),
            receipt: self.chance.identifier_at(at),
            state: if is_waiting { CommentState::Pending } else { CommentState::Published },
            reason: if is_waiting { Reason::FirstTime } else { Reason::Trusted },
            name: words::name(&mut self.dice),
            html: sanitise::comment_from_markdown(&source).html,
            render_version: sanitise::RENDER_VERSION,
            content_hash: secrets::hash(&source),
            source,
            published_at: at.min(self.now),
        }
    }
}
