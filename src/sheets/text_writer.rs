//! Delimited text in any encoding that is read, so that rows go back the way they came.

use std::io::{self, Write};

use encoding_rs::{Encoder, EncoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::sheets::csv_writer::CsvWriter;
use crate::sheets::encoding::{by_label, name_of};
use crate::sheets::fault::Fault;

/// Writes rows of texts
pub struct TextWriter<W: Write> {
    inner: CsvWriter<EncodeWriter<W>>,
    encoding: &'static Encoding,
    /// Tries texts before they are buffered, so that the cell at fault is known; none where every text fits
    trial: Option<Vec<u8>>,
}

/// Whether a file that a spreadsheet is to open begins with a byte order mark, and any file of UTF-16 with it
///
/// GB18030 has one too, which spreadsheets show as a character.
pub fn has_mark(encoding: &str, for_spreadsheets: bool) -> Result<bool, Fault> {
    let encoding = by_label(encoding)?;
    Ok([UTF_16LE, UTF_16BE].contains(&encoding) || for_spreadsheets && encoding == UTF_8)
}

impl<W: Write> std::fmt::Debug for TextWriter<W> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("TextWriter").field("encoding", &name_of(self.encoding)).finish()
    }
}

impl<W: Write> TextWriter<W> {
    /// Writes to `output`; the encoding goes by any of its names
    pub fn create(
        mut output: W,
        encoding: &str,
        has_bom: bool,
        delimiter: u8,
        crlf: bool,
    ) -> Result<TextWriter<W>, Fault> {
        let encoding = by_label(encoding)?;
        let is_unicode = [UTF_8, UTF_16LE, UTF_16BE].contains(&encoding);
        if has_bom {
            let mut mark = Vec::new();
            if is_unicode || name_of(encoding) == "GB18030" {
                encode(encoding, &mut encoding.new_encoder(), "\u{FEFF}", &mut mark)?;
            }
            output.write_all(&mark)?;
        }
        let encoder = EncodeWriter {
            output,
            encoding,
            encoder: encoding.new_encoder(),
            bytes: Vec::new(),
            cut: Vec::new(),
        };
        Ok(TextWriter {
            inner: CsvWriter::cut_by(encoder, delimiter, crlf),
            encoding,
            trial: (!is_unicode).then(Vec::new),
        })
    }

    /// Adds a cell to the current row
    pub fn cell(&mut self, text: &str) -> Result<(), Fault> {
        if let Some(trial) = &mut self.trial
            && !text.is_ascii()
        {
            trial.clear();
            encode(self.encoding, &mut self.encoding.new_encoder(), text, trial)?;
        }
        Ok(self.inner.cell(text.as_bytes())?)
    }

    /// Adds a cell of bytes, which are UTF-8 unless another tool wrote them
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        if self.encoding == UTF_8 {
            return Ok(self.inner.cell(bytes)?);
        }
        self.cell(&String::from_utf8_lossy(bytes))
    }

    /// Ends the current row
    pub fn end_row(&mut self) -> Result<(), Fault> {
        Ok(self.inner.end_row()?)
    }

    /// Hands everything on
    pub fn finish(mut self) -> Result<(), Fault> {
        Ok(self.inner.flush()?)
    }
}

/// Takes UTF-8 and writes it in another encoding
struct EncodeWriter<W> {
    output: W,
    encoding: &'static Encoding,
    encoder: Encoder,
    bytes: Vec<u8>,
    /// The beginning of a character whose rest has not come yet
    cut: Vec<u8>,
}

impl<W: Write> Write for EncodeWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.encoding == UTF_8 {
            return self.output.write(bytes);
        }
        let joined;
        let all = if self.cut.is_empty() {
            bytes
        } else {
            joined = [&self.cut[..], bytes].concat();
            &joined
        };
        let valid = std::str::from_utf8(all).map_or_else(|error| error.valid_up_to(), str::len);
        let text = std::str::from_utf8(&all[..valid]).unwrap_or_default();
        self.bytes.clear();
        encode(self.encoding, &mut self.encoder, text, &mut self.bytes).map_err(|fault| match fault {
            Fault::Io(error) => error,
            fault => io::Error::new(io::ErrorKind::InvalidData, format!("{fault:?}")),
        })?;
        let cut = all[valid..].to_vec();
        if cut.len() > 3 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.cut = cut;
        self.output.write_all(&self.bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

/// Adds a text to `bytes` in that encoding; a character that it lacks is a fault
fn encode(
    encoding: &'static Encoding,
    encoder: &mut Encoder,
    text: &str,
    bytes: &mut Vec<u8>,
) -> Result<(), Fault> {
    // The encoder has no UTF-16: what is sent there on the web is UTF-8.
    if encoding == UTF_16LE {
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        return Ok(());
    }
    if encoding == UTF_16BE {
        bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        return Ok(());
    }
    let mut rest = text;
    while !rest.is_empty() {
        bytes.reserve(rest.len() * 2 + 16);
        let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(rest, bytes, false);
        rest = &rest[read..];
        if let EncoderResult::Unmappable(character) = result {
            return Err(Fault::Lacks { character, encoding: name_of(encoding).to_owned() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(encoding: &str, has_bom: bool, delimiter: u8, crlf: bool, rows: &[&[&str]]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = TextWriter::create(&mut bytes, encoding, has_bom, delimiter, crlf).unwrap();
        for row in rows {
            for cell in *row {
                writer.cell(cell).unwrap();
            }
            writer.end_row().unwrap();
        }
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn every_encoding_is_written_as_it_is_read() {
        let rows: &[&[&str]] = &[&["编号", "名;称"], &["𠮷", "a\r\nb"]];
        assert_eq!(
            written("utf-8", true, b';', true, rows),
            "\u{feff}编号;\"名;称\"\r\n𠮷;\"a\r\nb\"\r\n".as_bytes()
        );
        for label in ["gb18030", "utf-16le", "utf-16be"] {
            let bytes = written(label, true, b',', false, rows);
            let (text, encoding, broken) = Encoding::for_bom(&bytes).map_or_else(
                || by_label(label).unwrap().decode(&bytes),
                |(encoding, _)| encoding.decode(&bytes),
            );
            assert_eq!(text.trim_start_matches('\u{feff}'), "编号,名;称\n𠮷,\"a\r\nb\"\n", "{label}");
            assert!(!broken && encoding == by_label(label).unwrap());
        }
    }

    #[test]
    fn a_character_that_the_encoding_lacks_is_named() {
        let mut writer = TextWriter::create(Vec::new(), "big5", false, b',', false).unwrap();
        writer.cell("台北").unwrap();
        let fault = writer.cell("台㐂").unwrap_err();
        assert!(
            matches!(&fault, Fault::Lacks { character: '㐂', encoding } if encoding == "Big5"),
            "{fault:?}"
        );
    }

    #[test]
    fn characters_cut_between_two_writes_come_out_whole() {
        let text = "汉𠮷字".repeat(100_000);
        let bytes = written("utf-16le", false, b',', false, &[&[&text], &["x", &text]]);
        let (read, _, broken) = UTF_16LE.decode(&bytes);
        assert!(!broken);
        assert_eq!(read, format!("{text}\nx,{text}\n"));
    }
}
