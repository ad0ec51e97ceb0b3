//! How far pollers have come.

use domain::{
    Platform,
    ports::{CURSOR_LIMIT, KeepCursor, Saved, SavedCursor},
};

use super::{bench::Bench, on_both_stores};

on_both_stores! {
    a_cursor_is_saved_and_moved_on,
    a_cursor_that_moved_meanwhile_is_not_overwritten,
    of_two_who_save_at_once_one_is_told,
    cursors_of_other_names_and_platforms_are_apart,
    the_longest_state_is_kept_and_a_longer_one_refused,
}

fn youtube() -> Platform {
    Platform::new("youtube").unwrap()
}

async fn a_cursor_is_saved_and_moved_on(bench: &impl Bench) {
    let store = bench.store();
    assert_eq!(store.cursor(&youtube(), "UC1").await.unwrap(), None);
    for version in 1..=3_u64 {
        let state = format!("{{\"é\": {version}}}");
        let saved = store.save_cursor(&youtube(), "UC1", version - 1, &state).await.unwrap();
        assert_eq!(saved, Saved::Done);
        let read = store.cursor(&youtube(), "UC1").await.unwrap();
        assert_eq!(read, Some(SavedCursor { version, state }));
    }
}

async fn a_cursor_that_moved_meanwhile_is_not_overwritten(bench: &impl Bench) {
    let store = bench.store();
    for (read, saved) in [
        (1, Saved::Conflict),
        (0, Saved::Done),
        (0, Saved::Conflict),
        (2, Saved::Conflict),
        (1, Saved::Done),
        (1, Saved::Conflict),
    ] {
        let state = format!("{read}");
        assert_eq!(store.save_cursor(&youtube(), "UC1", read, &state).await.unwrap(), saved);
    }
    let read = store.cursor(&youtube(), "UC1").await.unwrap().unwrap();
    assert_eq!((read.version, read.state.as_str()), (2, "1"));
}

async fn of_two_who_save_at_once_one_is_told(bench: &impl Bench) {
    let store = bench.store();
    let platform = youtube();
    for read in 0..3 {
        let (one, other) = futures::join!(
            store.save_cursor(&platform, "UC1", read, "one"),
            store.save_cursor(&platform, "UC1", read, "other"),
        );
        let mut saved = [one.unwrap(), other.unwrap()];
        saved.sort_by_key(|saved| *saved == Saved::Conflict);
        assert_eq!(saved, [Saved::Done, Saved::Conflict]);
    }
}

async fn cursors_of_other_names_and_platforms_are_apart(bench: &impl Bench) {
    let store = bench.store();
    let other = Platform::new("reviews").unwrap();
    let names = ["UC1", "UC1/threads", "HEAD", "uc1"];
    for (platform, name) in
        names.map(|name| (&other, name)).into_iter().chain([(&youtube(), "UC1")])
    {
        let state = format!("{platform} {name}");
        assert_eq!(store.save_cursor(platform, name, 0, &state).await.unwrap(), Saved::Done);
    }
    for name in names {
        let read = store.cursor(&other, name).await.unwrap().unwrap();
        assert_eq!(read.state, format!("reviews {name}"));
    }
    assert_eq!(store.cursor(&youtube(), "UC1").await.unwrap().unwrap().state, "youtube UC1");
    assert_eq!(store.cursor(&youtube(), "HEAD").await.unwrap(), None);
}

async fn the_longest_state_is_kept_and_a_longer_one_refused(bench: &impl Bench) {
    let store = bench.store();
    let name = "n".repeat(600);
    let longest = "é".repeat(CURSOR_LIMIT / 2);
    assert_eq!(store.save_cursor(&youtube(), &name, 0, &longest).await.unwrap(), Saved::Done);
    assert!(store.cursor(&youtube(), &name).await.unwrap().unwrap().state == longest);
    let error = store.save_cursor(&youtube(), &name, 1, &format!("{longest}.")).await.unwrap_err();
    assert!(!error.is_transient(), "{error:?}");
}
