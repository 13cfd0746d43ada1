//! Learning what is spam here: from what moderators decided, and from published comments that came with an import. What
//! waits is judged anew afterwards, a few at a time.

use crate::app::App;
use crate::model::html::Html;
use crate::model::ids::CommentId;
use crate::model::key::Keys;
use crate::model::spam::Score;
use crate::store::StoreError;
use crate::store::spam_examples::{self, Judged, Stamp, Words};
use crate::tools::spam::{Example, Learner, Said, beginner, beginning};

/// So many decisions of each kind are learnt from, the newest ones.
const DECISIONS: i64 = 1_500;
/// So many of what waits are judged anew in one unit.
const AT_ONCE: i64 = 200;
/// So many of those in one round: where more waits, the next round goes on.
const BATCHES: usize = 20;

/// How far the runner has come.
#[derive(Debug, Clone, Default)]
pub struct Lessons {
    learnt: Option<Stamp>,
    /// Nothing if all that waits is judged.
    walk: Option<Walk>,
}

/// A way through all that waits, from any comment on and round to it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Walk {
    /// Behind which comment the next batch begins.
    after: CommentId,
    /// Behind which one the first did.
    begun_after: CommentId,
    has_wrapped: bool,
}

impl Walk {
    fn from(after: CommentId) -> Self {
        Self { after, begun_after: after, has_wrapped: false }
    }

    /// The rest of the way once a batch is done that ends with this comment, or found none.
    fn onward(self, last: Option<CommentId>) -> Option<Self> {
        match last {
            Some(last) if self.has_wrapped && last >= self.begun_after => None,
            Some(last) => Some(Self { after: last, ..self }),
            None if self.has_wrapped || self.begun_after == CommentId(0) => None,
            None => Some(Self { after: CommentId(0), has_wrapped: true, ..self }),
        }
    }
}

/// How much a comment looks like spam by what is known now.
pub fn score(app: &App, said: &Said) -> Score {
    Score::of_odds(app.spam.learner().odds(said))
}

/// Learns if anything was decided since the last lesson, and judges what waits.
pub async fn study(app: &App, lessons: &mut Lessons) -> Result<(), StoreError> {
    let stamp = spam_examples::stamp(&mut app.db.reader().await?, DECISIONS).await?;
    if lessons.learnt.as_ref() != Some(&stamp) {
        learn(app).await?;
        // From where the last walk stands, so that those far behind have their turn however often something is decided.
        let after = lessons.walk.map_or(CommentId(0), |walk| walk.after);
        *lessons = Lessons { learnt: Some(stamp), walk: Some(Walk::from(after)) };
    }
    for _ in 0..BATCHES {
        let Some(walk) = lessons.walk else { break };
        lessons.walk = walk.onward(judge_waiting(app, walk.after).await?);
    }
    Ok(())
}

async fn learn(app: &App) -> Result<(), StoreError> {
    let mut db = app.db.reader().await?;
    let mut own = Vec::new();
    for is_spam in [true, false] {
        let decided = spam_examples::decided(&mut db, is_spam, DECISIONS).await?;
        own.extend(decided.into_iter().map(|words| Example { said: said_in(words), is_spam }));
    }
    let imported = spam_examples::imported(&mut db, DECISIONS).await?;
    own.extend(imported.into_iter().map(|words| Example { said: said_in(words), is_spam: false }));
    drop(db);
    if own.is_empty() {
        // Asked for on a thread of its own: whoever asks first waits until it is taught.
        app.workshop.make(beginner).await;
        app.spam.unlearn();
        return Ok(());
    }
    let learner = app.workshop.make(move || Learner::taught(&beginning().unwrap_or_default(), &own)).await;
    app.spam.follow(learner);
    Ok(())
}

/// Judges some of what waits; answers the last of these.
async fn judge_waiting(app: &App, after: CommentId) -> Result<Option<CommentId>, StoreError> {
    let mut db = app.db.reader().await?;
    let waiting = spam_examples::waiting(&mut db, after, AT_ONCE).await?;
    drop(db);
    let last = waiting.last().map(|(id, ..)| *id);
    let learner = app.spam.learner();
    let judge = move || {
        let judged = waiting.into_iter().map(|(id, before, words)| Judged {
            id,
            before,
            score: Score::of_odds(learner.odds(&said_in(words))),
        });
        judged.filter(|one| one.before != one.score).collect::<Vec<_>>()
    };
    let scores = app.workshop.make(judge).await;
    if !scores.is_empty() {
        write(app, scores).await?;
    }
    Ok(last)
}

async fn write(app: &App, scores: Vec<Judged>) -> Result<(), StoreError> {
    app.db
        .write(move |unit| {
            Box::pin(async move {
                spam_examples::set_scores(unit, &scores).await?;
                // Only the desk shows it, and is made anew each time.
                Ok(((), Keys::none()))
            })
        })
        .await
}

/// What is judged of a comment: the same whether it is sent, waits or was decided about.
pub fn said(author: String, website: Option<String>, html: &Html) -> Said {
    Said { author, website, text: html.as_str().to_owned() }
}

fn said_in(words: Words) -> Said {
    said(words.name, words.website, &words.html)
}

#[cfg(test)]
mod tests;
