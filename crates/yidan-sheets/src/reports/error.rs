//! What can stop a report. Reading files has its own list (`crate::Error`); the two share nothing.

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// An amount that a spreadsheet's numbers cannot hold to the fen.
    #[error("{fen} fen in {sheet}, row {row}, is beyond what a cell can hold")]
    AmountTooLarge {
        sheet: String,
        /// As the sheet counts, from 1.
        row: u32,
        fen: i64,
    },
    #[error("workbook: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The caller's rows ended with a fault of theirs.
    #[error("rows: {0}")]
    Source(#[source] Box<dyn std::error::Error + Send + Sync>),
}
