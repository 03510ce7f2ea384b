//! Which compiler makes WebAssembly on this machine?
//!
//! The page is Rust too, and so is the simulator that a test plays in a browser, so building the lab needs a compiler with the target `wasm32-unknown-unknown`. Two ways are known:
//!
//! 1. The active toolchain has the target: the usual case, after `rustup target add wasm32-unknown-unknown`.
//! 2. Debian's own Rust with the sources of the standard library, which is then compiled along with the page. This is the way
//!    for a machine that reaches Debian's packages and not rustup's servers. It asks cargo for `-Zbuild-std`, which a stable
//!    compiler grants only under `RUSTC_BOOTSTRAP=1`; the page itself uses nothing unstable.
//!
//! This crate only looks. Installing changes the machine, so that belongs to the developer tool (`cargo xtask prepare`), which
//! the user starts on purpose; the build script of `assets` runs inside any `cargo build` and has to leave the machine alone.
//! Both use this crate, so that they never disagree, and so does the test.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the page is compiled to.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The package that is the page. Like every package that becomes WebAssembly it has a cargo profile of its own name, in the
/// root `Cargo.toml`.
pub const PAGE: &str = "frontend";

/// A compiler that makes WebAssembly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toolchain {
    cargo: PathBuf,
    rustc: PathBuf,
    standard_library: StandardLibrary,
}

/// Where the WebAssembly form of the standard library comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
enum StandardLibrary {
    Installed,
    CompiledAlong { linker: PathBuf },
}

/// Finds a toolchain that can compile the page, and changes nothing.
pub fn detect() -> Option<Toolchain> {
    active().or_else(debian)
}

/// The active toolchain: the one whose cargo runs us, or the first one on the path.
fn active() -> Option<Toolchain> {
    let cargo = env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    let beside = cargo.with_file_name(format!("rustc{}", env::consts::EXE_SUFFIX));
    let rustc = if beside.is_file() { beside } else { PathBuf::from("rustc") };
    let library = answer(&rustc, &["--print", "target-libdir", "--target", TARGET])?;
    let has_core = Path::new(&library)
        .read_dir()
        .ok()?
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"));
    has_core.then_some(Toolchain { cargo, rustc, standard_library: StandardLibrary::Installed })
}

/// Debian's Rust (`rustc-web`, `cargo-web`, `rust-web-src`) and a linker of the same LLVM, or the linker of a rustup toolchain.
fn debian() -> Option<Toolchain> {
    let (cargo, rustc) = (PathBuf::from("/usr/bin/cargo"), PathBuf::from("/usr/bin/rustc"));
    let sysroot = answer(&rustc, &["--print", "sysroot"])?;
    let sources = Path::new(&sysroot).join("lib/rustlib/src/rust/library/Cargo.toml");
    if !cargo.is_file() || !sources.is_file() {
        return None;
    }
    let linker = debian_linker(&rustc).or_else(rustup_linker)?;
    Some(Toolchain { cargo, rustc, standard_library: StandardLibrary::CompiledAlong { linker } })
}

/// Debian's `wasm-ld` of the LLVM that its compiler was built with: an older one may not know what the compiler writes.
fn debian_linker(rustc: &Path) -> Option<PathBuf> {
    let version = answer(rustc, &["--version", "--verbose"])?;
    let llvm = version.lines().find_map(|line| line.strip_prefix("LLVM version: "))?;
    let major = llvm.split('.').next()?;
    let linker = PathBuf::from(format!("/usr/bin/wasm-ld-{major}"));
    linker.is_file().then_some(linker)
}

/// The linker that comes with a toolchain of rustup.
fn rustup_linker() -> Option<PathBuf> {
    let rustc = Path::new("rustc");
    let sysroot = answer(rustc, &["--print", "sysroot"])?;
    let host = answer(rustc, &["--print", "host-tuple"])?;
    let linker = Path::new(&sysroot).join("lib/rustlib").join(host).join("bin/rust-lld");
    linker.is_file().then_some(linker)
}

/// What a program prints, if it can be started and succeeds.
fn answer(program: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

impl Toolchain {
    /// Compiles a package of the workspace in the profile of its name, and returns where its WebAssembly is.
    pub fn compile(&self, root: &Path, package: &str, target_folder: &Path) -> Result<PathBuf, String> {
        let status = self
            .cargo_build(package, target_folder)
            .args(["--package", package])
            .current_dir(root)
            .status()
            .map_err(|error| format!("cargo could not be started for the {package}: {error}"))?;
        if !status.success() {
            return Err(format!("the {package} does not compile; its errors are above"));
        }
        Ok(target_folder.join(TARGET).join(package).join(package).with_extension("wasm"))
    }

    /// `cargo build` for WebAssembly, with a target folder of its own: cargo holds a lock on the outer one while it builds.
    fn cargo_build(&self, profile: &str, target_folder: &Path) -> Command {
        let mut command = Command::new(&self.cargo);
        for (name, _) in env::vars_os() {
            if belongs_to_the_outer_build(&name) {
                command.env_remove(name);
            }
        }
        command.env("RUSTC", &self.rustc).arg("build");
        command.args(["--target", TARGET, "--profile", profile, "--target-dir"]).arg(target_folder);
        // Leptos then forgets the types of views at each component: a tenth less to send.
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "--cfg erase_components");
        if let StandardLibrary::CompiledAlong { linker } = &self.standard_library {
            command.arg("-Zbuild-std=std,panic_abort");
            command.env("RUSTC_BOOTSTRAP", "1");
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        command
    }

    /// One line for a person.
    pub fn describe(&self) -> String {
        match &self.standard_library {
            StandardLibrary::Installed => {
                format!("the active toolchain ({})", self.rustc.display())
            }
            StandardLibrary::CompiledAlong { .. } => {
                "Debian's Rust, with its standard library compiled along".to_owned()
            }
        }
    }
}

/// Is this variable meant for the build that runs us, and wrong for the nested one?
///
/// Cargo passes its own settings, the profile and the host's flags down to build scripts. Where packages come from, and how many
/// jobs may run, holds for both builds.
fn belongs_to_the_outer_build(name: &OsStr) -> bool {
    const SHARED: [&str; 2] = ["CARGO_HOME", "CARGO_MAKEFLAGS"];
    const SHARED_PREFIXES: [&str; 5] =
        ["CARGO_HTTP_", "CARGO_NET_", "CARGO_REGISTRIES_", "CARGO_REGISTRY_", "CARGO_SOURCE_"];
    const FOREIGN: [&str; 16] = [
        "CARGO",
        "DEBUG",
        "HOST",
        "LD_LIBRARY_PATH",
        "NUM_JOBS",
        "OPT_LEVEL",
        "OUT_DIR",
        "PROFILE",
        "RUSTC",
        "RUSTC_BOOTSTRAP",
        "RUSTC_LINKER",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTC_WRAPPER",
        "RUSTDOC",
        "RUSTFLAGS",
        "TARGET",
    ];
    let name = name.to_string_lossy();
    if SHARED.contains(&name.as_ref()) || SHARED_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
        return false;
    }
    FOREIGN.contains(&name.as_ref()) || name.starts_with("CARGO_") || name.starts_with("DEP_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nested_build_keeps_where_packages_come_from_and_drops_the_outer_profile() {
        for kept in
            ["PATH", "HOME", "CARGO_HOME", "CARGO_MAKEFLAGS", "CARGO_SOURCE_X_REPLACE_WITH", "CARGO_NET_OFFLINE"]
        {
            assert!(!belongs_to_the_outer_build(OsStr::new(kept)), "{kept} must reach the nested build");
        }
        for dropped in
            ["CARGO", "RUSTC", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_TARGET_DIR", "OUT_DIR", "TARGET"]
        {
            assert!(belongs_to_the_outer_build(OsStr::new(dropped)), "{dropped} must not reach the nested build");
        }
    }
}
