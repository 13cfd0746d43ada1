//! The elements that stand open while a body is read, and how they end: in order, out of order, or never.

use html5ever::LocalName;

use super::super::embeds::Card;
use super::{Rewriter, elements};

/// An element that was opened in the source.
pub struct Open {
    pub source: LocalName,
    /// What has to be written where it ends; empty if nothing was written for it.
    pub closers: String,
    pub is_rtl: bool,
    pub is_scroller: bool,
    /// Only phrases may stand in it, so that a paragraph would end it.
    pub is_phrase: bool,
    pub container: Option<Container>,
}

impl Open {
    pub fn silent(name: &LocalName) -> Self {
        Self {
            source: name.clone(),
            closers: String::new(),
            is_rtl: false,
            is_scroller: false,
            is_phrase: false,
            container: None,
        }
    }

    pub fn is_written(&self) -> bool {
        !self.closers.is_empty()
    }
}

/// An element whose content is replaced once its end has come. Without an end the content stays: it may be the post.
pub struct Container {
    start: usize,
    pub card: Option<Card>,
    /// What a player is called where its service is unknown; nothing if it is not a player.
    pub noun: Option<&'static str>,
    keeps_content: bool,
}

impl Container {
    /// One whose content is never shown.
    pub fn dropped(out: &str) -> Self {
        Self { start: out.len(), card: None, noun: None, keeps_content: false }
    }

    pub fn with(out: &str, card: Card) -> Self {
        Self { start: out.len(), card: Some(card), noun: None, keeps_content: false }
    }

    pub fn player(out: &str, name: &str) -> Self {
        let noun = match name {
            "video" => "Video",
            "audio" => "Sound",
            _ => "Embedded page",
        };
        Self { start: out.len(), card: None, noun: Some(noun), keeps_content: name != "iframe" }
    }
}

impl Rewriter {
    /// The open element that an end tag means. A table's cell hides what was opened outside it.
    pub fn matching(&self, name: &str) -> Option<usize> {
        for (index, open) in self.open.iter().enumerate().rev() {
            let is_same =
                &*open.source == name || elements::is_heading(name) && elements::is_heading(&open.source);
            if is_same {
                return Some(index);
            }
            if matches!(&*open.source, "td" | "th" | "caption") && !elements::is_table_part(name) {
                return None;
            }
        }
        None
    }

    /// Ends the outermost of the named elements that stands open inside the nearest of `within`.
    pub fn close_implied(&mut self, closes: &[&str], within: &[&str]) {
        let floor =
            self.open.iter().rposition(|open| within.contains(&&*open.source)).map_or(0, |place| place + 1);
        let found = self.open[floor..].iter().position(|open| closes.contains(&&*open.source));
        if let Some(found) = found {
            self.close_from_end_tag(floor + found);
        }
    }

    /// Ends one element. Emphasis within it stays open, as every browser has it; all else within it ends too.
    pub fn close_from_end_tag(&mut self, index: usize) {
        let mut kept = Vec::new();
        while self.open.len() > index + 1 {
            let Some(inner) = self.open.pop() else { break };
            if elements::is_emphasis(&inner.source) {
                kept.push(inner);
            } else {
                self.finish_unended(inner);
            }
        }
        let Some(target) = self.open.pop() else { return };
        let was_replaced = self.finish_ended(target);
        if !was_replaced {
            self.open.extend(kept.into_iter().rev());
        }
    }

    /// Ends everything from here on, at the end of the body.
    pub fn close_from(&mut self, index: usize) {
        while self.open.len() > index {
            let Some(open) = self.open.pop() else { break };
            self.finish_unended(open);
        }
    }

    fn finish_unended(&mut self, open: Open) {
        self.out.push_str(&open.closers);
        if let Some(container) = open.container {
            self.show_card_of(&container, &open.source);
        }
    }

    /// True if what stood in the element is gone.
    fn finish_ended(&mut self, open: Open) -> bool {
        self.out.push_str(&open.closers);
        let Some(container) = open.container else { return false };
        let is_replaced = container.card.is_some() || !container.keeps_content;
        if is_replaced {
            self.out.truncate(container.start);
        }
        self.show_card_of(&container, &open.source);
        is_replaced
    }

    fn show_card_of(&mut self, container: &Container, name: &str) {
        match &container.card {
            Some(card) => self.show(card),
            None if container.noun.is_some() => self.leftover(&format!("{name} without a usable address")),
            None => {}
        }
    }
}
