//! Everybody there is: the list here, one of them in `person.rs`.

pub mod merge;
pub mod person;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::app::App;
use crate::model::ids::UserId;
use crate::model::timestamp::{Timestamp, Zone};
use crate::store::claims::{self, Claim};
use crate::store::users::people::{self, Person};
use crate::tools::language::Language;
use crate::web::admin::desk::Desk;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::extractors::{Member, Query};
use crate::web::page;

/// How many of each kind stand on a page.
const LINES: i64 = 100;

#[derive(Template)]
#[template(path = "admin/people/index.html")]
struct PeoplePage {
    desk: Desk,
    accounts: Vec<Line>,
    /// Where the next accounts are.
    more_accounts: Option<String>,
    signers: Vec<Line>,
    more_signers: Option<String>,
    /// What people say they are, and an owner has not answered.
    claims: Vec<Claim>,
    /// What was just done, quietly.
    done: Option<&'static str>,
}

/// One person of a list, with words for what is known.
struct Line {
    person: Person,
    seen: String,
}

/// Behind whom the two lists begin, and what was done right before.
#[derive(Debug, serde::Deserialize)]
pub struct Asked {
    #[serde(default)]
    accounts_after: i64,
    #[serde(default)]
    signers_after: i64,
    done: Option<String>,
}

pub async fn index(
    State(app): State<App>,
    member: Member,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let desk = Desk::new(&app, member);
    let mut db = app.db.reader().await?;
    // One more than fits tells that there are more.
    let accounts = people::with_login(&mut db, UserId(asked.accounts_after), LINES + 1).await?;
    let signers = people::without_login(&mut db, UserId(asked.signers_after), LINES + 1).await?;
    let claims = claims::waiting(&mut db, None).await?;
    drop(db);
    let (accounts, more_accounts) = fitting(&desk, accounts);
    let (signers, more_signers) = fitting(&desk, signers);
    page::private(&PeoplePage {
        more_accounts: more_accounts
            .map(|last| format!("?accounts_after={last}&signers_after={}", asked.signers_after)),
        more_signers: more_signers
            .map(|last| format!("?accounts_after={}&signers_after={last}", asked.accounts_after)),
        desk,
        accounts,
        signers,
        claims,
        done: (asked.done.as_deref() == Some("declined")).then_some("Declined: they stay two people."),
    })
}

/// What fits on the page, and who stands last if there are more.
fn fitting(desk: &Desk, mut found: Vec<Person>) -> (Vec<Line>, Option<UserId>) {
    let fits = usize::try_from(LINES).unwrap_or_default();
    let has_more = found.len() > fits;
    found.truncate(fits);
    let last = found.last().map(|person| person.id).filter(|_| has_more);
    let line = |person: Person| Line { seen: seen(&desk.settings.zone, person.last_seen_at), person };
    (found.into_iter().map(line).collect(), last)
}

/// The desk speaks English.
fn seen(zone: &Zone, at: Option<Timestamp>) -> String {
    at.map_or_else(|| "Never".to_owned(), |at| dates::with_time(Language::of("en"), zone.local(at)))
}
