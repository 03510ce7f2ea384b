//! How the process begins and ends: one clear line for each mistake, and a clean end when it is asked to stop.

use std::fs;

use tests::place::TemporaryFolder;
use tests::server::{Ending, Server, run};

/// The process refused: status 2 and one line that contains each of these.
#[track_caller]
fn refused(ending: &Ending, expected: &[&str]) {
    assert_eq!(ending.status.code(), Some(2), "{ending:?}");
    assert_eq!(ending.complaint.trim_end().lines().count(), 1, "{ending:?}");
    for part in expected {
        assert!(ending.complaint.contains(part), "{part:?} is missing in {ending:?}");
    }
}

#[test]
fn a_port_in_use_is_one_line_and_status_2() {
    let server = Server::start();
    let data = TemporaryFolder::new("data");
    let address = server.address().to_string();
    let data = data.path().display().to_string();
    let ending = run(&["serve", "--listen", &address, "--data", &data]);
    refused(&ending, &[&server.address().port().to_string(), "already in use", "--listen"]);
    assert_eq!(server.get("/", &[]).status, 200, "the first server goes on");
}

#[test]
fn a_bad_address_is_one_line_and_status_2() {
    let data = TemporaryFolder::new("data");
    for address in ["nonsense", "127.0.0.1", "127.0.0.1:99999", ""] {
        let ending = run(&["--listen", address, "--data", &data.path().display().to_string()]);
        refused(&ending, &["is not an address", "--listen 127.0.0.1:3000"]);
    }
}

#[test]
fn an_unwritable_data_folder_is_one_line_and_status_2() {
    // A file where a folder is needed stops everybody, even root.
    let folder = TemporaryFolder::new("data");
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let ending = run(&["--listen", "127.0.0.1:0", "--data", &file.join("inside").display().to_string()]);
    refused(&ending, &["cannot write in the data folder", "--data"]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_and_sigterm_end_it_cleanly_even_while_somebody_watches() {
    for signal in ["INT", "TERM"] {
        let server = Server::start();
        let watcher = std::net::TcpStream::connect(server.address()).unwrap();
        let process = server.process().to_string();
        let sent = std::process::Command::new("kill").args(["-s", signal, &process]).status().unwrap();
        assert!(sent.success());
        assert_eq!(server.wait().code(), Some(0), "after SIG{signal}");
        drop(watcher);
    }
}
