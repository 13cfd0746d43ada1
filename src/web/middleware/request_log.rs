//! A number for each request and a line in the log for each that changed something or failed.

use std::time::Instant;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;

/// The number under which a request stands in the log; pages about our own faults show it.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

pub async fn log(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = RequestId(data_encoding::HEXLOWER.encode(&app.chance.bytes::<6>()));
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
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
