//! How much a comment looks like spam, and what follows from it.

/// The logarithm of spam's odds in hundredths: 0 is even, above it speaks for spam. It orders what waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, sqlx::Type)]
#[sqlx(transparent)]
pub struct Score(pub i64);

/// How a comment looks beside what the blog's owner wants to be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    Wanted,
    Doubtful,
    /// So sure that nobody has to look.
    Spam,
}

/// From how many percent on a comment looks doubtful or like spam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub doubtful: i64,
    /// Nothing if the surest spam waits like all else.
    pub spam: Option<i64>,
}

impl Score {
    pub fn of_odds(odds: f32) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
        Self((odds.clamp(-30.0, 30.0) * 100.0).round() as i64)
    }

    /// How likely it is spam, as far as the numbers can be believed: they order rather than count.
    pub fn percent(self) -> i64 {
        #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
        let odds = self.0 as f64 / 100.0;
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 100")]
        let percent = (100.0 / (1.0 + (-odds).exp())).floor() as i64;
        percent
    }

    pub fn looks(self, limits: Limits) -> Looks {
        match self.percent() {
            percent if limits.spam.is_some_and(|from| percent >= from) => Looks::Spam,
            percent if percent >= limits.doubtful => Looks::Doubtful,
            _ => Looks::Wanted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_odds_are_fifty_percent_and_nothing_is_certain() {
        let percent = |odds: f32| Score::of_odds(odds).percent();
        assert_eq!((percent(0.0), percent(30.0), percent(f32::MAX), percent(-9.0)), (50, 99, 99, 0));
        assert_eq!(Score::of_odds(2.2), Score(220));
        assert_eq!(Score::of_odds(f32::NAN), Score(0));
    }

    #[test]
    fn at_the_limit_itself_a_comment_is_held() {
        let limits = Limits { doubtful: 50, spam: Some(99) };
        assert_eq!(Score(0).looks(limits), Looks::Doubtful);
        assert_eq!(Score(-1).looks(limits), Looks::Wanted);
        assert_eq!(Score(600).looks(limits), Looks::Spam);
        assert_eq!(Score(600).looks(Limits { spam: None, ..limits }), Looks::Doubtful);
    }
}
