use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use domain::{
    SpaceId,
    ports::{Answer, KeepSpaces, PortError},
};
use testkit::{NEW_YEAR, StillClock};

use super::SpaceCatalog;

/// Documents in memory, counting how often they are read.
#[derive(Clone, Default)]
struct Shelf {
    documents: Arc<Mutex<Option<Vec<String>>>>,
    reads: Arc<AtomicUsize>,
}

impl Shelf {
    fn holds(&self, documents: &[&str]) {
        let documents = documents.iter().map(|document| (*document).to_owned()).collect();
        *self.documents.lock().unwrap() = Some(documents);
    }

    fn fails(&self) {
        *self.documents.lock().unwrap() = None;
    }
}

impl KeepSpaces for Shelf {
    async fn space_documents(&self) -> Answer<Vec<String>> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        let documents = self.documents.lock().unwrap().clone();
        documents.ok_or_else(|| PortError::transient("reading", "down"))
    }

    async fn save_space(&self, _: &SpaceId, _: &str) -> Answer<()> {
        Err(PortError::permanent("saving", "a shelf is for reading"))
    }
}

const ONE: &str =
    "id = \"one\"\nname = \"One\"\naccounts = [{ platform = \"meta\", id = \"7\" }]\n";
const TWO: &str = "id = \"two\"\nname = \"Two\"\n";

fn catalog(shelf: &Shelf) -> (SpaceCatalog<Shelf>, Arc<StillClock>) {
    let clock = Arc::new(StillClock::at(NEW_YEAR));
    (SpaceCatalog::new(shelf.clone(), clock.clone()), clock)
}

#[tokio::test]
async fn spaces_are_read_once_a_minute_and_found_by_id_and_account() {
    let shelf = Shelf::default();
    shelf.holds(&[ONE]);
    let (catalog, clock) = catalog(&shelf);
    let account = ("meta".parse().unwrap(), "7".parse().unwrap());
    let found = catalog.of_account(&account.0, &account.1).await.unwrap().unwrap();
    assert_eq!(found.space.id.as_str(), "one");
    shelf.holds(&[ONE, TWO]);
    let two: SpaceId = "two".parse().unwrap();
    assert!(catalog.named(&two).await.unwrap().is_none(), "still the first read");
    assert_eq!(shelf.reads.load(Ordering::SeqCst), 1);
    clock.advance_seconds(61);
    assert!(catalog.named(&two).await.unwrap().is_some());
    assert_eq!(shelf.reads.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_failing_store_leaves_the_older_spaces_in_force() {
    let shelf = Shelf::default();
    let (catalog, clock) = catalog(&shelf);
    assert!(catalog.all().await.is_err(), "nothing was ever read");
    shelf.holds(&[ONE]);
    assert_eq!(catalog.all().await.unwrap().len(), 1);
    shelf.fails();
    clock.advance_seconds(61);
    assert_eq!(catalog.all().await.unwrap().len(), 1);
    let reads = shelf.reads.load(Ordering::SeqCst);
    assert_eq!(catalog.all().await.unwrap().len(), 1);
    assert_eq!(shelf.reads.load(Ordering::SeqCst), reads, "and is not asked at every request");
}

#[tokio::test]
async fn a_broken_document_does_not_take_the_others_down() {
    let shelf = Shelf::default();
    shelf.holds(&[ONE, "colour = \"blue\"", TWO]);
    assert_eq!(catalog(&shelf).0.all().await.unwrap().len(), 2);
}
