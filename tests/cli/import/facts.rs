//! What a blog holds, row by row, and what a generated backup says that it should hold.

use std::collections::HashMap;
use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Row as _};

use super::backup::{Form, Post, State, Truth};

/// Everything that came from the source, as sorted lines.
#[derive(Debug, PartialEq, Eq)]
pub struct Facts {
    pub posts: Vec<String>,
    pub comments: Vec<String>,
}

pub async fn connect(folder: &Path) -> SqliteConnection {
    let file = folder.join("postil.db");
    let wait = std::time::Duration::from_secs(10);
    SqliteConnectOptions::new().filename(file).busy_timeout(wait).connect().await.unwrap()
}

async fn lines(db: &mut SqliteConnection, statement: &'static str) -> Vec<String> {
    let rows = sqlx::query(statement).fetch_all(db).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>(0)).collect()
}

pub async fn number(folder: &Path, statement: &'static str) -> i64 {
    sqlx::query_scalar(statement).fetch_one(&mut connect(folder).await).await.unwrap()
}

const POSTS: &str = "
    select concat_ws(' ', p.source_id, p.kind, p.state, coalesce(paths.path, '-'), p.published_at,
                     p.published_offset_minutes, p.comment_count,
                     '[' || coalesce((select group_concat(t.name, '|' order by l.position)
                                      from post_tags l join tags t on t.id = l.tag_id where l.post_id = p.id), '') || ']',
                     (select group_concat(u.name, '|') from post_authors a join users u on u.id = a.user_id
                      where a.post_id = p.id),
                     p.title)
    from posts p
    left join paths on paths.post_id = p.id and paths.role = 'canonical'
    where p.source_name = 'blogger'
    order by p.source_id";

const COMMENTS: &str = "
    select concat_ws(' ', c.public_id, p.source_id, coalesce(above.public_id, '-'), first.public_id,
                     coalesce(branch.public_id, '-'), coalesce(twig.public_id, '-'),
                     coalesce(leaf.public_id, '-'), c.reply_count, c.state, c.published_at, coalesce(u.name, '-'), c.name)
    from comments c
    join posts p on p.id = c.post_id
    join comments first on first.id = c.thread_id
    left join comments branch on branch.id = c.branch_id
    left join comments twig on twig.id = c.twig_id
    left join comments leaf on leaf.id = c.leaf_id
    left join comments above on above.id = c.parent_id
    left join users u on u.id = c.user_id
    where c.source_name = 'blogger'
    order by c.public_id";

pub async fn of_blog(folder: &Path) -> Facts {
    let mut db = connect(folder).await;
    Facts { posts: lines(&mut db, POSTS).await, comments: lines(&mut db, COMMENTS).await }
}

/// Is this one of those who wrote posts? They have accounts of the same number.
fn wrote_posts(truth: &Truth, form: Form, name: &str) -> bool {
    truth.posts_in(form).any(|post| post.author == name)
}

pub fn state_of(post: &Post, form: Form, now: i64) -> &'static str {
    match post.state {
        State::Published if post.published > now => "scheduled",
        State::Published => "published",
        State::Scheduled if form == Form::Takeout => "scheduled",
        State::Draft | State::Scheduled => "draft",
        State::Trashed => "trashed",
    }
}

pub fn of_truth(truth: &Truth, form: Form, now: i64) -> Facts {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for comment in truth.comments_with_post().filter(|comment| !comment.is_tombstone) {
        *counts.entry(&comment.post).or_default() += 1;
    }
    let posts = truth.posts_in(form).map(|post| {
        format!(
            "{} {} {} {} {} {} {} [{}] {} {}",
            post.id,
            if post.is_page { "page" } else { "post" },
            state_of(post, form, now),
            post.path.as_deref().unwrap_or("-"),
            post.published,
            post.offset_minutes,
            counts.get(post.id.as_str()).unwrap_or(&0),
            post.labels.join("|"),
            post.author,
            post.title
        )
    });
    let parents: HashMap<&str, Option<&str>> =
        truth.comments_with_post().map(|comment| (comment.id.as_str(), comment.parent.as_deref())).collect();
    let above = |id: &str| {
        let mut chain = Vec::new();
        let mut at = parents[id];
        while let Some(parent) = at {
            chain.push(parent.to_owned());
            at = parents[parent];
        }
        chain
    };
    let mut replies: HashMap<String, usize> = HashMap::new();
    for comment in truth.comments_with_post().filter(|comment| !comment.is_tombstone) {
        if let Some(parent) = &comment.parent {
            *replies.entry(parent.clone()).or_default() += 1;
        }
    }
    let comments = truth.comments_with_post().map(|comment| {
        // Itself and what it hangs below, the first of the thread in front.
        let mut chain = above(&comment.id);
        chain.insert(0, comment.id.clone());
        chain.reverse();
        let step = |number: usize| chain.get(number).map_or("-", String::as_str);
        let leaf = if chain.len() > 3 { comment.id.as_str() } else { "-" };
        let is_own = wrote_posts(truth, form, &comment.author);
        format!(
            "{} {} {} {} {} {} {} {} {} {} {} {}",
            comment.id,
            comment.post,
            comment.parent.as_deref().unwrap_or("-"),
            step(0),
            step(1),
            step(2),
            leaf,
            replies.get(&comment.id).unwrap_or(&0),
            if comment.is_tombstone { "deleted" } else { "published" },
            comment.published,
            if is_own { &comment.author } else { "-" },
            comment.author
        )
    });
    let mut facts = Facts { posts: posts.collect(), comments: comments.collect() };
    facts.posts.sort();
    facts.comments.sort();
    facts
}

/// Kept counts that a recount does not confirm.
pub async fn wrong_counts(folder: &Path) -> Vec<String> {
    lines(
        &mut connect(folder).await,
        "select 'tag ' || name from tags t
         where post_count <> (select count(*) from post_tags l join posts p on p.id = l.post_id
                              where l.tag_id = t.id and p.state = 'published' and p.kind = 'post')
         union all
         select 'author ' || name from users u
         where post_count <> (select count(*) from post_authors l join posts p on p.id = l.post_id
                              where l.user_id = u.id and p.state = 'published' and p.kind = 'post')
         union all
         select 'comments ' || state from comment_counts s
         where total <> (select count(*) from comments c where c.state = s.state)
         union all
         select 'months' where (select sum(post_count) from archive_months)
                            <> (select count(*) from posts where kind = 'post' and state = 'published')
         union all
         select 'search' where (select count(*) from search) <> (select count(*) from posts where state = 'published')",
    )
    .await
}
