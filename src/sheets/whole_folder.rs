//! A folder of files that is there whole or not at all: written beside its place, then moved there.
//!
//! It replaces what it wrote itself before, and nothing else: a list in the folder names its files. Its files can be
//! made again, so they are not forced to the disk one by one.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The list of the files in a folder that was written here
pub const LIST: &str = ".taizhang-files";

/// The first line of that list
const LIST_HEAD: &str = "files written by taizhang, to be replaced the next time:";

/// What stands at the place of a folder
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Nothing, or nothing that matters: a folder that is empty or that was written here
    Free,
    /// Something else, such as this file
    Taken(PathBuf),
}

/// What stands at `path`
pub fn look(path: &Path) -> io::Result<Place> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Place::Free),
        Err(error) => return Err(error),
        Ok(about) if !about.is_dir() => return Ok(Place::Taken(path.to_owned())),
        Ok(_) => {}
    }
    let listed = listed(path)?;
    let mut foreign = None;
    // Of somebody's whole disk, the first file says enough.
    walk(path, |file| {
        let is_foreign = file.as_path() != Path::new(LIST) && !listed.contains(&file);
        foreign = is_foreign.then_some(file);
        !is_foreign
    })?;
    Ok(foreign.map_or(Place::Free, |file| Place::Taken(path.join(file))))
}

/// A folder on its way to its place
#[derive(Debug)]
pub struct WholeFolder {
    folder: TempDir,
    place: PathBuf,
    written: Vec<PathBuf>,
}

impl WholeFolder {
    /// Begins the folder that is to be at `place`; the folder around it must be there
    pub fn create(place: &Path) -> io::Result<WholeFolder> {
        // Without a slash at its end, and not `.`, so that it can be moved.
        let place = if place.exists() { place.canonicalize()? } else { place.components().collect() };
        let around = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = tempfile::Builder::new().prefix(".taizhang-").tempdir_in(around);
        let folder = folder.map_err(|error| io::Error::from(error.kind()))?;
        make_readable(folder.path())?;
        Ok(WholeFolder { folder, place, written: Vec::new() })
    }

    /// Begins a file in it; the name may lead into a folder below it
    pub fn file(&mut self, name: &Path) -> io::Result<BufWriter<File>> {
        let path = self.folder.path().join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let file = File::create(path)?;
        self.written.push(name.to_owned());
        Ok(BufWriter::new(file))
    }

    /// How many files there are
    pub fn files(&self) -> usize {
        self.written.len()
    }

    /// Takes out again all files but the first so many
    pub fn cut_back(&mut self, files: usize) -> io::Result<()> {
        for name in self.written.drain(files..) {
            fs::remove_file(self.folder.path().join(name))?;
        }
        Ok(())
    }

    /// Moves the folder to its place, instead of what was there
    pub fn put(mut self) -> io::Result<()> {
        self.write_list()?;
        let WholeFolder { folder, place, .. } = self;
        let former = TempDir::new_in(folder.path().parent().unwrap_or(Path::new(".")))?;
        let set_aside = former.path().join("former");
        let is_there = place.exists();
        if is_there {
            fs::rename(&place, &set_aside)?;
        }
        if let Err(error) = fs::rename(folder.path(), &place) {
            if is_there && fs::rename(&set_aside, &place).is_err() {
                // What was there before must not go with the folder that it waits in.
                let _ = former.keep();
            }
            return Err(error);
        }
        // It is not there any more, so there is nothing to be cleared away.
        let _ = folder.keep();
        Ok(())
    }

    /// Moves the files to the place, among what is there, and takes away what was written there before and is no more
    pub fn put_among(mut self) -> io::Result<()> {
        self.write_list()?;
        fs::create_dir_all(&self.place)?;
        let (found, listed) = (files(&self.place)?, listed(&self.place)?);
        let written: HashSet<&PathBuf> = self.written.iter().collect();
        for former in found.iter().filter(|file| listed.contains(*file) && !written.contains(file)) {
            fs::remove_file(self.place.join(former))?;
        }
        for name in &self.written {
            let to = self.place.join(name);
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::rename(self.folder.path().join(name), to)?;
        }
        Ok(())
    }

    fn write_list(&mut self) -> io::Result<()> {
        let mut list = format!("{LIST_HEAD}\n");
        for name in &self.written {
            list.push_str(&format!("{}\n", name.display()));
        }
        let mut file = self.file(Path::new(LIST))?;
        file.write_all(list.as_bytes())?;
        file.flush()
    }
}

/// The files that the list in a folder names; none where there is no list
fn listed(folder: &Path) -> io::Result<HashSet<PathBuf>> {
    match fs::read_to_string(folder.join(LIST)) {
        Ok(text) => {
            let mut lines = text.lines();
            let is_ours = lines.next() == Some(LIST_HEAD);
            Ok(lines.filter(|_| is_ours).map(PathBuf::from).collect())
        }
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidData) => {
            Ok(HashSet::new())
        }
        Err(error) => Err(error),
    }
}

/// The files in a folder and in those below it, by their names from there
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    walk(folder, |file| {
        found.push(file);
        true
    })?;
    found.sort();
    Ok(found)
}

/// Goes through the same files as long as `visit` wants more; links are files
fn walk(folder: &Path, mut visit: impl FnMut(PathBuf) -> bool) -> io::Result<()> {
    let mut left = vec![PathBuf::new()];
    while let Some(below) = left.pop() {
        for entry in fs::read_dir(folder.join(&below))? {
            let entry = entry?;
            let name = below.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                left.push(name);
            } else if !visit(name) {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// A temporary folder is its owner's alone; a finished one is for everybody who may read the folder around it
#[cfg(unix)]
fn make_readable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_readable(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &mut WholeFolder, name: &str, text: &str) {
        let mut file = folder.file(Path::new(name)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.flush().unwrap();
    }

    fn names(folder: &Path) -> Vec<String> {
        files(folder).unwrap().iter().map(|name| name.display().to_string()).collect()
    }

    #[test]
    fn a_folder_replaces_what_it_was_before_and_leaves_nothing_beside() {
        let around = TempDir::new().unwrap();
        let place = around.path().join("月报");
        for name in ["a.html", "b/c.html"] {
            assert_eq!(look(&place).unwrap(), Place::Free);
            let mut folder = WholeFolder::create(&place).unwrap();
            write(&mut folder, name, "甲");
            let files = folder.files();
            write(&mut folder, "gone.html", "乙");
            folder.cut_back(files).unwrap();
            folder.put().unwrap();
            assert_eq!(names(&place), [LIST, name]);
        }
        assert_eq!(fs::read_dir(around.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_somebody_elses_is_seen_and_stays() {
        let around = TempDir::new().unwrap();
        let place = around.path().join("out");
        let mut folder = WholeFolder::create(&place).unwrap();
        write(&mut folder, "a.html", "old");
        write(&mut folder, "b.html", "old");
        folder.put().unwrap();
        fs::write(place.join("notes.txt"), "mine").unwrap();
        assert_eq!(look(&place).unwrap(), Place::Taken(place.join("notes.txt")));
        let mut folder = WholeFolder::create(&place).unwrap();
        write(&mut folder, "a.html", "new");
        folder.put_among().unwrap();
        assert_eq!(names(&place), [LIST, "a.html", "notes.txt"]);
        assert_eq!(fs::read_to_string(place.join("a.html")).unwrap(), "new");
        assert_eq!(look(&place.join("a.html")).unwrap(), Place::Taken(place.join("a.html")));
    }

    #[test]
    fn a_list_that_names_files_elsewhere_reaches_none_of_them() {
        let around = TempDir::new().unwrap();
        let place = around.path().join("out");
        fs::create_dir(&place).unwrap();
        fs::write(around.path().join("other"), "stays").unwrap();
        fs::write(place.join(LIST), format!("{LIST_HEAD}\n../other\n")).unwrap();
        WholeFolder::create(&place).unwrap().put_among().unwrap();
        assert!(around.path().join("other").exists());
    }
}
