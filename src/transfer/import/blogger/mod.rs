//! Reads a backup of Blogger, classic or from Takeout: checked whole first, then handed out entry by entry. Writes nothing.

mod archive;
mod builder;
mod classic;
mod detect;
mod entry;
mod gate;
mod names;
pub mod notes;
mod order;
pub mod pictures;
mod reading;
mod settings;
mod survey;
mod takeout;
pub mod threads;
mod values;
mod xml;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use self::detect::{Container, Form};
use self::notes::Notes;
use self::order::Order;
use self::reading::Entry;
use self::survey::Survey;
use self::threads::{Detached, Plan};
use self::xml::FeedReader;
use crate::transfer::import::refusal::Refusal;
use crate::transfer::import::source::{Reason, SourceBlog, SourceItem};

/// How many entries of each kind the file holds that can be taken.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Counts {
    pub posts: u64,
    pub pages: u64,
    /// Posts and pages that readers did not see: drafts, scheduled, trashed and unknown ones.
    pub hidden: u64,
    pub comments: u64,
    pub settings: u64,
    pub templates: u64,
}

/// What the first pass learned: the whole file is readable, and this is in it.
#[derive(Debug)]
pub struct Summary {
    /// True for the newer export, of which no real file has been seen yet.
    pub is_experimental: bool,
    pub blog: SourceBlog,
    pub counts: Counts,
    /// Entries that will be refused, by kind and reason.
    pub refused: BTreeMap<(&'static str, Reason), u64>,
    /// Answers that will stand at the top level, by reason.
    pub detached: BTreeMap<Detached, u64>,
    pub notes: Notes,
}

/// A backup whose first pass found it whole.
#[derive(Debug)]
pub struct Backup {
    path: PathBuf,
    member: Option<usize>,
    form: Form,
    plan: Plan,
    pub summary: Summary,
}

impl Backup {
    /// Reads the whole file once; `blog` names one of several blogs in a zip.
    ///
    /// # Errors
    /// A file that is no backup or is damaged is refused with the place and the reason.
    pub fn open(path: &Path, blog: Option<&str>) -> Result<Self, Refusal> {
        let member = match container(path)? {
            Container::Feed => None,
            Container::Zip => Some(archive::choose(opened(path)?, blog)?.index),
        };
        let (form, plan, summary) = with_bytes(path, member, first_pass)??;
        Ok(Self { path: path.to_owned(), member, form, plan, summary })
    }

    /// Reads the file again and hands out its entries, posts before their comments and parents before their answers.
    ///
    /// # Errors
    /// The taker's error ends the reading and is handed back; a `Refusal` comes if the file has changed since.
    pub fn each(&self, take: &mut dyn FnMut(SourceItem) -> anyhow::Result<()>) -> anyhow::Result<()> {
        with_bytes(&self.path, self.member, |bytes| self.second_pass(bytes, take))?
    }

    fn second_pass(
        &self,
        bytes: &mut dyn Read,
        take: &mut dyn FnMut(SourceItem) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut feed = FeedReader::new(bytes);
        let mut order = Order::new(&self.plan);
        let mut unused = Notes::default();
        while let Some(raw) = feed.next_entry()? {
            for item in order.pass(meaning(self.form, raw, &mut unused)) {
                take(item)?;
            }
        }
        if order.is_waiting() {
            return Err(
                Refusal::new("the file has changed while it was read", "Run the import again.").into()
            );
        }
        Ok(())
    }
}

fn meaning(form: Form, raw: entry::RawEntry, notes: &mut Notes) -> Entry {
    match form {
        Form::Classic => classic::read(raw, notes),
        Form::Takeout => takeout::read(raw, notes),
    }
}

fn opened(path: &Path) -> Result<File, Refusal> {
    File::open(path).map_err(|error| Refusal::unreadable("the file cannot be opened", error))
}

fn container(path: &Path) -> Result<Container, Refusal> {
    let file = opened(path)?;
    let is_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
    if !is_file {
        return Err(Refusal::new(
            "this is not a file",
            "Give the backup itself: the .xml, the .zip or the feed.atom.",
        ));
    }
    let mut head = Vec::new();
    let read = file.take(detect::HEAD as u64).read_to_end(&mut head);
    read.map_err(|error| Refusal::unreadable("the file cannot be read", error))?;
    detect::container(&head)
}

fn with_bytes<T>(
    path: &Path,
    member: Option<usize>,
    read: impl FnOnce(&mut dyn Read) -> T,
) -> Result<T, Refusal> {
    let mut file = opened(path)?;
    match member {
        Some(index) => archive::with_member(file, index, read),
        None => Ok(read(&mut file)),
    }
}

fn first_pass(bytes: &mut dyn Read) -> Result<(Form, Plan, Summary), Refusal> {
    let mut feed = FeedReader::new(bytes);
    let form = detect::form(feed.begin()?)?;
    let mut survey = Survey::default();
    while let Some(raw) = feed.next_entry()? {
        survey.note_host(&raw);
        let mut noted = Notes::default();
        let entry = meaning(form, raw, &mut noted);
        if survey.count(entry) {
            survey.notes.absorb(noted);
        }
    }
    for note in feed.overlooked() {
        survey.notes.add(note, 0);
    }
    let (plan, summary) = survey.finish(feed.head(), form);
    Ok((form, plan, summary))
}

#[cfg(test)]
mod tests;
