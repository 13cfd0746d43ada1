//! What old bodies say by `style=` and `align=`, said by classes of ours. Inline style itself never survives.

use html5ever::Attribute;

/// What is left of the presentation that an element asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Look {
    pub classes: Vec<&'static str>,
    /// Elements that stand for a font's weight or slant: Blogger's editor once wrote no others.
    pub wraps: Vec<&'static str>,
    /// The width of a picture in pixels, if its style gave one.
    pub width: Option<String>,
}

impl Look {
    /// Reads the attributes of an element; `rtl` says that the text around it runs from right to left.
    pub fn of(element: &str, attributes: &[Attribute], rtl: bool) -> Self {
        let mut look = Self::default();
        for attribute in attributes {
            match &*attribute.name.local {
                "style" => look.read_style(element, &attribute.value, rtl),
                "align" => look.align(element, &attribute.value.to_ascii_lowercase(), rtl),
                "class" => look.read_classes(&attribute.value),
                _ => {}
            }
        }
        if element == "center" {
            look.add("align-center");
        }
        look
    }

    fn add(&mut self, class: &'static str) {
        if !self.classes.contains(&class) {
            self.classes.push(class);
        }
    }

    fn read_classes(&mut self, value: &str) {
        for class in value.split_ascii_whitespace() {
            match class {
                "separator" => self.add("picture-block"),
                "tr-caption-container" => self.add("caption-table"),
                "tr-caption" => self.add("caption"),
                "twitter-tweet" | "twitter-video" => self.add("embed-quote"),
                _ => {}
            }
        }
    }

    fn read_style(&mut self, element: &str, style: &str, rtl: bool) {
        let mut auto_margins = 0;
        for declaration in style.split(';') {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            let property = property.trim().to_ascii_lowercase();
            let value = value.replace("!important", "").trim().to_ascii_lowercase();
            match (property.as_str(), value.as_str()) {
                ("text-align", side) => self.align_text(side, rtl),
                ("float", side) => self.float(side, rtl),
                ("clear", "both" | "left" | "right") if is_block(element) => self.add("clear-both"),
                ("margin-left" | "margin-right", "auto") => auto_margins += 1,
                ("margin", margin) if margin.ends_with("auto") => auto_margins = 2,
                ("width", width) if element == "img" => {
                    self.width = width.strip_suffix("px").map(str::to_owned);
                }
                _ => self.read_font(element, &property, &value),
            }
        }
        if auto_margins >= 2 {
            self.add("align-center");
        }
    }

    /// Only a span's font is emphasis; on a block it was the theme's business.
    fn read_font(&mut self, element: &str, property: &str, value: &str) {
        if !matches!(element, "span" | "font") {
            return;
        }
        let wrap = match (property, value) {
            ("font-weight", "bold" | "bolder" | "600" | "700" | "800" | "900") => "b",
            ("font-style", "italic" | "oblique") => "i",
            ("text-decoration" | "text-decoration-line", "underline") => "u",
            ("text-decoration" | "text-decoration-line", "line-through") => "s",
            ("vertical-align", "super") => "sup",
            ("vertical-align", "sub") => "sub",
            _ => return,
        };
        if !self.wraps.contains(&wrap) {
            self.wraps.push(wrap);
        }
    }

    /// `align=` floats a picture or a table and aligns the text of anything else.
    fn align(&mut self, element: &str, side: &str, rtl: bool) {
        match (element, side) {
            ("table" | "img", "left" | "right") => self.float(side, rtl),
            ("img", _) => {}
            _ => self.align_text(side, rtl),
        }
    }

    fn align_text(&mut self, side: &str, rtl: bool) {
        match (side.trim_start_matches("-webkit-"), rtl) {
            ("center" | "middle", _) => self.add("align-center"),
            ("start" | "justify", _) | ("left", false) | ("right", true) => self.add("align-start"),
            ("end", _) | ("right", false) | ("left", true) => self.add("align-end"),
            _ => {}
        }
    }

    fn float(&mut self, side: &str, rtl: bool) {
        match (side, rtl) {
            ("inline-start", _) | ("left", false) | ("right", true) => self.add("float-start"),
            ("inline-end", _) | ("right", false) | ("left", true) => self.add("float-end"),
            _ => {}
        }
    }
}

fn is_block(element: &str) -> bool {
    matches!(
        element,
        "div"
            | "p"
            | "br"
            | "table"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "hr"
            | "center"
    )
}

#[cfg(test)]
mod tests {
    use html5ever::{LocalName, QualName, ns};

    use super::*;

    fn look(element: &str, name: &str, value: &str, rtl: bool) -> Look {
        let name = QualName::new(None, ns!(), LocalName::from(name));
        Look::of(element, &[Attribute { name, value: value.into() }], rtl)
    }

    #[test]
    fn alignment_is_read_from_style_and_attribute() {
        for (element, name, value, class) in [
            ("div", "style", "text-align: center", "align-center"),
            ("div", "style", "TEXT-ALIGN:CENTER !important;", "align-center"),
            ("p", "align", "Right", "align-end"),
            ("table", "style", "margin-left: auto; margin-right:auto", "align-center"),
            ("div", "style", "margin: 0 auto", "align-center"),
            ("img", "align", "left", "float-start"),
            ("table", "align", "center", "align-center"),
            ("a", "style", "clear: left; float: right; margin-left: 1em", "float-end"),
            ("div", "style", "clear: both", "clear-both"),
            ("div", "class", "separator", "picture-block"),
            ("table", "class", "tr-caption-container", "caption-table"),
            ("td", "class", "tr-caption", "caption"),
        ] {
            assert_eq!(look(element, name, value, false).classes, [class], "{value}");
        }
        assert!(look("div", "style", "color: red; position:fixed", false).classes.is_empty());
        assert!(look("table", "style", "margin-left: auto", false).classes.is_empty());
    }

    #[test]
    fn left_is_the_end_where_text_runs_from_the_right() {
        assert_eq!(look("div", "style", "text-align: left", true).classes, ["align-end"]);
        assert_eq!(look("img", "style", "float: right", true).classes, ["float-start"]);
    }

    #[test]
    fn a_span_that_is_bold_by_style_stays_bold() {
        assert_eq!(look("span", "style", "font-weight: bold; font-style: italic;", false).wraps, ["b", "i"]);
        assert!(look("div", "style", "font-weight: bold", false).wraps.is_empty());
        assert!(look("span", "style", "font-weight: normal", false).wraps.is_empty());
    }

    #[test]
    fn a_picture_keeps_its_width() {
        assert_eq!(look("img", "style", "width: 320px", false).width.as_deref(), Some("320"));
        assert_eq!(look("img", "style", "width: 50%", false).width, None);
    }
}
