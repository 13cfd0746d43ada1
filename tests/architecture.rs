//! Holds the rules of the house (see ARCHITECTURE.md) over every file of the project.
//! A rule is a function in `architecture/`, tried there on small snippets; here it is asked of the tree.
#![cfg(test)]

#[path = "architecture/homes.rs"]
mod homes;
#[path = "architecture/reader.rs"]
mod reader;
#[path = "architecture/rules.rs"]
mod rules;
#[path = "architecture/templates.rs"]
mod templates;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rules::File;

/// Folders whose files people read and change; what is generated or fetched is not in them.
const READ_FOLDERS: [&str; 9] =
    ["src", "tests", "templates", "static", "migrations", "benches", "bin", "deploy", "docs"];

/// The kinds of file that the limit on length is for.
const SOURCES: [&str; 7] = ["rs", "js", "css", "html", "xml", "sql", ""];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The paths of all files below a folder, from the root, sorted; none if there is no such folder.
fn files_below(folder: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(root().join(folder)) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.expect("the folder can be listed");
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if !entry.path().is_dir() {
            found.push(path);
        } else if !["node_modules", "fixtures"].contains(&&*entry.file_name().to_string_lossy()) {
            found.extend(files_below(&path));
        }
    }
    found.sort();
    found
}

fn text_of(path: &str) -> String {
    String::from_utf8_lossy(&fs::read(root().join(path)).expect("a listed file can be read")).into_owned()
}

fn rust_files() -> Vec<File> {
    let paths = files_below("src").into_iter().filter(|path| extension(path) == "rs");
    let files: Vec<File> =
        paths.map(|path| File::new(&path, &text_of(&path)).unwrap_or_else(|why| panic!("{why}"))).collect();
    assert!(files.iter().any(|file| file.path == "src/lib.rs"), "no source was found, so nothing was held");
    files
}

fn extension(path: &str) -> String {
    Path::new(path).extension().map(|ext| ext.to_string_lossy().into_owned()).unwrap_or_default()
}

fn none(breaches: impl IntoIterator<Item = String>) {
    let told: Vec<String> = breaches.into_iter().collect();
    assert!(told.is_empty(), "\n{}\n", told.join("\n"));
}

#[test]
fn imports_go_down_only() {
    none(rust_files().iter().flat_map(rules::entering));
}

#[test]
fn each_large_crate_has_one_home() {
    none(rust_files().iter().flat_map(rules::homes));
}

#[test]
fn a_craft_has_one_file_or_folder_in_tools() {
    let files = rust_files();
    none(homes::ONE_TOOL.iter().filter_map(|name| {
        let places: BTreeSet<String> =
            files.iter().filter_map(|file| rules::tool_naming(file, name)).collect();
        (places.len() > 1).then(|| format!("{name} is named in several places of tools: {places:?}"))
    }));
}

#[test]
fn only_the_sanitiser_makes_markup() {
    none(rust_files().iter().flat_map(rules::made_markup));
}

#[test]
fn only_the_store_speaks_sql() {
    none(rust_files().iter().flat_map(rules::spoken_sql));
}

#[test]
fn the_web_writes_through_actions() {
    none(rust_files().iter().flat_map(rules::writing_pages));
}

#[test]
fn tests_are_not_compiled_into_the_program() {
    none(rust_files().iter().flat_map(rules::shipped_tests));
}

#[test]
fn each_file_of_a_room_opens_with_what_lives_there() {
    none(rust_files().iter().filter_map(rules::unopened));
}

#[test]
fn names_say_what_is_inside() {
    none(
        READ_FOLDERS
            .iter()
            .flat_map(|folder| files_below(folder))
            .filter_map(|path| rules::banned_name(&path)),
    );
}

#[test]
fn no_source_file_is_too_long() {
    let paths = READ_FOLDERS.iter().flat_map(|folder| files_below(folder));
    let sources = paths.filter(|path| SOURCES.contains(&extension(path).as_str()));
    none(sources.filter_map(|path| rules::too_long(&path, &text_of(&path))));
}

#[test]
fn every_template_is_named() {
    let all: BTreeSet<String> = files_below("templates")
        .iter()
        .map(|path| path.trim_start_matches("templates/").to_owned())
        .collect();
    let strings = rust_files().into_iter().flat_map(|file| file.source.strings).map(|string| string.text);
    let mut named = templates::named_in_rust(strings);
    for name in &all {
        named.extend(templates::named_in_template(&text_of(&format!("templates/{name}"))));
    }
    none(
        all.difference(&named)
            .map(|name| format!("templates/{name}: named by no struct, include or extends")),
    );
}

#[test]
fn templates_are_markup_and_ready_values() {
    let paths = files_below("templates");
    none(paths.iter().flat_map(|path| templates::inline_code(path, &text_of(path))));
    none(paths.iter().flat_map(|path| templates::reaching(path, &text_of(path))));
    none(paths.iter().flat_map(|path| templates::literals(path, &text_of(path))));
}
