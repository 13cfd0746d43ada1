//! The blog behind the entries: its name, zone, language and comment policy, from the feed's head and its settings.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::entry::Head;
use super::notes::{Note, Notes};
use super::reading::SOURCE;
use super::values;
use crate::transfer::import::source::{CommentAccess, CommentSettings, Moderation, SourceBlog};

/// The settings of a backup by key, as its entries name them.
pub type Settings = BTreeMap<String, String>;

/// The blog as its feed's head and its settings describe it.
pub fn blog(head: &Head, settings: Settings, notes: &mut Notes) -> SourceBlog {
    let said = |key: &str| settings.get(key).map(String::as_str).filter(|value| !value.is_empty());
    let title = said("BLOG_NAME").unwrap_or(&head.title);
    let tagline = said("BLOG_DESCRIPTION").unwrap_or(&head.subtitle);
    let alternate = head.links.iter().find(|link| link.rel == "alternate");
    let zone = said("BLOG_TIME_ZONE").map(str::trim).filter(|name| {
        let is_known = TimeZone::get(name).is_ok();
        if !is_known {
            notes.add(Note::UnknownZone, 0);
        }
        is_known
    });
    let is_by_posts = said("BLOG_MAX_UNIT").is_none_or(|unit| unit == "POSTS");
    let mut blog = SourceBlog {
        source: SOURCE,
        id: values::blog_number(&head.id).unwrap_or_default().to_owned(),
        title: values::line(title).0,
        tagline: values::line(tagline).0,
        zone: zone.map(str::to_owned),
        language: said("BLOG_LOCALE").map(language),
        hosts: alternate.and_then(|link| values::host(&link.href)).into_iter().collect(),
        posts_per_page: said("BLOG_MAX_NUM").filter(|_| is_by_posts).and_then(|number| number.parse().ok()),
        comments: comments(&said),
        extra: BTreeMap::new(),
    };
    blog.extra = without_people(settings, notes);
    blog
}

fn comments<'a>(said: &impl Fn(&str) -> Option<&'a str>) -> CommentSettings {
    let truth = |value: &str| value.eq_ignore_ascii_case("true");
    let days = said("BLOG_COMMENT_MODERATION_DELAY").and_then(|days| days.parse().ok()).unwrap_or(14);
    CommentSettings {
        is_open: said("BLOG_COMMENTS_ALLOWED").map(truth),
        is_open_on_new_posts: said("BLOG_DEFAULT_COMMENTS_MODE").map(|mode| mode == "DEFAULT_HAVE_COMMENTS"),
        access: said("BLOG_COMMENT_ACCESS").map(|access| match access {
            "ANYONE" | "ALL" | "EVERYONE" => CommentAccess::Anyone,
            access if access.contains("MEMBER") => CommentAccess::Members,
            _ => CommentAccess::Accounts,
        }),
        moderation: said("BLOG_COMMENT_MODERATION").map(|moderation| match moderation {
            "DISABLED" | "NEVER" => Moderation::Nothing,
            word if word.contains("OLD") || word.contains("SOMETIMES") => {
                Moderation::OnPostsOlderThan { days }
            }
            _ => Moderation::Everything,
        }),
    }
}

/// Java's old names for three languages live on in backups.
fn language(locale: &str) -> String {
    let tag = locale.trim().replace('_', "-");
    match tag.as_str() {
        "iw" => "he".to_owned(),
        "in" => "id".to_owned(),
        "ji" => "yi".to_owned(),
        _ => tag,
    }
}

fn without_people(settings: Settings, notes: &mut Notes) -> BTreeMap<String, String> {
    let is_private =
        |key: &str, value: &str| key.contains("PERMISSION") || key.contains("EMAIL") || value.contains('@');
    let (private, public): (Vec<_>, Vec<_>) = settings
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .partition(|(key, value)| is_private(key, value));
    if !private.is_empty() {
        notes.add(Note::PrivateSettings, 0);
    }
    public.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> (SourceBlog, Notes) {
        let mut notes = Notes::default();
        let settings = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        (blog(&Head::default(), settings, &mut notes), notes)
    }

    #[test]
    fn addresses_of_people_are_never_handed_on() {
        let (blog, notes) = read(&[
            ("BLOG_ADMIN_PERMISSION", "ada@example.org"),
            ("BLOG_COMMENT_EMAIL", "here"),
            ("BLOG_COMMENT_MESSAGE", "write to ada@example.org"),
            ("BLOG_DATE_FORMAT", "26"),
        ]);
        assert_eq!(blog.extra.into_keys().collect::<Vec<_>>(), ["BLOG_DATE_FORMAT"]);
        assert_eq!(notes.count(Note::PrivateSettings), 1);
    }

    #[test]
    fn a_comment_policy_we_do_not_know_is_read_as_the_strict_one() {
        let (blog, _) =
            read(&[("BLOG_COMMENT_MODERATION", "NEWLY_INVENTED"), ("BLOG_COMMENT_ACCESS", "NEW")]);
        assert_eq!(blog.comments.moderation, Some(Moderation::Everything));
        assert_eq!(blog.comments.access, Some(CommentAccess::Accounts));
        assert_eq!(blog.comments.is_open, None);
    }

    #[test]
    fn moderation_of_old_posts_keeps_its_days() {
        let (blog, _) = read(&[
            ("BLOG_COMMENT_MODERATION", "ENABLED_FOR_OLD_POSTS"),
            ("BLOG_COMMENT_MODERATION_DELAY", "30"),
        ]);
        assert_eq!(blog.comments.moderation, Some(Moderation::OnPostsOlderThan { days: 30 }));
    }

    #[test]
    fn a_zone_nobody_knows_is_said_and_not_taken() {
        let (blog, notes) = read(&[("BLOG_TIME_ZONE", "Moon/Tranquility"), ("BLOG_LOCALE", "pt_BR")]);
        assert_eq!((blog.zone, blog.language.as_deref()), (None, Some("pt-BR")));
        assert_eq!(notes.count(Note::UnknownZone), 1);
        assert_eq!(read(&[("BLOG_TIME_ZONE", "Europe/Berlin")]).0.zone.as_deref(), Some("Europe/Berlin"));
    }
}
