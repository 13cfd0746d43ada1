//! Several tags in one field, with commas between. A name that holds a comma stands in quotes.

/// The names in a field, in their order; empty ones and repeated ones are left out.
pub fn names(field: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut letters = field.chars().peekable();
    let mut name = String::new();
    let mut is_quoted = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                name.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if name.trim().is_empty() => is_quoted = true,
            ',' | '\n' if !is_quoted => add(&mut names, &std::mem::take(&mut name)),
            letter => name.push(letter),
        }
    }
    add(&mut names, &name);
    names
}

fn add(names: &mut Vec<String>, name: &str) {
    let name = name.trim();
    if !name.is_empty() && !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}

/// The field that gives these names back.
pub fn field<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let quoted = names.map(|name| {
        if name.contains([',', '"']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name.to_owned() }
    });
    quoted.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_part_names_and_empty_ones_are_left_out() {
        assert_eq!(names(" a, b c ,, a ,\n"), ["a", "b c"]);
        assert!(names(" , ").is_empty());
    }

    #[test]
    fn whatever_a_name_holds_it_comes_back() {
        let all = ["salt, pepper", "5\" nails", "\"quoted\"", "<b>&amp;", "قهوة", "a \"b\", c"];
        assert_eq!(names(&field(all.into_iter())), all);
    }

    #[test]
    fn a_quote_that_never_ends_loses_nothing() {
        assert_eq!(names("a, \"b, c"), ["a", "b, c"]);
    }
}
