//! Pages that are laid out on a thread of their own while the next ones come, and written in their order. It does not know
//! what a page is.

use std::io::{self, Write};
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

/// Pages that are under way at most
const MOST: usize = 4;

/// What gives the lines of a page
pub type Lines = Box<dyn FnOnce() -> Vec<String> + Send>;

/// Lays pages out
pub struct Typesetter {
    jobs: Sender<Lines>,
    pages: Receiver<String>,
    under_way: usize,
    thread: Option<JoinHandle<()>>,
}

impl Typesetter {
    /// Without pages
    pub fn new() -> Typesetter {
        let (jobs, taken) = channel::<Lines>();
        let (send, pages) = channel();
        let lay_out = move || taken.into_iter().try_for_each(|job| send.send(text_of(job)));
        // Whoever has gone wants no more pages.
        let thread = thread::spawn(move || lay_out().unwrap_or_default());
        Typesetter { jobs, pages, under_way: 0, thread: Some(thread) }
    }

    /// Takes on a page, and writes those that are ready
    pub fn take(&mut self, job: Lines, out: &mut dyn Write) -> io::Result<()> {
        while self.under_way == MOST {
            self.write_next(out)?;
        }
        self.under_way += 1;
        self.jobs.send(job).map_err(|_| self.broken_off())
    }

    /// Writes all pages that it has taken on
    pub fn settle(&mut self, out: &mut dyn Write) -> io::Result<()> {
        while self.under_way > 0 {
            self.write_next(out)?;
        }
        Ok(())
    }

    fn write_next(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let page = self.pages.recv().map_err(|_| self.broken_off())?;
        self.under_way -= 1;
        out.write_all(page.as_bytes())
    }

    /// If the thread broke off, so does this
    fn broken_off(&mut self) -> io::Error {
        if let Some(Err(panic)) = self.thread.take().map(JoinHandle::join) {
            resume_unwind(panic);
        }
        io::ErrorKind::BrokenPipe.into()
    }
}

/// The lines of a page as text, without blanks at their ends
pub fn text_of(lines: Lines) -> String {
    let lines = lines();
    let mut text = String::with_capacity(lines.iter().map(|line| line.len() + 1).sum());
    for line in &lines {
        text.push_str(line.trim_end_matches(' '));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_written_in_their_order() {
        let (mut typesetter, mut out) = (Typesetter::new(), Vec::new());
        for page in 0..20 {
            typesetter.take(Box::new(move || vec![format!("{page}  ")]), &mut out).unwrap();
            assert!(typesetter.under_way <= MOST);
        }
        typesetter.settle(&mut out).unwrap();
        let expected: String = (0..20).map(|page| format!("{page}\n")).collect();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    #[should_panic(expected = "of this page")]
    fn what_breaks_a_page_off_is_told() {
        let (mut typesetter, mut out) = (Typesetter::new(), Vec::new());
        typesetter.take(Box::new(|| panic!("of this page")), &mut out).unwrap();
        typesetter.settle(&mut out).unwrap();
    }
}
