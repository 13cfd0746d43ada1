//! Who may log in, changed on the terminal.

use crate::program::Program;

const PASSWORD: &str = "four plain words here\n";

fn add(program: &Program, name: &str, role: &str) {
    let email = format!("{}@example.org", name.to_lowercase());
    program.run_with(&["user", "add", name, &email, "--role", role], PASSWORD).well();
}

#[test]
fn somebody_who_was_added_is_listed_and_nothing_secret_is_said() {
    let program = Program::new();
    let added = program.run_with(&["user", "add", "Ada", "Ada@Example.org", "--role", "owner"], PASSWORD);
    assert!(!added.out.contains("plain") && !added.err.contains("plain"));
    assert!(added.well().contains("can log in as"));
    add(&program, "Grace", "editor");
    let list = program.run(&["user", "list"]).well();
    assert!(
        list.contains("owner      ada@example.org") && list.contains("editor     grace@example.org"),
        "{list}"
    );
}

#[test]
fn what_is_wrong_is_said_and_nobody_is_added() {
    let program = Program::new();
    add(&program, "Ada", "owner");
    let refused = |arguments: &[&str], password: &str| program.run_with(arguments, password).refused();
    let short = refused(&["user", "add", "Grace", "grace@example.org", "--role", "editor"], "short\n");
    assert!(short.contains("at least 10 characters"), "{short}");
    let taken = refused(&["user", "add", "Other", "ADA@example.org", "--role", "editor"], PASSWORD);
    assert!(taken.contains("Somebody else logs in with this e-mail address."), "{taken}");
    let both = refused(&["user", "add", "", "nowhere", "--role", "editor"], PASSWORD);
    assert!(
        both.contains("name: This must not be empty.") && both.contains("not an e-mail address"),
        "{both}"
    );
    let role = refused(&["user", "add", "Grace", "grace@example.org", "--role", "king"], PASSWORD);
    assert!(role.contains("owner, editor, author, moderator"), "{role}");
    assert!(refused(&["user", "add", "Grace", "grace@example.org"], PASSWORD).contains("--role"));
    assert_eq!(program.run(&["user", "list"]).well().lines().count(), 1);
}

#[test]
fn a_password_or_role_is_changed_for_whoever_is_named_in_any_letters() {
    let program = Program::new();
    add(&program, "Ada", "owner");
    add(&program, "Grace", "author");
    program.run_with(&["user", "password", "GRACE@example.org"], "another four plain words\r\n").well();
    program.run(&["user", "role", "Grace@example.org", "editor"]).well();
    assert!(program.run(&["user", "list"]).well().contains("editor     grace@example.org"));
    let unknown = program.run_with(&["user", "password", "nobody@example.org"], PASSWORD).refused();
    assert!(unknown.contains("Nobody logs in with this e-mail address."), "{unknown}");
    let empty = program.run_with(&["user", "password", "grace@example.org"], "").refused();
    assert!(empty.contains("too short"), "{empty}");
}

#[test]
fn a_link_for_a_new_password_is_printed_where_no_mail_can_be_sent() {
    let program = Program::new();
    add(&program, "Ada", "owner");
    let serving = program.serve();
    let link = program.run(&["user", "reset-link", "ADA@example.org", "--listen", &serving.address]).well();
    let start = format!("http://{}/login/reset/", serving.address);
    assert!(link.starts_with(&start) && link.lines().count() == 1, "{link}");
    let elsewhere = ["user", "reset-link", "ada@example.org", "--base-url", "https://blog.example.org"];
    assert!(program.run(&elsewhere).well().starts_with("https://blog.example.org/login/reset/"));
    let unknown = program.run(&["user", "reset-link", "nobody@example.org"]).refused();
    assert!(unknown.contains("Nobody logs in with this e-mail address."), "{unknown}");
    let page =
        ask(&serving.address, link.trim().strip_prefix(&format!("http://{}", serving.address)).unwrap());
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("ada@example.org"), "{page}");
}

fn ask(address: &str, path: &str) -> String {
    use std::io::{Read as _, Write as _};
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_second_factor_is_turned_off_for_whoever_has_one() {
    let program = Program::new();
    add(&program, "Ada", "owner");
    let none = program.run(&["user", "second-factor-off", "ADA@example.org"]).refused();
    assert!(none.contains("There is no second factor."), "{none}");
    let unknown = program.run(&["user", "second-factor-off", "nobody@example.org"]).refused();
    assert!(unknown.contains("Nobody logs in with this e-mail address."), "{unknown}");
}

#[test]
fn the_last_owner_stays_one() {
    let program = Program::new();
    add(&program, "Ada", "owner");
    let refused = program.run(&["user", "role", "ada@example.org", "editor"]).refused();
    assert!(refused.contains("Make somebody else an owner first."), "{refused}");
    program.run(&["user", "role", "ada@example.org", "owner"]).well();
    add(&program, "Grace", "owner");
    program.run(&["user", "role", "ada@example.org", "editor"]).well();
    assert!(program.run(&["user", "role", "grace@example.org", "author"]).refused().contains("owner first"));
}

#[test]
fn a_folder_without_a_blog_is_not_filled_with_one() {
    let program = Program::new();
    for arguments in [&["user", "list"][..], &["setup-link"], &["user", "role", "a@example.org", "editor"]] {
        assert!(program.run(arguments).refused().contains("There is no blog in"), "{arguments:?}");
    }
    assert!(!program.data().exists());
}
