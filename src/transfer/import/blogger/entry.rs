//! One Atom entry, still in the words of the file, whichever form it has. No meaning is given to anything here.

/// What the file said inside one `entry`; what it did not say is empty.
#[derive(Debug, Default)]
pub struct RawEntry {
    /// The line where it opens.
    pub line: u64,
    pub id: String,
    pub published: String,
    pub updated: String,
    pub created: String,
    pub title: String,
    pub content: String,
    pub description: String,
    pub categories: Vec<Category>,
    pub links: Vec<Link>,
    pub authors: Vec<RawAuthor>,
    pub draft: String,
    /// `thr:in-reply-to`: the ids of what it answers, most telling first.
    pub reply_refs: Vec<String>,
    /// `gd:extendedProperty` by name.
    pub properties: Vec<(String, String)>,
    pub kind: String,
    pub status: String,
    pub filename: String,
    pub parent: String,
    pub in_reply_to: String,
    pub place: Place,
}

impl RawEntry {
    /// The address of the first link with this relation.
    pub fn link(&self, rel: &str) -> Option<&str> {
        self.links.iter().find(|link| link.rel == rel).map(|link| link.href.as_str())
    }
}

#[derive(Debug, Default)]
pub struct Category {
    pub scheme: String,
    pub term: String,
}

#[derive(Debug, Default)]
pub struct Link {
    pub rel: String,
    pub href: String,
}

#[derive(Debug, Default)]
pub struct RawAuthor {
    pub name: String,
    pub uri: String,
}

/// `blogger:location`.
#[derive(Debug, Default)]
pub struct Place {
    pub name: String,
    pub latitude: String,
    pub longitude: String,
}

/// What the file said about the blog before its first entry.
#[derive(Debug, Default)]
pub struct Head {
    pub id: String,
    pub title: String,
    pub subtitle: String,
    pub generator: String,
    pub links: Vec<Link>,
    /// Whether the namespace of the newer export is declared.
    pub has_blogger_namespace: bool,
}
