//! What the memory of pages promises, with a router of the test's own that counts.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Extension;
use axum::extract::Path;
use axum::routing::get;
use tempfile::TempDir;
use tokio::sync::Notify;

use super::*;
use crate::app::{Chance, Clock, Place};
use crate::model::ids::PostId;
use crate::model::key::Key;
use crate::store::{Db, StoreError};
use crate::web::error::Failure;

const KEPT: u64 = 1024 * 1024;

const PEER: Peer = Peer(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 1));

fn front(app: App, router: Router, bytes: u64) -> Arc<Front> {
    Arc::new(Front::new(app, router, bytes))
}

async fn app() -> (TempDir, App) {
    let (folder, db) = Db::scratch().await;
    let (chance, place) = (Chance::seeded(1), Arc::new(Place::default()));
    (folder, App::new(db, Clock::System, chance, place))
}

async fn touch(app: &App, key: Key) {
    let done: Result<(), StoreError> =
        app.db.write(move |_| Box::pin(async move { Ok(((), Keys::of([key]))) })).await;
    done.unwrap();
}

fn page(text: String) -> Response {
    (Extension(MadeOf(Keys::of([Key::Post(PostId(1))]))), text).into_response()
}

/// Every page says how often one was made.
fn counting(made: &Arc<AtomicUsize>) -> Router {
    let made = made.clone();
    Router::new()
        .fallback(move || async move { page(format!("page {}", made.fetch_add(1, Ordering::SeqCst))) })
}

async fn body(front: &Front, address: &str) -> String {
    let request = Request::builder().uri(address).header("host", "blog.example");
    let request = request.header("cookie", "session=mine").body(Body::empty());
    let response = front.answer(request.unwrap(), PEER).await;
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn a_page_is_made_once_until_it_is_touched() {
    let (_folder, app) = app().await;
    let front = front(app.clone(), counting(&Arc::default()), KEPT);
    for address in ["/", "/?m=1", "/?utm_source=x"] {
        assert_eq!(body(&front, address).await, "page 0", "{address}");
    }
    touch(&app, Key::Post(PostId(2))).await;
    assert_eq!(body(&front, "/").await, "page 0");
    touch(&app, Key::Post(PostId(1))).await;
    assert_eq!(body(&front, "/").await, "page 1");
    assert_eq!(body(&front, "/").await, "page 1");
}

#[tokio::test]
async fn without_room_every_page_is_made_anew() {
    let (_folder, app) = app().await;
    let front = front(app, counting(&Arc::default()), 0);
    assert_eq!(
        (body(&front, "/").await, body(&front, "/").await),
        ("page 0".to_owned(), "page 1".to_owned())
    );
}

#[tokio::test]
async fn many_who_wait_get_one_page() {
    let (_folder, app) = app().await;
    let (made, go) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let router = Router::new().fallback({
        let (made, go) = (made.clone(), go.clone());
        move || async move {
            made.fetch_add(1, Ordering::SeqCst);
            go.notified().await;
            page("slow".to_owned())
        }
    });
    let front = front(app, router, KEPT);
    let readers: Vec<_> = (0..20)
        .map(|_| {
            let front = front.clone();
            tokio::spawn(async move { body(&front, "/").await })
        })
        .collect();
    while made.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    go.notify_one();
    for reader in readers {
        assert_eq!(reader.await.unwrap(), "slow");
    }
    assert_eq!(made.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn who_makes_a_page_and_goes_away_leaves_it_to_the_next() {
    let (_folder, app) = app().await;
    let (made, never) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let router = Router::new().fallback({
        let made = made.clone();
        move || async move {
            if made.fetch_add(1, Ordering::SeqCst) == 0 {
                never.notified().await;
            }
            page("made".to_owned())
        }
    });
    let front = front(app, router, KEPT);
    let impatient = tokio::spawn({
        let front = front.clone();
        async move { body(&front, "/").await }
    });
    while made.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    let patient = tokio::spawn(async move { body(&front, "/").await });
    tokio::task::yield_now().await;
    impatient.abort();
    assert_eq!(patient.await.unwrap(), "made");
}

#[tokio::test]
async fn who_waited_for_what_is_no_page_waits_for_nobody_else() {
    const WAITING: usize = 10;
    let (_folder, app) = app().await;
    let (made, go) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let all = Arc::new(tokio::sync::Barrier::new(WAITING));
    let router = Router::new().fallback({
        let (made, go) = (made.clone(), go.clone());
        move || async move {
            if made.fetch_add(1, Ordering::SeqCst) == 0 {
                go.notified().await;
            } else {
                // One by one they would never be all here.
                all.wait().await;
            }
            Failure::NotFound
        }
    });
    let front = front(app, router, KEPT);
    let readers: Vec<_> = (0..=WAITING)
        .map(|_| {
            let front = front.clone();
            tokio::spawn(async move { body(&front, "/nothing").await })
        })
        .collect();
    while made.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    go.notify_one();
    for reader in readers {
        timeout(Duration::from_secs(4), reader).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_page_that_was_touched_while_it_was_made_is_not_kept() {
    let (_folder, app) = app().await;
    let made = Arc::new(AtomicUsize::new(0));
    let router = Router::new().fallback({
        let (made, app) = (made.clone(), app.clone());
        move || async move {
            let number = made.fetch_add(1, Ordering::SeqCst);
            if number == 0 {
                touch(&app, Key::Post(PostId(1))).await;
            }
            page(format!("page {number}"))
        }
    });
    let front = front(app, router, KEPT);
    body(&front, "/").await;
    assert_eq!(body(&front, "/").await, "page 1");
    assert_eq!(body(&front, "/").await, "page 1");
}

#[tokio::test]
async fn what_is_kept_is_bounded() {
    let (_folder, app) = app().await;
    let router = Router::new()
        .route("/{name}", get(|Path(name): Path<String>| async move { page(name.repeat(1000)) }));
    let front = front(app, router, 100 * 1024);
    for number in 0..500 {
        body(&front, &format!("/a{number}")).await;
    }
    let pages = front.pages.as_ref().unwrap();
    assert!(pages.weight() <= 100 * 1024 && pages.len() >= 3, "{} in {}", pages.weight(), pages.len());
}

#[tokio::test]
async fn what_is_no_page_is_not_kept() {
    let (_folder, app) = app().await;
    let made = Arc::new(AtomicUsize::new(0));
    let router = Router::new().fallback({
        let made = made.clone();
        move || async move {
            made.fetch_add(1, Ordering::SeqCst);
            Failure::NotFound
        }
    });
    let front = front(app, router, KEPT);
    for number in 0..1000 {
        body(&front, &format!("/junk-{number}?x={number}")).await;
    }
    assert_eq!(front.pages.as_ref().unwrap().len(), 0);
    assert_eq!(made.load(Ordering::SeqCst), 1000);
}

#[tokio::test]
async fn nothing_of_one_reader_reaches_who_makes_the_page() {
    let (_folder, app) = app().await;
    let router = Router::new().fallback(|headers: axum::http::HeaderMap| async move {
        page(format!("{:?}", headers.get("cookie")))
    });
    let front = front(app, router, KEPT);
    assert_eq!(body(&front, "/").await, "None");
}
