//! Backups written by hand, with what real ones get wrong.

use super::super::Backup;
use super::super::notes::Note;
use super::{fixture, handed, stored};
use crate::transfer::import::source::{CommentState, PostState, Reason};

#[test]
fn a_damaged_but_readable_backup_is_read() {
    let backup = Backup::open(&fixture("damaged-but-readable.xml"), None).expect("a readable backup");
    let found = handed(&backup);
    let [draft, old] = found.posts.as_slice() else { panic!("{} posts", found.posts.len()) };

    assert_eq!((draft.provenance.source_id.as_str(), draft.state), ("1", PostState::Draft));
    assert_eq!(draft.provenance.entry_id, "tag:blogger.com,1999:blog-77.post-1");
    assert_eq!(draft.title, "Salt & pepper");
    assert_eq!(draft.labels, ["Tom & Jerry", "Kino"]);
    assert_eq!(draft.html, "<p>A&nbsp;b & c</p>");
    assert_eq!((draft.published.millis, draft.published.offset_minutes), (1_490_598_900_001, 120));
    assert_eq!(draft.path, None);

    assert_eq!(old.html, "<p>One</p><i lang=\"en\">left open to view</i>");
    assert_eq!(old.path.as_deref(), Some("/2003/10/café.html"));
    assert_eq!(old.title, "");
    assert_eq!((old.authors[0].name.as_str(), &old.authors[0].url), ("Ada", &None));

    let blog = &backup.summary.blog;
    assert_eq!((blog.id.as_str(), blog.title.as_str()), ("77", "Marginal notes"));
    assert_eq!(blog.hosts.iter().collect::<Vec<_>>(), ["notes.example.org", "www.notes.example.org"]);
}

#[test]
fn an_answer_before_its_parent_is_handed_out_after_it_and_a_tombstone_is_known() {
    let backup = Backup::open(&fixture("damaged-but-readable.xml"), None).expect("a readable backup");
    let found = handed(&backup);
    let seen: Vec<_> = found
        .comments
        .iter()
        .map(|comment| (comment.provenance.source_id.as_str(), comment.parent_id.as_deref(), comment.state))
        .collect();
    assert_eq!(seen, [("8", None, CommentState::Published), ("9", Some("8"), CommentState::Deleted)]);
}

#[test]
fn what_was_overlooked_and_refused_is_counted() {
    let backup = Backup::open(&fixture("damaged-but-readable.xml"), None).expect("a readable backup");
    let summary = &backup.summary;
    for note in [
        Note::StrayBytes,
        Note::UnboundPrefix,
        Note::ControlCharacters,
        Note::LoneAmpersands,
        Note::TitleEscapedTwice,
        Note::SeveralLabelsInOne,
    ] {
        assert_eq!(summary.notes.count(note), 1, "{note}");
    }
    assert_eq!(summary.notes.count(Note::NoPath), 0, "what is refused is not noted as well");
    assert_eq!(summary.notes.iter().count(), 6);
    let twice = summary.notes.iter().find(|(note, _)| *note == Note::TitleEscapedTwice);
    assert_eq!(twice.map(|(_, tally)| tally.first_line), Some(8));
    let refused: Vec<_> =
        handed(&backup).refused.iter().map(|it| (it.source_id.clone(), it.reason)).collect();
    let expected = [("2", Reason::Duplicate), ("3", Reason::NoDate), ("4", Reason::UnknownKind)];
    assert_eq!(refused, expected.map(|(id, reason)| (id.to_owned(), reason)));
    assert_eq!(summary.refused.values().sum::<u64>(), 3);
    assert!(!summary.is_experimental);
}

#[test]
fn an_ampersand_that_was_never_escaped_is_no_damage() {
    let whole = std::fs::read_to_string(fixture("feed.atom")).expect("a fixture");
    let file = stored(whole.replace("A question", "<![CDATA[& <b>more</b>]]>").as_bytes());
    let backup = Backup::open(file.path(), None).expect("a readable feed");
    assert_eq!(backup.summary.notes.count(Note::LoneAmpersands), 0);
    assert_eq!(handed(&backup).comments[0].html, "& <b>more</b>");
}

#[test]
fn the_newer_feed_is_read_with_its_states_paths_and_threads() {
    let backup = Backup::open(&fixture("feed.atom"), None).expect("a readable feed");
    assert!(backup.summary.is_experimental);
    let found = handed(&backup);
    let states: Vec<_> =
        found.posts.iter().map(|post| (post.provenance.source_id.as_str(), post.state)).collect();
    let expected = [
        ("10", PostState::Published),
        ("11", PostState::Trashed),
        ("12", PostState::Scheduled),
        ("13", PostState::Unpublished),
    ];
    assert_eq!(states, expected);
    let post = &found.posts[0];
    assert_eq!(post.path.as_deref(), Some("/2011/10/moved-in-may_6.html"));
    assert_eq!(post.labels, ["Reise", "Küste"]);
    assert_eq!(post.description, "In short");
    assert_eq!(post.authors[0].source_id.as_deref(), Some("99"));
    assert_eq!(post.provenance.extra["place"], "Kiel");
    let comments: Vec<_> = found
        .comments
        .iter()
        .map(|it| (it.provenance.source_id.as_str(), it.parent_id.as_deref(), it.state))
        .collect();
    assert_eq!(comments, [("31", None, CommentState::Spam), ("30", Some("31"), CommentState::Published)]);
    assert_eq!(backup.summary.notes.count(Note::UnknownStatus), 1);
    assert_eq!(backup.summary.counts.hidden, 3);
}

#[test]
fn a_hash_changes_with_what_is_said_and_not_with_the_rest() {
    let whole = std::fs::read_to_string(fixture("feed.atom")).expect("a fixture");
    let hashes = |text: &str| {
        let file = stored(text.as_bytes());
        let found = handed(&Backup::open(file.path(), None).expect("a readable feed"));
        let posts = found.posts.into_iter().map(|post| post.provenance.source_hash);
        posts
            .chain(found.comments.into_iter().map(|comment| comment.provenance.source_hash))
            .collect::<Vec<_>>()
    };
    let before = hashes(&whole);
    assert_eq!(before, hashes(&whole.replace("2012-01-01", "2013-01-01")));
    for change in
        [("Küste", "Küsten"), ("A question", "A query"), ("Later", "Sooner"), ("In short", "At length")]
    {
        let after = hashes(&whole.replace(change.0, change.1));
        let changed = before.iter().zip(&after).filter(|(before, after)| before != after).count();
        assert_eq!(changed, 1, "{change:?}");
    }
}
