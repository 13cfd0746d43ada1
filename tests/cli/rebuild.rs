//! Counts, lists and the search index, broken by hand and made anew.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};

use crate::program::Program;

/// Whatever is kept and differs from a recount. Months are compared in UTC, the zone of a blog that nobody has set up.
const WRONG: &str = "
    with public as (
        select id, kind, published_at, strftime('%Y', published_at / 1000, 'unixepoch') + 0 as year,
               strftime('%m', published_at / 1000, 'unixepoch') + 0 as month
        from posts where state = 'published'
    )
    select 'state ' || s.state from comment_counts s
    where s.total <> (select count(*) from comments c where c.state = s.state)
    union all
    select 'post ' || p.id from posts p
    where p.comment_count <> (select count(*) from comments c where c.post_id = p.id and c.state = 'published')
    union all
    select 'commenter ' || w.id from commenters w
    where w.approved_count <> (select count(*) from comments c where c.commenter_id = w.id and c.state = 'published'
                                 and c.reason in ('moderator', 'imported', 'author'))
    union all
    select 'comment ' || c.id from comments c
    where c.reply_count <> (select count(*) from comments r where r.parent_id = c.id and r.state = 'published')
    union all
    select 'tag ' || t.id from tags t
    where t.post_count <> (select count(*) from post_tags l join public p on p.id = l.post_id where l.tag_id = t.id)
    union all
    select 'author ' || u.id from users u
    where u.post_count <> (select count(*) from post_authors l join public p on p.id = l.post_id
                           where l.user_id = u.id)
    union all
    select 'tagged ' || l.post_id from post_tags l left join public p on p.id = l.post_id
    where l.published_at is not p.published_at
    union all
    select 'signed ' || l.post_id from post_authors l left join public p on p.id = l.post_id
    where l.published_at is not p.published_at
    union all
    select 'month ' || m.year || '-' || m.month from archive_months m
    where m.post_count <> (select count(*) from public p where p.year = m.year and p.month = m.month)
    union all
    select 'months' where (select sum(post_count) from archive_months) <> (select count(*) from public)
    union all
    select 'unfound ' || id from public where id not in (select rowid from search)
    union all
    select 'found ' || rowid from search where rowid not in (select id from public)
    union all
    select 'words of ' || p.id from posts p
    where p.id % 10 = 0 and p.state = 'published'
      and p.id not in (select rowid from search where search match '\"' || replace(p.title, '\"', ' ') || '\"')
    union all
    select 'unfinished' from search_rebuild
    union all
    select 'left over ' || name from sqlite_master where name like 'search_old%' or name like 'search_fresh%'";

const PUBLISH: &str = "
    update comments set state = 'published' where id = $1;
    update comment_counts set total = total - 1 where state = 'pending';
    update comment_counts set total = total + 1 where state = 'published';
    update posts set comment_count = comment_count + 1 where id = (select post_id from comments where id = $1);
    update comments set reply_count = reply_count + 1 where id = (select parent_id from comments where id = $1);";

async fn open(data: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(data.join("postil.db"));
    options.busy_timeout(Duration::from_secs(10)).connect().await.unwrap()
}

async fn run(database: &mut SqliteConnection, statements: &[&'static str]) {
    for statement in statements {
        sqlx::query(*statement).execute(&mut *database).await.unwrap();
    }
}

async fn wrong(database: &mut SqliteConnection) -> Vec<String> {
    sqlx::query_scalar(WRONG).fetch_all(database).await.unwrap()
}

fn seeded() -> Program {
    let program = Program::new();
    program.run(&["seed", "--posts", "120", "--comments", "2000"]).well();
    program
}

#[tokio::test]
async fn every_count_and_the_index_are_put_right_and_it_is_said_what_was_wrong() {
    let program = seeded();
    let mut database = open(&program.data()).await;
    assert_eq!(wrong(&mut database).await, [] as [String; 0]);
    let all_right = program.run(&["rebuild"]).well();
    assert!(all_right.starts_with("Every count was right"), "{all_right}");
    run(
        &mut database,
        &[
            "insert into commenters (token_hash, name, approved_count, created_at, last_seen_at)
             values (x'01', 'A', 7, 0, 0)",
            "update posts set comment_count = 3 where id in (1, 2)",
            "update comments set reply_count = reply_count + 2 where id = 5",
            "update comment_counts set total = 1",
            "update tags set post_count = 0 where id = 1",
            "update users set post_count = 9",
            "update post_tags set published_at = null where post_id = 4",
            "update post_authors set published_at = 1 where post_id = 4",
            "delete from archive_months where month = 3",
            "delete from search where rowid in (10, 11)",
            "insert into search (rowid, title, body) values (4000, 'ghost', 'ghost')",
            "delete from search where rowid = 20",
            "insert into search (rowid, title, body) values (20, 'another', 'text')",
        ],
    )
    .await;
    assert!(wrong(&mut database).await.len() > 15);
    let serving = program.serve();
    assert!(search(&serving.address, "storm").contains("<mark>"));
    let told = program.run(&["rebuild"]).well();
    assert_eq!(wrong(&mut database).await, [] as [String; 0]);
    for part in [
        "1: comments had a wrong number of answers",
        "1: commenters had a wrong number of approved comments",
        "5: states had a wrong number of comments",
        "1: authors had a wrong number of posts",
        "2: posts were missing in the search index",
        "1: things were in the search index",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    assert!(search(&serving.address, "storm").contains("<mark>"), "the server searches the new index");
    assert!(program.run(&["rebuild"]).well().starts_with("Every count was right"));
}

/// What a server answers to somebody who looks for a word.
fn search(address: &str, word: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!("GET /search?q={word} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[tokio::test]
async fn a_damaged_index_is_made_from_scratch() {
    let program = seeded();
    let mut database = open(&program.data()).await;
    run(&mut database, &["update search_data set block = x'00' where id > 10"]).await;
    assert!(program.run(&["rebuild"]).well().contains("the search index was damaged"));
    assert_eq!(wrong(&mut open(&program.data()).await).await, [] as [String; 0]);
}

#[tokio::test]
async fn a_rebuild_that_was_killed_half_way_leaves_the_old_index_and_the_next_one_ends_it() {
    let program = seeded();
    let mut database = open(&program.data()).await;
    run(
        &mut database,
        &[
            "create virtual table search_fresh using fts5 (title, body, content = '', contentless_delete = 1)",
            "insert into search_fresh (rowid, title, body) select id, title, text from posts where id < 50",
            "insert into search_rebuild (id) values (1)",
            "update posts set title = 'Zeppelins' where id = 3",
        ],
    )
    .await;
    let found: i64 =
        sqlx::query_scalar("select count(*) from search").fetch_one(&mut database).await.unwrap();
    assert_eq!(found, 120);
    program.run(&["rebuild"]).well();
    assert_eq!(wrong(&mut open(&program.data()).await).await, [] as [String; 0]);
    let late: i64 = sqlx::query_scalar("select rowid from search where search match 'zeppelins'")
        .fetch_one(&mut database)
        .await
        .unwrap();
    assert_eq!(late, 3);
}

#[tokio::test]
async fn what_is_published_meanwhile_is_counted() {
    let program = seeded();
    let mut database = open(&program.data()).await;
    run(&mut database, &["update posts set comment_count = 1", "update comment_counts set total = 500"])
        .await;
    let pending: Vec<i64> = sqlx::query_scalar("select id from comments where state = 'pending'")
        .fetch_all(&mut database)
        .await
        .unwrap();
    assert!(pending.len() > 10);
    let mut command = program.command(&["rebuild"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    for id in pending {
        let mut unit = database.begin_with("begin immediate").await.unwrap();
        for statement in PUBLISH.split_inclusive(';') {
            sqlx::query(sqlx::AssertSqlSafe(statement)).bind(id).execute(&mut *unit).await.unwrap();
        }
        unit.commit().await.unwrap();
    }
    assert!(child.wait().unwrap().success());
    assert_eq!(wrong(&mut database).await, [] as [String; 0]);
}

#[test]
fn where_there_is_no_blog_none_is_made() {
    let program = Program::new();
    assert!(program.run(&["rebuild"]).refused().contains("There is no blog in"));
    assert!(!program.data().join("postil.db").exists());
}

#[test]
fn a_second_one_at_the_same_time_is_refused() {
    let program = seeded();
    let first = std::fs::File::create(program.data().join("rebuild.lock")).unwrap();
    first.lock().unwrap();
    assert!(program.run(&["rebuild"]).refused().contains("Another rebuild of this blog is running"));
    drop(first);
    program.run(&["rebuild"]).well();
}
