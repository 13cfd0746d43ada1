//! Frames and players of other sites become links with a title: nothing of theirs is loaded, and nothing is lost.

use url::Url;

use super::address;
use super::allow::Kind;

/// A link to what was embedded, and the words that it says.
#[derive(Debug, PartialEq, Eq)]
pub struct Card {
    pub address: String,
    pub label: String,
}

impl Card {
    /// Describes the address of a frame or player, as `noun` where the service is unknown; nothing if it leads nowhere
    /// a reader could go.
    pub fn of(source: &str, title: Option<&str>, noun: &str) -> Option<Self> {
        let source = source.trim();
        let full = if source.starts_with("//") { format!("https:{source}") } else { source.to_owned() };
        let (address, what) = match Url::parse(&full) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => described(&url, noun)?,
            Err(url::ParseError::RelativeUrlWithoutBase) => {
                (address::link(Kind::Post, &full)?.into_owned(), noun.to_owned())
            }
            _ => return None,
        };
        let label = match title.map(str::trim).filter(|title| says_something(title)) {
            Some(title) => format!("{what}: {title}"),
            None => what,
        };
        Some(Self { address, label })
    }
}

fn described(url: &Url, noun: &str) -> Option<(String, String)> {
    let host = url.host_str()?.trim_start_matches("www.");
    Some(service(host, url).unwrap_or_else(|| (url.to_string(), format!("{noun} from {host}"))))
}

/// Titles that players give to all their frames alike.
fn says_something(title: &str) -> bool {
    let lower = title.to_ascii_lowercase();
    !lower.is_empty() && !lower.contains("player") && !lower.contains("iframe") && !lower.starts_with("embed")
}

/// Where the thing itself is to be seen, and what it is, for the services we know.
fn service(host: &str, url: &Url) -> Option<(String, String)> {
    let name = NAMES.iter().find(|(known, _)| is_or_below(host, known))?.1;
    let kind =
        if host == "facebook.com" && url.path().contains("video") { "Video on Facebook" } else { name };
    let address = canonical(kind, url).unwrap_or_else(|| url.to_string());
    Some((address, kind.to_owned()))
}

const YOUTUBE: &str = "Video on YouTube";
const VIMEO: &str = "Video on Vimeo";
const MAPS: &str = "Map on Google Maps";
const DAILYMOTION: &str = "Video on Dailymotion";

/// The first that fits counts, so a more exact host stands before its parent.
const NAMES: &[(&str, &str)] = &[
    ("youtube.com", YOUTUBE),
    ("youtube-nocookie.com", YOUTUBE),
    ("youtu.be", YOUTUBE),
    ("youtube.googleapis.com", YOUTUBE),
    ("vimeo.com", VIMEO),
    ("dailymotion.com", DAILYMOTION),
    ("ted.com", "Talk on TED"),
    ("twitch.tv", "Video on Twitch"),
    ("tiktok.com", "Video on TikTok"),
    ("blogger.com", "Video on Blogger"),
    ("video.google.com", "Video on Google Video"),
    ("maps.google.com", MAPS),
    ("docs.google.com", "Document on Google Docs"),
    ("drive.google.com", "File on Google Drive"),
    ("calendar.google.com", "Calendar on Google Calendar"),
    ("google.com", MAPS),
    ("openstreetmap.org", "Map on OpenStreetMap"),
    ("soundcloud.com", "Sound on SoundCloud"),
    ("spotify.com", "Music on Spotify"),
    ("bandcamp.com", "Music on Bandcamp"),
    ("mixcloud.com", "Sound on Mixcloud"),
    ("slideshare.net", "Slides on SlideShare"),
    ("speakerdeck.com", "Slides on Speaker Deck"),
    ("scribd.com", "Document on Scribd"),
    ("archive.org", "Item on the Internet Archive"),
    ("twitter.com", "Post on X"),
    ("x.com", "Post on X"),
    ("instagram.com", "Post on Instagram"),
    ("facebook.com", "Post on Facebook"),
    ("pinterest.com", "Pin on Pinterest"),
    ("reddit.com", "Thread on Reddit"),
    ("flickr.com", "Picture on Flickr"),
    ("gist.github.com", "Code on GitHub Gist"),
    ("codepen.io", "Code on CodePen"),
    ("jsfiddle.net", "Code on JSFiddle"),
];

fn is_or_below(host: &str, known: &str) -> bool {
    host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The page for people, where the player has an address of its own.
fn canonical(kind: &str, url: &Url) -> Option<String> {
    let parts: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
    match (kind, parts.as_slice()) {
        (YOUTUBE, ["embed", "videoseries"] | ["playlist"]) => {
            Some(format!("https://www.youtube.com/playlist?list={}", plain(&query(url, "list")?)?))
        }
        (YOUTUBE, ["embed" | "v" | "e" | "shorts" | "live", id] | [id]) if *id != "watch" => {
            // Old players glued their options to the name: /v/NAME&hl=en
            let id = id.split(['&', '?']).next()?;
            Some(format!("https://www.youtube.com/watch?v={}", plain(id)?))
        }
        (VIMEO, ["video", id]) => Some(format!("https://vimeo.com/{}", plain(id)?)),
        (VIMEO, ["moogaloop.swf"]) => Some(format!("https://vimeo.com/{}", plain(&query(url, "clip_id")?)?)),
        (DAILYMOTION, ["embed" | "swf", "video", id] | ["swf" | "video", id]) => {
            Some(format!("https://www.dailymotion.com/video/{}", plain(id)?))
        }
        ("Music on Spotify", ["embed", rest @ ..]) => {
            Some(format!("https://open.spotify.com/{}", rest.join("/")))
        }
        ("Item on the Internet Archive", ["embed", id, ..]) => {
            Some(format!("https://archive.org/details/{id}"))
        }
        ("Post on Instagram", [what, id, "embed", ..]) => {
            Some(format!("https://www.instagram.com/{what}/{id}/"))
        }
        ("Sound on SoundCloud", ["player", ..]) => web(&query(url, "url")?),
        ("Post on Facebook" | "Video on Facebook", ["plugins", ..]) => web(&query(url, "href")?),
        ("Code on GitHub Gist", [user, file]) => {
            Some(format!("https://gist.github.com/{user}/{}", file.trim_end_matches(".js")))
        }
        (MAPS, _) => map(url),
        _ => None,
    }
}

/// A frame's map cannot be opened by itself; the point in its middle can.
fn map(url: &Url) -> Option<String> {
    if let Some(packed) = query(url, "pb") {
        let place =
            |mark: &str| packed.split('!').find_map(|part| part.strip_prefix(mark)?.parse::<f64>().ok());
        return Some(format!("https://www.google.com/maps?q={},{}", place("3d")?, place("2d")?));
    }
    let mut page = url.clone();
    let kept: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(name, _)| name != "output").collect();
    page.query_pairs_mut().clear().extend_pairs(kept);
    page.set_scheme("https").ok()?;
    Some(page.to_string())
}

fn query(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// A name that cannot be more than a name within an address.
fn plain(id: &str) -> Option<&str> {
    let fits = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    fits.then_some(id)
}

fn web(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    (matches!(url.scheme(), "http" | "https") && address::host(address).is_some()).then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(source: &str) -> (String, String) {
        let card = Card::of(source, None, "Embedded page").expect(source);
        (card.address, card.label)
    }

    #[test]
    fn players_lead_to_the_page_for_people() {
        for (source, address, label) in [
            (
                "//www.youtube.com/embed/aB3_-x?rel=0",
                "https://www.youtube.com/watch?v=aB3_-x",
                "Video on YouTube",
            ),
            (
                "http://www.youtube.com/v/aB3&hl=en&fs=1",
                "https://www.youtube.com/watch?v=aB3",
                "Video on YouTube",
            ),
            ("https://youtu.be/aB3", "https://www.youtube.com/watch?v=aB3", "Video on YouTube"),
            (
                "https://www.youtube-nocookie.com/embed/aB3",
                "https://www.youtube.com/watch?v=aB3",
                "Video on YouTube",
            ),
            (
                "https://www.youtube.com/embed/videoseries?list=PL1",
                "https://www.youtube.com/playlist?list=PL1",
                "Video on YouTube",
            ),
            ("https://player.vimeo.com/video/123?h=1", "https://vimeo.com/123", "Video on Vimeo"),
            ("http://vimeo.com/moogaloop.swf?clip_id=77&x=1", "https://vimeo.com/77", "Video on Vimeo"),
            ("https://www.instagram.com/p/Ab/embed/", "https://www.instagram.com/p/Ab/", "Post on Instagram"),
            (
                "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fa%2Fvideos%2F1%2F&w=5",
                "https://www.facebook.com/a/videos/1/",
                "Video on Facebook",
            ),
            (
                "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fa%2F1",
                "https://www.facebook.com/a/1",
                "Post on Facebook",
            ),
            (
                "https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/a/b",
                "https://soundcloud.com/a/b",
                "Sound on SoundCloud",
            ),
            (
                "https://open.spotify.com/embed/track/1",
                "https://open.spotify.com/track/1",
                "Music on Spotify",
            ),
            (
                "https://www.google.com/maps/embed?pb=!1m18!1d1.5!2d13.4!3d52.5!5m2",
                "https://www.google.com/maps?q=52.5,13.4",
                "Map on Google Maps",
            ),
            (
                "http://maps.google.com/maps?q=Rome&output=embed",
                "https://maps.google.com/maps?q=Rome",
                "Map on Google Maps",
            ),
            ("https://gist.github.com/ada/1.js", "https://gist.github.com/ada/1", "Code on GitHub Gist"),
            ("https://a.example.org/b?c", "https://a.example.org/b?c", "Embedded page from a.example.org"),
            ("/local.html", "/local.html", "Embedded page"),
            (
                "https://notyoutube.com/embed/x",
                "https://notyoutube.com/embed/x",
                "Embedded page from notyoutube.com",
            ),
        ] {
            assert_eq!(card(source), (address.to_owned(), label.to_owned()), "{source}");
        }
    }

    #[test]
    fn a_title_is_said_if_it_says_something() {
        let label = |title| Card::of("https://youtu.be/a", Some(title), "Video").map(|card| card.label);
        assert_eq!(label("How to sail").as_deref(), Some("Video on YouTube: How to sail"));
        assert_eq!(label("YouTube video player").as_deref(), Some("Video on YouTube"));
        assert_eq!(label(" ").as_deref(), Some("Video on YouTube"));
    }

    #[test]
    fn what_leads_nowhere_is_no_card() {
        for source in ["", "about:blank", "javascript:alert(1)", "data:text/html,x", "https://"] {
            assert_eq!(Card::of(source, None, "Embedded page"), None, "{source}");
        }
    }

    #[test]
    fn an_address_within_an_address_is_checked_too() {
        let card = Card::of("https://w.soundcloud.com/player/?url=javascript:alert(1)", None, "Sound");
        assert!(card.is_some_and(|card| card.address.starts_with("https://w.soundcloud.com/")));
    }
}
