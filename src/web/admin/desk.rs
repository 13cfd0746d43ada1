//! What stands around every admin page: who is logged in, where one can go, what waits.

use std::sync::Arc;

use crate::app::App;
use crate::model::settings::Settings;
use crate::model::user::{Deed, User};
use crate::web::assets;
use crate::web::extractors::Member;

/// The frame of an admin page.
pub struct Desk {
    pub settings: Arc<Settings>,
    pub user: User,
    pub may_moderate: bool,
    pub may_write: bool,
    pub may_change_settings: bool,
}

impl Desk {
    pub fn new(app: &App, member: Member) -> Self {
        let user = member.user;
        Self {
            settings: app.settings(),
            may_moderate: user.may(Deed::ModerateComments),
            may_write: user.may(Deed::WriteOwnPosts),
            may_change_settings: user.may(Deed::ChangeSettings),
            user,
        }
    }

    /// The hashed address of one of our static files.
    #[expect(clippy::unused_self, reason = "templates can call methods only")]
    pub fn asset(&self, name: &str) -> &'static str {
        assets::address(name)
    }
}
