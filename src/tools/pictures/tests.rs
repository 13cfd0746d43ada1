//! Pictures of every kind, whole, broken and hostile.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{
    DynamicImage, GenericImageView as _, ImageEncoder as _, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage,
};

use super::*;

/// A picture that is red above and blue below, with a little noise so that it looks like a photograph.
fn sample(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
        let noise = u8::try_from((x * 7919 + y * 104_729 + x * y) % 64).unwrap();
        if y < height / 2 { Rgb([200, noise, noise / 2]) } else { Rgb([noise / 2, noise, 200]) }
    }))
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// An EXIF segment that says how to turn the picture and where it was taken.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    tiff.extend([0x0e, 0x01, 2, 0, 20, 0, 0, 0, 38, 0, 0, 0]);
    tiff.extend([0; 4]);
    tiff.extend(b"GPS 52.5200N 13.405E\0");
    tiff
}

fn jpeg_with_exif(picture: &DynamicImage, orientation: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder.set_exif_metadata(exif(orientation)).unwrap();
    encoder.encode_image(picture).unwrap();
    bytes
}

fn shown(form: &Form) -> DynamicImage {
    image::load_from_memory(&form.bytes).unwrap()
}

#[test]
fn a_photograph_is_offered_in_widths_that_it_fills_and_beside_each_as_webp() {
    let made = develop(PictureFormat::Jpeg, &encoded(&sample(1200, 900), ImageFormat::Jpeg)).unwrap();
    let names: Vec<_> = made.forms.iter().map(|form| form.name.as_str()).collect();
    assert_eq!(names, ["480.jpg", "480.webp", "960.jpg", "960.webp", "1200.jpg", "1200.webp"]);
    for form in &made.forms {
        let width: u32 = form.name.split('.').next().unwrap().parse().unwrap();
        assert_eq!(shown(form).dimensions(), (width, width * 3 / 4), "{}", form.name);
    }
    assert_eq!((made.width, made.height, made.media_type), (1200, 900, "image/jpeg"));
    let placeholder = made.placeholder.unwrap();
    assert!(placeholder.starts_with("data:image/webp;base64,") && placeholder.len() < 600, "{placeholder}");
}

#[test]
fn what_is_wider_than_the_last_step_ends_there_and_what_is_small_is_not_blown_up() {
    let large = develop(PictureFormat::Jpeg, &encoded(&sample(3000, 100), ImageFormat::Jpeg)).unwrap();
    assert_eq!((large.widths, large.width, large.height), (vec![480, 960, 1600, 2400], 2400, 80));
    let small = develop(PictureFormat::Jpeg, &encoded(&sample(40, 30), ImageFormat::Jpeg)).unwrap();
    assert_eq!(small.widths, [40]);
    let exact = develop(PictureFormat::Jpeg, &encoded(&sample(480, 30), ImageFormat::Jpeg)).unwrap();
    assert_eq!(exact.widths, [480]);
}

#[test]
fn a_picture_stands_upright_and_says_nothing_of_where_it_was_taken() {
    // What is above after each way of turning: the sample is red above, and 8 wide by 4 high.
    for (orientation, is_tall, is_red_above) in
        [(1, false, true), (3, false, false), (6, true, true), (8, true, true)]
    {
        let sent = jpeg_with_exif(&sample(64, 32), orientation);
        assert!(sent.windows(4).any(|window| window == b"GPS "), "the sample has what is to be lost");
        let made = develop(PictureFormat::Jpeg, &sent).unwrap();
        assert_eq!(made.height > made.width, is_tall, "{orientation}");
        for form in &made.forms {
            assert!(!form.bytes.windows(4).any(|window| window == b"GPS " || window == b"Exif"));
            let top = shown(form).to_rgb8().get_pixel(if is_tall { made.width - 4 } else { 8 }, 4).0;
            if !is_tall || orientation == 6 {
                assert_eq!(top[0] > top[2], is_red_above, "{orientation} {top:?}");
            } else {
                assert!(top[2] > top[0], "{orientation} {top:?}");
            }
        }
    }
}

#[test]
fn a_drawing_stays_one_and_a_photograph_in_png_becomes_jpeg() {
    let drawing = DynamicImage::ImageRgb8(RgbImage::from_pixel(600, 400, Rgb([250, 250, 240])));
    assert_eq!(develop(PictureFormat::Png, &encoded(&drawing, ImageFormat::Png)).unwrap().ending, "png");
    let mut state = 1_u32;
    let noise = DynamicImage::ImageRgb8(RgbImage::from_fn(600, 400, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [_, a, b, c] = state.to_be_bytes();
        Rgb([a, b, c])
    }));
    assert_eq!(develop(PictureFormat::Png, &encoded(&noise, ImageFormat::Png)).unwrap().ending, "jpg");
}

#[test]
fn what_one_can_look_through_stays_so_and_has_no_placeholder() {
    let glass = DynamicImage::ImageRgba8(RgbaImage::from_fn(600, 400, |x, _| {
        Rgba([9, 99, 199, if x < 300 { 0 } else { 255 }])
    }));
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let sent = if format == ImageFormat::Png { PictureFormat::Png } else { PictureFormat::Webp };
        let made = develop(sent, &encoded(&glass, format)).unwrap();
        assert_eq!((made.ending, made.placeholder), ("png", None));
        for form in &made.forms {
            let pixels = shown(form).to_rgba8();
            assert!(pixels.get_pixel(20, 20).0[3] < 10 && pixels.get_pixel(450, 20).0[3] > 245);
        }
    }
}

#[test]
fn every_form_is_read_and_sixteen_bits_and_greys_as_well() {
    let picture = sample(100, 80);
    for (sent, format, picture) in [
        (PictureFormat::Jpeg, ImageFormat::Jpeg, DynamicImage::ImageLuma8(picture.to_luma8())),
        (PictureFormat::Png, ImageFormat::Png, DynamicImage::ImageRgb16(picture.to_rgb16())),
        (PictureFormat::Png, ImageFormat::Png, DynamicImage::ImageLumaA8(picture.to_luma_alpha8())),
        (PictureFormat::Webp, ImageFormat::WebP, picture.clone()),
        (PictureFormat::Gif, ImageFormat::Gif, DynamicImage::ImageRgba8(picture.to_rgba8())),
    ] {
        let made = develop(sent, &encoded(&picture, format)).unwrap();
        assert_eq!((made.width, made.height), (100, 80), "{format:?}");
    }
}

#[test]
fn what_is_cut_off_or_broken_is_refused_and_nothing_panics() {
    let picture = sample(200, 150);
    for (sent, format) in [
        (PictureFormat::Jpeg, ImageFormat::Jpeg),
        (PictureFormat::Png, ImageFormat::Png),
        (PictureFormat::Webp, ImageFormat::WebP),
        (PictureFormat::Gif, ImageFormat::Gif),
    ] {
        let whole = encoded(&picture, format);
        for part in [0, 1, 8, 20, whole.len() / 4, whole.len() / 2, whole.len() - 30] {
            let refused = develop(sent, &whole[..part]);
            assert_eq!(refused, Err(PictureFault::Damaged), "{format:?} {part} of {}", whole.len());
        }
        for place in (0..whole.len()).step_by(whole.len() / 50 + 1) {
            let mut broken = whole.clone();
            broken[place] ^= 0xff;
            // It may be seen as another picture; it may not bring anything down.
            let _either = develop(sent, &broken);
        }
    }
}

#[test]
fn a_bomb_of_pixels_is_refused_before_it_goes_off() {
    // 20,000 by 20,000 pixels of one colour are a few hundred kilobytes as PNG; only the head is needed to know it.
    let mut bomb = Vec::new();
    PngEncoder::new(&mut bomb).write_image(&[0; 4], 2, 2, image::ExtendedColorType::L8).unwrap();
    bomb[16..24].copy_from_slice(&[0, 0, 0x4e, 0x20, 0, 0, 0x4e, 0x20]);
    let crc = crc(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(develop(PictureFormat::Png, &bomb), Err(PictureFault::TooManyPixels));
    let mut deep = bomb;
    // 6,000 by 9,000 with four colours of sixteen bits.
    deep[16..26].copy_from_slice(&[0, 0, 0x17, 0x70, 0, 0, 0x23, 0x28, 16, 6]);
    let crc = self::crc(&deep[12..29]);
    deep[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(develop(PictureFormat::Png, &deep), Err(PictureFault::TooMuchMemory));
}

/// CRC-32 as PNG has it.
pub fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 },
        )
    })
}

#[test]
fn a_jpeg_with_passes_without_end_is_refused() {
    let whole = encoded(&sample(64, 64), ImageFormat::Jpeg);
    let scan = whole.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
    let (head, passes) = whole.split_at(scan);
    let passes = &passes[..passes.len() - 2];
    let endless = [head, &passes.repeat(100), &[0xff, 0xd9]].concat();
    assert_eq!(develop(PictureFormat::Jpeg, &endless), Err(PictureFault::Damaged));
}

/// Puts a segment behind the first mark, where cameras write.
fn with_segment(jpeg: &[u8], content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, content, &jpeg[2..]].concat()
}

#[test]
fn a_photograph_that_is_cut_off_is_refused_although_the_small_copy_in_it_has_an_end() {
    let small = encoded(&sample(16, 12), ImageFormat::Jpeg);
    let whole = with_segment(&encoded(&sample(300, 200), ImageFormat::Jpeg), &small);
    assert!(develop(PictureFormat::Jpeg, &whole).is_ok());
    for kept in [whole.len() / 2, whole.len() - 2, small.len() + 40] {
        assert_eq!(develop(PictureFormat::Jpeg, &whole[..kept]), Err(PictureFault::Damaged), "{kept}");
    }
    let followed = [&whole[..whole.len() / 2], &small].concat();
    assert_eq!(develop(PictureFormat::Jpeg, &followed), Err(PictureFault::Damaged));
}

#[test]
fn a_photograph_that_a_film_follows_is_its_picture_alone() {
    let picture = encoded(&sample(300, 200), ImageFormat::Jpeg);
    let film = [b"\0\0\0\x18ftypmp42".as_slice(), &b"\xff\xda\0\x0c\xff\xd8\xff\xd9".repeat(200)].concat();
    let sent = [&picture[..], &film].concat();
    assert_eq!(develop(PictureFormat::Jpeg, &sent), develop(PictureFormat::Jpeg, &picture));
    assert!(develop(PictureFormat::Jpeg, &sent).is_ok());
}

#[test]
fn what_hides_behind_a_picture_is_left_behind() {
    let script = b"<script>alert(1)</script>";
    for (sent, format) in [(PictureFormat::Jpeg, ImageFormat::Jpeg), (PictureFormat::Png, ImageFormat::Png)] {
        let polyglot = [&encoded(&sample(60, 40), format)[..], script].concat();
        let made = develop(sent, &polyglot).unwrap();
        for form in made.forms {
            assert!(!form.bytes.windows(script.len()).any(|window| window == script), "{}", form.name);
        }
    }
}

#[test]
fn colours_of_a_wide_space_are_brought_to_the_usual_one() {
    let green = DynamicImage::ImageRgb8(RgbImage::from_pixel(32, 32, Rgb([0, 200, 0])));
    let mut sent = Vec::new();
    let mut encoder = PngEncoder::new(&mut sent);
    encoder.set_icc_profile(moxcms::ColorProfile::new_display_p3().encode().unwrap()).unwrap();
    green.write_with_encoder(encoder).unwrap();
    let made = develop(PictureFormat::Png, &sent).unwrap();
    let pixel = shown(&made.forms[0]).to_rgb8().get_pixel(16, 16).0;
    assert!(pixel[1] > 203, "the same green is a larger number in the smaller space: {pixel:?}");
    assert!(!made.forms[0].bytes.windows(4).any(|window| window == b"iCCP"));
}
