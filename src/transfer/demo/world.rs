//! Reads the hand-written sample blog in `world/`; its README says how the files are written. Nothing is stored here.

use std::collections::HashMap;

use anyhow::{Context as _, bail};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "src/transfer/demo/world/"]
struct Files;

/// The whole sample blog as its files say it.
pub struct World {
    pub blog: Fields,
    pub people: Vec<Entry>,
    pub posts: Vec<Post>,
}

/// A post or page, with the comments under it.
pub struct Post {
    pub slug: String,
    pub entry: Entry,
    pub comments: Vec<Entry>,
}

/// Header lines and the Markdown below them.
pub struct Entry {
    pub fields: Fields,
    pub text: String,
}

/// `key: value` lines.
pub struct Fields(HashMap<String, String>);

impl Fields {
    fn read(lines: &str) -> anyhow::Result<Self> {
        let mut fields = HashMap::new();
        for line in lines.lines().filter(|line| !line.is_empty()) {
            let (key, value) =
                line.split_once(": ").with_context(|| format!("“{line}” is no `key: value`"))?;
            fields.insert(key.to_owned(), value.to_owned());
        }
        Ok(Self(fields))
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    pub fn need(&self, key: &str) -> anyhow::Result<&str> {
        self.get(key).with_context(|| format!("“{key}” is missing"))
    }

    /// A duration such as `1d 2h 15m`, in seconds.
    pub fn seconds(&self, key: &str) -> anyhow::Result<Option<i64>> {
        self.get(key).map(seconds).transpose()
    }
}

impl World {
    pub fn read() -> anyhow::Result<Self> {
        let blog = file("blog.md")?;
        let mut blocks = blog.split("\n---\n");
        let fields = Fields::read(blocks.next().unwrap_or_default())?;
        let people = blocks.map(entry).collect::<anyhow::Result<_>>()?;
        let mut slugs: Vec<_> = Files::iter()
            .filter_map(|name| name.strip_suffix(".md").map(str::to_owned))
            .filter(|slug| slug != "blog" && slug != "README" && !slug.ends_with(".comments"))
            .collect();
        slugs.sort();
        let posts = slugs
            .into_iter()
            .map(|slug| post(&slug).with_context(|| format!("the sample post {slug}")))
            .collect::<anyhow::Result<_>>()?;
        Ok(Self { blog: fields, people, posts })
    }
}

fn post(slug: &str) -> anyhow::Result<Post> {
    let text = file(&format!("{slug}.md"))?;
    let (head, body) = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .context("it does not begin with its header between two lines of ---")?;
    let comments_file = format!("{slug}.comments.md");
    let comments = if Files::get(&comments_file).is_some() {
        file(&comments_file)?.split("\n---\n").map(entry).collect::<anyhow::Result<_>>()?
    } else {
        Vec::new()
    };
    let entry = Entry { fields: Fields::read(head)?, text: body.trim().to_owned() };
    Ok(Post { slug: slug.to_owned(), entry, comments })
}

fn entry(block: &str) -> anyhow::Result<Entry> {
    let (head, text) = block.trim().split_once("\n\n").context("an entry has no text below its header")?;
    Ok(Entry { fields: Fields::read(head)?, text: text.trim().to_owned() })
}

fn file(name: &str) -> anyhow::Result<String> {
    let file = Files::get(name).with_context(|| format!("{name} is not in the sample world"))?;
    String::from_utf8(file.data.into_owned()).with_context(|| format!("{name} is not text"))
}

fn seconds(duration: &str) -> anyhow::Result<i64> {
    let mut total = 0;
    for part in duration.split_whitespace() {
        let (amount, unit) = part.split_at(part.len() - 1);
        let amount: i64 = amount.parse().with_context(|| format!("“{part}” is no duration"))?;
        total += amount
            * match unit {
                "d" => 86_400,
                "h" => 3_600,
                "m" => 60,
                _ => bail!("“{part}” is no duration"),
            };
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_world_is_read_whole() {
        let world = World::read().unwrap();
        assert_eq!(world.people.len(), 3);
        assert!(world.posts.len() >= 15);
        let argument = world.posts.iter().find(|post| post.slug == "the-missing-day").unwrap();
        assert!(argument.comments.len() > 40);
        assert!(argument.entry.text.starts_with("The rain gauge"));
        assert_eq!(argument.entry.fields.seconds("ago").unwrap(), Some(3 * 86_400 + 4 * 3_600));
    }

    #[test]
    fn durations_add_up() {
        assert_eq!(seconds("1d 2h 15m").unwrap(), 94_500);
        assert!(seconds("soon").is_err());
    }
}
