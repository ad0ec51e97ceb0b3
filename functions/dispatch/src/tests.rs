use std::sync::Mutex;

use domain::{
    Actor, LeaseToken, Priority, ReviewPointer, StoredDecision, Verdict,
    lifecycle::{Change, apply, propose},
    ports::{Answer, PortError, SendPointers},
};
use testkit::{NEW_YEAR, decision};

use super::{dispatch, pointer};

fn recorded(comment: &str, verdict: Verdict) -> StoredDecision {
    let decision = decision(comment, verdict, Priority::Urgent).unwrap();
    apply(None, &propose::recording(None, decision)).unwrap()
}

fn first(comment: &str, verdict: Verdict) -> Change {
    Change { old: None, new: recorded(comment, verdict) }
}

#[test]
fn only_a_change_that_opens_a_review_calls_for_a_pointer() {
    assert_eq!(pointer(&first("c", Verdict::Approve)), None);
    assert_eq!(pointer(&first("c", Verdict::Reject)), None);
    let sent = pointer(&first("c", Verdict::Review)).unwrap();
    assert_eq!((sent.version, sent.priority), (1, Priority::Urgent));

    let open = recorded("c", Verdict::Review);
    let token = LeaseToken::from_random(&[0; 16]);
    let claim =
        propose::claim(&open, Actor::Machine, &token, NEW_YEAR.plus_secs(600), NEW_YEAR).unwrap();
    let held = apply(Some(open.clone()), &claim).unwrap();
    assert_eq!(pointer(&Change { old: Some(open), new: held.clone() }), None, "a claim");

    let again = decision("c", Verdict::Review, Priority::Normal).unwrap();
    let edited = apply(None, &propose::recording(Some(&held), again)).unwrap();
    assert!(pointer(&Change { old: Some(held), new: edited }).is_some(), "an edit");
}

/// Queues that refuse the pointers of comments named `full…`, or everything.
#[derive(Default)]
struct Queues {
    sent: Mutex<Vec<ReviewPointer>>,
    down: bool,
}

impl SendPointers for Queues {
    async fn send(&self, pointers: &[ReviewPointer]) -> Answer<Vec<usize>> {
        if self.down {
            return Err(PortError::transient("sending", "down"));
        }
        let refused = |pointer: &ReviewPointer| pointer.id.comment.as_str().starts_with("full");
        let taken = pointers.iter().filter(|pointer| !refused(pointer)).cloned();
        self.sent.lock().unwrap().extend(taken);
        let places = pointers.iter().enumerate().filter(|(_, pointer)| refused(pointer));
        Ok(places.map(|(place, _)| place).collect())
    }
}

#[tokio::test]
async fn a_refused_pointer_is_told_by_the_place_of_its_change() {
    let changes = [
        first("approved", Verdict::Approve),
        first("a", Verdict::Review),
        first("full", Verdict::Review),
        first("b", Verdict::Review),
    ];
    let queues = Queues::default();
    assert_eq!(dispatch(&queues, &changes).await.unwrap(), [2]);
    let sent = queues.sent.lock().unwrap();
    let names: Vec<&str> = sent.iter().map(|pointer| pointer.id.comment.as_str()).collect();
    assert_eq!(names, ["a", "b"], "what stands behind a refused one is sent all the same");
}

#[tokio::test]
async fn queues_that_cannot_be_reached_fail_the_whole_batch() {
    let queues = Queues { down: true, ..Queues::default() };
    assert!(dispatch(&queues, &[first("a", Verdict::Review)]).await.is_err());
    assert_eq!(dispatch(&queues, &[first("a", Verdict::Approve)]).await.unwrap(), [0_usize; 0]);
}
