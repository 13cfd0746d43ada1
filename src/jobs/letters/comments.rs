//! Letters about comments. What they tell is read when they are sent: a comment that was decided, hidden or erased
//! meanwhile is left out, and its words were never copied into the outbox.

use askama::Template;

use super::{Paper, Worded};
use crate::actions::comments::by_mail;
use crate::actions::following;
use crate::app::App;
use crate::model::comment::{CommentState, PostComments, Reason};
use crate::model::ids::{CommentId, FollowerId, UserId};
use crate::model::letter::Letter;
use crate::model::notice::SHOWN;
use crate::store::notices::letters::{self as rows, Told as Comment};
use crate::store::outbox::delivery::Held;
use crate::store::{StoreError, users, waiting};
use crate::tools::sanitise;

/// The most characters of one comment that a letter holds.
const WORDS: usize = 1500;

/// What a letter about comments has to tell just now.
pub enum Told {
    Nothing,
    Comments(Box<Digest>),
    /// It is no letter about comments.
    OfOtherThings,
}

/// Comments for one reader, with paths in place of addresses.
#[derive(Default)]
pub struct Digest {
    waiting: Vec<Line>,
    published: Vec<Line>,
    /// How many more than those shown.
    more: i64,
    /// How many wait on the whole blog, for who may decide.
    in_all: i64,
    /// Ends what brought this letter, and shows everything that is followed; nothing in letters to people of the blog.
    stop: Option<Stop>,
}

struct Stop {
    end: String,
    list: String,
}

/// A comment of a letter.
struct Line {
    name: String,
    /// Whom it answers.
    answers: Option<String>,
    post_title: String,
    words: Vec<String>,
    why: Option<&'static str>,
    /// The path under which it is decided.
    decision: Option<String>,
    /// The path under which readers see it.
    path: Option<String>,
}

/// Reads what a letter is about.
pub async fn told(app: &App, held: &Held) -> Result<Told, StoreError> {
    let digest = match &held.letter {
        Letter::Comments { user, comments, more } => for_person(app, held, *user, comments, *more).await?,
        Letter::Followed { follower, comments, more } => {
            for_follower(app, held, *follower, comments, *more).await?
        }
        _ => return Ok(Told::OfOtherThings),
    };
    let is_empty = digest.waiting.is_empty() && digest.published.is_empty();
    Ok(if is_empty { Told::Nothing } else { Told::Comments(Box::new(digest)) })
}

async fn for_person(
    app: &App,
    held: &Held,
    user: UserId,
    ids: &[CommentId],
    more: i64,
) -> Result<Digest, StoreError> {
    let mut db = app.db.reader().await?;
    let Some(person) = users::by_id(&mut db, user).await? else { return Ok(Digest::default()) };
    let found = rows::comments(&mut db, ids, Some(user)).await?;
    let in_all = waiting::comments(&mut db).await?;
    drop(db);
    let mut digest = Digest { more, in_all, ..Digest::default() };
    for comment in found {
        let is_shown = digest.waiting.len() + digest.published.len() < SHOWN;
        let waits = comment.state == CommentState::Pending && by_mail::may_decide(&person);
        let is_news = comment.state == CommentState::Published && comment.is_on_own_post;
        match (waits, is_news, is_shown) {
            (true, _, true) => {
                let nonce = format!("l{}c{}", held.id, comment.id);
                let path = by_mail::path(app, user, comment.id, nonce, held.created_at);
                digest.waiting.push(Line { decision: Some(path), ..line(comment) });
            }
            (_, true, true) => digest.published.push(line(comment)),
            (true, _, false) | (_, true, false) => digest.more += 1,
            (false, false, _) => {}
        }
    }
    Ok(digest)
}

async fn for_follower(
    app: &App,
    held: &Held,
    follower: FollowerId,
    ids: &[CommentId],
    more: i64,
) -> Result<Digest, StoreError> {
    let mut db = app.db.reader().await?;
    let reasons = rows::reasons(&mut db, follower, ids).await?;
    let mut found = rows::comments(&mut db, ids, None).await?;
    drop(db);
    found.retain(|comment| {
        comment.state == CommentState::Published
            && comment.is_post_public
            && comment.post_comments != PostComments::Hidden
            && reasons.iter().any(|(_, because)| *because == comment.id)
    });
    let told: Vec<CommentId> = found.iter().map(|comment| comment.id).collect();
    let mut these: Vec<_> =
        reasons.iter().filter(|(_, comment)| told.contains(comment)).map(|(id, _)| *id).collect();
    these.dedup();
    let secret = &app.settings().signing_secret;
    let beyond = i64::try_from(found.len().saturating_sub(SHOWN)).unwrap_or_default();
    Ok(Digest {
        more: more + beyond,
        published: found.into_iter().take(SHOWN).map(line).collect(),
        stop: Some(Stop {
            end: following::end_path(secret, follower, &these, held.created_at),
            list: following::list_path(secret, follower, held.created_at),
        }),
        ..Digest::default()
    })
}

fn line(comment: Comment) -> Line {
    let is_published = comment.state == CommentState::Published && comment.is_post_public;
    Line {
        path: is_published.then(|| following::comment_path(&comment.public_id)),
        why: (comment.state == CommentState::Pending).then(|| why(comment.reason)),
        words: words(comment.html.as_str()),
        name: comment.name,
        answers: comment.parent_name,
        post_title: comment.post_title,
        decision: None,
    }
}

/// What was said, a line each: plain text, so that nobody writes links into other people's letters.
fn words(html: &str) -> Vec<String> {
    let text = sanitise::comment_from_html(html).text;
    let mut lines = Vec::new();
    let mut left = WORDS;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let length = line.chars().count();
        if length > left {
            lines.push(line.chars().take(left).chain(['…']).collect());
            break;
        }
        left -= length;
        lines.push(line.to_owned());
    }
    lines
}

/// The sentence that says why a comment waits.
fn why(reason: Reason) -> &'static str {
    match reason {
        Reason::Policy => "mail-why-policy",
        Reason::FirstTime => "mail-why-first-time",
        Reason::ManyFromNetwork => "mail-why-network",
        Reason::Repeated => "mail-why-repeated",
        Reason::NearlyRepeated => "mail-why-nearly-repeated",
        Reason::TooFast => "mail-why-too-fast",
        Reason::Doubtful => "mail-why-doubtful",
        Reason::Moderator => "mail-why-put-back",
        Reason::Edited => "mail-why-edited",
        Reason::ManyLinks => "mail-why-links",
        Reason::OldPost => "mail-why-old",
        Reason::Blocked => "mail-why-blocked",
        Reason::TakenName => "mail-why-name",
        Reason::Reported => "mail-why-reported",
        Reason::Trap
        | Reason::LooksLikeSpam
        | Reason::Trusted
        | Reason::Known
        | Reason::Author
        | Reason::Imported
        | Reason::Withdrawn
        | Reason::Erased => "mail-why-other",
    }
}

/// What a post is called where it has no title of its own.
pub fn titled(paper: Paper<'_>, title: &str) -> String {
    if title.trim().is_empty() { paper.words.text("untitled").into_owned() } else { title.to_owned() }
}

/// A link of a letter and what it is called.
struct Link {
    label: String,
    href: String,
}

/// A comment in words.
struct Entry {
    heading: String,
    why: Option<String>,
    words: Vec<String>,
    links: Vec<Link>,
}

/// Comments under a sentence.
struct Group {
    lead: String,
    entries: Vec<Entry>,
}

#[derive(Template)]
#[template(path = "mail/comments.html")]
struct CommentsHtml<'a> {
    paper: Paper<'a>,
    sheet: &'a Sheet,
}

#[derive(Template)]
#[template(path = "mail/comments.txt", whitespace = "preserve")]
struct CommentsText<'a> {
    paper: Paper<'a>,
    sheet: &'a Sheet,
}

/// Everything in words.
struct Sheet {
    groups: Vec<Group>,
    /// Short sentences behind the comments.
    remarks: Vec<String>,
    links: Vec<Link>,
}

impl Digest {
    pub fn worded(&self, paper: Paper<'_>) -> Result<Option<Worded>, askama::Error> {
        let sheet =
            Sheet { groups: self.groups(paper), remarks: self.remarks(paper), links: self.links(paper) };
        Ok(Some(Worded {
            subject: self.subject(paper),
            text: CommentsText { paper, sheet: &sheet }.render()?,
            html: CommentsHtml { paper, sheet: &sheet }.render()?,
            unsubscribe: self.stop.as_ref().map(|stop| format!("{}{}", paper.address, stop.end)),
        }))
    }

    fn subject(&self, paper: Paper<'_>) -> String {
        let what = match (self.waiting.as_slice(), self.published.as_slice(), self.more) {
            ([], [one], 0) => heading(paper, one),
            ([one], [], 0) => paper.words.with("mail-one-waits", "what", &heading(paper, one)),
            ([], published, more) => paper.words.count("mail-comments-new", &(count(published) + more)),
            _ => paper.words.count("mail-comments-wait", &self.in_all.max(1)),
        };
        paper.words.fill("mail-what-of-blog", &[("what", &what), ("blog", paper.blog)])
    }

    fn groups(&self, paper: Paper<'_>) -> Vec<Group> {
        let lead = if self.stop.is_some() { "mail-lead-followed" } else { "mail-lead-own-posts" };
        [("mail-lead-waiting", &self.waiting), (lead, &self.published)]
            .into_iter()
            .filter(|(_, lines)| !lines.is_empty())
            .map(|(lead, lines)| Group {
                lead: paper.words.text(lead).into_owned(),
                entries: lines.iter().map(|line| line.entry(paper)).collect(),
            })
            .collect()
    }

    fn remarks(&self, paper: Paper<'_>) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.more > 0 {
            remarks.push(paper.words.count("mail-comments-more", &self.more));
        }
        if !self.waiting.is_empty() {
            remarks.push(paper.words.count("mail-comments-in-all", &self.in_all));
            remarks.push(paper.words.text("mail-decision-hint").into_owned());
        }
        if self.stop.is_some() {
            remarks.push(paper.words.with("mail-followed-why", "blog", paper.blog));
        }
        remarks
    }

    fn links(&self, paper: Paper<'_>) -> Vec<Link> {
        let paths = match &self.stop {
            Some(stop) => {
                vec![("mail-followed-end", stop.end.as_str()), ("mail-followed-list", stop.list.as_str())]
            }
            None if self.waiting.is_empty() => vec![("mail-choose-notices", "/account/notices")],
            None => vec![("mail-open-queue", "/admin/comments"), ("mail-choose-notices", "/account/notices")],
        };
        paths.into_iter().map(|(label, path)| link(paper, label, path)).collect()
    }
}

fn link(paper: Paper<'_>, label: &str, path: &str) -> Link {
    Link { label: paper.words.text(label).into_owned(), href: format!("{}{path}", paper.address) }
}

fn count(lines: &[Line]) -> i64 {
    i64::try_from(lines.len()).unwrap_or_default()
}

/// Who said something, and where.
fn heading(paper: Paper<'_>, line: &Line) -> String {
    let title = titled(paper, &line.post_title);
    match &line.answers {
        Some(answered) => {
            let values = [("name", line.name.as_str()), ("answered", answered), ("title", &title)];
            paper.words.fill("mail-answer-by", &values)
        }
        None => paper.words.fill("mail-comment-by", &[("name", &line.name), ("title", &title)]),
    }
}

impl Line {
    fn entry(&self, paper: Paper<'_>) -> Entry {
        let mut links = Vec::new();
        if let Some(path) = &self.decision {
            for (label, wish) in
                [("mail-approve", "publication"), ("mail-reject", "rejection"), ("mail-spam", "spam")]
            {
                links.push(link(paper, label, &format!("{path}?wish={wish}")));
            }
        }
        links.extend(self.path.as_deref().map(|path| link(paper, "mail-see-comment", path)));
        Entry {
            heading: heading(paper, self),
            why: self.why.map(|id| paper.words.text(id).into_owned()),
            words: self.words.clone(),
            links,
        }
    }
}

#[cfg(test)]
mod tests;
