//! Learning what is spam here: from what moderators decided, and from published comments that came with an import. What
//! waits is judged anew afterwards, a few at a time.

use crate::app::App;
use crate::model::ids::CommentId;
use crate::model::key::Keys;
use crate::model::spam::Score;
use crate::store::StoreError;
use crate::store::spam_examples::{self, Stamp, Words};
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
    /// Behind which comment the next batch begins; nothing if all that waits is judged.
    next: Option<CommentId>,
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
        *lessons = Lessons { learnt: Some(stamp), next: Some(CommentId(0)) };
    }
    for _ in 0..BATCHES {
        let Some(after) = lessons.next else { break };
        lessons.next = judge_waiting(app, after).await?;
    }
    Ok(())
}

async fn learn(app: &App) -> Result<(), StoreError> {
    let mut db = app.db.reader().await?;
    let mut own = Vec::new();
    for is_spam in [true, false] {
        let decided = spam_examples::decided(&mut db, is_spam, DECISIONS).await?;
        own.extend(decided.into_iter().map(|words| Example { said: said(words), is_spam }));
    }
    let imported = spam_examples::imported(&mut db, DECISIONS).await?;
    own.extend(imported.into_iter().map(|words| Example { said: said(words), is_spam: false }));
    drop(db);
    if own.is_empty() {
        // Asked for on a thread of its own: whoever asks first waits until it is taught.
        app.workshop.make(beginner).await;
        app.spam.forget();
        return Ok(());
    }
    let learner = app.workshop.make(move || Learner::taught(&beginning().unwrap_or_default(), &own)).await;
    app.spam.follow(learner);
    Ok(())
}

/// Judges some of what waits; answers behind which comment the next ones are.
async fn judge_waiting(app: &App, after: CommentId) -> Result<Option<CommentId>, StoreError> {
    let mut db = app.db.reader().await?;
    let waiting = spam_examples::waiting(&mut db, after, AT_ONCE).await?;
    drop(db);
    let next = waiting.last().map(|(id, ..)| *id);
    let learner = app.spam.learner();
    let judge = move || {
        let judged = waiting.into_iter().map(|(id, before, words)| {
            let score = Score::of_odds(learner.odds(&said(words)));
            (id, before, score)
        });
        let changed = judged.filter(|(_, before, score)| before != score);
        changed.map(|(id, _, score)| (id, score)).collect::<Vec<_>>()
    };
    let scores = app.workshop.make(judge).await;
    if !scores.is_empty() {
        write(app, scores).await?;
    }
    Ok(next)
}

async fn write(app: &App, scores: Vec<(CommentId, Score)>) -> Result<(), StoreError> {
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
pub fn said(words: Words) -> Said {
    Said { author: words.name, website: words.website, text: words.html.as_str().to_owned() }
}

#[cfg(test)]
mod tests;
