//! Titles, posts and comments out of a small vocabulary: readable enough to look at, varied enough to search.

use rand::RngExt as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::seq::index::sample;

const NOUNS: [&str; 60] = [
    "harbour",
    "kettle",
    "letter",
    "orchard",
    "bridge",
    "ladder",
    "winter",
    "garden",
    "notebook",
    "station",
    "window",
    "river",
    "market",
    "engine",
    "lantern",
    "neighbour",
    "compass",
    "bicycle",
    "library",
    "storm",
    "recipe",
    "shadow",
    "violin",
    "meadow",
    "ticket",
    "workshop",
    "chimney",
    "ferry",
    "blanket",
    "signal",
    "kitchen",
    "map",
    "clock",
    "rope",
    "pebble",
    "island",
    "mirror",
    "candle",
    "fence",
    "tunnel",
    "postcard",
    "camera",
    "anchor",
    "button",
    "shelf",
    "saddle",
    "furnace",
    "whistle",
    "basket",
    "curtain",
    "pencil",
    "barrel",
    "thread",
    "valley",
    "hinge",
    "bakery",
    "umbrella",
    "quarry",
    "platform",
    "drawer",
];
const QUALITIES: [&str; 30] = [
    "quiet",
    "crooked",
    "late",
    "wooden",
    "borrowed",
    "ordinary",
    "stubborn",
    "pale",
    "narrow",
    "patient",
    "rusty",
    "hollow",
    "early",
    "shared",
    "forgotten",
    "careful",
    "loud",
    "warm",
    "distant",
    "folded",
    "honest",
    "tall",
    "uneven",
    "spare",
    "northern",
    "gentle",
    "second",
    "painted",
    "missing",
    "slow",
];
const VERBS: [&str; 30] = [
    "kept",
    "carried",
    "found",
    "mended",
    "lost",
    "measured",
    "painted",
    "opened",
    "followed",
    "answered",
    "counted",
    "left",
    "returned",
    "moved",
    "watched",
    "sold",
    "built",
    "borrowed",
    "closed",
    "heard",
    "wrote down",
    "drew",
    "turned",
    "shared",
    "hid",
    "weighed",
    "learned",
    "explained",
    "remembered",
    "replaced",
];
const TURNS: [&str; 16] = [
    "before breakfast",
    "for the third time",
    "without a word",
    "in the rain",
    "as usual",
    "against advice",
    "with both hands",
    "on a Tuesday",
    "by accident",
    "for no reason",
    "all the same",
    "until the light went",
    "behind the station",
    "after the meeting",
    "with some luck",
    "a year later",
];
const PEOPLE: [&str; 20] = [
    "Ada", "Bruno", "Chiara", "Dmitri", "Esther", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kaya", "Liam",
    "Mira", "Noor", "Olga", "Pavel", "Rosa", "Sami", "Tilda", "Yusuf",
];
pub const TAGS: [&str; 40] = [
    "books",
    "tools",
    "weather",
    "travel",
    "cooking",
    "music",
    "history",
    "letters",
    "gardens",
    "maps",
    "trains",
    "photography",
    "language",
    "work",
    "family",
    "city",
    "sea",
    "mountains",
    "repair",
    "drawing",
    "science",
    "film",
    "poems",
    "walks",
    "animals",
    "craft",
    "radio",
    "schools",
    "markets",
    "theatre",
    "bicycles",
    "birds",
    "stars",
    "coffee",
    "houses",
    "rivers",
    "games",
    "money",
    "health",
    "questions",
];

const SYLLABLES: [&str; 30] = [
    "ka", "lo", "mir", "ven", "tas", "oro", "bel", "dun", "hir", "sa", "quel", "nor", "fey", "gar", "ulm",
    "pes", "wil", "cor", "zan", "ith", "mo", "rae", "tor", "lin", "bra", "eskel", "dov", "ya", "rum", "phel",
];

fn pick<'a>(words: &[&'a str], chance: &mut StdRng) -> &'a str {
    words.choose(chance).copied().unwrap_or_default()
}

pub fn name(chance: &mut StdRng) -> String {
    pick(&PEOPLE, chance).to_owned()
}

pub fn title(chance: &mut StdRng) -> String {
    let (quality, noun, other) = (pick(&QUALITIES, chance), pick(&NOUNS, chance), pick(&NOUNS, chance));
    match chance.random_range(0..4) {
        0 => format!("The {quality} {noun}"),
        1 => format!("What the {noun} {} the {other}", pick(&VERBS, chance)),
        2 => format!("A {noun}, a {other} and a {quality} {}", pick(&NOUNS, chance)),
        _ => format!("How we {} the {quality} {noun}", pick(&VERBS, chance)),
    }
}

/// A place that few have heard of: of two syllables some, of four hardly any, as words of a language are.
fn place(chance: &mut StdRng) -> String {
    let syllables = chance.random_range(2..5);
    let word: String = (0..syllables).map(|_| pick(&SYLLABLES, chance)).collect();
    word[..1].to_ascii_uppercase() + &word[1..]
}

fn sentence(chance: &mut StdRng) -> String {
    let (noun, other) = (pick(&NOUNS, chance), pick(&NOUNS, chance));
    let (quality, verb, turn) = (pick(&QUALITIES, chance), pick(&VERBS, chance), pick(&TURNS, chance));
    match chance.random_range(0..6) {
        0 => format!("The {quality} {noun} {verb} the {other} {turn}."),
        1 => format!("We {verb} a {quality} {noun} {turn}, and nobody asked about the {other}."),
        2 => format!("{} {verb} the {noun} {turn}; the {quality} {other} stayed where it was.", name(chance)),
        3 => format!("If the {noun} is {quality}, the {other} is usually {} too.", pick(&QUALITIES, chance)),
        4 => format!("In {} they {verb} the {noun} {turn}, {quality} or not.", place(chance)),
        _ => format!("Somebody {verb} the {other} {turn}, which explains the {quality} {noun}."),
    }
}

/// Three places in the list of tags. The first of it is under half of all posts.
pub fn tags(chance: &mut StdRng) -> Vec<usize> {
    let mut places = sample(chance, TAGS.len(), 3).into_vec();
    if chance.random_bool(0.5) && !places.contains(&0) {
        places[0] = 0;
    }
    places
}

pub fn paragraph(chance: &mut StdRng, sentences: usize) -> String {
    (0..sentences).map(|_| sentence(chance)).collect::<Vec<_>>().join(" ")
}

/// A post of some hundred words in Markdown, with a heading, a list or a quote now and then.
pub fn post(chance: &mut StdRng) -> String {
    let paragraphs = chance.random_range(3..9);
    let mut parts = Vec::with_capacity(paragraphs + 2);
    for number in 0..paragraphs {
        if number == 1 && chance.random_bool(0.3) {
            parts.push("<!--more-->".to_owned());
        }
        if number == 2 && chance.random_bool(0.5) {
            parts.push(format!("## {}", title(chance)));
        }
        let sentences = chance.random_range(3..7);
        let text = paragraph(chance, sentences);
        parts.push(match chance.random_range(0..12) {
            0 => format!("> {text}"),
            1 => text.split_inclusive(". ").map(|item| format!("- {item}")).collect::<Vec<_>>().join("\n"),
            _ => text,
        });
    }
    parts.join("\n\n")
}

pub fn comment(chance: &mut StdRng) -> String {
    let sentences = chance.random_range(1..5);
    paragraph(chance, sentences)
}
