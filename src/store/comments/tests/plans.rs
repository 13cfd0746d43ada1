//! The queries that strangers can ask for go by an index, in a new database, in an analysed one and in one after
//! `pragma optimize`.

use super::super::write::insert;
use super::{comment, post, unit};
use crate::model::comment::CommentState;
use crate::store::plans::Known;
use crate::store::{Db, Source as _, posts};

#[tokio::test]
async fn strangers_questions_go_by_an_index() {
    let asked = [
        ("comments_of_network", "select 1 from comments where network_hash = $1 and created_at > $2 limit 9"),
        (
            "comments_by_content",
            "select 1 from comments
             where content_hash = $1 and created_at > $2 and import_id is null and reason <> 'known' limit 9",
        ),
        (
            "comments_of_commenter",
            "select id from comments where commenter_id = $1 and id < $2 order by id desc",
        ),
        (
            "comments_of_commenter",
            "select content_hash, created_at from comments where commenter_id = $1 order by id desc limit 20",
        ),
        ("comments_of_network", super::super::networks::FORGET),
    ];
    for known in Known::EACH {
        let (_folder, db) = Db::scratch().await;
        unit(&db, move |unit| {
            Box::pin(async move {
                let post = posts::write::insert(unit, &post(1)).await.unwrap();
                for number in 0..50 {
                    let new = comment(&format!("n{number}"), post, None, CommentState::Published);
                    insert(unit, &new).await.unwrap();
                }
                known.learn(unit).await.unwrap();
                for (index, query) in asked {
                    let plan: Vec<(i64, i64, i64, String)> =
                        sqlx::query_as(sqlx::AssertSqlSafe(format!("explain query plan {query}")))
                            .fetch_all(unit.connection())
                            .await
                            .unwrap();
                    let plan: Vec<_> = plan.into_iter().map(|(.., step)| step).collect();
                    assert!(
                        plan.iter().any(|step| step.contains(&format!("INDEX {index} "))),
                        "{index}: {plan:?}"
                    );
                    assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{index}: {plan:?}");
                }
            })
        })
        .await;
    }
}
