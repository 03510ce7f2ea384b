//! Everything that a browser may ask for, inside the binary.
//!
//! The table is written by the build script (see `build/main.rs`), which also compiles the page. What is absent: no file is read
//! and nothing is compressed while the lab runs, so the binary can be copied anywhere and a request costs a look-up.

use bundle::{Asset, Bundle};

/// Everything that a browser may ask for.
pub const BUNDLE: Bundle = Bundle { files: FILES, not_found: "/not_found.html" };

static FILES: &[Asset] = &include!(concat!(env!("OUT_DIR"), "/table.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_only_files_that_are_in_the_bundle() {
        for page in FILES.iter().filter(|asset| asset.mime.starts_with("text/html")) {
            let text = std::str::from_utf8(page.identity).unwrap();
            let named = text.split('"').filter(|part| part.starts_with("/assets/"));
            for path in named {
                assert!(BUNDLE.find(path).is_some_and(|asset| asset.immutable), "{} names {path}", page.path);
            }
        }
    }

    #[test]
    fn every_form_of_a_text_is_smaller_than_the_one_before() {
        for asset in FILES.iter().filter(|asset| asset.identity.len() > 2000) {
            assert!(asset.gzip.len() < asset.identity.len(), "{}", asset.path);
            assert!(asset.brotli.len() < asset.gzip.len(), "{}", asset.path);
        }
    }

    #[test]
    fn the_pages_have_fixed_addresses_and_everything_else_a_hashed_one() {
        for asset in FILES {
            assert_eq!(asset.immutable, asset.path.starts_with("/assets/"), "{}", asset.path);
        }
        assert!(BUNDLE.find("/").is_some());
        assert!(BUNDLE.find("/nowhere").is_none());
        assert_eq!(BUNDLE.not_found().path, BUNDLE.not_found);
    }
}
