//! The folder of one machine: the store's file, and the senders' secrets, made at the first start.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use data_encoding::HEXLOWER;
use domain::{
    Platform, Space,
    ports::{Answer, FetchSecret, KeepSpaces, PortError},
};
use runtime::{SystemClock, entropy};
use serde_json::{Value, json};
use store::embedded::Embedded;

/// The store's file.
const STORE: &str = "vigie.sqlite";

/// The example spaces of a new store, to which the fixtures under `events/` belong.
pub(crate) const EXAMPLE_SPACES: [&str; 3] = [
    include_str!("../spaces/le-journal.toml"),
    include_str!("../spaces/l-atelier.toml"),
    include_str!("../spaces/le-forum.toml"),
];

/// What can go wrong with the folder.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataError {
    #[error("{path} cannot be used")]
    Folder {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{path} does not hold secrets as JSON; mend it, or remove it to have new ones made")]
    Secrets {
        path: PathBuf,
        #[source]
        source: serde_json::Error,
    },
    #[error("the operating system gives no random bytes")]
    Entropy(#[source] entropy::Error),
    #[error("the store {path} cannot be used")]
    Store {
        path: PathBuf,
        #[source]
        source: PortError,
    },
}

/// The folder of one machine.
#[derive(Debug, Clone)]
pub(crate) struct DataFolder {
    path: PathBuf,
}

impl DataFolder {
    /// Opens the folder, making it when it is not there.
    pub(crate) fn open(path: &Path) -> Result<Self, DataError> {
        fs::create_dir_all(path)
            .map_err(|source| DataError::Folder { path: path.to_owned(), source })?;
        Ok(Self { path: path.to_owned() })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether a store was ever made in it.
    pub(crate) fn has_store(&self) -> bool {
        self.path.join(STORE).exists()
    }

    /// The store in it; a new one gets the example spaces.
    pub(crate) async fn store(&self) -> Result<Embedded, DataError> {
        let path = self.path.join(STORE);
        let wrong = |source| DataError::Store { path: path.clone(), source };
        let store = Embedded::open(&path, Arc::new(SystemClock)).map_err(wrong)?;
        if store.space_documents().await.map_err(wrong)?.is_empty() {
            for document in EXAMPLE_SPACES {
                let space = Space::from_document(document)
                    .map_err(|problems| wrong(PortError::permanent("seeding spaces", problems)))?;
                store.save_space(&space.id, document).await.map_err(wrong)?;
            }
        }
        Ok(store)
    }

    /// The senders' keyrings by platform; those that are missing are made, with random secrets.
    pub(crate) fn secrets(&self) -> Result<Secrets, DataError> {
        let path = self.path.join("secrets.json");
        let folder = |source| DataError::Folder { path: path.clone(), source };
        let json = |source| DataError::Secrets { path: path.clone(), source };
        let mut keyrings: BTreeMap<Platform, Value> = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(json)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(folder(error)),
        };
        let known = keyrings.len();
        for platform in platforms::all().iter().filter_map(|sender| sender.name().parse().ok()) {
            if let Entry::Vacant(place) = keyrings.entry(platform) {
                place.insert(new_keyring()?);
            }
        }
        if keyrings.len() > known {
            let text = serde_json::to_vec_pretty(&keyrings).map_err(json)?;
            write_private(&path, &text).map_err(folder)?;
        }
        let texts = keyrings.into_iter().map(|(name, keyring)| (name, keyring.to_string()));
        Ok(Secrets { keyrings: texts.collect() })
    }
}

/// A signing secret of a form that every sender takes, and a handshake token for those that want one.
///
/// Hexadecimal digits are also base64, which the secrets of `cms` are, and hold none of the signs that Telegram refuses.
fn new_keyring() -> Result<Value, DataError> {
    let signing = entropy::random::<32>().map_err(DataError::Entropy)?;
    let handshake = entropy::random::<16>().map_err(DataError::Entropy)?;
    Ok(json!({
        "signing": [format!("whsec_{}", HEXLOWER.encode(&signing))],
        "handshake": [HEXLOWER.encode(&handshake)],
    }))
}

/// Writes a file that only its owner may read.
fn write_private(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text)
}

/// The senders' keyrings of one machine.
#[derive(Clone)]
pub(crate) struct Secrets {
    keyrings: BTreeMap<Platform, String>,
}

impl Secrets {
    /// The parameters by which [`runtime::keyrings::Keyrings`] asks: here, the platforms' names.
    pub(crate) fn parameters(&self) -> BTreeMap<Platform, String> {
        self.keyrings.keys().map(|name| (name.clone(), name.to_string())).collect()
    }

    /// The keyring text of a platform.
    pub(crate) fn keyring(&self, platform: &str) -> Option<&str> {
        let found = self.keyrings.iter().find(|(name, _)| name.as_str() == platform);
        found.map(|(_, keyring)| keyring.as_str())
    }
}

impl FetchSecret for Secrets {
    async fn secret(&self, parameter: &str) -> Answer<String> {
        let keyring = self.keyring(parameter).map(str::to_owned);
        keyring.ok_or_else(|| PortError::permanent("reading a secret", "there is none"))
    }
}
