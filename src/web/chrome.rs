//! What stands around every page: title, header, footer, language. The same for every reader.

use std::sync::Arc;

use super::assets;
use super::error::Failure;
use crate::actions::mail;
use crate::app::App;
use crate::model::html::Html;
use crate::model::path::href;
use crate::model::post::Post;
use crate::model::settings::Settings;
use crate::store::posts::PostLink;
use crate::store::{Source, posts};
use crate::tools::language::{self, Language};
use crate::tools::sanitise::{self, NoteWords};

/// What every page needs beside its own content.
pub struct Chrome {
    pub settings: Arc<Settings>,
    pub words: &'static Language,
    /// Static pages, for the header.
    pub pages: Vec<PostLink>,
    /// Scheme and host without a trailing slash, or empty as long as nobody said where the blog is.
    pub base_url: String,
    /// Letters can be sent, so that comments can be followed by mail.
    pub sends_mail: bool,
    /// The path of this page, if the navigation leads to it.
    pub here: String,
}

impl Chrome {
    pub async fn read(app: &App, db: &mut impl Source) -> Result<Self, Failure> {
        let pages = posts::header_pages(db).await?;
        Ok(Self::with_pages(app, pages))
    }

    /// For pages that are shown when the database can't be asked.
    pub fn bare(app: &App) -> Self {
        Self::with_pages(app, Vec::new())
    }

    /// For feeds: they are read far from here, and links from the root mean nothing there.
    pub fn outside(app: &App) -> Self {
        Self { base_url: app.address_from_outside().unwrap_or_default(), ..Self::bare(app) }
    }

    /// For who has read the pages of the header together with others.
    pub fn with_pages(app: &App, pages: Vec<PostLink>) -> Self {
        let settings = app.settings();
        let words = Language::of(&settings.language);
        Self {
            sends_mail: mail::ready(app).is_ok(),
            base_url: app.base_url().unwrap_or_default(),
            here: String::new(),
            settings,
            words,
            pages,
        }
    }

    /// The same in another language than the blog's.
    #[must_use]
    pub fn in_language(self, words: &'static Language) -> Self {
        Self { words, ..self }
    }

    /// Says which page this is, for the navigation to mark it.
    #[must_use]
    pub fn at(self, path: &str) -> Self {
        Self { here: path.to_owned(), ..self }
    }

    pub fn is_at(&self, path: &str) -> bool {
        self.here == path
    }

    /// Whether the blog's language is written from the right, so that the whole page is laid out that way.
    pub fn is_right_to_left(&self) -> bool {
        language::is_right_to_left(&self.settings.language)
    }

    /// The hashed address of one of our static files.
    #[expect(clippy::unused_self, reason = "templates can call methods only")]
    pub fn asset(&self, name: &str) -> &'static str {
        assets::address(name)
    }

    /// What a post is called where it has no title of its own.
    pub fn title_of(&self, post: &Post) -> String {
        if post.title.is_empty() { self.words.text("untitled").into_owned() } else { post.title.clone() }
    }

    /// A body as a page shows it: its footnotes open in place. `prefix` keeps ids apart where several posts stand.
    pub fn with_notes(&self, html: &Html, prefix: &str) -> Html {
        let (note, back) = (self.words.text("note-label"), self.words.text("note-back"));
        sanitise::open_footnotes(html, prefix, NoteWords { note: &note, back: &back })
    }

    /// A link that holds outside of the page too, as far as the blog's own address is known.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{}", self.base_url, href(path))
    }
}
