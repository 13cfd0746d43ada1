//! A reader's browser, as far as a test needs one: keeps cookies, follows nothing by itself.

use std::sync::Arc;

use postil::testing::Blog;
use reqwest::cookie::Jar;
use reqwest::header::HeaderMap;
use reqwest::{Client, ClientBuilder, RequestBuilder, Response, StatusCode};

/// A browser without a past.
pub struct Browser {
    client: Client,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub location: Option<String>,
    pub headers: HeaderMap,
    pub body: String,
}

impl Browser {
    pub fn new() -> Self {
        Self::holding(Jar::default())
    }

    /// One whose requests all carry these headers, as a proxy would add them.
    pub fn sending(headers: &[(&str, &str)]) -> Self {
        let pairs = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        Self::built(Jar::default(), pairs.collect())
    }

    /// The browser of somebody whom the blog knows and who is logged in (`Ada` is the owner).
    pub async fn log_in_as(blog: &Blog, name: &str) -> Self {
        let jar = Jar::default();
        jar.add_cookie_str(&blog.log_in_as(name).await, &blog.url("/").parse().unwrap());
        Self::holding(jar)
    }

    fn holding(jar: Jar) -> Self {
        Self::built(jar, HeaderMap::new())
    }

    fn built(jar: Jar, headers: HeaderMap) -> Self {
        let client = builder()
            .default_headers(headers)
            .redirect(reqwest::redirect::Policy::none())
            .cookie_provider(Arc::new(jar))
            .no_proxy()
            .build()
            .unwrap();
        Self { client }
    }

    pub async fn get(&self, blog: &Blog, path: &str) -> Answer {
        answer(self.client.get(blog.url(path))).await
    }

    /// Sends a form as a page of the blog would.
    pub async fn post(&self, blog: &Blog, path: &str, fields: &[(&str, &str)]) -> Answer {
        answer(self.client.post(blog.url(path)).header("sec-fetch-site", "same-origin").form(fields)).await
    }

    /// For everything that a test wants to say for itself.
    pub fn client(&self) -> &Client {
        &self.client
    }
}

/// A client that any test may start with.
pub fn builder() -> ClientBuilder {
    // It wants to know a provider before it asks for anything, encrypted or not.
    let _installed_already = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
}

pub async fn answer(request: RequestBuilder) -> Answer {
    let response: Response = request.send().await.unwrap();
    let status = response.status();
    let headers = response.headers().clone();
    let location = headers.get("location").map(|to| to.to_str().unwrap().to_owned());
    Answer { status, location, headers, body: response.text().await.unwrap() }
}
