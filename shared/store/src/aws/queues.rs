//! The queues of pointers to open reviews.

use aws_sdk_sqs::{
    Client,
    types::{Message, SendMessageBatchRequestEntry},
};
use domain::{
    Priority, ReviewPointer,
    ports::{Answer, PortError, ReceivePointers, ReceivedPointer, SendPointers},
};

use super::failure::failed;
use crate::shared::Unreadable;

/// The most messages that SQS takes or gives at once.
const BATCH: usize = 10;

/// Two SQS queues, one for each priority.
#[derive(Debug, Clone)]
pub struct Queues {
    client: Client,
    urgent_url: String,
    normal_url: String,
}

impl Queues {
    /// The queues at these URLs.
    #[must_use]
    pub const fn new(client: Client, urgent_url: String, normal_url: String) -> Self {
        Self { client, urgent_url, normal_url }
    }

    fn url(&self, priority: Priority) -> &str {
        match priority {
            Priority::Urgent => &self.urgent_url,
            Priority::Normal => &self.normal_url,
        }
    }

    /// Sends at most ten pointers to one queue; gives the places of those that were not taken.
    async fn send_batch(
        &self,
        priority: Priority,
        batch: &[(usize, &ReviewPointer)],
    ) -> Answer<Vec<usize>> {
        const STEP: &str = "sending pointers";
        let mut send = self.client.send_message_batch().queue_url(self.url(priority));
        for (place, pointer) in batch {
            let body = serde_json::to_string(pointer).map_err(|error| {
                PortError::permanent(STEP, Unreadable::json("a pointer", &error))
            })?;
            let entry = SendMessageBatchRequestEntry::builder()
                .id(place.to_string())
                .message_body(body)
                .build()
                .map_err(|_| PortError::permanent(STEP, "a message could not be built"))?;
            send = send.entries(entry);
        }
        let answer = send.send().await.map_err(|error| failed(STEP, error))?;
        Ok(answer.failed.iter().filter_map(|entry| entry.id.parse().ok()).collect())
    }
}

impl SendPointers for Queues {
    /// A batch that fails as a whole counts as not taken, unless every batch does: then the failure is told.
    async fn send(&self, pointers: &[ReviewPointer]) -> Answer<Vec<usize>> {
        let (mut missed, mut taken, mut failure) = (Vec::new(), false, None);
        for priority in [Priority::Urgent, Priority::Normal] {
            let of_priority: Vec<(usize, &ReviewPointer)> = pointers
                .iter()
                .enumerate()
                .filter(|(_, pointer)| pointer.priority == priority)
                .collect();
            for batch in of_priority.chunks(BATCH) {
                match self.send_batch(priority, batch).await {
                    Ok(places) => {
                        taken = true;
                        missed.extend(places);
                    }
                    Err(error) => {
                        missed.extend(batch.iter().map(|(place, _)| *place));
                        failure = Some(error);
                    }
                }
            }
        }
        match failure {
            Some(error) if !taken => Err(error),
            _ => {
                missed.sort_unstable();
                Ok(missed)
            }
        }
    }
}

impl ReceivePointers for Queues {
    async fn receive(&self, priority: Priority, wait_seconds: u8) -> Answer<Vec<ReceivedPointer>> {
        // 20 seconds is the longest that SQS waits.
        let wait = i32::from(wait_seconds.min(20));
        let receive = self
            .client
            .receive_message()
            .queue_url(self.url(priority))
            .max_number_of_messages(10)
            .wait_time_seconds(wait);
        let answer = receive.send().await.map_err(|error| failed("receiving pointers", error))?;
        Ok(answer.messages.unwrap_or_default().into_iter().map(|m| received(m, priority)).collect())
    }

    async fn acknowledge(&self, received: &ReceivedPointer) -> Answer<()> {
        let delete = self
            .client
            .delete_message()
            .queue_url(self.url(received.priority))
            .receipt_handle(&received.handle);
        delete.send().await.map(drop).map_err(|error| failed("acknowledging a pointer", error))
    }
}

fn received(message: Message, priority: Priority) -> ReceivedPointer {
    let body = message.body.unwrap_or_default();
    let pointer = serde_json::from_str(&body)
        .map_err(|error| Unreadable::json("a pointer", &error).to_string());
    ReceivedPointer { pointer, handle: message.receipt_handle.unwrap_or_default(), priority }
}
