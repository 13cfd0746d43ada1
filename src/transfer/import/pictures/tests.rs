//! Pictures that move in, from a server on loopback or a folder: all of them, some of them, twice, and in the middle.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;
use crate::app::{Chance, Clock, Place};
use crate::model::post::{PostState, SourceFormat};
use crate::model::timestamp::Timestamp;
use crate::store::posts::write::{NewPost, Provenance};
use crate::store::{Db, imports, media as library};
use crate::tools::pictures::sample_png;

/// A server of pictures, each of another size, that counts what it is asked for.
struct Host {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
}

impl Host {
    async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = asked.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let counter = counter.clone();
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        let mut byte = [0];
                        match stream.read(&mut byte).await {
                            Ok(1) => head.push(byte[0]),
                            _ => return,
                        }
                    }
                    let turn = counter.fetch_add(1, Ordering::SeqCst);
                    let head = String::from_utf8(head).unwrap();
                    let (status, body) = answer(head.split(' ').nth(1).unwrap_or_default(), turn);
                    let told = format!(
                        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                        body.len()
                    );
                    let _gone = stream.write_all(&[told.as_bytes(), &body].concat()).await;
                });
            }
        });
        Self { address, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn supply(&self) -> Supply {
        Supply::Network { fetcher: Fetcher::for_test(self.address), pauses: &[Duration::ZERO] }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn answer(path: &str, turn: usize) -> (&'static str, Vec<u8>) {
    match path {
        "/weir.png" => ("200 OK", sample_png(40, 30)),
        "/mill.png" => ("200 OK", sample_png(50, 30)),
        "/page.png" => ("200 OK", b"<!doctype html><p>Not here any more".to_vec()),
        "/busy.png" if turn == 0 => ("503 Busy", Vec::new()),
        "/busy.png" => ("200 OK", sample_png(60, 30)),
        _ => ("404 Not Found", Vec::new()),
    }
}

async fn app() -> (tempfile::TempDir, App) {
    let (folder, db) = Db::scratch().await;
    let clock = Clock::Held(Arc::new(AtomicI64::new(86_400_000)));
    (folder, App::new(db, clock, Chance::seeded(9), Arc::new(Place::default())))
}

/// A post as an import would have brought it.
async fn imported(app: &App, title: &str, source: &str) -> PostId {
    let body = posts::body(SourceFormat::Html, source.to_owned());
    let title = title.to_owned();
    let done: Result<PostId, StoreError> = app
        .db
        .write(move |unit| {
            Box::pin(async move {
                let import_id = imports::begin(unit, "blogger", "a.xml", Timestamp(1)).await?;
                let provenance = Provenance {
                    import_id,
                    source_name: "blogger".to_owned(),
                    source_kind: "post".to_owned(),
                    source_id: title.clone(),
                    source_hash: vec![1],
                    source_rest: None,
                };
                let sample = NewPost::sample(&title, PostState::Draft);
                let post = NewPost { body, provenance: Some(provenance), ..sample };
                Ok((write::insert(unit, &post).await?, Keys::none()))
            })
        })
        .await;
    done.unwrap()
}

async fn source_of(app: &App, id: PostId) -> (String, String) {
    let before = PostId(id.0 - 1);
    let post = pictures::next(&mut app.db.reader().await.unwrap(), "blogger", before).await.unwrap().unwrap();
    (post.source, post.html.as_str().to_owned())
}

async fn run(app: &App, supply: &Supply) -> (Brought, anyhow::Result<()>) {
    let mut brought = Brought::default();
    let outcome = bring(app, "blogger", supply, &mut brought, &|_, _| {}).await;
    (brought, outcome)
}

fn numbers(brought: &Brought) -> [u64; 6] {
    [brought.found, brought.kept, brought.there, brought.replaced, brought.posts, brought.lost()]
}

#[tokio::test]
async fn pictures_come_once_and_posts_show_ours_from_then_on() {
    let (host, (_folder, app)) = (Host::start().await, app().await);
    let (weir, mill, gone) = (host.url("/weir.png"), host.url("/mill.png"), host.url("/gone.png"));
    let linked = format!("<p>One <a href=\"{weir}\"><img src='{weir}' alt=\"The weir\"></a></p>");
    let first = imported(&app, "one", &linked).await;
    let second =
        imported(&app, "two", &format!("<img src=\"{weir}\"><img src={mill}><img src=\"{gone}\">")).await;
    imported(&app, "three", "No picture").await;
    let (brought, outcome) = run(&app, &host.supply()).await;
    outcome.unwrap();
    assert_eq!(numbers(&brought), [3, 2, 0, 4, 2, 1], "{brought:?}");
    assert_eq!(host.asked(), 3);
    let (source, html) = source_of(&app, first).await;
    assert!(!source.contains("http") && !html.contains("http"), "{source}");
    assert!(html.contains("alt=\"The weir\"") && html.contains("<img src=\"/media/"), "{html}");
    let (source, _) = source_of(&app, second).await;
    assert_eq!((source.matches("/media/").count(), source.matches(&gone).count()), (2, 1), "{source}");
    // Where it is used is known, so that nobody deletes it unawares.
    let names = posts::media_in(&crate::model::html::Html::from_store(html));
    let mut reader = app.db.reader().await.unwrap();
    let medium = library::by_name(&mut reader, &names[0]).await.unwrap().unwrap();
    assert_eq!((medium.title.as_str(), medium.width), ("weir", Some(40)));
    let uses: Vec<_> =
        library::uses(&mut reader, medium.id, 10).await.unwrap().into_iter().map(|shown| shown.id).collect();
    assert_eq!(uses, [second, first]);
    // Another run looks for what was lost, and for nothing else.
    let (brought, outcome) = run(&app, &host.supply()).await;
    outcome.unwrap();
    assert_eq!(numbers(&brought), [1, 0, 0, 0, 0, 1]);
    assert_eq!(host.asked(), 4);
    assert!(brought.told().join(" ").contains(&gone));
}

#[tokio::test]
async fn a_run_that_ended_in_the_middle_is_completed_by_the_next() {
    let (host, (_folder, app)) = (Host::start().await, app().await);
    let first = imported(&app, "one", &format!("<img src=\"{}\">", host.url("/weir.png"))).await;
    let second = imported(&app, "two", &format!("<img src=\"{}\">", host.url("/mill.png"))).await;
    // The picture is in the library and no post says so: as if the process had been killed between the two.
    media::bring(&app, "weir.png", &sample_png(40, 30)).await.unwrap();
    let (brought, outcome) = run(&app, &host.supply()).await;
    outcome.unwrap();
    assert_eq!(numbers(&brought), [2, 1, 1, 2, 2, 0]);
    for id in [first, second] {
        assert!(source_of(&app, id).await.0.contains("/media/"));
    }
}

#[tokio::test]
async fn busy_servers_are_asked_again_and_pages_are_no_pictures() {
    let (host, (_folder, app)) = (Host::start().await, app().await);
    imported(&app, "one", &format!("<img src=\"{}\">", host.url("/busy.png"))).await;
    imported(&app, "two", &format!("<img src=\"{}\">", host.url("/page.png"))).await;
    let (brought, outcome) = run(&app, &host.supply()).await;
    outcome.unwrap();
    assert_eq!(numbers(&brought), [2, 1, 0, 1, 1, 1]);
    assert!(brought.lost.keys().next().unwrap().contains("no picture"), "{brought:?}");
}

#[tokio::test]
async fn no_post_makes_us_ask_our_own_neighbours() {
    let (host, (_folder, app)) = (Host::start().await, app().await);
    imported(&app, "one", &format!("<img src=\"{}\">", host.url("/weir.png"))).await;
    let supply = Supply::Network { fetcher: Fetcher::new().unwrap(), pauses: &[] };
    let (brought, outcome) = run(&app, &supply).await;
    outcome.unwrap();
    assert_eq!((numbers(&brought), host.asked()), ([1, 0, 0, 0, 0, 1], 0));
}

#[tokio::test]
async fn without_a_network_the_run_ends_and_says_so() {
    let (_folder, app) = app().await;
    let nobody = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap().local_addr().unwrap();
    for number in 0..20 {
        imported(&app, &number.to_string(), &format!("<img src=\"http://{nobody}/{number}.png\">")).await;
    }
    let supply = Supply::Network { fetcher: Fetcher::for_test(nobody), pauses: &[] };
    let (brought, outcome) = run(&app, &supply).await;
    assert!(outcome.unwrap_err().to_string().contains("no network"));
    assert_eq!(brought.found, u64::from(MOST_UNREACHABLE));
}

#[tokio::test]
async fn a_folder_stands_in_for_the_network() {
    let (_folder, app) = app().await;
    let albums = tempfile::tempdir().unwrap();
    std::fs::create_dir(albums.path().join("Margins")).unwrap();
    std::fs::write(albums.path().join("Margins/Weir at dawn.PNG"), sample_png(70, 30)).unwrap();
    let named = "https://1.bp.blogspot.com/-a/b/c/d/s320/Weir+at+dawn.png";
    let large = "https://1.bp.blogspot.com/-a/b/c/d/s1600/Weir+at+dawn.png";
    let nameless = "https://blogger.googleusercontent.com/img/a/AVvX=s320";
    let source = format!("<a href=\"{large}\"><img src=\"{named}\"></a><img src=\"{nameless}\">");
    let id = imported(&app, "one", &source).await;
    let (brought, outcome) = run(&app, &Supply::Albums(Albums::open(albums.path()).unwrap())).await;
    outcome.unwrap();
    assert_eq!(numbers(&brought), [2, 1, 0, 2, 1, 1], "{brought:?}");
    let (source, _) = source_of(&app, id).await;
    assert!(source.contains(nameless) && !source.contains("blogspot"), "{source}");
}
