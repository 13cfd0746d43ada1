//! `postil spam replay`: a made-up crowd of machines and people comments on an empty blog by the verbs that readers use,
//! and each layer says what it caught. Nothing of a blog is read or changed.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Context as _;

use super::crowd::{Kind, Way, crowd};
use crate::actions::comment_settings::{self, Wanted};
use crate::actions::comments::{self, Draft, Refusal, Visitor, moderate};
use crate::actions::setup::{self, Wishes};
use crate::app::{App, Chance, Clock, Place};
use crate::model::comment::{CommentState, Policy, Reason, Verdict};
use crate::model::ids::{PostId, UserId};
use crate::model::user::User;
use crate::store::comments::{by_receipt, reason_of};
use crate::store::{Db, users};

/// What became of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Trapped,
    NoTicket,
    HeldByNetwork,
    Refused,
    Repeated,
    TooFast,
    Doubtful,
    PutAway,
    Waits,
    Published,
}

const FATES: [(Fate, &str); 10] = [
    (Fate::Trapped, "trap"),
    (Fate::NoTicket, "ticket"),
    (Fate::HeldByNetwork, "network"),
    (Fate::Refused, "refused"),
    (Fate::Repeated, "repeats"),
    (Fate::TooFast, "too fast"),
    (Fate::Doubtful, "doubtful"),
    (Fate::PutAway, "sure spam"),
    (Fate::Waits, "policy"),
    (Fate::Published, "published"),
];

const POLICIES: [(Policy, &str); 3] = [
    (Policy::HoldFirst, "Who is new here waits"),
    (Policy::HoldDoubtful, "What looks doubtful waits"),
    (Policy::Publish, "Everything is published at once"),
];

pub async fn run(seed: u64) -> anyhow::Result<()> {
    println!("A crowd of machines and people, the same for the same seed ({seed}), under three policies.\n");
    for (policy, name) in POLICIES {
        let stage = Stage::new(policy, seed).await?;
        println!("{name}\n{}", told(&stage.play(seed).await?));
    }
    println!(
        "Each column is what became of a comment. trap and sure spam: in the spam folder. ticket: shown the preview again. \
         refused: told to come later. network, repeats, too fast, doubtful and policy: waits for a moderator."
    );
    Ok(())
}

/// A blog for one play.
struct Stage {
    app: App,
    owner: User,
    clock: Arc<AtomicI64>,
    _folder: tempfile::TempDir,
}

/// Where the one post of a new blog is.
const POST: PostId = PostId(1);
/// The clock stands here at first, in UTC milliseconds.
const BEGINNING: i64 = 1_800_000_000_000;

impl Stage {
    async fn new(policy: Policy, seed: u64) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir().context("No folder could be made for the replay")?;
        let chance = Chance::seeded(seed);
        let db = Db::open(folder.path(), chance.bytes()).await?;
        let clock = Arc::new(AtomicI64::new(BEGINNING));
        let app = App::new(db, Clock::Held(clock.clone()), chance, Arc::new(Place::default()));
        let path = setup::path(&app).await?.context("the blog is owned already")?;
        let wishes = Wishes {
            title: "Replay".to_owned(),
            time_zone: "UTC".to_owned(),
            language: "en".to_owned(),
            name: "Ada".to_owned(),
            email: "ada@example.org".to_owned(),
            password: "a stage and no blog".to_owned(),
            ..Wishes::default()
        };
        let token = path.rsplit('/').next().unwrap_or_default();
        setup::set_up(&app, token, wishes, "replay").await?;
        let owner =
            users::by_id(&mut app.db.reader().await?, UserId(1)).await?.context("nobody owns the blog")?;
        let wanted = Wanted { policy, ..Wanted::from(&app.settings().comments) };
        comment_settings::update(&app, &owner, &wanted).await?;
        Ok(Self { app, owner, clock, _folder: folder })
    }

    async fn play(&self, seed: u64) -> anyhow::Result<BTreeMap<(Kind, Fate), usize>> {
        let mut fates: BTreeMap<(Kind, Fate), usize> = BTreeMap::new();
        let mut spent = None;
        let mut cookies: BTreeMap<Kind, String> = BTreeMap::new();
        for act in crowd(seed) {
            self.wait(act.pause);
            let ticket = match act.way {
                Way::NoTicket => String::new(),
                Way::SpentTicket => spent.clone().unwrap_or_default(),
                Way::After(seconds) => self.ticket_of(seconds),
                Way::Returning => self.ticket_of(30),
            };
            let cookie = cookies.get(&act.kind).cloned();
            let visitor = Visitor {
                cookie,
                user: None,
                address: IpAddr::V4(Ipv4Addr::from(act.address)),
                fell_into_trap: act.fills_traps,
            };
            let draft = Draft {
                post: POST,
                parent: None,
                name: act.name,
                email: String::new(),
                website: act.website,
                text: act.text,
            };
            let (fate, cookie) = self.send(visitor, draft, &ticket, act.kind.is_person()).await?;
            if let Some(cookie) = cookie.filter(|_| act.way == Way::Returning) {
                cookies.entry(act.kind).or_insert(cookie);
            }
            spent = Some(ticket).filter(|ticket| !ticket.is_empty()).or(spent);
            *fates.entry((act.kind, fate)).or_default() += 1;
        }
        Ok(fates)
    }

    /// A ticket that somebody has had for so many seconds.
    fn ticket_of(&self, seconds: i64) -> String {
        self.wait(-seconds);
        let ticket = comments::ticket(&self.app, POST);
        self.wait(seconds);
        ticket
    }

    fn wait(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    /// Sends a comment. People whose form is too old look at their preview and send it again.
    async fn send(
        &self,
        visitor: Visitor,
        draft: Draft,
        ticket: &str,
        is_person: bool,
    ) -> anyhow::Result<(Fate, Option<String>)> {
        let sent = match comments::submit(&self.app, visitor.clone(), draft.clone(), ticket).await {
            Err(Refusal::Stale) if is_person => {
                let ticket = comments::ticket(&self.app, draft.post);
                self.wait(5);
                comments::submit(&self.app, visitor, draft, &ticket).await
            }
            other => other,
        };
        let accepted = match sent {
            Ok(accepted) => accepted,
            Err(Refusal::Stale) => return Ok((Fate::NoTicket, None)),
            Err(Refusal::TooMany) => return Ok((Fate::Refused, None)),
            Err(other) => return Err(other.into()),
        };
        let mut db = self.app.db.reader().await?;
        let (state, reason) =
            reason_of(&mut db, &accepted.receipt).await?.context("an accepted comment is gone")?;
        let comment = by_receipt(&mut db, &accepted.receipt).await?.context("an accepted comment is gone")?;
        drop(db);
        if is_person && state == CommentState::Pending {
            let seen = [moderate::Seen { id: comment.id, versions: 0 }];
            moderate::decide(&self.app, &self.owner, Verdict::Approve, state, &seen).await?;
        }
        Ok((fate(state, reason), Some(accepted.cookie)))
    }
}

fn fate(state: CommentState, reason: Reason) -> Fate {
    match (state, reason) {
        (_, Reason::Trap) => Fate::Trapped,
        (CommentState::Spam, _) => Fate::PutAway,
        (CommentState::Published, _) => Fate::Published,
        (_, Reason::ManyFromNetwork) => Fate::HeldByNetwork,
        (_, Reason::Repeated | Reason::NearlyRepeated) => Fate::Repeated,
        (_, Reason::TooFast) => Fate::TooFast,
        (_, Reason::Doubtful) => Fate::Doubtful,
        _ => Fate::Waits,
    }
}

fn told(fates: &BTreeMap<(Kind, Fate), usize>) -> String {
    let count = |kind: Kind, fate: Fate| fates.get(&(kind, fate)).copied().unwrap_or(0);
    let mut told = format!("{:34}{:>7}", "", "sent");
    for (_, name) in FATES {
        told.push_str(&format!("{name:>11}"));
    }
    let (mut queued, mut published, mut of_machines, mut lost) = (0, 0, 0, 0);
    for kind in Kind::ALL {
        let sent: usize = FATES.iter().map(|(fate, _)| count(kind, *fate)).sum();
        told.push_str(&format!("\n{:34}{sent:>7}", kind.name()));
        for (fate, _) in FATES {
            told.push_str(&format!("{:>11}", count(kind, fate)));
        }
        let unseen = [Fate::Trapped, Fate::PutAway, Fate::NoTicket, Fate::Refused];
        let seen_by_nobody: usize = unseen.into_iter().map(|fate| count(kind, fate)).sum();
        let out = count(kind, Fate::Published);
        if kind.is_person() {
            lost += seen_by_nobody;
        } else {
            of_machines += sent;
            published += out;
            queued += sent - seen_by_nobody - out;
        }
    }
    told.push_str(&format!(
        "\nPublished of machines: {published} of {of_machines}. In the queue per 1,000 posts of machines: {}. People lost: {lost}.\n",
        queued * 1000 / of_machines.max(1)
    ));
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_who_is_refused_is_lost_and_a_machine_that_is_does_not_wait() {
        let all =
            [(Kind::Slow, Fate::Refused), (Kind::Slow, Fate::HeldByNetwork), (Kind::Farm, Fate::Refused)];
        let told = told(&all.into_iter().map(|fate| (fate, 1)).collect());
        assert!(told.contains("per 1,000 posts of machines: 0. People lost: 1."), "{told}");
    }
}
