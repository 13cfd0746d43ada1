//! How much a page of comments holds: a discussion that can be read in one go stands on one page, and a page of a longer
//! one stays light.

/// The most comments and gaps on a page, beside the few that one in the middle of a thread begins with.
pub const PAGE: i64 = 200;
pub(super) const PAGE_ROWS: usize = 200;

/// What a page of a long discussion weighs at most, in bytes of markup before packing, with the post above it.
const PAGE_BYTES: usize = 88_000;

/// What the page of a discussion with few comments weighs at most: usual ones stay far below.
const SHORT_BYTES: usize = 512_000;

/// A page of comments is never smaller than this, however long the post above it is.
const LEAST_BYTES: usize = 30_000;

/// What stands around the words, name and website of one comment.
const AROUND: usize = 760;

/// What a page can still hold.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    rows: usize,
    bytes: usize,
}

impl Room {
    /// For a page of a post with so many comments and a text of so many bytes.
    pub fn of(comment_count: i64, beside: usize) -> Self {
        let bytes = match comment_count {
            ..=PAGE => SHORT_BYTES,
            _ => PAGE_BYTES.saturating_sub(beside).max(LEAST_BYTES),
        };
        Self { rows: PAGE_ROWS, bytes }
    }

    /// Whether one more comment of so many bytes fits. The first one always does.
    pub(super) fn takes(&mut self, bytes: usize) -> bool {
        let needed = bytes + AROUND;
        let fits = self.rows > 0 && (needed <= self.bytes || self.rows == PAGE_ROWS);
        if fits {
            self.rows -= 1;
            self.bytes = self.bytes.saturating_sub(needed);
        }
        fits
    }

    /// How many of these fit, from the first on.
    pub(super) fn fitting(mut self, comments: impl Iterator<Item = usize>) -> usize {
        comments.take_while(|bytes| self.takes(*bytes)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitting(room: Room, bytes: usize) -> usize {
        room.fitting(std::iter::repeat_n(bytes, 1000))
    }

    #[test]
    fn a_short_discussion_stands_on_one_page_unless_its_comments_are_very_long() {
        assert_eq!(fitting(Room::of(PAGE, 500_000), 1_800), PAGE_ROWS);
        assert_eq!(fitting(Room::of(PAGE, 0), 20_000), SHORT_BYTES / (20_000 + AROUND));
    }

    #[test]
    fn a_page_of_a_long_one_stays_below_a_hundred_kilobytes_with_its_post() {
        for (beside, bytes) in [(0, 300), (10_000, 300), (0, 3_000), (50_000, 50)] {
            let rows = fitting(Room::of(5_000, beside), bytes);
            assert!((20..PAGE_ROWS).contains(&rows), "{rows}");
            assert!(beside + rows * (bytes + AROUND) <= PAGE_BYTES, "{rows}");
        }
        assert_eq!(fitting(Room::of(5_000, 1_000_000), 300), LEAST_BYTES / (300 + AROUND));
    }

    #[test]
    fn every_page_holds_a_comment() {
        assert_eq!(fitting(Room::of(5_000, 0), 1_000_000), 1);
    }
}
