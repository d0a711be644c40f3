//! A file that is there whole or not at all: written beside its place, then moved there.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

/// A file on its way to its place
#[derive(Debug)]
pub struct WholeFile {
    file: NamedTempFile,
    path: PathBuf,
}

impl WholeFile {
    /// Begins the file that is to be at `path`
    pub fn create(path: &Path) -> io::Result<WholeFile> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = NamedTempFile::new_in(folder).map_err(|error| io::Error::from(error.kind()))?;
        Ok(WholeFile { file, path: path.to_owned() })
    }

    /// Moves the finished file to its place
    pub fn put(self) -> io::Result<()> {
        self.finish()?.put()
    }

    /// Closes the file, which is then safe beside its place
    pub fn finish(self) -> io::Result<FinishedFile> {
        self.file.as_file().sync_all()?;
        self.close()
    }

    /// Closes the file, which is safe as soon as [`make_safe`] has seen it
    pub fn close(self) -> io::Result<FinishedFile> {
        make_readable(self.file.as_file())?;
        Ok(FinishedFile { file: self.file.into_temp_path(), path: self.path })
    }
}

/// A file that has all it is to have, and is not yet in its place: many may wait so, for none of them is open
#[derive(Debug)]
pub struct FinishedFile {
    file: TempPath,
    path: PathBuf,
}

impl FinishedFile {
    /// Where it is as yet
    pub fn beside(&self) -> &Path {
        &self.file
    }

    /// Moves it there
    pub fn put(self) -> io::Result<()> {
        self.file.persist(&self.path).map_err(|error| io::Error::from(error.error.kind()))
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// From so many files on, all that the disk has to write is written at once: for each file it would wait again
const MANY: usize = 8;

/// Forces files to the disk, so that after a crash each place has its old file or its new one, whole
pub fn make_safe<'f>(files: impl ExactSizeIterator<Item = &'f FinishedFile>) -> io::Result<()> {
    let is_many = files.len() >= MANY;
    let mut disks = Vec::new();
    for file in files {
        let open = OpenOptions::new().append(true).open(file.beside())?;
        if is_many && let Some(disk) = disk_of(&open)? {
            if !disks.contains(&disk) {
                sync_disk(&open)?;
                disks.push(disk);
            }
            continue;
        }
        open.sync_all()?;
    }
    Ok(())
}

/// The number of the disk that a file is on, where a whole disk can be synced
#[cfg(target_os = "linux")]
fn disk_of(file: &File) -> io::Result<Option<u64>> {
    use std::os::unix::fs::MetadataExt;
    Ok(Some(file.metadata()?.dev()))
}

#[cfg(not(target_os = "linux"))]
fn disk_of(_: &File) -> io::Result<Option<u64>> {
    Ok(None)
}

#[cfg(target_os = "linux")]
fn sync_disk(file: &File) -> io::Result<()> {
    Ok(rustix::fs::syncfs(file)?)
}

#[cfg(not(target_os = "linux"))]
fn sync_disk(file: &File) -> io::Result<()> {
    file.sync_all()
}

/// A temporary file is its owner's alone; a finished one is for everybody who may read the folder
#[cfg(unix)]
fn make_readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_files_go_to_their_places_whole_and_leave_nothing_beside() {
        let folder = tempfile::TempDir::new().unwrap();
        for count in [1, MANY, 3 * MANY] {
            let place = |number: usize| folder.path().join(format!("{number}.csv"));
            let written = |number: usize| {
                let mut file = WholeFile::create(&place(number)).unwrap();
                file.write_all(number.to_string().as_bytes()).unwrap();
                file.close().unwrap()
            };
            let files: Vec<FinishedFile> = (0..count).map(written).collect();
            assert_eq!(std::fs::read(files[0].beside()).unwrap(), b"0");
            make_safe(files.iter()).unwrap();
            files.into_iter().for_each(|file| file.put().unwrap());
            for number in 0..count {
                assert_eq!(std::fs::read_to_string(place(number)).unwrap(), number.to_string());
            }
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), count);
        }
    }
}
