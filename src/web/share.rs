//! Links under a post that hand its address to another site or program. They are plain addresses: nobody is asked
//! anything before a reader follows one.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::chrome::Chrome;
use crate::model::post::Post;

/// All but the letters that stand for themselves everywhere (RFC 3986, 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Printed by `partials/share.html`.
pub struct Share {
    /// The post's own.
    pub address: String,
    pub links: Vec<ShareLink>,
}

pub struct ShareLink {
    pub name: Cow<'static, str>,
    pub href: String,
}

impl Share {
    /// None if the owner wants no such links, or as long as nobody said where the blog is: there is nothing to share then.
    pub fn of(chrome: &Chrome, post: &Post, title: &str) -> Option<Self> {
        if !chrome.settings.shows_share_links || chrome.base_url.is_empty() {
            return None;
        }
        let address = chrome.absolute(post.path.as_str());
        let links = links(&address, title, chrome.words.text("share-mail"));
        Some(Self { address, links })
    }
}

fn links(address: &str, title: &str, mail: Cow<'static, str>) -> Vec<ShareLink> {
    let encoded = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
    let (address, title) = (encoded(address), encoded(title));
    let links = [
        ("WhatsApp".into(), format!("https://wa.me/?text={title}%20{address}")),
        ("Telegram".into(), format!("https://t.me/share/url?url={address}&text={title}")),
        ("Facebook".into(), format!("https://www.facebook.com/sharer/sharer.php?u={address}")),
        ("X".into(), format!("https://x.com/intent/post?url={address}&text={title}")),
        (mail, format!("mailto:?subject={title}&body={address}")),
    ];
    links.into_iter().map(|(name, href)| ShareLink { name, href }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_title_leaves_its_place_in_an_address() {
        let title = "Tea & \"two\" #1?\r\nBcc: x <b>é";
        for link in links("https://blog.example/2017/03/tea?a=1", title, "E-mail".into()) {
            let address = url::Url::parse(&link.href).unwrap();
            assert!(
                link.href.contains("https%3A%2F%2Fblog.example%2F2017%2F03%2Ftea%3Fa%3D1"),
                "{}",
                link.href
            );
            assert!(link.href.is_ascii() && !link.href.contains([' ', '"', '<', '\r', '\n', '#']));
            let told: Vec<_> =
                address.query_pairs().map(|(name, value)| (name.into_owned(), value)).collect();
            assert!(told.len() <= 2, "{told:?}");
            let has_title = told.iter().any(|(_, value)| value.starts_with(title));
            assert_eq!(has_title, link.name != "Facebook", "{told:?}");
        }
    }
}
