//! Where tests find what was built and keep what they make.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The root of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are inside the workspace")
}

/// The binary under test. Cargo builds it before these tests, and puts it above the folder `deps` in which the tests are.
pub fn binary() -> PathBuf {
    let name = format!("smr-lab-under-test{}", env::consts::EXE_SUFFIX);
    let binary = test_program().ancestors().nth(2).map(|folder| folder.join(name));
    binary.filter(|path| path.is_file()).expect("cargo builds the binary together with the tests")
}

/// The folder in which a test leaves pictures for people. A build product: never committed.
pub fn screenshots() -> PathBuf {
    let folder = target().join("screenshots");
    fs::create_dir_all(&folder).expect("the target folder can be written");
    folder
}

/// The target folder of cargo.
pub fn target() -> PathBuf {
    let folder = test_program().ancestors().nth(3).map(Path::to_path_buf);
    folder.expect("tests run inside cargo's target folder")
}

fn test_program() -> PathBuf {
    env::current_exe().expect("the system tells where this program is")
}

/// An empty folder that goes away together with this value.
#[derive(Debug)]
pub struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    /// Makes one; `purpose` is part of its name.
    pub fn new(purpose: &str) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("smr-lab-{purpose}-{}-{number}", std::process::id());
        let folder = env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("the system's temporary folder can be written");
        Self(folder)
    }

    /// Makes one with the files of another folder in it.
    pub fn copy_of(other: &Path, purpose: &str) -> Self {
        let copy = Self::new(purpose);
        for file in fs::read_dir(other).expect("the folder is there") {
            let file = file.expect("its files can be listed");
            fs::copy(file.path(), copy.0.join(file.file_name())).expect("a file can be copied");
        }
        copy
    }

    /// Makes one with these files in it, in folders of their own if their names say so.
    pub fn with(purpose: &str, files: &[(&str, &str)]) -> Self {
        let folder = Self::new(purpose);
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("it is in the folder")).expect("a folder can be made");
            fs::write(path, text).expect("a temporary file can be written");
        }
        folder
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // A browser that is just ending may still write; the system empties its temporary folder in any case.
        let _ = fs::remove_dir_all(&self.0);
    }
}
