//! Reads sanitised markup piece by piece. It relies on how our serialiser writes: quoted values, no bare `<` or `>`.

/// A tag or the text between two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    Start { name: &'a str, whole: &'a str },
    End { name: &'a str, whole: &'a str },
    Text(&'a str),
}

impl<'a> Piece<'a> {
    /// The piece as it is written.
    pub fn whole(&self) -> &'a str {
        match self {
            Self::Start { whole, .. } | Self::End { whole, .. } | Self::Text(whole) => whole,
        }
    }
}

/// The pieces of some markup, in order; put together they are the markup again.
pub fn of(markup: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = markup;
    std::iter::from_fn(move || {
        let piece = first(rest)?;
        rest = &rest[piece.whole().len()..];
        Some(piece)
    })
}

fn first(rest: &str) -> Option<Piece<'_>> {
    if rest.is_empty() {
        return None;
    }
    if !rest.starts_with('<') {
        return Some(Piece::Text(&rest[..rest.find('<').unwrap_or(rest.len())]));
    }
    let whole = &rest[..rest.find('>').map_or(rest.len(), |end| end + 1)];
    let inner = whole.trim_start_matches('<').trim_end_matches('>');
    if let Some(name) = inner.strip_prefix('/') {
        return Some(Piece::End { name, whole });
    }
    Some(Piece::Start { name: inner.split(' ').next().unwrap_or(inner), whole })
}

/// The value of an attribute as it is written, entities and all.
pub fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag.split_once(' ')?.1;
    loop {
        let (found, after) = rest.split_once("=\"")?;
        let (value, next) = after.split_once('"')?;
        if found.trim_start() == name {
            return Some(value);
        }
        rest = next;
    }
}

/// Whether a tag has a class.
pub fn has_class(tag: &str, class: &str) -> bool {
    attribute(tag, "class").is_some_and(|classes| classes.split(' ').any(|one| one == class))
}

/// Whether an element has no content, and so no end tag.
pub fn is_void(name: &str) -> bool {
    matches!(name, "br" | "hr" | "img" | "wbr" | "col")
}

/// Adds text to `plain` with its entities decoded: those that the serialiser writes.
pub fn decode_into(plain: &mut String, text: &str) {
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        let known = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&nbsp;", ' ')];
        let found = known.iter().find(|(entity, _)| rest.starts_with(entity));
        let (entity, decoded) = found.unwrap_or(&("&", '&'));
        plain.push(*decoded);
        rest = &rest[entity.len()..];
    }
    plain.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_put_together_are_the_markup() {
        let markup = "a<p class=\"x y\" id=\"p-1\">b &amp; c<br></p>";
        assert_eq!(of(markup).map(|piece| piece.whole()).collect::<String>(), markup);
        let names: Vec<_> = of(markup)
            .filter_map(|piece| match piece {
                Piece::Start { name, .. } => Some(name),
                _ => None,
            })
            .collect();
        assert_eq!(names, ["p", "br"]);
    }

    #[test]
    fn an_attribute_is_found_by_its_whole_name() {
        let tag = "<a title=\"an id=no\" href=\"/x?a&amp;b\" id=\"p-1\">";
        assert_eq!(attribute(tag, "id"), Some("p-1"));
        assert_eq!(attribute(tag, "href"), Some("/x?a&amp;b"));
        assert_eq!(attribute(tag, "ref"), None);
        assert!(has_class("<p class=\"ab c\">", "c") && !has_class("<p class=\"ab c\">", "a"));
    }

    #[test]
    fn entities_are_decoded_once() {
        let mut plain = String::new();
        decode_into(&mut plain, "a &amp;lt; b &lt;c&gt; & d&nbsp;e");
        assert_eq!(plain, "a &lt; b <c> & d e");
    }
}
