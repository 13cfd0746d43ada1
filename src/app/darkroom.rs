//! Where pictures are made: one at a time, and behind everything else that the machine has to do.

use std::sync::Arc;

use tokio::sync::{Semaphore, oneshot};

/// How much later than other threads these get their turn, from 0 to 19.
const POLITENESS: i32 = 15;

/// Room for one picture at a time. Ten that are sent together would otherwise take every processor and the memory of
/// ten, and readers would wait for them.
#[derive(Debug, Clone)]
pub struct Darkroom(Arc<Semaphore>);

impl Default for Darkroom {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

/// The work ended in a fault of the program; it is in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The work was given up because of a fault in the program.")]
pub struct Spoilt;

impl Darkroom {
    /// Does some work on a thread that ends with it, once there is room. What was begun is finished, and keeps its room
    /// so long, even if nobody waits for it any more.
    pub async fn develop<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Spoilt> {
        let room = self.0.clone().acquire_owned().await;
        let (tell, told) = oneshot::channel();
        // A thread of its own: one that was made slow can't be made fast again for other work.
        let begun = std::thread::Builder::new().name("darkroom".to_owned()).spawn(move || {
            let _room = room;
            if let Err(error) = rustix::process::nice(POLITENESS) {
                tracing::debug!(%error, "pictures are made at the priority of everything else");
            }
            let _nobody_waits = tell.send(work());
        });
        if let Err(error) = begun {
            tracing::error!(%error, "no thread could be started for a picture");
            return Err(Spoilt);
        }
        told.await.map_err(|_| Spoilt)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn one_picture_is_made_at_a_time_and_a_fault_spoils_only_its_own() {
        let darkroom = Darkroom::default();
        let (tell, told) = mpsc::channel::<()>();
        let first = {
            let darkroom = darkroom.clone();
            tokio::spawn(async move { darkroom.develop(move || told.recv().is_ok()).await })
        };
        while darkroom.0.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let mut second = Box::pin(darkroom.develop(|| 7));
        assert!(futures_are_pending(&mut second), "the second waits for room, and the runtime does not");
        tell.send(()).unwrap();
        assert_eq!(first.await.unwrap(), Ok(true));
        assert_eq!(second.await, Ok(7));
        let spoilt: Result<(), Spoilt> = darkroom.develop(|| panic!("a fault, as the test wants it")).await;
        assert_eq!(spoilt, Err(Spoilt));
        assert_eq!(darkroom.develop(|| 8).await, Ok(8));
    }

    fn futures_are_pending<T>(future: &mut (impl Future<Output = T> + Unpin)) -> bool {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        std::pin::Pin::new(future).poll(&mut context).is_pending()
    }
}
