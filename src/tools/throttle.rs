//! Lets a thing be tried a few times at once and then at a steady pace, per key, in memory. The time is handed in.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Keys that owe no waiting are forgotten when there are this many, and again at each doubling.
const SWEEP_FROM: usize = 4096;

/// Counts tries by key (the generic cell rate algorithm).
#[derive(Debug)]
pub struct Throttle {
    /// How many tries may come at once.
    burst: i64,
    /// Milliseconds after which one more is allowed.
    interval: i64,
    tries: Mutex<Tries>,
}

#[derive(Debug)]
struct Tries {
    /// When each key will have paid for all its tries, in milliseconds.
    paid_at: HashMap<Vec<u8>, i64>,
    sweep_at: usize,
}

impl Throttle {
    pub fn new(burst: i64, interval_seconds: i64) -> Self {
        let tries = Mutex::new(Tries { paid_at: HashMap::new(), sweep_at: SWEEP_FROM });
        Self { burst, interval: interval_seconds * 1000, tries }
    }

    /// Counts one try at `now` (milliseconds), or answers how many seconds to wait; a refused try is not counted.
    pub fn admit(&self, key: &[u8], now: i64) -> Result<(), u64> {
        let most = self.burst * self.interval;
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        // The upper bound is for a clock that was set back.
        let paid_at = tries.paid_at.get(key).copied().unwrap_or(now).clamp(now, now + most);
        let wait = paid_at + self.interval - most - now;
        if wait > 0 {
            return Err(wait.unsigned_abs().div_ceil(1000));
        }
        tries.paid_at.insert(key.to_vec(), paid_at + self.interval);
        if tries.paid_at.len() > tries.sweep_at {
            tries.paid_at.retain(|_, paid_at| *paid_at > now);
            tries.sweep_at = (tries.paid_at.len() * 2).max(SWEEP_FROM);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_burst_one_try_an_interval_is_admitted() {
        let throttle = Throttle::new(3, 60);
        for _ in 0..3 {
            assert_eq!(throttle.admit(b"a", 1_000), Ok(()));
        }
        assert_eq!(throttle.admit(b"a", 1_000), Err(60));
        assert_eq!(throttle.admit(b"a", 31_000), Err(30));
        assert_eq!(throttle.admit(b"a", 61_000), Ok(()));
        assert_eq!(throttle.admit(b"a", 61_000), Err(60));
    }

    #[test]
    fn one_key_does_not_slow_another_and_rest_restores_the_burst() {
        let throttle = Throttle::new(2, 60);
        assert_eq!([throttle.admit(b"a", 0), throttle.admit(b"a", 0)], [Ok(()), Ok(())]);
        assert!(throttle.admit(b"a", 0).is_err());
        assert_eq!(throttle.admit(b"b", 0), Ok(()));
        assert_eq!([throttle.admit(b"a", 120_000), throttle.admit(b"a", 120_000)], [Ok(()), Ok(())]);
        assert!(throttle.admit(b"a", 120_000).is_err());
    }

    #[test]
    fn a_clock_that_was_set_back_locks_nobody_out_for_long() {
        let throttle = Throttle::new(2, 60);
        assert_eq!(throttle.admit(b"a", 1_000_000_000), Ok(()));
        assert!(throttle.admit(b"a", 0).is_err_and(|seconds| seconds <= 60));
    }

    #[test]
    fn keys_that_owe_nothing_are_forgotten() {
        let throttle = Throttle::new(2, 60);
        for number in 0..=SWEEP_FROM {
            assert_eq!(
                throttle.admit(number.to_string().as_bytes(), i64::try_from(number).unwrap() * 60_000),
                Ok(())
            );
        }
        assert!(throttle.tries.lock().unwrap().paid_at.len() < 10);
    }
}
