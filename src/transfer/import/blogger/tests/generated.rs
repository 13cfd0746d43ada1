//! Generated backups against what their generator knows to be true.

use std::collections::{HashMap, HashSet};
use std::fs::File;

use super::super::Backup;
use super::backup::{self, Form, HOST, State, Truth, Wish, ZONE};
use super::{handed, stored};
use crate::transfer::import::source::{CommentState, PostKind, PostState, SourceComment};

fn truth(has_damage: bool) -> Truth {
    backup::make(&Wish { seed: 7, posts: 300, comments: 3000, has_damage })
}

fn written(truth: &Truth, form: Form) -> tempfile::NamedTempFile {
    let mut bytes = Vec::new();
    let outcome = match form {
        Form::Classic => truth.write_classic(&mut bytes),
        Form::Takeout => truth.write_takeout(&mut bytes),
    };
    outcome.expect("room in memory");
    stored(&bytes)
}

fn state_in(form: Form, state: State) -> PostState {
    match (state, form) {
        (State::Published, _) => PostState::Published,
        (State::Draft, _) | (State::Scheduled, Form::Classic) => PostState::Draft,
        (State::Scheduled, Form::Takeout) => PostState::Scheduled,
        (State::Trashed, _) => PostState::Trashed,
    }
}

fn assert_posts_are_true(form: Form) {
    let truth = truth(false);
    let file = written(&truth, form);
    let found = handed(&Backup::open(file.path(), None).expect("a readable backup"));
    let by_id: HashMap<_, _> =
        found.posts.iter().map(|post| (post.provenance.source_id.as_str(), post)).collect();
    assert_eq!(by_id.len(), truth.posts_in(form).count());
    for expected in truth.posts_in(form) {
        let post = by_id[expected.id.as_str()];
        assert_eq!(post.kind == PostKind::Page, expected.is_page, "{}", expected.id);
        assert_eq!(post.state, state_in(form, expected.state), "{}", expected.id);
        assert_eq!(post.path, expected.path);
        assert_eq!(post.title, expected.title);
        assert_eq!(post.labels, expected.labels);
        assert_eq!(post.html, expected.html);
        assert_eq!(post.authors[0].name, expected.author);
        assert_eq!(
            (post.published.millis, post.published.offset_minutes),
            (expected.published, expected.offset_minutes)
        );
    }
}

fn assert_comments_are_true(form: Form) {
    let truth = truth(true);
    assert!(truth.detached > 10, "the generator made too little damage");
    let file = written(&truth, form);
    let backup = Backup::open(file.path(), None).expect("a readable backup");
    let found = handed(&backup);
    let by_id: HashMap<_, _> =
        found.comments.iter().map(|it| (it.provenance.source_id.as_str(), it)).collect();
    assert_eq!(by_id.len(), truth.comments_with_post().count());
    for expected in truth.comments_with_post() {
        let comment = by_id[expected.id.as_str()];
        assert_eq!(comment.post_id, expected.post, "{}", expected.id);
        assert_eq!(comment.parent_id, expected.parent, "{}", expected.id);
        assert_eq!(comment.state == CommentState::Deleted, expected.is_tombstone);
        assert_eq!((comment.published.millis, &comment.html), (expected.published, &expected.html));
        assert_eq!(comment.author.name, expected.author);
    }
    assert_parents_come_first(&found.comments);
    let orphans = truth.comments.len() - by_id.len();
    assert_eq!(found.refused.len(), orphans);
    assert_eq!(backup.summary.detached.values().sum::<u64>(), truth.detached as u64);
    assert_eq!(backup.summary.counts.comments, by_id.len() as u64);
}

fn assert_parents_come_first(comments: &[SourceComment]) {
    let mut gone = HashSet::new();
    for comment in comments {
        if let Some(parent) = &comment.parent_id {
            assert!(gone.contains(parent), "{} came before its parent", comment.provenance.source_id);
        }
        gone.insert(comment.provenance.source_id.clone());
    }
}

#[test]
fn the_posts_of_a_classic_backup_are_read_as_they_were_meant() {
    assert_posts_are_true(Form::Classic);
}

#[test]
fn the_posts_of_a_newer_feed_are_read_as_they_were_meant() {
    assert_posts_are_true(Form::Takeout);
}

#[test]
fn the_comments_of_a_classic_backup_keep_their_threads() {
    assert_comments_are_true(Form::Classic);
}

#[test]
fn the_comments_of_a_newer_feed_keep_their_threads() {
    assert_comments_are_true(Form::Takeout);
}

#[test]
fn the_blog_itself_is_read_from_its_settings() {
    let file = written(&truth(false), Form::Classic);
    let summary = Backup::open(file.path(), None).expect("a readable backup").summary;
    let blog = summary.blog;
    assert_eq!((blog.title.as_str(), blog.tagline.as_str()), ("Notes & <asides>", "Beside the text"));
    assert_eq!((blog.zone.as_deref(), blog.language.as_deref()), (Some(ZONE), Some("de")));
    assert_eq!(blog.hosts.iter().collect::<Vec<_>>(), [HOST]);
    assert_eq!(blog.posts_per_page, Some(7));
    assert!(blog.extra.values().all(|value| !value.contains('@')));
    assert_eq!((summary.counts.templates, summary.counts.settings), (1, 9));
}

#[test]
fn a_zip_with_one_blog_needs_no_choice_and_one_with_several_does() {
    let truth = truth(false);
    let one = tempfile::NamedTempFile::new().expect("a scratch file");
    backup::write_zip(&[("Mein Blog ü", &truth)], File::create(one.path()).expect("a scratch file"))
        .expect("a zip");
    let backup = Backup::open(one.path(), None).expect("a readable zip");
    assert_eq!(handed(&backup).posts.len(), truth.posts.len());

    let small = backup::make(&Wish { seed: 1, posts: 3, comments: 0, has_damage: false });
    let two = tempfile::NamedTempFile::new().expect("a scratch file");
    let blogs = [("Big", &truth), ("Small", &small)];
    backup::write_zip(&blogs, File::create(two.path()).expect("a scratch file")).expect("a zip");
    let sentence = Backup::open(two.path(), None).expect_err("a question").to_string();
    assert!(sentence.contains("1. “Big”") && sentence.contains("2. “Small”"), "{sentence}");
    assert!(sentence.contains("--blog NAME"), "{sentence}");
    for choice in ["Small", "small", "2"] {
        let backup = Backup::open(two.path(), Some(choice)).expect("a choice");
        assert_eq!(handed(&backup).posts.len(), 3, "{choice}");
    }
    assert!(Backup::open(two.path(), Some("3")).is_err());
}

#[test]
fn a_backup_cut_off_anywhere_is_refused_and_never_panics() {
    let truth = backup::make(&Wish { seed: 3, posts: 4, comments: 6, has_damage: false });
    let mut bytes = Vec::new();
    truth.write_classic(&mut bytes).expect("room in memory");
    let end = bytes.len() - "</feed>\n".len();
    for cut in (0..=end).step_by(7).chain([end]) {
        let file = stored(&bytes[..cut]);
        assert!(Backup::open(file.path(), None).is_err(), "cut at {cut}");
    }
    let file = stored(&bytes[..end]);
    let sentence = Backup::open(file.path(), None).expect_err("a refusal").to_string();
    assert!(sentence.contains("ends too early") && sentence.starts_with("line "), "{sentence}");
}

#[test]
fn the_taker_can_end_the_reading() {
    let file = written(&truth(false), Form::Classic);
    let backup = Backup::open(file.path(), None).expect("a readable backup");
    let mut count = 0;
    let outcome = backup.each(&mut |_| {
        count += 1;
        anyhow::ensure!(count < 10, "enough");
        Ok(())
    });
    assert_eq!((count, outcome.expect_err("an end").to_string()), (10, "enough".to_owned()));
}
