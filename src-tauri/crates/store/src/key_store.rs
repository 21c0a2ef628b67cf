//! Passwords of servers in the system's key store 系统密钥库: Keychain, Credential Manager, Secret Service.
//!
//! The one thing to know: a key store may be absent, may ask the person to unlock it, and may never answer. So it is
//! asked on a thread of its own, and whoever asks waits only so long.

use std::path::Path;
use std::time::Duration;

use keyring::{Entry, Error};
use kezhang_core::{Fault, Outcome};

use crate::server::Address;

/// The name under which the key store lists what is ours.
const SERVICE: &str = "Kezhang 客账";

/// How long a person may take to unlock it.
const WAIT: Duration = Duration::from_secs(30);

/// Keeps the password that an address says; whether it says one.
///
/// # Errors
/// `server_address`, `key_store`.
pub async fn keep_password(place: &Path) -> Outcome<bool> {
    let address = Address::of(place).unwrap_or_else(|| Err(Address::wrong(place)))?;
    let Some(password) = address.said.clone() else {
        return Ok(false);
    };
    ask(address.owner(), move |entry| entry.set_password(&password)).await?;
    Ok(true)
}

/// Takes the password of an address out of the key store, where it is there.
///
/// # Errors
/// `server_address`, `key_store`.
pub async fn forget_password(place: &Path) -> Outcome<()> {
    let address = Address::of(place).unwrap_or_else(|| Err(Address::wrong(place)))?;
    ask(address.owner(), Entry::delete_credential).await.map(drop)
}

/// The password kept for `owner`, where there is one and the key store tells it.
pub(crate) async fn kept_password(owner: String) -> Option<String> {
    ask(owner, Entry::get_password).await.ok().flatten()
}

/// Asks the key store about one of its entries; nothing where it has none.
async fn ask<T: Send + 'static>(
    owner: String,
    question: impl FnOnce(&Entry) -> keyring::Result<T> + Send + 'static,
) -> Outcome<Option<T>> {
    within(WAIT, move || {
        Entry::new(SERVICE, &owner).and_then(|entry| question(&entry))
    })
    .await
}

async fn within<T: Send + 'static>(
    wait: Duration,
    question: impl FnOnce() -> keyring::Result<T> + Send + 'static,
) -> Outcome<Option<T>> {
    let silent = |detail: String| Fault::new("key_store").with("detail", detail);
    let (tell, told) = tokio::sync::oneshot::channel();
    std::thread::Builder::new()
        .spawn(move || {
            let _ = tell.send(question().map_err(reason));
        })
        .map_err(|error| silent(error.to_string()))?;
    match tokio::time::timeout(wait, told).await {
        Ok(Ok(Ok(answer))) => Ok(Some(answer)),
        Ok(Ok(Err(None))) => Ok(None),
        Ok(Ok(Err(Some(detail)))) => Err(silent(detail)),
        Ok(Err(_)) | Err(_) => Err(silent(format!("{} s", wait.as_secs()))),
    }
}

/// Why it says nothing; nothing where it only has no such entry.
fn reason(error: Error) -> Option<String> {
    match error {
        Error::NoEntry => None,
        Error::NoDefaultStore => Some(match Entry::store_status() {
            Err(error) => error.to_string(),
            Ok(()) => Error::NoDefaultStore.to_string(),
        }),
        error => Some(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_key_store_that_never_answers_is_not_waited_for() {
        let never = || {
            loop {
                std::thread::park();
            }
        };
        let told: Outcome<Option<()>> = within(Duration::from_millis(20), never).await;
        assert_eq!(told.map_err(|fault| fault.code), Err("key_store"));
        assert_eq!(
            within(WAIT, || Err::<(), _>(Error::NoEntry))
                .await
                .map_err(|fault| fault.code),
            Ok(None)
        );
    }
}
