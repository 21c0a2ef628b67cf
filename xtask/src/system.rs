//! What the machine itself must have. On Debian and its kin it is installed here; elsewhere it is named.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::step::{Done, is_there, say, step};

/// A Debian package and what it is for.
type Need = (&'static str, &'static str);

const BUILD: &[Need] = &[
    ("build-essential", "the C compiler and linker that Rust calls"),
    ("pkg-config", "finds the libraries below"),
    (
        "libwebkit2gtk-4.1-dev",
        "the web view and the toolkit that the window is made of",
    ),
    ("librsvg2-dev", "draws the icons in the window's frame and dialogs"),
    ("fonts-noto-cjk", "Chinese characters on the screen"),
];

const TEST: &[Need] = &[
    ("webkit2gtk-driver", "clicks in the window during its test"),
    ("xvfb", "a display in memory for that test"),
    ("xauth", "the key to that display"),
    ("xdotool", "types into the system's file dialog, as a person would"),
    ("dbus", "a message bus of its own for that test"),
    ("dbus-x11", "lets that bus find its display"),
    ("poppler-utils", "reads the exported PDF back"),
    ("fonts-dejavu-core", "a system without a Chinese font, for one test"),
    ("postgresql", "a server of its own for ledgers that a team shares"),
    (
        "gnome-keyring",
        "a key store of its own for the password of that server",
    ),
];

const BENCH: &[Need] = &[("sqlite3", "the tool that imports and reports are measured against")];

const DIST: &[Need] = &[
    ("patchelf", "sets library paths in the packed program"),
    ("file", "tells the bundler what is what"),
];

const TRY: &[Need] = &[
    ("rpm", "installs the rpm beside Debian's own packages"),
    ("xvfb", "a display in memory for the window"),
    ("xauth", "the key to that display"),
    ("xdotool", "waits until the window can be seen"),
    ("dbus", "a message bus of its own for it"),
    ("dbus-x11", "lets that bus find its display"),
    (
        "desktop-file-utils",
        "tells the desktop which program opens what, as on every desktop",
    ),
    ("libglib2.0-bin", "asks the desktop what a file is"),
];

/// What the machine is wanted for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// Building and opening the program.
    Run,
    /// All tests.
    Test,
    /// The measurements.
    Bench,
    /// Installers.
    Dist,
    /// Trying the installers.
    Try,
}

/// Sees to it that the machine has what is needed.
pub fn ready(purpose: For) -> Done {
    if !cfg!(target_os = "linux") {
        return elsewhere();
    }
    if !is_there("dpkg-query", &["--version"]) {
        return other_linux();
    }
    let extra = match purpose {
        For::Run => &[][..],
        For::Test => TEST,
        For::Bench => BENCH,
        For::Dist => DIST,
        For::Try => TRY,
    };
    let missing: Vec<Need> = BUILD
        .iter()
        .chain(extra)
        .copied()
        .filter(|(name, _)| !is_installed(name))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    step("system packages", || install(&missing))
}

fn is_installed(package: &str) -> bool {
    let answer = Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", package])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    answer.is_ok_and(|out| out.status.success() && out.stdout == b"installed")
}

fn install(missing: &[Need]) -> Done {
    println!("        These Debian packages are missing:");
    for (name, why) in missing {
        println!("          {name:<24} {why}");
    }
    let names: Vec<&str> = missing.iter().map(|(name, _)| *name).collect();
    let by_hand = format!("sudo apt-get install {}", names.join(" "));
    let is_root = Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|out| out.stdout.trim_ascii() == b"0");
    if !is_root && !is_there("sudo", &["--version"]) {
        return Err(format!("this needs root and there is no sudo; as root: {by_hand}"));
    }
    if std::io::stdin().is_terminal() && !asked(if is_root { "" } else { " with sudo" })? {
        return Err(format!("not installed; by hand: {by_hand}"));
    }
    let apt = |words: &[&str], folder: Option<&str>| {
        let mut command = Command::new(if is_root { "env" } else { "sudo" });
        if !is_root {
            command.arg("env");
        }
        command.args(folder.map(|folder| format!("TMPDIR={folder}")));
        command
            .args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"])
            .args(words)
            .args(["-o", "Dpkg::Use-Pty=0"]);
        // A person may have to type sudo's password.
        println!("        $ apt-get {}", words.join(" "));
        let status = command.status().map_err(|error| error.to_string())?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("apt-get {} ended with {status}", words.join(" ")))
        }
    };
    if let Err(reason) = apt(&["update"], None) {
        say(&format!("{reason}; going on with the lists that are there"));
    }
    let words: Vec<&str> = ["install", "--no-install-recommends"]
        .into_iter()
        .chain(names)
        .collect();
    apt(&words, None)
        // Where /tmp may not run programs, or is full, packages cannot set themselves up.
        .or_else(|reason| {
            say(&format!("{reason}; once more with /var/tmp"));
            apt(&words, Some("/var/tmp"))
        })
        .map_err(|reason| format!("{reason}; by hand: {by_hand}"))
}

fn asked(how: &str) -> Done<bool> {
    print!("        Install them now{how}? [Y/n] ");
    std::io::stdout().flush().map_err(|error| error.to_string())?;
    let mut answer = String::new();
    std::io::stdin()
        .read_line(&mut answer)
        .map_err(|error| error.to_string())?;
    Ok(!answer.trim().to_lowercase().starts_with('n'))
}

fn other_linux() -> Done {
    if is_there("pkg-config", &["--exists", "webkit2gtk-4.1"]) {
        return Ok(());
    }
    Err(
        "this needs a C compiler, pkg-config and WebKitGTK 4.1 with its headers: on Fedora `dnf install gcc \
         webkit2gtk4.1-devel librsvg2-devel google-noto-sans-cjk-fonts`, on Arch `pacman -S base-devel webkit2gtk-4.1 \
         librsvg noto-fonts-cjk`"
            .to_owned(),
    )
}

fn elsewhere() -> Done {
    if cfg!(target_os = "macos") && !is_there("xcode-select", &["-p"]) {
        return Err("this needs Apple's command line tools: xcode-select --install".to_owned());
    }
    Ok(())
}

/// Whether a window can be opened here.
pub fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// Sees to it that Node is there and new enough.
pub fn node() -> Done {
    const WANTED: (u32, u32) = (20, 19);
    let wanted = format!(
        "the window's pages need Node {}.{} or newer with npm (nodejs.org)",
        WANTED.0, WANTED.1
    );
    let out = Command::new("node")
        .arg("--version")
        .output()
        .map_err(|_| format!("no Node found: {wanted}"))?;
    let text = String::from_utf8_lossy(&out.stdout)
        .trim()
        .trim_start_matches('v')
        .to_owned();
    let mut numbers = text.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found < WANTED {
        return Err(format!("Node {text} is too old: {wanted}"));
    }
    Ok(())
}

/// Makes sure that a folder is there.
pub fn folder(path: &Path) -> Done {
    std::fs::create_dir_all(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Whether the better test runner is installed.
pub fn has_nextest() -> bool {
    is_there("cargo", &["nextest", "--version"])
}
