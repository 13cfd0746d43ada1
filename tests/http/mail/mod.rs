//! Letters from the desk to a mail server and back: what is sent, what is tried again, and what a person is asked about.

mod delivery;
mod refusals;
pub mod server;

use postil::testing::Blog;

use crate::client::Browser;
use server::{Act, Server, Step};

/// Asks for a test; answers the address that shows what becomes of it.
async fn ask_for_test(ada: &Browser, blog: &Blog) -> String {
    let asked = ada.post(blog, "/admin/mail/tests", &[]).await;
    assert_eq!(asked.status, 303, "{}", asked.body);
    asked.location.unwrap()
}

/// A blog whose letters go to this server, its owner, and where a test that she asked for is told of.
async fn with_test(server: &Server) -> (Blog, Browser, String) {
    let blog = Blog::start_with_mail(&server.url()).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let result = ask_for_test(&ada, &blog).await;
    (blog, ada, result)
}

async fn said(ada: &Browser, blog: &Blog, address: &str) -> String {
    let page = ada.get(blog, address).await;
    assert_eq!(page.status, 200);
    page.body
}

#[track_caller]
fn holds(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "{part:?} in {page}");
    }
}

/// The form of the first letter that ends in this.
fn form(page: &str, end: &str) -> String {
    let mut actions = page.split("action=\"").filter_map(|rest| rest.split('"').next());
    actions.find(|action| action.starts_with("/admin/mail/") && action.ends_with(end)).unwrap().to_owned()
}
