//! Full-text search over what is public. The one place that speaks FTS5's own language.

use super::db::Source;
use super::error::StoreError;
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

/// Ranks the newest five hundred that match, so that a word that stands everywhere costs no more than a rare one. A word
/// in the title counts ten times. The cross join keeps the order, so that no text is sorted along.
pub(super) const MATCHES: &str = "
    select p.kind, paths.path, p.title, substr(p.text, 1, 40000) as text, p.language, p.published_at
    from (select id
          from (select rowid as id, bm25(search, 10.0, 1.0) as score
                from search
                where search match $1
                order by rowid desc
                limit 500)
          order by score, id desc
          limit $2) hits
    cross join posts p on p.id = hits.id and p.state = 'published'
    join paths on paths.post_id = p.id and paths.role = 'canonical'";

/// What has every term, the best first. The last term may be the beginning of a word.
pub async fn matches(db: &mut impl Source, terms: &[String], limit: i64) -> Result<Vec<Hit>, StoreError> {
    let Some(expression) = expression(terms) else { return Ok(Vec::new()) };
    Ok(sqlx::query_as(MATCHES).bind(expression).bind(limit).fetch_all(db.connection()).await?)
}

/// Each term as a string of FTS5's, so that nothing in it is an operator.
fn expression(terms: &[String]) -> Option<String> {
    let last = terms.last()?;
    let mut quoted: Vec<String> =
        terms.iter().map(|term| format!("\"{}\"", term.replace('"', "\"\""))).collect();
    if last.chars().count() >= PREFIX_FROM {
        quoted.last_mut()?.push('*');
    }
    Some(quoted.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
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
        assert_eq!(expression(&["a\"b".to_owned(), "xy".to_owned()]).unwrap(), "\"a\"\"b\" \"xy\"");
    }

    #[tokio::test]
    async fn accents_and_case_do_not_matter() {
        assert_eq!(found(&["ÜBER", "cafe"]).await.len(), 400);
    }
}
