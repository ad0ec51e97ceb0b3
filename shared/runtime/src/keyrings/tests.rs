use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use domain::{
    Platform,
    ports::{Answer, FetchSecret},
};
use testkit::{NEW_YEAR, StillClock};

use super::Keyrings;

#[derive(Clone)]
struct Vault {
    text: Arc<Mutex<&'static str>>,
    reads: Arc<AtomicUsize>,
}

impl FetchSecret for Vault {
    async fn secret(&self, parameter: &str) -> Answer<String> {
        assert_eq!(parameter, "/vigie/cms");
        self.reads.fetch_add(1, Ordering::SeqCst);
        Ok((*self.text.lock().unwrap()).to_owned())
    }
}

#[tokio::test]
async fn a_rotated_secret_is_read_again_at_most_once_a_minute() {
    let vault = Vault { text: Arc::new(Mutex::new("whsec_Zmlyc3Q=")), reads: Arc::default() };
    let clock = Arc::new(StillClock::at(NEW_YEAR));
    let cms: Platform = "cms".parse().unwrap();
    let parameters = BTreeMap::from([(cms.clone(), "/vigie/cms".to_owned())]);
    let keyrings = Keyrings::new(vault.clone(), clock.clone(), parameters);
    assert!(keyrings.serves(&cms) && !keyrings.serves(&"meta".parse().unwrap()));
    keyrings.keyring(&cms).await.unwrap();
    *vault.text.lock().unwrap() = "whsec_c2Vjb25k";
    assert!(keyrings.reread(&cms).await.unwrap().is_none(), "read a moment ago");
    clock.advance_seconds(61);
    let keyring = keyrings.reread(&cms).await.unwrap().unwrap();
    let secrets: Vec<&str> = keyring.signing(None).map(|(secret, _)| secret.reveal()).collect();
    assert_eq!(secrets, ["whsec_c2Vjb25k"]);
    keyrings.keyring(&cms).await.unwrap();
    assert_eq!(vault.reads.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_parameter_without_a_usable_secret_is_an_error_and_not_an_open_door() {
    for text in [" \n", "{\"signing\": [\"\"]}", "{\"colour\": []}", "not base64!"] {
        let vault = Vault { text: Arc::new(Mutex::new(text)), reads: Arc::default() };
        let cms: Platform = "cms".parse().unwrap();
        let parameters = BTreeMap::from([(cms.clone(), "/vigie/cms".to_owned())]);
        let keyrings = Keyrings::new(vault, Arc::new(StillClock::at(NEW_YEAR)), parameters);
        match keyrings.keyring(&cms).await {
            Err(error) => assert!(!error.is_transient()),
            Ok(keyring) => assert!(keyring.is_empty(), "{text:?}"),
        }
    }
}
