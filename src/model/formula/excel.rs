//! The formula for a spreadsheet cell, in the English function names that the file format stores.
//!
//! A missing figure or a division by nothing shows `—`. Inside, no value travels as an error and is caught at the
//! edges: outermost, and where the language looks only at what has a value. So no cell ever shows an error.

use std::collections::BTreeSet;

use super::{Compare, Expr, FLOAT_DECIMALS, Fold, Formula, Kind, Op};
use crate::base::exact::Exact;

/// What a cell without a value shows.
pub const NO_VALUE: &str = "—";

/// Where the spreadsheet keeps the figure of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// `B3`, `填写!$B$3` or a defined name.
    pub at: String,
    /// Whether a person types it, so that it has at most six decimals; a computed one may carry a float's remainder.
    pub typed: bool,
}

/// Spreadsheets refuse longer formulas (8 192) and cut longer cells in exports.
const LONGEST: usize = 8_000;

impl Formula {
    /// The formula with its leading `=`; `None` when it is longer than a cell may be.
    pub fn to_excel(&self, cell: &dyn Fn(&str) -> Cell) -> Option<String> {
        let mut names = BTreeSet::new();
        strict(&self.root, &mut names);
        let printer = Printer { cell };
        let body = printer.print(&self.root, 0, &names);
        let body = if fails(&self.root) { format!("IFERROR({body},\"{NO_VALUE}\")") } else { body };
        let text = match names.len() {
            0 => format!("={body}"),
            n => format!("=IF({}<{n},\"{NO_VALUE}\",{body})", printer.count(&names)),
        };
        (text.len() <= LONGEST).then_some(text)
    }
}

/// The names without which the expression has no value, whatever the others are.
fn strict<'a>(e: &'a Expr, out: &mut BTreeSet<&'a str>) {
    match &e.kind {
        Kind::Number { .. } | Kind::Fold(..) => {}
        Kind::Name(name) => {
            out.insert(name);
        }
        Kind::Minus(a) | Kind::Round(a, _) => strict(a, out),
        Kind::Op(_, a, b) => {
            strict(a, out);
            strict(b, out);
        }
        Kind::If(test, ..) => {
            strict(&test.left, out);
            strict(&test.right, out);
        }
    }
}

/// Whether it can be without a value although all its strict names have one.
fn fails(e: &Expr) -> bool {
    match &e.kind {
        Kind::Number { .. } | Kind::Name(_) => false,
        // A product may leave the range of a float.
        Kind::Op(Op::Div | Op::Mul, ..) => true,
        Kind::If(..) => true,
        Kind::Fold(fold, _) => *fold != Fold::Count,
        _ => e.parts().into_iter().any(fails),
    }
}

struct Printer<'a> {
    cell: &'a dyn Fn(&str) -> Cell,
}

/// How tightly an expression binds: what binds less than its place asks for is put in brackets.
const PRODUCT: u8 = 2;
const SIGN: u8 = 3;
const WHOLE: u8 = 4;

impl Printer<'_> {
    /// `known` are the names that were found to have a value before this expression is reached.
    fn print(&self, e: &Expr, place: u8, known: &BTreeSet<&str>) -> String {
        let (text, binds) = match &e.kind {
            Kind::Number { value, percent: true } => (format!("{}%", (value * &Exact::int(100)).short(4)), WHOLE),
            Kind::Number { value, .. } => (value.short(6), WHOLE),
            Kind::Name(name) => ((self.cell)(name).at, WHOLE),
            Kind::Minus(a) => (format!("-{}", self.print(a, WHOLE, known)), SIGN),
            Kind::Op(op, a, b) => {
                let (sign, binds) = match op {
                    Op::Add => ("+", 1),
                    Op::Sub => ("-", 1),
                    Op::Mul => ("*", PRODUCT),
                    Op::Div => ("/", PRODUCT),
                };
                let right = match op {
                    Op::Div if !self.is_plain(b) => {
                        let below = self.print(b, 0, known);
                        format!("IF(ROUND({below},6)=0,0,{below})")
                    }
                    _ => self.print(b, binds + 1, known),
                };
                (format!("{}{sign}{right}", self.print(a, binds, known)), binds)
            }
            Kind::Round(a, decimals) if self.is_plain(a) => {
                (format!("ROUND({},{decimals})", self.print(a, 0, known)), WHOLE)
            }
            Kind::Round(a, decimals) => {
                (format!("ROUND(ROUND({},{FLOAT_DECIMALS}),{decimals})", self.print(a, 0, known)), WHOLE)
            }
            Kind::If(test, yes, no) => {
                let sign = match test.compare {
                    Compare::Less => "<",
                    Compare::LessEqual => "<=",
                    Compare::Greater => ">",
                    Compare::GreaterEqual => ">=",
                    Compare::Equal => "=",
                    Compare::NotEqual => "<>",
                };
                let (left, right) = (&test.left, &test.right);
                let test = if self.is_plain(left) && self.is_plain(right) {
                    format!("{}{sign}{}", self.print(left, 0, known), self.print(right, 0, known))
                } else {
                    let difference = format!("{}-{}", self.print(left, 1, known), self.print(right, 2, known));
                    format!("ROUND({difference},6){sign}0")
                };
                (format!("IF({test},{},{})", self.scope(yes, known), self.scope(no, known)), WHOLE)
            }
            Kind::Fold(fold, list) => (self.fold(*fold, list, known), WHOLE),
        };
        if binds < place { format!("({text})") } else { text }
    }

    /// An expression that is reached only sometimes: it first asks for the names that it alone needs.
    fn scope(&self, e: &Expr, known: &BTreeSet<&str>) -> String {
        let mut names = BTreeSet::new();
        strict(e, &mut names);
        let needed: BTreeSet<&str> = names.difference(known).copied().collect();
        if needed.is_empty() {
            return self.print(e, 0, known);
        }
        let body = self.print(e, 0, &names.union(known).copied().collect());
        format!("IF({}<{},NA(),{body})", self.count(&needed), needed.len())
    }

    fn fold(&self, fold: Fold, list: &[Expr], known: &BTreeSet<&str>) -> String {
        // Single cells are given as they are: spreadsheets skip text and blanks in them. Anything else is asked for first.
        let is_cell = |e: &&Expr| matches!(e.kind, Kind::Name(_) | Kind::Number { .. });
        let cells: Vec<String> = list.iter().filter(is_cell).map(|e| self.print(e, 0, known)).collect();
        let others: Vec<String> = list.iter().filter(|e| !is_cell(e)).map(|e| self.scope(e, known)).collect();
        let mut counts = Vec::new();
        if !cells.is_empty() {
            counts.push(format!("COUNT({})", cells.join(",")));
        }
        counts.extend(others.iter().map(|e| format!("IF(ISERROR({e}),0,1)")));
        let count = counts.join("+");
        let all = |instead: &str| -> String {
            let others = others.iter().map(|e| format!("IFERROR({e},{instead})"));
            cells.iter().cloned().chain(others).collect::<Vec<_>>().join(",")
        };
        match fold {
            Fold::Count => format!("({count})"),
            Fold::Avg if others.is_empty() => format!("AVERAGE({})", all("0")),
            Fold::Avg => format!("(SUM({})/({count}))", all("0")),
            Fold::Sum => format!("IF({count}=0,NA(),SUM({}))", all("0")),
            Fold::Min => format!("IF({count}=0,NA(),MIN({}))", all("1E+300")),
            Fold::Max => format!("IF({count}=0,NA(),MAX({}))", all("-1E+300")),
        }
    }

    fn count(&self, names: &BTreeSet<&str>) -> String {
        let cells: Vec<String> = names.iter().map(|name| (self.cell)(name).at).collect();
        format!("COUNT({})", cells.join(","))
    }

    fn is_plain(&self, e: &Expr) -> bool {
        match &e.kind {
            Kind::Number { .. } => true,
            Kind::Name(name) => (self.cell)(name).typed,
            _ => false,
        }
    }
}
