//! Full-text search over what is public. The one place that speaks FTS5's own language.

use super::db::{Source, json_ids};
use super::error::StoreError;
use super::sitemap;
use crate::model::ids::PostId;
use crate::model::path::PublicPath;
use crate::model::post::PostKind;
use crate::model::timestamp::Timestamp;

/// A post or page that has all the terms.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Hit {
    pub kind: PostKind,
    pub path: PublicPath,
    pub title: String,
    /// The beginning of the text, long enough for nearly every post.
    pub text: String,
    pub language: Option<String>,
    pub published_at: Timestamp,
}

/// A term that is shorter than this has to be a word of its own: as a beginning it would be one of half of all words.
const PREFIX_FROM: usize = 3;

/// A term that more posts have than this says little about any of them, and weighing it would read where all of them
/// have it: it has to be there, but the other terms rank.
const COMMON: i64 = 10_000;

/// On a blog of more posts a beginning stands for some of the words alone that begin so, which together are no more than
/// common: FTS5 would gather every place of every such word before it answers.
const ALL_BEGINNINGS_UP_TO: i64 = 20_000;
const MOST_WORDS: usize = 50;

pub(super) const COUNTED: &str = "
    select count(*) from (select 1 from search where search match $1 limit $2)";

/// Ranks the newest thousand. A word in the title counts ten times. `$2` are all terms, if some of them don't rank; the
/// plus keeps SQLite from asking for each row by itself.
pub(super) const RANKED: &str = "
    select id
    from (select rowid as id, bm25(search, 10.0, 1.0) as score
          from search
          where search match $1 and ($2 is null or +rowid in (select rowid from search where search match $2))
          order by rowid desc
          limit 1000)
    order by score, id desc
    limit $3";

/// Of the newest thousand, those with everything in the title, then the newest.
pub(super) const NEWEST: &str = "
    with newest as materialized (select rowid as id from search where search match $1 order by rowid desc limit 1000)
    select id
    from newest
    order by id in (select rowid from search
                    where search match $2 and rowid >= (select min(id) from newest)) desc, id desc
    limit $3";

pub(super) const NEXT_WORD: &str =
    "select term from search_words where term >= $1 and term < $2 || char(1114111) limit 1";

/// The cross join keeps the order.
pub(super) const HITS: &str = "
    select p.kind, paths.path, p.title, substr(p.text, 1, 40000) as text, p.language, p.published_at
    from json_each($1) hits
    cross join posts p on p.id = hits.value and p.state = 'published'
    join paths on paths.post_id = p.id and paths.role = 'canonical'";

/// What has every term, the best first. The last term may be the beginning of a word.
///
/// All that have the terms are ranked up to a thousand, and the newest thousand beyond that. If every term is common
/// there is no rank but the title and the date.
pub async fn matches(db: &mut impl Source, terms: &[String], limit: i64) -> Result<Vec<Hit>, StoreError> {
    let expressions = expressions(db, terms).await?;
    if expressions.is_empty() {
        return Ok(Vec::new());
    }
    let mut telling = Vec::new();
    for expression in &expressions {
        if !is_common(db, expression).await? {
            telling.push(expression.as_str());
        }
    }
    let all = expressions.join(" AND ");
    let found: Vec<PostId> = if telling.is_empty() {
        sqlx::query_scalar(NEWEST).bind(&all).bind(format!("title : ({all})"))
    } else {
        let others = (telling.len() < expressions.len()).then_some(&all);
        sqlx::query_scalar(RANKED).bind(telling.join(" AND ")).bind(others)
    }
    .bind(limit)
    .fetch_all(db.connection())
    .await?;
    Ok(sqlx::query_as(HITS).bind(json_ids(&found)).fetch_all(db.connection()).await?)
}

async fn is_common(db: &mut impl Source, expression: &str) -> Result<bool, StoreError> {
    Ok(counted(db, expression, COMMON + 1).await? > COMMON)
}

/// How many posts have it, as far as that is counted.
async fn counted(db: &mut impl Source, expression: &str, most: i64) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(COUNTED).bind(expression).bind(most).fetch_one(db.connection()).await?)
}

/// Each term as an expression of FTS5's, in which nothing that was typed is an operator.
async fn expressions(db: &mut impl Source, terms: &[String]) -> Result<Vec<String>, StoreError> {
    let mut quoted: Vec<String> = terms.iter().map(|term| quoted(term)).collect();
    let Some((last, term)) = quoted.last_mut().zip(terms.last()) else { return Ok(quoted) };
    if term.chars().count() < PREFIX_FROM {
        return Ok(quoted);
    }
    let PostId(newest) = sitemap::last(db).await?;
    if newest <= ALL_BEGINNINGS_UP_TO {
        last.push('*');
    } else if let Some(words) = words_that_begin(db, term).await? {
        *last = words;
    }
    Ok(quoted)
}

/// The words that begin with a term, any of which will do, up to fifty or until they are common together: what ranks is
/// weighed wherever it stands. The index holds words in small letters and without accents: a term with accents, or of
/// several words, stands for itself.
async fn words_that_begin(db: &mut impl Source, term: &str) -> Result<Option<String>, StoreError> {
    let beginning = term.to_lowercase();
    let mut words = Vec::new();
    let mut from = beginning.clone();
    let mut posts = 0;
    while words.len() < MOST_WORDS && posts <= COMMON {
        let next: Option<String> = sqlx::query_scalar(NEXT_WORD)
            .bind(&from)
            .bind(&beginning)
            .fetch_optional(db.connection())
            .await?;
        let Some(next) = next else { break };
        let word = quoted(&next);
        posts += counted(db, &word, COMMON + 1 - posts).await?;
        words.push(word);
        // No word has this sign, so it is behind this one and before every other.
        from = format!("{next}\u{1}");
    }
    Ok((!words.is_empty()).then(|| format!("({})", words.join(" OR "))))
}

fn quoted(term: &str) -> String {
    format!("\"{}\"", term.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::key::Keys;
    use crate::store::Db;
    use crate::store::plans::seed;

    async fn found(terms: &[&str]) -> Vec<i64> {
        let (_folder, db) = Db::scratch().await;
        seed::blog(&db).await;
        let mut reader = db.reader().await.unwrap();
        let terms: Vec<_> = terms.iter().map(|&term| term.to_owned()).collect();
        let mut ids: Vec<_> = matches(&mut reader, &terms, 1000)
            .await
            .unwrap()
            .iter()
            .map(|hit| hit.title[5..].parse().unwrap())
            .collect();
        ids.sort_unstable();
        ids
    }

    #[tokio::test]
    async fn every_term_counts_and_only_the_last_may_be_a_beginning() {
        assert_eq!(found(&["number12", "rain"]).await, [12]);
        assert_eq!(found(&["rain", "number1"]).await.len(), 111);
        assert_eq!(found(&["number1", "rain"]).await, [1]);
        assert_eq!(found(&["number12", "sun"]).await, [] as [i64; 0]);
    }

    #[tokio::test]
    async fn signs_of_the_query_language_are_only_signs() {
        for hostile in
            ["\"", "a\"b", "*", "NEAR(a", "title:rain", "-rain", "^rain", "AND", "(", "rain OR", "'", "\\"]
        {
            let (_folder, db) = Db::scratch().await;
            let mut reader = db.reader().await.unwrap();
            assert!(matches(&mut reader, &[hostile.to_owned()], 5).await.is_ok(), "{hostile}");
        }
        assert!(found(&[]).await.is_empty());
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
    }

    #[tokio::test]
    async fn accents_and_case_do_not_matter() {
        assert_eq!(found(&["ÜBER", "cafe"]).await.len(), 400);
    }

    /// The posts of `seed::blog` with another index: twelve thousand older texts of rain, and then these.
    async fn in_the_rain(newest: &'static str) -> (tempfile::TempDir, Db) {
        let (folder, db) = Db::scratch().await;
        seed::blog(&db).await;
        let done: Result<(), StoreError> = db
            .write(move |unit| {
                Box::pin(async move {
                    for statement in [
                        "delete from search",
                        "with recursive n (n) as (select -12000 union all select n + 1 from n where n < -1)
                         insert into search (rowid, title, body) select n, 'Nothing', 'rain' from n",
                        newest,
                    ] {
                        sqlx::query(statement).execute(unit.connection()).await?;
                    }
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
        (folder, db)
    }

    async fn titles(db: &Db, terms: &[&str]) -> Vec<String> {
        let terms: Vec<_> = terms.iter().map(|&term| term.to_owned()).collect();
        let hits = matches(&mut db.reader().await.unwrap(), &terms, 3).await.unwrap();
        hits.into_iter().map(|hit| hit.title).collect()
    }

    #[tokio::test]
    async fn the_better_match_comes_first_whichever_is_newer() {
        let (_folder, db) = in_the_rain(
            "insert into search (rowid, title, body)
             values (7, 'Herons and storks', 'Both of them.'), (9, 'A walk', 'Much to tell, and at its end herons, storks.'),
                    (11, 'Storks', 'Herons, herons and storks.')",
        )
        .await;
        assert_eq!(titles(&db, &["herons", "storks"]).await, ["Post 7", "Post 11", "Post 9"]);
    }

    #[tokio::test]
    async fn of_two_words_the_rare_one_ranks_and_the_common_one_has_to_be_there() {
        let (_folder, db) = in_the_rain(
            "insert into search (rowid, title, body)
             values (7, 'Herons', 'rain'), (8, 'Of rain', 'a long talk that ends with herons'), (9, 'Herons', 'sun')",
        )
        .await;
        assert_eq!(titles(&db, &["rain", "herons"]).await, ["Post 7", "Post 8"]);
        assert_eq!(titles(&db, &["herons", "rain"]).await, ["Post 7", "Post 8"]);
    }

    #[tokio::test]
    async fn a_word_that_stands_everywhere_finds_titles_first_and_then_the_newest() {
        let (_folder, db) = in_the_rain(
            "insert into search (rowid, title, body)
             values (7, 'Rain', 'a'), (8, 'Sun', 'rain, rain and rain'), (9, 'Rain', 'b'), (10, 'Hail', 'rain')",
        )
        .await;
        assert_eq!(titles(&db, &["rain"]).await, ["Post 9", "Post 7", "Post 10"]);
    }

    #[tokio::test]
    async fn the_words_that_begin_alike_are_read_off_the_index() {
        let (_folder, db) = Db::scratch().await;
        seed::blog(&db).await;
        let mut reader = db.reader().await.unwrap();
        let words = words_that_begin(&mut reader, "NUMBER42").await.unwrap().unwrap();
        let all: Vec<_> = [42].into_iter().chain(421..=429).map(|n| format!("\"number{n}\"")).collect();
        assert_eq!(words, format!("({})", all.join(" OR ")));
        assert_eq!(
            words_that_begin(&mut reader, "number").await.unwrap().unwrap().matches(" OR ").count(),
            49
        );
        for alone in ["über", "num-ber", "zeppelin", "\"", "num%"] {
            assert_eq!(words_that_begin(&mut reader, alone).await.unwrap(), None, "{alone}");
        }
        let (_folder, db) =
            in_the_rain("insert into search (rowid, title, body) values (7, 'raid rain rainbow', '')").await;
        let words = words_that_begin(&mut db.reader().await.unwrap(), "rai").await.unwrap().unwrap();
        assert_eq!(words, "(\"raid\" OR \"rain\")", "one common word is enough");
    }
}
