//! The queues, which wake reviewers.
//!
//! A message says "this decision is open". Once the table is seen to carry that decision, the message has done its
//! work and is taken off: from there the index and the lease carry the review, whoever crashes. A message that cannot be
//! read, or that names a decision the table has never heard of, is left; after five receptions it lies in the
//! dead-letter queue, where an alarm finds it.

use domain::{
    Priority, ReviewPointer,
    ports::{Answer, ReadDecision, ReceivePointers, ReceivedPointer},
};
use futures::{StreamExt, stream};
use runtime::problem::Chain;

use crate::{App, Store};

/// Takes off both queues what is waiting there, without waiting for more. Gives the pointers.
///
/// A failure is logged and not told to the reviewer, whose work comes from the table.
pub(crate) async fn drain<S: Store, Q: ReceivePointers>(app: &App<S, Q>) -> Vec<ReviewPointer> {
    let (urgent, normal) = futures::join!(
        app.queues.receive(Priority::Urgent, 0),
        app.queues.receive(Priority::Normal, 0)
    );
    settle(app, [urgent, normal]).await
}

/// Waits until either queue has something, at most `seconds`; then as [`drain`].
pub(crate) async fn wait<S: Store, Q: ReceivePointers>(
    app: &App<S, Q>,
    seconds: u8,
) -> Vec<ReviewPointer> {
    let urgent = std::pin::pin!(app.queues.receive(Priority::Urgent, seconds));
    let normal = std::pin::pin!(app.queues.receive(Priority::Normal, seconds));
    let first = match futures::future::select(urgent, normal).await {
        // A queue that answers with nothing has waited its time: the other one has as well, but for a moment.
        futures::future::Either::Left((answer, rest)) if is_nothing(&answer) => rest.await,
        futures::future::Either::Right((answer, rest)) if is_nothing(&answer) => rest.await,
        futures::future::Either::Left((answer, _))
        | futures::future::Either::Right((answer, _)) => answer,
    };
    settle(app, [first]).await
}

fn is_nothing(answer: &Answer<Vec<ReceivedPointer>>) -> bool {
    answer.as_ref().map_or(true, Vec::is_empty)
}

async fn settle<S: Store, Q: ReceivePointers>(
    app: &App<S, Q>,
    answers: impl IntoIterator<Item = Answer<Vec<ReceivedPointer>>>,
) -> Vec<ReviewPointer> {
    let mut received = Vec::new();
    for answer in answers {
        match answer {
            Ok(messages) => received.extend(messages),
            Err(error) => tracing::warn!(error = %Chain(&error), "a review queue does not answer"),
        }
    }
    let settled = stream::iter(received).map(|message| acknowledge(app, message));
    settled.buffer_unordered(10).filter_map(std::future::ready).collect().await
}

async fn acknowledge<S: ReadDecision, Q: ReceivePointers>(
    app: &App<S, Q>,
    message: ReceivedPointer,
) -> Option<ReviewPointer> {
    let pointer = match &message.pointer {
        Ok(pointer) => pointer.clone(),
        Err(reason) => {
            tracing::warn!(reason, "left an unreadable message for the dead-letter queue");
            return None;
        }
    };
    match app.store.read(&pointer.id).await {
        Ok(Some(_)) => {
            if let Err(error) = app.queues.acknowledge(&message).await {
                tracing::warn!(error = %Chain(&error), "a message could not be taken off its queue");
            }
            Some(pointer)
        }
        Ok(None) => {
            tracing::warn!("left a message about an unknown decision for the dead-letter queue");
            None
        }
        Err(error) => {
            tracing::warn!(error = %Chain(&error), "a decision could not be read");
            None
        }
    }
}
