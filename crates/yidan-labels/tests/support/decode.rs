//! Printer streams back into dots, written from the manuals and not from the writers: each reads what a printer would read and refuses
//! everything else.

/// What a printer would burn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Burnt {
    pub row_bytes: usize,
    pub height: usize,
    /// 1 = black.
    pub rows: Vec<u8>,
    pub copies: usize,
}

/// A place in a stream.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn expect(&mut self, text: &str) {
        assert!(self.0.starts_with(text.as_bytes()), "expected {text:?} at {:?}", String::from_utf8_lossy(&self.0[..self.0.len().min(40)]));
        self.0 = &self.0[text.len()..];
    }

    fn tries(&mut self, text: &str) -> bool {
        let there = self.0.starts_with(text.as_bytes());
        if there {
            self.expect(text);
        }
        there
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        assert!(self.0.len() >= count, "{count} bytes wanted, {} left", self.0.len());
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    fn number(&mut self) -> usize {
        let digits = self.0.iter().take_while(|b| b.is_ascii_digit()).count();
        std::str::from_utf8(self.take(digits)).expect("digits").parse().expect("a number")
    }

    /// Up to and without a mark.
    fn until(&mut self, mark: u8) -> &'a str {
        let end = self.0.iter().position(|b| *b == mark).expect("the mark comes");
        std::str::from_utf8(self.take(end)).expect("plain text")
    }
}

/// The sizes in mm too: width, height, gap.
pub fn tspl(bytes: &[u8]) -> (Burnt, [f64; 3]) {
    let mut r = Reader(bytes);
    let mm = |text: &str| text.trim_end_matches(" mm").parse::<f64>().expect("a length");
    r.expect("SIZE ");
    let width = mm(r.until(b','));
    r.expect(",");
    let height = mm(r.until(b'\r'));
    r.expect("\r\nGAP ");
    let gap = mm(r.until(b','));
    r.expect(",0 mm\r\nDIRECTION 1,0\r\nREFERENCE 0,0\r\nCLS\r\nBITMAP 0,0,");
    let row_bytes = r.number();
    r.expect(",");
    let rows_count = r.number();
    r.expect(",0,");
    // 0 is black.
    let rows = r.take(row_bytes * rows_count).iter().map(|b| b ^ 0xFF).collect();
    r.expect("\r\nPRINT 1,");
    let copies = r.number();
    r.expect("\r\n");
    assert!(r.0.is_empty());
    (Burnt { row_bytes, height: rows_count, rows, copies }, [width, height, gap])
}

pub fn zpl(bytes: &[u8]) -> Burnt {
    let mut r = Reader(bytes);
    r.expect("^XA^PW");
    let width = r.number();
    r.expect("^LL");
    let height = r.number();
    r.expect("^LH0,0");
    let row_bytes = width.div_ceil(8);
    let mut rows = Vec::new();
    while r.tries("^FO0,") {
        // Fields follow one another without overlap or hole.
        assert_eq!(r.number() * row_bytes, rows.len());
        r.expect("^GFA,");
        let total = r.number();
        assert!(total <= 99_999, "cut off by the printer");
        r.expect(",");
        assert_eq!(r.number(), total);
        r.expect(",");
        assert_eq!(r.number(), row_bytes);
        r.expect(",");
        let part = zpl_rows(r.until(b'^'), row_bytes);
        assert_eq!(part.len(), total);
        rows.extend(part);
        r.expect("^FS");
    }
    r.expect("^PQ");
    let copies = r.number();
    r.expect("^XZ");
    assert!(r.0.is_empty());
    Burnt { row_bytes, height, rows, copies }
}

fn zpl_rows(text: &str, row_bytes: usize) -> Vec<u8> {
    let (mut digits, mut before, mut rows): (Vec<u8>, Vec<u8>, Vec<u8>) = Default::default();
    let mut count = 0;
    let whole = row_bytes * 2;
    for c in text.chars() {
        match c {
            'G'..='Y' => count += c as usize - 'G' as usize + 1,
            'g'..='z' => count += (c as usize - 'g' as usize + 1) * 20,
            // Printers fill whole bytes.
            ',' | '!' => {
                assert!(count == 0 && digits.len() % 2 == 0 && digits.len() < whole, "{c} inside a byte or behind a full row");
                digits.resize(whole, if c == ',' { 0 } else { 15 });
            }
            ':' => {
                assert!(digits.is_empty() && count == 0 && !before.is_empty());
                digits.clone_from(&before);
            }
            _ => {
                let digit = c.to_digit(16).expect("hexadecimal") as u8;
                digits.extend(std::iter::repeat_n(digit, count.max(1)));
                count = 0;
            }
        }
        assert!(digits.len() <= whole, "a run crosses the end of its row");
        if digits.len() == whole {
            rows.extend(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]));
            before = std::mem::take(&mut digits);
        }
    }
    assert!(digits.is_empty() && count == 0, "a row is not whole");
    rows
}

/// Its resolution and whether the label ends at a gap too.
pub fn cpcl(bytes: &[u8]) -> (Burnt, usize, bool) {
    let mut r = Reader(bytes);
    r.expect("! 0 ");
    let dpi = r.number();
    r.expect(&format!(" {dpi} "));
    let height = r.number();
    r.expect(" ");
    let copies = r.number();
    r.expect("\r\nPAGE-WIDTH ");
    let width = r.number();
    r.expect("\r\n");
    let gap = r.tries("GAP-SENSE\r\n");
    r.expect("CG ");
    let row_bytes = r.number();
    assert_eq!(row_bytes, width.div_ceil(8));
    r.expect(" ");
    assert_eq!(r.number(), height);
    r.expect(" 0 0 ");
    let rows = r.take(row_bytes * height).to_vec();
    r.expect("\r\nFORM\r\nPRINT\r\n");
    assert!(r.0.is_empty());
    (Burnt { row_bytes, height, rows, copies }, dpi, gap)
}

/// Copies are counted; all must be alike.
pub fn escpos(bytes: &[u8]) -> Burnt {
    let mut r = Reader(bytes);
    let mut copies: Vec<(usize, Vec<u8>)> = Vec::new();
    while r.tries("\x1b@") {
        let (mut row_bytes, mut rows) = (0, Vec::new());
        while r.tries("\x1dv0\0") {
            let head = r.take(4);
            let (x, y) = (usize::from(head[0]) + usize::from(head[1]) * 256, usize::from(head[2]) + usize::from(head[3]) * 256);
            assert!((1..=2303).contains(&y) && (row_bytes == 0 || row_bytes == x));
            row_bytes = x;
            rows.extend_from_slice(r.take(x * y));
        }
        assert!(r.tries("\x1d\x0c") || r.tries("\x1dVB\0"), "neither fed nor cut");
        copies.push((row_bytes, rows));
    }
    assert!(r.0.is_empty());
    let (row_bytes, rows) = copies[0].clone();
    assert!(copies.iter().all(|c| *c == copies[0]));
    Burnt { row_bytes, height: rows.len() / row_bytes, rows, copies: copies.len() }
}
