//! The trail: who did what to what, and when. Who may moderate and no more sees what was decided about comments.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::desk::Desk;
use crate::app::App;
use crate::model::ids::UserId;
use crate::model::timestamp::{Day, Zone, parse_field};
use crate::model::user::Deed as Right;
use crate::store::trail::{self, Deed, LOOKED_AT, Sought};
use crate::tools::language::Language;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::extractors::{Member, Query};
use crate::web::page;

/// How many deeds stand on a page.
const PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "admin/trail.html")]
struct TrailPage {
    desk: Desk,
    asked: Asked,
    people: Vec<(UserId, String)>,
    nouns: &'static [(&'static str, &'static str)],
    lines: Vec<Line>,
    is_narrowed: bool,
    /// Where it goes on, and how that is called.
    next: Option<(String, &'static str)>,
    looked_at: i64,
    /// Not everything is seen by this person.
    is_of_comments: bool,
}

struct Line {
    at: String,
    datetime: String,
    who: String,
    verb: String,
    what: String,
    about: Option<String>,
    href: Option<String>,
    /// All that was done to the same thing.
    of_same: String,
    moved: Option<String>,
}

/// What stands behind the question mark, as it was sent; an empty field narrows nothing.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    by: String,
    verb: String,
    noun: String,
    id: String,
    /// Days, in the blog's zone.
    from: String,
    until: String,
    before: String,
}

const NOUNS: [(&str, &str); 8] = [
    ("comment", "comments"),
    ("block", "blocks"),
    ("post", "posts and pages"),
    ("media", "media"),
    ("user", "people"),
    ("invitation", "invitations"),
    ("settings", "settings"),
    ("comment_settings", "comment rules"),
];

pub async fn index(
    State(app): State<App>,
    member: Member,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let is_of_comments = !member.user.may(Right::SeeTrail);
    let desk = Desk::new(&app, member);
    let sought = Sought { is_of_comments, ..sought(&asked, &desk.settings.zone) };
    let mut db = app.db.reader().await?;
    let found = trail::page(&mut db, &sought, asked.before.parse().ok(), PAGE).await?;
    let people = trail::people(&mut db).await?;
    drop(db);
    let is_full = i64::try_from(found.deeds.len()).is_ok_and(|found| found == PAGE);
    let next = found.next.map(|last| {
        let further = Asked { before: last.to_string(), ..asked.clone() };
        (further.href(), if is_full { "Earlier" } else { "Look further back" })
    });
    page::private(&TrailPage {
        is_narrowed: Asked { before: String::new(), ..asked.clone() }.href() != "/admin/trail",
        lines: found.deeds.into_iter().map(|deed| line(&desk.settings.zone, deed)).collect(),
        nouns: if is_of_comments { &NOUNS[..2] } else { &NOUNS },
        people,
        asked,
        next,
        looked_at: LOOKED_AT,
        is_of_comments,
        desk,
    })
}

impl Asked {
    fn href(&self) -> String {
        let parts = [
            ("by", &self.by),
            ("verb", &self.verb),
            ("noun", &self.noun),
            ("id", &self.id),
            ("from", &self.from),
            ("until", &self.until),
            ("before", &self.before),
        ];
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in parts.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        match query.finish().as_str() {
            "" => "/admin/trail".to_owned(),
            query => format!("/admin/trail?{query}"),
        }
    }

    fn is_about(&self, noun: &str) -> bool {
        self.noun == noun
    }

    fn is_by(&self, id: UserId) -> bool {
        self.by == id.to_string()
    }
}

fn sought(asked: &Asked, zone: &Zone) -> Sought {
    let some = |text: &str| Some(text.trim().replace(' ', "_")).filter(|text| !text.is_empty());
    Sought {
        by: asked.by.parse().ok().map(UserId),
        verb: some(&asked.verb),
        noun: some(&asked.noun),
        noun_id: asked.id.parse().ok(),
        from: day(&asked.from).and_then(|day| zone.instant(day, 0, 0)),
        // The whole of the last day counts, which a change of clocks makes shorter or longer.
        until: day(&asked.until).and_then(Day::next).and_then(|day| zone.instant(day, 0, 0)),
        is_of_comments: false,
    }
}

fn day(text: &str) -> Option<Day> {
    parse_field(&format!("{}T00:00", text.trim())).map(|(day, ..)| day)
}

fn line(zone: &Zone, deed: Deed) -> Line {
    let thing = match deed.noun.as_str() {
        "comment" => "comment",
        "user" => "person",
        "comment_settings" => "comment rules",
        other => other,
    };
    let moved = moved(&deed);
    let is_one = !matches!(deed.noun.as_str(), "settings" | "comment_settings");
    Line {
        at: dates::with_time(Language::of("en"), zone.local(deed.at)),
        datetime: deed.at.datetime(),
        who: deed.by_name.unwrap_or_else(|| "Postil itself".to_owned()),
        verb: spaced(&deed.verb),
        what: if is_one { format!("{thing} {}", deed.noun_id) } else { spaced(thing) },
        href: match deed.noun.as_str() {
            "post" => Some(format!("/admin/posts/{}", deed.noun_id)),
            _ => None,
        },
        of_same: Asked { noun: deed.noun, id: deed.noun_id.to_string(), ..Asked::default() }.href(),
        about: deed.about.filter(|about| !about.trim().is_empty()),
        moved,
    }
}

/// What came of a deed.
fn moved(deed: &Deed) -> Option<String> {
    let (before, after) = (deed.state_before.as_deref(), deed.state_after.as_deref());
    match (deed.noun.as_str(), deed.verb.as_str()) {
        // The deed itself says whether a file is there.
        ("media", _) => None,
        ("user", "rename") => Some(format!("“{}” → “{}”", before?, after?)),
        ("user", "merge") => after.map(|name| format!("now “{name}”")),
        ("block", _) => after.map(blocked).or_else(|| Some(format!("until then {}", blocked(before?)))),
        _ => match (before, after) {
            (Some(before), Some(after)) if before != after => {
                Some(format!("{} → {}", in_words(before), in_words(after)))
            }
            (_, Some(state)) | (Some(state), None) => Some(in_words(state)),
            (None, None) => None,
        },
    }
}

/// A state or a role.
fn in_words(word: &str) -> String {
    match word {
        "pending" => "waiting".to_owned(),
        "trashed" => "in the trash".to_owned(),
        other => spaced(other),
    }
}

/// What a block does, of which the audit holds `hold words “casino bonus”`.
fn blocked(what: &str) -> String {
    let mut parts = what.splitn(3, ' ');
    let (effect, kind, label) = (parts.next(), parts.next(), parts.next());
    let comments = match kind {
        Some("words") => "comments with the words",
        Some("domain") => "comments with the site",
        Some("name") => "comments under a name",
        Some("email") => "comments from an e-mail address",
        Some("network") => "comments from a network",
        _ => return spaced(what),
    };
    let fate = if effect == Some("refuse") { "are not taken" } else { "wait" };
    [Some(comments), label, Some(fate)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn spaced(word: &str) -> String {
    word.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::timestamp::Timestamp;

    #[test]
    fn a_range_of_days_is_whole_in_the_blogs_zone() {
        let asked =
            Asked { from: "2017-03-26".to_owned(), until: "2017-03-26".to_owned(), ..Asked::default() };
        let zone = Zone::named("Europe/Berlin").unwrap();
        let until = |day: &str| {
            let asked = Asked { until: day.to_owned(), ..Asked::default() };
            sought(&asked, &zone).until.map(Timestamp::rfc3339)
        };
        // One of 23 hours, one of 25.
        assert_eq!(until("2017-03-26").as_deref(), Some("2017-03-26T22:00:00.000Z"));
        assert_eq!(until("2017-10-29").as_deref(), Some("2017-10-29T23:00:00.000Z"));
        let found = sought(&asked, &zone);
        assert_eq!(found.from.map(Timestamp::rfc3339).as_deref(), Some("2017-03-25T23:00:00.000Z"));
        assert_eq!((day("yesterday"), day("")), (None, None));
    }

    fn of(noun: &str, verb: &str, before: Option<&str>, after: Option<&str>) -> Option<String> {
        moved(&Deed {
            id: 1,
            at: Timestamp(1),
            by_name: None,
            verb: verb.to_owned(),
            noun: noun.to_owned(),
            noun_id: 1,
            state_before: before.map(str::to_owned),
            state_after: after.map(str::to_owned),
            about: None,
        })
    }

    #[test]
    fn what_came_of_a_deed_is_told_in_words() {
        for (noun, verb, before, after, told) in [
            ("comment", "approve", Some("pending"), Some("published"), Some("waiting → published")),
            ("comment", "edit", None, None, None),
            ("post", "trash", Some("in_review"), Some("trashed"), Some("in review → in the trash")),
            ("post", "update", Some("published"), Some("published"), Some("published")),
            ("user", "rename", Some("Ada_1"), Some("Ada"), Some("“Ada_1” → “Ada”")),
            ("user", "merge", None, Some("Grace"), Some("now “Grace”")),
            ("user", "set_role", Some("author"), Some("editor"), Some("author → editor")),
            ("media", "delete", Some("ready"), None, None),
            ("block", "block", None, Some("hold name"), Some("comments under a name wait")),
            ("block", "unblock", Some("hold name"), None, Some("until then comments under a name wait")),
            ("block", "unblock", None, None, None),
            (
                "block",
                "block",
                None,
                Some("refuse words “a b_c”"),
                Some("comments with the words “a b_c” are not taken"),
            ),
        ] {
            assert_eq!(of(noun, verb, before, after).as_deref(), told, "{verb} {noun}");
        }
    }

    #[test]
    fn an_address_holds_what_is_asked_and_nothing_else() {
        let asked = Asked { verb: "mark spam".to_owned(), noun: "comment".to_owned(), ..Asked::default() };
        assert_eq!(asked.href(), "/admin/trail?verb=mark+spam&noun=comment");
        assert_eq!(sought(&asked, &Zone::utc()).verb.as_deref(), Some("mark_spam"));
        assert_eq!(Asked::default().href(), "/admin/trail");
    }
}
