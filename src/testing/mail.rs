//! Blogs that send letters, to a server that a test plays.

use std::path::Path;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::Blog;
use crate::app::Place;
use crate::jobs::mailer::Mailer;
use crate::jobs::notifier::Notifier;
use crate::tools::mail::{Mailbox, Patience, Post, Route, SmtpServer};

/// How long a blog of a test waits for its server.
const PATIENCE: Duration = Duration::from_secs(2);

/// The task that sends letters by itself.
pub struct Mailing {
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl Mailing {
    /// Stops it as SIGTERM would, and waits until it has.
    pub async fn stop(self) {
        let _already = self.stop.send(());
        self.running.await.expect("a clean end");
    }
}

impl Blog {
    /// A blog with an owner named Ada that sends its letters there, as `--smtp-url` says it. It waits two seconds for
    /// every answer, and little longer for a letter under way when it is to stop.
    pub async fn start_with_mail(smtp_url: &str) -> Self {
        Self::start_with_mail_trusting(smtp_url, None).await
    }

    /// The same, trusting a file of certificates.
    pub async fn start_with_mail_trusting(smtp_url: &str, certificates: Option<&Path>) -> Self {
        let mut server = SmtpServer::parse(smtp_url).expect("the address of a server");
        if let Some(file) = certificates {
            server = server.trusting(std::fs::read(file).expect("a file")).expect("a certificate");
        }
        Self::start_with_route(Route::Smtp(server)).await
    }

    /// A blog with an owner named Ada that writes its letters into a folder.
    pub async fn start_with_mail_folder(folder: &Path) -> Self {
        Self::start_with_route(Route::Folder(folder.to_owned())).await
    }

    async fn start_with_route(route: Route) -> Self {
        let patience =
            Patience { opening: PATIENCE, answer: PATIENCE, verdict: PATIENCE, stop: PATIENCE / 4 };
        let from = Mailbox::parse("Margins <blog@example.org>").expect("an address");
        Self::start_at(Place {
            base_url: Some("http://blog.example.org".to_owned()),
            mail: Some(Post { route, from, patience }),
            ..Place::default()
        })
        .await
    }

    /// A blog with an owner named Ada whose webhook may be on this machine, and which sends no mail.
    pub async fn start_with_near_webhook() -> Self {
        Self::start_at(Place {
            base_url: Some("http://blog.example.org".to_owned()),
            webhook_may_be_private: true,
            ..Place::default()
        })
        .await
    }

    /// Has everybody told of comments who is to be told by the blog's clock: letters are queued, the webhook is called.
    pub async fn tell_of_comments(&self) {
        Notifier::new(self.app.clone()).round().await;
    }

    /// Sends at once every letter that is due by the blog's clock.
    pub async fn send_letters(&self) {
        Mailer::new(self.app.clone()).round().await;
    }

    /// Sends letters as they come, until it is stopped.
    pub fn start_mailing(&self) -> Mailing {
        let (stop, stopped) = oneshot::channel::<()>();
        let mailer = Mailer::new(self.app.clone());
        let running = tokio::spawn(mailer.run(async {
            let _either_way = stopped.await;
        }));
        Mailing { stop, running }
    }
}
