//! The addresses that are measured, found the way a reader finds them: from the home page on.

use anyhow::Context as _;

use super::http::Client;

pub struct Site {
    /// The newest post, which `postil seed` gives 200 comments.
    pub discussed: String,
    /// A post as most are.
    pub usual: String,
    pub posts: Vec<String>,
    pub tag: String,
    pub stylesheet: String,
}

impl Site {
    pub fn read(client: &mut Client) -> anyhow::Result<Self> {
        let home = client.page("/", &[])?;
        let posts = links(&home, "u-url\" href=\"");
        let tag = links(&home, "href=\"/tags/").into_iter().next().context("a tag on the home page")?;
        let name = links(&home, "href=\"/static/site").into_iter().next().context("a stylesheet")?;
        Ok(Self {
            discussed: posts.first().context("a post on the home page")?.clone(),
            usual: posts.get(1).context("a second post on the home page")?.clone(),
            posts,
            tag: format!("/tags/{tag}"),
            stylesheet: format!("/static/site{name}"),
        })
    }

    /// The number that a post's comment form carries.
    pub fn post_id(client: &mut Client, path: &str) -> anyhow::Result<String> {
        let page = client.page(path, &[])?;
        links(&page, "name=\"post\" value=\"").into_iter().next().context("a comment form under the post")
    }

    /// What readers ask for, by name.
    pub fn pages(&self) -> [(&'static str, String); 6] {
        [
            ("home", "/".to_owned()),
            ("post with 200 comments", self.discussed.clone()),
            ("usual post", self.usual.clone()),
            ("tag", self.tag.clone()),
            ("archive", "/archive".to_owned()),
            ("search for two words", "/search?q=wooden+harbour".to_owned()),
        ]
    }
}

/// Whatever stands between these words and the next quotation mark, each time they come.
pub fn links(page: &str, before: &str) -> Vec<String> {
    page.split(before).skip(1).filter_map(|rest| Some(rest.split('"').next()?.to_owned())).collect()
}
