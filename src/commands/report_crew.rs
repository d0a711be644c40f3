//! A large report as text for programs, read and written by several readers at once.

use std::cell::RefCell;
use std::io::{self, BufWriter, Write};

use crate::commands::Context;
use crate::commands::output::{OutputArgs, OutputFormat};
use crate::error::CommandError;
use crate::formats::Format;
use crate::formats::assembly::{Assembly, row_writer};
use crate::ledger::{Error, Ledger, Result};
use crate::reports::prepared::Prepared;
use crate::storage::crew::{Crew, Port, Reader};
use crate::table::Column;

/// Writes the report, if its ledger is large and its format is a header and rows, and counts the rows
pub fn write_at_once(
    context: &Context,
    ledger: &mut Ledger,
    prepared: &Prepared,
    output: &OutputArgs,
) -> Result<Option<u64>, CommandError> {
    let (OutputFormat::Text(format), columns) = (output.format()?, prepared.columns()) else {
        return Ok(None);
    };
    if row_writer(format, &columns, &mut io::sink())?.is_none() {
        return Ok(None);
    }
    let Some(crew) = prepared.crew(ledger)? else { return Ok(None) };
    let mut count = 0;
    output.bytes(context, |output, _| {
        count = write_rows(crew, prepared, format, &columns, output)?;
        Ok(ledger.release()?)
    })?;
    Ok(Some(count))
}

/// Writes a table of the rows of all readers, and counts them
pub fn write_rows(
    crew: Crew,
    prepared: &Prepared,
    format: Format,
    columns: &[Column],
    output: &mut dyn Write,
) -> Result<u64> {
    let mut output = BufWriter::new(output);
    let mut table = Assembly::new(format, columns, &mut output).map_err(fault)?;
    let count = crew.run(
        |reader, port| write_share(reader, &RefCell::new(port), prepared, format, columns),
        |text| table.rows(text).map_err(fault),
    )?;
    table.finish().map_err(fault)?;
    Ok(count)
}

/// Writes the rows of one reader: those of a number are handed over together
fn write_share(
    reader: &Reader,
    port: &RefCell<Port>,
    prepared: &Prepared,
    format: Format,
    columns: &[Column],
) -> Result<u64> {
    let mut sink = Sink(port);
    let Some(mut rows) = row_writer(format, columns, &mut sink).map_err(fault)? else { return Ok(0) };
    let selected = prepared.each_row_of_share(reader, |cells, number| {
        if port.borrow().number() != Some(number) {
            rows.flush().map_err(fault)?;
            port.borrow_mut().at(number)?;
        }
        rows.row(cells).map_err(fault)
    })?;
    rows.flush().map_err(fault)?;
    port.borrow_mut().finish()?;
    Ok(selected.rows)
}

/// A port into which rows are written while it is told where they end
struct Sink<'a>(&'a RefCell<Port>);

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn fault(source: io::Error) -> Error {
    Error::Io { path: "report".into(), source }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::thread;
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::formats::{Layout, writer};
    use crate::ledger::Writing;
    use crate::ledger::import::Import;
    use crate::reports::parameters::Parameters;
    use crate::reports::prepared::{self, Print};
    use crate::reports::shape::Shape;
    use crate::reports::{self, Definition};
    use crate::storage::select::Query;
    use crate::table::Page;
    use crate::text::Language;

    const LAYOUT: Layout = Layout { language: Language::English, width: None, colour: false };

    fn open(folder: &Path) -> Ledger {
        let writing = Writing { author: "test".to_owned(), now: "2026-11-24T08:00:00Z".parse().unwrap() };
        Ledger::open_or_create(&folder.join("plan.db"), Duration::from_secs(1), writing).unwrap()
    }

    /// A ledger of units that have as many metrics and projects as `counts` says, late, met and missed ones
    fn filled(folder: &Path, counts: &[u8]) -> Ledger {
        let mut sheets = [
            ("units.csv", "code,name,kind\n".to_owned()),
            ("goals.csv", "unit,code,title,due,quote,source\n".to_owned()),
            (
                "projects.csv",
                "unit,code,name,start_plan,finish_plan,annual_plan,annual_done,money_unit,as_of,quote\n"
                    .to_owned(),
            ),
            ("metrics.csv", "unit,code,period,name,measure,target,actual,nature,goal\n".to_owned()),
        ];
        for (unit, count) in counts.iter().enumerate() {
            sheets[0].1 += &format!("u{unit},{unit}镇,town\n");
            for row in 0..u32::from(*count) {
                let (seed, nature) = (row * 7 + unit as u32 * 3, if row % 3 == 0 { "binding" } else { "" });
                let quote = if row % 2 == 0 { format!("\"{seed}万元，\n本年\"") } else { String::new() };
                sheets[1].1 += &format!("u{unit},G{row},目标{row},2026-M0{},{quote},\n", seed % 9 + 1);
                sheets[2].1 += &format!(
                    "u{unit},P{row},\"项目,{row}\",2026-M0{},2027-M01,{},{},万元,2026-M09,{quote}\n",
                    seed % 9 + 1,
                    seed % 50 + 1,
                    seed % 70
                );
                sheets[3].1 += &format!(
                    "u{unit},M{row},2026,指标{row},个,{},{},{nature},G{row}\n",
                    seed % 40 + 1,
                    seed % 60
                );
            }
        }
        for (name, text) in &sheets {
            fs::write(folder.join(name), text).unwrap();
        }
        let paths = sheets.iter().map(|(name, _)| folder.join(name)).collect();
        let mut ledger = open(folder);
        let imported =
            ledger.import(&Import { paths, ..Import::default() }, &mut |_| Ok(()), &mut |_, _, _| Ok(()));
        assert_eq!(imported.unwrap().findings.errors(), 0);
        ledger
    }

    fn given() -> Parameters {
        let mut given = Parameters::default();
        given.set("on", "2026-M10");
        given.set("lights", "default");
        given
    }

    fn divisible(ledger: &Ledger) -> Vec<Prepared> {
        let given = given();
        let print = Print { reader: prepared::Reader::Program, exact: false };
        let reports = reports::built_in().unwrap().into_iter().filter(|report| report.merged_by.is_some());
        reports.map(|report| report.prepare(ledger, &given, None, print).unwrap()).collect()
    }

    fn of_one(ledger: &Ledger, prepared: &Prepared, format: Format) -> String {
        let (columns, page, mut bytes) = (prepared.columns(), Page::default(), Vec::new());
        let mut rows = writer(format, &columns, &LAYOUT, &page, &mut bytes).unwrap();
        prepared.each_row(ledger, |row| rows.row(row).map_err(fault)).unwrap();
        rows.finish().unwrap();
        drop(rows);
        String::from_utf8(bytes).unwrap()
    }

    fn of_many(ledger: &Ledger, prepared: &Prepared, format: Format, size: usize) -> (String, u64) {
        let (columns, mut bytes) = (prepared.columns(), Vec::new());
        let crew = ledger.store().crew_of(size).unwrap().unwrap();
        let count = write_rows(crew, prepared, format, &columns, &mut bytes).unwrap();
        (String::from_utf8(bytes).unwrap(), count)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]
        #[test]
        fn several_readers_write_what_one_writes(counts in proptest::collection::vec(0_u8..12, 1..7), size in 2_usize..5) {
            let folder = tempfile::tempdir().unwrap();
            let mut ledger = filled(folder.path(), &counts);
            ledger.confine(Duration::from_secs(60)).unwrap();
            let reports = divisible(&ledger);
            prop_assert!(!reports.is_empty());
            for prepared in &reports {
                for format in [Format::Csv, Format::Tsv, Format::Json, Format::Ndjson] {
                    let (text, count) = of_many(&ledger, prepared, format, size);
                    prop_assert_eq!(&text, &of_one(&ledger, prepared, format));
                    let whole = of_one(&ledger, prepared, Format::Ndjson);
                    prop_assert_eq!(count, whole.lines().count() as u64);
                }
            }
        }
    }

    #[test]
    fn several_readers_read_ahead_what_one_reads() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = filled(folder.path(), &[7, 0, 11, 4, 9]);
        ledger.confine(Duration::from_secs(60)).unwrap();
        for report in reports::built_in().unwrap().into_iter().filter(|report| report.merged_by.is_some()) {
            let (_, mentioned) = ledger.store().describe(&report.sql).unwrap();
            let query = Query { sql: report.sql.clone(), parameters: given().of(&mentioned), limit: None };
            let read = |size: Option<usize>| {
                let crew = size.map(|size| ledger.store().crew_of(size).unwrap().unwrap());
                let (shown, ahead) = report.read_ahead_by(crew, &ledger, &query).unwrap();
                let mut rows = Vec::new();
                let selected = ahead.each_row(|row| {
                    rows.push(row.to_vec());
                    Ok(())
                });
                assert_eq!(selected.unwrap().rows, rows.len() as u64);
                (shown, rows)
            };
            let by_one = read(None);
            assert!(by_one.0.len() < report.columns.len() && by_one.1.len() > 20, "{}", report.name);
            assert_eq!(by_one, read(Some(3)), "{}", report.name);
        }
    }

    #[test]
    fn the_first_rows_are_those_of_the_whole() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = filled(folder.path(), &[7, 4, 0, 9]);
        let print = Print { reader: prepared::Reader::Program, exact: true };
        for report in reports::built_in().unwrap().into_iter().filter(|report| report.merged_by.is_some()) {
            let shape = Shape { top: Some(5), totals: Some(true), ..Shape::default() };
            let has_totals = report.columns.iter().any(|column| column.name == "level");
            let first = shape.of(report.clone(), &ledger).unwrap();
            let of = |report: Definition| {
                of_one(&ledger, &report.prepare(&ledger, &given(), None, print).unwrap(), Format::Ndjson)
            };
            let whole = of(report);
            let whole: Vec<&str> =
                whole.lines().filter(|line| !has_totals || line.contains("\"row\"")).take(5).collect();
            let first = of(first);
            let first: Vec<&str> =
                first.lines().filter(|line| !has_totals || line.contains("\"row\"")).collect();
            assert_eq!(first, whole);
        }
    }

    #[test]
    fn what_is_read_beforehand_changes_no_report() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = filled(folder.path(), &[3, 0, 9, 5]);
        let given = given();
        let print = Print { reader: prepared::Reader::Program, exact: true };
        let mut tried = 0;
        for report in reports::built_in().unwrap().into_iter().filter(|report| !report.beforehand.is_empty())
        {
            let readied = report.read_parts(&ledger, &given, 3, Duration::from_secs(60)).unwrap();
            assert!(readied.sql != report.sql, "{}", report.name);
            assert_eq!(readied.sql.matches("FROM temp.").count(), report.beforehand.len(), "{}", report.name);
            let of = |report: Definition| report.prepare(&ledger, &given, None, print).unwrap();
            let (readied, whole) = (of(readied), of(report));
            assert_eq!(of_one(&ledger, &readied, Format::Csv), of_one(&ledger, &whole, Format::Csv));
            ledger.release().unwrap();
            tried += 1;
        }
        assert!(tried > 0);
    }

    #[test]
    fn readers_whose_time_is_over_say_so() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = filled(folder.path(), &[200, 200]);
        let prepared = divisible(&ledger).remove(0);
        ledger.confine(Duration::ZERO).unwrap();
        let crew = ledger.store().crew_of(2).unwrap().unwrap();
        let overview = reports::built_in().unwrap().remove(0);
        let error = overview.read_parts(&open(folder.path()), &given(), 2, Duration::ZERO).unwrap_err();
        assert!(error.to_string().contains("time"), "{error}");
        let error =
            write_rows(crew, &prepared, Format::Csv, &prepared.columns(), &mut io::sink()).unwrap_err();
        assert!(error.to_string().contains("time"), "{error}");
    }

    #[test]
    fn what_cannot_be_written_ends_the_reading() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let ledger = filled(folder.path(), &[200, 200]);
        let prepared = divisible(&ledger).remove(0);
        let crew = ledger.store().crew_of(2).unwrap().unwrap();
        assert!(write_rows(crew, &prepared, Format::Csv, &prepared.columns(), &mut Full).is_err());
    }

    /// The ledger that another process is to write to: this very test, run once more by the one below
    const WRITTEN: &str = "TAIZHANG_TEST_WRITTEN";

    #[test]
    fn another_process_writes() {
        if let Some(path) = std::env::var_os(WRITTEN) {
            let sql = "PRAGMA busy_timeout = 0; UPDATE units SET name = '甲镇' WHERE code = 'u0'";
            crate::storage::outside_write(Path::new(&path), sql).unwrap();
        }
    }

    /// Locks are a process's: to close the file once, other than by SQLite, would give up those of all readers
    #[test]
    fn no_other_process_writes_while_readers_read() {
        let folder = tempfile::tempdir().unwrap();
        let (ledger, path) = (filled(folder.path(), &[1, 1]), folder.path().join("plan.db"));
        let is_written = || {
            let mut other = std::process::Command::new(std::env::current_exe().unwrap());
            other
                .args(["--exact", "commands::report_crew::tests::another_process_writes"])
                .env(WRITTEN, &path);
            other.output().unwrap().status.success()
        };
        let crew = ledger.store().crew_of(3).unwrap().unwrap();
        assert!(!is_written(), "while they read");
        drop(crew);
        assert!(is_written(), "when they have read");
        ledger.store().hold().unwrap();
        drop(ledger.store().beside().unwrap());
        assert!(!is_written(), "while another connection was there");
    }

    /// A writer who waits for a reader lets no other in: then they would wait for each other
    #[test]
    fn readers_give_way_to_a_writer_who_waits() {
        let folder = tempfile::tempdir().unwrap();
        let (ledger, path) = (filled(folder.path(), &[1, 1]), folder.path().join("plan.db"));
        ledger.store().hold().unwrap();
        assert!(ledger.store().crew_of(2).unwrap().is_some());
        thread::scope(|scope| {
            let writer = scope.spawn(|| {
                let setting = "PRAGMA busy_timeout = 20000; UPDATE units SET name = '甲镇' WHERE code = 'u0'";
                crate::storage::outside_write(&path, setting)
            });
            let waits = || ledger.store().crew_of(2).unwrap().is_none();
            assert!((0..500).any(|_| waits() || {
                thread::sleep(Duration::from_millis(10));
                false
            }));
            let mut ledger = ledger;
            ledger.release().unwrap();
            writer.join().unwrap().unwrap();
        });
    }

    #[test]
    fn the_past_a_small_ledger_and_a_write_ahead_log_have_one_reader() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = filled(folder.path(), &[1, 1]);
        assert!(ledger.store().crew().unwrap().is_none(), "it is small");
        let mut past = open(folder.path());
        past.look_back("1").unwrap();
        assert!(past.store().crew_of(2).unwrap().is_none());
        crate::storage::outside_write(&folder.path().join("plan.db"), "PRAGMA journal_mode = wal").unwrap();
        assert!(ledger.store().crew_of(2).unwrap().is_none());
    }
}
