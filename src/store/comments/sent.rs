//! Comments that were sent at the same moment: written down and counted in one exchange with the database, since those who
//! sent them wait for the last.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;

use super::standing::Standing;
use super::write::NewComment;
use crate::model::comment::{CommentState, Reason, vouches};
use crate::model::ids::{CommentId, CommenterId, ImportId, PostId, UserId};
use crate::model::post::SourceFormat;
use crate::model::spam::Score;
use crate::model::timestamp::Timestamp;
use crate::store::db::{Source, json_ids};
use crate::store::error::StoreError;
use crate::store::writer::Unit;

/// A new comment and whoever sent it.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    pub comment: &'a NewComment,
    /// Whoever holds the token with this hash becomes a commenter, or is called what the comment says.
    pub token_hash: Option<&'a [u8]>,
    /// How much it looks like spam.
    pub score: Score,
}

/// A comment as the statements below read it.
#[derive(serde::Serialize)]
struct Row<'a> {
    public_id: &'a str,
    receipt: &'a str,
    post: PostId,
    parent: Option<CommentId>,
    /// The steps that it hangs below; -1 where it stands itself.
    thread: CommentId,
    branch: CommentId,
    twig: CommentId,
    leaf: CommentId,
    key: Option<&'a str>,
    commenter: Option<CommenterId>,
    token: Option<String>,
    user: Option<UserId>,
    state: &'static str,
    reason: Reason,
    name: &'a str,
    email: Option<&'a str>,
    website: Option<&'a str>,
    format: SourceFormat,
    rendered: i64,
    score: Score,
    words: String,
    network: Option<String>,
    published: Timestamp,
    created: Timestamp,
    import: Option<ImportId>,
    from: Option<&'a str>,
    from_kind: Option<&'a str>,
    from_id: Option<&'a str>,
    from_hash: Option<String>,
    from_rest: Option<&'a str>,
    html: &'a str,
    source: &'a str,
}

/// Whoever sent one, as the first statement reads it.
#[derive(serde::Serialize)]
struct Person<'a> {
    token: String,
    name: &'a str,
    email: Option<&'a str>,
    website: Option<&'a str>,
    approved: i64,
    at: Timestamp,
}

/// By how much counts grow, as pairs of what is counted and a number.
#[derive(Default)]
struct More {
    states: BTreeMap<&'static str, i64>,
    posts: BTreeMap<PostId, i64>,
    parents: BTreeMap<CommentId, i64>,
    commenters: BTreeMap<CommenterId, i64>,
}

/// The writers, the rows, everything that counts them, and the last id. Ids are given beforehand: a row that first learns
/// its id when it stands is written twice, and its place in the threads with it. The rows' JSON is taken apart once, as SQLite
/// would make the text of an element anew for each column that is read of it.
const INSERT_AND_COUNT: &str = "
    with made as materialized (select value as who from json_each($2))
    insert into commenters (token_hash, name, email, website, approved_count, created_at, last_seen_at)
    select unhex(who ->> 'token'), who ->> 'name', who ->> 'email', who ->> 'website', who ->> 'approved', who ->> 'at',
           who ->> 'at'
    from made
    where true
    on conflict (token_hash) do update
        set name = excluded.name, email = excluded.email, website = excluded.website, last_seen_at = excluded.last_seen_at,
            approved_count = commenters.approved_count + excluded.approved_count;
    with made as materialized (
        select key + 1 + coalesce((select seq from sqlite_sequence where name = 'comments'), 0) as id, value as made
        from json_each($1))
    insert into comments (id, public_id, receipt, post_id, parent_id, thread_id, branch_id, twig_id, leaf_id, reply_count,
                          submission_key, commenter_id, user_id, state, reason, name, email, website, source_format,
                          render_version, spam_score, content_hash, network_hash, published_at, created_at, updated_at, import_id,
                          source_name, source_kind, source_id, source_hash, source_rest, html, source)
    select id, made ->> 'public_id', made ->> 'receipt', made ->> 'post', made ->> 'parent',
           case made ->> 'thread' when -1 then id else made ->> 'thread' end,
           case made ->> 'branch' when -1 then id else made ->> 'branch' end,
           case made ->> 'twig' when -1 then id else made ->> 'twig' end,
           case made ->> 'leaf' when -1 then id else made ->> 'leaf' end,
           0, made ->> 'key',
           coalesce(made ->> 'commenter', (select w.id from commenters w where w.token_hash = unhex(made ->> 'token'))),
           made ->> 'user', made ->> 'state', made ->> 'reason', made ->> 'name', made ->> 'email', made ->> 'website',
           made ->> 'format', made ->> 'rendered', made ->> 'score', unhex(made ->> 'words'), unhex(made ->> 'network'),
           made ->> 'published', made ->> 'created', made ->> 'created', made ->> 'import', made ->> 'from',
           made ->> 'from_kind', made ->> 'from_id', unhex(made ->> 'from_hash'), made ->> 'from_rest', made ->> 'html',
           made ->> 'source'
    from made
    order by id;
    update comment_counts set total = total + more.number
    from (select value ->> 0 as state, value ->> 1 as number from json_each($3)) as more
    where comment_counts.state = more.state;
    update posts set comment_count = comment_count + more.number
    from (select value ->> 0 as id, value ->> 1 as number from json_each($4)) as more
    where posts.id = more.id;
    update comments set reply_count = reply_count + more.number
    from (select value ->> 0 as id, value ->> 1 as number from json_each($5)) as more
    where comments.id = more.id;
    update commenters set approved_count = approved_count + more.number
    from (select value ->> 0 as id, value ->> 1 as number from json_each($6)) as more
    where commenters.id = more.id;
    select seq from sqlite_sequence where name = 'comments'";

/// Writes comments down and counts them. Answers their ids, in their order; what they answer stands already. A parent of
/// another post, or none such, is a constraint error.
pub async fn insert_all(unit: &mut Unit, sent: &[Sent<'_>]) -> Result<Vec<CommentId>, StoreError> {
    if sent.is_empty() {
        return Ok(Vec::new());
    }
    let parents = standings(unit, sent).await?;
    let rows: Vec<_> = sent.iter().map(|sent| row(sent, &parents)).collect();
    let people: Vec<_> = sent.iter().filter_map(person).collect();
    let mut more = More::default();
    for sent in sent {
        more.count(sent.comment);
    }
    let last: i64 = sqlx::query_scalar(INSERT_AND_COUNT)
        .bind(json_ids(&rows))
        .bind(json_ids(&people))
        .bind(pairs(&more.states))
        .bind(pairs(&more.posts))
        .bind(pairs(&more.parents))
        .bind(pairs(&more.commenters))
        .fetch_one(unit.connection())
        .await?;
    let first = last - i64::try_from(sent.len()).unwrap_or(0) + 1;
    Ok((first..=last).map(CommentId).collect())
}

impl More {
    fn count(&mut self, comment: &NewComment) {
        *self.states.entry(comment.state.word()).or_default() += 1;
        if comment.state != CommentState::Published {
            return;
        }
        *self.posts.entry(comment.post_id).or_default() += 1;
        if let Some(parent) = comment.parent_id {
            *self.parents.entry(parent).or_default() += 1;
        }
        if let Some(commenter) = comment.commenter_id.filter(|_| vouches(comment.state, comment.reason)) {
            *self.commenters.entry(commenter).or_default() += 1;
        }
    }
}

fn pairs<K: serde::Serialize>(numbers: &BTreeMap<K, i64>) -> String {
    json_ids(&numbers.iter().collect::<Vec<_>>())
}

#[derive(sqlx::FromRow)]
struct Stands {
    id: CommentId,
    #[sqlx(flatten)]
    standing: Standing,
}

/// Where those stand that are answered. Without such a one the foreign key refuses the row below it.
async fn standings(unit: &mut Unit, sent: &[Sent<'_>]) -> Result<BTreeMap<CommentId, Standing>, StoreError> {
    let parents: Vec<_> = sent.iter().filter_map(|sent| sent.comment.parent_id).collect();
    if parents.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found: Vec<Stands> = sqlx::query_as(
        "select id, thread_id, branch_id, twig_id, leaf_id
         from comments
         where id in (select value from json_each($1))",
    )
    .bind(json_ids(&parents))
    .fetch_all(unit.connection())
    .await?;
    Ok(found.into_iter().map(|found| (found.id, found.standing)).collect())
}

fn person<'a>(Sent { comment, token_hash, .. }: &Sent<'a>) -> Option<Person<'a>> {
    Some(Person {
        token: HEXLOWER.encode((*token_hash)?),
        name: &comment.name,
        email: comment.email.as_deref(),
        website: comment.website.as_deref(),
        approved: i64::from(vouches(comment.state, comment.reason)),
        at: comment.created_at,
    })
}

fn row<'a>(sent: &Sent<'a>, parents: &BTreeMap<CommentId, Standing>) -> Row<'a> {
    let Sent { comment, token_hash, score } = *sent;
    let provenance = comment.provenance.as_ref();
    let parent = comment.parent_id.and_then(|parent| parents.get(&parent).copied());
    let standing = Standing::below(parent);
    let hex = |bytes: &[u8]| HEXLOWER.encode(bytes);
    Row {
        public_id: &comment.public_id,
        receipt: &comment.receipt,
        post: comment.post_id,
        parent: comment.parent_id,
        thread: standing.thread,
        branch: standing.branch,
        twig: standing.twig,
        leaf: standing.leaf,
        key: comment.submission_key.as_deref(),
        commenter: comment.commenter_id,
        token: token_hash.map(hex),
        user: comment.user_id,
        state: comment.state.word(),
        reason: comment.reason,
        name: &comment.name,
        email: comment.email.as_deref(),
        website: comment.website.as_deref(),
        format: comment.source_format,
        rendered: comment.render_version,
        score,
        words: hex(&comment.content_hash),
        network: comment.network_hash.as_deref().map(hex),
        published: comment.published_at,
        created: comment.created_at,
        import: provenance.map(|from| from.import_id),
        from: provenance.map(|from| from.source_name.as_str()),
        from_kind: provenance.map(|from| from.source_kind.as_str()),
        from_id: provenance.map(|from| from.source_id.as_str()),
        from_hash: provenance.map(|from| hex(&from.source_hash)),
        from_rest: provenance.and_then(|from| from.source_rest.as_deref()),
        html: comment.html.as_str(),
        source: &comment.source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::key::Keys;
    use crate::store::comments::tests::comment;
    use crate::store::{Db, posts};

    const ROWS: &str = "
        select c.id || ' ' || c.public_id || ' in ' || c.post_id || ' below ' || coalesce(c.parent_id, 0) || ': '
               || c.thread_id || ' ' || c.branch_id || ' ' || c.twig_id || ' ' || c.leaf_id || ', ' || c.state || ', '
               || coalesce(w.name || ' ' || w.approved_count, 'nobody') || ', ' || c.reply_count
        from comments c
        left join commenters w on w.id = c.commenter_id
        order by c.id";

    #[tokio::test]
    async fn comments_of_one_moment_are_written_and_counted_together() {
        let (_folder, db) = Db::scratch().await;
        let done: Result<(), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    for number in 1..=2 {
                        posts::write::insert(unit, &crate::store::comments::tests::post(number)).await?;
                    }
                    let of = |name: &str, post, parent, state| comment(name, PostId(post), parent, state);
                    let by_author = |comment: NewComment| NewComment { reason: Reason::Author, ..comment };
                    let (published, pending) = (CommentState::Published, CommentState::Pending);
                    let first = by_author(of("a", 1, None, published));
                    let root = insert_all(
                        unit,
                        &[Sent { comment: &first, token_hash: Some(b"ada"), score: Score(0) }],
                    )
                    .await?;
                    assert_eq!(root, [CommentId(1)]);
                    let all = [
                        by_author(of("b", 1, Some(CommentId(1)), published)),
                        of("c", 2, None, pending),
                        by_author(of("d", 1, Some(CommentId(1)), pending)),
                        of("\u{0}\"\u{1F600}", 2, None, published),
                    ];
                    let tokens: [Option<&[u8]>; 4] = [Some(b"bea"), Some(b"ada"), None, Some(b"ada")];
                    let sent: Vec<_> = all
                        .iter()
                        .zip(tokens)
                        .map(|(comment, token_hash)| Sent { comment, token_hash, score: Score(0) })
                        .collect();
                    assert_eq!(insert_all(unit, &sent).await?, [2, 3, 4, 5].map(CommentId));
                    let rows: Vec<String> = sqlx::query_scalar(ROWS).fetch_all(unit.connection()).await?;
                    assert_eq!(
                        rows,
                        [
                            "1 a in 1 below 0: 1 0 0 0, published, Name of \u{0}\"\u{1F600} 1, 1",
                            "2 b in 1 below 1: 1 2 0 0, published, Name of b 1, 0",
                            "3 c in 2 below 0: 3 0 0 0, pending, Name of \u{0}\"\u{1F600} 1, 0",
                            "4 d in 1 below 1: 1 4 0 0, pending, nobody, 0",
                            "5 \u{0}\"\u{1F600} in 2 below 0: 5 0 0 0, published, Name of \u{0}\"\u{1F600} 1, 0",
                        ]
                    );
                    let wrong = crate::store::comments::tests::wrong_counts(unit).await;
                    assert_eq!(wrong, [] as [String; 0]);
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
    }
}
