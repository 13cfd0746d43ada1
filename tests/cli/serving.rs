//! What a server says on the terminal, and what other commands say beside it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::program::Program;

#[test]
fn a_new_blog_prints_its_setup_link_and_prints_it_again_when_asked() {
    let program = Program::new();
    let mut serving = program.serve();
    assert!(serving.line().contains("Nobody owns this blog yet."));
    let link = serving.line();
    assert!(link.starts_with(&format!("http://{}/setup/", serving.address)), "{link}");
    let address = serving.address.clone();
    assert_eq!(program.run(&["setup-link", "--listen", &address]).well().trim(), link);
    let public = program.run(&["setup-link", "--base-url", "https://blog.example.org"]).well();
    assert!(public.starts_with("https://blog.example.org/setup/"), "{public}");
    let anywhere = program.run(&["setup-link", "--listen", "0.0.0.0:80"]).well();
    assert!(anywhere.starts_with("http://127.0.0.1:80/setup/"), "{anywhere}");
}

#[test]
fn mail_that_makes_no_sense_is_refused_at_the_start_and_no_password_is_said() {
    let program = Program::new();
    let server = "smtp://ada:hushhush@mail.example.org";
    for (options, part) in [
        (&["--smtp-url", server][..], "Give --mail-from"),
        (&["--mail-from", "blog@example.org"], "nothing says where they go"),
        (&["--smtp-url", server, "--mail-from", "blog@example.org", "--mail-folder", "letters"], "not both"),
        (&["--smtp-url", "smtp://ada:hushhush@", "--mail-from", "blog@example.org"], "can't be understood"),
        (&["--smtp-url", server, "--mail-from", "nobody"], "looks like name@example.org"),
    ] {
        let refused = program.run(&[&["serve"], options].concat()).refused();
        assert!(refused.contains(part) && !refused.contains("hush"), "{refused}");
    }
    let help = program.command(&["serve", "--help"]).env("POSTIL_SMTP_URL", server).output().unwrap();
    assert!(!String::from_utf8_lossy(&help.stdout).contains("hush"));
    assert!(!program.data().exists(), "nothing was begun");
}

#[test]
fn an_owned_blog_has_no_link() {
    let program = Program::new();
    let owner = ["user", "add", "Ada", "ada@example.org", "--role", "owner"];
    program.run_with(&owner, "four plain words here\n").well();
    assert!(program.run(&["setup-link"]).well().contains("This blog has an owner."));
}

#[test]
fn health_is_asked_of_the_server_that_runs() {
    let program = Program::new();
    let address = {
        let serving = program.serve();
        assert_eq!(program.run(&["health", "--listen", &serving.address]).well().trim(), "well");
        serving.address.clone()
    };
    let gone = program.run(&["health", "--listen", &address]).refused();
    assert!(gone.contains("Nothing answers at"), "{gone}");
}

#[test]
fn something_that_answers_without_http_is_not_well() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let answering = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"220 mail.example.org ready\r\n").unwrap();
    });
    let refused = Program::new().run(&["health", "--listen", &address]).refused();
    answering.join().unwrap();
    assert!(refused.contains("Nothing answers at"), "{refused}");
}

#[test]
fn not_even_the_most_talkative_log_has_a_key_in_it() {
    let program = Program::new();
    let (mut serving, log) = program.serve_talking();
    assert!(serving.line().contains("Nobody owns this blog yet."));
    let link = serving.line();
    let path = link.split(&serving.address).nth(1).unwrap();
    let token = path.rsplit('/').next().unwrap();
    for (path, status) in
        [(path.to_owned(), "200"), (format!("{path}/"), "404"), (format!("/comments/{token}"), "404")]
    {
        let mut stream = TcpStream::connect(&serving.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        assert!(answer.starts_with(format!("HTTP/1.1 {status}").as_bytes()), "{path}");
    }
    let log = std::fs::read_to_string(log).unwrap();
    for route in ["/setup/{token}", "/comments/{receipt}", "\"/setup/\""] {
        assert!(log.contains(route), "{route} in {log}");
    }
    assert!(!log.contains(token), "{log}");
}

#[test]
fn who_has_few_file_handles_is_told_how_many_connections_there_are() {
    let program = Program::new();
    let (serving, log) = program.serve_with_handles(400);
    assert_eq!(program.run(&["health", "--listen", &serving.address]).well().trim(), "well");
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("wanted=4096 possible=272"), "{log}");
    assert!(!log.contains("possible=4096"), "{log}");
}

#[test]
fn help_speaks_of_the_folder_where_there_is_one() {
    let program = Program::new();
    for (command, has_folder) in
        [("demo", false), ("health", false), ("serve", true), ("backup", true), ("user", true)]
    {
        let help = program.run(&[command, "--help"]).well();
        assert_eq!(help.contains("--data"), has_folder, "{help}");
        assert!(!help.contains("POSTIL_DATA") || has_folder, "{help}");
    }
}
