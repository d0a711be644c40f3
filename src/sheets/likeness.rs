//! What bytes look like: whether text that decodes is likelier to be in another encoding.
//!
//! Big5, Shift_JIS, EUC-KR and Latin-1 mostly decode as GB18030, and a tenth of all single hanzi in GBK decode as
//! UTF-8. What gives them away is which characters come out: a Chinese sheet is written in a few thousand common
//! hanzi, and wrongly decoded text scatters over the rare ones.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, EUC_KR, GB18030, GBK, SHIFT_JIS, UTF_8, WINDOWS_1252};

use crate::sheets::decode::{DecodeReader, drain};
use crate::sheets::encoding::{LineCount, head_of, name_of};
use crate::sheets::fault::Fault;

const BUFFER: usize = 64 << 10;
/// How much of a file the second voice hears
const SAMPLE: usize = 1 << 20;

/// What a file holds as far as it is UTF-8
#[derive(Debug, Default)]
pub struct Utf8Look {
    /// Characters of three bytes or more
    pub wide: u64,
    /// Line and offset of the first byte that is not UTF-8
    pub broken: Option<(u64, u64)>,
    /// Letters of two bytes, and how many of them stand beside an ASCII letter
    letters: u64,
    beside_letter: u64,
    /// Scripts of the letters, a bit each
    scripts: u8,
    /// NUL bytes at even and at odd places
    nul: [u64; 2],
    length: u64,
}

impl Utf8Look {
    /// Reads until UTF-8 is beyond doubt or broken, or to the end
    pub fn of(mut input: impl Read) -> io::Result<Utf8Look> {
        let mut look = Utf8Look::default();
        let (mut buffer, mut lines) = (vec![0; BUFFER], LineCount::default());
        let mut kept = 0;
        while look.wide < 8 {
            let count = match input.read(&mut buffer[kept..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                count => count?,
            };
            let bytes = &buffer[..kept + count];
            let (text, broken) = match std::str::from_utf8(bytes) {
                Ok(text) => (text, None),
                Err(error) => {
                    let (good, _) = bytes.split_at(error.valid_up_to());
                    let is_cut = error.error_len().is_none() && count > 0;
                    (std::str::from_utf8(good).unwrap_or_default(), (!is_cut).then_some(good.len()))
                }
            };
            look.take(text);
            lines.add(text.as_bytes());
            let taken = text.len();
            look.length += taken as u64;
            if broken.is_some() {
                look.broken = Some((lines.line(), look.length));
                break;
            }
            kept = bytes.len() - taken;
            buffer.copy_within(taken..taken + kept, 0);
            if count == 0 {
                break;
            }
        }
        Ok(look)
    }

    fn take(&mut self, text: &str) {
        for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| *byte == 0) {
            self.nul[(self.length as usize + at) % 2] += u64::from(byte == 0);
        }
        if text.is_ascii() {
            return;
        }
        let mut before = ' ';
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '\0'..='\u{7F}' => {}
                '\u{800}'.. => self.wide += 1,
                // Signs that any sheet may hold: §, °, ±, ², ·, × and single Greek letters as in μm or Ω
                '\u{80}'..='\u{BF}' | '×' | '÷' | 'Ω' | 'α'..='ω' | 'Δ' | 'Σ' | 'Φ' => {}
                letter => {
                    self.letters += 1;
                    let behind = characters.peek().is_some_and(char::is_ascii_alphabetic);
                    self.beside_letter += u64::from(behind || before.is_ascii_alphabetic());
                    self.scripts |= script(letter);
                }
            }
            before = character;
        }
    }

    /// Whether another encoding is worth a thought: there are characters beyond ASCII, and all of two bytes
    pub fn could_be_other(&self) -> bool {
        self.wide == 0 && self.letters > 0
    }

    /// Whether the letters make no words: not among ASCII letters, and few or of several scripts
    pub fn is_unnatural(&self) -> bool {
        self.could_be_other()
            && self.beside_letter * 2 < self.letters
            && (self.scripts.count_ones() > 1 || self.letters <= 3)
    }

    /// Whether there is no NUL, which UTF-16 has at every ASCII character
    pub fn has_no_nul(&self) -> bool {
        self.nul == [0, 0]
    }

    /// UTF-16 without its mark reads as ASCII with a NUL at every second place
    pub fn utf_16(&self) -> Option<&'static str> {
        let [even, odd] = self.nul;
        let is_most = |nul: u64, other: u64| nul * 4 > self.length && other * 8 < nul;
        if is_most(odd, even) {
            Some("UTF-16LE")
        } else if is_most(even, odd) {
            Some("UTF-16BE")
        } else {
            None
        }
    }
}

fn script(letter: char) -> u8 {
    match letter {
        '\u{C0}'..='\u{24F}' => 1,
        '\u{250}'..='\u{36F}' => 2,
        '\u{370}'..='\u{3FF}' => 4,
        '\u{400}'..='\u{52F}' => 8,
        '\u{530}'..='\u{5FF}' => 16,
        '\u{600}'..='\u{6FF}' => 32,
        _ => 64,
    }
}

/// Looks at the bytes that pass through it as pairs of GB18030, each different pair once
pub struct GbLook<R> {
    input: R,
    lead: Option<u8>,
    seen: Vec<u64>,
    common: u32,
    /// Common hanzi of the rows that a Korean file never reaches
    high: u32,
    uncommon: u32,
    rare: u32,
}

impl<R> fmt::Debug for GbLook<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "GbLook({}, {}, {}, {})", self.common, self.high, self.uncommon, self.rare)
    }
}

impl<R: Read> GbLook<R> {
    /// Looks at what `input` gives
    pub fn new(input: R) -> GbLook<R> {
        GbLook { input, lead: None, seen: vec![0; 1024], common: 0, high: 0, uncommon: 0, rare: 0 }
    }

    fn pair(&mut self, lead: u8, trail: u8) {
        let code = usize::from(lead) << 8 | usize::from(trail);
        let bit = 1 << (code % 64);
        if self.seen[code / 64] & bit != 0 {
            return;
        }
        self.seen[code / 64] |= bit;
        match (lead, trail) {
            (0xB0..=0xD7, 0xA1..) => {
                self.common += 1;
                self.high += u32::from(lead > 0xC8);
            }
            (0xD8..=0xF7, 0xA1..) => self.uncommon += 1,
            // Punctuation, full-width forms, Greek, Cyrillic, units and frames
            (0xA1..=0xA3 | 0xA6..=0xA9, 0xA1..) | (0xA8 | 0xA9, _) => {}
            // Hanzi beyond GB2312, kana, characters of private use
            _ => self.rare += 1,
        }
    }

    /// Whether nearly all of it is common hanzi
    pub fn is_chinese(&self) -> bool {
        self.common > 0 && (self.uncommon + self.rare) * 4 <= self.common
    }

    /// Whether it is Chinese beyond doubt: of many common hanzi, and no Korean
    pub fn is_surely_chinese(&self) -> bool {
        self.common >= 8 && self.is_chinese() && !self.is_strange()
    }

    /// Whether so much of it is rare that it hardly was written as GB18030
    pub fn is_strange(&self) -> bool {
        let all = self.common + self.uncommon + self.rare;
        let is_scattered = self.rare >= 4 && self.rare * 10 > all * 3;
        let is_uncommon = all >= 10 && (self.uncommon + self.rare) * 10 > all * 4;
        is_scattered || is_uncommon || self.is_low()
    }

    /// Whether it stays in the rows where Korean has its syllables
    fn is_low(&self) -> bool {
        let all = self.common + self.uncommon;
        all >= 15 && (self.high + self.uncommon) * 20 <= all
    }

    /// Whether more than half of it is rare
    fn is_very_strange(&self) -> bool {
        self.rare >= 6 && self.rare > self.common
    }
}

impl<R: Read> Read for GbLook<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        for byte in &buffer[..count] {
            match (self.lead.take(), *byte) {
                (None, 0x81..=0xFE) => self.lead = Some(*byte),
                // The first half of four bytes; the second half begins with a lead again, and counts as nothing.
                (Some(_), 0x30..=0x39) | (None, _) => {}
                (Some(lead), trail) => self.pair(lead, trail),
            }
        }
        Ok(count)
    }
}

/// The encoding that a strange text is likelier to be in; chardetng has the second voice
pub fn likelier_than_gb18030<R: Read>(path: &Path, look: &GbLook<R>) -> Result<Option<&'static str>, Fault> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&head_of(path, SAMPLE)?, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if look.is_low() && guess != EUC_KR && !look.is_very_strange() {
        return Ok(None);
    }
    let mut candidates = vec![guess];
    if look.is_very_strange() {
        candidates.extend([BIG5, SHIFT_JIS, EUC_KR, WINDOWS_1252]);
    }
    for candidate in candidates {
        if candidate == GBK || candidate == GB18030 || candidate == UTF_8 {
            continue;
        }
        match drain(&mut DecodeReader::new(File::open(path)?, candidate, 0)) {
            Ok(()) => return Ok(Some(name_of(candidate))),
            Err(Fault::NotText { .. }) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(None)
}
