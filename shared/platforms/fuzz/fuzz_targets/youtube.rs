//! Pages of the poller: no sender signs them, so they are read as they come.
#![no_main]

use domain::AccountId;
use libfuzzer_sys::fuzz_target;
use platforms::youtube;

fuzz_target!(|body: &[u8]| {
    let channel = AccountId::new("UC1").expect("an id");
    if let Ok(page) = youtube::threads(body, &channel) {
        for thread in page.threads {
            assert!(!thread.key.is_empty(), "a thread without a key cannot be told from others");
        }
    }
    if let Ok(page) = youtube::replies(body, &channel, "UgzAbC", Some("dQw4")) {
        for reply in page.replies {
            assert!(!reply.body.is_empty(), "what is kept in quarantine is there");
        }
    }
    std::hint::black_box(youtube::problem(403, body));
});
