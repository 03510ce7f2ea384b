//! What the embedded page looks like to the server: files in three forms, found by their paths.
//!
//! The files themselves are in the package `assets`, which takes long to build. The server is compiled without them, beside it.

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

/// Everything that a browser may ask for.
#[derive(Clone, Copy, Debug)]
pub struct Bundle {
    /// Ordered by path.
    pub files: &'static [Asset],
    /// The path of the page that is shown where nothing is.
    pub not_found: &'static str,
}

/// What the lab's icon is called, in its folder.
const ICON: &str = "/favicon.svg";

impl Bundle {
    /// The file at a path, such as `/`.
    pub fn find(&self, path: &str) -> Option<&'static Asset> {
        self.files.binary_search_by(|asset| asset.path.cmp(path)).ok().map(|place| &self.files[place])
    }

    /// The path of the lab's icon.
    pub fn icon(&self) -> &'static str {
        let icon = self.files.iter().map(|asset| asset.path).find(|path| path.ends_with(ICON));
        icon.expect("every bundle has an icon")
    }

    /// The page that is shown where nothing is.
    pub fn not_found(&self) -> &'static Asset {
        self.find(self.not_found).expect("every bundle has this page")
    }
}
