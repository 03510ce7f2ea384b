//! Within step 2: comments and indentation are for those who read the source, so they are not sent.

use super::Complaint;

/// The file as the browser needs it, where its name says that people wrote or may read it.
pub fn shorten(name: &str, bytes: Vec<u8>) -> Result<Vec<u8>, Complaint> {
    let shorter: fn(&str) -> Result<String, &str> = match name.rsplit_once('.') {
        Some((_, "css")) => |text| minifier::css::minify(text).map(|style| style.to_string()),
        Some((_, "js")) => |text| minifier::js::minify(text).map(|script| script.to_string()),
        _ => return Ok(bytes),
    };
    let text = str::from_utf8(&bytes).map_err(|error| format!("{name} is not UTF-8: {error}"))?;
    shorter(text).map(String::into_bytes).map_err(|error| format!("cannot shorten {name}: {error}"))
}
