//! A poller with all it needs.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use classify::Classifier;
use domain::{
    Clock, CommentId, DecisionKey, EventKind, Platform, SpaceId, Timestamp,
    ports::{Answer, FetchSecret, KeepSpaces, ReadDecision},
};
use platforms::Secret;
use pulse::{
    App,
    youtube::{Api, Failure, Plan, Query, Reply, Settings, Unreached},
};
use runtime::{keyrings::Keyrings, spaces::SpaceCatalog, telemetry::Counter};
use store::embedded::Embedded;
use testkit::{
    NEW_YEAR, StillClock,
    youtube::{Manners, YouTube},
};

use crate::shaky::{Fuse, Shaky};

/// The channel that the space `le-journal` names.
pub(crate) const CHANNEL: &str = "UC-journal";

/// The key that both sides know.
#[derive(Clone)]
pub(crate) struct Keys(pub(crate) Arc<Mutex<&'static str>>);

impl FetchSecret for Keys {
    async fn secret(&self, _parameter: &str) -> Answer<String> {
        Ok((*self.0.lock().unwrap()).to_owned())
    }
}

/// What happens on YouTube at one of the next calls, just before it is answered.
type Happening = Box<dyn FnOnce(&YouTube) + Send>;

/// Our YouTube without a network between.
#[derive(Clone)]
pub(crate) struct Near {
    pub(crate) youtube: Arc<YouTube>,
    pub(crate) happenings: Arc<Mutex<VecDeque<Option<Happening>>>>,
}

impl Api for Near {
    async fn get(&self, key: &Secret, query: &Query) -> Result<Reply, Unreached> {
        let happening = self.happenings.lock().unwrap().pop_front().flatten();
        if let Some(happening) = happening {
            happening(&self.youtube);
        }
        let (status, body) = self.youtube.answer(Some(key.reveal()), &query.path());
        Ok(Reply { status, retry_after: None, body: body.into_bytes() })
    }
}

pub(crate) fn classifier() -> Arc<Classifier> {
    static CLASSIFIER: OnceLock<Arc<Classifier>> = OnceLock::new();
    Arc::clone(CLASSIFIER.get_or_init(|| Arc::new(Classifier::built_in().unwrap())))
}

/// A poller, its store, its clock and its YouTube.
pub(crate) struct Bench {
    pub(crate) youtube: Arc<YouTube>,
    pub(crate) near: Near,
    pub(crate) store: Embedded,
    pub(crate) clock: Arc<StillClock>,
    pub(crate) fuse: Arc<Fuse>,
    pub(crate) settings: Settings,
    key: Keys,
    folder: tempfile::TempDir,
}

impl Bench {
    pub(crate) async fn new(manners: Manners) -> Self {
        Self::with_channels(manners, &[CHANNEL]).await
    }

    pub(crate) async fn with_channels(manners: Manners, channels: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(StillClock::at(NEW_YEAR));
        let store = Embedded::open(&folder.path().join("vigie.db"), clock.clone()).unwrap();
        let accounts: Vec<String> = channels
            .iter()
            .map(|id| format!("{{ platform = \"youtube\", id = \"{id}\" }}"))
            .collect();
        let document = format!(
            "id = \"le-journal\"\nname = \"Le Journal\"\naccounts = [{}]\n",
            accounts.join(", ")
        );
        store.save_space(&SpaceId::new("le-journal").unwrap(), &document).await.unwrap();
        let youtube = Arc::new(YouTube::new(manners, channels));
        let near = Near { youtube: Arc::clone(&youtube), happenings: Arc::default() };
        let settings = Settings {
            plan: Plan { daily_units: 1_000_000, reserve_percent: 20 },
            first_wait: Duration::ZERO,
            ..Settings::default()
        };
        let fuse = Arc::default();
        Self {
            youtube,
            near,
            store,
            clock,
            fuse,
            settings,
            key: Keys(Arc::new(Mutex::new("a-key"))),
            folder,
        }
    }

    /// Opens the file again, as a new process does.
    pub(crate) fn reopen(&mut self) {
        let path = self.folder.path().join("vigie.db");
        self.store = Embedded::open(&path, self.clock.clone()).unwrap();
    }

    /// An operator puts another text into the parameter.
    pub(crate) fn set_key(&self, key: &'static str) {
        *self.key.0.lock().unwrap() = key;
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn app<A>(&self, youtube: A) -> App<Shaky, Keys, A> {
        let store = Shaky { store: self.store.clone(), fuse: Arc::clone(&self.fuse) };
        let parameters = BTreeMap::from([(platform(), "youtube".to_owned())]);
        App {
            classifier: classifier(),
            spaces: Arc::new(SpaceCatalog::new(store.clone(), self.clock.clone())),
            keyrings: Keyrings::new(self.key.clone(), self.clock.clone(), parameters),
            store,
            clock: self.clock.clone(),
            counter: Counter::Log,
            youtube,
            settings: self.settings.clone(),
        }
    }

    /// One tick of a new process. A crash ends it in the middle, and is `None`.
    pub(crate) async fn tick(&self) -> Option<Result<(), Failure>> {
        let app = self.app(self.near.clone());
        let ended = tokio::select! {
            done = pulse::tick(&app) => Some(done),
            () = self.fuse.blown() => None,
        };
        self.fuse.mend();
        ended
    }

    /// A tick that nothing is wrong with; gives the calls that it took.
    pub(crate) async fn good_tick(&self) -> usize {
        let before = self.youtube.calls().len();
        self.tick().await.unwrap().unwrap();
        self.youtube.calls().len() - before
    }

    /// Writes a comment now.
    pub(crate) fn write(&self, id: &str) {
        self.youtube.write(CHANNEL, id, self.now(), &format!("le texte de {id}"));
    }

    /// Answers a comment now.
    pub(crate) fn reply(&self, parent: &str, id: &str) {
        self.youtube.reply(CHANNEL, parent, (id, self.now(), &format!("le texte de {id}")));
    }

    /// Something happens at the `n`th of the next calls, counted from 0.
    pub(crate) fn at_call(&self, n: usize, happening: impl FnOnce(&YouTube) + Send + 'static) {
        let mut line = self.near.happenings.lock().unwrap();
        while line.len() <= n {
            line.push_back(None);
        }
        line[n] = Some(Box::new(happening));
    }

    /// The texts that were recorded of a comment, oldest first.
    pub(crate) async fn recorded(&self, id: &str) -> Vec<String> {
        let history = self.store.history(&key(id)).await.unwrap();
        let texts = history.into_iter().filter_map(|event| match event.kind {
            EventKind::Recorded { decision } => Some(decision.comment.text),
            _ => None,
        });
        texts.collect()
    }

    /// Everything that is listed was recorded as it stands now, and nothing twice.
    pub(crate) async fn assert_all_recorded_once(&self) {
        for (id, text, _) in self.youtube.listed() {
            let recorded = self.recorded(&id).await;
            assert_eq!(recorded.last(), Some(&text), "{id} is not recorded as it stands");
            let mut once = recorded.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), recorded.len(), "{id} was recorded twice: {recorded:?}");
        }
    }
}

pub(crate) fn platform() -> Platform {
    Platform::new("youtube").unwrap()
}

pub(crate) fn key(id: &str) -> DecisionKey {
    DecisionKey {
        space: SpaceId::new("le-journal").unwrap(),
        platform: platform(),
        comment: CommentId::new(id).unwrap(),
    }
}
