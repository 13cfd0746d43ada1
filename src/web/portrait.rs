//! Somebody's picture beside their name. Style sheets make a square of it.

use crate::model::media::Medium;

/// The width that a picture is shown with and twice that, for sharper screens.
const WIDTHS: [u32; 2] = [160, 320];

/// What an `img` needs.
pub struct Portrait {
    pub src: String,
    pub srcset: String,
    /// Empty where nobody said what it shows: the name stands beside it.
    pub alt: String,
}

impl Portrait {
    /// Nothing for what is no picture.
    pub fn of(medium: &Medium) -> Option<Self> {
        // A wide one is cut at its sides, so it has to be wider for the same height.
        let (width, height) = (medium.width?.max(1), medium.height?.max(1));
        let wanted = |shown: u32| {
            let wide = i64::from(shown) * width.max(height) / height;
            medium.width_for(u32::try_from(wide).unwrap_or(u32::MAX))
        };
        let [small, large] = WIDTHS.map(wanted);
        let address = |width: u32| {
            if medium.has_webp() {
                medium.address_of(&format!("{width}.webp"))
            } else {
                medium.address_at(width)
            }
        };
        let (small, large) = (small?, large?);
        let srcset = format!("{} 1x, {} 2x", address(small), address(large));
        Some(Self { src: medium.address_at(large), srcset, alt: medium.alt.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portrait_is_as_large_as_it_is_shown_and_twice_that() {
        // Four to three, so the square of 320 dots takes 426 of its width.
        let portrait = Portrait::of(&Medium::sample(1, "160 320 480 960")).unwrap();
        assert!(portrait.src.ends_with("/480.jpg"), "{}", portrait.src);
        assert!(portrait.srcset.contains("/320.webp 1x, ") && portrait.srcset.ends_with("/480.webp 2x"));
        assert!(Portrait::of(&Medium { width: None, ..Medium::sample(1, "160") }).is_none());
    }
}
