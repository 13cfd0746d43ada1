//! Requests of odd shapes. Each is refused, or has one meaning only: never are one request's bytes answered twice.

use postil::testing::Blog;

use super::{Line, ask};

const FORM: &str = "Host: blog.example\r\nContent-Type: application/x-www-form-urlencoded\r\n";

/// What a proxy may have taken for the body of the request before it.
const SMUGGLED: &str = "GET /healthz HTTP/1.1\r\nHost: blog.example\r\n\r\n";

/// Sends it and nothing more. Answers every status that comes back.
async fn sent(blog: &Blog, bytes: impl AsRef<[u8]>) -> Vec<u16> {
    let mut line = Line::to(blog).await;
    line.send(bytes).await;
    line.hang_up().await;
    line.statuses().await
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_their_order() {
    let blog = Blog::start().await;
    let mut line = Line::to(&blog).await;
    for path in ["/healthz", "/nothing", "/archive", "/admin", "/robots.txt"] {
        line.get(path).await;
    }
    line.send(format!("POST /logout HTTP/1.1\r\n{FORM}Content-Length: 3\r\n\r\na=b{SMUGGLED}")).await;
    for status in [200, 404, 200, 303, 200, 303, 200] {
        assert_eq!(line.answer().await.unwrap().status, status);
    }
}

#[tokio::test]
async fn two_ways_to_end_a_body_are_one_answer_and_the_end_of_the_connection() {
    let blog = Blog::start().await;
    let post = format!("POST /nothing HTTP/1.1\r\n{FORM}");
    let length = SMUGGLED.len() + 5;
    for lengths in [
        format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n"),
        format!("Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n"),
        "Transfer-Encoding: chunked\r\nContent-Length: 3\r\nContent-Length: 4\r\n".to_owned(),
    ] {
        let statuses = sent(&blog, format!("{post}{lengths}\r\n0\r\n\r\n{SMUGGLED}")).await;
        assert_eq!(statuses.len(), 1, "{lengths}{statuses:?}");
    }
}

#[tokio::test]
async fn lengths_that_leave_a_doubt_are_refused() {
    let blog = Blog::start().await;
    let post = format!("POST /nothing HTTP/1.1\r\n{FORM}");
    for lengths in [
        "Content-Length: 0\r\nContent-Length: 44\r\n",
        "Content-Length: 0, 44\r\n",
        "Content-Length: +0\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 0x0\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Content-Length : 0\r\n",
        "Content-Length: 0\r\n 44\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding:\r\n chunked\r\n",
        "\u{b}Transfer-Encoding: chunked\r\n",
    ] {
        let statuses = sent(&blog, format!("{post}{lengths}\r\n{SMUGGLED}")).await;
        assert_eq!(statuses, [400], "{lengths}");
    }
}

#[tokio::test]
async fn chunks_that_can_not_be_measured_are_refused() {
    let blog = Blog::start().await;
    let post = format!("POST /comments/preview HTTP/1.1\r\n{FORM}Transfer-Encoding: chunked\r\n\r\n");
    for chunks in [
        "FFFFFFFFFFFFFFFFF\r\na=b\r\n0\r\n\r\n",
        "10000000000000003\r\na=b\r\n0\r\n\r\n",
        "-3\r\na=b\r\n0\r\n\r\n",
        "0x3\r\na=b\r\n0\r\n\r\n",
        "\r\na=b\r\n0\r\n\r\n",
        "3\ra=b\r\n0\r\n\r\n",
        "3\r\na=bcd\r\n0\r\n\r\n",
    ] {
        let statuses = sent(&blog, format!("{post}{chunks}{SMUGGLED}")).await;
        assert_eq!(statuses, [400], "{chunks}");
    }
}

#[tokio::test]
async fn lines_that_are_no_headers_are_refused() {
    let blog = Blog::start().await;
    for (request, status) in [
        ("GET / HTTP/1.1\r\nHost: blog.example\r\nX : 1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: blog.example\r\nX: 1\r\n folded\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: blog.example\r\nno colon\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: blog.example\r\nX: a\0b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: blog.example\r\nX: a\rb\r\n\r\n", 400),
        ("GET  / HTTP/1.1\r\nHost: blog.example\r\n\r\n", 400),
        ("GET / HTTP/1.1 \r\nHost: blog.example\r\n\r\n", 400),
        ("GET / HTTP/9.9\r\nHost: blog.example\r\n\r\n", 400),
        ("GET /a b HTTP/1.1\r\nHost: blog.example\r\n\r\n", 400),
        ("\x16\x03\x01\x02\0\x01\0\x01", 400),
    ] {
        assert_eq!(sent(&blog, request.to_owned() + SMUGGLED).await, [status], "{request:?}");
    }
}

#[tokio::test]
async fn lines_that_end_in_a_bare_line_feed_mean_what_they_look_like() {
    let blog = Blog::start().await;
    let bare = "GET /nothing HTTP/1.1\nHost: blog.example\n\n";
    assert_eq!(sent(&blog, bare.to_owned() + SMUGGLED).await, [404, 200]);
    let post = format!("POST /nothing HTTP/1.1\n{FORM}Content-Length: {}\n\n", SMUGGLED.len());
    assert_eq!(sent(&blog, post + SMUGGLED).await, [405]);
}

#[tokio::test]
async fn a_request_is_for_one_host() {
    let blog = Blog::start().await;
    assert_eq!(ask(&blog, "/archive").await.status, 200, "and is kept");
    for (request, status) in [
        ("GET /archive HTTP/1.1\r\n\r\n", 400),
        ("GET /archive HTTP/1.1\r\nHost: blog.example\r\nHost: evil.example\r\n\r\n", 400),
        ("GET /archive HTTP/1.1\r\nHost: blog.example\r\nHost: blog.example\r\n\r\n", 400),
        ("GET http://evil.example/archive HTTP/1.1\r\nHost: blog.example\r\n\r\n", 400),
        ("GET http://blog.example/archive HTTP/1.1\r\nHost: blog.example\r\n\r\n", 200),
        ("GET /archive HTTP/1.0\r\n\r\n", 200),
        ("GET /robots.txt HTTP/1.0\r\n\r\n", 200),
        ("GET http://evil.example/robots.txt HTTP/1.0\r\nHost: blog.example\r\n\r\n", 400),
    ] {
        assert_eq!(sent(&blog, request).await, [status], "{request:?}");
    }
}

#[tokio::test]
async fn targets_that_are_no_address_of_ours_are_answered_once() {
    let blog = Blog::start().await;
    for (request, status) in [
        ("CONNECT blog.example:80 HTTP/1.1\r\nHost: blog.example:80\r\n\r\n", 405),
        ("OPTIONS * HTTP/1.1\r\nHost: blog.example\r\n\r\n", 405),
        ("GET //evil.example/ HTTP/1.1\r\nHost: blog.example\r\n\r\n", 404),
        ("GET /../../etc/passwd HTTP/1.1\r\nHost: blog.example\r\n\r\n", 404),
        ("GET /%2e%2e/%00 HTTP/1.1\r\nHost: blog.example\r\n\r\n", 404),
    ] {
        assert_eq!(sent(&blog, request).await, [status], "{request:?}");
    }
}

#[tokio::test]
async fn heads_have_a_limit_in_bytes_and_in_lines() {
    let blog = Blog::start().await;
    let head = |line: &str, times: usize| {
        format!("GET /archive HTTP/1.1\r\nHost: blog.example\r\n{}\r\n", line.repeat(times))
    };
    for (request, status) in [
        (head("X: 1\r\n", 99), 200),
        (head("X: 1\r\n", 100), 431),
        (head(&format!("X: {}\r\n", "a".repeat(30_000)), 1), 200),
        (head(&format!("X: {}\r\n", "a".repeat(40_000)), 1), 431),
        (head(&format!("X: {}\r\n", "a".repeat(100_000)), 1), 431),
        (head(&format!("X: {}\r\n", "a".repeat(2_000)), 50), 431),
        (format!("GET /{} HTTP/1.1\r\nHost: blog.example\r\n\r\n", "a".repeat(100_000)), 431),
    ] {
        let mut line = Line::to(&blog).await;
        line.send(&request).await;
        let answer = line.answer().await.expect("an answer");
        assert_eq!(answer.status, status, "{} bytes", request.len());
    }
}

#[tokio::test]
async fn who_is_answered_too_early_may_send_on_and_still_gets_the_answer() {
    let blog = Blog::start().await;
    let mut line = Line::to(&blog).await;
    line.send(format!("GET /archive HTTP/1.1\r\nHost: blog.example\r\nX: {}", "a".repeat(200_000))).await;
    line.hears().await;
    for _ in 0..10 {
        line.send("a".repeat(10_000)).await;
    }
    line.hang_up().await;
    assert_eq!(line.statuses().await, [431]);
}
