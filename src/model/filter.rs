//! Which rows of a table are meant: `area == "锦绣片区" and households >= 2000`.

use super::data::{DataRow, DataTable};
use crate::{
    base::{exact::Exact, lang::Words},
    words,
};
use std::{cmp::Ordering, ops::Range};

/// A condition on one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Is { column: String, test: Test, value: String },
    In { column: String, values: Vec<String> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    Equal,
    Other,
    Less,
    AtMost,
    More,
    AtLeast,
    Contains,
}

/// What is wrong with a condition, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub place: Range<usize>,
    pub message: Words,
}

/// Conditions in brackets go no deeper.
const DEEP: usize = 32;

impl Filter {
    pub fn parse(text: &str) -> Result<Filter, Wrong> {
        let tokens = tokens(text)?;
        let mut parser = Parser { tokens, at: 0, end: text.len(), depth: 0 };
        let filter = parser.any()?;
        match parser.tokens.get(parser.at) {
            None => Ok(filter),
            Some((place, _)) => Err(Wrong {
                place: place.clone(),
                message: words!("条件到这里应该结束", "the condition should end here"),
            }),
        }
    }

    /// The columns that it asks for, in the order of writing.
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Filter::All(list) | Filter::Any(list) => list.iter().flat_map(Filter::columns).collect(),
            Filter::Not(inner) => inner.columns(),
            Filter::Is { column, .. } | Filter::In { column, .. } => vec![column],
        }
    }

    /// Whether it holds for a row; a column that is not there is empty.
    pub fn holds(&self, table: &DataTable, row: &DataRow) -> bool {
        let cell = |column: &str| table.cell(row, column).map_or("", |cell| cell.value.as_str());
        match self {
            Filter::All(list) => list.iter().all(|filter| filter.holds(table, row)),
            Filter::Any(list) => list.iter().any(|filter| filter.holds(table, row)),
            Filter::Not(inner) => !inner.holds(table, row),
            Filter::In { column, values } => values.iter().any(|value| compare(cell(column), value) == Ordering::Equal),
            Filter::Is { column, test, value } => {
                let order = compare(cell(column), value);
                match test {
                    Test::Equal => order == Ordering::Equal,
                    Test::Other => order != Ordering::Equal,
                    Test::Less => order == Ordering::Less,
                    Test::AtMost => order != Ordering::Greater,
                    Test::More => order == Ordering::Greater,
                    Test::AtLeast => order != Ordering::Less,
                    Test::Contains => cell(column).contains(value.as_str()),
                }
            }
        }
    }
}

/// Numbers by their size, everything else letter by letter; dates as `2026-05-01` come out right.
pub fn compare(a: &str, b: &str) -> Ordering {
    let number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit() || c == '-').then(|| Exact::parse(text));
    match (number(a).flatten(), number(b).flatten()) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.cmp(b),
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// A bare word: a column, a value or a word of the condition.
    Word(String),
    /// In quotes.
    Text(String),
    Test(Test),
    Open,
    Close,
    Comma,
    Not,
    And,
    Or,
}

fn tokens(text: &str) -> Result<Vec<(Range<usize>, Token)>, Wrong> {
    let mut list = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let mut then = |wanted: char| rest.next_if(|(_, next)| *next == wanted).is_some();
        let token = match c {
            c if c.is_whitespace() => continue,
            '(' | '（' | '[' => Token::Open,
            ')' | '）' | ']' => Token::Close,
            ',' | '，' | '、' => Token::Comma,
            '=' | '＝' => {
                then('=');
                Token::Test(Test::Equal)
            }
            '!' | '！' => match then('=') {
                true => Token::Test(Test::Other),
                false => Token::Not,
            },
            '<' => match (then('='), then('>')) {
                (true, _) => Token::Test(Test::AtMost),
                (_, true) => Token::Test(Test::Other),
                _ => Token::Test(Test::Less),
            },
            '>' => match then('=') {
                true => Token::Test(Test::AtLeast),
                false => Token::Test(Test::More),
            },
            '≤' => Token::Test(Test::AtMost),
            '≥' => Token::Test(Test::AtLeast),
            '≠' => Token::Test(Test::Other),
            '~' => Token::Test(Test::Contains),
            '&' => {
                then('&');
                Token::And
            }
            '|' => {
                then('|');
                Token::Or
            }
            '"' | '\'' | '“' | '‘' => {
                let close = match c {
                    '“' => '”',
                    '‘' => '’',
                    same => same,
                };
                let mut value = String::new();
                let mut closed = false;
                for (_, next) in rest.by_ref() {
                    if next == close {
                        closed = true;
                        break;
                    }
                    value.push(next);
                }
                if !closed {
                    let message = words!("引号没有成对", "a quote is not closed");
                    return Err(Wrong { place: at..text.len(), message });
                }
                Token::Text(value)
            }
            first => {
                let mut word = String::from(first);
                while let Some((_, next)) = rest
                    .next_if(|(_, next)| !next.is_whitespace() && !"()（）[],，、=＝!！<>≤≥≠~&|\"'“‘".contains(*next))
                {
                    word.push(next);
                }
                match word.as_str() {
                    "and" | "AND" | "且" | "并且" => Token::And,
                    "or" | "OR" | "或" | "或者" => Token::Or,
                    "not" | "NOT" | "非" | "不是" => Token::Not,
                    "contains" | "含" | "包含" => Token::Test(Test::Contains),
                    _ => Token::Word(word),
                }
            }
        };
        let end = rest.peek().map_or(text.len(), |(next, _)| *next);
        list.push((at..end, token));
    }
    Ok(list)
}

struct Parser {
    tokens: Vec<(Range<usize>, Token)>,
    at: usize,
    end: usize,
    depth: usize,
}

impl Parser {
    fn take(&mut self, wanted: &Token) -> bool {
        let found = self.tokens.get(self.at).is_some_and(|(_, token)| token == wanted);
        self.at += usize::from(found);
        found
    }

    fn wrong<T>(&self, message: Words) -> Result<T, Wrong> {
        let place = self.tokens.get(self.at).map_or(self.end..self.end, |(place, _)| place.clone());
        Err(Wrong { place, message })
    }

    fn any(&mut self) -> Result<Filter, Wrong> {
        let mut list = vec![self.all()?];
        while self.take(&Token::Or) {
            list.push(self.all()?);
        }
        Ok(if list.len() == 1 { list.remove(0) } else { Filter::Any(list) })
    }

    fn all(&mut self) -> Result<Filter, Wrong> {
        let mut list = vec![self.one()?];
        while self.take(&Token::And) {
            list.push(self.one()?);
        }
        Ok(if list.len() == 1 { list.remove(0) } else { Filter::All(list) })
    }

    fn one(&mut self) -> Result<Filter, Wrong> {
        self.depth += 1;
        if self.depth > DEEP {
            return self.wrong(words!("条件套得太深", "the condition nests too deep"));
        }
        let found = if self.take(&Token::Not) {
            Filter::Not(Box::new(self.one()?))
        } else if self.take(&Token::Open) {
            let inner = self.any()?;
            if !self.take(&Token::Close) {
                return self.wrong(words!("这里缺一个右括号", "a closing bracket is missing here"));
            }
            inner
        } else {
            self.test()?
        };
        self.depth -= 1;
        Ok(found)
    }

    fn test(&mut self) -> Result<Filter, Wrong> {
        let column = match self.tokens.get(self.at) {
            Some((_, Token::Word(word) | Token::Text(word))) => word.clone(),
            _ => return self.wrong(words!("这里应该是列名", "a column's name should stand here")),
        };
        self.at += 1;
        if self.take(&Token::Word("in".to_string())) || self.take(&Token::Word("属于".to_string())) {
            if !self.take(&Token::Open) {
                return self.wrong(words!("in 后面写 [值, 值]", "write [value, value] after in"));
            }
            let mut values = vec![self.value()?];
            while self.take(&Token::Comma) {
                values.push(self.value()?);
            }
            if !self.take(&Token::Close) {
                return self.wrong(words!("这里缺一个右括号", "a closing bracket is missing here"));
            }
            return Ok(Filter::In { column, values });
        }
        let Some((_, Token::Test(test))) = self.tokens.get(self.at).cloned() else {
            return self.wrong(words!(
                "列名后面应该是 ==、!=、<、<=、>、>=、contains 或 in",
                "after the column comes ==, !=, <, <=, >, >=, contains or in"
            ));
        };
        self.at += 1;
        Ok(Filter::Is { column, test, value: self.value()? })
    }

    fn value(&mut self) -> Result<String, Wrong> {
        match self.tokens.get(self.at) {
            Some((_, Token::Word(word) | Token::Text(word))) => {
                let value = word.clone();
                self.at += 1;
                Ok(value)
            }
            _ => self.wrong(words!("这里应该是一个值，文字放在引号里", "a value should stand here, texts in quotes")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::span::{FileId, Span, Spanned};

    fn rows_where(filter: &str) -> Vec<usize> {
        let text = |text: &str| Spanned::new(text.to_string(), Span::file(FileId(0)));
        let row = |cells: [&str; 3]| DataRow { span: Span::file(FileId(0)), line: 0, cells: cells.map(text).to_vec() };
        let rows = [
            row(["锦绣店", "2600", "2024-03-16"]),
            row(["和平店", "900", "2022-09-01"]),
            row(["清水湾店", "", "2025-06-20"]),
        ];
        let columns = ["name", "户数", "opened"].map(text).to_vec();
        let rows = rows.into_iter().collect();
        let table = DataTable { file: FileId(0), path: String::new(), columns, rows };
        let filter = Filter::parse(filter).unwrap_or_else(|wrong| panic!("{filter}: {wrong:?}"));
        (0..3).filter(|&number| table.rows.get(number).is_some_and(|row| filter.holds(&table, &row))).collect()
    }

    #[test]
    fn numbers_dates_and_texts_compare_as_people_expect() {
        assert_eq!(rows_where("户数 >= 1000"), [0]);
        assert_eq!(rows_where("opened < 2025-01-01"), [0, 1]);
        assert_eq!(rows_where("name == “和平店”"), [1]);
        assert_eq!(rows_where("name contains 店 and not 户数 = ''"), [0, 1]);
        assert_eq!(rows_where("name in [锦绣店, \"清水湾店\"] 或 户数==900"), [0, 1, 2]);
        assert_eq!(rows_where("(户数 > 100 || name ~ 清水) && opened != 2022-09-01"), [0, 2]);
    }

    #[test]
    fn what_is_wrong_has_its_place() {
        for (text, place) in
            [("name", 4..4), ("name ==", 7..7), ("(name == a", 10..10), ("a == b c", 7..8), ("a == \"b", 5..7)]
        {
            assert_eq!(Filter::parse(text).expect_err(text).place, place, "{text}");
        }
        assert!(Filter::parse(&"(".repeat(100_000)).is_err());
    }
}
