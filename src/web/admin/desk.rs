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
}

impl Desk {
    pub fn new(app: &App, member: Member) -> Self {
        Self { settings: app.settings(), user: member.user }
    }

    pub fn may_moderate(&self) -> bool {
        self.user.may(Deed::ModerateComments)
    }

    pub fn may_write(&self) -> bool {
        self.user.may(Deed::WriteOwnPosts)
    }

    pub fn may_write_pages(&self) -> bool {
        self.user.may(Deed::WritePages)
    }

    pub fn may_manage_people(&self) -> bool {
        self.user.may(Deed::ManagePeople)
    }

    pub fn may_change_settings(&self) -> bool {
        self.user.may(Deed::ChangeSettings)
    }

    pub fn may_see_imports(&self) -> bool {
        self.user.may(Deed::SeeImports)
    }

    pub fn may_upload(&self) -> bool {
        self.user.may(Deed::UploadMedia)
    }

    /// The hashed address of one of our static files.
    #[expect(clippy::unused_self, reason = "templates can call methods only")]
    pub fn asset(&self, name: &str) -> &'static str {
        assets::address(name)
    }
}
