//! Where each large crate lives, so that it can be exchanged in one place.

/// A large crate and the rooms that may name it.
pub const HOMES: &[(&str, &[&str])] = &[
    ("sqlx", &["store"]),
    ("axum", &["web"]),
    ("axum_extra", &["web"]),
    ("tower", &["web"]),
    ("tower_http", &["web"]),
    ("hyper", &["web"]),
    ("hyper_util", &["web"]),
    ("http_body_util", &["web"]),
    ("console", &["cli"]),
    ("askama", &["web", "jobs"]),
    ("clap", &["cli", "config"]),
    ("indicatif", &["cli"]),
    ("tracing_subscriber", &["telemetry"]),
    ("quick_xml", &["transfer"]),
    ("zip", &["transfer"]),
    ("comrak", &["tools"]),
    ("ammonia", &["tools"]),
    ("argon2", &["tools"]),
    ("totp_rs", &["tools"]),
    ("fast_qr", &["tools"]),
    ("lettre", &["tools"]),
    ("csv", &["tools"]),
    ("image", &["tools"]),
    ("ab_glyph", &["tools"]),
    ("dejavu", &["tools"]),
    ("reqwest", &["tools"]),
    ("rustls", &["tools"]),
    ("webpki_roots", &["tools"]),
];

/// Crates that have one file or folder inside `tools`, so that they can be exchanged in one place.
pub const ONE_TOOL: &[&str] = &[
    "comrak",
    "ammonia",
    "argon2",
    "totp_rs",
    "fast_qr",
    "lettre",
    "image",
    "ab_glyph",
    "dejavu",
    "reqwest",
    "rustls",
    "webpki_roots",
];
