//! A page of dots as a PNG picture for the window: what is seen is what is burnt, dot by dot.

use crate::error::Error;
use crate::press::DotPage;
use png::{BitDepth, ColorType, Compression, PixelDimensions, Unit};

/// One dot is one pixel of one bit; the picture says how large it is on paper.
pub fn png(page: &DotPage) -> Result<Vec<u8>, Error> {
    let bitmap = &page.bitmap;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, bitmap.width() as u32, bitmap.height() as u32);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    encoder.set_compression(Compression::Fast);
    let per_metre = (page.head.dots_per_mm() * 1000.0).round() as u32;
    encoder.set_pixel_dims(Some(PixelDimensions { xppu: per_metre, yppu: per_metre, unit: Unit::Meter }));
    let fault = |e: png::EncodingError| Error::Document(e.to_string());
    let mut writer = encoder.write_header().map_err(fault)?;
    // In a grey picture 0 is black.
    let inverted: Vec<u8> = bitmap.rows().iter().map(|b| !b).collect();
    writer.write_image_data(&inverted).map_err(fault)?;
    writer.finish().map_err(fault)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitmap::Bitmap;
    use crate::options::Head;

    #[test]
    fn dots_are_pixels() {
        let mut bitmap = Bitmap::new(13, 3);
        bitmap.fill(2, 1, 11, 2);
        let page = DotPage { width_mm: 1.625, height_mm: 0.375, head: Head::Dpi203, bitmap };
        let bytes = png(&page).expect("encoded");
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().expect("a PNG");
        let mut rows = vec![0; reader.output_buffer_size().expect("small")];
        let info = reader.next_frame(&mut rows).expect("a picture");
        assert_eq!((info.width, info.height, info.bit_depth, info.color_type), (13, 3, BitDepth::One, ColorType::Grayscale));
        for (y, x) in (0..3).flat_map(|y| (0..13).map(move |x| (y, x))) {
            let white = rows[y * info.line_size + x / 8] & (0x80 >> (x % 8)) != 0;
            assert_eq!(white, !page.bitmap.is_black(x, y), "{x},{y}");
        }
        let dims = reader.info().pixel_dims.expect("its size on paper");
        assert_eq!((dims.xppu, dims.yppu), (8000, 8000));
    }
}
