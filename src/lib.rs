//! Postil, a self-hosted blog with comments. The rooms from top to bottom; imports go down only (see ARCHITECTURE.md).

/// The nouns and their rules, no I/O.
mod model;
/// Moving house: what other systems export, read.
#[cfg_attr(not(test), expect(dead_code, reason = "the half that writes is not there yet"))]
mod transfer;
