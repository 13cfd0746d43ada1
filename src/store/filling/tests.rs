//! What is filled at once is what the verbs' own functions would have written, row by row.

use super::*;
use crate::model::comment::PostComments;
use crate::model::ids::CommentId;
use crate::model::key::Keys;
use crate::model::post::{PostKind, PostState, SourceFormat};
use crate::store::comments::write::NewComment;
use crate::store::listing::Listed;
use crate::store::posts::write::{Body, NewPost};
use crate::store::{Db, authors, comments, copies, listing, paths, posts, tags, users};

const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn comment(post: i64, number: i64) -> FilledComment {
    let mark = format!("{post}-{number}");
    // Chains, answers beside each other, an answer to one that waits, and threads of one.
    let parent =
        [None, Some(0), Some(1), Some(2), Some(3), Some(1), None, Some(6)][usize::try_from(number).unwrap()];
    FilledComment {
        parent,
        public_id: format!("p{mark}"),
        receipt: format!("r{mark}"),
        state: if number == 6 || number == 3 { CommentState::Pending } else { CommentState::Published },
        reason: if number == 6 { Reason::FirstTime } else { Reason::Trusted },
        name: "12".to_owned(),
        source: format!("It's \"{mark}\"\n\n\u{1f99a}"),
        html: Html::from_sanitiser(format!("<p>{mark}</p>\n")),
        render_version: 3,
        content_hash: vec![0, 255, u8::try_from(number).unwrap()],
        published_at: Timestamp(post * 1000 + number),
    }
}

fn post(number: i64) -> FilledPost {
    FilledPost {
        entry_id: format!("urn:test:{number}"),
        title: format!("Title {}", number % 3),
        source: "Rain *falls*".to_owned(),
        html: Html::from_sanitiser("<p>Rain <em>falls</em></p>".to_owned()),
        lead: (number == 2).then(|| Html::from_sanitiser("<p>Rain</p>".to_owned())),
        text: format!("Rain falls {number}"),
        render_version: 3,
        published_at: Timestamp(number * 1000),
        published_offset_minutes: 60,
        month: Month { year: 1970, month: if number > 3 { 2 } else { 1 } },
        path: PublicPath::parse(&format!("/1970/01/{number}")).unwrap(),
        author: UserId(1),
        tags: if number == 4 { Vec::new() } else { vec![TagId(2), TagId(1)] },
        comments: (0..number * 2 % 9).map(|place| comment(number, place)).collect(),
    }
}

async fn cast(unit: &mut Unit) -> Result<(), StoreError> {
    users::insert(unit, &users::NewUser::sample("Ada", crate::model::user::Role::Author), NOW).await?;
    for name in ["one", "two"] {
        tags::find_or_make(unit, name, name, NOW).await?;
    }
    Ok(())
}

/// A post the usual way.
async fn write(unit: &mut Unit, post: FilledPost) -> Result<(), StoreError> {
    let (format, at) = (SourceFormat::Markdown, post.published_at);
    let new = NewPost {
        kind: PostKind::Post,
        entry_id: post.entry_id,
        state: PostState::Published,
        title: post.title,
        body: Body {
            source_format: format,
            source: post.source,
            html: post.html,
            lead: post.lead,
            text: post.text,
            render_version: post.render_version,
        },
        published_at: Some(at),
        published_offset_minutes: post.published_offset_minutes,
        created_at: at,
        updated_at: at,
        language: None,
        comments: PostComments::Open,
        is_path_chosen: false,
        provenance: None,
    };
    let id = posts::write::insert(unit, &new).await?;
    authors::replace_of_post(unit, id, &[post.author]).await?;
    tags::replace_of_post(unit, id, &post.tags).await?;
    paths::assign(unit, id, &post.path, NOW).await?;
    listing::list(unit, Listed { id, kind: PostKind::Post, published_at: at, month: post.month }).await?;
    let mut ids: Vec<CommentId> = Vec::new();
    for comment in post.comments {
        let new = NewComment {
            public_id: comment.public_id,
            receipt: comment.receipt,
            post_id: id,
            parent_id: comment.parent.map(|place| ids[place]),
            submission_key: None,
            commenter_id: None,
            user_id: None,
            state: comment.state,
            reason: comment.reason,
            name: comment.name,
            email: None,
            website: None,
            source: comment.source,
            source_format: format,
            html: comment.html,
            render_version: comment.render_version,
            content_hash: comment.content_hash,
            network_hash: None,
            published_at: comment.published_at,
            created_at: comment.published_at,
            provenance: None,
        };
        ids.push(comments::write::insert(unit, &new).await?);
    }
    Ok(())
}

/// Every row of every table that is filled, its types with it, and the definitions of all tables and indexes.
const ALL: [&str; 11] = [
    "select type || name || sql from sqlite_master
     where name not like 'search_%' and name not like 'sqlite_%' order by name",
    "select json_array(id, kind, entry_id, state, state_before_trash, was_public, version, title, source_format,
                       render_version, published_at, published_offset_minutes, created_at, updated_at, language, comments,
                       comment_count, is_path_chosen, import_id, source_name, source_kind, source_id, source_hash, lead,
                       html, text, source, source_rest)
     from posts order by id",
    "select json_array(id, public_id, receipt, post_id, parent_id, thread_id, branch_id, twig_id, leaf_id, reply_count,
                       submission_key, commenter_id, user_id, state, state_before, reason, reason_before, name, email,
                       website, source_format, render_version, hex(content_hash), network_hash, published_at, created_at,
                       updated_at, import_id, source_name, source_kind, source_id, source_hash, html, source, source_rest)
     from comments order by id",
    "select json_array(path, role, post_id, created_at) from paths order by path",
    "select json_array(post_id, user_id, position, published_at) from post_authors order by post_id",
    "select json_array(post_id, tag_id, position, published_at) from post_tags order by post_id, tag_id",
    "select json_array(name, slug, post_count, created_at) from tags order by id",
    "select json_array(name, slug, post_count, created_at) from users order by id",
    "select json_array(year, month, post_count) from archive_months order by year, month",
    "select state || total from comment_counts order by state",
    "select json_array(doc, col, term, \"offset\") from search_words order by doc, col, term, \"offset\"",
];

async fn all(db: &Db) -> Vec<String> {
    let mut reader = db.reader().await.unwrap();
    let mut rows = Vec::new();
    for statement in ALL {
        let some: Vec<String> = sqlx::query_scalar(statement).fetch_all(reader.connection()).await.unwrap();
        assert!(!some.is_empty(), "{statement}");
        rows.extend(some);
    }
    rows
}

async fn filled() -> (tempfile::TempDir, Db) {
    let (folder, db) = Db::scratch().await;
    db.close().await;
    let copy = folder.path().join("copy.db");
    let mut held = Held::take(db.file()).await.unwrap();
    let mut filling = held.copy(&copy, 20).await.unwrap();
    cast(filling.unit()).await.unwrap();
    for number in 1..=6 {
        assert_eq!(filling.add(&post(number), NOW).await.unwrap(), PostId(number));
    }
    filling.finish().await.unwrap();
    std::fs::rename(&copy, db.file()).unwrap();
    held.release().await.unwrap();
    (folder, db)
}

#[tokio::test]
async fn what_is_filled_at_once_is_what_is_written_one_by_one() {
    let (folder, db) = filled().await;
    copies::check(db.file()).await.unwrap();
    let db = Db::open(folder.path(), [7; 32]).await.unwrap();
    let (_other_folder, written) = Db::scratch().await;
    let done: Result<(), StoreError> = written
        .write(|unit| {
            Box::pin(async move {
                cast(unit).await?;
                for number in 1..=6 {
                    write(unit, post(number)).await?;
                }
                Ok(((), Keys::none()))
            })
        })
        .await;
    done.unwrap();
    let (at_once, one_by_one) = (all(&db).await, all(&written).await);
    for (one, other) in at_once.iter().zip(&one_by_one) {
        assert_eq!(one, other);
    }
    assert_eq!(at_once.len(), one_by_one.len());
    assert!(at_once.iter().any(|row| row.starts_with("CREATE") || row.contains("comments_by_content")));
    let setting: Option<i64> = sqlx::query_scalar("select v from search_config where k = 'hashsize'")
        .fetch_optional(db.reader().await.unwrap().connection())
        .await
        .unwrap();
    assert_eq!(setting, None);
}

#[tokio::test]
async fn ids_go_on_and_verbs_find_what_was_filled() {
    let (folder, _closed) = filled().await;
    let db = Db::open(folder.path(), [7; 32]).await.unwrap();
    let done: Result<(), StoreError> =
        db.write(|unit| Box::pin(async move { Ok((write(unit, post(7)).await?, Keys::none())) })).await;
    done.unwrap();
    let mut reader = db.reader().await.unwrap();
    let newest: (i64, i64) =
        sqlx::query_as("select max(id), count(*) from posts").fetch_one(reader.connection()).await.unwrap();
    assert_eq!(newest, (7, 7));
}

#[tokio::test]
async fn a_blog_in_use_and_one_that_has_something_are_refused() {
    let (folder, db) = Db::scratch().await;
    assert!(matches!(Held::take(db.file()).await, Err(StoreError::Busy(_))));
    let done: Result<(), StoreError> = db
        .write(|unit| {
            Box::pin(async move {
                posts::write::insert(unit, &NewPost::sample("a", PostState::Draft)).await?;
                Ok(((), Keys::none()))
            })
        })
        .await;
    done.unwrap();
    db.close().await;
    assert!(matches!(Held::take(db.file()).await, Err(StoreError::Opening(_))));
    assert!(Db::open(folder.path(), [7; 32]).await.is_ok(), "it is given back");
}
