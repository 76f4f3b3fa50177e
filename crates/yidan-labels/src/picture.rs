//! A logo in a template: a PNG in base64, turned once into black and white, placed on whole dots. No other form of picture is read; whoever
//! edits templates converts.

use crate::bars::dots;
use crate::base64;
use crate::sheet::Block;
use crate::template::Area;

/// Bytes of a picture's file and dots of a side: a logo, not a photograph.
const BYTES: usize = 256 * 1024;
const SIDE: u32 = 2_000;
/// Grey below this is black; what is transparent is white.
const BLACK_BELOW: u32 = 128;

/// A picture of black and white pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    black: Vec<bool>,
}

impl Picture {
    /// Reads base64 of a PNG. The error says what is wrong with it.
    pub fn read(text: &str) -> Result<Picture, String> {
        let bytes = base64::decode(text).filter(|b| b.len() <= BYTES).ok_or("picture: no base64, or too large")?;
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let fault = |e: png::DecodingError| format!("picture: {e}");
        let mut reader = decoder.read_info().map_err(fault)?;
        let (width, height) = (reader.info().width, reader.info().height);
        if width > SIDE || height > SIDE {
            return Err(format!("picture: {width}×{height} is more than {SIDE} a side"));
        }
        let size = reader.output_buffer_size().ok_or("picture: too large")?;
        let mut rows = vec![0; size];
        let info = reader.next_frame(&mut rows).map_err(fault)?;
        let samples = info.color_type.samples();
        let is_black = |pixel: &[u8]| {
            let part = |i: usize| u32::from(pixel[i]);
            let (grey, alpha) = match samples {
                1 => (part(0), 255),
                2 => (part(0), part(1)),
                3 => ((part(0) * 299 + part(1) * 587 + part(2) * 114) / 1000, 255),
                _ => ((part(0) * 299 + part(1) * 587 + part(2) * 114) / 1000, part(3)),
            };
            (grey * alpha + 255 * (255 - alpha)) / 255 < BLACK_BELOW
        };
        let line = |row: &[u8]| row.chunks_exact(samples).take(width as usize).map(is_black).collect::<Vec<_>>();
        let black: Vec<bool> = rows.chunks_exact(info.line_size).take(height as usize).flat_map(line).collect();
        Ok(Picture { width: width as usize, height: height as usize, black })
    }

    /// As large as the area allows without being stretched, centred, each run of a row one block of whole dots.
    pub fn place(&self, area: Area, dots_per_mm: f64) -> Vec<Block> {
        let scale = (area.width_mm * dots_per_mm / self.width as f64).min(area.height_mm * dots_per_mm / self.height as f64);
        let side = |pixels: usize| ((pixels as f64 * scale).floor() as usize).max(1);
        let (wide, high) = (side(self.width), side(self.height));
        let left = (area.x_mm * dots_per_mm + (area.width_mm * dots_per_mm - wide as f64) / 2.0).round();
        let top = (area.y_mm * dots_per_mm + (area.height_mm * dots_per_mm - high as f64) / 2.0).round();
        let mut blocks = Vec::new();
        for y in 0..high {
            let from = y * self.height / high * self.width;
            let row = &self.black[from..from + self.width];
            let mut x = 0;
            while x < wide {
                let run = (x..wide).take_while(|x| row[x * self.width / wide]).count();
                if run > 0 {
                    blocks.push(dots(left + x as f64, top + y as f64, run as f64, 1.0, dots_per_mm));
                }
                x += run.max(1);
            }
        }
        blocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two pixels wide, one high: black, white. Grey of 8 bits.
    const PAIR: &str = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAC0lEQVR4nGNg+A8AAQIBAEK+vGgAAAAASUVORK5CYII=";

    #[test]
    fn a_picture_becomes_whole_dots() {
        let picture = Picture::read(PAIR).expect("a picture");
        assert_eq!((picture.width, picture.height, picture.black.as_slice()), (2, 1, &[true, false][..]));
        let area = Area { x_mm: 10.0, y_mm: 10.0, width_mm: 4.0, height_mm: 10.0 };
        let blocks = picture.place(area, 8.0);
        // 32 dots wide and therefore 16 high, in the middle of 80; the left half of each row is black.
        assert_eq!(blocks.len(), 16);
        assert_eq!(
            ((blocks[0].x_mm * 8.0).round(), (blocks[0].y_mm * 8.0).round(), (blocks[0].width_mm * 8.0).round()),
            (80.0, 112.0, 16.0)
        );
        for wrong in ["", "%%", "AAAA"] {
            assert!(Picture::read(wrong).is_err(), "{wrong}");
        }
    }
}
