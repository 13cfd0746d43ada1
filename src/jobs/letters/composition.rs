//! From a row of the outbox to a letter in its final bytes, or why there is none.

use super::{Paper, comments, worded};
use crate::app::App;
use crate::store::StoreError;
use crate::store::outbox::delivery::Held;
use crate::tools::language::Language;
use crate::tools::mail::{Composed, Mailbox, Message, Post, Setback, compose};

/// The letter in its final bytes; nothing if there is nothing left to tell.
pub async fn composed(
    app: &App,
    post: &Post,
    held: &Held,
) -> Result<Result<Option<Composed>, Setback>, StoreError> {
    let never = |why: &str| Ok(Err(Setback::Never(why.to_owned())));
    if held.letter.expires_at().is_some_and(|end| app.clock.now() >= end) {
        return never("What it offers has run out before it could be sent.");
    }
    if held.letter.is_wiped() {
        return never("Its link was wiped when it was given up. Let a new one be made.");
    }
    let Some(address) = app.base_url() else {
        return Ok(Err(Setback::Later(
            "Nobody has said where readers reach this blog, so no link could be put into it: see the settings."
                .to_owned(),
        )));
    };
    let settings = app.settings();
    let paper = Paper { words: Language::of(&held.language), blog: &settings.title, address: &address };
    let words = match comments::told(app, held).await? {
        comments::Told::Nothing => return Ok(Ok(None)),
        comments::Told::Comments(told) => told.worded(paper),
        comments::Told::OfOtherThings => worded(paper, &held.letter),
    };
    let words = match words {
        Ok(Some(words)) => words,
        Ok(None) => return never("Another version of Postil wrote it, and this one can’t read it."),
        Err(error) => return never(&error.to_string()),
    };
    let to = match Mailbox::of(&held.recipient) {
        Ok(to) => to,
        Err(error) => return never(&format!("{}: {error}.", held.recipient)),
    };
    let message = Message {
        from: post.from.clone().or_named(&settings.title),
        to,
        subject: words.subject,
        text: words.text,
        html: words.html,
        id: format!("postil.{}.{}", held.id, held.created_at.0),
        date: held.created_at.0,
        language: paper.words.tag.to_owned(),
        unsubscribe: words.unsubscribe,
    };
    Ok(compose(message).map(Some).map_err(|error| Setback::Never(error.to_string())))
}
