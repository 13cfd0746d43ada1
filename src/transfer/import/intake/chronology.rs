//! The order in which comments are written: by time over the whole blog, and never before what they answer.

use std::collections::HashMap;

use crate::transfer::import::source::SourceComment;

/// Sorts comments that are handed in with each parent before its answers. Ids follow this order, and pages follow ids.
pub fn sort(comments: &mut [SourceComment]) {
    let mut times: HashMap<String, i64> = HashMap::with_capacity(comments.len());
    for comment in comments.iter() {
        let above = comment.parent_id.as_ref().and_then(|parent| times.get(parent));
        // An answer that claims to be older than what it answers comes right after it.
        let time = above.map_or(comment.published.millis, |above| comment.published.millis.max(*above));
        times.insert(comment.provenance.source_id.clone(), time);
    }
    comments.sort_by_key(|comment| times.get(&comment.provenance.source_id).copied());
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::transfer::import::source::{CommentState, Provenance, SourceAuthor, SourceTime};

    fn comment(id: &str, parent: Option<&str>, millis: i64) -> SourceComment {
        SourceComment {
            provenance: Provenance {
                source: "blogger",
                kind: "comment",
                source_id: id.to_owned(),
                source_hash: String::new(),
                entry_id: String::new(),
                extra: BTreeMap::new(),
                line: 0,
            },
            state: CommentState::Published,
            post_id: "p".to_owned(),
            parent_id: parent.map(str::to_owned),
            author: SourceAuthor::default(),
            html: String::new(),
            published: SourceTime { millis, offset_minutes: 0 },
            updated: None,
        }
    }

    #[test]
    fn time_rules_but_an_answer_never_comes_first() {
        let mut comments = [
            comment("late", None, 30),
            comment("early answer", Some("late"), 1),
            comment("answer to it", Some("early answer"), 31),
            comment("first", None, 2),
            comment("same time", None, 30),
        ];
        sort(&mut comments);
        let order: Vec<_> = comments.iter().map(|it| it.provenance.source_id.as_str()).collect();
        assert_eq!(order, ["first", "late", "early answer", "same time", "answer to it"]);
    }
}
