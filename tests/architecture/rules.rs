//! The rules of the house as functions from source to breaches: each can be tried on a few lines of text.

use super::homes::HOMES;
use super::reader::{Named, Source, read};

/// Who may enter whom: a room and the rooms it may name. Imports go down only.
pub const ROOMS: [(&str, &[&str]); 11] = [
    (
        "testing",
        &[
            "cli",
            "web",
            "jobs",
            "transfer",
            "actions",
            "app",
            "store",
            "model",
            "config",
            "telemetry",
            "tools",
        ],
    ),
    ("cli", &["web", "jobs", "transfer", "actions", "app", "store", "model", "config", "telemetry", "tools"]),
    ("web", &["actions", "app", "store", "model", "tools"]),
    ("jobs", &["transfer", "actions", "app", "store", "model", "tools"]),
    ("transfer", &["actions", "app", "store", "model", "tools"]),
    ("actions", &["app", "store", "model", "tools"]),
    ("app", &["config", "telemetry", "store", "model", "tools"]),
    ("store", &["model"]),
    ("model", &[]),
    ("config", &[]),
    ("telemetry", &[]),
];

/// Stands beside the table because its one exception needs saying: the sanitiser makes the type that only it may make.
pub const TOOLS: &str = "tools";

/// What `model` may take from sqlx: a noun can be a column, and asks nothing of a database.
const SQLX_IN_MODEL: [&str; 2] = ["FromRow", "Type"];

const BANNED_NAMES: [&str; 8] =
    ["util", "utils", "common", "helper", "helpers", "misc", "manager", "service"];

/// No source file passes this many lines; a room that grows becomes a folder of the same name.
pub const MOST_LINES: usize = 400;

/// A source file under `src/` with what the rules need to know about where it stands.
pub struct File {
    /// The path from the repository's root, with forward slashes.
    pub path: String,
    /// The module path; its first segment is the room, and it is empty for `lib.rs` and `main.rs`.
    pub module: Vec<String>,
    pub text: String,
    pub source: Source,
}

impl File {
    /// Reads one file; a syntax error is a breach of its own, told in words.
    pub fn new(path: &str, text: &str) -> Result<Self, String> {
        let module = module_of(path);
        let names: Vec<&str> = module.iter().map(String::as_str).collect();
        let source =
            read(text, &names).map_err(|error| format!("{path}: cannot be read as Rust: {error}"))?;
        Ok(Self { path: path.to_owned(), module, text: text.to_owned(), source })
    }

    fn room(&self) -> Option<&str> {
        self.module.first().map(String::as_str)
    }

    fn is_test_file(&self) -> bool {
        self.module.iter().any(|name| name == "tests")
    }
}

fn module_of(path: &str) -> Vec<String> {
    let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
    inner.split('/').filter(|name| !["mod", "lib", "main"].contains(name)).map(str::to_owned).collect()
}

/// Every name of another room that the table does not allow.
pub fn entering(file: &File) -> Vec<String> {
    let Some(room) = file.room() else { return Vec::new() };
    let Some(allowed) = allowed_in(room) else {
        return vec![format!(
            "{}: the room {room} is not in the table of tests/architecture/rules.rs",
            file.path
        )];
    };
    let enters = |path: &&Named| match path.segments.first().map(String::as_str) {
        Some(other) => other != room && !allowed.contains(&other) && !is_the_sanitisers_type(file, path),
        None => true,
    };
    let breaches = file.source.paths.iter().filter(|path| path.absolute).filter(enters);
    breaches.map(|path| format!("{}:{}: {room} may not name {}", file.path, path.line, told(path))).collect()
}

fn allowed_in(room: &str) -> Option<&'static [&'static str]> {
    if room == TOOLS {
        return Some(&[]);
    }
    ROOMS.iter().find(|(name, _)| *name == room).map(|(_, allowed)| *allowed)
}

fn is_the_sanitisers_type(file: &File, path: &Named) -> bool {
    is_sanitiser(file)
        && path.segments.starts_with(&["model".to_owned(), "html".to_owned(), "Html".to_owned()])
}

fn is_sanitiser(file: &File) -> bool {
    file.module.len() > 1 && file.module[0] == TOOLS && file.module[1] == "sanitise"
}

fn told(path: &Named) -> String {
    if path.segments.is_empty() {
        "the root as a whole".to_owned()
    } else {
        format!("crate::{}", path.segments.join("::"))
    }
}

/// Every name of a large crate outside its home.
pub fn homes(file: &File) -> Vec<String> {
    let Some(room) = file.room() else { return Vec::new() };
    let away = |path: &&Named| {
        let home = HOMES.iter().find(|(name, _)| !path.absolute && path.segments[0] == *name);
        home.is_some_and(|(_, rooms)| !rooms.contains(&room)) && !is_a_column(room, path)
    };
    let breaches = file.source.paths.iter().filter(away);
    breaches
        .map(|path| {
            format!("{}:{}: {} has no home in {room}", file.path, path.line, path.segments.join("::"))
        })
        .collect()
}

fn is_a_column(room: &str, path: &Named) -> bool {
    room == "model"
        && path.segments[0] == "sqlx"
        && path.segments.get(1).is_some_and(|name| SQLX_IN_MODEL.contains(&name.as_str()))
}

/// The file or folder of `tools` in which a file names a crate, if it does.
pub fn tool_naming(file: &File, name: &str) -> Option<String> {
    let names_it = file.source.paths.iter().any(|path| !path.absolute && path.segments[0] == name);
    (names_it && file.room() == Some(TOOLS)).then(|| file.module.get(1).cloned().unwrap_or_default())
}

/// Every place but the sanitiser, and the store for what it kept, that makes markup out of text.
pub fn made_markup(file: &File) -> Vec<String> {
    if file.is_test_file() {
        return Vec::new();
    }
    let is_at_home = |name: &str| match name {
        "from_sanitiser" => is_sanitiser(file),
        "from_store" => file.room() == Some("store"),
        _ => true,
    };
    let made = |path: &&Named| !path.in_test && path.segments.last().is_some_and(|name| !is_at_home(name));
    let breaches = file.source.paths.iter().filter(made);
    breaches.map(|path| format!("{}:{}: only tools/sanitise makes Html", file.path, path.line)).collect()
}

/// Every statement of SQL outside `store`.
pub fn spoken_sql(file: &File) -> Vec<String> {
    if file.room() == Some("store") {
        return Vec::new();
    }
    let breaches = file.source.strings.iter().filter(|string| is_sql(&string.text));
    breaches.map(|string| format!("{}:{}: only store speaks SQL", file.path, string.line)).collect()
}

fn is_sql(text: &str) -> bool {
    let escapes_gone = text.replace("\\n", " ").replace('\\', " ").to_lowercase();
    let words: Vec<&str> = escapes_gone.split_whitespace().collect();
    let has = |word: &str| words.contains(&word);
    match words.as_slice() {
        ["select", second, ..] => has("from") && !["a", "an", "the", "your", "one"].contains(second),
        ["insert", "or" | "into", ..]
        | ["replace" | "vacuum", "into", ..]
        | ["delete", "from", ..]
        | ["begin", "immediate", ..]
        | ["create" | "drop" | "alter", "table" | "index", ..]
        | ["update", _, "set", ..]
        | ["pragma", ..] => true,
        _ => false,
    }
}

/// Every use of the writer in `web`: a page reads the store, and whatever changes something goes through a verb.
pub fn writing_pages(file: &File) -> Vec<String> {
    if file.room() != Some("web") || file.is_test_file() {
        return Vec::new();
    }
    let breaches = file.source.members.iter().filter(|member| !member.in_test && member.text == "writer");
    breaches.map(|member| format!("{}:{}: web writes through actions", file.path, member.line)).collect()
}

/// A module called `tests` that is compiled into the program.
pub fn shipped_tests(file: &File) -> Vec<String> {
    let shipped = file.source.modules.iter().filter(|module| module.text == "tests");
    shipped.map(|module| format!("{}:{}: mod tests without #[cfg(test)]", file.path, module.line)).collect()
}

/// A file of a room that does not open with one to three lines saying what lives there.
pub fn unopened(file: &File) -> Option<String> {
    let lines = file.text.lines().take_while(|line| line.starts_with("//!")).count();
    (file.room().is_some() && !(1..=3).contains(&lines))
        .then(|| format!("{}: opens with {lines} lines of //! instead of one to three", file.path))
}

/// A file or folder whose name says nothing about what is in it.
pub fn banned_name(path: &str) -> Option<String> {
    let mut parts = path.split('/').map(|part| part.split('.').next().unwrap_or(part));
    let banned = parts.rfind(|part| BANNED_NAMES.contains(part))?;
    Some(format!("{path}: nothing is called {banned} here; name what it does"))
}

/// A file that has grown past [`MOST_LINES`].
pub fn too_long(path: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    (lines > MOST_LINES).then(|| format!("{path}: {lines} lines, {MOST_LINES} at most"))
}

#[cfg(test)]
mod tests {
    use super::{
        File, ROOMS, TOOLS, banned_name, entering, homes, made_markup, shipped_tests, spoken_sql, too_long,
        tool_naming, unopened, writing_pages,
    };

    fn file(path: &str, text: &str) -> File {
        File::new(path, text).expect("the snippet is Rust")
    }

    #[test]
    fn imports_go_down_only() {
        let held = |path, text| entering(&file(path, text)).is_empty();
        assert!(held(
            "src/web/site/home.rs",
            "use crate::{actions::posts, store::posts as rows, web::error::Error};"
        ));
        assert!(held("src/cli/serve.rs", "use crate::{config::Config, telemetry, web, jobs, transfer};"));
        assert!(held("src/jobs/runner.rs", "use crate::transfer::export;"));
        assert!(held("src/lib.rs", "mod web; pub use crate::web::serve;"));
        assert!(!held("src/store/posts.rs", "use crate::{model::post::Post, actions::posts};"));
        assert!(!held("src/web/site/home.rs", "fn f() { log!(crate::jobs::run()) }"));
        assert!(!held("src/web/mod.rs", "use super::jobs;"));
        assert!(!held("src/model/post.rs", "use super::super::store;"));
        assert!(!held("src/tools/mail.rs", "use crate::model::post::Post;"));
        assert!(!held("src/web/site/home.rs", "use crate as root;"));
        assert!(!held("src/web/mod.rs", "use super::*;"));
        assert!(!held("src/attic/things.rs", ""));
    }

    #[test]
    fn nobody_below_a_room_may_name_it() {
        let reaches =
            |from: &str, to: &str| ROOMS.iter().any(|(name, may)| *name == from && may.contains(&to));
        for (upper, allowed) in ROOMS {
            for lower in allowed {
                assert!(!reaches(lower, upper), "{upper} and {lower} name each other");
                assert!(*lower == TOOLS || ROOMS.iter().any(|(name, _)| name == lower), "{lower} is no room");
            }
        }
    }

    #[test]
    fn the_sanitiser_alone_names_the_type_it_makes() {
        let text = "use crate::model::html::Html; fn f() -> Html { Html::from_sanitiser(String::new()) }";
        for path in ["src/tools/sanitise.rs", "src/tools/sanitise/posts.rs"] {
            assert!(entering(&file(path, text)).is_empty());
            assert!(made_markup(&file(path, text)).is_empty());
        }
        assert_eq!(entering(&file("src/tools/markdown.rs", text)).len(), 1);
        assert_eq!(made_markup(&file("src/tools/markdown.rs", text)).len(), 1);
        assert_eq!(entering(&file("src/tools/sanitise.rs", "use crate::model::post::Post;")).len(), 1);
        let handed_on = "fn f(a: Option<String>) { a.map(crate::model::html::Html::from_sanitiser); }";
        assert_eq!(made_markup(&file("src/actions/posts.rs", handed_on)).len(), 1);
        let kept = "fn f(a: Option<String>) { a.map(crate::model::html::Html::from_store); }";
        assert_eq!(made_markup(&file("src/tools/sanitise.rs", kept)).len(), 1);
        assert!(made_markup(&file("src/store/comments.rs", kept)).is_empty());
        let in_test = format!("#[cfg(test)] mod tests {{ {handed_on} }}");
        assert!(made_markup(&file("src/store/posts.rs", &in_test)).is_empty());
    }

    #[test]
    fn a_large_crate_has_one_home() {
        let held = |path, text| homes(&file(path, text)).is_empty();
        assert!(held("src/store/db.rs", "use sqlx::{query, SqlitePool};"));
        assert!(held("src/model/post.rs", "#[derive(sqlx::FromRow, sqlx::Type)] struct Post;"));
        assert!(held("src/web/router.rs", "use axum::Router; use crate::web::tower;"));
        assert!(!held("src/model/post.rs", "fn f(p: &sqlx::SqlitePool) {}"));
        assert!(!held("src/actions/posts.rs", "fn f() { ::sqlx::query(\"\"); }"));
        assert!(!held("src/actions/posts.rs", "use {axum::Json, serde::Serialize};"));
        assert!(!held("src/tools/mail.rs", "#[derive(askama::Template)] struct Mail;"));
        assert!(!held("src/web/site/home.rs", "use tools::x; use comrak as markdown;"));
    }

    #[test]
    fn a_tool_is_told_by_its_file_or_folder() {
        let names = |path| tool_naming(&file(path, "use comrak::parse;"), "comrak");
        assert_eq!(names("src/tools/markdown/footnotes.rs").as_deref(), Some("markdown"));
        assert_eq!(names("src/tools/markdown.rs").as_deref(), Some("markdown"));
        assert_eq!(names("src/web/site/home.rs"), None);
    }

    #[test]
    fn only_the_store_speaks_sql() {
        let spoken = |path, text: &str| spoken_sql(&file(path, &format!("const A: &str = {text:?};"))).len();
        assert_eq!(spoken("src/web/site/home.rs", "select id, title from posts"), 1);
        assert_eq!(spoken("src/transfer/backup.rs", "vacuum into $1"), 1);
        assert_eq!(spoken("src/actions/posts.rs", "\n  Update posts\n  set title = $1"), 1);
        assert_eq!(spoken("src/cli/seed.rs", "insert into posts (id) values ($1)"), 1);
        assert_eq!(spoken("src/store/posts.rs", "select id from posts"), 0);
        assert_eq!(spoken("src/cli/seed.rs", "Select a post from the list"), 0);
        assert_eq!(spoken("src/cli/user.rs", "Update the password"), 0);
    }

    #[test]
    fn a_page_does_not_hold_the_writer() {
        let text = "async fn create(app: App) { app.writer.run(|unit| unit).await }";
        assert_eq!(writing_pages(&file("src/web/site/comments.rs", text)).len(), 1);
        assert!(writing_pages(&file("src/actions/comments.rs", text)).is_empty());
    }

    #[test]
    fn tests_are_not_compiled_into_the_program() {
        assert!(shipped_tests(&file("src/store/posts.rs", "#[cfg(test)] mod tests { }")).is_empty());
        assert!(shipped_tests(&file("src/store/posts.rs", "#[cfg(test)]\nmod tests;")).is_empty());
        assert_eq!(shipped_tests(&file("src/store/posts.rs", "mod tests;")).len(), 1);
    }

    #[test]
    fn a_file_opens_with_what_lives_there() {
        assert!(unopened(&file("src/web/error.rs", "//! One.\n//! Two.\nuse std::io;")).is_none());
        assert!(unopened(&file("src/web/error.rs", "use std::io;")).is_some());
        assert!(unopened(&file("src/web/error.rs", "//! 1\n//! 2\n//! 3\n//! 4\n")).is_some());
    }

    #[test]
    fn a_name_says_what_is_inside() {
        assert!(banned_name("src/web/helpers.rs").is_some());
        assert!(banned_name("src/tools/common/text.rs").is_some());
        assert!(banned_name("tests/browser/utils.test.js").is_some());
        assert!(banned_name("deploy/postil.service").is_none());
        assert!(banned_name("src/web/commonplace.rs").is_none());
    }

    #[test]
    fn a_file_of_four_hundred_lines_is_as_long_as_it_gets() {
        assert!(too_long("src/a.rs", &"x\n".repeat(400)).is_none());
        assert!(too_long("src/a.rs", &"x\n".repeat(401)).is_some());
    }
}
