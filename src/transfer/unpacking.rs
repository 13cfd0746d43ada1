//! Unpacking what anybody could have packed. That a member gives no more than it declares, the zip crate holds; how
//! much it may declare is said here.

/// Text is packed to a tenth; a bomb to a thousandth.
const HIGHEST_RATIO: u64 = 400;
/// What is no larger does no harm however well it was packed.
const SMALL: u64 = 64 << 20;

/// Would a member of this size grow beyond all likelihood? In bytes, as the zip declares them.
pub fn is_bomb(size: u64, packed: u64) -> bool {
    size > SMALL && size / packed.max(1) > HIGHEST_RATIO
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_large_and_packed_beyond_likelihood_is_a_bomb() {
        assert!(!is_bomb(SMALL, 1));
        assert!(!is_bomb(10 << 30, 1 << 30));
        assert!(is_bomb(10 << 30, 10 << 20));
        assert!(is_bomb(SMALL + 1, 0));
    }
}
