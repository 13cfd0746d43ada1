//! What the database itself says, read beside the running blog.

use postil::testing::Blog;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, SqliteConnection};

/// A connection of a test's own that only reads.
pub struct Ledger(SqliteConnection);

/// Every kept count that is not what counting gives.
const WRONG: &str = "
    select 'state ' || s.state from comment_counts s
    where s.total <> (select count(*) from comments c where c.state = s.state)
    union all
    select 'post ' || p.id from posts p
    where p.comment_count <> (select count(*) from comments c where c.post_id = p.id and c.state = 'published')
    union all
    select 'person ' || w.id from commenters w
    where w.approved_count
        <> (select count(*) from comments c where c.commenter_id = w.id and c.state = 'published'
              and c.reason in ('moderator', 'imported', 'author'))
    union all
    select 'comment ' || c.id from comments c
    where c.reply_count
        <> (select count(*) from comments r where r.parent_id = c.id and r.state = 'published')";

impl Ledger {
    pub async fn open(blog: &Blog) -> Self {
        let file = blog.folder().join("postil.db");
        Self(SqliteConnectOptions::new().filename(file).read_only(true).connect().await.unwrap())
    }

    pub async fn state(&mut self, comment: i64) -> String {
        let query = sqlx::query_scalar("select state from comments where id = $1");
        query.bind(comment).fetch_one(&mut self.0).await.unwrap()
    }

    /// How much it looks like spam: above 0 if it rather does.
    pub async fn spam_score(&mut self, comment: i64) -> i64 {
        let query = sqlx::query_scalar("select spam_score from comments where id = $1");
        query.bind(comment).fetch_one(&mut self.0).await.unwrap()
    }

    pub async fn public_id(&mut self, comment: i64) -> String {
        let query = sqlx::query_scalar("select public_id from comments where id = $1");
        query.bind(comment).fetch_one(&mut self.0).await.unwrap()
    }

    pub async fn post_of(&mut self, comment: i64) -> i64 {
        let query = sqlx::query_scalar("select post_id from comments where id = $1");
        query.bind(comment).fetch_one(&mut self.0).await.unwrap()
    }

    /// The comments and gaps that readers of a post are shown.
    pub async fn public_on(&mut self, post: i64) -> Vec<i64> {
        let query = sqlx::query_scalar(
            "select id from comments where post_id = $1 and (state = 'published' or reply_count > 0) order by id",
        );
        query.bind(post).fetch_all(&mut self.0).await.unwrap()
    }

    /// Who did what to a comment, each as a line.
    pub async fn audit(&mut self, comment: i64) -> Vec<String> {
        self.audit_of("comment", comment).await
    }

    /// The same of anything; what nobody did, the clock did.
    pub async fn audit_of(&mut self, noun: &str, id: i64) -> Vec<String> {
        let query = sqlx::query_scalar(
            "select coalesce(u.name, 'clock') || ' ' || a.verb || ' ' || coalesce(a.state_before, '-') || ' '
                 || coalesce(a.state_after, '-')
             from audit a
             left join users u on u.id = a.user_id
             where a.noun = $1 and a.noun_id = $2
             order by a.id",
        );
        query.bind(noun).bind(id).fetch_all(&mut self.0).await.unwrap()
    }

    pub async fn wrong_counts(&mut self) -> Vec<String> {
        sqlx::query_scalar(WRONG).fetch_all(&mut self.0).await.unwrap()
    }

    /// Where a word stands in anything that is kept of comments and of those who wrote them.
    pub async fn rows_with(&mut self, word: &str) -> Vec<String> {
        let query = sqlx::query_scalar(
            "select 'comment ' || id from comments
             where instr(name || coalesce(email, '') || coalesce(website, '') || html || source
                         || coalesce(source_rest, ''), $1) > 0
             union all
             select 'version ' || id from comment_versions
             where instr(name || coalesce(website, '') || html || source, $1) > 0
             union all
             select 'commenter ' || id from commenters
             where instr(name || coalesce(email, '') || coalesce(website, ''), $1) > 0
             union all
             select 'follower ' || id from followers where instr(email, $1) > 0",
        );
        query.bind(word).fetch_all(&mut self.0).await.unwrap()
    }
}
