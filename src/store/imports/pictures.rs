//! Imported posts that show pictures, one after the other.

use crate::model::html::Html;
use crate::model::ids::PostId;
use crate::model::post::SourceFormat;
use crate::store::db::Source;
use crate::store::error::StoreError;

/// A post that came from elsewhere and shows something.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PostWithPictures {
    pub id: PostId,
    pub version: i64,
    pub source_format: SourceFormat,
    pub source: String,
    pub html: Html,
}

/// The first post of a source behind another one, by their ids, in whose body there is a picture.
pub async fn next(
    db: &mut impl Source,
    source_name: &str,
    after: PostId,
) -> Result<Option<PostWithPictures>, StoreError> {
    Ok(sqlx::query_as(
        "select id, version, source_format, source, html
         from posts
         where id > $2 and source_name = $1 and html like '%<img %'
         order by id
         limit 1",
    )
    .bind(source_name)
    .bind(after)
    .fetch_optional(db.connection())
    .await?)
}

/// How many there are.
pub async fn count(db: &mut impl Source, source_name: &str) -> Result<u64, StoreError> {
    let count: i64 =
        sqlx::query_scalar("select count(*) from posts where source_name = $1 and html like '%<img %'")
            .bind(source_name)
            .fetch_one(db.connection())
            .await?;
    Ok(count.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::key::Keys;
    use crate::model::post::PostState;
    use crate::store::Db;
    use crate::store::posts::write::{self, NewPost, Provenance};

    fn post(title: &str, html: &str, source_name: Option<&str>) -> NewPost {
        let sample = NewPost::sample(title, PostState::Draft);
        let provenance = source_name.map(|source_name| Provenance {
            import_id: crate::model::ids::ImportId(1),
            source_name: source_name.to_owned(),
            source_kind: "post".to_owned(),
            source_id: title.to_owned(),
            source_hash: vec![1],
            source_rest: None,
        });
        let mut post = NewPost { provenance, ..sample };
        html.clone_into(&mut post.body.source);
        post.body.html = Html::from_store(html.to_owned());
        post
    }

    #[tokio::test]
    async fn posts_of_a_source_with_pictures_are_found_one_by_one_and_rewritten_once() {
        let (_folder, db) = Db::scratch().await;
        let ids: Result<Vec<PostId>, StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    let mut ids = Vec::new();
                    crate::store::imports::begin(
                        unit,
                        "blogger",
                        "a.xml",
                        crate::model::timestamp::Timestamp(1),
                    )
                    .await?;
                    for (title, html, source) in [
                        ("one", "<p><img src=\"x\"></p>", Some("blogger")),
                        ("two", "<p>words</p>", Some("blogger")),
                        ("three", "<img src=\"y\">", None),
                        ("four", "<img src=\"z\">", Some("elsewhere")),
                        ("five", "<img src=\"v\">", Some("blogger")),
                    ] {
                        ids.push(write::insert(unit, &post(title, html, source)).await?);
                    }
                    Ok((ids, Keys::none()))
                })
            })
            .await;
        let ids = ids.unwrap();
        let mut reader = db.reader().await.unwrap();
        assert_eq!(count(&mut reader, "blogger").await.unwrap(), 2);
        let first = next(&mut reader, "blogger", PostId(0)).await.unwrap().unwrap();
        assert_eq!((first.id, first.source.as_str()), (ids[0], "<p><img src=\"x\"></p>"));
        assert_eq!(next(&mut reader, "blogger", ids[0]).await.unwrap().unwrap().id, ids[4]);
        assert!(next(&mut reader, "blogger", ids[4]).await.unwrap().is_none());
        for (version, is_done) in [(first.version, true), (first.version, false)] {
            let body = post("one", "<p>new</p>", None).body;
            let done: Result<bool, StoreError> = db
                .write(move |unit| {
                    Box::pin(async move {
                        Ok((write::replace_body(unit, first.id, version, &body).await?, Keys::none()))
                    })
                })
                .await;
            assert_eq!(done.unwrap(), is_done);
        }
        assert_eq!(count(&mut reader, "blogger").await.unwrap(), 1);
    }
}
