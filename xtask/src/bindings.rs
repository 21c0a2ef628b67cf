//! `ui/src/bindings.ts`: the types of all commands, written from the program's own list.

use crate::pages::{self, npm};
use crate::step::{Done, cargo, kezhang, output, program, root, run, scratch, step};
use crate::system::{self, For};

/// Writes the file.
pub fn write() -> Done {
    ready()?;
    step("bindings", || {
        generate(&root().join("ui/src/bindings.ts").to_string_lossy())
    })
}

/// Fails when the file is not what would be written.
pub fn check() -> Done {
    ready()?;
    compare()
}

/// The comparison alone, with the program as it is built.
pub fn compare() -> Done {
    step("bindings agree with the commands", || {
        let fresh = scratch()?.join("bindings.ts");
        generate(&fresh.to_string_lossy())?;
        let read = |path: &std::path::Path| std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        let committed = root().join("ui").join("src").join("bindings.ts");
        let (fresh, committed) = (read(&fresh), read(&committed));
        if fresh == committed {
            return Ok(());
        }
        let line = fresh.lines().zip(committed.lines()).take_while(|(a, b)| a == b).count() + 1;
        Err(format!(
            "ui/src/bindings.ts is out of date from line {line} on; `cargo xtask gen` writes it anew"
        ))
    })
}

fn ready() -> Done {
    system::ready(For::Run)?;
    pages::packages()?;
    step("program", || run(&mut cargo(&["build", "--workspace"])))
}

fn generate(target: &str) -> Done {
    let list = scratch()?.join("commands.json");
    let printed = output(program(kezhang()).arg("commands"))?;
    std::fs::write(&list, printed).map_err(|error| error.to_string())?;
    run(&mut npm(&[
        "run",
        "--silent",
        "gen",
        "--",
        &list.to_string_lossy(),
        target,
    ]))
}
