//! Which element of a backup a tag is: prefixes are read by what they are bound to, or, if by nothing, by custom.

/// The elements that a backup's reader listens to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    Feed,
    Entry,
    Id,
    Published,
    Updated,
    Created,
    Title,
    Subtitle,
    Generator,
    Content,
    Description,
    Category,
    Link,
    Author,
    Name,
    Uri,
    Control,
    Draft,
    InReplyTo,
    ExtendedProperty,
    Kind,
    Status,
    Filename,
    Parent,
    ReplyParent,
    Location,
    Latitude,
    Longitude,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Space {
    Atom,
    App,
    Thread,
    Google,
    Blogger,
    Other,
}

/// The prefixes that the file has declared so far; scopes are not kept, since exports never reuse one.
#[derive(Debug, Default)]
pub struct Prefixes {
    declared: Vec<(String, Space)>,
    has_unbound: bool,
}

impl Prefixes {
    /// More declarations than any export has; what comes after is not remembered.
    const MOST: usize = 64;

    pub fn declare(&mut self, prefix: &str, uri: &str) {
        if self.declared.len() < Self::MOST {
            self.declared.push((prefix.to_owned(), space_of(uri)));
        }
    }

    pub fn has_blogger(&self) -> bool {
        self.declared.iter().any(|(_, space)| *space == Space::Blogger)
    }

    /// Whether a prefix was used that nothing had declared.
    pub fn has_unbound(&self) -> bool {
        self.has_unbound
    }

    pub fn element(&mut self, name: &str) -> Element {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        match self.space(prefix) {
            Space::Atom => atom(local),
            Space::App | Space::Other => control(local),
            Space::Thread if local == "in-reply-to" => Element::InReplyTo,
            Space::Google if local == "extendedProperty" => Element::ExtendedProperty,
            Space::Blogger => blogger(local),
            Space::Thread | Space::Google => Element::Other,
        }
    }

    fn space(&mut self, prefix: &str) -> Space {
        if prefix.is_empty() {
            return Space::Atom;
        }
        if let Some((_, space)) = self.declared.iter().rev().find(|(declared, _)| declared == prefix) {
            return *space;
        }
        self.has_unbound = true;
        match prefix {
            "atom" => Space::Atom,
            "app" => Space::App,
            "thr" => Space::Thread,
            "gd" => Space::Google,
            "blogger" => Space::Blogger,
            _ => Space::Other,
        }
    }
}

fn space_of(uri: &str) -> Space {
    match uri.trim() {
        "http://www.w3.org/2005/Atom" => Space::Atom,
        "http://purl.org/atom/app#" | "http://www.w3.org/2007/app" => Space::App,
        "http://purl.org/syndication/thread/1.0" => Space::Thread,
        "http://schemas.google.com/g/2005" => Space::Google,
        other if other.contains("schemas.google.com/blogger/2018") => Space::Blogger,
        _ => Space::Other,
    }
}

fn atom(local: &str) -> Element {
    match local {
        "feed" => Element::Feed,
        "entry" => Element::Entry,
        "id" => Element::Id,
        "published" => Element::Published,
        "updated" => Element::Updated,
        "title" => Element::Title,
        "subtitle" => Element::Subtitle,
        "generator" => Element::Generator,
        "content" => Element::Content,
        "category" => Element::Category,
        "link" => Element::Link,
        "author" => Element::Author,
        "name" => Element::Name,
        "uri" => Element::Uri,
        other => control(other),
    }
}

fn control(local: &str) -> Element {
    match local {
        "control" => Element::Control,
        "draft" => Element::Draft,
        _ => Element::Other,
    }
}

fn blogger(local: &str) -> Element {
    match local {
        "type" => Element::Kind,
        "status" => Element::Status,
        "filename" => Element::Filename,
        "parent" => Element::Parent,
        "inReplyTo" => Element::ReplyParent,
        "created" => Element::Created,
        "metaDescription" => Element::Description,
        "location" => Element::Location,
        "name" => Element::Name,
        "latitude" => Element::Latitude,
        "longitude" => Element::Longitude,
        _ => Element::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_what_it_is_bound_to() {
        let mut prefixes = Prefixes::default();
        prefixes.declare("x", "http://schemas.google.com/blogger/2018");
        prefixes.declare("media", "http://search.yahoo.com/mrss/");
        assert_eq!(prefixes.element("x:status"), Element::Status);
        assert_eq!(prefixes.element("media:title"), Element::Other);
        assert!(prefixes.has_blogger() && !prefixes.has_unbound());
    }

    #[test]
    fn an_unbound_prefix_is_read_by_custom_and_remembered() {
        let mut prefixes = Prefixes::default();
        assert_eq!(prefixes.element("app:draft"), Element::Draft);
        assert!(prefixes.has_unbound());
        assert_eq!(prefixes.element("unheard:title"), Element::Other);
    }

    #[test]
    fn a_flood_of_declarations_is_not_remembered() {
        let mut prefixes = Prefixes::default();
        for number in 0..10_000 {
            prefixes.declare(&format!("p{number}"), "http://example.org/");
        }
        assert_eq!(prefixes.declared.len(), Prefixes::MOST);
    }
}
