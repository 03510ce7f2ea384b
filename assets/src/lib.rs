//! Everything that a browser may ask for, inside the binary.
//!
//! The table is written by the build script (see `build/main.rs`), which also compiles the page. What is absent: no file is read
//! and nothing is compressed while the lab runs, so the binary can be copied anywhere and a request costs a look-up.

/// One file, in the three forms in which it can travel.
#[derive(Debug)]
pub struct Asset {
    /// The path of its address, with the leading slash.
    pub path: &'static str,
    /// The value of `Content-Type`.
    pub mime: &'static str,
    /// The bytes as they are.
    pub identity: &'static [u8],
    /// The bytes for `Content-Encoding: gzip`.
    pub gzip: &'static [u8],
    /// The bytes for `Content-Encoding: br`.
    pub brotli: &'static [u8],
    /// The value of `ETag`, weak: the three forms share it.
    pub etag: &'static str,
    /// Does the path change whenever the bytes do? Then a browser may keep the file for ever.
    pub immutable: bool,
}

static TABLE: &[Asset] = &include!(concat!(env!("OUT_DIR"), "/table.rs"));

/// The path of the page that is shown where nothing is.
const NOT_FOUND: &str = "/not_found.html";

/// Every file of the bundle, ordered by path.
pub fn all() -> &'static [Asset] {
    TABLE
}

/// The file at a path, such as `/`.
pub fn find(path: &str) -> Option<&'static Asset> {
    TABLE.binary_search_by(|asset| asset.path.cmp(path)).ok().map(|place| &TABLE[place])
}

/// The page that is shown where nothing is.
pub fn not_found() -> &'static Asset {
    find(NOT_FOUND).expect("the build script embeds this page in every bundle")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_only_files_that_are_in_the_bundle() {
        for page in all().iter().filter(|asset| asset.mime.starts_with("text/html")) {
            let text = std::str::from_utf8(page.identity).unwrap();
            let named = text.split('"').filter(|part| part.starts_with("/assets/"));
            for path in named {
                assert!(find(path).is_some_and(|asset| asset.immutable), "{} names {path}", page.path);
            }
        }
    }

    #[test]
    fn every_form_of_a_text_is_smaller_than_the_one_before() {
        for asset in all().iter().filter(|asset| asset.identity.len() > 2000) {
            assert!(asset.gzip.len() < asset.identity.len(), "{}", asset.path);
            assert!(asset.brotli.len() < asset.gzip.len(), "{}", asset.path);
        }
    }

    #[test]
    fn the_pages_have_fixed_addresses_and_everything_else_a_hashed_one() {
        for asset in all() {
            assert_eq!(asset.immutable, asset.path.starts_with("/assets/"), "{}", asset.path);
        }
        assert!(find("/").is_some());
        assert!(find("/nowhere").is_none());
        assert_eq!(not_found().path, NOT_FOUND);
    }
}
