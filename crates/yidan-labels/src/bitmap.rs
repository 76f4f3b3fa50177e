//! Black and white dots in packed rows: what a thermal head burns. Knows neither fonts nor printers.

/// A picture of dots. Rows run from the top, eight dots a byte, the leftmost in the highest bit, 1 = black; the bits behind a row's end are 0.
#[derive(Clone, PartialEq, Eq)]
pub struct Bitmap {
    width: usize,
    height: usize,
    rows: Vec<u8>,
}

impl std::fmt::Debug for Bitmap {
    /// The size only: the dots of a label show a person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bitmap({}×{})", self.width, self.height)
    }
}

impl Bitmap {
    /// All white.
    pub fn new(width: usize, height: usize) -> Bitmap {
        Bitmap { width, height, rows: vec![0; width.div_ceil(8) * height] }
    }

    /// Takes packed rows. `None` when their number does not match; bits behind a row's end are cleared.
    pub fn from_rows(width: usize, height: usize, rows: Vec<u8>) -> Option<Bitmap> {
        let row_bytes = width.div_ceil(8);
        if rows.len() != row_bytes * height {
            return None;
        }
        let mut bitmap = Bitmap { width, height, rows };
        if !width.is_multiple_of(8) {
            for row in bitmap.rows.chunks_exact_mut(row_bytes) {
                row[row_bytes - 1] &= 0xFFu8 << (8 - width % 8);
            }
        }
        Some(bitmap)
    }

    /// In dots.
    pub fn width(&self) -> usize {
        self.width
    }

    /// In dots.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Bytes of one row.
    pub fn row_bytes(&self) -> usize {
        self.width.div_ceil(8)
    }

    /// All rows, one behind the other.
    pub fn rows(&self) -> &[u8] {
        &self.rows
    }

    /// False outside the picture.
    pub fn is_black(&self, x: usize, y: usize) -> bool {
        x < self.width && y < self.height && self.rows[y * self.row_bytes() + x / 8] & (0x80 >> (x % 8)) != 0
    }

    /// Blackens one dot; outside the picture nothing happens.
    pub fn blacken(&mut self, x: usize, y: usize) {
        if x < self.width && y < self.height {
            let at = y * self.row_bytes() + x / 8;
            self.rows[at] |= 0x80 >> (x % 8);
        }
    }

    /// Blackens a rectangle as far as it lies inside the picture.
    pub fn fill(&mut self, left: i64, top: i64, right: i64, bottom: i64) {
        let inside = |v: i64, most: usize| v.clamp(0, most as i64) as usize;
        let (left, right) = (inside(left, self.width), inside(right, self.width));
        if left >= right {
            return;
        }
        let row_bytes = self.row_bytes();
        let (first, last) = (left / 8, (right - 1) / 8);
        let first_mask = 0xFFu8 >> (left % 8);
        let last_mask = 0xFFu8 << (7 - (right - 1) % 8);
        for y in inside(top, self.height)..inside(bottom, self.height) {
            let row = &mut self.rows[y * row_bytes..(y + 1) * row_bytes];
            if first == last {
                row[first] |= first_mask & last_mask;
            } else {
                row[first] |= first_mask;
                row[first + 1..last].fill(0xFF);
                row[last] |= last_mask;
            }
        }
    }

    /// Adds the black dots of another picture whose top left corner is put at (`left`, `top`). Gives the number of black dots that fell
    /// outside and are lost.
    pub fn stamp(&mut self, other: &Bitmap, left: i64, top: i64) -> usize {
        let fits = left >= 0 && left as usize + other.width <= self.width;
        let (own, theirs) = (self.row_bytes(), other.row_bytes());
        let mut lost = 0;
        for y in 0..other.height {
            let source = &other.rows[y * theirs..(y + 1) * theirs];
            let at = top + y as i64;
            if at < 0 || at as usize >= self.height {
                lost += black_in(source);
                continue;
            }
            if !fits {
                lost += self.stamp_row_clipped(other, y, left, at as usize);
                continue;
            }
            let (byte, shift) = (left as usize / 8, left as usize % 8);
            let row = &mut self.rows[at as usize * own..(at as usize + 1) * own];
            for (i, bits) in source.iter().enumerate() {
                row[byte + i] |= bits >> shift;
                // The bits that run over are 0 where the row ends, as nothing is black behind a row's end.
                let over = bits.checked_shl(8 - shift as u32).unwrap_or(0);
                if over != 0 {
                    row[byte + i + 1] |= over;
                }
            }
        }
        lost
    }

    fn stamp_row_clipped(&mut self, other: &Bitmap, y: usize, left: i64, at: usize) -> usize {
        let mut lost = 0;
        for x in (0..other.width).filter(|x| other.is_black(*x, y)) {
            match usize::try_from(left + x as i64) {
                Ok(to) if to < self.width => self.blacken(to, at),
                _ => lost += 1,
            }
        }
        lost
    }

    /// The same picture moved by whole dots on paper of the same size, and the number of black dots that left the paper.
    pub fn moved(&self, right: i32, down: i32) -> (Bitmap, usize) {
        let mut out = Bitmap::new(self.width, self.height);
        let lost = out.stamp(self, i64::from(right), i64::from(down));
        (out, lost)
    }

    /// The same picture upside down.
    pub fn turned(&self) -> Bitmap {
        let mut out = Bitmap::new(self.width, self.height);
        let row_bytes = self.row_bytes();
        // Bits reversed from end to end stand too far right by the bits behind a row's end.
        let spare = row_bytes * 8 - self.width;
        for (y, row) in self.rows.chunks_exact(row_bytes.max(1)).enumerate() {
            let to = (self.height - 1 - y) * row_bytes;
            for (i, byte) in row.iter().rev().map(|b| b.reverse_bits()).enumerate() {
                out.rows[to + i] |= byte << spare;
                if i > 0 && spare > 0 {
                    out.rows[to + i - 1] |= byte >> (8 - spare);
                }
            }
        }
        out
    }

    /// Number of black dots.
    pub fn black_count(&self) -> usize {
        black_in(&self.rows)
    }

    /// Black dots of a rectangle, as far as it lies inside the picture.
    pub fn black_count_in(&self, left: usize, top: usize, right: usize, bottom: usize) -> usize {
        let columns = left..right.min(self.width);
        (top..bottom.min(self.height)).flat_map(|y| columns.clone().map(move |x| (x, y))).filter(|(x, y)| self.is_black(*x, *y)).count()
    }
}

fn black_in(bytes: &[u8]) -> usize {
    bytes.iter().map(|b| b.count_ones() as usize).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn picture(rows: &[&str]) -> Bitmap {
        let mut out = Bitmap::new(rows[0].len(), rows.len());
        for (y, row) in rows.iter().enumerate() {
            for (x, _) in row.bytes().enumerate().filter(|(_, b)| *b == b'#') {
                out.blacken(x, y);
            }
        }
        out
    }

    #[test]
    fn rows_are_packed() {
        let p = picture(&["#.......#.", "..........", ".........#"]);
        assert_eq!(p.rows(), [0x80, 0x80, 0, 0, 0, 0x40]);
        assert_eq!((p.row_bytes(), p.black_count(), p.black_count_in(0, 0, 9, 9)), (2, 3, 2));
        assert!(p.is_black(8, 0) && !p.is_black(10, 0) && !p.is_black(0, 3));
        assert_eq!(Bitmap::from_rows(10, 3, vec![0x80, 0xBF, 0, 0, 0, 0x40]), Some(p), "bits behind the end are cleared");
        assert_eq!(Bitmap::from_rows(10, 3, vec![0; 5]), None);
    }

    proptest! {
        /// Filling and stamping do what dot by dot drawing does, wherever they lie.
        #[test]
        fn fill_and_stamp(
            (width, height) in (1usize..40, 1usize..9),
            (left, top) in (-30i64..60, -6i64..12),
            (wide, high) in (1usize..40, 1usize..9),
            noise in prop::collection::vec(any::<u8>(), 5 * 9),
        ) {
            let mut want = Bitmap::new(width, height);
            for (y, x) in (0..high as i64).flat_map(|y| (0..wide as i64).map(move |x| (y + top, x + left))) {
                if let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) {
                    want.blacken(x, y);
                }
            }
            let mut filled = Bitmap::new(width, height);
            filled.fill(left, top, left + wide as i64, top + high as i64);
            prop_assert_eq!(&filled, &want);

            let mark = Bitmap::from_rows(wide, high, noise[..wide.div_ceil(8) * high].to_vec()).expect("as long as said");
            let mut want = Bitmap::new(width, height);
            let mut seen = 0;
            for (x, y) in (0..wide).flat_map(|x| (0..high).map(move |y| (x, y))).filter(|(x, y)| mark.is_black(*x, *y)) {
                if let (Ok(x), Ok(y)) = (usize::try_from(x as i64 + left), usize::try_from(y as i64 + top)) {
                    want.blacken(x, y);
                    seen += usize::from(x < width && y < height);
                }
            }
            let mut stamped = Bitmap::new(width, height);
            let lost = stamped.stamp(&mark, left, top);
            prop_assert_eq!(lost, mark.black_count() - seen);
            let turned = stamped.turned();
            for (x, y) in (0..width).flat_map(|x| (0..height).map(move |y| (x, y))) {
                prop_assert_eq!(turned.is_black(width - 1 - x, height - 1 - y), stamped.is_black(x, y));
            }
            prop_assert_eq!(stamped, want);
        }
    }
}
