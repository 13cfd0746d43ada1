//! Units of one kind that wait at the same moment and are done as one: a statement for all of them costs hardly more than
//! one for each, and there are as many as people who write at once.

use std::any::Any;
use std::error::Error;

use tokio::sync::oneshot;

use super::{Attempt, BoxFuture, StoreError, Unit, Work, caught, is_failure_of_the_database};
use crate::model::key::Keys;

/// So many are one at most: those who write something else meanwhile wait for all of them.
const MOST: usize = 64;

/// What became of each of several units, in their order.
pub type Answers<J> = Vec<Result<(<J as Joint>::Outcome, Keys), <J as Joint>::Refusal>>;

/// A unit of work that can be one with others of its kind.
pub trait Joint: Clone + Send + 'static {
    type Outcome: Send + 'static;
    type Refusal: From<StoreError> + Error + Send + 'static;

    /// Does what becomes of one of the two matter to the other? Then they are done one after the other.
    fn touches(&self, other: &Self) -> bool;

    /// Does all of them. One that is refused changes nothing: nobody undoes a part. What can't be told of one alone is an
    /// error, undoes them all, and each is done again by itself.
    fn do_all(all: Vec<Self>, unit: &mut Unit) -> BoxFuture<'_, Result<Answers<Self>, StoreError>>;
}

type Reply<J> = oneshot::Sender<Result<<J as Joint>::Outcome, <J as Joint>::Refusal>>;

/// Units of one kind and whoever waits for them.
pub(super) struct JointTask<J: Joint> {
    all: Vec<(J, Reply<J>)>,
    outcomes: Vec<Result<J::Outcome, J::Refusal>>,
}

impl<J: Joint> JointTask<J> {
    pub(super) fn new(work: J, reply: Reply<J>) -> Self {
        Self { all: vec![(work, reply)], outcomes: Vec::new() }
    }

    fn has_room_for(&self, other: &Self) -> bool {
        let touches = |new: &J| self.all.iter().any(|(old, _)| old.touches(new));
        self.all.len() + other.all.len() <= MOST && !other.all.iter().any(|(new, _)| touches(new))
    }
}

impl<J: Joint> Work for JointTask<J> {
    fn take_in(&mut self, other: Box<dyn Work>) -> Result<(), Box<dyn Work>> {
        if (&*other as &dyn Any).downcast_ref::<Self>().is_none_or(|other| !self.has_room_for(other)) {
            return Err(other);
        }
        if let Ok(other) = (other as Box<dyn Any>).downcast::<Self>() {
            self.all.extend(other.all);
        }
        Ok(())
    }

    fn take_apart(self: Box<Self>) -> Vec<Box<dyn Work>> {
        let alone = |(work, reply)| Box::new(Self::new(work, reply)) as Box<dyn Work>;
        if self.all.len() == 1 { vec![self] } else { self.all.into_iter().map(alone).collect() }
    }

    fn attempt<'u>(&'u mut self, unit: &'u mut Unit) -> BoxFuture<'u, Attempt> {
        Box::pin(async move {
            let all: Vec<J> = self.all.iter().map(|(work, _)| work.clone()).collect();
            let answers = caught(async move { J::do_all(all, unit).await }).await;
            let answers = match answers.unwrap_or(Err(StoreError::Panicked)) {
                Ok(answers) => answers,
                Err(error) => {
                    let is_failure = self.all.len() > 1 || is_failure_of_the_database(&error);
                    self.outcomes = vec![Err(error.into())];
                    return if is_failure { Attempt::Failed } else { Attempt::Refused };
                }
            };
            let mut keys = Keys::none();
            let outcome = |answer: Result<(J::Outcome, Keys), J::Refusal>| {
                answer.map(|(outcome, touched)| {
                    keys.join(touched);
                    outcome
                })
            };
            self.outcomes = answers.into_iter().map(outcome).collect();
            if self.outcomes.iter().any(Result::is_ok) { Attempt::Done(keys) } else { Attempt::Refused }
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let mut outcomes = self.outcomes.into_iter();
        let mut fault = committed.err();
        for (_, reply) in self.all {
            let outcome = match fault.take() {
                Some(error) => Err(error.into()),
                None => outcomes.next().unwrap_or_else(|| Err(StoreError::Stopping.into())),
            };
            // Nobody listening is no failure: the client went away, the work is done all the same.
            let _gone = reply.send(outcome);
        }
    }
}
