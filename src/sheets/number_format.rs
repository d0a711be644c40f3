//! What a cell's number format says about the meaning of its number: a day, a month, a share, a number of 万元.
//!
//! How many digits it shows is left aside, for rounding loses what the cell holds.

use std::iter::Peekable;
use std::str::Chars;

/// The meaning of a number format
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberFormat {
    /// A number, with words or signs around it
    Number(Shape),
    /// A day
    Day,
    /// A month
    Month,
    /// A year
    Year,
    /// A day with a time
    Moment,
    /// A time of day
    Time,
    /// A length of time in hours, minutes and seconds
    Elapsed,
}

/// What stands around a number
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shape {
    /// Words before the number
    pub prefix: String,
    /// Words behind it, the per cent sign too
    pub suffix: String,
    /// The power of ten between the number and what is shown: 2 for per cent, -3 for thousands
    pub shift: i32,
    /// The number of whole digits that are shown at least
    pub zeros: usize,
    /// Digits with words in between, as in `0000-00`
    pub pattern: Vec<Piece>,
}

/// A piece of a pattern of digits
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A digit, shown as 0 when there is none
    Zero,
    /// A digit, left out when there is none
    Digit,
    /// Words
    Words(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Zero,
    Digit,
    Point,
    Comma,
    Percent,
    Words(String),
    General,
    /// A letter of a date, in lower case, and how often it stands there
    Date(char, usize),
    Elapsed,
    /// What makes a number of the format's own kind: an exponent, a fraction, a condition
    Odd,
}

impl Default for NumberFormat {
    fn default() -> NumberFormat {
        NumberFormat::Number(Shape::default())
    }
}

impl NumberFormat {
    /// The format with that code
    pub fn of_code(code: &str) -> NumberFormat {
        let tokens = tokens_of(code);
        date_of(&tokens).unwrap_or_else(|| NumberFormat::Number(shape_of(&tokens)))
    }

    /// The built-in format with that number, as it is in a Chinese spreadsheet
    pub fn built_in(id: u32) -> NumberFormat {
        match id {
            9 | 10 => NumberFormat::of_code("0%"),
            14..=16 | 28..=31 | 51 | 53 | 54 | 58 => NumberFormat::Day,
            17 | 27 | 36 | 50 | 52 | 57 => NumberFormat::Month,
            22 => NumberFormat::Moment,
            18..=21 | 32..=35 | 45 | 47 | 55 | 56 => NumberFormat::Time,
            46 => NumberFormat::Elapsed,
            _ => NumberFormat::default(),
        }
    }
}

/// The tokens of a code's first section; the others differ in signs and colours, or hide what is there
fn tokens_of(code: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = code.chars().peekable();
    if let Some(behind) = code.strip_prefix("G/通用格式") {
        tokens.push(Token::General);
        rest = behind.chars().peekable();
    }
    while let Some(letter) = rest.next() {
        match letter {
            ';' => break,
            '"' => push_words(
                &mut tokens,
                &rest.by_ref().take_while(|letter| *letter != '"').collect::<String>(),
            ),
            '\\' | '!' => {
                let escaped = rest.next().map(String::from).unwrap_or_default();
                push_words(&mut tokens, &escaped);
            }
            '_' | '*' => {
                rest.next();
            }
            '[' => {
                bracket(&mut tokens, &rest.by_ref().take_while(|letter| *letter != ']').collect::<String>())
            }
            '0' => tokens.push(Token::Zero),
            '#' | '?' => tokens.push(Token::Digit),
            '.' => tokens.push(Token::Point),
            ',' => tokens.push(Token::Comma),
            '%' => tokens.push(Token::Percent),
            '@' => tokens.push(Token::General),
            'G' | 'g' if takes(&mut rest, "eneral") => tokens.push(Token::General),
            'E' | 'e' if matches!(rest.peek(), Some('+' | '-')) => tokens.push(Token::Odd),
            'A' | 'a' if takes(&mut rest, "m/pm") || takes(&mut rest, "/p") => {
                tokens.push(Token::Date('h', 1))
            }
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'e' | 'E' | 'b' | 'B' | 'a' | 'A' => {
                let letter = letter.to_ascii_lowercase();
                let mut count = 1;
                while rest.next_if(|next| next.eq_ignore_ascii_case(&letter)).is_some() {
                    count += 1;
                }
                tokens.push(Token::Date(letter, count));
            }
            other => push_words(&mut tokens, other.encode_utf8(&mut [0; 4])),
        }
    }
    tokens
}

/// Takes a word when it comes next, in letters of any case
fn takes(rest: &mut Peekable<Chars<'_>>, word: &str) -> bool {
    let mut ahead = rest.clone();
    let comes =
        word.chars().all(|letter| ahead.next().is_some_and(|next| next.eq_ignore_ascii_case(&letter)));
    if comes {
        *rest = ahead;
    }
    comes
}

fn push_words(tokens: &mut Vec<Token>, words: &str) {
    if let Some(Token::Words(before)) = tokens.last_mut() {
        before.push_str(words);
    } else {
        tokens.push(Token::Words(words.to_owned()));
    }
}

fn bracket(tokens: &mut Vec<Token>, content: &str) {
    if let Some(currency) = content.strip_prefix('$') {
        push_words(tokens, currency.split('-').next().unwrap_or_default());
    } else if content.starts_with(['<', '>', '=']) {
        tokens.push(Token::Odd);
    } else if !content.is_empty()
        && ['h', 'm', 's'].iter().any(|unit| content.chars().all(|letter| letter.eq_ignore_ascii_case(unit)))
    {
        tokens.push(Token::Elapsed);
    }
}

/// What date or time the tokens make, if any
fn date_of(tokens: &[Token]) -> Option<NumberFormat> {
    let letters: Vec<(char, usize)> = tokens
        .iter()
        .filter_map(|token| match token {
            Token::Date(letter, count) => Some((*letter, *count)),
            Token::Elapsed => Some(('h', 0)),
            _ => None,
        })
        .collect();
    let (mut year, mut month, mut day, mut time) = (false, false, false, false);
    for (at, (letter, count)) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before].0);
        let behind = letters.get(at + 1).map(|(letter, _)| *letter);
        match letter {
            'm' if *count <= 2 && (before == Some('h') || behind == Some('s')) => time = true,
            'm' => month = true,
            'd' | 'a' => day = true,
            'h' | 's' => time = true,
            _ => year = true,
        }
    }
    let is_elapsed = tokens.contains(&Token::Elapsed);
    match (year || month || day, time) {
        (true, true) => Some(NumberFormat::Moment),
        (false, true) if is_elapsed => Some(NumberFormat::Elapsed),
        (false, true) => Some(NumberFormat::Time),
        (true, false) if day => Some(NumberFormat::Day),
        (true, false) if month => Some(NumberFormat::Month),
        (true, false) => Some(NumberFormat::Year),
        (false, false) => None,
    }
}

/// What stands around the digits
fn shape_of(tokens: &[Token]) -> Shape {
    let is_place =
        |token: &Token| matches!(token, Token::Zero | Token::Digit | Token::Point | Token::General);
    let (Some(first), Some(last)) = (tokens.iter().position(is_place), tokens.iter().rposition(is_place))
    else {
        return Shape::default();
    };
    let per_cent = tokens.iter().filter(|token| **token == Token::Percent).count() as i32;
    let mut shape = Shape { shift: 2 * per_cent, ..Shape::default() };
    let is_odd = tokens.contains(&Token::Odd) || tokens[first..=last].iter().any(is_slash);
    if is_odd {
        // The number is shown as it is; a share stays one.
        shape.suffix = "%".repeat(per_cent as usize);
        return shape;
    }
    shape.prefix = words_of(&tokens[..first]);
    shape.suffix = words_of(&tokens[last + 1..]);
    let places = &tokens[first..=last];
    let whole = places.iter().position(|token| *token == Token::Point).unwrap_or(places.len());
    let is_comma = |token: &&Token| **token == Token::Comma;
    let behind = tokens[last + 1..].iter().take_while(is_comma).count();
    let before_point =
        if whole < places.len() { places[..whole].iter().rev().take_while(is_comma).count() } else { 0 };
    shape.shift -= 3 * (behind + before_point) as i32;
    let inner: Vec<&Token> = places.iter().filter(|token| matches!(token, Token::Words(_))).collect();
    if let [Token::Words(words)] = inner[..]
        && words == "."
        && whole == places.len()
    {
        // `0!.0,"万"` shows thousands with a point drawn before the last digit.
        let at = places.iter().position(|token| matches!(token, Token::Words(_))).unwrap_or(0);
        shape.shift -=
            places[at..].iter().filter(|token| matches!(token, Token::Zero | Token::Digit)).count() as i32;
        return shape;
    }
    if !inner.is_empty() && whole == places.len() {
        shape.pattern = pattern_of(places);
        return shape;
    }
    let zeros = places[..whole].iter().filter(|token| **token == Token::Zero).count();
    shape.zeros = if zeros > 1 { zeros } else { 0 };
    shape
}

fn is_slash(token: &Token) -> bool {
    matches!(token, Token::Words(words) if words.trim() == "/")
}

fn words_of(tokens: &[Token]) -> String {
    let mut text = String::new();
    for token in tokens {
        match token {
            // The sign of the ledger's own money says nothing; that of any other would be another amount.
            Token::Words(words) => {
                text.extend(words.chars().filter(|letter| !matches!(letter, '¥' | '￥' | '+')))
            }
            Token::Percent => text.push('%'),
            _ => {}
        }
    }
    let text = text.trim();
    if matches!(text, "-" | "(" | ")" | "'") { String::new() } else { text.to_owned() }
}

fn pattern_of(places: &[Token]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for token in places {
        match token {
            Token::Zero => pieces.push(Piece::Zero),
            Token::Digit | Token::General => pieces.push(Piece::Digit),
            Token::Words(words) => pieces.push(Piece::Words(words.clone())),
            _ => {}
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_from_times_and_numbers() {
        for (code, meant) in [
            ("yyyy-mm-dd", NumberFormat::Day),
            ("yyyy\"年\"m\"月\"d\"日\";@", NumberFormat::Day),
            ("[$-804]aaaa", NumberFormat::Day),
            ("d-mmm", NumberFormat::Day),
            ("m/d/yy h:mm", NumberFormat::Moment),
            ("yyyy-mm", NumberFormat::Month),
            ("mmm-yy", NumberFormat::Month),
            ("[DBNum1][$-804]yyyy\"年\"m\"月\"", NumberFormat::Month),
            ("yyyy\\.mm", NumberFormat::Month),
            ("e\"年\"", NumberFormat::Year),
            ("h:mm AM/PM", NumberFormat::Time),
            ("[$-804]上午/下午h\"时\"mm\"分\"", NumberFormat::Time),
            ("mm:ss.0", NumberFormat::Time),
            ("[h]:mm:ss", NumberFormat::Elapsed),
        ] {
            assert_eq!(NumberFormat::of_code(code), meant, "{code}");
        }
    }

    #[test]
    fn numbers_keep_the_words_around_them() {
        let shape = |code: &str| match NumberFormat::of_code(code) {
            NumberFormat::Number(shape) => (shape.prefix, shape.suffix, shape.shift, shape.zeros),
            other => panic!("{code}: {other:?}"),
        };
        let told =
            |prefix: &str, suffix: &str, shift, zeros| (prefix.to_owned(), suffix.to_owned(), shift, zeros);
        assert_eq!(shape("General"), told("", "", 0, 0));
        assert_eq!(shape("G/通用格式\"个\""), told("", "个", 0, 0));
        assert_eq!(shape("0.00%"), told("", "%", 2, 0));
        assert_eq!(shape("000"), told("", "", 0, 3));
        assert_eq!(shape("\"第\"00\"号\""), told("第", "号", 0, 2));
        assert_eq!(shape("#,##0.00\"万元\""), told("", "万元", 0, 0));
        assert_eq!(shape("#,##0,\"千\""), told("", "千", -3, 0));
        assert_eq!(shape("0!.0,\"万\""), told("", "万", -4, 0));
        assert_eq!(shape("_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* \"-\"??_ ;_ @_ "), told("", "", 0, 0));
        assert_eq!(shape("[$$-409]#,##0"), told("$", "", 0, 0));
        assert_eq!(shape("[Red]0;[Blue]-0"), told("", "", 0, 0));
        assert_eq!(shape("[>=10000]0!.0,\"万\";0"), told("", "", 0, 0));
        assert_eq!(shape("0.00E+00"), told("", "", 0, 0));
        assert_eq!(shape("# ??/??"), told("", "", 0, 0));
        assert_eq!(shape("\"无\""), told("", "", 0, 0));
    }
}
