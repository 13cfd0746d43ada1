//! Gathers the pieces of markup into entries: which element is open, and where its text belongs. No bytes, no meaning.

use std::mem;

use quick_xml::events::BytesStart;
use quick_xml::events::attributes::Attribute;

use super::entry::{Category, Head, Link, RawAuthor, RawEntry};
use super::names::{Element, Prefixes};
use super::values::{entity, is_damage, unescape};

/// More nesting than any export has, even with markup that was left unescaped.
const DEEPEST: usize = 256;
const MOST_ATTRIBUTES: usize = 1000;

/// What the markup says in the wrong way, without the place, which the reader knows.
pub type Fault = String;

#[derive(Default)]
pub struct Builder {
    pub head: Head,
    entry: RawEntry,
    author: RawAuthor,
    stack: Vec<Element>,
    text: String,
    /// The depth of the element whose text is gathered; 0 if none.
    gathering: usize,
    prefixes: Prefixes,
    pub has_root: bool,
    pub has_control_characters: bool,
    pub has_lone_ampersands: bool,
}

impl Builder {
    pub fn depth(&self) -> usize {
        self.stack.len()
    }

    pub fn is_in_entry(&self) -> bool {
        self.stack.get(1) == Some(&Element::Entry)
    }

    pub fn entry_line(&self) -> u64 {
        self.entry.line
    }

    pub fn has_unbound_prefixes(&self) -> bool {
        self.prefixes.has_unbound()
    }

    /// A start tag, at this line of the file; whether an entry opens with it.
    pub fn open(&mut self, tag: &BytesStart, line: u64) -> Result<bool, Fault> {
        if self.stack.len() >= DEEPEST {
            return Err(format!("more than {DEEPEST} tags are nested within each other"));
        }
        if self.stack.is_empty() && mem::replace(&mut self.has_root, true) {
            return Err("a second document begins where the first has ended".into());
        }
        if tag.attributes_raw().contains("xmlns:") {
            self.declare(tag)?;
        }
        let element = self.prefixes.element(tag.name().as_ref());
        if self.stack.is_empty() && element != Element::Feed {
            return Err("the outermost tag is not <feed>, so this is no Blogger backup".into());
        }
        self.stack.push(element);
        if self.gathering > 0 {
            self.keep_markup(tag);
            return Ok(false);
        }
        self.begin(element, tag)?;
        let is_entry = self.stack.len() == 2 && element == Element::Entry;
        if is_entry {
            self.entry = RawEntry { line, ..RawEntry::default() };
        }
        Ok(is_entry)
    }

    fn declare(&mut self, tag: &BytesStart) -> Result<(), Fault> {
        for attribute in attributes(tag) {
            let attribute = attribute?;
            if let Some(prefix) = attribute.key.as_ref().strip_prefix("xmlns:") {
                self.prefixes.declare(prefix, &unescaped(&attribute.value));
            }
        }
        self.head.has_blogger_namespace = self.prefixes.has_blogger();
        Ok(())
    }

    /// Markup inside a text was left unescaped, or is XHTML: it is text all the same.
    fn keep_markup(&mut self, tag: &BytesStart) {
        self.text.push('<');
        self.text.push_str(tag.name().as_ref());
        self.text.push_str(tag.attributes_raw());
        self.text.push('>');
    }

    fn begin(&mut self, element: Element, tag: &BytesStart) -> Result<(), Fault> {
        match element {
            Element::Category => {
                let [scheme, term] = values(tag, ["scheme", "term"])?;
                self.entry.categories.push(Category { scheme, term });
            }
            Element::Link => self.link(tag)?,
            Element::InReplyTo => self.entry.reply_refs.extend(values(tag, ["ref", "source"])?),
            Element::ExtendedProperty => {
                let [name, value] = values(tag, ["name", "value"])?;
                self.entry.properties.push((name, value));
            }
            Element::Author => self.author = RawAuthor::default(),
            Element::Feed | Element::Entry | Element::Control | Element::Location | Element::Other => {}
            _ => {
                self.text.clear();
                self.gathering = self.stack.len();
            }
        }
        Ok(())
    }

    fn link(&mut self, tag: &BytesStart) -> Result<(), Fault> {
        let [rel, href] = values(tag, ["rel", "href"])?;
        let link = Link { rel, href };
        match self.stack.as_slice() {
            [_, Element::Entry, _] => self.entry.links.push(link),
            [_, _] => self.head.links.push(link),
            _ => {}
        }
        Ok(())
    }

    /// Text between tags and entities; an ampersand that begins no entity comes as text.
    pub fn text(&mut self, text: &str) {
        self.has_lone_ampersands |= self.gathering > 0 && text.starts_with('&');
        self.character_data(text);
    }

    /// Text that was never escaped.
    pub fn character_data(&mut self, text: &str) {
        if self.gathering > 0 {
            self.text.push_str(text);
        }
    }

    /// `&name;`: an entity that XML does not have is kept, since the text it stands in is HTML.
    pub fn reference(&mut self, name: &str) {
        if self.gathering == 0 {
            return;
        }
        if let Some(found) = entity(name).filter(|_| name != "nbsp") {
            self.text.push(found);
        } else {
            self.text.push('&');
            self.text.push_str(name);
            self.text.push(';');
        }
    }

    /// An end tag; the entry, if it ends with it.
    pub fn close(&mut self, name: &str) -> Option<RawEntry> {
        if self.gathering == self.stack.len() {
            self.gathering = 0;
            self.keep_text();
        } else if self.gathering > 0 {
            self.text.push_str("</");
            self.text.push_str(name);
            self.text.push('>');
        }
        let element = self.stack.pop();
        match (element, self.stack.len()) {
            (Some(Element::Entry), 1) => Some(mem::take(&mut self.entry)),
            (Some(Element::Author), 2) => {
                self.entry.authors.push(mem::take(&mut self.author));
                None
            }
            _ => None,
        }
    }

    fn keep_text(&mut self) {
        let text = self.cleaned();
        let entry = &mut self.entry;
        let target = match self.stack.as_slice() {
            [_, Element::Id] => &mut self.head.id,
            [_, Element::Title] => &mut self.head.title,
            [_, Element::Subtitle] => &mut self.head.subtitle,
            [_, Element::Generator] => &mut self.head.generator,
            [_, Element::Entry, inside @ ..] => match inside {
                [Element::Id] => &mut entry.id,
                [Element::Published] => &mut entry.published,
                [Element::Updated] => &mut entry.updated,
                [Element::Created] => &mut entry.created,
                [Element::Title] => &mut entry.title,
                [Element::Content] => &mut entry.content,
                [Element::Description] => &mut entry.description,
                [Element::Kind] => &mut entry.kind,
                [Element::Status] => &mut entry.status,
                [Element::Filename] => &mut entry.filename,
                [Element::Parent] => &mut entry.parent,
                [Element::ReplyParent] => &mut entry.in_reply_to,
                [.., Element::Draft] => &mut entry.draft,
                [Element::Author, Element::Name] => &mut self.author.name,
                [Element::Author, Element::Uri] => &mut self.author.uri,
                [Element::Location, Element::Name] => &mut entry.place.name,
                [Element::Location, Element::Latitude] => &mut entry.place.latitude,
                [Element::Location, Element::Longitude] => &mut entry.place.longitude,
                _ => return,
            },
            _ => return,
        };
        *target = text;
    }

    fn cleaned(&mut self) -> String {
        let mut text = mem::take(&mut self.text);
        if text.contains('\r') {
            text = text.replace("\r\n", "\n").replace('\r', "\n");
        }
        if text.contains(is_damage) {
            self.has_control_characters = true;
            text.retain(|c| !is_damage(c));
        }
        text
    }
}

/// The values of these attributes, unescaped, empty where there is none; the first of a repeated one counts.
fn values<const N: usize>(tag: &BytesStart, wanted: [&str; N]) -> Result<[String; N], Fault> {
    let mut found = [const { String::new() }; N];
    for attribute in attributes(tag) {
        let attribute = attribute?;
        if let Some(index) = wanted.iter().position(|key| *key == attribute.key.as_ref())
            && found[index].is_empty()
        {
            found[index] = unescaped(&attribute.value);
        }
    }
    Ok(found)
}

/// The attributes as they stand. Repeated keys are not looked for, so that a flood costs nothing.
fn attributes<'tag>(tag: &'tag BytesStart) -> impl Iterator<Item = Result<Attribute<'tag>, Fault>> {
    let mut all = tag.attributes();
    all.with_checks(false);
    all.enumerate().map(|(index, attribute)| {
        if index >= MOST_ATTRIBUTES {
            return Err(format!("one tag has more than {MOST_ATTRIBUTES} attributes"));
        }
        attribute.map_err(|error| format!("an attribute cannot be read ({error})"))
    })
}

fn unescaped(value: &str) -> String {
    let mut plain = unescape(value).unwrap_or_else(|| value.to_owned());
    plain.retain(|c| !is_damage(c));
    plain
}
