//! Refuses requests that leave open which host they are for: two readers of one could understand two things.

use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::{HeaderMap, Uri, Version};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::web::error::Failure;

pub async fn check(request: Request, next: Next) -> Response {
    if names_one_host(request.version(), request.uri(), request.headers()) {
        next.run(request).await
    } else {
        Failure::Ambiguous.into_response()
    }
}

/// One Host, as RFC 9112, section 3.2, asks for, and the same in an address that names one itself. What is older than
/// HTTP/1.1 may have none.
pub fn names_one_host(version: Version, uri: &Uri, headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    let (first, second) = (hosts.next(), hosts.next());
    let Some(host) = first else { return version < Version::HTTP_11 };
    let is_named_the_same = |authority: &str| authority.as_bytes().eq_ignore_ascii_case(host.as_bytes());
    second.is_none() && uri.authority().is_none_or(|authority| is_named_the_same(authority.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_for_one_host() {
        for (version, target, hosts, expected) in [
            (Version::HTTP_11, "/", &["blog.example"][..], true),
            (Version::HTTP_11, "/", &[""], true),
            (Version::HTTP_11, "/", &[], false),
            (Version::HTTP_10, "/", &[], true),
            (Version::HTTP_11, "/", &["blog.example", "blog.example"], false),
            (Version::HTTP_10, "/", &["blog.example", "evil.example"], false),
            (Version::HTTP_11, "http://blog.example/", &["Blog.example"], true),
            (Version::HTTP_11, "http://evil.example/", &["blog.example"], false),
        ] {
            let headers = hosts.iter().map(|host| (HOST, host.parse().unwrap())).collect::<Vec<_>>();
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.append(name, value);
            }
            let seen = names_one_host(version, &target.parse().unwrap(), &map);
            assert_eq!(seen, expected, "{version:?} {target} {hosts:?}");
        }
    }
}
