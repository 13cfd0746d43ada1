//! Every address, in one table. The test of doors reads the same table, so a new address without a guard is seen.

use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::{Extensions, HeaderMap, StatusCode, Version};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Router};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate as _};
use tower_http::timeout::TimeoutLayer;

use super::cache::MadeOf;
use super::extractors::{BODY_LIMIT, MostBytes};
use super::limits::Limits;
use super::middleware::error_pages::NotFoundPage;
use super::middleware::guard::{self, Guard};
use super::middleware::{
    error_pages, one_host, overload, request_log, same_origin, security_headers, slow_bodies,
};
use super::stored::Stored;
use super::{account, admin, assets, feeds, site};
use crate::app::App;
use crate::model::user::Deed;

/// The most bytes of a stranger's form: the longest comment, percent-encoded, and room to spare.
const STRANGERS_BODY_LIMIT: MostBytes = MostBytes(512 * 1024);

/// How long an answer may take before it is given up.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// One method of one address.
pub struct Door {
    pub method: &'static str,
    pub path: &'static str,
    route: fn() -> MethodRouter<App>,
}

macro_rules! doors {
    ($($method:ident $path:literal $handler:path;)*) => {
        &[$(Door { method: stringify!($method), path: $path, route: || $method($handler) }),*]
    };
}

/// For readers, known or not.
const ANYONE: &[Door] = doors! {
    get "/" site::home::show;
    get "/index.html" site::home::index_html;
    get "/archive" site::archive::index;
    get "/tags/{slug}" site::tags::show;
    get "/authors/{slug}" site::authors::show;
    get "/feeds/posts.atom" feeds::posts::atom;
    get "/feeds/posts.rss" feeds::posts::rss;
    get "/feeds/comments.atom" feeds::comments::atom;
    get "/feeds/comments.rss" feeds::comments::rss;
    get "/feeds/tags/{file}" feeds::posts::of_tag;
    get "/feeds/posts/{id}/comments.atom" feeds::comments::of_post_atom;
    get "/feeds/posts/{id}/comments.rss" feeds::comments::of_post_rss;
    get "/feeds/waiting/{file}" feeds::waiting::show;
    get "/feeds/{*rest}" site::old_addresses::feed;
    get "/comments" site::comments::mine::index;
    get "/comments/export" site::comments::mine::export;
    get "/comments/erasure" site::comments::mine::confirm_erasure;
    post "/comments/erasure" site::comments::mine::erase;
    get "/comments/letters" site::comments::letters::new;
    post "/comments/letters" site::comments::letters::create;
    get "/comments/by-mail/{token}" site::comments::mine::by_mail;
    get "/comments/by-mail/{token}/export" site::comments::mine::export_by_mail;
    get "/comments/by-mail/{token}/erasure" site::comments::mine::confirm_erasure_by_mail;
    post "/comments/by-mail/{token}/erasure" site::comments::mine::erase_by_mail;
    get "/comments/new" site::comments::compose::new;
    get "/comments/recent" site::comments::recent::index;
    get "/comments/token" site::comments::tickets::show;
    get "/comments/report" site::comments::report::new;
    post "/comments/reports" site::comments::report::create;
    get "/comments/{receipt}" site::comments::receipts::show;
    post "/comments/{receipt}" site::comments::own::update;
    get "/comments/{receipt}/edit" site::comments::own::edit;
    post "/comments/{receipt}/preview" site::comments::own::preview;
    get "/comments/{receipt}/deletion" site::comments::own::confirm_deletion;
    post "/comments/{receipt}/deletion" site::comments::own::delete;
    post "/comments" site::comments::compose::create;
    post "/comments/preview" site::comments::compose::preview;
    get "/comments/at/{public_id}" site::comments::by_mail::place;
    get "/comments/decisions/{token}" site::comments::by_mail::show;
    post "/comments/decisions/{token}" site::comments::by_mail::create;
    get "/comments/following" site::comments::following::index;
    get "/comments/following/new" site::comments::following::new;
    post "/comments/following" site::comments::following::create;
    get "/comments/following/confirmation/{token}" site::comments::following::show;
    post "/comments/following/confirmation/{token}" site::comments::following::confirm;
    get "/comments/following/refusal" site::comments::following::refused;
    get "/comments/following/end/{token}" site::comments::followed::show;
    post "/comments/following/end/{token}" site::comments::followed::delete;
    get "/comments/following/list/{token}" site::comments::followed::index;
    post "/comments/following/list/{token}" site::comments::followed::end;
    post "/comments/preview/text" site::comments::preview::create;
    get "/privacy" site::privacy::show;
    get "/search" site::search::show;
    get "/search/label/{*label}" site::old_addresses::label;
    get "/robots.txt" feeds::robots::show;
    get "/sitemap.xml" feeds::sitemap::index;
    get "/sitemaps/{file}" feeds::sitemap::show;
    get "/cards/{file}" site::cards::show;
    get "/media/{name}/{file}" site::media::show;
    get "/static/{*name}" assets::show;
    get "/favicon.ico" assets::favicon;
    get "/healthz" site::health::show;
    get "/login" account::login::new;
    post "/login" account::login::create;
    get "/login/code" account::second_step::new;
    post "/login/code" account::second_step::create;
    post "/logout" account::login::delete;
    get "/login/forgotten" account::forgotten::new;
    post "/login/forgotten" account::forgotten::create;
    get "/login/reset/{token}" account::forgotten::edit;
    post "/login/reset/{token}" account::forgotten::update;
    get "/login/invitations/{token}" account::invitation::new;
    post "/login/invitations/{token}" account::invitation::create;
    get "/setup/{token}" account::setup::new;
    post "/setup/{token}" account::setup::create;
};

/// For whoever is logged in.
const MEMBERS: &[Door] = doors! {
    get "/admin" admin::dashboard::show;
    get "/admin/help/permissions" admin::help::permissions;
    get "/account" account::profile::show;
    post "/account" account::profile::update;
    post "/account/password" account::profile::change_password;
    get "/account/second-factor" account::second_factor::show;
    post "/account/second-factor" account::second_factor::create;
    post "/account/second-factor/confirmation" account::second_factor::confirm;
    post "/account/second-factor/giving-up" account::second_factor::give_up;
    post "/account/second-factor/codes" account::second_factor::renew_codes;
    post "/account/second-factor/delete" account::second_factor::delete;
    get "/account/notices" account::notices::show;
    post "/account/notices" account::notices::update;
    get "/account/names" account::names::index;
    post "/account/names" account::names::create;
    post "/account/names/{id}/delete" account::names::delete;
    get "/account/sessions" account::sessions::index;
    post "/account/sessions/delete" account::sessions::delete_others;
    post "/account/sessions/{id}/delete" account::sessions::delete;
};

/// For who may moderate comments.
const MODERATORS: &[Door] = doors! {
    post "/account/notices/feed" account::notices::create_feed;
    post "/account/notices/feed/delete" account::notices::delete_feed;
    get "/admin/comments" admin::comments::index;
    get "/admin/comments/{id}" admin::comments::one::show;
    post "/admin/comments/{id}" admin::comments::words::update;
    get "/admin/comments/{id}/edit" admin::comments::words::edit;
    get "/admin/comments/{id}/reply" admin::comments::words::reply;
    post "/admin/comments/{id}/reply" admin::comments::words::answer;
    post "/admin/comments/{id}/reply/delete" admin::comments::one::take_reply_back;
    post "/admin/comments/{id}/pin" admin::comments::one::pin;
    post "/admin/comments/{id}/pin/delete" admin::comments::one::unpin;
    post "/admin/comments/bulk" admin::comments::decisions::bulk;
    post "/admin/comments/bulk/undo" admin::comments::decisions::undo_bulk;
    post "/admin/comments/{id}/publication" admin::comments::decisions::approve;
    post "/admin/comments/{id}/rejection" admin::comments::decisions::reject;
    post "/admin/comments/{id}/spam" admin::comments::decisions::mark_spam;
    post "/admin/comments/{id}/deletion" admin::comments::decisions::delete;
    post "/admin/comments/{id}/undo" admin::comments::decisions::undo;
    post "/admin/comments/{id}/reports/delete" admin::comments::decisions::dismiss_reports;
    post "/admin/comments/{id}/reports/undo" admin::comments::decisions::reopen_reports;
    get "/admin/trail" admin::trail::index;
    get "/admin/blocks" admin::blocks::index;
    post "/admin/blocks" admin::blocks::create;
    post "/admin/blocks/{id}/delete" admin::blocks::delete;
    post "/admin/blocks/{id}/undo" admin::blocks::undo;
};

/// For who may write posts; whose posts, the verbs decide.
const WRITERS: &[Door] = doors! {
    get "/admin/posts" admin::posts::index::posts;
    get "/admin/posts/new" admin::posts::editor::new;
    post "/admin/posts" admin::posts::editor::create;
    post "/admin/posts/preview" admin::posts::preview::show;
    get "/admin/posts/{id}" admin::posts::editor::edit;
    post "/admin/posts/{id}" admin::posts::editor::update;
    post "/admin/posts/{id}/publication" admin::posts::publication::create;
    post "/admin/posts/{id}/publication/delete" admin::posts::publication::delete;
    post "/admin/posts/{id}/trash" admin::posts::publication::trash;
    post "/admin/posts/{id}/trash/delete" admin::posts::publication::restore;
};

/// For who may write pages.
const PAGE_WRITERS: &[Door] = doors! {
    get "/admin/pages" admin::posts::index::pages;
};

/// For who may see what was brought in.
const IMPORT_READERS: &[Door] = doors! {
    get "/admin/imports" admin::imports::index;
    get "/admin/imports/{id}" admin::imports::show;
};

/// For who may bring files into the library; whose they may change, the verbs decide.
const UPLOADERS: &[Door] = doors! {
    get "/admin/media" admin::media::index::index;
    get "/admin/media/{id}" admin::media::show::show;
    post "/admin/media/{id}" admin::media::show::update;
    post "/admin/media/{id}/deletion" admin::media::show::delete;
    post "/account/picture/delete" account::picture::delete;
};

/// For the same. Here alone a body may be large and take its time, as long as it keeps coming.
const UPLOADS: &[Door] = doors! {
    post "/admin/media" admin::media::upload::create;
    post "/account/picture" account::picture::create;
};

/// For who may manage people.
const PEOPLE_MANAGERS: &[Door] = doors! {
    get "/admin/people" admin::people::index;
    get "/admin/people/{id}" admin::people::person::show;
    post "/admin/people/{id}" admin::people::person::update;
    post "/admin/people/{id}/deactivation" admin::people::person::deactivate;
    post "/admin/people/{id}/deactivation/delete" admin::people::person::reactivate;
    post "/admin/people/{id}/second-factor/delete" admin::people::person::turn_second_factor_off;
    get "/admin/people/{id}/merge" admin::people::merge::new;
    post "/admin/people/{id}/merge" admin::people::merge::create;
    post "/admin/people/{id}/claims/delete" admin::people::merge::decline;
    get "/admin/invitations" admin::invitations::index;
    post "/admin/invitations" admin::invitations::create;
    post "/admin/invitations/{id}/letter" admin::invitations::send_again;
    post "/admin/invitations/{id}/delete" admin::invitations::delete;
};

/// For who may change the blog itself.
const OWNERS: &[Door] = doors! {
    get "/admin/mail" admin::mail::index;
    post "/admin/mail/tests" admin::mail::create_test;
    post "/admin/mail/{id}/sending" admin::mail::send_again;
    post "/admin/mail/{id}/delete" admin::mail::delete;
    get "/admin/settings/webhook" admin::webhook::show;
    post "/admin/settings/webhook" admin::webhook::update;
    post "/admin/settings/webhook/trial" admin::webhook::create_trial;
    get "/admin/settings" admin::settings::show;
    post "/admin/settings" admin::settings::update;
    get "/admin/settings/comments" admin::comment_settings::show;
    post "/admin/settings/comments" admin::comment_settings::update;
};

/// One part of the site and whom it is for.
pub struct Room {
    pub guard: Option<Guard>,
    pub doors: &'static [Door],
}

/// The whole site. What has no guard is for anyone.
pub const ROOMS: &[Room] = &[
    Room { guard: None, doors: ANYONE },
    Room { guard: Some(Guard::May(Deed::KeepAccount)), doors: MEMBERS },
    Room { guard: Some(Guard::May(Deed::ModerateComments)), doors: MODERATORS },
    Room { guard: Some(Guard::May(Deed::WriteOwnPosts)), doors: WRITERS },
    Room { guard: Some(Guard::May(Deed::WritePages)), doors: PAGE_WRITERS },
    Room { guard: Some(Guard::May(Deed::SeeImports)), doors: IMPORT_READERS },
    Room { guard: Some(Guard::May(Deed::ManagePeople)), doors: PEOPLE_MANAGERS },
    Room { guard: Some(Guard::May(Deed::ChangeSettings)), doors: OWNERS },
    Room { guard: Some(Guard::May(Deed::UploadMedia)), doors: UPLOADERS },
    UPLOAD_ROOM,
];

/// Has no limit on the time of a whole answer, and another one on what is sent.
const UPLOAD_ROOM: Room = Room { guard: Some(Guard::May(Deed::UploadMedia)), doors: UPLOADS };

/// The most bytes of one form of files. What each file may have follows from its kind.
const UPLOAD_LIMIT: usize = 16_000_000_000;

/// By what is in it: the addresses of two constants tell nothing.
fn takes_files(room: &Room) -> bool {
    room.doors
        .iter()
        .any(|door| UPLOADS.iter().any(|other| (door.method, door.path) == (other.method, other.path)))
}

fn guarded(app: &App, room: &Room) -> Router<App> {
    let doors = routes(room.doors);
    match room.guard {
        // A layer on no route at all is a mistake to axum.
        Some(_) if room.doors.is_empty() => doors,
        None => doors.layer(Extension(STRANGERS_BODY_LIMIT)),
        Some(guard) => doors.route_layer(from_fn_with_state((app.clone(), guard), guard::admit)),
    }
}

/// What is kept is packed once, by what keeps it; stored files are sent as they lie, in parts that are asked for.
fn is_not_kept(_: StatusCode, _: Version, _: &HeaderMap, extensions: &Extensions) -> bool {
    extensions.get::<MadeOf>().is_none() && extensions.get::<Stored>().is_none()
}

fn routes(doors: &[Door]) -> Router<App> {
    doors.iter().fold(Router::new(), |router, door| router.route(door.path, (door.route)()))
}

/// The whole site behind its layers; the outermost is added last. What the gate refuses is not logged line by line: a
/// flood would fill the disk.
pub fn build(app: App, limits: &Limits) -> Router {
    let (uploads, prompt): (Vec<_>, Vec<_>) = ROOMS.iter().partition(|room| takes_files(room));
    let merged = |rooms: Vec<&Room>| {
        rooms.into_iter().fold(Router::new(), |site, room| site.merge(guarded(&app, room)))
    };
    let within = TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, ANSWER_WITHIN);
    merged(prompt)
        .fallback(site::posts::show)
        .layer(within)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .merge(merged(uploads).layer(DefaultBodyLimit::max(UPLOAD_LIMIT)))
        .layer(from_fn_with_state(app.clone(), same_origin::check))
        .layer(from_fn(one_host::check))
        .layer(from_fn_with_state(limits.body, slow_bodies::hurry))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state((app.clone(), NotFoundPage::default()), error_pages::show))
        .layer(CompressionLayer::new().compress_when(DefaultPredicate::new().and(is_not_kept)))
        .layer(from_fn_with_state(app.clone(), request_log::log))
        .layer(from_fn_with_state((app.clone(), overload::Gate::new(limits)), overload::admit))
        .layer(from_fn_with_state(app.clone(), security_headers::add))
        .with_state(app)
}
