//! The pictures that a page shows, read at once for all its posts.

use std::collections::HashMap;

use crate::actions::posts::media_in;
use crate::model::html::Html;
use crate::model::ids::MediaId;
use crate::model::media::{MediaKind, Medium, named_in};
use crate::store::{Source, StoreError, media};
use crate::tools::sanitise::{self, Loading, Picture, Shown};

/// What is in the library of all that some bodies and covers name.
#[derive(Debug, Default)]
pub struct Gallery(HashMap<String, Medium>);

impl Gallery {
    /// One query, or none where nothing of ours is shown.
    pub async fn of(
        db: &mut impl Source,
        shown: impl IntoIterator<Item = (&Html, Option<MediaId>)>,
    ) -> Result<Self, StoreError> {
        let (mut names, mut covers) = (Vec::new(), Vec::new());
        for (html, cover) in shown {
            names.extend(media_in(html));
            covers.extend(cover);
        }
        if names.is_empty() && covers.is_empty() {
            return Ok(Self::default());
        }
        let found = media::by_names_or_ids(db, &names, &covers).await?;
        Ok(Self(found.into_iter().map(|medium| (medium.name.clone(), medium)).collect()))
    }

    /// A body as a page shows it.
    pub fn dressed(&self, html: &Html, first: Loading) -> Html {
        if self.0.is_empty() {
            return html.clone();
        }
        sanitise::with_pictures(html, first, |address| self.shown(address))
    }

    fn shown(&self, address: &str) -> Option<Shown> {
        let medium = self.0.get(named_in(address).filter(|_| address.starts_with("/media/"))?)?;
        match medium.kind {
            MediaKind::Picture => picture(medium).map(Shown::Picture),
            MediaKind::Audio => Some(Shown::Sound),
            MediaKind::Video => Some(Shown::Film),
            MediaKind::File => None,
        }
    }

    pub fn by_id(&self, id: MediaId) -> Option<&Medium> {
        self.0.values().find(|medium| medium.id == id)
    }

    /// A cover that leads to `href`, or to its own largest form.
    pub fn cover(&self, id: Option<MediaId>, href: Option<&str>, loading: Loading) -> Option<Html> {
        Some(sanitise::cover(&picture(self.by_id(id?)?)?, href, loading))
    }

    /// A body below its cover in plain markup, unless it shows that itself.
    pub fn below_cover(&self, id: Option<MediaId>, html: &Html) -> Html {
        let cover = id.filter(|_| !self.is_shown_in(id, html)).and_then(|id| picture(self.by_id(id)?));
        cover.map_or_else(|| html.clone(), |picture| sanitise::with_cover(&picture, html))
    }

    /// Does this body show this picture anyway, so that it would stand there twice?
    pub fn is_shown_in(&self, id: Option<MediaId>, html: &Html) -> bool {
        id.and_then(|id| self.by_id(id)).is_some_and(|medium| html.as_str().contains(&medium.name))
    }

    /// The picture that stands for a post: its cover, or else the first of ours in its body.
    pub fn face(&self, cover: Option<MediaId>, html: &Html) -> Option<&Medium> {
        cover.and_then(|id| self.by_id(id)).or_else(|| {
            let addresses = sanitise::addresses_below(html, "/media/");
            let mut media = addresses.iter().filter_map(|address| self.0.get(named_in(address)?));
            media.find(|medium| medium.kind == MediaKind::Picture)
        })
    }
}

fn picture(medium: &Medium) -> Option<Picture> {
    Some(Picture {
        base: medium.address_of(""),
        ending: medium.ending.clone(),
        widths: Some(medium.widths()).filter(|widths| !widths.is_empty())?,
        has_webp: medium.has_webp(),
        width: medium.width?,
        height: medium.height?,
        alt: medium.alt.clone(),
        placeholder: medium.placeholder.clone(),
    })
}
