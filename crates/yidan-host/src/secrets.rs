//! Secrets of this machine: one enciphered file beside the data, opened by a key that the system's keyring keeps, or, on a machine
//! without one, by a passphrase. Tokens change often and grow long, keyrings hold little: so the keyring holds only the key.

use crate::limits;
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use yidan_app::ports::{SecretError, Secrets};

/// Name under which the keyring knows us.
const SERVICE: &str = "yidan";
/// First bytes of the file: what it is, and by what it opens.
const BY_KEYRING: &[u8; 8] = b"yidan1k\n";
const BY_PASSPHRASE: &[u8; 8] = b"yidan1p\n";
const SALT: usize = 16;
const NONCE: usize = 24;
const KEY: usize = 32;

type Map = BTreeMap<String, String>;
type Outcome<T> = Result<T, SecretError>;

/// The system's keyring, as far as we need it. Tests bring their own.
pub trait Ring: Send + Sync {
    /// `Ok(None)` = there is a keyring and it does not know the name; `Err` = there is none, or it is locked.
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, String>;
    fn set(&self, name: &str, secret: &[u8]) -> Result<(), String>;
}

/// Secret Service, Keychain or Credential Manager.
pub struct SystemRing;

impl Ring for SystemRing {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        match keyring::Entry::new(SERVICE, name).and_then(|entry| entry.get_secret()) {
            Ok(secret) => Ok(Some(secret)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(e) => Err(e.to_string()),
        }
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), String> {
        keyring::Entry::new(SERVICE, name).and_then(|entry| entry.set_secret(secret)).map_err(|e| e.to_string())
    }
}

/// The secrets of one data folder.
pub struct FolderSecrets {
    file: PathBuf,
    /// The keyring's name for the key of this folder.
    name: String,
    ring: Box<dyn Ring>,
    passphrase: Option<String>,
    /// A key made from the passphrase, by the salt of the file: making it takes its time.
    made: Mutex<Option<([u8; SALT], [u8; KEY])>>,
}

/// What opens a file, and what stands in its head.
struct Opener {
    key: [u8; KEY],
    head: Vec<u8>,
}

impl FolderSecrets {
    pub fn new(folder: &Path, ring: Box<dyn Ring>, passphrase: Option<String>) -> FolderSecrets {
        // Another folder has another key; the same folder keeps its own when it is reached by another way.
        let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
        let name = format!("secrets:{}", whole.display());
        FolderSecrets { file: folder.join("secrets.bin"), name, ring, passphrase, made: Mutex::new(None) }
    }

    /// The lock of the file for a read or a change; another process waits.
    fn locked(&self) -> Outcome<File> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(self.file.with_extension("lock"));
        let file = file.map_err(failed)?;
        file.lock().map_err(failed)?;
        Ok(file)
    }

    fn read(&self) -> Outcome<Option<Vec<u8>>> {
        match File::open(&self.file) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(failed(e)),
            Ok(file) => {
                let mut bytes = Vec::new();
                file.take(limits::SECRETS_BYTES).read_to_end(&mut bytes).map_err(failed)?;
                Ok(Some(bytes))
            }
        }
    }

    /// The key of an existing file, or of a new one. A new file is opened by the keyring where there is one.
    fn opener(&self, known: Option<&[u8]>) -> Outcome<Opener> {
        match known {
            Some(bytes) if bytes.starts_with(BY_PASSPHRASE) => {
                let salt = bytes.get(8..8 + SALT).and_then(|s| <[u8; SALT]>::try_from(s).ok()).ok_or_else(damaged)?;
                self.by_passphrase(salt)
            }
            Some(bytes) if bytes.starts_with(BY_KEYRING) => match self.ring.get(&self.name) {
                Ok(Some(key)) => Ok(Opener { key: key.try_into().map_err(|_| damaged())?, head: BY_KEYRING.to_vec() }),
                Ok(None) => Err(SecretError::Failed("the keyring has no key for this file".to_owned())),
                Err(detail) => Err(SecretError::Failed(detail)),
            },
            Some(_) => Err(damaged()),
            None => match self.ring.get(&self.name) {
                Ok(Some(key)) if key.len() == KEY => Ok(Opener { key: key.try_into().map_err(|_| damaged())?, head: BY_KEYRING.to_vec() }),
                Ok(_) => {
                    let mut key = [0; KEY];
                    random(&mut key)?;
                    match self.ring.set(&self.name, &key) {
                        Ok(()) => Ok(Opener { key, head: BY_KEYRING.to_vec() }),
                        Err(_) => self.new_by_passphrase(),
                    }
                }
                Err(_) => self.new_by_passphrase(),
            },
        }
    }

    fn new_by_passphrase(&self) -> Outcome<Opener> {
        let mut salt = [0; SALT];
        random(&mut salt)?;
        self.by_passphrase(salt)
    }

    fn by_passphrase(&self, salt: [u8; SALT]) -> Outcome<Opener> {
        let passphrase = self.passphrase.as_deref().filter(|p| !p.is_empty()).ok_or(SecretError::Locked)?;
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let key = match *made {
            Some((known, key)) if known == salt => key,
            _ => {
                let params = Params::new(limits::PASSPHRASE_KIB, 3, 1, Some(KEY)).map_err(|e| SecretError::Failed(e.to_string()))?;
                let mut key = [0; KEY];
                let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
                argon.hash_password_into(passphrase.as_bytes(), &salt, &mut key).map_err(|e| SecretError::Failed(e.to_string()))?;
                *made = Some((salt, key));
                key
            }
        };
        Ok(Opener { key, head: [BY_PASSPHRASE.as_slice(), &salt].concat() })
    }

    fn load(&self) -> Outcome<(Map, Option<Opener>)> {
        let Some(bytes) = self.read()? else { return Ok((Map::new(), None)) };
        let opener = self.opener(Some(&bytes))?;
        let rest = bytes.get(opener.head.len()..).ok_or_else(damaged)?;
        let (nonce, body) = rest.split_at_checked(NONCE).ok_or_else(damaged)?;
        let cipher = XChaCha20Poly1305::new(Key::from_slice(&opener.key));
        let plain = cipher.decrypt(XNonce::from_slice(nonce), Payload { msg: body, aad: &opener.head });
        // A wrong passphrase and a damaged file look the same from here.
        let plain = plain.map_err(|_| if opener.head.starts_with(BY_PASSPHRASE) { SecretError::Locked } else { damaged() })?;
        let map = serde_json::from_slice(&plain).map_err(|_| damaged())?;
        Ok((map, Some(opener)))
    }

    fn change(&self, change: impl FnOnce(&mut Map)) -> Outcome<()> {
        let _lock = self.locked()?;
        let (mut map, opener) = self.load()?;
        change(&mut map);
        let opener = match opener {
            Some(opener) => opener,
            None => self.opener(None)?,
        };
        let mut nonce = [0; NONCE];
        random(&mut nonce)?;
        let plain = serde_json::to_vec(&map).map_err(|_| damaged())?;
        let cipher = XChaCha20Poly1305::new(Key::from_slice(&opener.key));
        let body = cipher.encrypt(XNonce::from_slice(&nonce), Payload { msg: &plain, aad: &opener.head }).map_err(|_| damaged())?;
        // Whole or not at all: the old file stands until the new one is on the disk.
        let fresh = self.file.with_extension("new");
        let mut file = private(&fresh).map_err(failed)?;
        file.write_all(&[opener.head.as_slice(), &nonce, &body].concat()).and_then(|()| file.sync_all()).map_err(failed)?;
        std::fs::rename(&fresh, &self.file).map_err(failed)
    }
}

impl Secrets for FolderSecrets {
    fn get(&self, name: &str) -> Outcome<Option<String>> {
        if !self.file.exists() {
            return Ok(None);
        }
        let _lock = self.locked()?;
        Ok(self.load()?.0.remove(name))
    }

    fn set(&self, name: &str, secret: &str) -> Outcome<()> {
        self.change(|map| drop(map.insert(name.to_owned(), secret.to_owned())))
    }

    fn remove(&self, name: &str) -> Outcome<()> {
        if !self.file.exists() {
            return Ok(());
        }
        self.change(|map| drop(map.remove(name)))
    }

    fn kind(&self) -> &'static str {
        let has_passphrase = self.passphrase.as_deref().is_some_and(|p| !p.is_empty());
        match self.read() {
            Ok(Some(bytes)) if bytes.starts_with(BY_PASSPHRASE) => match self.load() {
                Ok(_) => "file",
                Err(_) => "locked",
            },
            _ if self.ring.get(&self.name).is_ok() => "system",
            Ok(Some(_)) => "ring_locked",
            _ if has_passphrase => "file",
            _ => "locked",
        }
    }
}

#[cfg(unix)]
fn private(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private(path: &Path) -> std::io::Result<File> {
    File::create(path)
}

fn random(bytes: &mut [u8]) -> Outcome<()> {
    getrandom::fill(bytes).map_err(|e| SecretError::Failed(e.to_string()))
}

fn failed(error: std::io::Error) -> SecretError {
    SecretError::Failed(error.to_string())
}

fn damaged() -> SecretError {
    SecretError::Failed("the file of secrets is damaged".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    type Kept = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

    /// A keyring in memory; `None` = this machine has none.
    #[derive(Clone)]
    struct Memory(Option<Kept>);

    impl Ring for Memory {
        fn get(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
            let map = self.0.as_ref().ok_or("no keyring")?;
            Ok(map.lock().expect("memory").get(name).cloned())
        }
        fn set(&self, name: &str, secret: &[u8]) -> Result<(), String> {
            let map = self.0.as_ref().ok_or("no keyring")?;
            map.lock().expect("memory").insert(name.to_owned(), secret.to_vec());
            Ok(())
        }
    }

    fn with(folder: &Path, ring: &Memory, passphrase: Option<&str>) -> FolderSecrets {
        FolderSecrets::new(folder, Box::new(ring.clone()), passphrase.map(str::to_owned))
    }

    #[test]
    fn a_keyring_keeps_the_key_and_the_file_tells_nothing() {
        let folder = tempfile::tempdir().expect("folder");
        let ring = Memory(Some(Arc::default()));
        let secrets = with(folder.path(), &ring, None);
        assert_eq!((secrets.kind(), secrets.get("shop/1")), ("system", Ok(None)));
        secrets.set("shop/1", "canary-token").expect("set");
        secrets.set("shop/2", &"x".repeat(10_000)).expect("longer than a keyring takes");
        let again = with(folder.path(), &ring, None);
        assert_eq!(again.get("shop/1"), Ok(Some("canary-token".to_owned())));
        let bytes = std::fs::read(folder.path().join("secrets.bin")).expect("file");
        assert!(!bytes.windows(6).any(|w| w == b"canary"));
        again.remove("shop/1").expect("removed");
        assert_eq!((secrets.get("shop/1"), secrets.get("shop/2").map(|s| s.map(|t| t.len()))), (Ok(None), Ok(Some(10_000))));
        let elsewhere = with(folder.path(), &Memory(None), None);
        assert_eq!((elsewhere.get("shop/2"), elsewhere.kind()), (Err(SecretError::Failed("no keyring".to_owned())), "ring_locked"));
        let emptied = with(folder.path(), &Memory(Some(Arc::default())), None);
        assert!(matches!(emptied.set("shop/3", "y"), Err(SecretError::Failed(_))), "a file that cannot be read is not written over");
    }

    #[test]
    fn without_a_keyring_a_passphrase_opens_it() {
        let folder = tempfile::tempdir().expect("folder");
        let none = Memory(None);
        assert_eq!(with(folder.path(), &none, None).set("a", "1"), Err(SecretError::Locked));
        assert_eq!(with(folder.path(), &none, None).kind(), "locked");
        let secrets = with(folder.path(), &none, Some("长口令"));
        secrets.set("a", "1").expect("set");
        secrets.set("b", "2").expect("set");
        assert_eq!((with(folder.path(), &none, Some("长口令")).get("b"), secrets.kind()), (Ok(Some("2".to_owned())), "file"));
        let wrong = with(folder.path(), &none, Some("别的"));
        assert_eq!((wrong.get("a"), wrong.kind()), (Err(SecretError::Locked), "locked"));
        assert_eq!(wrong.set("a", "3"), Err(SecretError::Locked));
        assert_eq!(secrets.get("a"), Ok(Some("1".to_owned())), "a wrong passphrase destroys nothing");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.path().join("secrets.bin")).expect("file").permissions().mode();
            assert_eq!(mode & 0o077, 0);
        }
    }

    #[test]
    fn damage_is_told() {
        let folder = tempfile::tempdir().expect("folder");
        let ring = Memory(Some(Arc::default()));
        let secrets = with(folder.path(), &ring, None);
        secrets.set("a", "1").expect("set");
        let file = folder.path().join("secrets.bin");
        let whole = std::fs::read(&file).expect("file");
        for at in [0, 9, whole.len() - 1] {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            std::fs::write(&file, &bytes).expect("written");
            assert!(matches!(secrets.get("a"), Err(SecretError::Failed(_))), "byte {at}");
        }
        std::fs::write(&file, &whole[..20]).expect("written");
        assert!(secrets.get("a").is_err());
    }
}
