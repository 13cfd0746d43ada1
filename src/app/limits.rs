//! How often strangers may do what costs somebody something, counted in memory by key.

use crate::model::comment::{NETWORK_REFUSES_FROM, NETWORK_REMEMBERS};
use crate::tools::throttle::Throttle;

/// How often a password may be tried: by one network whatever the name, for one name by one network, and for one name
/// by everybody. The last is loose, since otherwise a stranger could keep an owner out by guessing wrongly; from a browser
/// that the owner has logged in with before, it does not count at all.
#[derive(Debug)]
pub struct LoginLimits {
    pub network: Throttle,
    pub account_and_network: Throttle,
    pub account: Throttle,
    pub known_device: Throttle,
}

impl Default for LoginLimits {
    fn default() -> Self {
        Self {
            network: Throttle::new(20, 30),
            account_and_network: Throttle::new(10, 60),
            account: Throttle::new(60, 10),
            known_device: Throttle::new(10, 60),
        }
    }
}

/// How often a link for a new password may be asked for: each is a letter to somebody, who may not want it. One address
/// gets six at once and six a day from then on, whoever asks from wherever.
#[derive(Debug)]
pub struct ResetLimits {
    pub network: Throttle,
    pub account_and_network: Throttle,
    pub account: Throttle,
}

impl Default for ResetLimits {
    fn default() -> Self {
        Self {
            network: Throttle::new(10, 60),
            account_and_network: Throttle::new(3, 5 * 60),
            account: Throttle::new(6, 4 * 60 * 60),
        }
    }
}

/// How often a code of one account's second factor may be tried: whoever tries knows the password already. A million
/// codes at this pace take years.
#[derive(Debug)]
pub struct CodeLimit(pub Throttle);

impl Default for CodeLimit {
    fn default() -> Self {
        Self(Throttle::new(10, 180))
    }
}

/// How often somebody may ask to follow something: by one network, and for one post by everybody. What one address
/// gets is counted in the database, where a restart does not forget it.
#[derive(Debug)]
pub struct FollowLimits {
    pub network: Throttle,
    pub target: Throttle,
}

impl Default for FollowLimits {
    fn default() -> Self {
        Self { network: Throttle::new(10, 2 * 60), target: Throttle::new(60, 30) }
    }
}

/// How often one network may report comments.
#[derive(Debug)]
pub struct ReportLimit(pub Throttle);

impl Default for ReportLimit {
    fn default() -> Self {
        Self(Throttle::new(10, 60))
    }
}

/// How often comments may be changed by one network, as often as it may send new ones; and how often all that somebody
/// wrote may be taken along as a file, by one network and for one person: each is as long as what they wrote.
#[derive(Debug)]
pub struct OwnLimits {
    pub changes: Throttle,
    pub network: Throttle,
    pub person: Throttle,
}

impl Default for OwnLimits {
    fn default() -> Self {
        Self {
            changes: Throttle::new(NETWORK_REFUSES_FROM, NETWORK_REMEMBERS / NETWORK_REFUSES_FROM),
            network: Throttle::new(20, 10),
            person: Throttle::new(3, 60),
        }
    }
}
