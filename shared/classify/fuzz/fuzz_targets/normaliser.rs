//! Normalising twice is normalising once, and each letter leads back to a place in the original.

#![no_main]

use classify::normalise::normalise;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let once = normalise(&text);
    let twice = normalise(once.text());
    assert_eq!(once.text(), twice.text(), "normalised twice: {text:?}");

    let mut last = 0;
    for (at, c) in once.text().char_indices() {
        let span = once.original_span(at..at + c.len_utf8());
        assert!(span.of(&text).is_some(), "{c:?} at {at} stands at {span:?}: {text:?}");
        // A space may stand behind the sign that it comes out of: `½` is `1 2`.
        if c != ' ' {
            assert!(
                span.start >= last,
                "{c:?} at {at} stands at {span:?}, before {last}: {text:?}"
            );
            assert!(span.start < span.end, "{c:?} at {at} stands nowhere: {text:?}");
            last = span.start;
        }
    }
    let length = once.text().len();
    for range in [0..length, 0..usize::MAX, length..length, length + 1..length + 9, 0..0] {
        let span = once.original_span(range.clone());
        assert!(span.of(&text).is_some(), "{range:?} stands at {span:?}: {text:?}");
    }
});
