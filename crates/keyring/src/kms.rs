//! AWS KMS with data keys: KMS creates a key for each process and encrypts it; the encrypted key is stored beside each
//! secret. So a process calls KMS once to encrypt any number of secrets, and once for each other process whose secrets it
//! decrypts.

use crate::cipher::{Cipher, KEY_BYTES};
use crate::{BY_KMS, KeyringError, Opened};
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_kms::Client;
use aws_sdk_kms::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::DataKeySpec;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::OnceCell;
use zeroize::Zeroizing;

/// Opening a connection, one attempt, and one call with two attempts: within a region KMS answers in ten milliseconds.
const CONNECTION: Duration = Duration::from_millis(500);
const ATTEMPT: Duration = Duration::from_secs(1);
const CALL: Duration = Duration::from_millis(2_200);
const ATTEMPTS: u32 = 2;
/// Secrets after which a process gets another data key: far below the number at which random nonces could repeat.
const SECRETS_OF_A_KEY: u32 = 1 << 24;
/// Data keys of other processes that are kept in memory.
const MOST_KEPT: usize = 256;
/// Bound to each data key by KMS, and shown in CloudTrail.
const CONTEXT: (&str, &str) = ("service", "roster");

/// A data key: as a cipher, and as KMS encrypted it.
struct DataKey {
    cipher: Arc<Cipher>,
    wrapped: Vec<u8>,
}

/// A key of KMS.
pub(crate) struct Kms {
    key: String,
    endpoint: Option<String>,
    client: OnceCell<Client>,
    /// The data key that encrypts, and how many secrets it has encrypted.
    own: tokio::sync::Mutex<Option<(Arc<DataKey>, u32)>>,
    /// Data keys by how KMS encrypted them.
    kept: Mutex<HashMap<Vec<u8>, Arc<Cipher>>>,
}

impl Kms {
    pub(crate) fn new(key: &str, endpoint: Option<&str>) -> Self {
        Self {
            key: key.to_owned(),
            endpoint: endpoint.map(str::to_owned),
            client: OnceCell::new(),
            own: tokio::sync::Mutex::default(),
            kept: Mutex::default(),
        }
    }

    pub(crate) async fn seal(&self, context: &str, secret: &[u8]) -> Result<Vec<u8>, KeyringError> {
        let key = self.own_key().await?;
        key.cipher.seal(header(&key.wrapped)?, context, secret)
    }

    pub(crate) async fn open(&self, context: &str, sealed: &[u8]) -> Result<Opened, KeyringError> {
        let (length, rest) = sealed.split_first_chunk::<2>().ok_or(KeyringError::Invalid)?;
        let (wrapped, rest) =
            rest.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or(KeyringError::Invalid)?;
        self.cipher_of(wrapped).await?.open(&header(wrapped)?, context, rest)
    }

    /// The data key of this process. Concurrent callers wait for one call of KMS.
    async fn own_key(&self) -> Result<Arc<DataKey>, KeyringError> {
        let mut own = self.own.lock().await;
        if let Some((key, uses)) = own.as_mut().filter(|(_, uses)| *uses < SECRETS_OF_A_KEY) {
            *uses += 1;
            return Ok(Arc::clone(key));
        }
        let key = Arc::new(self.generate().await?);
        self.keep(&key.wrapped, &key.cipher);
        *own = Some((Arc::clone(&key), 1));
        Ok(key)
    }

    async fn generate(&self) -> Result<DataKey, KeyringError> {
        let request = self.client().await.generate_data_key().key_id(&self.key).key_spec(DataKeySpec::Aes256);
        let made = request.encryption_context(CONTEXT.0, CONTEXT.1).send().await;
        let made = made.map_err(|failure| unavailable("GenerateDataKey", &failure))?;
        let (Some(plain), Some(wrapped)) = (made.plaintext, made.ciphertext_blob) else {
            return Err(KeyringError::Unavailable("GenerateDataKey: no key in the response".into()));
        };
        let plain = Zeroizing::new(plain.into_inner());
        Ok(DataKey { cipher: Arc::new(Cipher::new(&plain)?), wrapped: wrapped.into_inner() })
    }

    /// The cipher of a data key, decrypted by KMS if this process does not have it.
    async fn cipher_of(&self, wrapped: &[u8]) -> Result<Arc<Cipher>, KeyringError> {
        if let Some(cipher) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(wrapped) {
            return Ok(Arc::clone(cipher));
        }
        let request = self.client().await.decrypt().key_id(&self.key).ciphertext_blob(Blob::new(wrapped));
        let opened = request.encryption_context(CONTEXT.0, CONTEXT.1).send().await.map_err(|failure| {
            // A data key of another KMS key, or bytes that are not a data key.
            let is_wrong = failure
                .as_service_error()
                .is_some_and(|error| error.is_invalid_ciphertext_exception() || error.is_incorrect_key_exception());
            if is_wrong { KeyringError::Invalid } else { unavailable("Decrypt", &failure) }
        })?;
        let plain = opened.plaintext.ok_or_else(|| KeyringError::Unavailable("Decrypt: no key".into()))?;
        let plain = Zeroizing::new(plain.into_inner());
        if plain.len() != KEY_BYTES {
            return Err(KeyringError::Invalid);
        }
        let cipher = Arc::new(Cipher::new(&plain)?);
        self.keep(wrapped, &cipher);
        Ok(cipher)
    }

    fn keep(&self, wrapped: &[u8], cipher: &Arc<Cipher>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(wrapped.to_vec(), Arc::clone(cipher));
    }

    async fn client(&self) -> &Client {
        let connect = async || {
            let timeouts = TimeoutConfig::builder()
                .connect_timeout(CONNECTION)
                .operation_attempt_timeout(ATTEMPT)
                .operation_timeout(CALL);
            let retries = RetryConfig::standard().with_max_attempts(ATTEMPTS);
            let endpoint = self.endpoint.as_deref();
            Client::new(&roster_aws::function_config(endpoint, timeouts.build(), retries).await)
        };
        self.client.get_or_init(connect).await
    }
}

/// What precedes the nonce: the form, the length of the encrypted data key, and that key.
fn header(wrapped: &[u8]) -> Result<Vec<u8>, KeyringError> {
    let length = u16::try_from(wrapped.len()).map_err(|_| KeyringError::Invalid)?;
    Ok([&[BY_KMS][..], &length.to_be_bytes(), wrapped].concat())
}

/// The failure of a call: its code, never what was sent.
fn unavailable<E: ProvideErrorMetadata, R>(call: &str, failure: &SdkError<E, R>) -> KeyringError {
    let cause = match failure {
        SdkError::ServiceError(error) => error.err().code().unwrap_or("an unknown error"),
        SdkError::TimeoutError(_) => "no response in time",
        SdkError::DispatchFailure(_) => "no connection",
        SdkError::ConstructionFailure(_) => "an invalid request",
        _ => "an invalid response",
    };
    KeyringError::Unavailable(format!("{call}: {cause}"))
}
