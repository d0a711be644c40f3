//! A reader that takes the SHA-256 of what passes through it, so that a file need not be read twice.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

/// Reads on, and hashes what was read
#[derive(Debug)]
pub struct DigestReader<R> {
    inner: R,
    hasher: Sha256,
}

impl<R: Read> DigestReader<R> {
    /// Hashes what `inner` gives
    pub fn new(inner: R) -> DigestReader<R> {
        DigestReader { inner, hasher: Sha256::new() }
    }

    /// The hash of all that was read, in hexadecimal
    pub fn hexadecimal(&self) -> String {
        hexadecimal(self.hasher.clone())
    }
}

/// The hash of a file, in hexadecimal
pub fn of_file(path: &Path) -> io::Result<String> {
    let mut reader = DigestReader::new(File::open(path)?);
    io::copy(&mut reader, &mut io::sink())?;
    Ok(reader.hexadecimal())
}

/// A hash in hexadecimal, as the ledger and plans write it
pub fn hexadecimal(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl<R: Read> Read for DigestReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        Ok(count)
    }
}
