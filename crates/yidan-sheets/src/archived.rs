//! A zip with exports inside: which member to read, and which are only details of it.

use crate::error::Error;
use crate::look::Table;
use crate::opened::{Found, Opened, count_rows, inspect};
use crate::profile::set::ProfileSet;
use crate::rows::archive::{may_hold_table, member_name, of_zip};
use crate::rows::bytes::{Archive, Bytes};
use crate::rows::document::{Container, Document};
use std::io::Read;
use yidan_domain::limits;

struct Member {
    index: usize,
    name: String,
    len: u64,
    is_encrypted: bool,
}

/// The members that may hold a table.
fn members(archive: &mut Archive<'_>) -> Result<Vec<Member>, Error> {
    let mut out = Vec::new();
    let mut total = 0u64;
    for index in 0..archive.len().min(limits::ARCHIVE_MEMBERS) {
        let name = member_name(archive, index)?;
        let raw = archive.by_index_raw(index).map_err(of_zip)?;
        let (is_folder, len, is_encrypted) = (raw.is_dir(), raw.size(), raw.encrypted());
        if is_folder || !may_hold_table(&name) {
            continue;
        }
        total = total.saturating_add(len);
        if total > limits::UNPACKED_BYTES {
            return Err(Error::TooBig { what: "archive", limit: limits::UNPACKED_BYTES });
        }
        out.push(Member { index, name, len, is_encrypted });
    }
    Ok(out)
}

/// Opens the member with a running balance, else the one with most rows.
pub fn open<'a>(mut archive: Archive<'a>, profiles: &ProfileSet, password: Option<&str>) -> Result<Opened<'a>, Error> {
    let members = members(&mut archive)?;
    if members.is_empty() {
        return Err(Error::NothingToImport);
    }
    if password.is_none() && members.iter().any(|m| m.is_encrypted) {
        return Err(Error::NeedsPassword);
    }
    let mut best: Option<((bool, bool, u64), usize)> = None;
    let mut tabular = Vec::new();
    let mut trouble = None;
    for (place, member) in members.iter().enumerate() {
        let (mut document, found) = match look_into(&archive, member, profiles, password) {
            Ok(Some(looked)) => looked,
            Ok(None) => continue,
            Err(e @ (Error::BadPassword | Error::NeedsPassword | Error::TooBig { .. })) => return Err(e),
            Err(e) => {
                trouble.get_or_insert(e);
                continue;
            }
        };
        if !found.is_tabular {
            continue;
        }
        tabular.push(place);
        let mut rows = 0;
        for table in &found.tables {
            rows += count_rows(&mut document, table.index)?;
        }
        let has_balance = found.tables.iter().any(|t: &Table| t.plan.has_balance());
        let rank = (!found.tables.is_empty(), has_balance, rows);
        if best.is_none_or(|(b, _)| rank > b) {
            best = Some((rank, place));
        }
    }
    let Some((_, place)) = best else {
        return Err(match trouble {
            Some(e @ Error::Corrupt(_)) => e,
            _ => Error::NothingToImport,
        });
    };
    let member = &members[place];
    let Some((document, found)) = look_into(&archive, member, profiles, password)? else { return Err(Error::NothingToImport) };
    let mut recognised = found.recognised;
    recognised.container = format!("{}/{}", if member.is_encrypted { "zip-encrypted" } else { "zip" }, recognised.container);
    recognised.member = Some(member.name.clone());
    let others = tabular.iter().filter(|p| **p != place).map(|p| members[*p].name.clone());
    let ignored: Vec<String> = recognised.ignored_members.take().into_iter().flatten().chain(others).collect();
    recognised.ignored_members = (!ignored.is_empty()).then_some(ignored);
    Ok(Opened { document, tables: found.tables, recognised })
}

/// Opens one member; an archive within the archive is not entered.
fn look_into<'a>(
    archive: &Archive<'a>,
    member: &Member,
    profiles: &ProfileSet,
    password: Option<&str>,
) -> Result<Option<(Document<'a>, Found)>, Error> {
    let own = password.filter(|_| member.is_encrypted).map(|p| p.as_bytes().to_vec());
    let mut bytes = Bytes::Member { archive: archive.clone(), index: member.index, password: own, len: member.len };
    if member.is_encrypted {
        prove_password(&mut bytes)?;
    }
    let mut document = match Container::open(bytes, password)? {
        Container::Document(document) => document,
        Container::Archive(_) => return Ok(None),
    };
    let found = inspect(&mut document, profiles, None)?;
    Ok(Some((document, found)))
}

/// A wrong password passes the quick check once in 256 times; the check sum at the end finds it out.
fn prove_password(bytes: &mut Bytes<'_>) -> Result<(), Error> {
    let mut reader = bytes.open()?;
    let mut block = vec![0u8; 64 * 1024];
    loop {
        match reader.read(&mut block) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(e) if e.to_string() == crate::rows::bytes::TOO_MUCH => return Err(Error::from(e)),
            Err(_) => return Err(Error::BadPassword),
        }
    }
}
