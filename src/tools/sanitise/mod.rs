//! The only maker of `Html` besides the store's rows: what people wrote or brought becomes markup that may stand.
//! Each body is rewritten (old presentation, players, nesting), then cleaned until cleaning changes nothing.

mod address;
mod allow;
mod embeds;
mod notes;
mod outward;
mod pictures;
mod pieces;
mod presentation;
mod reading;
mod rewrite;
mod surplus;

use crate::model::html::Html;

use super::markdown;
use allow::Kind;
pub use notes::{NoteWords, open_footnotes};
pub use outward::{Placed, addresses_below, placed_pictures, with_absolute_links};
pub use pictures::{Loading, Picture, Shown, cover, with_cover, with_pictures};

/// Raised when bodies come out differently than before, so that stored ones can be rendered anew.
pub const RENDER_VERSION: i64 = 1;

/// What a jump break leaves in a body.
const BREAK_ANCHOR: &str = "<span id=\"more\"></span>";
/// Rounds of cleaning before a body counts as made to unsettle parsers. Honest ones settle in one or two.
const MOST_ROUNDS: usize = 6;

/// A post as it is stored and shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostBody {
    pub html: Html,
    /// The part before the jump break, well-formed by itself; nothing if there is no break.
    pub lead: Option<Html>,
    /// The words alone, a line for each block, for search and excerpts.
    pub text: String,
    /// The hosts of the pictures that stand elsewhere.
    pub pictures: Vec<String>,
    /// How many players and frames of other sites became links.
    pub embeds: usize,
    /// Template code that was removed, for a person to look at.
    pub leftovers: Vec<String>,
}

/// A comment as it is stored and shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentBody {
    pub html: Html,
    pub text: String,
    /// Where its links lead, in order.
    pub addresses: Vec<String>,
}

/// Renders an author's Markdown, in which HTML may stand.
pub fn post_from_markdown(source: &str) -> PostBody {
    post_from_html(&markdown::post_html(source))
}

/// Takes an author's HTML, of any age.
pub fn post_from_html(source: &str) -> PostBody {
    let rewritten = rewrite::rewrite(Kind::Post, source);
    let html = settled(Kind::Post, rewritten.html);
    PostBody {
        lead: reading::lead(&html).map(Html::from_sanitiser),
        text: reading::text(&html),
        pictures: reading::picture_hosts(&html),
        embeds: rewritten.embeds,
        leftovers: rewritten.leftovers,
        html: Html::from_sanitiser(html),
    }
}

/// Renders a comment's Markdown; HTML in it stands as the text that was typed.
pub fn comment_from_markdown(source: &str) -> CommentBody {
    comment_from_html(&markdown::comment_html(source))
}

/// Takes a comment's HTML, as imports bring it.
pub fn comment_from_html(source: &str) -> CommentBody {
    let html = settled(Kind::Comment, rewrite::rewrite(Kind::Comment, source).html);
    CommentBody {
        text: reading::text(&html),
        addresses: reading::link_addresses(&html),
        html: Html::from_sanitiser(html),
    }
}

/// The words of a body, a line for each block.
pub fn text_of(html: &Html) -> String {
    reading::text(html.as_str())
}

/// Cleans until the next parser would see what this one saw. What never settles is shown as text.
fn settled(kind: Kind, rewritten: String) -> String {
    let mut markup = rewritten;
    for _ in 0..MOST_ROUNDS {
        let cleaned = allow::sanitiser(kind).clean(&markup).to_string();
        if cleaned == markup {
            return cleaned;
        }
        markup = cleaned;
    }
    let mut text = String::from("<p>");
    rewrite::escape_into(&mut text, &reading::text(&markup));
    text.push_str("</p>");
    text
}

#[cfg(test)]
mod tests;
