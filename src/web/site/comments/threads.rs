//! The threads under a post, ready for a template that only prints: a flat list that says where its lists open and close.
//! Nothing here calls itself, however deep people answer each other.

use std::collections::HashMap;
use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::face::Face;
use super::form::{CommentForm, Typed};
use super::later::{self, Later};
use super::order::{self, Choice, Onward, query};
use crate::actions::comments::Faults;
use crate::model::comment::{Comment, CommentState, PostComments, ThreadOrder};
use crate::model::html::Html;
use crate::model::ids::{CommentId, PostId};
use crate::model::own_comment::ChangedBy;
use crate::model::post::Post;
use crate::model::timestamp::Timestamp;
use crate::store::Reader;
use crate::store::comments::pins;
use crate::store::comments::standing::Standing;
use crate::store::comments::threads::room::{PAGE, Room};
use crate::store::comments::threads::{self, Named, Threads, View};
use crate::tools::language::Language;
use crate::web::chrome::Chrome;
use crate::web::dates::{self, Times};
use crate::web::error::Failure;
use crate::web::site::listing::parameter;

/// Which comments an address asks for.
#[derive(Debug, Default)]
pub struct Asked {
    /// The order that a reader chose; none is the blog's.
    order: Option<ThreadOrder>,
    /// The public id of the comment that the page begins with.
    from: Option<String>,
    /// Blogger's way to name a comment: the millisecond of its writing.
    show_comment: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self {
            order: parameter(query, "order").and_then(|word| ThreadOrder::of_word(&word)),
            from: parameter(query, "from"),
            show_comment: parameter(query, "showComment"),
        })
    }
}

/// Everything about comments on a post's page.
pub struct Discussion {
    pub count: i64,
    /// What stands before the first of all.
    pub pinned: Option<Pinned>,
    pub items: Vec<Item>,
    /// None where there is little to order.
    pub choice: Option<Choice>,
    pub before: Option<Onward>,
    pub after: Option<Onward>,
    /// Comments of later pages to which links lead that name this one.
    pub later: Vec<Later>,
    /// None where comments are closed.
    pub form: Option<CommentForm>,
    /// When what is taken here changes by itself the next time.
    pub changes_at: Option<Timestamp>,
}

/// One comment, or the gap that a removed one left.
#[expect(clippy::struct_excessive_bools, reason = "each is a question that the template asks by itself")]
pub struct Item {
    pub public_id: String,
    pub is_gap: bool,
    pub name: String,
    pub website: Option<String>,
    /// None where the blog draws none.
    pub face: Option<Face>,
    pub is_by_author: bool,
    pub published: String,
    pub time: String,
    pub html: Html,
    pub edited: Option<Edited>,
    pub answers: Option<Answers>,
    /// Its answers follow in a list of their own.
    pub opens: bool,
    /// What stands at the fold of its thread: how many answers are in it.
    pub fold: Option<String>,
    /// How many lists end behind it.
    pub closes: usize,
    /// The last of them ends its thread.
    pub ends_thread: bool,
}

/// A comment that stands before all others, and where its own place is.
pub struct Pinned {
    pub item: Item,
    pub href: String,
}

/// That somebody has changed a comment: when, and in a sentence with the time.
pub struct Edited {
    pub datetime: String,
    pub sentence: String,
}

/// What a comment is in reply to, here or on a page before; the name is empty for a removed comment.
pub struct Answers {
    pub href: String,
    pub name: String,
}

/// Reads what a post's page shows of its comments; nothing where they are hidden.
pub async fn read(
    db: &mut Reader,
    chrome: &Chrome,
    post: &Post,
    asked: &Asked,
    now: Timestamp,
) -> Result<Option<Discussion>, Failure> {
    let (rules, ground) = (&chrome.settings.comments, post.ground());
    let access = rules.access(ground, now);
    if access == PostComments::Hidden {
        return if asked.from.is_some() { Err(Failure::NotFound) } else { Ok(None) };
    }
    let order = asked.order.unwrap_or(chrome.settings.comments.order);
    let shown = page(db, post, asked, order).await?;
    let typed = Typed { post: post.id.0, ..Typed::default() };
    let pinned = pinned(db, chrome, post, asked, &shown).await?;
    let chosen = asked.order.filter(|order| *order != chrome.settings.comments.order);
    let [before_words, after_words] = order::words(order);
    let onward =
        |first: &Option<String>, words| first.as_ref().map(|first| Onward::new(chosen, first, words));
    let later = if asked.from.is_none() { later::of(db, post, &shown, chosen).await? } else { Vec::new() };
    Ok(Some(Discussion {
        later,
        count: post.comment_count,
        pinned,
        choice: Choice::of(chrome, post, order),
        before: onward(&shown.previous, before_words),
        after: onward(&shown.next, after_words),
        items: items(chrome, shown, chosen),
        form: (access == PostComments::Open)
            .then(|| CommentForm::new(chrome, typed, Faults::default()).at(chrome, ground, now)),
        changes_at: rules.changes_at(ground, now),
    }))
}

/// The pinned comment, on the first page alone.
async fn pinned(
    db: &mut Reader,
    chrome: &Chrome,
    post: &Post,
    asked: &Asked,
    shown: &Threads,
) -> Result<Option<Pinned>, Failure> {
    let Some(id) = post.pinned_comment_id.filter(|_| asked.from.is_none()) else { return Ok(None) };
    let here = shown.comments.iter().find(|shown| shown.comment.id == id);
    let comment = match here {
        Some(shown) => Some(shown.comment.clone()).filter(|it| it.state == CommentState::Published),
        None => pins::pinned(db, post.id, id).await?,
    };
    Ok(comment.map(|comment| {
        let public_id = &comment.public_id;
        Pinned {
            href: if here.is_some() {
                format!("#c{public_id}")
            } else {
                address_on_its_own_page("", public_id)
            },
            item: item(chrome, &mut Times::new(chrome.words), comment),
        }
    }))
}

async fn page(db: &mut Reader, post: &Post, asked: &Asked, order: ThreadOrder) -> Result<Threads, Failure> {
    let view = View { order, room: Room::of(post.comment_count, post.html.as_str().len()) };
    if let Some(public_id) = &asked.from {
        let from = threads::standing(db, post.id, public_id).await?.ok_or(Failure::NotFound)?;
        let shown = threads::page(db, post.id, Some(from), view).await?;
        if !shown.comments.is_empty() {
            return Ok(shown);
        }
    }
    // Without a published comment there is nothing that readers see, no gap either.
    if post.comment_count == 0 {
        return Ok(Threads::default());
    }
    let first = threads::page(db, post.id, None, view).await?;
    match asked_comment(db, post.id, asked, &first).await? {
        Some(comment) => Ok(threads::page(db, post.id, Some(comment), view).await?),
        None => Ok(first),
    }
}

/// The comment that an old address asks for, if it is on a later page.
async fn asked_comment(
    db: &mut Reader,
    post: PostId,
    asked: &Asked,
    first: &Threads,
) -> Result<Option<Standing>, Failure> {
    let instant = asked.show_comment.as_deref().and_then(|text| text.parse().ok());
    let (Some(instant), true) = (instant, first.next.is_some()) else { return Ok(None) };
    let comment = threads::written_at(db, post, Timestamp(instant)).await?;
    Ok(comment.filter(|standing| !first.holds(standing.id())))
}

/// The address of a published comment under that of its post: its anchor, on a page that it stands on, or that says on
/// which it does.
pub fn address(post: &str, comment_count: i64, public_id: &str) -> String {
    if is_short(comment_count) {
        format!("{post}#c{public_id}")
    } else {
        address_on_its_own_page(post, public_id)
    }
}

/// The same on the page that begins with it, however many there are.
pub(super) fn address_on_its_own_page(post: &str, public_id: &str) -> String {
    format!("{post}?from={public_id}#c{public_id}")
}

/// Have so many comments room on one page, unless they are very long? There are no more gaps than published ones, since each
/// of these fills one at most.
pub(super) fn is_short(comment_count: i64) -> bool {
    comment_count * 2 <= PAGE
}

fn items(chrome: &Chrome, shown: Threads, chosen: Option<ThreadOrder>) -> Vec<Item> {
    let levels = levels(shown.comments.iter().map(|shown| shown.standing));
    let answers = answers(&shown, chosen);
    let folds = folds(chrome.words, &levels, &shown);
    let next_levels = levels.iter().skip(1).copied().chain([0]);
    let mut times = Times::new(chrome.words);
    let placed = shown.comments.into_iter().zip(answers.into_iter().zip(folds));
    placed
        .zip(levels.iter().zip(next_levels))
        .map(|((shown, (answers, fold)), (level, next))| Item {
            answers,
            fold,
            opens: next > *level,
            closes: level.saturating_sub(next),
            ends_thread: next == 0,
            ..item(chrome, &mut times, shown.comment)
        })
        .collect()
}

/// How many answers are in each thread that has some, told at its first comment.
fn folds(words: &Language, levels: &[usize], shown: &Threads) -> Vec<Option<String>> {
    let mut folds = vec![None; levels.len()];
    let mut end = levels.len();
    for begin in (0..levels.len()).rev().filter(|place| levels[*place] == 0) {
        let is_divided =
            shown.begins_within_thread && begin == 0 || shown.ends_within_thread && end == levels.len();
        if end - begin > 1 {
            let answers = shown.comments[begin + 1..end].iter().filter(|it| is_public(&it.comment)).count();
            let id = if is_divided { "replies-on-page" } else { "replies" };
            folds[begin] = Some(words.count(id, &i64::try_from(answers).unwrap_or(i64::MAX)));
        }
        end = begin;
    }
    folds
}

fn is_public(comment: &Comment) -> bool {
    comment.state == CommentState::Published
}

/// How far each comment is set in: one step more than the nearest comment above that it hangs below.
fn levels(standings: impl Iterator<Item = Standing>) -> Vec<usize> {
    let mut open: Vec<CommentId> = Vec::new();
    standings
        .map(|standing| {
            while open.pop_if(|last| !standing.above().any(|above| above == *last)).is_some() {}
            open.push(standing.id());
            open.len() - 1
        })
        .collect()
}

fn answers(shown: &Threads, chosen: Option<ThreadOrder>) -> Vec<Option<Answers>> {
    let here: HashMap<CommentId, &Comment> =
        shown.comments.iter().map(|shown| (shown.comment.id, &shown.comment)).collect();
    let elsewhere = |parent| shown.answered_elsewhere.iter().find(|it| it.id == parent);
    let answered = |parent: CommentId| match here.get(&parent) {
        Some(it) => Some(Answers { href: format!("#c{}", it.public_id), name: it.name.clone() }),
        None => elsewhere(parent).map(|Named { public_id, name, .. }| Answers {
            href: format!("{}#c{public_id}", query(chosen, Some(public_id))),
            name: name.clone(),
        }),
    };
    shown.comments.iter().map(|it| it.parent.and_then(answered)).collect()
}

fn item(chrome: &Chrome, times: &mut Times, comment: Comment) -> Item {
    Item {
        edited: edited(chrome, &comment),
        is_gap: !is_public(&comment),
        face: chrome.settings.comments.shows_avatars.then(|| Face::of(&comment.name)),
        published: comment.published_at.datetime(),
        time: times.with_time(chrome.settings.zone.local(comment.published_at)),
        public_id: comment.public_id,
        name: comment.name,
        website: comment.website.filter(|address| is_web(address)),
        is_by_author: comment.is_by_author,
        html: comment.html,
        answers: None,
        opens: false,
        fold: None,
        closes: 0,
        ends_thread: false,
    }
}

fn edited(chrome: &Chrome, comment: &Comment) -> Option<Edited> {
    let at = comment.edited_at?;
    let sentence = match comment.edited_by? {
        ChangedBy::Writer => "comment-edited",
        ChangedBy::Blog => "comment-edited-by-blog",
    };
    let time = dates::with_time(chrome.words, chrome.settings.zone.local(at));
    Some(Edited { datetime: at.datetime(), sentence: chrome.words.with(sentence, "time", &time) })
}

/// Fields are checked when they are sent; a row from elsewhere is not trusted to have been.
fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a comment stands below others, the outermost first.
    fn standing(id: i64, above: &[i64]) -> Standing {
        let at = |step: usize| CommentId(above.iter().chain([&id]).nth(step).copied().unwrap_or(0));
        Standing { thread: at(0), branch: at(1), twig: at(2), leaf: at(3) }
    }

    fn levels_of(standings: &[(i64, &[i64])]) -> Vec<usize> {
        levels(standings.iter().map(|(id, above)| standing(*id, above)))
    }

    #[test]
    fn an_answer_is_set_further_in_than_what_it_answers_three_times_at_most() {
        let order: [(i64, &[i64]); 8] = [
            (1, &[]),
            (2, &[1]),
            (5, &[1, 2]),
            (7, &[1, 2, 5]),
            (9, &[1, 2, 5]),
            (4, &[1]),
            (3, &[]),
            (6, &[3]),
        ];
        assert_eq!(levels_of(&order), [0, 1, 2, 3, 3, 1, 0, 1]);
    }

    #[test]
    fn what_hangs_below_a_comment_that_is_not_shown_is_not_set_in_for_it() {
        assert_eq!(
            levels_of(&[(5, &[1, 2]), (6, &[1, 2, 5]), (8, &[1]), (9, &[1, 8]), (3, &[])]),
            [0, 1, 0, 1, 0]
        );
    }

    #[test]
    fn a_short_discussion_is_on_one_page_and_of_a_long_one_a_comment_begins_its_own() {
        assert_eq!(address("/weir", PAGE / 2, "7"), "/weir#c7");
        assert_eq!(address("/weir", PAGE / 2 + 1, "7"), "/weir?from=7#c7");
    }

    #[test]
    fn only_web_addresses_are_linked() {
        assert!(is_web("https://example.org/") && is_web("http://example.org/"));
        for address in ["javascript:alert(1)", "data:text/html,x", "//example.org", " https://example.org"] {
            assert!(!is_web(address), "{address}");
        }
    }
}
