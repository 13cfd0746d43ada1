//! Pictures that are made here.

mod card;
mod share;

pub use card::card;
pub use share::{SHARE_HEIGHT, SHARE_WIDTH};

/// Why a picture could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    #[error("This picture is damaged.")]
    Damaged,
}
