//! Frames, players and the shells that other sites' scripts fill: each becomes a card with a link.

use html5ever::tokenizer::Tag;

use super::super::allow::Kind;
use super::super::embeds::Card;
use super::attributes::{escape_into, push, value_of};
use super::closing::{Container, Open};
use super::{DEEPEST, Rewriter};

impl Rewriter {
    /// A frame or player of another site.
    pub fn player(&mut self, tag: &Tag) {
        let container = Container::player(&self.out, &tag.name);
        self.open_container(tag, container);
        let source = ["src", "data-src", "data"].into_iter().find_map(|name| value_of(tag, name));
        self.offer(source, value_of(tag, "title"), false);
        if tag.self_closing && &*tag.name == "iframe" {
            self.end(&tag.name);
        }
    }

    /// Flash had its addresses in parameters.
    pub fn parameter(&mut self, tag: &Tag) {
        let name = value_of(tag, "name").unwrap_or_default().to_ascii_lowercase();
        if matches!(name.as_str(), "movie" | "src" | "url" | "filename") {
            self.offer(value_of(tag, "value"), None, false);
        }
    }

    /// Hands an address to the player that is open; a player that stands alone is shown at once.
    pub fn offer(&mut self, source: Option<&str>, title: Option<&str>, stands_alone: bool) {
        let Some(source) = source.filter(|source| !source.trim().is_empty()) else { return };
        let player = self
            .open
            .iter_mut()
            .rev()
            .filter_map(|open| open.container.as_mut())
            .find(|found| found.noun.is_some());
        match player {
            Some(player) if player.card.is_some() => {}
            Some(player) => player.card = Card::of(source, title, player.noun.unwrap_or_default()),
            None if stands_alone => match Card::of(source, title, "Embedded page") {
                Some(card) => self.show(&card),
                None => self.leftover("embed without a usable address"),
            },
            None => {}
        }
    }

    /// What other services have authors paste: a shell with an address, filled by their script.
    pub fn quoted_elsewhere(&self, tag: &Tag) -> Option<Card> {
        let class = value_of(tag, "class")?;
        let has = |wanted: &str| class.split_ascii_whitespace().any(|class| class == wanted);
        let name = match &*tag.name {
            "blockquote" if has("instagram-media") => "data-instgrm-permalink",
            "blockquote" if has("tiktok-embed") => "cite",
            "div" if has("fb-post") || has("fb-video") => "data-href",
            _ => return None,
        };
        (self.kind == Kind::Post).then(|| Card::of(value_of(tag, name)?, None, "Embedded page")).flatten()
    }

    /// A gist was a script that wrote code into the page.
    pub fn gist(&mut self, tag: &Tag) {
        let card = value_of(tag, "src")
            .filter(|source| source.contains("//gist.github.com/"))
            .and_then(|source| Card::of(source, None, "Code"));
        if let Some(card) = card {
            self.show(&card);
        }
    }

    /// Writes a card: a paragraph where one may stand, a phrase within a paragraph.
    pub fn show(&mut self, card: &Card) {
        if self.kind == Kind::Comment {
            return;
        }
        self.close_implied(&["a"], &["table", "td", "th", "caption"]);
        let element = if self.open.iter().any(|open| open.is_phrase) { "span" } else { "p" };
        self.write(&["<", element, " class=\"embed-card\"><a"]);
        push(&mut self.out, "href", &card.address);
        self.out.push('>');
        escape_into(&mut self.out, &card.label);
        self.write(&["</a></", element, ">"]);
        self.embeds += 1;
    }

    /// Begins an element whose content may be replaced.
    pub fn open_container(&mut self, tag: &Tag, container: Container) {
        if self.open.len() < DEEPEST + 10 {
            let mut open = Open::silent(&tag.name);
            open.container = Some(container);
            self.open.push(open);
        }
    }
}
