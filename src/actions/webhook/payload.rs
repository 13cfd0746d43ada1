//! What a webhook is told, in the language of whatever listens there. No link in it decides anything: what goes to other
//! people's servers leads to the desk, behind its login.

use serde_json::json;

use crate::model::notice::HookFormat;
use crate::model::settings::Settings;
use crate::store::notices::letters::Told;
use crate::store::webhook::Webhook;
use crate::tools::language::Language;
use crate::tools::{excerpt, sanitise};

/// The most comments that are told one by one.
const SHOWN: usize = 5;

/// The most characters of one of them.
const WORDS: usize = 300;

const QUEUE: &str = "/admin/comments";

/// One call, ready to be made: a POST of JSON.
pub struct Call {
    pub url: String,
    pub body: String,
}

impl Call {
    /// Without a comment it is a trial.
    pub fn new(
        hook: &Webhook,
        settings: &Settings,
        address: Option<&str>,
        comments: &[Told],
        in_all: i64,
    ) -> Self {
        let news = News { settings, address, comments, in_all };
        match hook.format {
            HookFormat::Json => Self { url: hook.url.clone(), body: news.json() },
            HookFormat::Ntfy => {
                let (url, topic) = topic(&hook.url).unwrap_or_else(|| (hook.url.clone(), String::new()));
                Self { url, body: news.ntfy(&topic) }
            }
            HookFormat::Telegram => Self { url: hook.url.clone(), body: news.telegram(&hook.chat) },
        }
    }
}

/// The server and the topic of an address such as <https://ntfy.sh/topic>: JSON goes to the server itself.
pub fn topic(url: &str) -> Option<(String, String)> {
    let mut address = url::Url::parse(url).ok()?;
    let topic = address.path_segments()?.next_back()?.to_owned();
    if topic.is_empty() {
        return None;
    }
    address.path_segments_mut().ok()?.pop().push("");
    Some((address.to_string(), topic))
}

struct News<'a> {
    settings: &'a Settings,
    address: Option<&'a str>,
    comments: &'a [Told],
    in_all: i64,
}

impl News<'_> {
    fn json(&self) -> String {
        let comments: Vec<_> = self
            .comments
            .iter()
            .map(|comment| {
                json!({
                    "id": comment.id.0,
                    "post": comment.post_title,
                    "name": comment.name,
                    "text": text(comment),
                    "reason": comment.reason,
                    "written": comment.published_at.rfc3339(),
                })
            })
            .collect();
        let kind = if comments.is_empty() { "trial" } else { "comments_waiting" };
        json!({
            "event": kind,
            "blog": self.settings.title,
            "queue": self.queue(),
            "waiting": self.in_all,
            "comments": comments,
        })
        .to_string()
    }

    /// As `docs.ntfy.sh/publish`, “Publish as JSON”, has it.
    fn ntfy(&self, topic: &str) -> String {
        let mut said = json!({
            "topic": topic,
            "title": format!("{}: {}", self.settings.title, self.headline()),
            "message": self.lines(),
            "tags": ["speech_balloon"],
        });
        if let Some(queue) = self.queue() {
            said["click"] = queue.into();
        }
        said.to_string()
    }

    /// As the method `sendMessage` of Telegram's bots has it. Without a parse mode nothing in it is markup.
    fn telegram(&self, chat: &str) -> String {
        let mut text = format!("{}: {}\n\n{}", self.settings.title, self.headline(), self.lines());
        if let Some(queue) = self.queue() {
            text.push_str(&format!("\n\n{queue}"));
        }
        json!({ "chat_id": chat, "text": text, "link_preview_options": { "is_disabled": true } }).to_string()
    }

    fn queue(&self) -> Option<String> {
        self.address.map(|address| format!("{address}{QUEUE}"))
    }

    fn words(&self) -> &'static Language {
        Language::of(&self.settings.language)
    }

    fn headline(&self) -> String {
        if self.comments.is_empty() {
            return self.words().text("webhook-trial").into_owned();
        }
        self.words().count("mail-comments-wait", &self.in_all.max(1))
    }

    fn lines(&self) -> String {
        if self.comments.is_empty() {
            return self.words().text("webhook-works").into_owned();
        }
        let shown = self.comments.iter().take(SHOWN).map(|comment| {
            let title = if comment.post_title.trim().is_empty() {
                self.words().text("untitled").into_owned()
            } else {
                comment.post_title.clone()
            };
            let who = self.words().fill("mail-comment-by", &[("name", &comment.name), ("title", &title)]);
            format!("{who}\n{}", text(comment))
        });
        shown.collect::<Vec<_>>().join("\n\n")
    }
}

fn text(comment: &Told) -> String {
    excerpt::of(&sanitise::comment_from_html(comment.html.as_str()).text, WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_the_last_part_of_an_address() {
        let parts = |url: &str| topic(url).map(|(server, topic)| format!("{server} {topic}"));
        assert_eq!(parts("https://ntfy.sh/my-blog").as_deref(), Some("https://ntfy.sh/ my-blog"));
        assert_eq!(parts("http://nas:8080/ntfy/my-blog").as_deref(), Some("http://nas:8080/ntfy/ my-blog"));
        assert_eq!(parts("https://ntfy.sh/"), None);
        assert_eq!(parts("nowhere"), None);
    }
}
