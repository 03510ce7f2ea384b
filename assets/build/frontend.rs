//! Step 1: the page, from Rust to WebAssembly and the JavaScript that loads it, with no installed tool but a compiler.

use std::fs;
use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

use super::Complaint;

/// What to do when no compiler here makes WebAssembly.
const NO_TOOLCHAIN: &str = "\
no toolchain on this machine can compile the page to WebAssembly. Choose one:
  cargo xtask prepare                        finds out what is missing and installs it, or says how
  rustup target add wasm32-unknown-unknown   the usual way
  SMR_LAB_SKIP_FRONTEND=1 cargo build        builds the server without its page";

/// Compiles the frontend and returns the folder with `frontend.js`, `frontend_bg.wasm` and what they import.
pub fn build(root: &Path, out: &Path) -> Result<PathBuf, Complaint> {
    let toolchain = toolchain::detect().ok_or(NO_TOOLCHAIN)?;
    let target_folder = target_folder(out)?.join("frontend");
    let compiled = toolchain.compile(root, toolchain::PAGE, &target_folder)?;
    let code = out.join("code");
    start_afresh(&code)?;
    Bindgen::new()
        .input_path(&compiled)
        .out_name(toolchain::PAGE)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(false)
        .web(true)
        .and_then(|bindgen| bindgen.generate(&code))
        .map_err(|error| format!("wasm-bindgen cannot read {}: {error:#}", compiled.display()))?;
    Ok(code)
}

/// The outer target folder, so that every outer profile shares the one compiled page in it.
///
/// Cargo does not tell build scripts where it is, but `OUT_DIR` is `TARGET/PROFILE/build/PACKAGE/out`.
fn target_folder(out: &Path) -> Result<&Path, Complaint> {
    out.ancestors().nth(4).ok_or_else(|| format!("no target folder of cargo above {}", out.display()))
}

/// Removes what an earlier run left, which may have had other files.
fn start_afresh(folder: &Path) -> Result<(), Complaint> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| format!("cannot empty {}: {error}", folder.display()))?;
    }
    Ok(())
}
