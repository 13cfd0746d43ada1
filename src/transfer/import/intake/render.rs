//! Makes what readers get from what the source brought, before the writer is asked for. Slow work, on threads of its own.

use crate::model::html::Html;
use crate::model::post::SourceFormat;
use crate::store::posts::write::Body;
use crate::tools::{sanitise, secrets};
use crate::transfer::import::source::{CommentState, SourceComment, SourcePost};

/// A post with its body made, and what a person should hear about that.
#[derive(Debug, Clone)]
pub struct ReadyPost {
    pub post: SourcePost,
    pub body: Body,
    /// Pictures that stand at other hosts, and those hosts.
    pub pictures: u64,
    pub hosts: Vec<String>,
    pub embeds: u64,
    pub leftovers: Vec<String>,
}

/// A comment with its body made.
#[derive(Debug, Clone)]
pub struct ReadyComment {
    pub comment: SourceComment,
    pub html: Html,
    pub content_hash: Vec<u8>,
}

pub fn post(mut post: SourcePost) -> ReadyPost {
    let source = std::mem::take(&mut post.html);
    let made = sanitise::post_from_html(&source);
    let pictures = made.html.as_str().matches("<img ").count();
    ReadyPost {
        post,
        pictures: if made.pictures.is_empty() { 0 } else { pictures as u64 },
        hosts: made.pictures,
        embeds: made.embeds as u64,
        leftovers: made.leftovers,
        body: Body {
            source_format: SourceFormat::Html,
            source,
            html: made.html,
            lead: made.lead,
            text: made.text,
            render_version: sanitise::RENDER_VERSION,
        },
    }
}

/// Of a tombstone nothing is kept: its words are the source's notice.
pub fn comment(mut comment: SourceComment) -> ReadyComment {
    if comment.state == CommentState::Deleted {
        comment.html.clear();
    }
    let made = sanitise::comment_from_html(&comment.html);
    ReadyComment { comment, html: made.html, content_hash: secrets::hash(&made.text) }
}
