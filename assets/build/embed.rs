//! Step 3: each file compressed as far as it goes, and a table of all of them as Rust source.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::io::Write as _;
use std::path::Path;

use brotli::enc::BrotliEncoderParams;
use brotli::enc::backward_references::BrotliEncoderMode;
use flate2::{Compression, write::GzEncoder};

use super::Complaint;
use super::collect::File;

/// Writes `table.rs` and the files that it includes.
pub fn embed(files: &[File], out: &Path) -> Result<(), Complaint> {
    let mut rows = BTreeMap::new();
    for (number, file) in files.iter().enumerate() {
        let identity = store(out, &format!("{number}.identity"), &file.bytes)?;
        let gzip = store(out, &format!("{number}.gzip"), &gzip(&file.bytes)?)?;
        let brotli = store(out, &format!("{number}.brotli"), &brotli(&file.bytes)?)?;
        let row = format!(
            "Asset {{ path: {:?}, mime: {:?}, identity: {identity}, gzip: {gzip}, \
             brotli: {brotli}, etag: {:?}, immutable: {} }},\n",
            file.path,
            mime(&file.path)?,
            etag(&file.bytes),
            file.immutable,
        );
        rows.insert(&file.path, row);
    }
    let rows: String = rows.into_values().collect();
    store(out, "table.rs", format!("[\n{rows}]\n").as_bytes()).map(drop)
}

/// Writes one file and returns the expression that includes it.
fn store(out: &Path, name: &str, bytes: &[u8]) -> Result<String, Complaint> {
    let path = out.join(name);
    fs::write(&path, bytes).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    Ok(format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\"))"))
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>, Complaint> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(|error| format!("gzip: {error}"))
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>, Complaint> {
    let mut parameters = BrotliEncoderParams { quality: 11, size_hint: bytes.len(), ..Default::default() };
    if std::str::from_utf8(bytes).is_err() {
        // What WebAssembly goes on with is told best by the first bits of the bytes before, and another part of it goes on
        // otherwise: a sixtieth less to send.
        parameters.mode = BrotliEncoderMode::BROTLI_FORCE_MSB_PRIOR;
        parameters.lgblock = 17;
    }
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &parameters)
        .map_err(|error| format!("brotli: {error}"))?;
    Ok(compressed)
}

/// A weak validator: the same for each of the three encodings, which mean the same.
fn etag(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    format!("W/\"{:016x}\"", hasher.finish())
}

fn mime(path: &str) -> Result<&'static str, Complaint> {
    let extension = path.rsplit_once('.').map_or("html", |(_, extension)| extension);
    match extension {
        "html" => Ok("text/html; charset=utf-8"),
        "css" => Ok("text/css; charset=utf-8"),
        "js" => Ok("text/javascript; charset=utf-8"),
        "wasm" => Ok("application/wasm"),
        "svg" => Ok("image/svg+xml"),
        "woff2" => Ok("font/woff2"),
        _ => Err(format!("{path}: which MIME type has .{extension}? Add it to assets/build/embed.rs")),
    }
}
