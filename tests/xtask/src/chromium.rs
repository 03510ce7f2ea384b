//! Where browsers are. The browser tests drive a Chromium; any recent one, under any of its names, will do.

use std::env;
use std::path::PathBuf;

/// The variable with which a person chooses the browser.
pub const VARIABLE: &str = "CHROME";

const NAMES: [&str; 6] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"];

const APPLICATIONS: [&str; 5] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
];

/// The browser that the user chose, or the first one on the path, or the first installed application.
pub fn find() -> Option<PathBuf> {
    let chosen = env::var_os(VARIABLE).map(PathBuf::from);
    let path = env::var_os("PATH").unwrap_or_default();
    let on_the_path = env::split_paths(&path)
        .flat_map(|folder| NAMES.map(|name| folder.join(format!("{name}{}", env::consts::EXE_SUFFIX))));
    chosen
        .into_iter()
        .chain(on_the_path)
        .chain(APPLICATIONS.into_iter().map(PathBuf::from))
        .find(|candidate| candidate.is_file())
}
