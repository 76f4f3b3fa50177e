//! QR codes as black runs per row. Size on paper is decided where it is placed.

use fast_qr::{ECL, QRBuilder};

/// Blank modules on each side.
pub const QUIET_MODULES: u32 = 4;

/// A matrix as runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// Modules per side.
    pub size: u32,
    /// (column, row, length) of each black run.
    pub runs: Vec<(u32, u32, u32)>,
}

/// Error level M. `None` when the text is empty or too long for a QR code.
pub fn encode(text: &str) -> Option<Matrix> {
    if text.is_empty() {
        return None;
    }
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let mut runs = Vec::new();
    for row in 0..code.size {
        let cells = &code[row];
        let mut column = 0;
        while column < code.size {
            let length = cells[column..].iter().take_while(|m| m.value()).count();
            if length > 0 {
                runs.push((column as u32, row as u32, length as u32));
            }
            column += length.max(1);
        }
    }
    Some(Matrix { size: code.size as u32, runs })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_grow_with_the_text() {
        for (text, size) in [("A", 21), ("2026112200001234567", 21), ("示例订单-0001", 25)] {
            let matrix = encode(text).expect("short enough");
            assert_eq!(matrix.size, size, "{text}");
            // The finder pattern's first row is seven black modules at both ends.
            assert_eq!(matrix.runs[0], (0, 0, 7));
        }
        assert_eq!(encode(""), None);
        assert_eq!(encode(&"长".repeat(2000)), None);
    }
}
