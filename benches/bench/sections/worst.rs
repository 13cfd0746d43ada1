//! The dearest thing that a stranger can ask of a large blog with one address.

use std::time::Instant;

use super::Bench;
use crate::http::Client;
use crate::report::{Bar, Section, Unit};
use crate::site::{Site, links};
use crate::times::{Rounds, milliseconds};

/// How many of the dearest are shown.
const SHOWN: usize = 12;

/// How much of an address is shown, in characters.
const LONGEST_SHOWN: usize = 60;

/// How often each is asked for; the first time counts too.
const ASKED: usize = 5;

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let (posts, comments) = bench.large_amount();
    let about = format!(
        "Single anonymous requests to {posts} posts and {comments} comments, every page made anew, each address asked \
         {ASKED} times, one after the other; the worst time counts."
    );
    let mut section = Section::new("Worst single address", about);
    let Some(folder) = bench.large()? else {
        section.note("Skipped: `--large FOLDER` names the large blog.");
        return Ok(section);
    };
    let server = bench.program.serve(folder, bench.program.without_cache())?;
    let mut client = server.client();
    let mut found = Vec::new();
    for path in candidates(&mut client, posts)? {
        let mut times = Vec::new();
        let (mut status, mut bytes) = (0, 0);
        for _ in 0..ASKED {
            let begun = Instant::now();
            let answer = client.get(&path)?;
            times.push(milliseconds(begun.elapsed()));
            (status, bytes) = (answer.status, answer.length);
        }
        found.push((path, Rounds::new(times), status, bytes));
    }
    found.sort_by(|(_, one, ..), (_, other, ..)| other.most().total_cmp(&one.most()));
    section.note(format!("{} addresses were asked; these are the dearest.", found.len()));
    for (path, times, status, bytes) in found.into_iter().take(SHOWN) {
        let shown: String = path.chars().take(LONGEST_SHOWN).collect();
        let rest = if shown == path { "" } else { "…" };
        let what = format!("`{shown}`{rest} ({status}, {bytes} bytes), median {:.2} ms", times.median());
        section.figure(what, Bar::AtMost(250.0), &Rounds::once(times.most()), Unit::Milliseconds);
    }
    Ok(section)
}

/// Every kind of address, and of each kind those that may cost most: the deepest, the longest, the commonest.
fn candidates(client: &mut Client, posts: u64) -> anyhow::Result<Vec<String>> {
    let site = Site::read(client)?;
    let mut all: Vec<String> =
        ["/", "/archive", "/sitemap.xml", "/robots.txt", "/comments", "/login", "/nowhere/at/all"]
            .map(str::to_owned)
            .to_vec();
    all.extend(site.posts.iter().cloned());
    for kind in ["posts", "comments"] {
        all.extend([format!("/feeds/{kind}.atom"), format!("/feeds/{kind}.rss")]);
    }
    let sitemaps = client.page("/sitemap.xml", &[])?;
    let parts: Vec<_> =
        sitemaps.split("/sitemaps/").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    all.extend(some_of(&parts).map(|part| format!("/sitemaps/{part}")));
    let archive = client.page("/archive", &[])?;
    let months: Vec<String> = links(&archive, "href=\"").into_iter().filter(|path| is_period(path)).collect();
    let places = [posts, posts - 1, posts * 3 / 4, posts / 2, posts / 4, posts / 100, 12, 2];
    let mut lists: Vec<String> = vec!["/".to_owned(), "/authors/ada".to_owned()];
    lists.extend(links(&archive, "href=\"/tags/").into_iter().take(5).map(|tag| format!("/tags/{tag}")));
    lists.extend(some_of(&months).cloned());
    for list in lists {
        all.push(list.clone());
        all.extend(places.iter().map(|place| format!("{list}?before={place}")));
        all.extend(places.iter().map(|place| format!("{list}?after={place}")));
    }
    all.extend(places.iter().map(|post| format!("/feeds/posts/{post}/comments.atom")));
    let tag = site.tag.trim_start_matches("/tags/");
    all.extend([format!("/feeds/tags/{tag}.atom"), format!("/feeds/tags/{tag}.rss")]);
    all.extend(searches().map(|words| format!("/search?q={words}")));
    Ok(all)
}

/// The common words of `postil seed`, of its language, and what no blog has.
fn searches() -> impl Iterator<Item = String> {
    let words =
        ["the", "a", "and", "of", "harbour", "kettle", "t", "th", "har", "zzzzqqq", "%22the+harbour%22"];
    let together =
        ["the+a+and+of+to+in", "wooden+harbour", "the+zzzzqqq", "the*", "harbour+kettle+letter+orchard"];
    let long = "harbour+".repeat(200);
    words.into_iter().chain(together).map(str::to_owned).chain([long])
}

/// `/2024/` and `/2024/05/`
fn is_period(path: &str) -> bool {
    let parts = path.trim_matches('/').split('/');
    path.len() > 4 && parts.into_iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The first, the last, and three between.
fn some_of<T>(all: &[T]) -> impl Iterator<Item = &T> {
    let last = all.len().saturating_sub(1);
    let mut places = [0, last / 4, last / 2, last * 3 / 4, last].to_vec();
    places.dedup();
    places.into_iter().filter_map(|place| all.get(place))
}
