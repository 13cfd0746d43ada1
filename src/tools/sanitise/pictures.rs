//! Pictures, sound and films of this site as a page shows them: in the width that fits, with a blur until they are
//! there, large behind a link. Made when a page is rendered; feeds get the stored markup as it is.

use std::fmt::Write as _;

use super::Html;
use super::outward::{decoded, encoded};
use super::pieces::{self, Piece};

/// How wide pictures stand in a text: the column, or nearly all of a narrow screen.
const SIZES: &str = "(min-width: 44em) 40rem, 92vw";

/// What is known of something that a body shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    Picture(Picture),
    Sound,
    Film,
}

/// A picture and its forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its forms are there as `{base}{width}.{ending}`.
    pub base: String,
    pub ending: String,
    /// Rising, never empty.
    pub widths: Vec<u32>,
    /// Beside each form stands one that ends in `webp`.
    pub has_webp: bool,
    /// Of the largest form.
    pub width: i64,
    pub height: i64,
    pub alt: String,
    /// A tiny picture as a `data:` address.
    pub placeholder: Option<String>,
}

/// When a browser fetches a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loading {
    /// At once: it is seen first.
    Eager,
    /// When somebody comes near it.
    Lazy,
}

/// Where a picture leads.
#[derive(Debug, Clone, Copy)]
enum Leads<'a> {
    ToItself,
    To(&'a str),
    /// It stands in a link already.
    Nowhere,
}

/// Dresses what `find` knows by its address. The first picture is fetched as `first` says, the others when near.
pub fn with_pictures(html: &Html, first: Loading, find: impl Fn(&str) -> Option<Shown>) -> Html {
    let markup = html.as_str();
    let pieces: Vec<_> = pieces::of(markup).collect();
    let mut out = String::with_capacity(markup.len() * 2);
    let (mut place, mut links, mut loading) = (0, 0_usize, first);
    while let Some(piece) = pieces.get(place) {
        if let Some((player, length)) = player(&pieces[place..], &find) {
            out.push_str(&player);
            place += length;
            continue;
        }
        match piece {
            Piece::Start { name: "a", .. } => links += 1,
            Piece::End { name: "a", .. } => links = links.saturating_sub(1),
            _ => {}
        }
        match piece {
            Piece::Start { name: "img", whole } => match picture_in(whole, &find) {
                Some(picture) => {
                    let leads = if links > 0 { Leads::Nowhere } else { Leads::ToItself };
                    out.push_str(&dressed(&picture, &Given::of(whole), leads, loading));
                    loading = Loading::Lazy;
                }
                None => out.push_str(whole),
            },
            _ => out.push_str(piece.whole()),
        }
        place += 1;
    }
    Html::from_sanitiser(out)
}

/// A picture by itself that leads somewhere: a cover. Without `href` it leads to its own largest form.
pub fn cover(picture: &Picture, href: Option<&str>, loading: Loading) -> Html {
    let leads = href.map_or(Leads::ToItself, Leads::To);
    Html::from_sanitiser(dressed(picture, &Given::default(), leads, loading))
}

/// A body below a picture, in plain markup as feeds get it: without forms to choose from, which few of their readers know.
pub fn with_cover(picture: &Picture, html: &Html) -> Html {
    let largest = picture.widths.last().copied().unwrap_or_default();
    let width = picture.widths.iter().copied().find(|width| *width >= 960).unwrap_or(largest);
    let height = (picture.height * i64::from(width) / picture.width.max(1)).max(1);
    let source = encoded(&format!("{}{width}.{}", picture.base, picture.ending));
    let alt = encoded(&picture.alt);
    let shown =
        format!("<p><img src=\"{source}\" width=\"{width}\" height=\"{height}\" alt=\"{alt}\"></p>\n");
    Html::from_sanitiser(shown + html.as_str())
}

fn picture_in(tag: &str, find: &impl Fn(&str) -> Option<Shown>) -> Option<Picture> {
    match find(&decoded(pieces::attribute(tag, "src")?))? {
        Shown::Picture(picture) => Some(picture),
        Shown::Sound | Shown::Film => None,
    }
}

/// What the author's own tag says; it goes before what the library knows. As it is written, entities and all.
#[derive(Debug, Default)]
struct Given<'a> {
    alt: Option<&'a str>,
    class: Option<&'a str>,
    id: Option<&'a str>,
    title: Option<&'a str>,
    width: Option<i64>,
}

impl<'a> Given<'a> {
    fn of(tag: &'a str) -> Self {
        let said = |name| pieces::attribute(tag, name).filter(|value| !value.trim().is_empty());
        Self {
            alt: said("alt"),
            class: said("class"),
            id: said("id"),
            title: said("title"),
            width: said("width").and_then(|width| width.parse().ok()).filter(|width| *width > 0),
        }
    }
}

fn dressed(picture: &Picture, given: &Given<'_>, leads: Leads<'_>, loading: Loading) -> String {
    let mut out = String::new();
    let address = |width: u32, ending: &str| encoded(&format!("{}{width}.{ending}", picture.base));
    let largest = picture.widths.last().copied().unwrap_or_default();
    let wrapper = if matches!(leads, Leads::Nowhere) { "span" } else { "a" };
    let _ = write!(out, "<{wrapper} class=\"picture{}\"", prefixed(given.class));
    match leads {
        Leads::ToItself => {
            let _ = write!(out, " href=\"{}\"", address(largest, &picture.ending));
        }
        Leads::To(href) => {
            let _ = write!(out, " href=\"{}\"", encoded(href));
        }
        Leads::Nowhere => {}
    }
    out.push('>');
    if let Some(placeholder) = &picture.placeholder {
        let _ = write!(out, "<img class=\"veil\" src=\"{}\" alt=\"\">", encoded(placeholder));
    }
    let sizes = match given.width {
        Some(width) if width < 640 => format!("{width}px"),
        _ => SIZES.to_owned(),
    };
    let set = |ending: &str| {
        let forms: Vec<_> =
            picture.widths.iter().map(|width| format!("{} {width}w", address(*width, ending))).collect();
        forms.join(", ")
    };
    if picture.has_webp {
        let set = set("webp");
        let _ = write!(out, "<picture><source type=\"image/webp\" srcset=\"{set}\" sizes=\"{sizes}\">");
    }
    let middle = picture.widths.iter().copied().find(|width| *width >= 960).unwrap_or(largest);
    let _ = write!(out, "<img src=\"{}\"", address(middle, &picture.ending));
    if picture.widths.len() > 1 {
        let _ = write!(out, " srcset=\"{}\" sizes=\"{sizes}\"", set(&picture.ending));
    }
    let width = given.width.unwrap_or(picture.width).min(picture.width).max(1);
    let height = (picture.height * width / picture.width.max(1)).max(1);
    let alt = given.alt.map_or_else(|| encoded(&picture.alt), str::to_owned);
    let _ = write!(out, " width=\"{width}\" height=\"{height}\" alt=\"{alt}\"");
    for (name, value) in [("id", given.id), ("title", given.title)] {
        if let Some(value) = value {
            let _ = write!(out, " {name}=\"{value}\"");
        }
    }
    out.push_str(match loading {
        Loading::Eager => " fetchpriority=\"high\" decoding=\"async\">",
        Loading::Lazy => " loading=\"lazy\" decoding=\"async\">",
    });
    if picture.has_webp {
        out.push_str("</picture>");
    }
    let _ = write!(out, "</{wrapper}>");
    out
}

fn prefixed(class: Option<&str>) -> String {
    class.map(|class| format!(" {class}")).unwrap_or_default()
}

/// A paragraph that is nothing but a link to sound or to a film becomes a player with the link below it. Answers how
/// many pieces it stands for.
fn player(pieces: &[Piece<'_>], find: &impl Fn(&str) -> Option<Shown>) -> Option<(String, usize)> {
    let [Piece::Start { name: "p", .. }, Piece::Start { name: "a", whole: link }, rest @ ..] = pieces else {
        return None;
    };
    let element = match find(&decoded(pieces::attribute(link, "href")?))? {
        Shown::Sound => "audio",
        Shown::Film => "video",
        Shown::Picture(_) => return None,
    };
    let [Piece::Text(title), Piece::End { name: "a", .. }, Piece::End { name: "p", .. }, ..] = rest else {
        return None;
    };
    let href = pieces::attribute(link, "href")?;
    let label = title.replace('"', "&quot;");
    let player = format!(
        "<figure class=\"player\"><{element} controls preload=\"metadata\" src=\"{href}\" \
         aria-label=\"{label}\"></{element}><figcaption>{link}{title}</a></figcaption></figure>"
    );
    Some((player, 5))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weir() -> Picture {
        Picture {
            base: "/media/weir/".to_owned(),
            ending: "jpg".to_owned(),
            widths: vec![480, 960, 1600],
            has_webp: true,
            width: 1600,
            height: 1200,
            alt: "Water \"falls\"".to_owned(),
            placeholder: Some("data:image/webp;base64,AAAA".to_owned()),
        }
    }

    fn shown(markup: &str) -> String {
        let html = Html::from_sanitiser(markup.to_owned());
        let find = |address: &str| match address {
            "/media/weir/960.jpg" => Some(Shown::Picture(weir())),
            "/media/song/whole.mp3" => Some(Shown::Sound),
            "/media/film/whole.mp4" => Some(Shown::Film),
            _ => None,
        };
        with_pictures(&html, Loading::Eager, find).as_str().to_owned()
    }

    #[test]
    fn a_picture_is_offered_in_every_form_and_opens_large() {
        assert_eq!(
            shown("<p><img src=\"/media/weir/960.jpg\" alt=\"\" loading=\"lazy\"></p>"),
            "<p><a class=\"picture\" href=\"/media/weir/1600.jpg\">\
             <img class=\"veil\" src=\"data:image/webp;base64,AAAA\" alt=\"\">\
             <picture><source type=\"image/webp\" srcset=\"/media/weir/480.webp 480w, /media/weir/960.webp 960w, \
             /media/weir/1600.webp 1600w\" sizes=\"(min-width: 44em) 40rem, 92vw\">\
             <img src=\"/media/weir/960.jpg\" srcset=\"/media/weir/480.jpg 480w, /media/weir/960.jpg 960w, \
             /media/weir/1600.jpg 1600w\" sizes=\"(min-width: 44em) 40rem, 92vw\" width=\"1600\" height=\"1200\" \
             alt=\"Water &quot;falls&quot;\" fetchpriority=\"high\" decoding=\"async\"></picture></a></p>"
        );
    }

    #[test]
    fn the_authors_own_words_and_width_go_before_and_a_link_stays_theirs() {
        let dressed = shown(
            "<a href=\"/x\"><img class=\"float-end\" src=\"/media/weir/960.jpg\" alt=\"Ada's &amp; mine\" \
             width=\"320\" height=\"9\"></a>",
        );
        assert!(dressed.starts_with("<a href=\"/x\"><span class=\"picture float-end\"><img class=\"veil\""));
        assert!(dressed.contains("width=\"320\" height=\"240\" alt=\"Ada's &amp; mine\""), "{dressed}");
        assert!(dressed.contains("sizes=\"320px\"") && dressed.ends_with("</picture></span></a>"));
    }

    #[test]
    fn only_the_first_is_fetched_at_once() {
        let dressed = shown("<img src=\"/media/weir/960.jpg\"><img src=\"/media/weir/960.jpg\">");
        assert_eq!(dressed.matches("fetchpriority").count(), 1);
        assert_eq!(dressed.matches("loading=\"lazy\"").count(), 1);
    }

    #[test]
    fn sound_and_films_by_themselves_become_players_and_in_a_sentence_stay_links() {
        assert_eq!(
            shown("<p><a href=\"/media/song/whole.mp3\">A \"song\"</a></p>"),
            "<figure class=\"player\"><audio controls preload=\"metadata\" src=\"/media/song/whole.mp3\" \
             aria-label=\"A &quot;song&quot;\"></audio><figcaption><a href=\"/media/song/whole.mp3\">A \
             \"song\"</a></figcaption></figure>"
        );
        assert!(
            shown("<p><a href=\"/media/film/whole.mp4\">F</a></p>")
                .starts_with("<figure class=\"player\"><video")
        );
        for kept in [
            "<p>Hear <a href=\"/media/song/whole.mp3\">a song</a>.</p>",
            "<p><a href=\"/media/weir/960.jpg\">a picture</a></p>",
            "<p><img src=\"/media/other/960.jpg\" alt=\"\"></p>",
            "<p><img src=\"https://other.example/a.jpg\" alt=\"\"></p>",
        ] {
            assert_eq!(shown(kept), kept);
        }
    }

    #[test]
    fn a_cover_leads_to_its_post() {
        let html = cover(&Picture { placeholder: None, ..weir() }, Some("/2017/03/a?b&c"), Loading::Lazy);
        assert!(html.as_str().starts_with("<a class=\"picture\" href=\"/2017/03/a?b&amp;c\"><picture>"));
    }
}
