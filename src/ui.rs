//! The only writer to the terminal: data to standard output, everything else to standard error.

use std::io::{self, BufWriter, IntoInnerError, IsTerminal, Read, Seek, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tempfile::SpooledTempFile;
use terminal_size::{Height, Width, terminal_size};

use crate::error::CommandError;
use crate::formats::Layout;
use crate::text::{Language, News, StackNews, StampNews};

/// Output that stays in memory; more goes to a temporary file
const SPOOL: usize = 1 << 20;

/// Lets Ctrl-C set a flag from here on, so that work can be taken back before the program ends
pub fn on_interrupt(flag: Arc<AtomicBool>) {
    // Where signals cannot be handled, the program just ends, and SQLite takes its work back.
    let _ = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed));
}

/// Work shorter than this needs no bar
const PATIENCE: Duration = Duration::from_millis(500);

/// Shows how far long work has come; gone when it is dropped
#[derive(Debug)]
pub struct Bar {
    bar: ProgressBar,
    language: Language,
    start: Instant,
}

impl Bar {
    /// How far it has come
    pub fn tell(&self, news: &News) {
        if self.start.elapsed() > PATIENCE {
            self.bar.set_message(news.text(self.language));
            self.bar.tick();
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// The colour of a word
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something is wrong
    Error,
    /// Something is doubtful
    Warning,
    /// Something is worth knowing
    Note,
}

impl Tone {
    /// What a terminal understands: bold red, yellow, dim
    fn code(self) -> &'static str {
        match self {
            Tone::Error => "1;31",
            Tone::Warning => "33",
            Tone::Note => "2",
        }
    }
}

/// When to use colour
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The terminal, or what stands in for it
#[derive(Debug, Clone, Copy)]
pub struct Ui {
    /// The language of everything that is said
    pub language: Language,
    /// When to use colour
    pub colour: Colour,
    /// Whether only errors are said
    pub quiet: bool,
}

impl Ui {
    /// How a table for standard output is laid out
    pub fn layout(&self) -> Layout {
        let terminal = io::stdout().is_terminal();
        let width = terminal.then(|| terminal_size().map_or(80, |(Width(width), _)| usize::from(width)));
        Layout {
            language: self.language,
            width: forced_width().or(width),
            colour: self.uses_colour(terminal),
        }
    }

    fn uses_colour(&self, terminal: bool) -> bool {
        match self.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        }
    }

    /// Collects data, then hands it to standard output or a pager
    ///
    /// While it is collected nobody's slow reading keeps a lock on the ledger.
    pub fn data(
        &self,
        write: impl FnOnce(&mut dyn Write) -> Result<(), CommandError>,
    ) -> Result<(), CommandError> {
        let mut spool = BufWriter::new(SpooledTempFile::new(SPOOL));
        write(&mut spool)?;
        let mut spool = spool.into_inner().map_err(IntoInnerError::into_error)?;
        spool.rewind()?;
        if self.wants_pager(&mut spool)? && page(&mut spool)? {
            return Ok(());
        }
        let mut output = io::stdout().lock();
        io::copy(&mut spool, &mut output)?;
        output.flush()?;
        Ok(())
    }

    /// Whether data would go to a screen, where nobody can read bytes
    pub fn shows_data(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Whether the output is longer than the terminal
    fn wants_pager(&self, spool: &mut SpooledTempFile) -> io::Result<bool> {
        if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
            return Ok(false);
        }
        let height = terminal_size().map_or(24, |(_, Height(height))| usize::from(height));
        let mut buffer = [0; 1 << 16];
        let mut lines = 0;
        while lines < height {
            let count = spool.read(&mut buffer)?;
            if count == 0 {
                break;
            }
            lines += memchr::memchr_iter(b'\n', &buffer[..count]).count();
        }
        spool.rewind()?;
        Ok(lines >= height)
    }

    /// A bar for long work, which shows itself on a terminal alone
    pub fn progress(&self) -> Bar {
        let shown = !self.quiet && io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr_with_hz(5) } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target).with_style(ProgressStyle::default_spinner());
        Bar { bar, language: self.language, start: Instant::now() }
    }

    /// Says what was done
    pub fn news(&self, news: &News) -> Result<(), CommandError> {
        if self.quiet { Ok(()) } else { self.line(&news.text(self.language)) }
    }

    /// Says what became of a stamp
    pub fn stamp_news(&self, news: &StampNews) -> Result<(), CommandError> {
        if self.quiet { Ok(()) } else { self.line(&news.text(self.language)) }
    }

    /// Says what was done to the history, or names a revision
    pub fn stack_news(&self, news: &StackNews) -> Result<(), CommandError> {
        if self.quiet { Ok(()) } else { self.line(&news.text(self.language)) }
    }

    /// Says something that must be heard
    pub fn line(&self, text: &str) -> Result<(), CommandError> {
        let mut error = io::stderr().lock();
        writeln!(error, "{}", visible(text))?;
        Ok(())
    }

    /// The same with one word in a colour, which adds nothing that the word does not say
    pub fn toned_line(&self, before: &str, word: &str, tone: Tone, after: &str) -> Result<(), CommandError> {
        if !self.uses_colour(io::stderr().is_terminal()) {
            return self.line(&format!("{before}{word}{after}"));
        }
        let (before, word, after) = (visible(before), visible(word), visible(after));
        writeln!(io::stderr().lock(), "{before}\u{1b}[{}m{word}\u{1b}[0m{after}", tone.code())?;
        Ok(())
    }
}

/// Runs `$PAGER`, else less; false where neither is there
fn page(spool: &mut SpooledTempFile) -> io::Result<bool> {
    let pager = std::env::var("PAGER").unwrap_or_else(|_| "less -RSFX".to_owned());
    let mut words = pager.split_whitespace();
    let Some(program) = words.next() else { return Ok(false) };
    let Ok(mut child) = Command::new(program).args(words).stdin(Stdio::piped()).spawn() else {
        return Ok(false);
    };
    if let Some(mut input) = child.stdin.take() {
        // A reader who leaves the pager has read enough.
        let _ = io::copy(spool, &mut input);
    }
    child.wait()?;
    Ok(true)
}

/// `$TAIZHANG_WIDTH` fixes the width of tables, for tests and for pipes that end on a screen
fn forced_width() -> Option<usize> {
    std::env::var("TAIZHANG_WIDTH").ok()?.parse().ok()
}

/// The text without what a terminal would obey
fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => shown.push(character),
            _ if character.is_control() || ('\u{202a}'..='\u{202e}').contains(&character) => {
                shown.extend(character.escape_default());
            }
            _ => shown.push(character),
        }
    }
    shown
}
