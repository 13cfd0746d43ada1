//! The rules for `templates/`: none is forgotten, and none holds what the content security policy would drop.

use std::collections::BTreeSet;

/// The templates that a Rust file names: `#[template(path = "site/post.html")]`.
pub fn named_in_rust(strings: impl Iterator<Item = String>) -> BTreeSet<String> {
    strings.filter(|text| !text.contains(char::is_whitespace) && text.contains('.')).collect()
}

/// The templates that a template names by extends, include or import.
pub fn named_in_template(text: &str) -> BTreeSet<String> {
    let tags = text.split("{%").skip(1).filter_map(|rest| rest.split_once("%}")).map(|(tag, _)| tag);
    tags.filter_map(|tag| {
        let words = tag.trim_matches(|sign: char| "-+~".contains(sign) || sign.is_whitespace());
        let rest = ["extends", "include", "import"].iter().find_map(|word| words.strip_prefix(word))?;
        rest.split('"').nth(1).map(str::to_owned)
    })
    .collect()
}

/// Every inline style, inline script and handler attribute: pages take both from files of ours alone. Mail is exempt,
/// since mail programs know no stylesheets.
pub fn inline_code(path: &str, text: &str) -> Vec<String> {
    if path.starts_with("templates/mail/") {
        return Vec::new();
    }
    let tags = text.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or(rest));
    let inline = tags.filter(|tag| is_inline(&tag.to_lowercase()));
    inline
        .map(|tag| {
            format!("{path}: the policy drops <{}>", tag.split_whitespace().collect::<Vec<_>>().join(" "))
        })
        .collect()
}

fn is_inline(tag: &str) -> bool {
    let mut words = tag.split_whitespace();
    let name = words.next().unwrap_or_default();
    let has = |start: &str| tag.split_whitespace().skip(1).any(|word| word.starts_with(start));
    name == "style"
        || (name == "script" && !has("src=") && !has("type=\"application/ld+json\""))
        || (name.starts_with(char::is_alphabetic) && (has("style=") || words.any(is_handler)))
}

fn is_handler(attribute: &str) -> bool {
    attribute.split_once('=').is_some_and(|(name, _)| {
        name.len() > 3 && name.starts_with("on") && name.chars().all(|letter| letter.is_ascii_lowercase())
    })
}

/// The rooms that a template reaches past its page struct (`crate::store::posts()`): a template gets ready values.
pub fn reaching(path: &str, text: &str) -> Vec<String> {
    let reached = ["crate::", "super::"].into_iter().filter(|word| text.contains(word));
    reached.map(|word| format!("{path}: says {word}; a template gets ready values")).collect()
}

/// Attributes whose value a reader sees or hears.
const SAID: [&str; 5] = ["aria-label=\"", "placeholder=\"", " title=\"", " alt=\"", "content=\""];

/// Words that stand in a template for readers as they are: each has to come from `locales/`, in every language. Templates
/// for people who log in are exempt, and so is what a machine reads.
pub fn literals(path: &str, text: &str) -> Vec<String> {
    let is_for_editors = [
        "templates/admin/",
        "templates/account/names",
        "templates/account/notices",
        "templates/account/profile",
        "templates/account/recovery_codes",
        "templates/account/second_factor",
        "templates/account/sessions",
    ];
    if is_for_editors.iter().any(|start| path.starts_with(start)) || path.starts_with("templates/feeds/") {
        return Vec::new();
    }
    let markup = without_expressions(text);
    let shown = markup.split('>').skip(1).map(|rest| rest.split('<').next().unwrap_or(rest));
    let said = SAID
        .iter()
        .flat_map(|name| markup.split(name).skip(1))
        .map(|rest| rest.split('"').next().unwrap_or(rest));
    let machine = [
        "width=device-width, initial-scale=1",
        "noindex",
        "light dark",
        "website",
        "article",
        "summary",
        "same-origin",
        "https://",
        "[](https://",
        // an attribute that a macro writes
        "aria-describedby=",
    ];
    shown
        .chain(said)
        .map(str::trim)
        .filter(|words| without_entities(words).chars().any(char::is_alphabetic))
        .filter(|words| !machine.iter().any(|known| words.starts_with(known)))
        .map(|words| format!("{path}: “{words}” belongs in locales/"))
        .collect()
}

/// `&nbsp;` and the like are signs, not words.
fn without_entities(words: &str) -> String {
    let mut pieces = words.split('&');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |plain, piece| plain + piece.split_once(';').map_or(piece, |(_, behind)| behind))
}

/// The markup alone: expressions, statements and comments of the template are cut out.
fn without_expressions(text: &str) -> String {
    let mut markup = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{").into_iter().chain(rest.find("{%")).chain(rest.find("{#")).min() {
        let end = match &rest[start..start + 2] {
            "{{" => "}}",
            "{%" => "%}",
            _ => "#}",
        };
        markup.push_str(&rest[..start]);
        rest = rest[start..].split_once(end).map_or("", |(_, behind)| behind);
    }
    markup.push_str(rest);
    markup
}

#[cfg(test)]
mod tests {
    use super::{inline_code, literals, named_in_rust, named_in_template, reaching};

    #[test]
    fn words_that_are_not_from_the_locales_are_found() {
        let found = |text| literals("templates/site/post.html", text).len();
        assert_eq!(found("<p>Read on</p>"), 1);
        assert_eq!(found("<p>{{ words.text(\"a > b\") }} – {% if x > 1 %}<b>now</b>{% endif %}</p>"), 1);
        assert_eq!(found("<a aria-label=\"Next\" title=\"{{ x }}\">→</a>"), 1);
        assert_eq!(found("<p>{{ title }} – {{ name }} {# a note #} &nbsp;</p>"), 0);
        assert!(literals("templates/admin/posts.html", "<p>Posts</p>").is_empty());
    }

    #[test]
    fn extends_include_and_import_name_a_template() {
        let text = "{% extends \"base.html\" %}{%- include \"partials/a.html\" -%}\n{% import \"b.html\" as b %}{{ \"c.html\" }}";
        let named: Vec<_> = named_in_template(text).into_iter().collect();
        assert_eq!(named, ["b.html", "base.html", "partials/a.html"]);
    }

    #[test]
    fn sentences_in_rust_name_no_template() {
        let strings = ["site/post.html", "See site/tag.html for it.", "word"].map(str::to_owned);
        assert_eq!(named_in_rust(strings.into_iter()).into_iter().collect::<Vec<_>>(), ["site/post.html"]);
    }

    #[test]
    fn inline_styles_scripts_and_handlers_are_breaches() {
        let breaches = |text| inline_code("templates/site/post.html", text).len();
        assert_eq!(breaches("<p style=\"color: red\">"), 1);
        assert_eq!(breaches("<style>p {}</style>"), 1);
        assert_eq!(breaches("<script>go()</script>"), 1);
        assert_eq!(breaches("<button\n  onclick=\"go()\">"), 1);
        assert_eq!(
            breaches(
                "<script src=\"{{ x }}\" defer></script><script type=\"application/ld+json\">{}</script>"
            ),
            0
        );
        assert_eq!(breaches("<p class=\"style\" data-on=\"x\">once = {% if a < b %}one=1{% endif %}</p>"), 0);
        assert!(inline_code("templates/mail/notice.html", "<p style=\"color: red\">").is_empty());
    }

    #[test]
    fn a_template_names_no_room() {
        assert_eq!(reaching("templates/a.html", "{{ crate::store::posts() }}").len(), 1);
        assert!(reaching("templates/a.html", "{{ post.title }}").is_empty());
    }
}
