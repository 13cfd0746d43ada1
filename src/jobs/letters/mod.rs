//! Letters in words: the templates of `templates/mail/`, plain and as HTML, in the language of whoever reads them.

mod comments;
mod composition;

pub use composition::composed;

use askama::Template;

use crate::model::letter::Letter;
use crate::model::user::Role;
use crate::tools::language::Language;

/// A letter as its reader reads it.
#[derive(Debug, PartialEq, Eq)]
pub struct Worded {
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Where a mail program ends such letters by itself.
    pub unsubscribe: Option<String>,
}

/// What every letter stands in.
#[derive(Clone, Copy)]
pub struct Paper<'a> {
    pub words: &'static Language,
    /// The blog's title.
    pub blog: &'a str,
    /// Its public address without a trailing slash.
    pub address: &'a str,
}

impl Paper<'_> {
    fn with_blog(&self, id: &str) -> String {
        self.words.with(id, "blog", self.blog)
    }
}

#[derive(Template)]
#[template(path = "mail/test.html")]
struct TestHtml<'a> {
    paper: Paper<'a>,
}

#[derive(Template)]
#[template(path = "mail/test.txt", whitespace = "preserve")]
struct TestText<'a> {
    paper: Paper<'a>,
}

#[derive(Template)]
#[template(path = "mail/invitation.html")]
struct InvitationHtml<'a> {
    paper: Paper<'a>,
    opening: String,
    href: String,
}

#[derive(Template)]
#[template(path = "mail/invitation.txt", whitespace = "preserve")]
struct InvitationText<'a> {
    paper: Paper<'a>,
    opening: String,
    href: String,
}

#[derive(Template)]
#[template(path = "mail/password_reset.html")]
struct PasswordResetHtml<'a> {
    paper: Paper<'a>,
    name: &'a str,
    href: String,
}

#[derive(Template)]
#[template(path = "mail/password_reset.txt", whitespace = "preserve")]
struct PasswordResetText<'a> {
    paper: Paper<'a>,
    name: &'a str,
    href: String,
}

#[derive(Template)]
#[template(path = "mail/own_comments.html")]
struct OwnCommentsHtml<'a> {
    paper: Paper<'a>,
    href: String,
}

#[derive(Template)]
#[template(path = "mail/own_comments.txt", whitespace = "preserve")]
struct OwnCommentsText<'a> {
    paper: Paper<'a>,
    href: String,
}

#[derive(Template)]
#[template(path = "mail/following.html")]
struct FollowingHtml<'a> {
    paper: Paper<'a>,
    opening: String,
    href: String,
}

#[derive(Template)]
#[template(path = "mail/following.txt", whitespace = "preserve")]
struct FollowingText<'a> {
    paper: Paper<'a>,
    opening: String,
    href: String,
}

/// Puts a letter into words; nothing for one that this program can't read, or whose comments have to be read first.
pub fn worded(paper: Paper<'_>, letter: &Letter) -> Result<Option<Worded>, askama::Error> {
    let href = |path: &str| format!("{}{path}", paper.address);
    let (subject, text, html) = match letter {
        Letter::Test => {
            let subject = paper.with_blog("mail-test-subject");
            (subject, TestText { paper }.render()?, TestHtml { paper }.render()?)
        }
        Letter::Invitation { inviter, role, link, .. } => {
            let values = [("inviter", inviter.as_str()), ("blog", paper.blog)];
            let subject = paper.words.fill("mail-invitation-subject", &values);
            let opening = opening(paper, inviter, *role);
            let (plain, href) = (opening.clone(), href(&link.0));
            let text = InvitationText { paper, opening: plain, href: href.clone() }.render()?;
            (subject, text, InvitationHtml { paper, opening, href }.render()?)
        }
        Letter::PasswordReset { name, link, .. } => {
            let subject = paper.with_blog("mail-reset-subject");
            let href = href(&link.0);
            let text = PasswordResetText { paper, name, href: href.clone() }.render()?;
            (subject, text, PasswordResetHtml { paper, name, href }.render()?)
        }
        Letter::OwnComments { link, .. } => {
            let subject = paper.with_blog("mail-own-subject");
            let href = href(&link.0);
            let text = OwnCommentsText { paper, href: href.clone() }.render()?;
            (subject, text, OwnCommentsHtml { paper, href }.render()?)
        }
        Letter::Following { post_title, is_about_answers, link, .. } => {
            let subject = paper.with_blog("mail-following-subject");
            let id = if *is_about_answers { "mail-following-answers" } else { "mail-following-post" };
            let title = comments::titled(paper, post_title);
            let opening = paper.words.fill(id, &[("blog", paper.blog), ("title", &title)]);
            let (plain, href) = (opening.clone(), href(&link.0));
            let text = FollowingText { paper, opening: plain, href: href.clone() }.render()?;
            (subject, text, FollowingHtml { paper, opening, href }.render()?)
        }
        Letter::Comments { .. } | Letter::Followed { .. } | Letter::Unreadable => return Ok(None),
    };
    Ok(Some(Worded { subject, text, html, unsubscribe: None }))
}

fn opening(paper: Paper<'_>, inviter: &str, role: Role) -> String {
    let role = paper.words.text(match role {
        Role::Owner => "mail-role-owner",
        Role::Editor => "mail-role-editor",
        Role::Author => "mail-role-author",
        Role::Moderator => "mail-role-moderator",
    });
    let values = [("inviter", inviter), ("blog", paper.blog), ("role", &role)];
    paper.words.fill("mail-invitation-opening", &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::letter::LinkPath;
    use crate::model::timestamp::Timestamp;

    fn letters() -> [Letter; 5] {
        let link = LinkPath("/somewhere/abc.def".to_owned());
        let expires_at = Timestamp(1);
        [
            Letter::Test,
            Letter::Invitation {
                inviter: "Ada <b>& Co</b>".to_owned(),
                role: Role::Editor,
                link: link.clone(),
                expires_at,
            },
            Letter::PasswordReset { name: "Ada <b>& Co</b>".to_owned(), link: link.clone(), expires_at },
            Letter::OwnComments { link: link.clone(), expires_at },
            Letter::Following {
                post_title: "The <i>weir</i> & more".to_owned(),
                is_about_answers: true,
                link,
                expires_at,
            },
        ]
    }

    fn said(language: &'static str, letter: &Letter) -> Worded {
        let paper = Paper {
            words: Language::of(language),
            blog: "Margins <i>& more</i>",
            address: "https://blog.example.org",
        };
        worded(paper, letter).unwrap().unwrap()
    }

    #[test]
    fn every_letter_is_whole_in_every_language() {
        for letter in letters() {
            for language in Language::all() {
                let said = said(language.tag, &letter);
                assert!(said.subject.contains("Margins <i>& more</i>"), "{said:?}");
                for words in [&said.subject, &said.text, &said.html] {
                    assert!(!words.contains("mail-") && !words.contains("{ $"), "{words}");
                }
                assert!(said.text.contains("https://blog.example.org"), "{}", said.text);
                assert!(!said.text.contains("\n\n\n") && !said.text.contains("&amp;"), "{:?}", said.text);
                assert!(said.html.contains(&format!("lang=\"{}\"", language.tag)), "{}", said.html);
            }
        }
        assert_ne!(said("en", &Letter::Test), said("de", &Letter::Test));
    }

    #[test]
    fn a_link_is_whole_and_stands_on_a_line_of_its_own() {
        for letter in &letters()[1..] {
            let said = said("en", letter);
            let whole = "https://blog.example.org/somewhere/abc.def";
            assert!(said.text.lines().any(|line| line == whole), "{}", said.text);
            assert!(said.html.contains(&format!("href=\"{whole}\"")), "{}", said.html);
        }
    }

    #[test]
    fn what_people_call_themselves_is_no_markup_and_nothing_is_fetched() {
        for letter in letters() {
            let html = said("en", &letter).html;
            assert!(!html.contains("<b>") && !html.contains("<i>"), "{html}");
            for fetched in ["<img", "<link", "url(", "@import", "<script", "src="] {
                assert!(!html.contains(fetched), "{fetched} in {html}");
            }
        }
    }

    #[test]
    fn a_letter_of_another_version_has_no_words() {
        let paper = Paper { words: Language::of("en"), blog: "Margins", address: "" };
        assert_eq!(worded(paper, &Letter::Unreadable).unwrap(), None);
    }
}
