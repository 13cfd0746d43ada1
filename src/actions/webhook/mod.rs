//! The webhook: where else is told that comments wait, for blogs without mail and people who look at their phone first.

mod payload;

use std::time::Duration;

use url::Url;

use super::complaints::{Complaint, Complaints};
use super::standing;
use crate::app::App;
use crate::model::comment::CommentState;
use crate::model::ids::{CommentId, UserId};
use crate::model::key::Keys;
use crate::model::letter::pause_after;
use crate::model::notice::{HookFormat, PAUSE_FOR_WEBHOOK};
use crate::model::timestamp::Timestamp;
use crate::model::user::{Deed, User};
use crate::model::words::{self, Fault};
use crate::store::notices::letters::{self, Told};
use crate::store::webhook::{self, Webhook};
use crate::store::{Source, StoreError, audit, waiting};
use crate::tools::fetch::{self, Fetcher};
use payload::Call;

/// How long a call may take.
const WITHIN: Duration = Duration::from_secs(15);

/// How long nobody else calls, in seconds: longer than a call can take.
const HELD: i64 = 60;

/// The most comments that one call settles.
const AT_ONCE: i64 = 200;

/// The most characters of a chat or a token.
const MOST: usize = 300;

/// The most bytes of an address.
const URL_MOST: usize = 1000;

/// What an owner typed.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Wanted {
    #[serde(default)]
    pub url: String,
    pub format: HookFormat,
    #[serde(default)]
    pub chat: String,
    #[serde(default)]
    pub token: String,
}

/// Why there is no other webhook than before.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("This is for whoever may change the settings.")]
    NotAllowed,
    #[error(transparent)]
    Fields(#[from] Complaints),
    #[error("There is no webhook to try.")]
    None,
    #[error(transparent)]
    Store(#[from] StoreError),
}

async fn allowed(db: &mut impl Source, by: UserId) -> Result<User, Refusal> {
    standing::allowed(db, by, Deed::ChangeSettings).await?.ok_or(Refusal::NotAllowed)
}

/// Says where is called from now on; an empty address ends it.
pub async fn set(app: &App, by: &User, wanted: &Wanted) -> Result<(), Refusal> {
    if wanted.url.trim().is_empty() {
        return remove(app, by).await;
    }
    let mut complaints = Complaints::default();
    let now = app.clock.now();
    let hook = Webhook {
        url: complaints.take("url", checked_url(wanted), String::new()),
        format: wanted.format,
        chat: complaints.take("chat", chat(wanted), String::new()),
        token: complaints.take("token", empty_too(words::line(&wanted.token, MOST)), String::new()),
        attempts: 0,
        due_at: now,
        called_at: None,
        fault: None,
    };
    complaints.settled::<Refusal>()?;
    let by = by.id;
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by).await?;
                webhook::set(unit, &hook).await?;
                audit::record(unit, now, Some(by), "update", "webhook", 1, None, None).await?;
                Ok(((), Keys::none()))
            })
        })
        .await
}

fn checked_url(wanted: &Wanted) -> Result<String, Complaint> {
    let url = Url::parse(wanted.url.trim()).map_err(|_| Fault::NotAWebsite)?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host() && url.username().is_empty();
    if !is_web || url.as_str().len() > URL_MOST {
        return Err(Fault::NotAWebsite.into());
    }
    match (wanted.format, payload::topic(url.as_str())) {
        (HookFormat::Ntfy, None) => Err(Complaint::NoTopic),
        _ => Ok(url.into()),
    }
}

fn chat(wanted: &Wanted) -> Result<String, Fault> {
    match words::line(&wanted.chat, MOST) {
        Err(Fault::Empty) if wanted.format != HookFormat::Telegram => Ok(String::new()),
        other => other,
    }
}

fn empty_too(checked: Result<String, Fault>) -> Result<String, Fault> {
    match checked {
        Err(Fault::Empty) => Ok(String::new()),
        other => other,
    }
}

/// Ends it: nobody elsewhere is told any more.
pub async fn remove(app: &App, by: &User) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by).await?;
                if webhook::remove(unit).await? {
                    audit::record(unit, now, Some(by), "delete", "webhook", 1, None, None).await?;
                }
                Ok(((), Keys::none()))
            })
        })
        .await
}

/// Calls it at once to see whether it works; what came of it is noted beside it.
pub async fn try_out(app: &App, by: &User) -> Result<(), Refusal> {
    let mut db = app.db.reader().await?;
    allowed(&mut db, by.id).await?;
    let hook = webhook::load(&mut db).await?.ok_or(Refusal::None)?;
    let in_all = waiting::comments(&mut db).await?;
    drop(db);
    let done = carry(app, &hook, &[], in_all).await;
    let now = app.clock.now();
    let fault = done.as_ref().err().map(ToString::to_string);
    Ok(note(app, hook.due_at, fault, now, now).await?)
}

/// Calls it if something is to be told and it may be called again; answers whether it was called.
pub async fn call_if_due(app: &App) -> Result<bool, StoreError> {
    let now = app.clock.now();
    let mut db = app.db.reader().await?;
    if webhook::load(&mut db).await?.is_none_or(|hook| hook.due_at > now) {
        return Ok(false);
    }
    let ids = letters::for_webhook(&mut db, AT_ONCE).await?;
    if ids.is_empty() {
        return Ok(false);
    }
    let mut comments = letters::comments(&mut db, &ids, None).await?;
    let in_all = waiting::comments(&mut db).await?;
    drop(db);
    // What was decided meanwhile is no news any more.
    comments.retain(|comment| comment.state == CommentState::Pending);
    if comments.is_empty() {
        settle(app, ids, now).await?;
        return Ok(false);
    }
    let until = now.plus_seconds(HELD);
    let held: Result<Option<Webhook>, StoreError> = app
        .db
        .write(move |unit| {
            Box::pin(async move { Ok((webhook::hold(unit, now, until).await?, Keys::none())) })
        })
        .await;
    let Some(hook) = held? else { return Ok(false) };
    match carry(app, &hook, &comments, in_all).await {
        Ok(()) => {
            settle(app, ids, now).await?;
            note(app, until, None, now, now.plus_seconds(PAUSE_FOR_WEBHOOK)).await?;
        }
        Err(fault) => {
            tracing::warn!(%fault, attempts = hook.attempts, "the webhook could not be called");
            let due_at = now.plus_seconds(pause_after(hook.attempts));
            note(app, until, Some(fault.to_string()), now, due_at).await?;
        }
    }
    Ok(true)
}

async fn settle(app: &App, ids: Vec<CommentId>, now: Timestamp) -> Result<(), StoreError> {
    app.db
        .write(move |unit| {
            Box::pin(async move {
                letters::webhook_told(unit, &ids, now).await?;
                Ok(((), Keys::none()))
            })
        })
        .await
}

async fn note(
    app: &App,
    held: Timestamp,
    fault: Option<String>,
    now: Timestamp,
    due_at: Timestamp,
) -> Result<(), StoreError> {
    app.db
        .write(move |unit| {
            Box::pin(async move {
                webhook::note(unit, held, fault.as_deref(), now, due_at).await?;
                Ok(((), Keys::none()))
            })
        })
        .await
}

async fn carry(app: &App, hook: &Webhook, comments: &[Told], in_all: i64) -> Result<(), fetch::Fault> {
    let settings = app.settings();
    let address = app.address_from_outside();
    let call = Call::new(hook, &settings, address.as_deref(), comments, in_all);
    let fetcher = if app.place.webhook_may_be_private { Fetcher::near_and_far()? } else { Fetcher::new()? };
    let token = Some(hook.token.as_str()).filter(|token| !token.is_empty());
    fetcher.tell(&call.url, call.body, token, WITHIN).await
}
