//! The values of a print's fields by type and length, for every row, before a page is set.

use super::Stock;
use crate::{
    base::{
        code::Code,
        date,
        diag::{Diag, Diags},
        lang::{Words, listed},
        money::Fen,
        span::{Span, Spanned},
    },
    model::{
        data::{DataRow, DataTable},
        kit::{FieldKind, Kit, KitField},
        print::{Piece, Print},
        site::Rgb,
    },
    words,
};

/// Reports what is wrong, and marks the pieces whose rows are.
pub fn check(stock: Stock<'_>, print: &mut Print, diags: &mut Diags) {
    let Some(kit) = print.kit.map(|kit| &stock.kits[kit.index()]) else { return };
    let mut wrong = Vec::new();
    for (number, piece) in print.pieces.iter().enumerate() {
        let row = piece.row.and_then(|(id, number)| {
            let table = &stock.data[id.index()];
            Some((table, table.rows.get(number)?))
        });
        let mut found = Diags::new();
        for field in &kit.fields {
            one(stock, print, kit, piece, row.as_ref().map(|(table, row)| (*table, row)), field, &mut found);
        }
        if found.has_errors() {
            wrong.push(number);
        }
        diags.extend(found);
    }
    for number in wrong {
        print.pieces[number].wrong = true;
    }
}

fn one(
    stock: Stock<'_>,
    print: &Print,
    kit: &Kit,
    piece: &Piece,
    row: Option<(&DataTable, &DataRow)>,
    field: &KitField,
    diags: &mut Diags,
) {
    let Some(given) = print.field(piece, &field.key) else { return };
    let own = print.own_words(&given.value, piece, 0);
    let filled = given.value.contains('{');
    // What is the same for all rows is wrong once.
    let row = row.filter(|_| filled);
    if !filled && piece.before > 0 && piece.version.is_none() {
        return;
    }
    let value = row.map_or_else(|| own.clone(), |(table, row)| table.fill(&own, row));
    let value = value.trim();
    if let Some((table, row)) = row.filter(|_| !value.is_empty()) {
        diags.extend(empty_cells(given, field, table, row));
    }
    let Some((message, help)) = wrong(stock, kit, field, value) else { return };
    let mut diag = Diag::error(Code::PRINT_FIELD, place(given, row), message).help(help);
    if let Some((table, row)) = row {
        let title = &print.head.title.value;
        diag = diag
            .row(format!("{}:{}", table.path, row.line))
            .label(given.span, words!("物料“{title}”的这一项", "this field of the print “{title}”"));
    }
    diags.push(diag);
}

/// A field that is one empty cell is left out on purpose; one that is made of several words lacks one.
fn empty_cells(given: &Spanned<String>, field: &KitField, table: &DataTable, row: &DataRow) -> Option<Diag> {
    let name = super::rows::columns_of(&given.value)
        .find(|name| table.cell(row, name).is_some_and(|cell| cell.value.trim().is_empty()))?;
    let (key, label) = (&field.key, &field.label);
    let diag = Diag::warning(
        Code::EMPTY_CELL,
        row.span,
        words!(
            "这一行的“{name}”是空的，“{key}”（{label}）里要印它",
            "“{name}” is empty in this row, and “{key}” prints it"
        ),
    );
    Some(diag.row(format!("{}:{}", table.path, row.line)).help(words!(
        "填上它；这一行不印就在物料里写 where = \"{name} != ''\"",
        "fill it in, or leave such rows out with where = \"{name} != ''\""
    )))
}

/// The cell that is to be mended when the field is one column, else the row, else the field.
fn place(given: &Spanned<String>, row: Option<(&DataTable, &DataRow)>) -> Span {
    let Some((table, row)) = row else { return given.span };
    let mut columns = given.value.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.trim()));
    let first = columns.next().and_then(|name| table.cell(row, name));
    match (first, columns.next()) {
        (Some(cell), None) => cell.span,
        _ => row.span,
    }
}

fn wrong(stock: Stock<'_>, kit: &Kit, field: &KitField, value: &str) -> Option<(Words, Words)> {
    let (key, label) = (&field.key, &field.label);
    if value.is_empty() {
        let message = words!("“{key}”（{label}）是空的", "“{key}” is empty");
        let help = words!("模板 {0} 要印它", "the kit {0} prints it", kit.name);
        return (field.needed && field.default.is_empty()).then_some((message, help));
    }
    let count = value.chars().filter(|c| !c.is_whitespace()).count();
    if let Some(most) = field.max.filter(|most| count > *most as usize) {
        let shown: String = value.chars().take(12).collect();
        return Some((
            words!(
                "“{key}”（{label}）有 {count} 个字，最多 {most} 个：{shown}…",
                "“{key}” has {count} characters, at most {most} fit: {shown}…"
            ),
            words!("缩短到 {most} 个字以内", "shorten it to {most} characters"),
        ));
    }
    let lines = value.lines().filter(|line| !line.trim().is_empty()).count();
    if let Some(most) = field.max_lines.filter(|most| lines > *most as usize) {
        return Some((
            words!("“{key}”（{label}）有 {lines} 行，最多 {most} 行", "“{key}” has {lines} lines, at most {most} fit"),
            words!("合并或删掉几行", "join or remove some"),
        ));
    }
    let (fits, what, example) = match field.kind {
        FieldKind::Text | FieldKind::Long => return None,
        FieldKind::Money => (Fen::parse(value).is_some(), words!("金额", "an amount of money"), "29.90"),
        FieldKind::Date => (date::parse_date(value).is_some(), words!("日期", "a date"), "2026-12-31"),
        FieldKind::Color => (Rgb::parse(value).is_some(), words!("颜色", "a colour"), "#0B6B4F"),
        FieldKind::Choice => {
            let (zh, en) = listed(&field.choices);
            let fits = field.choices.iter().any(|choice| choice == value);
            return (!fits).then(|| {
                let message = words!("“{key}”（{label}）不能是“{value}”", "“{key}” cannot be “{value}”");
                (message, words!("可以写：{zh}", "it can be: {en}"))
            });
        }
        FieldKind::Image => {
            let wanted = value.trim_start_matches("./").trim_start_matches('/').trim_start_matches("content/");
            let found = stock.assets.iter().find(|asset| asset.path.strip_prefix("content/") == Some(wanted));
            if found.is_some_and(|asset| asset.is_cut_off() || (asset.frame.is_none() && asset.claims_frame())) {
                let message = words!(
                    "“{key}”（{label}）这张图片是坏的或只有一截：{value}",
                    "the picture {value} of “{key}” is broken or lacks its end"
                );
                return Some((message, words!("重新下载或重新导出它", "download or export it again")));
            }
            return found.is_none().then(|| {
                let message =
                    words!("“{key}”（{label}）这张图片不存在：{value}", "there is no picture {value} for “{key}”");
                let help = words!(
                    "路径从 content/ 算起，例如 assets/海报.jpg",
                    "the path starts from content/, for example assets/poster.jpg"
                );
                (message, help)
            });
        }
    };
    (!fits).then(|| {
        let message = Words::new(
            format!("“{key}”（{label}）不是{}：{value}", what.zh),
            format!("“{key}” is not {}: {value}", what.en),
        );
        (message, words!("例如 {example}", "for example {example}"))
    })
}
