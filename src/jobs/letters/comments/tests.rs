//! Letters about comments in every language, with names and words that would like to be markup.

use super::*;
use crate::tools::language::Language;

fn line(name: &str, why: Option<&'static str>) -> Line {
    Line {
        name: name.to_owned(),
        answers: None,
        post_title: "The <b>weir</b> & more".to_owned(),
        words: vec!["First <i>line</i>".to_owned(), "second & last".to_owned()],
        decision: why.map(|_| "/comments/decisions/abc.def".to_owned()),
        path: why.is_none().then(|| "/comments/at/abc".to_owned()),
        why,
    }
}

fn worded(digest: &Digest, language: &'static str) -> Worded {
    let paper = Paper {
        words: Language::of(language),
        blog: "Margins <i>& more</i>",
        address: "https://blog.example.org",
    };
    digest.worded(paper).unwrap().unwrap()
}

fn digests() -> [Digest; 3] {
    let stop = Stop {
        end: "/comments/following/end/x.y".to_owned(),
        list: "/comments/following/list/x.y".to_owned(),
    };
    [
        Digest { waiting: vec![line("Grace <b>", Some("mail-why-policy"))], in_all: 1, ..Digest::default() },
        Digest {
            waiting: vec![line("Grace <b>", Some("mail-why-network")), line("Bo", Some("mail-why-other"))],
            published: vec![Line { answers: Some("Ada <b>".to_owned()), ..line("Cy", None) }],
            more: 7,
            in_all: 23,
            stop: None,
        },
        Digest { published: vec![line("Grace <b>", None)], stop: Some(stop), ..Digest::default() },
    ]
}

#[test]
fn every_letter_is_whole_in_every_language_and_no_markup() {
    for digest in digests() {
        for language in Language::all() {
            let said = worded(&digest, language.tag);
            for words in [&said.subject, &said.text, &said.html] {
                assert!(!words.contains("mail-") && !words.contains("{ $"), "{words}");
            }
            assert!(said.subject.ends_with("– Margins <i>& more</i>"), "{}", said.subject);
            assert!(!said.text.contains("\n\n\n") && !said.text.contains("&amp;"), "{:?}", said.text);
            assert!(said.text.contains("\n> First <i>line</i>\n> second & last\n"), "{}", said.text);
            assert!(!said.html.contains("<b>") && !said.html.contains("<i>"), "{}", said.html);
        }
    }
}

#[test]
fn links_stand_on_lines_of_their_own_and_say_what_they_offer() {
    let [one, many, followed] = digests().map(|digest| worded(&digest, "en"));
    let lines = |said: &Worded| said.text.lines().map(str::to_owned).collect::<Vec<_>>();
    for wish in ["publication", "rejection", "spam"] {
        let link = format!("https://blog.example.org/comments/decisions/abc.def?wish={wish}");
        assert!(lines(&one).contains(&link), "{}", one.text);
        assert!(one.html.contains(&format!("href=\"{link}\"")), "{}", one.html);
    }
    assert!(one.subject.starts_with("Waiting: Grace <b> on “The"), "{}", one.subject);
    assert!(lines(&one).contains(&"https://blog.example.org/admin/comments".to_owned()));
    assert_eq!(one.unsubscribe, None);
    assert!(many.subject.starts_with("23 comments wait – "), "{}", many.subject);
    assert!(
        many.text.contains("There are 7 more.") && many.text.contains("23 comments wait in all."),
        "{}",
        many.text
    );
    assert!(many.text.contains("Cy answers Ada <b> on"), "{}", many.text);
    assert_eq!(followed.unsubscribe.as_deref(), Some("https://blog.example.org/comments/following/end/x.y"));
    assert!(lines(&followed).contains(&"https://blog.example.org/comments/at/abc".to_owned()));
    assert!(!followed.text.contains("/admin/"), "{}", followed.text);
}

#[test]
fn long_comments_are_cut_and_links_in_them_are_words() {
    let html =
        format!("<p>See <a href=\"https://evil.example/\">here</a></p><p>{}</p><p>end</p>", "a".repeat(2000));
    let words = words(&html);
    assert_eq!((words.len(), words[0].as_str()), (2, "See here"));
    assert_eq!(words[1].chars().count(), WORDS - 8 + 1);
    assert!(words[1].ends_with('…'));
}
