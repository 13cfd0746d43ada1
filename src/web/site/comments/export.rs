//! Somebody's comments as a JSON file: every field that is kept, under names that can be understood.

use axum::body::{Body, Bytes};
use http_body_util::BodyExt as _;
use http_body_util::channel::{Channel, Sender};
use serde_json::{Value, json};

use super::threads;
use crate::actions::comments::mine::Whose;
use crate::app::App;
use crate::model::ids::CommentId;
use crate::model::own_comment::ChangedBy;
use crate::model::post::SourceFormat;
use crate::model::timestamp::Timestamp;
use crate::store::comments::exports::{self, Exported};
use crate::store::{Reader, StoreError, commenters};
use crate::web::chrome::Chrome;
use crate::web::error::Failure;

/// How many comments are read at once: each may have many long versions.
const AT_ONCE: i64 = 5;

/// The whole file, written as fast as it is taken: memory does not grow with its length.
pub async fn streamed(app: &App, whose: Whose) -> Result<Body, Failure> {
    let chrome = Chrome::outside(app);
    let head = head(app, &chrome, &whose).await?;
    let (to, body) = Channel::<Bytes, StoreError>::new(1);
    tokio::spawn(send(app.clone(), chrome, whose, head, to));
    // The compression asks once more behind the end, which the channel does not bear.
    Ok(Body::new(body.fuse()))
}

/// Everything that stands before the comments.
async fn head(app: &App, chrome: &Chrome, whose: &Whose) -> Result<String, StoreError> {
    let mut db = app.db.reader().await?;
    let head = json!({
        "blog": chrome.settings.title,
        "address": chrome.base_url,
        "written_at": app.clock.now().rfc3339(),
        "commenter": commenter(&mut db, whose).await?,
    });
    let head = format!("{head:#}");
    Ok(format!("{},\n  \"comments\": [", head.strip_suffix("\n}").unwrap_or(&head)))
}

/// Sends the comments, a few at a time. Nothing is held while whoever takes them is slow.
async fn send(app: App, chrome: Chrome, whose: Whose, head: String, mut to: Sender<Bytes, StoreError>) {
    let (mut piece, mut between, mut after) = (head, "\n    ", CommentId(0));
    loop {
        let few = match few(&app, &whose, after).await {
            Ok(few) => few,
            Err(error) => {
                tracing::error!(?error, "a file of somebody's comments broke off");
                to.abort(error);
                return;
            }
        };
        let Some(last) = few.last() else { break };
        for comment in &few {
            piece.push_str(between);
            piece.push_str(&format!("{:#}", as_json(&chrome, comment)).replace('\n', "\n    "));
            between = ",\n    ";
        }
        after = last.id;
        if to.send_data(std::mem::take(&mut piece).into()).await.is_err() {
            // Nobody takes it any more.
            return;
        }
    }
    piece.push_str("\n  ]\n}\n");
    let _nobody_may_take_it = to.send_data(piece.into()).await;
}

/// Some comments, with a reader that is given back at once.
async fn few(app: &App, whose: &Whose, after: CommentId) -> Result<Vec<Exported>, StoreError> {
    let mut db = app.db.reader().await?;
    match whose {
        Whose::Commenter(commenter) => exports::of_commenter(&mut db, *commenter, after, AT_ONCE).await,
        Whose::Address { email, .. } => exports::of_address(&mut db, email, after, AT_ONCE).await,
    }
}

/// What the browser's commenter is known by; an address alone is nobody's cookie.
async fn commenter(db: &mut Reader, whose: &Whose) -> Result<Value, StoreError> {
    let Whose::Commenter(commenter) = whose else { return Ok(Value::Null) };
    let Some(known) = commenters::by_id(db, *commenter).await? else { return Ok(Value::Null) };
    Ok(json!({
        "name": known.name,
        "email": known.email,
        "website": known.website,
        "approved_comments": known.approved_count,
        "first_seen_at": known.created_at.rfc3339(),
        "last_seen_at": known.last_seen_at.rfc3339(),
    }))
}

fn as_json(chrome: &Chrome, comment: &Exported) -> Value {
    let on = comment.post_path.as_ref().map(|path| chrome.absolute(path.as_str()));
    let format = match comment.source_format {
        SourceFormat::Markdown => "markdown",
        SourceFormat::Html => "html",
    };
    let network = comment.network_hash.as_ref().map(|hash| data_encoding::HEXLOWER.encode(hash));
    json!({
        "id": comment.public_id,
        "receipt": chrome.absolute(&format!("/comments/{}", comment.receipt)),
        "on": on,
        "address": on.as_ref().map(|page| threads::address_on_its_own_page(page, &comment.public_id)),
        "post_title": comment.post_title,
        "in_reply_to": comment.answers,
        "state": comment.state.word(),
        "reason": comment.reason,
        "name": comment.name,
        "email": comment.email,
        "website": comment.website,
        "text": comment.source,
        "text_format": format,
        "html": comment.html,
        "sent_at": comment.published_at.rfc3339(),
        "kept_since": comment.created_at.rfc3339(),
        "changed_at": comment.updated_at.rfc3339(),
        "edited_at": comment.edited_at.map(Timestamp::rfc3339),
        "edited_by": comment.edited_by.map(ChangedBy::word),
        "network": network,
        "imported_from": comment.source_name,
        "imported_id": comment.source_id,
        "imported_rest": comment.source_rest,
        "earlier_versions": versions(&comment.versions),
    })
}

/// The versions as the store tells them, with times as people write them.
fn versions(told: &str) -> Value {
    let mut versions: Vec<Value> = serde_json::from_str(told).unwrap_or_default();
    for version in &mut versions {
        for field in ["written_at", "replaced_at"] {
            if let Some(at) = version[field].as_i64() {
                version[field] = Timestamp(at).rfc3339().into();
            }
        }
    }
    versions.into()
}
