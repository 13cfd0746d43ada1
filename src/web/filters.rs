//! What templates may do beyond printing escaped text.

use crate::model::html::Html;

/// Only this type is printed as it is: see `model::html`.
impl askama::filters::HtmlSafe for Html {}

impl std::fmt::Display for Html {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}
