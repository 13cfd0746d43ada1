//! Counts what a run reads and makes, and keeps a few examples of what a person should look at.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::batch::Outcome;
use super::render::ReadyPost;
use super::{Context, Options, address, people, report};
use crate::model::import::{Line, Report, grouped};
use crate::model::post::PostState;
use crate::store::imports::names;
use crate::store::{Reader, StoreError};
use crate::transfer::import::blogger::Summary;
use crate::transfer::import::pictures::Brought;
use crate::transfer::import::refusal::shown;
use crate::transfer::import::source::{Provenance, Reason, Refused, SourcePost};

/// How many of each sort are named in a report.
const EXAMPLES: usize = 5;

/// How many there were, and the first of them.
#[derive(Debug, Default)]
pub struct Examples {
    pub count: u64,
    pub first: Vec<String>,
}

impl Examples {
    pub fn add(&mut self, example: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.len() < EXAMPLES {
            self.first.push(example());
        }
    }
}

/// Everything that a report is made of, beside what the first pass found.
#[derive(Debug, Default)]
pub struct Tally {
    pub blog: Vec<String>,
    pub ledger: BTreeMap<&'static str, Line>,
    pub refused: BTreeMap<(&'static str, Reason), Examples>,
    pub changed: Examples,
    pub clashes: Examples,
    pub leftovers: Examples,
    pub hidden: BTreeMap<&'static str, u64>,
    pub later: Examples,
    pub embeds: u64,
    pub posts_with_embeds: u64,
    pub pictures: u64,
    pub posts_with_pictures: u64,
    pub hosts: BTreeMap<String, u64>,
    /// What became of them, if they were looked for.
    pub brought: Option<Brought>,
    tags: BTreeSet<String>,
    authors: BTreeSet<String>,
}

/// A post by its title and the line where it stands.
pub fn named(title: &str, line: u64) -> String {
    let title = if title.is_empty() {
        "a post without a title".to_owned()
    } else {
        format!("“{}”", shown(title))
    };
    format!("{title} (line {})", grouped(line))
}

impl Tally {
    fn line(&mut self, kind: &'static str) -> &mut Line {
        self.ledger.entry(kind).or_default()
    }

    /// Entries that need no more attention.
    pub fn done(&self) -> u64 {
        let kinds = ["post", "page", "comment"].iter().filter_map(|kind| self.ledger.get(kind));
        kinds.map(|line| line.made + line.there + line.changed + line.refused).sum()
    }

    pub fn read_post(&mut self, context: &Context, post: &SourcePost) {
        self.line(post.provenance.kind).read += 1;
        self.tags.extend(post.labels.iter().cloned());
        self.authors.extend(post.authors.iter().filter_map(people::key).map(str::to_owned));
        let state = address::state(context, post);
        if state == PostState::Scheduled {
            self.later.add(|| named(&post.title, post.provenance.line));
        } else if state != PostState::Published {
            *self.hidden.entry(state.word()).or_default() += 1;
        }
    }

    pub fn read_comment(&mut self) {
        self.line("comment").read += 1;
    }

    pub fn refuse(&mut self, refused: &Refused) {
        let kind = if ["post", "page", "comment"].contains(&refused.kind) { refused.kind } else { "post" };
        let line = self.line(kind);
        line.read += 1;
        line.refused += 1;
        let place = refused.line;
        self.refused.entry((refused.kind, refused.reason)).or_default().add(|| grouped(place));
    }

    pub fn there(&mut self, kind: &'static str) {
        self.line(kind).there += 1;
    }

    pub fn changed(&mut self, from: &Provenance, title: Option<&str>) {
        self.line(from.kind).changed += 1;
        self.changed.add(|| match title {
            Some(title) => named(title, from.line),
            None => format!("a comment (line {})", grouped(from.line)),
        });
    }

    /// What a person should hear about a body that was made.
    pub fn rendered(&mut self, ready: &ReadyPost) {
        self.embeds += ready.embeds;
        self.posts_with_embeds += u64::from(ready.embeds > 0);
        self.pictures += ready.pictures;
        self.posts_with_pictures += u64::from(ready.pictures > 0);
        for host in &ready.hosts {
            *self.hosts.entry(host.clone()).or_default() += 1;
        }
        if !ready.leftovers.is_empty() {
            let code: Vec<_> = ready.leftovers.iter().take(3).map(|code| shown(code)).collect();
            let place = named(&ready.post.title, ready.post.provenance.line);
            self.leftovers.add(|| format!("{place}: {}", code.join(", ")));
        }
    }

    /// Takes in what a unit came to, once that is on disk.
    pub fn absorb(&mut self, outcome: Outcome) {
        let made = [
            ("post", outcome.posts),
            ("page", outcome.pages),
            ("comment", outcome.comments),
            ("tag", outcome.tags),
            ("author", outcome.authors),
        ];
        for (kind, number) in made {
            self.line(kind).made += number;
        }
        for kind in outcome.there {
            self.there(kind);
        }
        for (title, line, why) in outcome.clashes {
            self.clashes.add(|| format!("{}: {why}", named(&title, line)));
        }
    }

    /// Counts the tags and authors that would be made.
    pub async fn foresee_names(&mut self, db: &mut Reader, source: &str) -> Result<(), StoreError> {
        for tag in &self.tags {
            let is_new = !names::has_tag(db, tag).await?;
            self.ledger.entry("tag").or_default().made += u64::from(is_new);
        }
        for author in &self.authors {
            let is_new = names::author(db, source, author).await?.is_none();
            self.ledger.entry("author").or_default().made += u64::from(is_new);
        }
        Ok(())
    }

    pub fn report(mut self, summary: &Summary, options: &Options, took: Duration) -> Report {
        for (kind, read) in [("tag", self.tags.len() as u64), ("author", self.authors.len() as u64)] {
            let line = self.line(kind);
            line.read = read;
            line.there = read.saturating_sub(line.made);
        }
        report::of(&self, summary, options, took)
    }
}

/// The word for a kind in the first column.
pub fn heading(kind: &str) -> &'static str {
    match kind {
        "post" => "Posts",
        "page" => "Pages",
        "comment" => "Comments",
        "tag" => "Tags",
        _ => "Authors",
    }
}
