//! The order of threads as a reader chooses it, and the addresses that keep the choice from page to page.

use crate::model::comment::ThreadOrder;
use crate::model::post::Post;
use crate::web::chrome::Chrome;

/// From how many comments on their order is a question.
const WORTH_ORDERING: i64 = 5;

/// The orders to choose from, each by its address.
pub struct Choice {
    pub is_newest: bool,
    pub oldest: String,
    pub newest: String,
}

impl Choice {
    /// None where there is little to order.
    pub fn of(chrome: &Chrome, post: &Post, order: ThreadOrder) -> Option<Self> {
        let href = |order: ThreadOrder| {
            let chosen = (order != chrome.settings.comments.order).then_some(order);
            format!("{}{}#comments", post.path.href(), query(chosen, None))
        };
        (post.comment_count >= WORTH_ORDERING).then(|| Self {
            is_newest: order == ThreadOrder::Newest,
            oldest: href(ThreadOrder::Oldest),
            newest: href(ThreadOrder::Newest),
        })
    }
}

/// The way to the page before or behind this one, in the words of its order.
pub struct Onward {
    pub href: String,
    pub words: &'static str,
}

impl Onward {
    pub fn new(chosen: Option<ThreadOrder>, first: &str, words: &'static str) -> Self {
        Self { href: format!("{}#comments", query(chosen, Some(first))), words }
    }
}

/// What the pages before and behind one are called.
pub fn words(order: ThreadOrder) -> [&'static str; 2] {
    match order {
        ThreadOrder::Oldest => ["comments-earlier", "comments-later"],
        ThreadOrder::Newest => ["comments-newer", "comments-older"],
    }
}

/// What stands behind the address of a post: an order that is not the blog's, and a comment to begin with.
pub fn query(chosen: Option<ThreadOrder>, from: Option<&str>) -> String {
    match (chosen, from) {
        (None, None) => String::new(),
        (None, Some(from)) => format!("?from={from}"),
        (Some(order), None) => format!("?order={}", order.word()),
        (Some(order), Some(from)) => format!("?order={}&from={from}", order.word()),
    }
}
