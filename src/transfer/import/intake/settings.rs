//! What a source says about the blog as a whole, taken over while nobody here has said anything yet.

use crate::app::App;
use crate::model::comment::Policy;
use crate::model::key::{Key, Keys};
use crate::model::settings::Settings;
use crate::model::timestamp::Zone;
use crate::store::{StoreError, archive, comment_settings, settings};
use crate::tools::language::Language;
use crate::transfer::import::source::{CommentAccess, CommentSettings, Moderation, SourceBlog};

/// The settings that the import goes by, and what was done about them in sentences.
#[derive(Debug)]
pub struct Taken {
    pub zone: Zone,
    /// The language of the imported posts where it is not the blog's.
    pub language: Option<String>,
    pub told: Vec<String>,
}

/// Takes the source's settings over, or says why not. A dry run says what would be.
pub async fn take(app: &App, blog: &SourceBlog, keeps: bool, is_dry_run: bool) -> Result<Taken, StoreError> {
    let mut db = app.db.reader().await?;
    let own = settings::load(&mut db).await?;
    let has_posts = !archive::months(&mut db).await?.is_empty();
    drop(db);
    if keeps || own.version > 1 || own.comments.version > 1 || has_posts {
        return Ok(kept(&own, blog, keeps));
    }
    let (wanted, told) = adopted(own, blog);
    let taken = Taken { language: foreign(&wanted, blog), zone: wanted.zone.clone(), told };
    if is_dry_run {
        return Ok(taken);
    }
    let now = app.clock.now();
    let _is_first: bool = app
        .db
        .write(move |unit| {
            Box::pin(async move {
                let done = settings::update(unit, &wanted, now).await?
                    && comment_settings::update(unit, &wanted.comments, now).await?;
                Ok::<_, StoreError>((done, Keys::of([Key::Site])))
            })
        })
        .await?;
    Ok(taken)
}

fn kept(own: &Settings, blog: &SourceBlog, keeps: bool) -> Taken {
    let why = if keeps { "as you asked" } else { "since somebody has set this blog up or filled it already" };
    let mut told =
        vec![format!("Title, language, time zone and comment policy stay as they are here, {why}.")];
    if let Some(zone) = blog.zone.as_deref().filter(|zone| *zone != own.zone.name()) {
        let here = own.zone.name();
        told.push(format!("Dates are shown in {here} here; they were shown in {zone} there."));
    }
    Taken { zone: own.zone.clone(), language: foreign(own, blog), told }
}

/// The source's language if the blog's own pages speak another.
fn foreign(own: &Settings, blog: &SourceBlog) -> Option<String> {
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    blog.language.clone().filter(|language| primary(language) != primary(&own.language))
}

/// The settings with what the source said put in, and that in sentences.
fn adopted(mut own: Settings, blog: &SourceBlog) -> (Settings, Vec<String>) {
    let mut told = Vec::new();
    if !blog.title.is_empty() {
        own.title.clone_from(&blog.title);
        own.tagline.clone_from(&blog.tagline);
        told.push(format!("The blog is called “{}”.", blog.title));
    }
    if let Some(zone) = blog.zone.as_deref().and_then(|name| Zone::named(name).ok()) {
        told.push(format!("Its dates are shown in the time zone {}.", zone.name()));
        own.zone = zone;
    } else {
        told.push(format!("The source names no time zone: dates are shown in {}.", own.zone.name()));
    }
    if let Some(tag) = &blog.language {
        let spoken = Language::of(tag).tag;
        if tag.to_ascii_lowercase().starts_with(spoken) {
            spoken.clone_into(&mut own.language);
            told.push(format!("Its language is “{tag}”."));
        } else {
            told.push(format!(
                "Its language is “{tag}”, which Postil’s own sentences do not speak yet: they are in “{}”, the posts \
                 are marked as “{tag}”.",
                own.language
            ));
        }
    }
    if let Some(number) = blog.posts_per_page {
        own.posts_per_page = i64::from(number.clamp(1, 50));
        told.push(format!("The home page shows {} posts at a time.", own.posts_per_page));
    }
    if let Some((policy, sentence)) = policy(&blog.comments) {
        own.comments.policy = policy;
        told.push(sentence.to_owned());
    }
    (own, told)
}

/// The policy that comes nearest to what the source had; none if it does not say.
fn policy(comments: &CommentSettings) -> Option<(Policy, &'static str)> {
    if comments.is_open == Some(false) {
        return Some((Policy::Closed, "Comments are closed, as they were."));
    }
    let is_for_anyone = comments.access.is_none_or(|access| access == CommentAccess::Anyone);
    Some(match comments.moderation? {
        Moderation::Everything => (Policy::HoldAll, "Every comment waits for approval, as it did."),
        Moderation::OnPostsOlderThan { .. } => (
            Policy::HoldFirst,
            "Comments on older posts waited for approval; here the first comment of each person does.",
        ),
        Moderation::Nothing if is_for_anyone => (
            Policy::Publish,
            "Comments are published at once, as they were. If spam comes, hold first-timers.",
        ),
        Moderation::Nothing => (
            Policy::HoldFirst,
            "Only people with an account could comment; here anybody can, and their first comment waits.",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(access: Option<CommentAccess>, moderation: Option<Moderation>) -> Option<Policy> {
        let settings = CommentSettings { access, moderation, ..CommentSettings::default() };
        policy(&settings).map(|(policy, _)| policy)
    }

    #[test]
    fn nobody_is_let_in_more_easily_than_before() {
        let anyone = Some(CommentAccess::Anyone);
        assert_eq!(said(anyone, Some(Moderation::Nothing)), Some(Policy::Publish));
        assert_eq!(said(Some(CommentAccess::Accounts), Some(Moderation::Nothing)), Some(Policy::HoldFirst));
        assert_eq!(said(Some(CommentAccess::Members), Some(Moderation::Nothing)), Some(Policy::HoldFirst));
        assert_eq!(said(anyone, Some(Moderation::Everything)), Some(Policy::HoldAll));
        assert_eq!(said(anyone, Some(Moderation::OnPostsOlderThan { days: 3 })), Some(Policy::HoldFirst));
        assert_eq!(said(anyone, None), None);
    }

    #[test]
    fn closed_is_closed_whoever_was_let_in() {
        let closed = CommentSettings {
            is_open: Some(false),
            moderation: Some(Moderation::Nothing),
            ..CommentSettings::default()
        };
        assert_eq!(policy(&closed).map(|(policy, _)| policy), Some(Policy::Closed));
    }
}
