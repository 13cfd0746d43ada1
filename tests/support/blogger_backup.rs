//! Makes backups of a Blogger blog that never was, in both forms, and knows the truth about what it wrote.
//! Shared by tests and benchmarks; names nothing of the program under test.

#[path = "blogger_backup/written.rs"]
mod written;

use std::collections::HashSet;
use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub use self::written::write_zip;

pub const ZONE: &str = "Europe/Berlin";
pub const HOST: &str = "example-notes.blogspot.com";
const LABELS: [&str; 12] = [
    "Reisen",
    "Müsli",
    "δοκιμή",
    "日本語",
    "العربية",
    "Кот и пёс",
    "C/C++",
    "R&D",
    "Tips & tricks",
    "naïve",
    "50 %",
    "שלום",
];
const NAMES: [&str; 6] = ["Ada", "Björn", "Chloé", "Дарья", "恵美", "Anonymous"];
const WORDS: [&str; 16] = [
    "paper", "winter", "the", "of", "garden", "letter", "über", "small", "light", "& so on", "river",
    "a < b", "quiet", "morning", "naïve", "日記",
];

/// What to make: the same wish makes the same backup.
pub struct Wish {
    pub seed: u64,
    pub posts: usize,
    pub comments: usize,
    /// Threads that go in circles or nowhere, and comments whose post is gone.
    pub has_damage: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Published,
    Draft,
    Scheduled,
    Trashed,
}

/// A post or page as it is meant to be read back.
pub struct Post {
    pub id: String,
    pub is_page: bool,
    pub state: State,
    pub path: Option<String>,
    pub title: String,
    pub labels: Vec<String>,
    pub author: String,
    pub published: i64,
    pub offset_minutes: i32,
    pub html: String,
}

/// A comment as it is meant to be read back; what the backup claims may differ.
pub struct Comment {
    pub id: String,
    pub post: String,
    pub parent: Option<String>,
    /// The post has gone, so nobody should see it.
    pub is_orphan: bool,
    pub is_tombstone: bool,
    pub author: String,
    pub published: i64,
    pub html: String,
    /// The parent that the backup names.
    pub claims: Option<String>,
}

/// Everything that the backup says, and how it is meant.
pub struct Truth {
    pub blog_id: String,
    pub title: String,
    pub posts: Vec<Post>,
    pub comments: Vec<Comment>,
    /// Comments that claim a parent they cannot have.
    pub detached: usize,
}

/// The shape a backup is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Classic,
    Takeout,
}

struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap_or(0)
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// Makes a world to the wish.
pub fn make(wish: &Wish) -> Truth {
    let mut chance = Chance(wish.seed);
    let posts: Vec<_> = (0..wish.posts).map(|index| post(index, &mut chance)).collect();
    let mut truth = Truth {
        blog_id: "6303278419000000001".into(),
        title: "Notes & <asides>".into(),
        posts,
        comments: Vec::with_capacity(wish.comments),
        detached: 0,
    };
    let readable: Vec<usize> =
        (0..wish.posts).filter(|index| truth.posts[*index].state == State::Published).collect();
    let mut last_of_post: Vec<Vec<usize>> = vec![Vec::new(); wish.posts];
    for index in 0..wish.comments {
        if readable.is_empty() {
            break;
        }
        // A few posts get most of the comments, as in life.
        let reach = if chance.one_in(2) { readable.len().div_ceil(20) } else { readable.len() };
        let on = readable[chance.below(reach)];
        let comment = comment(index, &truth.posts[on], &last_of_post[on], &truth.comments, &mut chance);
        last_of_post[on].push(truth.comments.len());
        truth.comments.push(comment);
    }
    if wish.has_damage {
        damage(&mut truth);
    }
    truth
}

fn post(index: usize, chance: &mut Chance) -> Post {
    let is_page = index % 50 == 7;
    let state = match index % 40 {
        11 => State::Draft,
        23 => State::Scheduled,
        37 => State::Trashed,
        _ => State::Published,
    };
    let published = moment(index, chance);
    let local = Timestamp::from_millisecond(published).unwrap_or_default().to_zoned(zone());
    // Now and then the address is older than the date, since the author changed the date later.
    let month = if index % 17 == 3 { local.month() % 12 + 1 } else { local.month() };
    let title = format!("{} {} {index}", chance.of(&WORDS), chance.of(&WORDS));
    let path = match (state, is_page) {
        (State::Published, true) => Some(format!("/p/page-{index}.html")),
        (State::Published, false) if index % 29 == 5 => {
            Some(format!("/{}/{month:02}/Über-{index}.html", local.year()))
        }
        (State::Published | State::Trashed, false) => {
            Some(format!("/{}/{month:02}/post-{index}_6.html", local.year()))
        }
        _ => None,
    };
    let mut labels: Vec<String> = Vec::new();
    for _ in 0..if is_page { 0 } else { chance.below(4) } {
        let label = chance.of(&LABELS).to_owned();
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    Post {
        id: (1_000_000_000_000_000_000 + index as u64 * 7).to_string(),
        is_page,
        state,
        path,
        title,
        labels,
        author: chance.of(&NAMES[..3]).to_owned(),
        published,
        offset_minutes: local.offset().seconds() / 60,
        html: body(index, chance),
    }
}

fn moment(index: usize, chance: &mut Chance) -> i64 {
    const DAY: i64 = 86_400_000;
    let jitter = i64::try_from(chance.below(86_400_000)).unwrap_or(0);
    match index {
        4 => 946_684_799_000,
        9 => 2_147_483_648_001,
        _ => 1_078_000_000_000 + i64::try_from(index % 7000).unwrap_or(0) * DAY + jitter,
    }
}

fn zone() -> TimeZone {
    TimeZone::get(ZONE).unwrap_or(TimeZone::UTC)
}

fn sentence(words: usize, chance: &mut Chance) -> String {
    let mut text = String::new();
    for _ in 0..words {
        text.push_str(&chance.of(&WORDS).replace('&', "&amp;").replace('<', "&lt;"));
        text.push(' ');
    }
    text
}

fn body(index: usize, chance: &mut Chance) -> String {
    let mut html = String::from("<div dir=\"ltr\" style=\"text-align: left;\" trbidi=\"on\">");
    for _ in 0..=chance.below(5) {
        let _ = writeln!(html, "<p>{}</p>", sentence(60, chance));
    }
    let scheme = if index.is_multiple_of(4) { "http" } else { "https" };
    let picture = format!("{scheme}://1.bp.blogspot.com/-x{index}/s640/{index}.jpg");
    match index % 8 {
        0 | 4 => {
            let _ = write!(html, "<div class=\"separator\" style=\"clear: both; text-align: center;\"><a href=\"{picture}\" imageanchor=\"1\"><img border=\"0\" src=\"{picture}\" /></a></div>");
        }
        1 => html.push_str("<table border=\"1\"><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"),
        2 => html.push_str("<iframe allowfullscreen=\"\" height=\"266\" src=\"https://www.youtube.com/embed/abc\" width=\"320\"></iframe>"),
        3 => {
            let _ = write!(html, "<table align=\"center\" class=\"tr-caption-container\"><tbody><tr><td><img src=\"{picture}\" /></td></tr><tr><td class=\"tr-caption\">{}</td></tr></tbody></table>", sentence(4, chance));
        }
        5 => html.push_str("<a name='more'></a><p>After the break.</p>"),
        6 if index.is_multiple_of(3) => html.push_str("<div expr:class='data:blog.pageType'><b:if cond='x'>left over</b:if></div>"),
        _ => {}
    }
    html.push_str("</div>");
    html
}

fn comment(index: usize, on: &Post, earlier: &[usize], all: &[Comment], chance: &mut Chance) -> Comment {
    let parent =
        (!earlier.is_empty() && chance.below(100) < 35).then(|| earlier[chance.below(earlier.len())]);
    let parent = parent.map(|parent| all[parent].id.clone());
    let is_tombstone = chance.one_in(40);
    let notice = "<span style=\"font-style:italic;\">This comment was removed.</span>".to_owned();
    let length = 5 + chance.below(40);
    Comment {
        id: (5_000_000_000_000_000_000 + index as u64 * 3).to_string(),
        post: on.id.clone(),
        claims: parent.clone(),
        parent,
        is_orphan: false,
        is_tombstone,
        author: chance.of(&NAMES).to_owned(),
        published: on.published + 60_000 * i64::try_from(index + 1).unwrap_or(0),
        html: if is_tombstone { notice } else { sentence(length, chance) + "<br /><br />" },
    }
}

/// Bends every hundredth group of comments: a circle, a missing parent, a parent elsewhere, a post that is gone.
fn damage(truth: &mut Truth) {
    let answered: HashSet<String> =
        truth.comments.iter().filter_map(|comment| comment.parent.clone()).collect();
    for at in (0..truth.comments.len().saturating_sub(4)).step_by(100) {
        if truth.comments[at..at + 4].iter().any(|comment| answered.contains(&comment.id)) {
            continue;
        }
        let [first, second, third, fourth] = &mut truth.comments[at..at + 4] else { continue };
        second.post.clone_from(&first.post);
        (first.claims, first.parent) = (Some(second.id.clone()), None);
        second.claims = Some(first.id.clone());
        second.parent.clone_from(&second.claims);
        second.published = first.published + 1;
        (third.claims, third.parent) = (Some("77".into()), None);
        truth.detached += 2;
        (fourth.post, fourth.claims, fourth.parent, fourth.is_orphan) = ("78".into(), None, None, true);
    }
}

impl Truth {
    /// The posts and pages that this form of the backup holds: the classic one leaves out the trash.
    pub fn posts_in(&self, form: Form) -> impl Iterator<Item = &Post> {
        self.posts.iter().filter(move |post| form == Form::Takeout || post.state != State::Trashed)
    }

    /// The comments that have a post.
    pub fn comments_with_post(&self) -> impl Iterator<Item = &Comment> {
        self.comments.iter().filter(|comment| !comment.is_orphan)
    }
}
