//! Puts what a run counted into sentences. What is counted, and how, is the tally's business.

use std::time::Duration;

use super::Options;
use super::tally::{Examples, Tally, heading};
use crate::model::import::{Line, Report, Section, counted, grouped};
use crate::transfer::import::blogger::Summary;
use crate::transfer::import::pictures::Brought;
use crate::transfer::import::refusal::shown;
use crate::transfer::import::source::SourceBlog;

const KINDS: [&str; 5] = ["post", "page", "comment", "tag", "author"];
/// Hosts of pictures that are named one by one.
const MOST_HOSTS: usize = 8;

pub fn of(tally: &Tally, summary: &Summary, options: &Options, took: Duration) -> Report {
    let sections = [
        ("The blog", the_blog(tally)),
        ("Refused", refused(tally)),
        ("Changed there, left as it is here", changed(tally)),
        ("To look at", to_look_at(tally, summary)),
        ("Pictures", tally.brought.as_ref().map(Brought::told).unwrap_or_default()),
        ("Addresses", vec![addresses(&summary.blog)]),
        ("Next", next(options)),
    ];
    Report {
        about: about(summary, options, took),
        ledger: KINDS
            .iter()
            .map(|kind| line(tally, kind))
            .chain(tally.brought.as_ref().map(Brought::line))
            .collect(),
        sections: sections
            .into_iter()
            .filter(|(_, lines)| !lines.is_empty())
            .map(|(title, lines)| Section { title: title.to_owned(), lines })
            .collect(),
    }
}

fn line(tally: &Tally, kind: &str) -> Line {
    let counted = tally.ledger.get(kind).cloned().unwrap_or_default();
    Line { kind: heading(kind).to_owned(), ..counted }
}

fn about(summary: &Summary, options: &Options, took: Duration) -> String {
    let form = if summary.is_experimental {
        "Google Takeout’s feed of a Blogger blog"
    } else {
        "a Blogger backup"
    };
    let file = shown(&options.file_name);
    let seconds = took.as_secs_f64();
    if options.is_dry_run {
        return format!("{file}, {form}: looked through in {seconds:.1} seconds. Nothing was written.");
    }
    format!("{file}, {form}, in {seconds:.1} seconds. It can be run again: nothing is made twice.")
}

fn the_blog(tally: &Tally) -> Vec<String> {
    let mut told = tally.blog.clone();
    let words = [
        ("draft", "draft stays a draft", "drafts stay drafts"),
        (
            "unpublished",
            "post of a state that is unknown here is kept unpublished",
            "posts of a state that is unknown here are kept unpublished",
        ),
        ("trashed", "post is in the trash", "posts are in the trash"),
    ];
    for (state, one, many) in words {
        if let Some(number) = tally.hidden.get(state) {
            told.push(format!("{}.", counted(*number, one, many)));
        }
    }
    if tally.later.count > 0 {
        let what = counted(tally.later.count, "post waits for its date", "posts wait for their dates");
        told.push(format!("{what}: {}.", listed(&tally.later)));
    }
    told
}

/// The examples, and how many more there are.
fn listed(examples: &Examples) -> String {
    // Examples that say more than a name hold commas of their own.
    let between = if examples.first.iter().any(|example| example.contains(": ")) { "; " } else { ", " };
    let mut told = examples.first.join(between);
    let more = examples.count - examples.first.len() as u64;
    if more > 0 {
        told.push_str(&format!(" and {} more", grouped(more)));
    }
    told
}

fn refused(tally: &Tally) -> Vec<String> {
    let told = tally.refused.iter().map(|((kind, reason), examples)| {
        let (one, many) = if *kind == "comment" { ("comment", "comments") } else { ("entry", "entries") };
        let lines = if examples.count == 1 { "line" } else { "lines" };
        format!("{}: {reason} ({lines} {}).", counted(examples.count, one, many), listed(examples))
    });
    told.collect()
}

fn changed(tally: &Tally) -> Vec<String> {
    if tally.changed.count == 0 {
        return Vec::new();
    }
    vec![format!("{}.", listed(&tally.changed))]
}

fn to_look_at(tally: &Tally, summary: &Summary) -> Vec<String> {
    let mut told = Vec::new();
    if summary.is_experimental {
        told.push(
            "Reading Takeout’s feed is an experiment: it was built from descriptions. Look through what came, and keep \
             the file."
                .to_owned(),
        );
    }
    if tally.clashes.count > 0 {
        let what = counted(tally.clashes.count, "post has", "posts have");
        told.push(format!("{what} another address than before: {}", listed(&tally.clashes)));
    }
    told.extend(pictures(tally));
    if tally.embeds > 0 {
        let what = counted(tally.embeds, "player or frame", "players and frames");
        let posts = counted(tally.posts_with_embeds, "post", "posts");
        told.push(format!("{what} of other sites became plain links, in {posts}."));
    }
    if tally.leftovers.count > 0 {
        let what = counted(tally.leftovers.count, "post held", "posts held");
        told.push(format!("{what} template code, which was taken out: {}.", listed(&tally.leftovers)));
    }
    for (reason, number) in &summary.detached {
        let what = counted(*number, "answer stands", "answers stand");
        told.push(format!("{what} at the top level: {reason}."));
    }
    told.extend(summary.notes.iter().map(|(note, tally)| match tally.first_line {
        0 => format!("{}.", sentence(&note.to_string())),
        line => {
            format!("{note} ({}, first on line {}).", counted(tally.count, "time", "times"), grouped(line))
        }
    }));
    told
}

/// With a capital letter in front.
fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn pictures(tally: &Tally) -> Option<String> {
    if tally.pictures == 0 || tally.brought.is_some() {
        return None;
    }
    let mut hosts: Vec<_> = tally.hosts.iter().collect();
    hosts.sort_by_key(|(_, posts)| std::cmp::Reverse(**posts));
    let mut named: Vec<_> = hosts
        .iter()
        .take(MOST_HOSTS)
        .map(|(host, posts)| format!("{host} ({})", counted(**posts, "post", "posts")))
        .collect();
    if hosts.len() > MOST_HOSTS {
        named.push(counted((hosts.len() - MOST_HOSTS) as u64, "more host", "more hosts"));
    }
    let what = counted(tally.pictures, "picture", "pictures");
    let posts = counted(tally.posts_with_pictures, "post", "posts");
    Some(format!("{what} in {posts} stay where they are for now: {}.", named.join(", ")))
}

/// What is kept of the old addresses, by whose name they stand under.
fn addresses(blog: &SourceBlog) -> String {
    let is_bloggers = |host: &&String| host.contains(".blogspot.");
    let (theirs, own): (Vec<_>, Vec<_>) = blog.hosts.iter().partition(is_bloggers);
    let joined = |hosts: &[&String]| hosts.iter().map(|host| shown(host)).collect::<Vec<_>>().join(", ");
    match (own.as_slice(), theirs.as_slice()) {
        ([], []) => {
            "Every path is kept as it was, so that old links work under the blog’s own domain.".to_owned()
        }
        ([], theirs) => format!(
            "{} belongs to Blogger, so links to it cannot lead here by themselves. Every path is kept as it was: under a \
             domain of your own, only the host changes.",
            joined(theirs)
        ),
        (own, []) => format!("Every path is kept: once {} leads here, old links work.", joined(own)),
        (own, theirs) => format!(
            "Every path is kept: once {} leads here, its old links work. {} belongs to Blogger: keep the blog there with \
             its custom domain set, and it goes on sending readers to yours.",
            joined(own),
            joined(theirs)
        ),
    }
}

fn next(options: &Options) -> Vec<String> {
    if options.is_dry_run {
        return vec!["Run it without --dry-run to bring all this in.".to_owned()];
    }
    [
        "Look at a few posts with pictures, tables and players, and at the ones named above.",
        "Authors came as names, without logins.",
        "Keep the file. Before you point your domain here, run the import once more with a fresh backup: it adds what is new.",
    ]
    .map(str::to_owned)
    .into()
}
