//! Pointers are received until they are acknowledged, or become dead letters.

use domain::{
    Priority, ReviewPointer,
    ports::{ReceivePointers, SendPointers},
};

use super::{bench::Bench, on_both_stores, samples::key};

on_both_stores! {
    each_pointer_comes_out_of_the_queue_of_its_priority,
    an_acknowledged_pointer_is_gone_and_any_other_comes_back,
    a_pointer_never_acknowledged_becomes_a_dead_letter_after_five_receives,
    an_empty_queue_answers_at_once_or_after_the_wait,
}

fn pointer(n: u64, priority: Priority) -> ReviewPointer {
    ReviewPointer { id: key(&format!("c-{n}")), version: n, priority }
}

/// Receives until nothing comes, without acknowledging.
async fn drain(queues: &impl ReceivePointers, priority: Priority) -> Vec<ReviewPointer> {
    let mut all = Vec::new();
    loop {
        let received = queues.receive(priority, 0).await.unwrap();
        assert!(received.len() <= 10);
        if received.is_empty() {
            return all;
        }
        for message in received {
            assert_eq!(message.priority, priority);
            queues.acknowledge(&message).await.unwrap();
            all.push(message.pointer.unwrap());
        }
    }
}

async fn each_pointer_comes_out_of_the_queue_of_its_priority(bench: &impl Bench) {
    let of = |n: u64| {
        if n.is_multiple_of(3) { Priority::Urgent } else { Priority::Normal }
    };
    let sent: Vec<_> = (1..=34).map(|n| pointer(n, of(n))).collect();
    assert_eq!(bench.queues().send(&sent).await.unwrap(), Vec::<usize>::new());
    for priority in [Priority::Urgent, Priority::Normal] {
        let mut received = drain(bench.queues(), priority).await;
        received.sort_by_key(|pointer| pointer.version);
        let expected: Vec<_> = sent.iter().filter(|p| p.priority == priority).cloned().collect();
        assert_eq!(received, expected);
    }
    assert_eq!(bench.queues().send(&[]).await.unwrap(), Vec::<usize>::new());
}

async fn an_acknowledged_pointer_is_gone_and_any_other_comes_back(bench: &impl Bench) {
    let queues = bench.queues();
    let sent = [pointer(1, Priority::Urgent), pointer(2, Priority::Urgent)];
    queues.send(&sent).await.unwrap();
    let mut first = Vec::new();
    while first.len() < 2 {
        first.extend(queues.receive(Priority::Urgent, 1).await.unwrap());
    }
    assert_eq!(queues.receive(Priority::Urgent, 0).await.unwrap(), [], "both hide");
    let one = first.iter().find(|received| received.pointer == Ok(sent[0].clone())).unwrap();
    queues.acknowledge(one).await.unwrap();
    bench.outlast_visibility().await;
    let again = queues.receive(Priority::Urgent, 1).await.unwrap();
    assert_eq!(again.iter().map(|r| r.pointer.clone()).collect::<Vec<_>>(), [Ok(sent[1].clone())]);
    queues.acknowledge(&again[0]).await.unwrap();
    bench.outlast_visibility().await;
    assert_eq!(queues.receive(Priority::Urgent, 0).await.unwrap(), []);
}

async fn a_pointer_never_acknowledged_becomes_a_dead_letter_after_five_receives(
    bench: &impl Bench,
) {
    let queues = bench.queues();
    queues.send(&[pointer(1, Priority::Normal)]).await.unwrap();
    for receive in 1..=5 {
        assert_eq!(bench.dead_letters().await, 0);
        let received = queues.receive(Priority::Normal, 1).await.unwrap();
        assert_eq!(received.len(), 1, "receive {receive}");
        bench.outlast_visibility().await;
    }
    assert_eq!(queues.receive(Priority::Normal, 0).await.unwrap(), []);
    assert_eq!(bench.dead_letters().await, 1);
}

async fn an_empty_queue_answers_at_once_or_after_the_wait(bench: &impl Bench) {
    let started = tokio::time::Instant::now();
    assert_eq!(bench.queues().receive(Priority::Urgent, 0).await.unwrap(), []);
    assert!(started.elapsed().as_millis() < 900);
    let sent = pointer(1, Priority::Urgent);
    let (received, missed) = tokio::join!(bench.queues().receive(Priority::Urgent, 5), async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        bench.queues().send(std::slice::from_ref(&sent)).await.unwrap()
    });
    assert_eq!(missed, Vec::<usize>::new());
    assert_eq!(received.unwrap().len(), 1, "a waiting receiver is woken");
    assert!(started.elapsed().as_secs() < 4);
}
