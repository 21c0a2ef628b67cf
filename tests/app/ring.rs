//! A key store of a test's own: GNOME Keyring, unlocked, on a message bus that ends with the test.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A message bus with a key store on it; both end when it is dropped.
pub struct Ring {
    bus: Child,
    address: String,
    folder: tempfile::TempDir,
}

impl Ring {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
        let mut bus = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a message bus (Debian package dbus)");
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        let address = address.trim().to_owned();
        let ring = Self { bus, address, folder };
        // It goes on by itself once it answers, and ends with its bus.
        let mut keyring = ring
            .with(&mut Command::new("gnome-keyring-daemon"))
            .args(["--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a key store (Debian package gnome-keyring)");
        let word = keyring.stdin.take().unwrap().write_all(b"any word");
        assert!(word.is_ok() && keyring.wait().unwrap().success());
        ring
    }

    /// Where a program finds it.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What the key store keeps on disk.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn with<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env("HOME", self.folder.path())
            .env("XDG_DATA_HOME", self.folder.path())
            .env("XDG_RUNTIME_DIR", self.folder.path())
    }
}

impl Drop for Ring {
    fn drop(&mut self) {
        let _ = self.bus.kill();
        let _ = self.bus.wait();
    }
}

/// Whether any file below a folder holds these bytes.
pub fn holds(folder: &Path, word: &str) -> bool {
    std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .any(|one| match one.file_type() {
            Ok(kind) if kind.is_dir() => holds(&one.path(), word),
            Ok(kind) if kind.is_file() => {
                let bytes = std::fs::read(one.path()).unwrap();
                bytes.windows(word.len()).any(|part| part == word.as_bytes())
            }
            _ => false,
        })
}
