//! Whatever happens in whatever order: every comment that is listed in the end was recorded as it stands, and nothing
//! was recorded twice.

use std::sync::{Arc, Mutex};

use domain::Clock;
use proptest::prelude::*;
use testkit::youtube::{Manners, YouTube};

use crate::bench::{Bench, CHANNEL};

/// Something that happens.
#[derive(Debug, Clone)]
enum Op {
    /// A comment, so many seconds after what happened before.
    Write(i64),
    /// A comment with so many replies.
    Thread(i64, u8),
    /// A reply to one of the comments.
    Reply(usize),
    /// An edit of one of the comments.
    Edit(usize),
    /// One of the comments goes.
    Delete(usize),
    /// A comment that is not listed yet.
    Hold,
    /// The comments that were held are listed.
    Publish,
    /// Page tokens expire.
    Expire,
    /// YouTube has so many units left; without a number, enough.
    Units(Option<u32>),
    /// So many of the next calls fail.
    Fail(usize),
    /// Time passes.
    Wait(i64),
    /// The next poll is disturbed at one of its calls.
    During(usize, Box<Self>),
    /// A poll.
    Tick,
    /// A poll that dies at one of its writes, before or after it.
    Crash(u8, bool),
}

fn op() -> impl Strategy<Value = Op> {
    let disturbance = prop_oneof![
        (0..3_i64).prop_map(Op::Write),
        any::<usize>().prop_map(Op::Edit),
        any::<usize>().prop_map(Op::Delete),
        Just(Op::Expire),
        (0..4_u32).prop_map(|left| Op::Units(Some(left))),
    ];
    prop_oneof![
        6 => (0..3_i64).prop_map(Op::Write),
        3 => any::<usize>().prop_map(Op::Reply),
        2 => any::<usize>().prop_map(Op::Edit),
        1 => any::<usize>().prop_map(Op::Delete),
        1 => Just(Op::Hold),
        1 => Just(Op::Publish),
        1 => Just(Op::Expire),
        2 => prop::option::of(0..6_u32).prop_map(Op::Units),
        1 => (1..5_usize).prop_map(Op::Fail),
        2 => prop_oneof![Just(300), Just(3600)].prop_map(Op::Wait),
        3 => (0..6_usize, disturbance).prop_map(|(call, op)| Op::During(call, Box::new(op))),
        3 => Just(Op::Tick),
        4 => (0..25_u8, any::<bool>()).prop_map(|(n, after)| Op::Crash(n, after)),
    ]
}

/// What a walk alone must bear: comments with their replies come while it is disturbed in every way, but nothing that
/// was walked by changes.
fn op_of_a_walk() -> impl Strategy<Value = Op> {
    let disturbance = prop_oneof![
        (0..3_i64).prop_map(Op::Write),
        Just(Op::Expire),
        (0..4_u32).prop_map(|left| Op::Units(Some(left))),
    ];
    prop_oneof![
        4 => (0..3_i64).prop_map(Op::Write),
        3 => (0..3_i64, 0..9_u8).prop_map(|(seconds, replies)| Op::Thread(seconds, replies)),
        1 => Just(Op::Expire),
        2 => prop::option::of(0..6_u32).prop_map(Op::Units),
        1 => (1..5_usize).prop_map(Op::Fail),
        2 => prop_oneof![Just(300), Just(3600)].prop_map(Op::Wait),
        3 => (0..6_usize, disturbance).prop_map(|(call, op)| Op::During(call, Box::new(op))),
        3 => Just(Op::Tick),
        4 => (0..25_u8, any::<bool>()).prop_map(|(n, after)| Op::Crash(n, after)),
    ]
}

/// What was written, to choose from.
#[derive(Default)]
struct Written {
    tops: Vec<String>,
    held: Vec<String>,
    count: usize,
}

impl Written {
    fn name(&mut self) -> String {
        self.count += 1;
        // Names that do not sort as they were written.
        format!("Ug{}-{}", self.count * 7919 % 1000, self.count)
    }

    fn top(&self, n: usize) -> Option<String> {
        (!self.tops.is_empty()).then(|| self.tops[n % self.tops.len()].clone())
    }

    /// Does to YouTube what an op says.
    fn happen(&mut self, youtube: &YouTube, op: &Op, now: domain::Timestamp) {
        match op {
            Op::Thread(seconds, replies) => {
                self.happen(youtube, &Op::Write(*seconds), now);
                for _ in 0..*replies {
                    self.happen(youtube, &Op::Reply(self.tops.len() - 1), now);
                }
            }
            Op::Write(_) | Op::Hold => {
                let id = self.name();
                youtube.write(CHANNEL, &id, now, &format!("le texte de {id}"));
                if matches!(op, Op::Hold) {
                    youtube.list(&id, false);
                    self.held.push(id);
                } else {
                    self.tops.push(id);
                }
            }
            Op::Reply(n) => {
                if let Some(parent) = self.top(*n) {
                    let id = format!("{parent}.{}", self.name());
                    youtube.reply(CHANNEL, &parent, (&id, now, &format!("le texte de {id}")));
                }
            }
            Op::Edit(n) => {
                if let Some(id) = self.top(*n) {
                    self.count += 1;
                    youtube.edit(&id, now, &format!("la version {} de {id}", self.count));
                }
            }
            Op::Delete(n) => {
                if let Some(id) = self.top(*n) {
                    youtube.delete(&id);
                    self.tops.retain(|top| *top != id);
                }
            }
            Op::Publish => {
                for id in std::mem::take(&mut self.held) {
                    youtube.list(&id, true);
                    self.tops.push(id);
                }
            }
            Op::Expire => youtube.expire_tokens(),
            Op::Units(left) => youtube.leave_units(*left),
            Op::Fail(n) => youtube.fail(&vec![(503, "backendError"); *n]),
            Op::Wait(_) | Op::During(..) | Op::Tick | Op::Crash(..) => {}
        }
    }
}

async fn play(manners: Manners, ops: Vec<Op>, reread_seconds: i64) {
    let page = manners.page;
    let mut bench = Bench::new(manners).await;
    bench.settings.reread_seconds = reread_seconds;
    let written = Arc::new(Mutex::new(Written::default()));
    for op in ops {
        match op {
            Op::Write(seconds) | Op::Thread(seconds, _) => {
                bench.clock.advance_seconds(seconds);
                written.lock().unwrap().happen(&bench.youtube, &op, bench.now());
            }
            Op::Wait(seconds) => bench.clock.advance_seconds(seconds),
            Op::During(call, op) => {
                let (written, clock) = (Arc::clone(&written), Arc::clone(&bench.clock));
                bench.at_call(call, move |youtube| {
                    written.lock().unwrap().happen(youtube, &op, clock.now());
                });
            }
            Op::Tick => bench.tick().await.unwrap().unwrap(),
            Op::Crash(n, after) => {
                bench.fuse.light(n, after);
                if let Some(done) = bench.tick().await {
                    done.unwrap();
                }
                bench.reopen();
            }
            op => written.lock().unwrap().happen(&bench.youtube, &op, bench.now()),
        }
    }
    // What disturbs ends; the polls go on, over midnight and the hour of the next sweep.
    bench.youtube.leave_units(None);
    bench.youtube.recover();
    bench.near.happenings.lock().unwrap().clear();
    for seconds in [86_400 / 2, 3600, 3600] {
        bench.clock.advance_seconds(seconds);
        bench.tick().await.unwrap().unwrap();
    }
    bench.assert_all_recorded_once().await;
    // A quiet poll reads the threads of the mark's own second and one page behind them, and nothing again.
    let calls = bench.youtube.calls().len();
    bench.clock.advance_seconds(300);
    bench.tick().await.unwrap().unwrap();
    let calls = bench.youtube.calls().len() - calls;
    let most = 1 + bench.youtube.listed_in_newest_second(CHANNEL) / page;
    assert!(calls <= most, "a quiet poll took {calls} calls");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_comment_is_recorded_exactly_once_and_none_is_missed(
        page in 1..5_usize,
        shown in 0..3_usize,
        counting_tokens in any::<bool>(),
        ops in prop::collection::vec(op(), 1..30),
    ) {
        let manners = Manners { page, shown, counting_tokens, ..Manners::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(play(manners, ops, 3600));
    }

    #[test]
    fn a_walk_misses_nothing_without_a_second_look(
        page in 1..5_usize,
        shown in 0..3_usize,
        counting_tokens in any::<bool>(),
        ops in prop::collection::vec(op_of_a_walk(), 1..30),
    ) {
        let manners = Manners { page, shown, counting_tokens, ..Manners::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(play(manners, ops, i64::from(u32::MAX)));
    }
}
