//! Where a file lies: on a disk of this computer, or on one that other computers share.
//!
//! The one thing to know: the write-ahead log wants memory that its programs share, which a network file system does
//! not give; a ledger there is safe for one computer at a time only, and its user is told.

use std::path::Path;

use kezhang_core::Fault;

/// File systems whose files lie on another computer.
const SHARED: [&str; 14] = [
    "9p",
    "afs",
    "ceph",
    "cifs",
    "davfs",
    "fuse.davfs",
    "fuse.glusterfs",
    "fuse.rclone",
    "fuse.sshfs",
    "glusterfs",
    "nfs",
    "nfs4",
    "smb3",
    "smbfs",
];

/// A hint where the file lies on a network.
pub(crate) fn hint(path: &Path) -> Option<Fault> {
    let kind = if path.to_string_lossy().starts_with(r"\\") {
        Some("SMB".to_owned())
    } else {
        let whole = std::fs::canonicalize(path).ok()?;
        let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
        shared_kind(&mounts, &whole)
    };
    kind.map(|kind| {
        Fault::new("network_folder")
            .with("file", path.display())
            .with("kind", kind)
    })
}

/// The file system under a path when it is shared, by Linux's list of mounts.
fn shared_kind(mounts: &str, path: &Path) -> Option<String> {
    let mount = mounts.lines().filter_map(|line| {
        let (left, right) = line.split_once(" - ")?;
        let point = left.split(' ').nth(4)?.replace("\\040", " ");
        let kind = right.split(' ').next()?;
        path.starts_with(&point).then_some((point.len(), kind))
    });
    let (_, kind) = mount.max_by_key(|(length, _)| *length)?;
    SHARED.contains(&kind).then(|| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_mount_says_whether_a_folder_is_shared() {
        let mounts = "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n\
             40 22 0:45 / /mnt/team\\040books rw shared:2 - cifs //server/books rw\n\
             41 40 8:2 / /mnt/team\\040books/local rw shared:3 - ext4 /dev/sdb1 rw\n";
        let kind = |path: &str| shared_kind(mounts, Path::new(path));
        assert_eq!(kind("/home/lin/a.kezhang"), None);
        assert_eq!(kind("/mnt/team books/a.kezhang").as_deref(), Some("cifs"));
        assert_eq!(kind("/mnt/team books/local/a.kezhang"), None);
        assert_eq!(kind("/mnt/team bookshelf/a.kezhang"), None);
    }
}
