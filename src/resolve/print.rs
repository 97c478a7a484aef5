//! A print's kit, rows and codes: one piece for each copy to be printed.

use super::names::{Names, fold};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, nearest},
        slug::{Unique, slug},
        span::Spanned,
    },
    model::{
        data::{DataRow, DataTable},
        kit::Kit,
        print::{Piece, Print, PrintDraft},
        table::{Id, Table},
    },
    words,
};

pub fn prints(
    names: &Names,
    drafts: Vec<PrintDraft>,
    kits: &[Kit],
    data: &[DataTable],
    diags: &mut Diags,
) -> Table<Print> {
    drafts.into_iter().map(|draft| print(names, draft, kits, data, diags)).collect::<Vec<_>>().into()
}

fn print(names: &Names, draft: PrintDraft, kits: &[Kit], data: &[DataTable], diags: &mut Diags) -> Print {
    let kit = find_kit(&draft.kit, kits, diags);
    if let Some(kit) = kit {
        check_layout(&draft, &kits[kit.index()], diags);
        check_fields(&draft, &kits[kit.index()], diags);
    }
    let table = draft.rows.as_ref().and_then(|path| find_table(path, data, diags));
    let pieces = match (&draft.rows, table) {
        (None, _) => vec![Piece { slug: draft.head.slug.clone(), row: None, code: code(names, &draft, None, diags) }],
        (Some(_), None) => Vec::new(), // the missing table was reported
        (Some(_), Some(id)) => rows(names, &draft, id, &data[id.index()], diags),
    };
    Print {
        kit,
        campaign: draft.campaign.as_ref().and_then(|name| names.campaign(name, diags)),
        pieces,
        code_pattern: draft.code.map(|c| c.value),
        head: draft.head,
    }
}

fn find_kit(name: &Spanned<String>, kits: &[Kit], diags: &mut Diags) -> Option<Id<Kit>> {
    if name.value.is_empty() {
        return None;
    }
    let wanted = fold(&name.value);
    let found = kits.iter().position(|kit| kit.name == wanted || fold(&kit.title) == wanted);
    if found.is_none() {
        let n = &name.value;
        let all = kits.iter().map(|kit| kit.name.as_str()).collect::<Vec<_>>().join("、");
        diags.push(
            Diag::error(Code::UNKNOWN_NAME, name.span, words!("没有叫“{n}”的模板", "no kit is called “{n}”"))
                .help(nearest(n, kits.iter().map(|kit| kit.name.as_str())))
                .help(words!("已有的模板：{all}", "there are: {all}")),
        );
    }
    found.map(Id::new)
}

fn find_table(path: &Spanned<String>, data: &[DataTable], diags: &mut Diags) -> Option<Id<DataTable>> {
    let wanted = path.value.trim_start_matches("./").trim_start_matches("content/");
    let found = data.iter().position(|table| table.path == wanted);
    if found.is_none() {
        let p = &path.value;
        diags.push(
            Diag::error(Code::BROKEN_LINK, path.span, words!("没有数据表“{p}”", "there is no table “{p}”"))
                .help(nearest(wanted, data.iter().map(|table| table.path.as_str())))
                .help(words!(
                    "路径从 content/ 算起，例如 data/stores.csv",
                    "the path starts from content/, for example data/stores.csv"
                )),
        );
    }
    found.map(Id::new)
}

fn check_layout(draft: &PrintDraft, kit: &Kit, diags: &mut Diags) {
    let Some(layout) = &draft.head.layout else { return };
    if kit.layouts.iter().any(|known| known.id == layout.value) {
        return;
    }
    let (n, k) = (&layout.value, &kit.name);
    let all = kit.layouts.iter().map(|known| known.id.as_str()).collect::<Vec<_>>().join("、");
    diags.push(
        Diag::error(
            Code::UNKNOWN_CHOICE,
            layout.span,
            words!("模板 {k} 没有“{n}”这种版式", "the kit {k} has no layout “{n}”"),
        )
        .help(nearest(n, kit.layouts.iter().map(|known| known.id.as_str())))
        .help(words!("可用的版式：{all}", "there are: {all}")),
    );
}

fn check_fields(draft: &PrintDraft, kit: &Kit, diags: &mut Diags) {
    for (name, _) in &draft.head.fields {
        if kit.fields.iter().any(|field| field.key == name.value) {
            continue;
        }
        let (n, k) = (&name.value, &kit.name);
        let all = kit.fields.iter().map(|field| field.key.as_str()).collect::<Vec<_>>().join("、");
        diags.push(
            Diag::error(
                Code::PRINT_FIELD,
                name.span,
                words!("模板 {k} 没有“{n}”这一项", "the kit {k} has no field “{n}”"),
            )
            .help(nearest(n, kit.fields.iter().map(|field| field.key.as_str())))
            .help(words!("可用的项：{all}", "there are: {all}")),
        );
    }
    for field in kit.fields.iter().filter(|field| field.needed && field.default.is_empty()) {
        if draft.head.fields.iter().any(|(name, _)| name.value == field.key) {
            continue;
        }
        let (n, label, label_en, k) = (&field.key, &field.label, &field.label_en, &kit.name);
        diags.push(
            Diag::error(
                Code::PRINT_FIELD,
                draft.kit.span,
                words!(
                    "模板 {k} 需要“{n}”（{label}），物料里没有写",
                    "the kit {k} needs “{n}” ({label_en}), which this print lacks"
                ),
            )
            .help(words!("在 [fields] 下加一行 {n} = \"…\"", "add a line {n} = \"…\" below [fields]")),
        );
    }
}

fn rows(names: &Names, draft: &PrintDraft, id: Id<DataTable>, table: &DataTable, diags: &mut Diags) -> Vec<Piece> {
    for pattern in draft.code.iter().chain(&draft.name).chain(draft.head.fields.iter().map(|(_, value)| value)) {
        check_columns(pattern, table, diags);
    }
    let mut taken = Unique::default();
    table
        .rows
        .iter()
        .enumerate()
        .map(|(number, row)| {
            let name = match &draft.name {
                Some(pattern) => slug(&table.fill(&pattern.value, row)),
                None => slug(row.cells.first().map(|cell| cell.value.as_str()).unwrap_or("")),
            };
            let name = if name.is_empty() { format!("row-{}", number + 1) } else { name };
            Piece {
                slug: taken.take(name),
                row: Some((id, number)),
                code: code(names, draft, Some((table, row)), diags),
            }
        })
        .collect()
}

fn code(
    names: &Names,
    draft: &PrintDraft,
    row: Option<(&DataTable, &DataRow)>,
    diags: &mut Diags,
) -> Option<Id<crate::model::code::LiveCode>> {
    let pattern = draft.code.as_ref()?;
    let Some((table, row)) = row else { return names.code(pattern, diags) };
    // The place of a wrong id is the cell that holds it, when the pattern is one column.
    let column = pattern.value.strip_prefix('{').and_then(|p| p.strip_suffix('}'));
    let cell = column.and_then(|name| table.cell(row, name));
    let span = cell.map_or(row.span, |cell| cell.span);
    names.code(&Spanned::new(table.fill(&pattern.value, row), span), diags)
}

/// Every `{column}` of a pattern must be a heading of the table.
fn check_columns(pattern: &Spanned<String>, table: &DataTable, diags: &mut Diags) {
    for name in columns_of(&pattern.value) {
        if table.column(name).is_some() {
            continue;
        }
        let path = &table.path;
        let all = table.columns.iter().map(|c| c.value.as_str()).collect::<Vec<_>>().join("、");
        diags.push(
            Diag::error(
                Code::UNKNOWN_NAME,
                pattern.span,
                words!("{path} 没有“{name}”这一列", "{path} has no column “{name}”"),
            )
            .help(nearest(name, table.columns.iter().map(|c| c.value.as_str())))
            .help(words!("已有的列：{all}", "there are: {all}")),
        );
    }
}

/// The names in braces of a pattern.
fn columns_of(pattern: &str) -> impl Iterator<Item = &str> {
    pattern.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name.trim()))
}
