//! Filling an empty blog with made-up posts.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::Duration;

use super::program::{Program, Serving};

/// What a server answers to somebody who asks for an address, which has to be there.
fn page(server: &Serving, path: &str) -> String {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", server.address);
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{path}: {answer}");
    answer
}

/// The first address on a page that begins so.
fn link<'a>(page: &'a str, beginning: &str) -> &'a str {
    let from =
        page.split_once(&format!("href=\"{beginning}")).unwrap_or_else(|| panic!("{beginning} in {page}")).1;
    &from[..from.find('"').unwrap()]
}

#[test]
fn every_kind_of_page_of_a_seeded_blog_can_be_read() {
    let program = Program::new();
    let told = program.run(&["seed", "--posts", "60", "--comments", "600"]).well();
    assert!(told.contains("60 posts and 600 comments"), "{told}");
    let server = program.serve();
    let home = page(&server, "/");
    let post = page(&server, &format!("/20{}", link(&home, "/20")));
    assert!(post.matches("#c").count() > 50, "{post}");
    assert!(page(&server, &format!("/tags/{}", link(&home, "/tags/"))).contains("/tags/"));
    let archive = page(&server, "/archive");
    page(&server, &format!("/20{}", link(&archive, "/20")));
    for path in ["/authors/ada", "/feeds/posts.atom", "/feeds/comments.atom", "/sitemap.xml", "/?before=30"] {
        page(&server, path);
    }
    assert!(page(&server, "/search?q=harbour").contains("<mark>"));
}

#[tokio::test]
async fn one_that_is_killed_leaves_the_blog_empty_and_is_forgotten_by_the_next() {
    let program = Program::new();
    let unfinished = program.data().join("seeding.db");
    let mut command = program.command(&["seed", "--posts", "200000", "--comments", "2000000"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while !unfinished.exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let (server, log) = program.serve_talking();
    page(&server, "/");
    drop(server);
    assert!(fs::read_to_string(log).unwrap().contains("a seed of this blog did not finish"));
    let told = program.run(&["seed", "--posts", "30", "--comments", "100"]).well();
    assert!(told.contains("did not finish. It is thrown away."), "{told}");
    assert!(!unfinished.exists());
    assert!(page(&program.serve(), "/").contains("/tags/"));
}

#[test]
fn a_blog_that_is_served_or_has_posts_is_not_seeded() {
    let program = Program::new();
    let server = program.serve();
    let refusal = program.run(&["seed", "--posts", "10", "--comments", "0"]).refused();
    assert!(refusal.contains("is in use. Stop the server"), "{refusal}");
    page(&server, "/");
    drop(server);
    program.run(&["seed", "--posts", "10", "--comments", "0"]).well();
    let refusal = program.run(&["seed", "--posts", "10", "--comments", "0"]).refused();
    assert!(
        refusal.contains("Seeding is for an empty blog") && refusal.contains("has posts already"),
        "{refusal}"
    );
    assert!(!program.data().join("seeding.db").exists());
}
