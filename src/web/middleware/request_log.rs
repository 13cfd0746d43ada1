//! A number for each request and a line in the log for each that changed something or failed.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;

/// The number under which a request stands in the log; pages about our own faults show it.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Below these a path is a key by itself.
const KEYS_BELOW: [&str; 5] =
    ["/setup/", "/comments/", "/feeds/waiting/", "/login/reset/", "/login/invitations/"];

pub async fn log(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = RequestId(data_encoding::HEXLOWER.encode(&app.chance.bytes::<6>()));
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>();
    let path = loggable(request.uri().path(), route.map(MatchedPath::as_str)).to_owned();
    request.extensions_mut().insert(id.clone());
    let started = Instant::now();
    let response = next.run(request).await;
    let (status, microseconds) = (response.status().as_u16(), started.elapsed().as_micros());
    if response.status().is_server_error() {
        tracing::error!(request = id.0, %method, path, status, microseconds);
    } else {
        tracing::debug!(request = id.0, %method, path, status, microseconds);
    }
    response
}

/// The path as it may stand in a log, which more people read than the blog's owner: where a part of it opens something,
/// the route in its place, and of what has no route only the beginning.
fn loggable<'a>(path: &'a str, route: Option<&'a str>) -> &'a str {
    match route {
        Some(route) if KEYS_BELOW.iter().any(|below| route.starts_with(below)) => route,
        Some(_) => path,
        None => KEYS_BELOW.into_iter().find(|below| path.starts_with(below)).unwrap_or(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_opens_something_is_not_logged() {
        for (path, route, logged) in [
            ("/setup/Zm9v", Some("/setup/{token}"), "/setup/{token}"),
            ("/comments/0123abcd", Some("/comments/{receipt}"), "/comments/{receipt}"),
            ("/comments/preview", Some("/comments/preview"), "/comments/preview"),
            ("/admin/posts/12", Some("/admin/posts/{id}"), "/admin/posts/12"),
            ("/setup/Zm9v/", None, "/setup/"),
            ("/login/reset/Zm9v.YmE", Some("/login/reset/{token}"), "/login/reset/{token}"),
            ("/login/invitations/Zm9v.YmE/", None, "/login/invitations/"),
            ("/feeds/waiting/1-ab.atom", Some("/feeds/waiting/{file}"), "/feeds/waiting/{file}"),
            ("/login/forgotten", Some("/login/forgotten"), "/login/forgotten"),
            ("/comments/0123abcd/", None, "/comments/"),
            ("/2017/03/weir", None, "/2017/03/weir"),
        ] {
            assert_eq!(loggable(path, route), logged);
        }
    }
}
