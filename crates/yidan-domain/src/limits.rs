//! Every loop over the world has a limit, and every limit stands here. Policy thresholds that a shop may change are settings with these defaults.

/// A header is looked for among so many first rows of a sheet.
pub const HEADER_SCAN_ROWS: usize = 45;
/// Bytes of one file as it lies on disk.
pub const FILE_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Bytes that one archive may unpack to, all members together.
pub const UNPACKED_BYTES: u64 = 4 * 1024 * 1024 * 1024;
/// Bytes of one archive member that is unpacked into memory (shared strings, styles, workbook parts).
pub const PART_BYTES: u64 = 256 * 1024 * 1024;
/// Files looked at inside one archive.
pub const ARCHIVE_MEMBERS: usize = 200;
/// Rows of one sheet or text file: what Excel can hold, and ten times that for text.
pub const SHEET_ROWS: u64 = 10_485_760;
/// Columns of one row that are looked at.
pub const SHEET_COLUMNS: usize = 2_000;
/// Characters of one cell that are kept.
pub const CELL_CHARS: usize = 32_767;
/// Rejected rows that are listed one by one in a reply; further ones are counted.
pub const LISTED_REJECTIONS: usize = 10_000;
