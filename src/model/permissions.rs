//! Who may do what: the one table that the verbs ask, the test of doors walks and the help page shows.

use super::user::Role;

/// What somebody who is logged in can do here and not everybody may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    KeepAccount,
    WriteOwnPosts,
    EditAllPosts,
    WritePages,
    UploadMedia,
    ChangeAllMedia,
    ModerateComments,
    SeeTrail,
    ManagePeople,
    ChangeSettings,
    SeeImports,
}

/// A line of the table.
#[derive(Debug)]
pub struct Permission {
    pub deed: Deed,
    /// What it is about: the lines of one heading stand together.
    pub about: &'static str,
    /// What may be done, as people are told.
    pub sentence: &'static str,
    roles: &'static [Role],
}

impl Permission {
    pub fn is_for(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

const ALL: &[Role] = &Role::ALL;
const WRITERS: &[Role] = &[Role::Owner, Role::Editor, Role::Author];
const MODERATORS: &[Role] = &[Role::Owner, Role::Editor, Role::Moderator];
const EDITORS: &[Role] = &[Role::Owner, Role::Editor];
const OWNERS: &[Role] = &[Role::Owner];

/// The whole table. A deed that has no line is nobody's.
pub const PERMISSIONS: &[Permission] = &[
    Permission {
        deed: Deed::WriteOwnPosts,
        about: "Posts and pages",
        sentence: "Write posts of their own, publish and schedule them, take them back, and comment below them \
                   without waiting",
        roles: WRITERS,
    },
    Permission {
        deed: Deed::EditAllPosts,
        about: "Posts and pages",
        sentence: "Do the same with everybody’s posts",
        roles: EDITORS,
    },
    Permission {
        deed: Deed::WritePages,
        about: "Posts and pages",
        sentence: "Write, publish and take back pages, which stand in the header of the whole blog",
        roles: EDITORS,
    },
    Permission {
        deed: Deed::UploadMedia,
        about: "Media",
        sentence: "See the library, bring pictures, sound, films and files, and describe and delete their own",
        roles: WRITERS,
    },
    Permission {
        deed: Deed::ChangeAllMedia,
        about: "Media",
        sentence: "Describe and delete what others brought",
        roles: EDITORS,
    },
    Permission {
        deed: Deed::ModerateComments,
        about: "Comments",
        sentence: "Read the comments that wait, publish, reject and delete comments, change their words with a note \
                   that says so, answer them from the desk, pin one under a post, say what is blocked, and comment \
                   anywhere without waiting",
        roles: MODERATORS,
    },
    Permission {
        deed: Deed::SeeTrail,
        about: "The trail",
        sentence: "See who did what and when, of everything; who may moderate comments sees what was decided about them",
        roles: EDITORS,
    },
    Permission {
        deed: Deed::ManagePeople,
        about: "People",
        sentence: "See who there is, ask others in, change names and roles, deactivate accounts, turn a lost second factor off, and \
                   say which account an imported author is",
        roles: OWNERS,
    },
    Permission {
        deed: Deed::ChangeSettings,
        about: "The blog",
        sentence: "Change the settings of the blog, and decide about mail that did not go out",
        roles: OWNERS,
    },
    Permission {
        deed: Deed::SeeImports,
        about: "The blog",
        sentence: "Read the reports of imports",
        roles: OWNERS,
    },
    Permission {
        deed: Deed::KeepAccount,
        about: "Themselves",
        sentence: "Say who they are, change their own password and second factor, and end their own sessions",
        roles: ALL,
    },
];

impl Role {
    /// May somebody with this role do this?
    pub fn may(self, deed: Deed) -> bool {
        PERMISSIONS.iter().any(|line| line.deed == deed && line.is_for(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_its_name_says() {
        let table = [
            (Deed::KeepAccount, [true, true, true, true]),
            (Deed::WriteOwnPosts, [true, true, true, false]),
            (Deed::EditAllPosts, [true, true, false, false]),
            (Deed::WritePages, [true, true, false, false]),
            (Deed::UploadMedia, [true, true, true, false]),
            (Deed::ChangeAllMedia, [true, true, false, false]),
            (Deed::ModerateComments, [true, true, false, true]),
            (Deed::SeeTrail, [true, true, false, false]),
            (Deed::ManagePeople, [true, false, false, false]),
            (Deed::ChangeSettings, [true, false, false, false]),
            (Deed::SeeImports, [true, false, false, false]),
        ];
        for (deed, may) in table {
            assert_eq!(Role::ALL.map(|role| role.may(deed)), may, "{deed:?}");
        }
        assert_eq!(PERMISSIONS.len(), table.len(), "each line is looked at here");
    }

    #[test]
    fn each_deed_has_one_line_and_lines_about_the_same_stand_together() {
        for (place, line) in PERMISSIONS.iter().enumerate() {
            let further = &PERMISSIONS[place + 1..];
            assert!(further.iter().all(|other| other.deed != line.deed), "{:?}", line.deed);
            let is_last = further.first().is_none_or(|next| next.about != line.about);
            assert!(!is_last || further.iter().all(|other| other.about != line.about), "{}", line.about);
            assert!(line.is_for(Role::Owner), "an owner may do everything: {:?}", line.deed);
        }
    }
}
