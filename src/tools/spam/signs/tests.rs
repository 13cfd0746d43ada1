//! What is seen in comments that want to be seen otherwise.

use super::*;

fn signs(text: &str) -> Vec<Sign> {
    let said = Said { text: text.to_owned(), ..Said::default() };
    seen(&said).into_iter().map(|seen| seen.sign).collect()
}

fn by(author: &str, text: &str) -> Vec<Sign> {
    let said = Said { author: author.to_owned(), text: text.to_owned(), website: None };
    seen(&said).into_iter().map(|seen| seen.sign).collect()
}

fn word(word: &str) -> Sign {
    Sign::Word(word.to_owned())
}

#[test]
fn hosts_are_seen_in_every_disguise() {
    for text in [
        "see http://Cheap.Example/x?y",
        "see https://www.cheap.example",
        "(www.cheap.example)",
        "[here](https://cheap.example/)",
        "[cheap pills](https://cheap.example/)",
        "[url=http://cheap.example]x[/url]",
        "<a href=\"http://cheap.example/a\">x</a>",
        "<A rel=nofollow href='http://cheap.example/a'>x</A>".to_lowercase().as_str(),
        "\"https://cheap.example\".",
        "http://cheap.exa\u{200b}mple/",
        "http://user@cheap.example:8080/",
        "http://сheap.example/",
        "http://cheap&#46;example/",
        "ｈｔｔｐ：／／ｃｈｅａｐ．ｅｘａｍｐｌｅ／",
    ] {
        assert!(signs(text).contains(&Sign::Host("cheap.example".to_owned())), "{text}: {:?}", signs(text));
    }
    for text in [
        "buy at pills.com now",
        "buy at pills . com now",
        "buy at pills dot com now",
        "buy at pills .com now",
    ] {
        assert!(signs(text).contains(&Sign::Host("pills.com".to_owned())), "{text}: {:?}", signs(text));
    }
    for text in ["e.g. this", "3.5 metres", "end.Start", "a/b", "...", "I saw a dot . A comma too"] {
        assert!(signs(text).contains(&Sign::Links(0)), "{text}: {:?}", signs(text));
    }
    let twice = signs("<a href=\"https://a.example/b\">https://a.example/b</a>");
    assert!(twice.contains(&Sign::Links(1)), "one link that shows its address: {twice:?}");
}

#[test]
fn a_word_is_the_same_however_it_is_dressed() {
    for text in [
        "casino",
        "CASINO",
        "ca\u{200b}si\u{ad}no",
        "саsino",
        "“Casino”",
        "caaaaasino",
        "𝐜𝐚𝐬𝐢𝐧𝐨",
        "ｃａｓｉｎｏ",
        "ⓒⓐⓢⓘⓝⓞ",
        "c\u{336}a\u{336}sino",
        "<b>casino</b>",
        "&#99;asino",
        "\u{202e}casino\u{202c}",
    ] {
        assert!(signs(text).contains(&word("casino")), "{text}: {:?}", signs(text));
    }
    assert!(signs("казино").contains(&word("казино")));
    assert!(signs("grüße").contains(&word("grüße")));
}

#[test]
fn what_hides_letters_is_told_and_scripts_that_need_joiners_are_not() {
    for text in ["pi\u{200b}lls", "𝐩𝐢𝐥𝐥𝐬", "\u{202e}sllip", "p\u{336}\u{337}ills"] {
        assert!(signs(text).contains(&Sign::Tricks), "{text}");
    }
    for text in ["می\u{200c}خواهم", "👩\u{200d}🌾", "hello\u{feff}", "caf\u{65}\u{301}"] {
        assert!(!signs(text).contains(&Sign::Tricks), "{text}");
    }
}

#[test]
fn the_shape_of_a_comment_is_seen() {
    let seen = signs("BUY NOW!!! Only 19$ at me@pills.example or +49 170 1234567\nnow");
    for sign in [
        Sign::Capitals(1),
        Sign::Exclamations(3),
        Sign::Digits(2),
        Sign::Money,
        Sign::MailAddress,
        Sign::PhoneNumber,
        Sign::Lines(1),
    ] {
        assert!(seen.contains(&sign), "{sign:?} in {seen:?}");
    }
    assert!(signs("http://a.example/").contains(&Sign::MostlyLinks));
    assert!(!signs("The report of the council is at http://a.example/").contains(&Sign::MostlyLinks));
    assert!(signs("The report of the council is at http://a.example/.").contains(&Sign::EndsWithLink));
    assert!(!signs("http://a.example/ is the report").contains(&Sign::EndsWithLink));
}

#[test]
fn a_call_to_the_writers_own_is_seen() {
    let seen = by("Cheap Watches", "Please check out my new channel");
    assert!(seen.contains(&Sign::CallToMine), "{seen:?}");
    assert!(seen.iter().any(|sign| matches!(sign, Sign::Mine(_))), "{seen:?}");
    assert!(seen.iter().any(|sign| matches!(sign, Sign::NameTrade(_))), "{seen:?}");
    assert!(!signs("My uncle walked by the river").contains(&Sign::CallToMine));
    assert!(signs("Besucht meine Seite").contains(&Sign::CallToMine));
}

#[test]
fn a_website_beside_the_name_is_a_link_of_its_own() {
    let said = Said { website: Some("https://www.pills.example/buy".to_owned()), ..Said::default() };
    let seen: Vec<_> = seen(&said).into_iter().map(|seen| seen.sign).collect();
    assert!(seen.contains(&Sign::Website) && seen.contains(&Sign::Host("pills.example".to_owned())));
    assert!(seen.contains(&Sign::Links(0)));
}

#[test]
fn a_long_comment_is_looked_at_up_to_a_point_and_at_its_end() {
    let long: String =
        (0..1_000_000).map(|number| number.to_string() + "x ").collect::<String>() + "http://end.example";
    let seen = signs(&long);
    assert!(seen.len() < 2 * (FIRST_WORDS + LAST_WORDS) + 60, "{}", seen.len());
    assert!(seen.contains(&Sign::Host("end.example".to_owned())));
    assert!(!signs("").is_empty());
    for harm in [
        "<".repeat(100_000),
        "&#".repeat(100_000),
        "[url=".repeat(50_000),
        "\u{300}".repeat(90_000),
        "é".repeat(30_000),
    ] {
        assert!(!signs(&harm).is_empty());
    }
}
