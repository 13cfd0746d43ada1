//! First states, and what a moderator may do.

use super::*;

const STRANGER: Sender = Sender {
    approved: 0,
    recent_from_network: 0,
    same_words: 0,
    nearly_same_words: 0,
    looks: Looks::Wanted,
    was_too_fast: false,
    fell_into_trap: false,
    is_author: false,
};

const PLAIN: Content = Content { links: 0, is_on_old_post: false, meets_block: false, has_taken_name: false };

fn state(policy: Policy, sender: Sender) -> Option<CommentState> {
    first_state(&CommentSettings::lenient(policy), sender, PLAIN).map(|(state, _)| state)
}

#[test]
fn a_first_timer_waits_and_a_known_one_does_not() {
    let known = Sender { approved: 1, ..STRANGER };
    assert_eq!(state(Policy::HoldFirst, STRANGER), Some(CommentState::Pending));
    assert_eq!(state(Policy::HoldFirst, known), Some(CommentState::Published));
    assert_eq!(state(Policy::HoldAll, known), Some(CommentState::Pending));
    assert_eq!(state(Policy::Publish, STRANGER), Some(CommentState::Published));
}

#[test]
fn closed_is_closed_even_to_authors() {
    let author = Sender { is_author: true, ..STRANGER };
    assert_eq!(state(Policy::Closed, author), None);
    assert_eq!(state(Policy::Hidden, author), None);
}

#[test]
fn too_many_links_wait_whoever_sent_them_but_for_authors() {
    let rules = CommentSettings { links_allowed: Some(2), ..CommentSettings::lenient(Policy::Publish) };
    let with = |sender, links| first_state(&rules, sender, Content { links, ..PLAIN });
    let (held, let_through) =
        (Some((CommentState::Pending, Reason::ManyLinks)), Some((CommentState::Published, Reason::Trusted)));
    assert_eq!((with(STRANGER, 2), with(STRANGER, 3)), (let_through, held));
    assert_eq!(with(Sender { approved: 9, ..STRANGER }, 3), held);
    let author = with(Sender { is_author: true, ..STRANGER }, 9);
    assert_eq!(author, Some((CommentState::Published, Reason::Author)));
    assert_eq!(with(Sender { fell_into_trap: true, ..STRANGER }, 3).unwrap().1, Reason::Trap);
    let any = CommentSettings::lenient(Policy::Publish);
    assert_eq!(first_state(&any, STRANGER, Content { links: 99, ..PLAIN }), let_through);
}

#[test]
fn what_is_blocked_and_whose_name_is_taken_wait_whoever_was_approved() {
    let rules = CommentSettings::lenient(Policy::Publish);
    let known = Sender { approved: 9, ..STRANGER };
    let why = |said| first_state(&rules, known, said).unwrap();
    assert_eq!(why(Content { meets_block: true, ..PLAIN }), (CommentState::Pending, Reason::Blocked));
    assert_eq!(why(Content { has_taken_name: true, ..PLAIN }), (CommentState::Pending, Reason::TakenName));
    let author = Sender { is_author: true, ..STRANGER };
    let both = Content { meets_block: true, has_taken_name: true, ..PLAIN };
    assert_eq!(first_state(&rules, author, both).unwrap().1, Reason::Author);
}

#[test]
fn on_an_old_post_everybody_but_authors_waits() {
    let old = Content { is_on_old_post: true, ..PLAIN };
    let at = |sender| first_state(&CommentSettings::lenient(Policy::Publish), sender, old).unwrap();
    let held = (CommentState::Pending, Reason::OldPost);
    assert_eq!((at(STRANGER), at(Sender { approved: 9, ..STRANGER })), (held, held));
    assert_eq!(at(Sender { is_author: true, ..STRANGER }).1, Reason::Author);
}

#[test]
fn a_busy_network_is_held_unless_the_cookie_was_approved() {
    let busy = Sender { recent_from_network: NETWORK_HOLDS_FROM, ..STRANGER };
    assert_eq!(state(Policy::Publish, busy), Some(CommentState::Pending));
    assert_eq!(state(Policy::Publish, Sender { approved: 1, ..busy }), Some(CommentState::Published));
}

#[test]
fn the_same_words_again_and_again_wait() {
    let said = |same_words| state(Policy::Publish, Sender { same_words, ..STRANGER });
    assert_eq!(said(SAME_WORDS_HOLD_FROM - 1), Some(CommentState::Published));
    assert_eq!(said(SAME_WORDS_HOLD_FROM), Some(CommentState::Pending));
    let known = Sender { approved: 1, same_words: 9, ..STRANGER };
    let through = first_state(&CommentSettings::lenient(Policy::Publish), known, PLAIN);
    assert_eq!(through, Some((CommentState::Published, Reason::Known)));
}

#[test]
fn what_looks_doubtful_waits_only_where_that_is_the_policy() {
    let doubtful = Sender { looks: Looks::Doubtful, ..STRANGER };
    let known = |sender| Sender { approved: 1, ..sender };
    assert_eq!(state(Policy::HoldDoubtful, doubtful), Some(CommentState::Pending));
    assert_eq!(state(Policy::HoldDoubtful, STRANGER), Some(CommentState::Published));
    assert_eq!(state(Policy::Publish, doubtful), Some(CommentState::Published));
    assert_eq!(state(Policy::HoldDoubtful, known(doubtful)), Some(CommentState::Published));
    let fast = Sender { was_too_fast: true, ..STRANGER };
    let held = first_state(&CommentSettings::lenient(Policy::HoldDoubtful), fast, PLAIN);
    assert_eq!(held, Some((CommentState::Pending, Reason::TooFast)));
    assert_eq!(state(Policy::HoldDoubtful, known(fast)), Some(CommentState::Published));
}

#[test]
fn the_surest_spam_is_put_away_unless_the_cookie_is_trusted_or_an_authors() {
    let sure = Sender { looks: Looks::Spam, ..STRANGER };
    for policy in [Policy::HoldAll, Policy::HoldFirst, Policy::HoldDoubtful, Policy::Publish] {
        assert_eq!(state(policy, sure), Some(CommentState::Spam), "{policy:?}");
        assert_eq!(state(policy, Sender { is_author: true, ..sure }), Some(CommentState::Published));
    }
    assert_eq!(state(Policy::Publish, Sender { approved: 1, ..sure }), Some(CommentState::Published));
}

#[test]
fn nearly_the_same_words_again_and_again_wait() {
    let said = |nearly_same_words| state(Policy::Publish, Sender { nearly_same_words, ..STRANGER });
    assert_eq!(said(SAME_WORDS_HOLD_FROM - 1), Some(CommentState::Published));
    assert_eq!(said(SAME_WORDS_HOLD_FROM), Some(CommentState::Pending));
}

#[test]
fn only_an_unknown_sender_is_too_much() {
    let many = Sender { recent_from_network: NETWORK_REFUSES_FROM, ..STRANGER };
    assert!(is_too_much(many));
    assert!(!is_too_much(Sender { recent_from_network: NETWORK_REFUSES_FROM - 1, ..STRANGER }));
    assert!(!is_too_much(Sender { approved: 1, ..many }));
    assert!(!is_too_much(Sender { is_author: true, ..many }));
}

#[test]
fn a_comment_vouches_for_its_sender_if_somebody_of_the_blog_published_it() {
    let of_the_blog = [Reason::Author, Reason::Imported, Reason::Moderator];
    for state in CommentState::ALL {
        for reason in Reason::ALL {
            let expected = state == CommentState::Published && of_the_blog.contains(&reason);
            assert_eq!(vouches(state, reason), expected, "{state:?} {reason:?}");
        }
    }
}

#[test]
fn the_trap_sends_to_spam() {
    assert_eq!(state(Policy::Publish, Sender { fell_into_trap: true, ..STRANGER }), Some(CommentState::Spam));
}

#[test]
fn a_moderator_moves_a_comment_anywhere_but_back_to_waiting_or_out_of_deletion() {
    use CommentState::{Deleted, Pending, Published, Rejected, Spam};
    let table = [
        (Pending, vec![Published, Spam, Rejected, Deleted]),
        (Published, vec![Spam, Rejected, Deleted]),
        (Spam, vec![Published, Rejected, Deleted]),
        (Rejected, vec![Published, Spam, Deleted]),
        (Deleted, vec![Published]),
    ];
    for (from, allowed) in table {
        for to in CommentState::ALL {
            assert_eq!(from.may_become(to), allowed.contains(&to), "{from:?} to {to:?}");
        }
    }
}

#[test]
fn a_verdict_and_its_state_name_each_other() {
    for verdict in Verdict::ALL {
        assert_eq!(Verdict::leading_to(verdict.state()), Some(verdict));
    }
    assert_eq!(Verdict::leading_to(CommentState::Pending), None);
}
