//! Sentences in the reader's language, with their plurals (Project Fluent). Knows no sentence itself.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// The languages there are: tag, name in itself, sentences.
const SOURCES: [(&str, &str, &str); 2] = [
    ("en", "English", include_str!("../../locales/en.ftl")),
    ("de", "Deutsch", include_str!("../../locales/de.ftl")),
];

static LANGUAGES: LazyLock<Vec<Language>> =
    LazyLock::new(|| SOURCES.iter().map(|(tag, name, source)| Language::read(tag, name, source)).collect());

/// One language and its sentences.
pub struct Language {
    pub tag: &'static str,
    /// Its name in itself.
    pub name: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl Language {
    /// Every language there is; the first is the one to fall back to.
    pub fn all() -> &'static [Self] {
        &LANGUAGES
    }

    /// The language of a tag such as `de` or `de-AT`, or the first one.
    pub fn of(tag: &str) -> &'static Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        let known = LANGUAGES.iter().find(|language| language.tag.eq_ignore_ascii_case(primary));
        known.unwrap_or(&LANGUAGES[0])
    }

    fn read(tag: &'static str, name: &'static str, source: &str) -> Self {
        let identifier = LanguageIdentifier::from_bytes(tag.as_bytes()).unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        bundle.set_use_isolating(false);
        // A broken sentence costs that sentence; the test below finds it before a reader does.
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, errors)| {
            tracing::error!(language = tag, ?errors, "a locale file has mistakes");
            resource
        });
        bundle.add_resource_overriding(resource);
        Self { tag, name, bundle }
    }

    /// A sentence without anything to fill in.
    pub fn text(&self, id: &str) -> Cow<'_, str> {
        self.format(id, None)
    }

    /// A sentence about a number of things, in the plural that the number asks for.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates pass what stands in a loop by reference"
    )]
    pub fn count(&self, id: &str, count: &i64) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set("count", FluentValue::from(*count));
        self.format(id, Some(&arguments)).into_owned()
    }

    /// A sentence with one thing to fill in.
    pub fn with(&self, id: &str, name: &str, value: &str) -> String {
        self.fill(id, &[(name, value)])
    }

    /// A sentence with several things to fill in.
    pub fn fill(&self, id: &str, values: &[(&str, &str)]) -> String {
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(*name, FluentValue::from(*value));
        }
        self.format(id, Some(&arguments)).into_owned()
    }

    #[cfg(test)]
    fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    fn format<'a>(&'a self, id: &str, arguments: Option<&'a FluentArgs<'_>>) -> Cow<'a, str> {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            tracing::error!(language = self.tag, id, "a sentence is missing");
            return Cow::Owned(id.to_owned());
        };
        let mut errors = Vec::new();
        let sentence = self.bundle.format_pattern(pattern, arguments, &mut errors);
        if !errors.is_empty() {
            tracing::error!(language = self.tag, id, ?errors, "a sentence could not be filled in");
        }
        sentence
    }
}

/// Whether the language of a tag such as `ar` or `he-IL` is written from right to left.
pub fn is_right_to_left(tag: &str) -> bool {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    let known = ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "syr", "ug", "ur", "yi"];
    known.iter().any(|language| language.eq_ignore_ascii_case(primary))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    fn ids(source: &str) -> BTreeSet<&str> {
        let starts = |line: &&str| line.starts_with(|letter: char| letter.is_ascii_lowercase());
        source.lines().filter(starts).filter_map(|line| line.split_once(" =")).map(|(id, _)| id).collect()
    }

    /// Every sentence id that stands as a literal in a call on a language.
    fn ids_used_below(folder: &Path, used: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                ids_used_below(&path, used);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap_or_default();
            for call in ["words.text(\"", "words.count(\"", "words.with(\"", "words.fill(\"", "sentence(\""] {
                for rest in source.split(call).skip(1) {
                    used.insert(rest.split('"').next().unwrap_or_default().to_owned());
                }
            }
        }
    }

    #[test]
    fn every_language_has_every_sentence_and_no_mistakes() {
        for (tag, _, source) in SOURCES {
            let read = FluentResource::try_new(source.to_owned());
            assert!(read.is_ok(), "{tag}: {:?}", read.err().map(|(_, errors)| errors));
            assert_eq!(ids(source), ids(SOURCES[0].2), "{tag}");
        }
    }

    #[test]
    fn every_sentence_that_is_asked_for_is_there() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut used = BTreeSet::new();
        ids_used_below(&root.join("templates"), &mut used);
        ids_used_below(&root.join("src/web"), &mut used);
        assert!(used.len() > 10, "the search found next to nothing: {used:?}");
        let missing: Vec<_> = used.iter().filter(|id| !Language::of("en").has(id)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn plurals_follow_the_language() {
        let english = Language::of("en");
        assert_eq!(english.count("comment-count", &0), "No comments");
        assert_eq!(english.count("comment-count", &1), "1 comment");
        assert_eq!(english.count("comment-count", &2), "2 comments");
        assert_eq!(Language::of("de").count("comment-count", &1), "1 Kommentar");
    }

    #[test]
    fn hebrew_and_arabic_run_from_the_right_and_latin_does_not() {
        for tag in ["ar", "he-IL", "FA", "ur_PK"] {
            assert!(is_right_to_left(tag), "{tag}");
        }
        for tag in ["en", "de-AT", "arn", ""] {
            assert!(!is_right_to_left(tag), "{tag}");
        }
    }

    #[test]
    fn a_regional_tag_finds_its_language_and_an_unknown_one_english() {
        assert_eq!(Language::of("de-AT").tag, "de");
        assert_eq!(Language::of("DE").tag, "de");
        assert_eq!(Language::of("tlh").tag, "en");
    }
}
