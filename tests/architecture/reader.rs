//! Reads Rust source as tokens, so that grouped imports, macro calls and attributes are seen, and comments are not.

use proc_macro2::{Delimiter, Group, LexError, Literal, TokenStream, TokenTree};

/// A path as it stands in the source, with its group written out: `a::{b, c}` is two of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The segments; a leading `crate`, `self` or `super` is resolved to the module path, and `absolute` says so.
    pub segments: Vec<String>,
    /// True for a path into our own crate, whose first segment is then a room.
    pub absolute: bool,
    /// True inside an item marked `#[cfg(test)]`.
    pub in_test: bool,
    /// The line, from 1.
    pub line: usize,
}

/// A piece of text with its line: a string literal or the name of a method or field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub in_test: bool,
    pub line: usize,
}

/// What the rules look at in one file.
#[derive(Debug, Default)]
pub struct Source {
    pub paths: Vec<Named>,
    /// String literals, unquoted as far as the rules need it.
    pub strings: Vec<Word>,
    /// The names after a dot.
    pub members: Vec<Word>,
    /// The modules declared here that are not marked `#[cfg(test)]`.
    pub modules: Vec<Word>,
}

/// Reads the text of the module at `module` (`["web", "site"]` for `src/web/site.rs`).
pub fn read(text: &str, module: &[&str]) -> Result<Source, LexError> {
    let mut reader =
        Reader { found: Source::default(), module: module.iter().map(ToString::to_string).collect() };
    reader.walk(text.parse()?, false);
    Ok(reader.found)
}

struct Reader {
    found: Source,
    module: Vec<String>,
}

impl Reader {
    fn walk(&mut self, stream: TokenStream, in_test: bool) {
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        let mut test_item = false;
        let mut at = 0;
        while at < tokens.len() {
            test_item |= is_test_mark(&tokens, at);
            let marked = in_test || test_item;
            let next = self.step(&tokens, at, marked);
            if tokens[at..next].iter().any(ends_item) {
                test_item = false;
            }
            at = next;
        }
    }

    /// Reads what stands at `at` and says where to go on.
    fn step(&mut self, tokens: &[TokenTree], at: usize, in_test: bool) -> usize {
        match &tokens[at] {
            TokenTree::Group(group) => {
                if !is_visibility(tokens, at, group) && !is_doc(group) {
                    self.walk(group.stream(), in_test);
                }
                at + 1
            }
            TokenTree::Literal(literal) => {
                self.literal(literal, in_test);
                at + 1
            }
            TokenTree::Punct(_) => at + 1,
            TokenTree::Ident(ident) => {
                let line = ident.span().start().line;
                if at > 0
                    && is_punct(tokens.get(at - 1), '.')
                    && !is_punct(tokens.get(at.wrapping_sub(2)), '.')
                {
                    self.found.members.push(Word { text: ident.to_string(), in_test, line });
                    return at + 1;
                }
                match ident.to_string().as_str() {
                    "use" if !is_punct(tokens.get(at + 1), '<') => self.use_item(tokens, at + 1, in_test),
                    "mod" => self.module_item(tokens, at, in_test),
                    _ => self.expression_path(tokens, at, in_test),
                }
            }
        }
    }

    fn literal(&mut self, literal: &Literal, in_test: bool) {
        let written = literal.to_string();
        if let (Some(first), Some(last)) = (written.find('"'), written.rfind('"'))
            && first < last
        {
            let text = written[first + 1..last].to_owned();
            self.found.strings.push(Word { text, in_test, line: literal.span().start().line });
        }
    }

    fn module_item(&mut self, tokens: &[TokenTree], at: usize, in_test: bool) -> usize {
        let Some(TokenTree::Ident(name)) = tokens.get(at + 1) else { return at + 1 };
        if !in_test {
            self.found.modules.push(Word { text: name.to_string(), in_test, line: name.span().start().line });
        }
        match tokens.get(at + 2) {
            Some(TokenTree::Group(body)) => {
                self.module.push(name.to_string());
                self.walk(body.stream(), in_test);
                self.module.pop();
                at + 3
            }
            _ => at + 2,
        }
    }

    fn use_item(&mut self, tokens: &[TokenTree], at: usize, in_test: bool) -> usize {
        let end =
            tokens[at..].iter().position(|token| is_punct(Some(token), ';')).map_or(tokens.len(), |n| at + n);
        self.use_tree(&tokens[at..end], &[], in_test);
        end
    }

    fn use_tree(&mut self, tokens: &[TokenTree], before: &[String], in_test: bool) {
        let mut segments = before.to_vec();
        let mut line = 1;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if ident == "as" => break,
                TokenTree::Ident(ident) => {
                    line = ident.span().start().line;
                    segments.push(plain(&ident.to_string()));
                }
                TokenTree::Punct(star) if star.as_char() == '*' => {
                    line = star.span().start().line;
                    segments.push("*".to_owned());
                }
                TokenTree::Group(group) => return self.use_group(group, &segments, in_test),
                _ => {}
            }
        }
        self.push(segments, in_test, line);
    }

    fn use_group(&mut self, group: &Group, before: &[String], in_test: bool) {
        let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
        for part in tokens.split(|token| is_punct(Some(token), ',')).filter(|part| !part.is_empty()) {
            self.use_tree(part, before, in_test);
        }
    }

    /// A path outside an import counts from two segments on: one alone is a name of this file's own.
    fn expression_path(&mut self, tokens: &[TokenTree], at: usize, in_test: bool) -> usize {
        let mut segments = Vec::new();
        let mut line = 1;
        let mut next = at;
        while let Some(TokenTree::Ident(ident)) = tokens.get(next) {
            line = ident.span().start().line;
            segments.push(plain(&ident.to_string()));
            next += 1;
            if !(is_punct(tokens.get(next), ':') && is_punct(tokens.get(next + 1), ':')) {
                break;
            }
            next += 2;
        }
        if segments.len() > 1 {
            self.push(segments, in_test, line);
        }
        next
    }

    fn push(&mut self, mut segments: Vec<String>, in_test: bool, line: usize) {
        let mut base = self.module.clone();
        let absolute = match segments[0].as_str() {
            "crate" => {
                base.clear();
                true
            }
            "self" | "super" => true,
            _ => false,
        };
        if absolute {
            while let Some(first) = segments.first() {
                match first.as_str() {
                    "crate" | "self" => {}
                    "super" => {
                        base.pop();
                    }
                    _ => break,
                }
                segments.remove(0);
            }
            base.append(&mut segments);
            segments = base;
        }
        self.found.paths.push(Named { segments, absolute, in_test, line });
    }
}

fn plain(ident: &str) -> String {
    ident.trim_start_matches("r#").to_owned()
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

fn is_ident(token: Option<&TokenTree>, wanted: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if ident == wanted)
}

/// `pub(super)` in a room's own file names the root, and enters nobody.
fn is_visibility(tokens: &[TokenTree], at: usize, group: &Group) -> bool {
    group.delimiter() == Delimiter::Parenthesis && is_ident(tokens.get(at.wrapping_sub(1)), "pub")
}

/// A comment with three slashes arrives as an attribute.
fn is_doc(group: &Group) -> bool {
    group.delimiter() == Delimiter::Bracket && is_ident(group.stream().into_iter().next().as_ref(), "doc")
}

fn is_test_mark(tokens: &[TokenTree], at: usize) -> bool {
    is_punct(tokens.get(at), '#')
        && matches!(tokens.get(at + 1), Some(TokenTree::Group(mark)) if spaceless(mark) == "cfg(test)")
}

fn spaceless(group: &Group) -> String {
    group.stream().to_string().replace(' ', "")
}

fn ends_item(token: &TokenTree) -> bool {
    is_punct(Some(token), ';')
        || matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

#[cfg(test)]
mod tests {
    use super::read;

    fn paths(text: &str, module: &[&str]) -> Vec<String> {
        let source = read(text, module).expect("the snippet is Rust");
        source
            .paths
            .iter()
            .map(|path| format!("{}{}", if path.absolute { "/" } else { "" }, path.segments.join("::")))
            .collect()
    }

    #[test]
    fn a_group_is_written_out() {
        let text = "use crate::{app::App, store::{posts, tags as t}, model::*};";
        assert_eq!(paths(text, &["web"]), ["/app::App", "/store::posts", "/store::tags", "/model::*"]);
        assert_eq!(paths("use {sqlx::query, axum};", &["web"]), ["sqlx::query", "axum"]);
    }

    #[test]
    fn super_is_resolved_from_where_it_stands() {
        assert_eq!(paths("use super::super::store::posts;", &["web", "site"]), ["/store::posts"]);
        assert_eq!(
            paths("mod tests { use super::*; use super::super::tags; }", &["store", "posts"]),
            ["/store::posts::*", "/store::tags"]
        );
    }

    #[test]
    fn paths_inside_macro_calls_and_attributes_are_seen() {
        let text = "fn f() { vec![crate::jobs::run()]; } #[derive(sqlx::Type)] struct A;";
        assert_eq!(paths(text, &["web"]), ["/jobs::run", "sqlx::Type"]);
    }

    #[test]
    fn paths_behind_turbofish_casts_and_leading_colons_are_seen() {
        let text = "fn f() { a.b::<crate::cli::X>(); <crate::web::Y as Z>::c(); ::sqlx::query(); }";
        assert_eq!(paths(text, &["web"]), ["/cli::X", "/web::Y", "sqlx::query"]);
    }

    #[test]
    fn comments_and_visibility_name_nobody() {
        let text =
            "/// Like `crate::web::x`.\npub(crate) fn f() { /* crate::web::y() */ } pub(super) struct A;";
        assert_eq!(paths(text, &["store"]), Vec::<String>::new());
        assert!(read(text, &["store"]).expect("the snippet is Rust").strings.is_empty());
    }

    #[test]
    fn an_import_of_the_root_itself_is_seen() {
        assert_eq!(paths("use crate as root;", &["web"]), ["/"]);
        assert_eq!(paths("use super::*;", &["web"]), ["/*"]);
    }

    #[test]
    fn only_the_item_behind_the_mark_is_test_code() {
        let text = "#[cfg(test)] mod tests { fn a() { one::x(); } } fn b() { two::x(); } #[cfg(test)] use three::x; use four::x;";
        let found = read(text, &["store"]).expect("the snippet is Rust");
        let marks: Vec<_> =
            found.paths.iter().map(|path| (path.segments[0].as_str(), path.in_test)).collect();
        assert_eq!(marks, [("one", true), ("two", false), ("three", true), ("four", false)]);
    }

    #[test]
    fn strings_members_and_lines_are_kept() {
        let found = read("fn f() {\n    app.writer.run(r#\"select \"a\"\"#);\n}", &["web"])
            .expect("the snippet is Rust");
        assert_eq!(found.strings[0].text, "select \"a\"");
        assert_eq!(found.strings[0].line, 2);
        let members: Vec<_> = found.members.iter().map(|member| member.text.as_str()).collect();
        assert_eq!(members, ["writer", "run"]);
    }
}
