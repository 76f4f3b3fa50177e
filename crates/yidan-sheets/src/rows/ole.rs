//! The compound file of old Office: named streams in chained sectors. Holds old workbooks, and new ones that are protected.

use crate::error::Error;
use std::collections::HashSet;

/// An opened compound file, in memory.
pub struct Ole {
    data: Vec<u8>,
    sector_shift: u32,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<u8>,
    mini_cutoff: u64,
    streams: Vec<Stream>,
}

struct Stream {
    name: String,
    start: u32,
    len: u64,
}

pub const SIGNATURE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const MINI_SHIFT: u32 = 6;
/// Sector numbers from here on mean "none", "end" and the like.
const SPECIAL: u32 = 0xffff_fffa;

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?))
}

impl Ole {
    pub fn open(data: Vec<u8>) -> Result<Self, Error> {
        Self::parse(data).ok_or_else(|| Error::corrupt("compound file"))
    }

    fn parse(data: Vec<u8>) -> Option<Self> {
        if !data.starts_with(SIGNATURE) {
            return None;
        }
        let sector_shift = u32::from(u16_at(&data, 30)?);
        if !matches!(sector_shift, 9 | 12) || u32::from(u16_at(&data, 32)?) != MINI_SHIFT {
            return None;
        }
        let mut ole = Ole {
            sector_shift,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            mini_cutoff: u64::from(u32_at(&data, 56)?),
            streams: Vec::new(),
            data,
        };
        ole.read_fat()?;
        let directory = ole.chain(u32_at(&ole.data, 48)?, u64::MAX);
        let mini_fat = ole.chain(u32_at(&ole.data, 60)?, u64::MAX);
        ole.mini_fat = numbers(&mini_fat);
        ole.read_directory(&directory);
        Some(ole)
    }

    fn sectors(&self) -> usize {
        (self.data.len() >> self.sector_shift) + 1
    }

    /// The bytes of a sector; the last one of a cut file may be short.
    fn sector(&self, number: u32) -> &[u8] {
        let start = (number as usize + 1) << self.sector_shift;
        let end = (start + (1 << self.sector_shift)).min(self.data.len());
        self.data.get(start..end).unwrap_or(&[])
    }

    fn read_fat(&mut self) -> Option<()> {
        let mut places: Vec<u32> = (0..109).map_while(|i| u32_at(&self.data, 76 + i * 4)).collect();
        let mut next = u32_at(&self.data, 68)?;
        let mut seen = HashSet::new();
        while next < SPECIAL && seen.insert(next) && seen.len() <= self.sectors() {
            let block = numbers(self.sector(next));
            let (last, list) = block.split_last()?;
            places.extend_from_slice(list);
            next = *last;
        }
        let most = self.sectors();
        for place in places.into_iter().filter(|p| *p < SPECIAL).take(most) {
            let block = numbers(self.sector(place));
            self.fat.extend_from_slice(&block);
        }
        Some(())
    }

    /// The bytes of a chain of sectors. A circle ends it.
    fn chain(&self, start: u32, len: u64) -> Vec<u8> {
        let mut out = Vec::new();
        let mut next = start;
        let mut steps = 0;
        while next < SPECIAL && (out.len() as u64) < len && steps <= self.sectors() {
            out.extend_from_slice(self.sector(next));
            next = self.fat.get(next as usize).copied().unwrap_or(u32::MAX);
            steps += 1;
        }
        out.truncate(usize::try_from(len).unwrap_or(usize::MAX).min(out.len()));
        out
    }

    fn read_directory(&mut self, directory: &[u8]) {
        for entry in directory.chunks_exact(128) {
            let name_bytes = usize::from(u16_at(entry, 64).unwrap_or(0)).min(64);
            let units: Vec<u16> =
                entry[..name_bytes].chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]])).take_while(|u| *u != 0).collect();
            let start = u32_at(entry, 116).unwrap_or(u32::MAX);
            let mut len = u64::from(u32_at(entry, 120).unwrap_or(0));
            if self.sector_shift == 12 {
                len |= u64::from(u32_at(entry, 124).unwrap_or(0)) << 32;
            }
            match entry[66] {
                5 => self.mini_stream = self.chain(start, len),
                2 => self.streams.push(Stream { name: String::from_utf16_lossy(&units), start, len }),
                _ => {}
            }
        }
    }

    /// A stream of this name is there.
    pub fn has(&self, name: &str) -> bool {
        self.streams.iter().any(|s| s.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream, by its name in whatever case.
    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let s = self.streams.iter().find(|s| s.name.eq_ignore_ascii_case(name))?;
        if s.len >= self.mini_cutoff {
            return Some(self.chain(s.start, s.len));
        }
        let mut out = Vec::new();
        let mut next = s.start;
        while next < SPECIAL && (out.len() as u64) < s.len {
            let start = (next as usize) << MINI_SHIFT;
            let block = self.mini_stream.get(start..(start + (1 << MINI_SHIFT)).min(self.mini_stream.len()))?;
            out.extend_from_slice(block);
            next = self.mini_fat.get(next as usize).copied().unwrap_or(u32::MAX);
        }
        out.truncate(s.len as usize);
        Some(out)
    }
}

fn numbers(block: &[u8]) -> Vec<u32> {
    block.chunks_exact(4).map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]])).collect()
}
