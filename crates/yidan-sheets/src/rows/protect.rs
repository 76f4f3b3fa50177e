//! Protected workbooks: an encrypted package inside a compound file. Both ciphers that Office has written since 2007 are read.

use super::ole::Ole;
use crate::error::Error;
use aes::cipher::{Array, BlockCipherDecrypt, KeyInit};
use quick_xml::Reader;
use quick_xml::events::Event;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// What Excel uses when a workbook is only marked "recommend read-only" or has a protected structure.
const DEFAULT_PASSWORD: &str = "VelvetSweatshop";
/// More turns of the hash than any Office has asked for.
const MOST_TURNS: u32 = 10_000_000;

/// The workbook inside. `NeedsPassword` without one, `BadPassword` with a wrong one.
pub fn unlock(ole: &Ole, password: Option<&str>) -> Result<Vec<u8>, Error> {
    let info = ole.stream("EncryptionInfo").ok_or_else(|| Error::corrupt("no encryption info"))?;
    let package = ole.stream("EncryptedPackage").ok_or_else(|| Error::corrupt("no encrypted package"))?;
    let size =
        package.get(..8).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes).ok_or_else(|| Error::corrupt("encrypted package"))?;
    let attempt = |p: &str| match (info.first(), info.get(2)) {
        (Some(4), Some(4)) => agile(&info, &package[8..], p),
        (Some(2..=4), Some(2)) => standard(&info, &package[8..], p),
        _ => Err(Error::corrupt("unknown cipher")),
    };
    let mut plain = match (attempt(password.unwrap_or(DEFAULT_PASSWORD)), password) {
        (Err(Error::BadPassword), None) => return Err(Error::NeedsPassword),
        (outcome, _) => outcome?,
    };
    plain.truncate(usize::try_from(size).unwrap_or(usize::MAX).min(plain.len()));
    Ok(plain)
}

fn utf16(password: &str) -> Vec<u8> {
    password.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[derive(Clone, Copy)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn of_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_uppercase().replace('-', "").as_str() {
            "SHA1" => Hash::Sha1,
            "SHA256" => Hash::Sha256,
            "SHA384" => Hash::Sha384,
            "SHA512" => Hash::Sha512,
            _ => return None,
        })
    }

    fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        fn run<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut d = D::new();
            parts.iter().for_each(|p| d.update(p));
            d.finalize().to_vec()
        }
        match self {
            Hash::Sha1 => run::<Sha1>(parts),
            Hash::Sha256 => run::<Sha256>(parts),
            Hash::Sha384 => run::<Sha384>(parts),
            Hash::Sha512 => run::<Sha512>(parts),
        }
    }

    /// The password with its salt, hashed again and again.
    fn stretched(self, salt: &[u8], password: &str, turns: u32) -> Vec<u8> {
        let mut h = self.of(&[salt, &utf16(password)]);
        for i in 0..turns {
            h = self.of(&[&i.to_le_bytes(), &h]);
        }
        h
    }
}

/// AES over whole blocks; with a first vector in chain mode, else block by block.
fn decrypt(key: &[u8], first: Option<&[u8]>, data: &[u8]) -> Result<Vec<u8>, Error> {
    fn run<C: BlockCipherDecrypt + KeyInit>(key: &[u8], first: Option<&[u8]>, data: &[u8]) -> Option<Vec<u8>> {
        let cipher = C::new_from_slice(key).ok()?;
        let mut out = Vec::with_capacity(data.len());
        let mut before = [0u8; 16];
        if let Some(v) = first {
            before.iter_mut().zip(v).for_each(|(b, v)| *b = *v);
        }
        for chunk in data.chunks_exact(16) {
            let mut block = Array::<u8, C::BlockSize>::try_from(chunk).ok()?;
            cipher.decrypt_block(&mut block);
            if first.is_some() {
                block.iter_mut().zip(before).for_each(|(b, v)| *b ^= v);
                before.copy_from_slice(chunk);
            }
            out.extend_from_slice(&block);
        }
        Some(out)
    }
    match key.len() {
        16 => run::<aes::Aes128>(key, first, data),
        24 => run::<aes::Aes192>(key, first, data),
        32 => run::<aes::Aes256>(key, first, data),
        _ => None,
    }
    .ok_or_else(|| Error::corrupt("cipher key"))
}

/// The cipher of Office 2007: AES block by block, SHA-1, 50,000 turns.
fn standard(info: &[u8], package: &[u8], password: &str) -> Result<Vec<u8>, Error> {
    let bad = || Error::corrupt("encryption info");
    let u32_at = |at: usize| info.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
    let header = 12;
    let header_len = u32_at(8).ok_or_else(bad)? as usize;
    let key_bytes = (u32_at(header + 16).ok_or_else(bad)? / 8) as usize;
    let verifier = header.checked_add(header_len).ok_or_else(bad)?;
    let salt = info.get(verifier + 4..verifier + 20).ok_or_else(bad)?;
    let proof = info.get(verifier + 20..verifier + 36).ok_or_else(bad)?;
    let proof_hash = info.get(verifier + 40..verifier + 72).ok_or_else(bad)?;
    let h = Hash::Sha1.stretched(salt, password, 50_000);
    let h = Hash::Sha1.of(&[&h, &0u32.to_le_bytes()]);
    let padded = |fill: u8| -> Vec<u8> { (0..64).map(|i| fill ^ h.get(i).copied().unwrap_or(0)).collect() };
    let mut key = Hash::Sha1.of(&[&padded(0x36)]);
    key.extend(Hash::Sha1.of(&[&padded(0x5c)]));
    let key = key.get(..key_bytes).ok_or_else(bad)?;
    let opened = decrypt(key, None, proof)?;
    let opened_hash = decrypt(key, None, proof_hash)?;
    if Hash::Sha1.of(&[&opened]) != opened_hash[..20] {
        return Err(Error::BadPassword);
    }
    decrypt(key, None, package)
}

/// One element of the newer cipher's description.
#[derive(Default)]
struct KeyInfo {
    salt: Vec<u8>,
    block_bytes: usize,
    key_bytes: usize,
    hash: Option<Hash>,
    turns: u32,
    proof: Vec<u8>,
    proof_hash: Vec<u8>,
    key: Vec<u8>,
}

impl KeyInfo {
    fn read(e: &quick_xml::events::BytesStart<'_>) -> Self {
        let text = |name: &str| super::markup::attribute(e, name).unwrap_or_default();
        let number = |name: &str| text(name).parse::<u32>().unwrap_or(0);
        KeyInfo {
            salt: base64(&text("saltValue")),
            block_bytes: number("blockSize") as usize,
            key_bytes: number("keyBits") as usize / 8,
            hash: Hash::of_name(&text("hashAlgorithm")),
            turns: number("spinCount"),
            proof: base64(&text("encryptedVerifierHashInput")),
            proof_hash: base64(&text("encryptedVerifierHashValue")),
            key: base64(&text("encryptedKeyValue")),
        }
    }

    /// The salt as a first vector of the cipher.
    fn vector(&self, salt: &[u8]) -> Vec<u8> {
        let mut v = salt.to_vec();
        v.resize(self.block_bytes.clamp(1, 64), 0x36);
        v
    }
}

/// The cipher of Office 2010 and later: described in XML, AES in chain mode, pieces of 4,096 bytes.
fn agile(info: &[u8], package: &[u8], password: &str) -> Result<Vec<u8>, Error> {
    let bad = || Error::corrupt("encryption info");
    let text = String::from_utf8_lossy(info.get(8..).ok_or_else(bad)?).into_owned();
    let mut reader = Reader::from_str(&text);
    let (mut data, mut lock) = (None, None);
    loop {
        match reader.read_event().map_err(super::markup::of_xml)? {
            Event::Start(e) | Event::Empty(e) => match e.local_name().into_inner() {
                "keyData" => data = Some(KeyInfo::read(&e)),
                "encryptedKey" => lock = lock.or(Some(KeyInfo::read(&e))),
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    let (data, lock) = (data.ok_or_else(bad)?, lock.ok_or_else(bad)?);
    let (lock_hash, data_hash) = (lock.hash.ok_or_else(bad)?, data.hash.ok_or_else(bad)?);
    if lock.turns > MOST_TURNS {
        return Err(bad());
    }
    let stretched = lock_hash.stretched(&lock.salt, password, lock.turns);
    let vector = lock.vector(&lock.salt);
    let open = |purpose: [u8; 8], sealed: &[u8]| -> Result<Vec<u8>, Error> {
        let mut key = lock_hash.of(&[&stretched, &purpose]);
        key.resize(lock.key_bytes, 0x36);
        decrypt(&key, Some(&vector), sealed)
    };
    let proof = open([0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79], &lock.proof)?;
    let proof_hash = open([0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e], &lock.proof_hash)?;
    let own = lock_hash.of(&[proof.get(..lock.salt.len().min(proof.len())).unwrap_or(&proof)]);
    if own.is_empty() || proof_hash.get(..own.len()) != Some(&own[..]) {
        return Err(Error::BadPassword);
    }
    let mut key = open([0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6], &lock.key)?;
    key.truncate(data.key_bytes);
    let mut out = Vec::with_capacity(package.len());
    for (i, piece) in package.chunks(4096).enumerate() {
        let vector = data.vector(&data_hash.of(&[&data.salt, &(i as u32).to_le_bytes()]));
        out.extend(decrypt(&key, Some(&vector), piece)?);
    }
    Ok(out)
}

fn base64(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0u32, 0u32);
    for b in text.bytes() {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    out
}
