//! The people of a measured blog: its owner, and commenters who were approved the way everybody is.

use anyhow::{Context as _, ensure};

use super::http::{Answer, Client, get, post};
use super::process::{OWNER, PASSWORD, Server};

/// The network that our server is told to take for its proxy.
pub const PROXY: [&str; 2] = ["--trusted-proxy", "127.0.0.1"];

/// The owner's login.
pub struct Owner {
    cookie: String,
}

impl Owner {
    pub fn log_in(client: &mut Client) -> anyhow::Result<Self> {
        let answer = client.ask(&post("/login", &[], &[("email", OWNER), ("password", PASSWORD)]))?;
        let session = answer.cookie("session").context("the owner could not log in")?;
        Ok(Self { cookie: format!("session={session}") })
    }

    pub fn request(&self, path: &str) -> Vec<u8> {
        get(path, &[("Cookie", &self.cookie)])
    }

    /// Approves whatever waits under a post, a page of the queue at a time.
    fn approve_all(&self, client: &mut Client, of_post: &str) -> anyhow::Result<()> {
        let queue = format!("/admin/comments?state=pending&post={of_post}");
        loop {
            let page = client.page(&queue, &[("Cookie", &self.cookie)])?;
            let ids: Vec<_> = page
                .split("name=\"ids\" value=\"")
                .skip(1)
                .filter_map(|rest| Some(("ids", rest.split('"').next()?)))
                .filter(|(_, id)| !id.is_empty())
                .collect();
            if ids.is_empty() {
                return Ok(());
            }
            let mut fields = vec![("from", "pending"), ("state", "published"), ("post", of_post)];
            fields.extend(ids);
            let answer = client.ask(&post("/admin/comments/bulk", &[("Cookie", &self.cookie)], &fields))?;
            ensure!(answer.status == 303, "approving answered {}", answer.status);
        }
    }
}

/// Somebody with a browser of their own, in a network of their own.
#[derive(Clone)]
pub struct Commenter {
    name: String,
    address: String,
    cookie: String,
}

impl Commenter {
    /// Makes so many; each writes a comment as a stranger, and the owner approves them.
    pub fn approved(server: &Server, count: usize, of_post: &str) -> anyhow::Result<Vec<Self>> {
        let mut client = server.client();
        let owner = Owner::log_in(&mut client)?;
        let mut all = Vec::with_capacity(count);
        for number in 0..count {
            all.push(Self::introduced(&mut client, number, of_post)?);
        }
        owner.approve_all(&mut client, of_post)?;
        for commenter in &all {
            let text = format!("I am {}, and approved by now.", commenter.name);
            let request = commenter.comment(&mut client, of_post, &text)?;
            let answer = client.ask(&request)?;
            let receipt = receipt(&answer).context("an approved commenter was refused")?;
            let page = client.page(&receipt, &[])?;
            ensure!(is_published(&page), "the comment of somebody approved waits");
        }
        Ok(all)
    }

    fn introduced(client: &mut Client, number: usize, of_post: &str) -> anyhow::Result<Self> {
        let stranger = Self {
            name: format!("Reader {number}"),
            address: format!("10.{}.{}.7", number / 250, number % 250),
            cookie: String::new(),
        };
        let text = format!("A first word by reader number {number}.");
        let request = stranger.comment(client, of_post, &text)?;
        let answer = client.ask(&request)?;
        ensure!(answer.status == 303, "a first comment answered {}", answer.status);
        let cookie = answer.cookie("commenter").context("no cookie came back")?.to_owned();
        Ok(Self { cookie, ..stranger })
    }

    /// The request that sends a comment, with a ticket fetched for it as the site's script would.
    pub fn comment(&self, client: &mut Client, of_post: &str, text: &str) -> anyhow::Result<Vec<u8>> {
        let ticket = self.ticket(client, of_post)?;
        let cookie = self.cookie();
        let headers = [("X-Forwarded-For", self.address.as_str()), ("Cookie", &cookie)];
        let fields = [("post", of_post), ("name", &self.name), ("text", text), ("token", &ticket)];
        Ok(post("/comments", &headers, &fields))
    }

    fn ticket(&self, client: &mut Client, of_post: &str) -> anyhow::Result<String> {
        let cookie = self.cookie();
        let headers = [("X-Forwarded-For", self.address.as_str()), ("Cookie", &cookie)];
        let answer = client.page(&format!("/comments/token?post={of_post}"), &headers)?;
        let fields: serde_json::Value = serde_json::from_str(&answer)?;
        Ok(fields["token"].as_str().context("no ticket")?.to_owned())
    }

    fn cookie(&self) -> String {
        if self.cookie.is_empty() { String::new() } else { format!("commenter={}", self.cookie) }
    }
}

/// Where a comment that was taken is found by its writer.
pub fn receipt(answer: &Answer) -> Option<String> {
    let place = answer.header("location").filter(|place| place.starts_with("/comments/"))?;
    (answer.status == 303).then(|| place.to_owned())
}

/// Does a receipt's page say that the comment stands under its post? Only then is there a way to its anchor.
pub fn is_published(page: &str) -> bool {
    page.contains("#c")
}
