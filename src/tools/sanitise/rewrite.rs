//! Old and hostile markup made plain, token by token, before the sanitiser reads it: old presentation becomes classes,
//! players become links, template code goes, nesting ends somewhere. Safety is not decided here but by the sanitiser.

mod attributes;
mod closing;
pub(super) mod elements;
mod players;

use std::cell::RefCell;
use std::collections::HashSet;

use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::address::BREAK_ID;
use super::allow::{self, Kind};
use super::presentation::Look;
use super::surplus;
pub use attributes::escape_into;
use attributes::value_of;
use closing::{Container, Open};

/// Elements within elements beyond this stay unopened. The tree builder's time grows with the square of the depth.
const DEEPEST: usize = 150;
/// Emphasis within emphasis beyond this is not written. Parsers repeat what is open in every paragraph that follows.
const MOST_EMPHASES: usize = 16;
/// How many pieces of template code are listed; there may be thousands in a hostile body.
const MOST_LEFTOVERS: usize = 50;

/// Markup that is plain but not yet safe, and what was met on the way.
pub struct Rewritten {
    pub html: String,
    pub embeds: usize,
    pub leftovers: Vec<String>,
}

/// Reads a body once and writes it anew.
pub fn rewrite(kind: Kind, source: &str) -> Rewritten {
    let source = &*surplus::without_surplus_attributes(source);
    let tokenizer =
        Tokenizer::new(Sink(RefCell::new(Rewriter::new(kind, source.len()))), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(source));
    // This sink asks for no pause, so one feed reads everything.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

struct Sink(RefCell<Rewriter>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut rewriter = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                if let Some(raw) = rewriter.start(&tag) {
                    return TokenSinkResult::RawData(raw);
                }
            }
            Token::TagToken(tag) => rewriter.end(&tag.name),
            Token::CharacterTokens(text) => rewriter.text(&text),
            Token::CommentToken(comment) if comment.trim() == "more" => rewriter.jump_break(),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

struct Rewriter {
    kind: Kind,
    out: String,
    open: Vec<Open>,
    /// Start tags beyond the depth limit whose end tags are still to come.
    unopened: usize,
    /// Inside a script or the like: text is dropped until the next tag, which ends it.
    is_silent: bool,
    /// Where the output stood after `<pre>`: a new line there would be lost by the next parser, and then the next.
    after_pre: usize,
    has_break: bool,
    ids: HashSet<String>,
    embeds: usize,
    leftovers: Vec<String>,
}

impl Rewriter {
    fn new(kind: Kind, capacity: usize) -> Self {
        Self {
            kind,
            out: String::with_capacity(capacity + capacity / 8),
            open: Vec::new(),
            unopened: 0,
            is_silent: false,
            after_pre: usize::MAX,
            has_break: false,
            ids: HashSet::new(),
            embeds: 0,
            leftovers: Vec::new(),
        }
    }

    fn finish(mut self) -> Rewritten {
        if !self.open.is_empty() {
            self.close_from(0);
        }
        Rewritten { html: self.out, embeds: self.embeds, leftovers: self.leftovers }
    }

    fn text(&mut self, text: &str) {
        if self.is_silent {
            return;
        }
        let text =
            if self.out.len() == self.after_pre { text.trim_start_matches(['\n', '\r']) } else { text };
        escape_into(&mut self.out, text);
    }

    fn write(&mut self, parts: &[&str]) {
        for part in parts {
            self.out.push_str(part);
        }
    }

    /// The first break counts; it leaves an anchor that old addresses end in.
    fn jump_break(&mut self) {
        if self.kind == Kind::Post && !self.has_break {
            self.has_break = true;
            self.out.push_str("<span id=\"more\"></span>");
        }
    }

    /// Takes a start tag, and says how the tokenizer has to read on if not as markup.
    fn start(&mut self, tag: &Tag) -> Option<RawKind> {
        self.note_template_code(tag);
        let name = &*tag.name;
        if let Some(raw) = elements::silent(name) {
            if name == "script" {
                self.gist(tag);
            }
            self.is_silent = true;
            return Some(raw);
        }
        if let Some((closes, within)) = elements::implied_ends(name) {
            self.close_implied(closes, within);
        }
        if elements::closes_paragraph(name) {
            self.close_implied(&["p"], &["table", "td", "th", "caption", "object"]);
        }
        if elements::is_heading(name)
            && self.open.last().is_some_and(|open| elements::is_heading(&open.source))
        {
            self.close_from_end_tag(self.open.len() - 1);
        }
        match name {
            "iframe" | "object" | "video" | "audio" | "applet" => self.player(tag),
            "embed" => self.offer(value_of(tag, "src"), None, true),
            "source" => self.offer(value_of(tag, "src"), None, false),
            "param" => self.parameter(tag),
            "svg" | "math" | "select" | "template" | "datalist" => {
                self.open_container(tag, Container::dropped(&self.out));
            }
            "input" => self.task_box(tag),
            "img" => self.picture(tag),
            _ => self.element(tag),
        }
        elements::raw_text(name)
    }

    fn element(&mut self, tag: &Tag) {
        if let Some(card) = self.quoted_elsewhere(tag) {
            return self.open_container(tag, Container::with(&self.out, card));
        }
        if is_break_anchor(tag) {
            self.jump_break();
            return self.open.push(Open::silent(&tag.name));
        }
        if self.open.len() >= DEEPEST {
            self.unopened += usize::from(!elements::is_void(&tag.name));
            return;
        }
        if elements::is_emphasis(&tag.name) && self.emphases() >= MOST_EMPHASES {
            return self.open.push(Open::silent(&tag.name));
        }
        let look = if self.kind == Kind::Post {
            Look::of(&tag.name, &tag.attrs, self.runs_from_right(tag))
        } else {
            Look::default()
        };
        if look.classes.contains(&"embed-quote") {
            self.embeds += 1;
        }
        let open = self.opened(tag, &look);
        if !elements::is_void(&tag.name) && (open.is_written() || elements::is_matched(&tag.name)) {
            self.open.push(open);
        }
    }

    fn emphases(&self) -> usize {
        self.open.iter().filter(|open| open.is_written() && elements::is_emphasis(&open.source)).count()
    }

    /// Writes the start of an element under the name that it has with us.
    fn opened(&mut self, tag: &Tag, look: &Look) -> Open {
        let mut open = Open::silent(&tag.name);
        open.is_rtl = self.runs_from_right(tag);
        let (target, inner) = elements::renamed(self.kind, &tag.name);
        if is_heading_link(tag) {
            return open;
        }
        if allow::is_allowed(self.kind, target) {
            let is_wide = target == "table" && self.may_scroll(look);
            if is_wide {
                self.out.push_str("<div tabindex=\"0\" class=\"table-scroll\">");
                open.closers.insert_str(0, "</div>");
            }
            self.start_tag(tag, target, look, &mut open);
        } else if let Some(gap) = elements::gap_after(&tag.name) {
            open.closers.push_str(gap);
        }
        for wrap in inner.iter().copied().chain(look.wraps.iter().copied()) {
            self.write(&["<", wrap, ">"]);
            open.closers.insert_str(0, &format!("</{wrap}>"));
            open.is_phrase = true;
        }
        open
    }

    fn start_tag(&mut self, tag: &Tag, target: &str, look: &Look, open: &mut Open) {
        let attributes = self.attributes(tag, target, look);
        if attributes.is_empty() && matches!(target, "span" | "a") {
            return;
        }
        self.write(&["<", target, &attributes, ">"]);
        if !elements::is_void(target) {
            open.closers.insert_str(0, &format!("</{target}>"));
        }
        open.is_scroller = attributes.contains("table-scroll");
        open.is_phrase = elements::holds_phrases(target);
        if target == "pre" {
            self.after_pre = self.out.len();
        }
    }

    /// Tables scroll by themselves, but not within another, nor where pictures and captions were laid out by one.
    fn may_scroll(&self, look: &Look) -> bool {
        let is_inside = self.open.iter().any(|open| &*open.source == "table");
        let is_wrapped = self.open.last().is_some_and(|open| open.is_scroller);
        self.kind == Kind::Post && !is_inside && !is_wrapped && !look.classes.contains(&"caption-table")
    }

    fn runs_from_right(&self, tag: &Tag) -> bool {
        match value_of(tag, "dir") {
            Some(direction) => direction.eq_ignore_ascii_case("rtl"),
            None => self.open.last().is_some_and(|open| open.is_rtl),
        }
    }

    fn picture(&mut self, tag: &Tag) {
        if self.kind == Kind::Comment {
            return self.picture_as_link(tag);
        }
        let look = Look::of("img", &tag.attrs, self.runs_from_right(tag));
        let attributes = self.attributes(tag, "img", &look);
        if attributes.contains(" src=\"") {
            self.write(&["<img", &attributes, ">"]);
        } else if let Some(words) = value_of(tag, "alt") {
            escape_into(&mut self.out, words);
        }
    }

    /// A comment shows no picture: a browser would ask another site for it. Who wants to see it follows a link.
    fn picture_as_link(&mut self, tag: &Tag) {
        let words = value_of(tag, "alt").unwrap_or_default().trim();
        let is_in_link = self.open.iter().any(|open| &*open.source == "a");
        let address = value_of(tag, "src").filter(|_| !is_in_link);
        let href = address.and_then(|address| allow::attribute(Kind::Comment, "a", "href", address));
        match (address, href) {
            (Some(address), Some(href)) => {
                let attributes = attributes::of_link(&href);
                self.write(&["<a", &attributes, ">"]);
                escape_into(&mut self.out, if words.is_empty() { address } else { words });
                self.write(&["</a>"]);
            }
            _ => escape_into(&mut self.out, words),
        }
    }

    /// A box to tick in a list of tasks becomes a sign: a post holds no form.
    fn task_box(&mut self, tag: &Tag) {
        let is_box = value_of(tag, "type").is_some_and(|what| what.eq_ignore_ascii_case("checkbox"));
        if is_box && self.kind == Kind::Post {
            let sign = if value_of(tag, "checked").is_some() { "☑" } else { "☐" };
            self.write(&["<span class=\"task-box\">", sign, "</span>"]);
        }
    }

    /// Lists what a Blogger template would have filled in: nothing fills it in here.
    fn note_template_code(&mut self, tag: &Tag) {
        if tag.name.starts_with("b:") || tag.name.starts_with("data:") {
            let words: Vec<String> =
                tag.attrs.iter().map(|attr| format!(" {}=\"{}\"", attr.name.local, attr.value)).collect();
            return self.leftover(&format!("<{}{}>", tag.name, words.concat()));
        }
        for attribute in &tag.attrs {
            if attribute.name.local.starts_with("expr:") || is_template_value(&attribute.value) {
                self.leftover(&format!("{}=\"{}\"", attribute.name.local, attribute.value));
            }
        }
    }

    fn leftover(&mut self, what: &str) {
        let what: String = what.chars().filter(|c| !c.is_control()).take(100).collect();
        if self.leftovers.len() < MOST_LEFTOVERS && !self.leftovers.contains(&what) {
            self.leftovers.push(what);
        }
    }

    fn end(&mut self, name: &LocalName) {
        if self.is_silent {
            self.is_silent = false;
        } else if &**name == "br" {
            self.out.push_str("<br>");
        } else if self.unopened > 0 {
            self.unopened -= 1;
        } else if let Some(index) = self.matching(name) {
            self.close_from_end_tag(index);
        }
    }
}

/// Blogger's mark is `<a name='more'></a>`; ours is the anchor that it leaves.
fn is_break_anchor(tag: &Tag) -> bool {
    match &*tag.name {
        "a" => value_of(tag, "name") == Some(BREAK_ID),
        "span" => value_of(tag, "id") == Some(BREAK_ID),
        _ => false,
    }
}

/// The empty link that Markdown puts into each heading, with an English sentence on it.
fn is_heading_link(tag: &Tag) -> bool {
    &*tag.name == "a" && value_of(tag, "data-heading-content").is_some()
}

/// `data:blog.title` is a template's word; `data:image/png` is an address.
fn is_template_value(value: &str) -> bool {
    value.trim_start().strip_prefix("data:").is_some_and(|rest| {
        let word = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        word > 0 && rest[word..].starts_with('.')
    })
}

#[cfg(test)]
mod tests;
