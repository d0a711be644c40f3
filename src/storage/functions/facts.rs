//! Functions that say something of a single measure, code, name or text.

use rusqlite::Result;
use rusqlite::functions::Context;
use rusqlite::types::ValueRef;

use super::Function;
use super::arguments::{Answer, NULL, made, measure, text, whole};
use crate::domain::code::{is_fragile, name_key};
use crate::domain::division::is_under;
use crate::domain::quoted::{numbers_in_quote, quote_in_text, unset};
use crate::text::Text;

/// The functions of this file
pub const FUNCTIONS: &[Function] = &[
    Function::scalar(
        "family",
        &["measure"],
        Text::new(
            "what a measure measures: money, area, counter:家",
            "计量单位的类别：money、area、counter:家",
        ),
        |context| Ok(made(measure(context, 0)?.map(|measure| measure.family().name()))),
    ),
    Function::scalar(
        "may_sum",
        &["measure"],
        Text::new("whether figures in that measure may be added up", "该计量单位的数是否可以相加"),
        |context| Ok(whole(Some(measure(context, 0)?.is_some_and(|measure| measure.may_sum())))),
    ),
    Function::scalar(
        "quote_numbers_match",
        &["numbers", "quote"],
        Text::new(
            "whether every number of a text stands in the quote, 百亿 as 100亿",
            "文本中的每个数是否都见于原文（百亿即 100亿）",
        ),
        |context| {
            let both = text(context, 0)?.zip(text(context, 1)?);
            Ok(whole(both.map(|(numbers, quote)| numbers_in_quote(numbers, quote))))
        },
    ),
    Function::scalar(
        "quote_found",
        &["quote", "text"],
        Text::new(
            "whether a quote stands in a text, width and white space aside",
            "原文是否见于文本，不计全半角和空白",
        ),
        quote_found,
    ),
    Function::scalar(
        "is_fragile",
        &["code"],
        Text::new("whether a spreadsheet would damage a code", "编码是否会被电子表格改坏"),
        |context| Ok(whole(Some(text(context, 0)?.is_some_and(is_fragile)))),
    ),
    Function::scalar(
        "name_key",
        &["name"],
        Text::new(
            "a name as names are compared: without width, white space and marks of importance",
            "用于比较的名称：去全半角、空白和重要性标记",
        ),
        |context| Ok(made(text(context, 0)?.map(name_key))),
    ),
    Function::scalar(
        "is_under_division",
        &["code", "other"],
        Text::new("whether a unit's division code lies under another's", "单位区划代码是否在另一代码之下"),
        |context| {
            let both = text(context, 0)?.zip(text(context, 1)?);
            Ok(whole(both.and_then(|(code, above)| is_under(code, above))))
        },
    ),
];

/// The text is the same for every row of a query, and long: it is made ready once
fn quote_found(context: &Context<'_>) -> Result<Answer> {
    if text(context, 1)?.is_none() {
        return Ok(NULL);
    }
    let Some(quote) = text(context, 0)? else { return Ok(NULL) };
    let text = context.get_or_create_aux(1, |text: ValueRef<'_>| text.as_str().map(unset))?;
    Ok(whole(Some(quote_in_text(quote, &text))))
}
