//! The domain's arithmetic as SQL functions, for reports and queries.
//!
//! They appear in no view, index or CHECK of the schema: other tools can open the ledger without them. Each is one entry
//! of a list, with its arguments and what it gives: from that list it is made known to a connection and documented. What
//! is blank gives NULL, and what cannot be computed gives NULL too, where its text does not say that it is refused.

mod amounts;
mod arguments;
mod facts;
mod judged;
mod judgement;
mod lights;
mod metrics;
mod periods;
mod sums;

use std::panic::{RefUnwindSafe, UnwindSafe};

use rusqlite::functions::{Aggregate, Context, FunctionFlags};
use rusqlite::{Connection, Result};

use crate::domain::code::natural_order;
use crate::text::Text;
use arguments::Answer;

/// A function that SQL may call
#[derive(Debug)]
pub struct Function {
    /// What it is called
    pub name: &'static str,
    /// What it takes, in order
    pub arguments: &'static [&'static str],
    /// What it gives
    pub about: Text,
    call: Call,
}

#[derive(Debug)]
enum Call {
    /// Of the values of one row
    Scalar(fn(&Context<'_>) -> Result<Answer>),
    /// Of many rows: what makes it known
    Aggregate(fn(&Connection, &Function) -> Result<()>),
}

const FLAGS: FunctionFlags = FunctionFlags::SQLITE_UTF8
    .union(FunctionFlags::SQLITE_DETERMINISTIC)
    .union(FunctionFlags::SQLITE_INNOCUOUS);

/// All functions, by what they are about
pub fn all() -> impl Iterator<Item = &'static Function> {
    [
        amounts::FUNCTIONS,
        sums::FUNCTIONS,
        judgement::FUNCTIONS,
        judged::FUNCTIONS,
        lights::FUNCTIONS,
        metrics::FUNCTIONS,
        periods::FUNCTIONS,
        facts::FUNCTIONS,
    ]
    .into_iter()
    .flatten()
}

/// Makes the functions known to a connection, and `COLLATE natural_order`: codes with runs of digits as numbers
pub fn register(connection: &Connection) -> Result<()> {
    connection.create_collation("natural_order", natural_order)?;
    for function in all() {
        match function.call {
            Call::Scalar(call) => {
                let count = function.count();
                connection
                    .create_scalar_function(function.name, count, FLAGS, move |context| call(context))?;
            }
            Call::Aggregate(register) => register(connection, function)?,
        }
    }
    Ok(())
}

impl Function {
    const fn scalar(
        name: &'static str,
        arguments: &'static [&'static str],
        about: Text,
        call: fn(&Context<'_>) -> Result<Answer>,
    ) -> Function {
        Function { name, arguments, about, call: Call::Scalar(call) }
    }

    const fn aggregate(
        name: &'static str,
        arguments: &'static [&'static str],
        about: Text,
        register: fn(&Connection, &Function) -> Result<()>,
    ) -> Function {
        Function { name, arguments, about, call: Call::Aggregate(register) }
    }

    /// Whether it is of many rows
    pub fn is_aggregate(&self) -> bool {
        matches!(self.call, Call::Aggregate(_))
    }

    fn count(&self) -> i32 {
        self.arguments.len() as i32
    }
}

/// A function of many rows: how it takes one in, and what it gives at the end
struct Gathering<S> {
    step: fn(&Context<'_>, &mut S) -> Result<()>,
    end: fn(S) -> Answer,
}

impl<S: Default + Send + UnwindSafe + RefUnwindSafe> Aggregate<S, Answer> for Gathering<S> {
    fn init(&self, _: &mut Context<'_>) -> Result<S> {
        Ok(S::default())
    }

    fn step(&self, context: &mut Context<'_>, state: &mut S) -> Result<()> {
        (self.step)(context, state)
    }

    fn finalize(&self, _: &mut Context<'_>, state: Option<S>) -> Result<Answer> {
        Ok((self.end)(state.unwrap_or_default()))
    }
}

impl<S: Default + Send + UnwindSafe + RefUnwindSafe + 'static> Gathering<S> {
    fn register(self, connection: &Connection, function: &Function) -> Result<()> {
        connection.create_aggregate_function(function.name, function.count(), FLAGS, self)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What a connection knows besides what SQLite has built in: name, arguments, whether of many rows
    fn known(connection: &Connection) -> BTreeSet<(String, i32, bool)> {
        let mut statement = connection
            .prepare("SELECT name, narg, type <> 's' FROM pragma_function_list WHERE NOT builtin")
            .unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        rows.map(|row| row.unwrap()).collect()
    }

    #[test]
    fn the_list_is_what_a_connection_knows() {
        let connection = Connection::open_in_memory().unwrap();
        let before = known(&connection);
        register(&connection).unwrap();
        let added: BTreeSet<_> = known(&connection).difference(&before).cloned().collect();
        let listed: BTreeSet<_> = all()
            .map(|function| (function.name.to_owned(), function.count(), function.is_aggregate()))
            .collect();
        assert_eq!(added, listed);
        assert_eq!(listed.len(), all().count(), "a function is listed twice");
    }

    #[test]
    fn every_function_says_what_it_gives_in_both_languages() {
        for function in all() {
            assert!(!function.about.en.is_empty() && !function.about.zh.is_empty(), "{}", function.name);
        }
    }

    /// What is blank stays blank, and no function stops at it
    #[test]
    fn blanks_are_taken_by_all() {
        let connection = Connection::open_in_memory().unwrap();
        register(&connection).unwrap();
        for function in all() {
            let blanks = vec!["NULL"; function.arguments.len()].join(", ");
            let sql = format!("SELECT {}({blanks})", function.name);
            connection.query_row(&sql, [], |_| Ok(())).unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
    }
}
