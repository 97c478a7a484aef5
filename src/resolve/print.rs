//! A print's kit, rows and codes: one piece for each copy to be printed.

use super::names::{Names, fold};
use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, near, nearest},
        lang::listed,
        span::Spanned,
    },
    model::{
        asset::Asset,
        data::DataTable,
        kit::Kit,
        print::{Print, PrintDraft, Version},
        table::{Id, Table},
    },
    words,
};

mod fields;
mod rows;

/// What prints refer to.
#[derive(Clone, Copy)]
pub struct Stock<'a> {
    pub names: &'a Names,
    pub kits: &'a [Kit],
    pub data: &'a [DataTable],
    pub assets: &'a [Asset],
}

pub fn prints(stock: Stock<'_>, drafts: Vec<PrintDraft>, diags: &mut Diags) -> Table<Print> {
    drafts.into_iter().map(|draft| print(stock, draft, diags)).collect::<Vec<_>>().into()
}

fn print(stock: Stock<'_>, draft: PrintDraft, diags: &mut Diags) -> Print {
    let kit = find_kit(&draft.kit, stock.kits, diags);
    if let Some(kit) = kit {
        check_layout(&draft, &stock.kits[kit.index()], diags);
        check_fields(&draft, &stock.kits[kit.index()], diags);
    }
    let table = draft.rows.as_ref().and_then(|path| find_table(path, stock.data, diags));
    let pieces = match (&draft.rows, table) {
        (None, _) => {
            rows::refuse(&draft, diags);
            vec![rows::alone(stock.names, &draft, diags)]
        }
        (Some(_), None) => Vec::new(), // the missing table was reported
        (Some(_), Some(id)) => rows::pieces(stock.names, &draft, id, &stock.data[id.index()], diags),
    };
    let campaign = draft.campaign.as_ref().and_then(|name| stock.names.campaign(name, diags));
    let mut print = Print {
        kit,
        campaign,
        pieces,
        code_pattern: draft.code.map(|code| code.value),
        serial: draft.serial,
        versions: draft.versions.into_iter().map(|version| Version { fields: version.fields }).collect(),
        channel: draft.channel.map(|channel| channel.value),
        head: draft.head,
    };
    fields::check(stock, &mut print, diags);
    print
}

fn find_kit(name: &Spanned<String>, kits: &[Kit], diags: &mut Diags) -> Option<Id<Kit>> {
    if name.value.is_empty() {
        return None;
    }
    let wanted = fold(&name.value);
    let found = kits.iter().position(|kit| kit.name == wanted || fold(&kit.title) == wanted);
    if found.is_none() {
        let n = &name.value;
        let (zh, en) = listed(kits.iter().map(|kit| kit.name.as_str()));
        diags.push(
            Diag::error(Code::UNKNOWN_NAME, name.span, words!("没有叫“{n}”的模板", "no kit is called “{n}”"))
                .help(nearest(n, kits.iter().map(|kit| kit.name.as_str())))
                .help(words!("已有的模板：{zh}", "there are: {en}")),
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
    let (zh, en) = listed(kit.layouts.iter().map(|known| known.id.as_str()));
    diags.push(
        Diag::error(
            Code::UNKNOWN_CHOICE,
            layout.span,
            words!("模板 {k} 没有“{n}”这种版式", "the kit {k} has no layout “{n}”"),
        )
        .help(nearest(n, kit.layouts.iter().map(|known| known.id.as_str())))
        .help(words!("可用的版式：{zh}", "there are: {en}")),
    );
}

fn check_fields(draft: &PrintDraft, kit: &Kit, diags: &mut Diags) {
    let keys = || kit.fields.iter().map(|field| field.key.as_str());
    // A field that stands there misspelt is not missing as well.
    let mut meant = Vec::new();
    let versions = draft.versions.iter().flat_map(|version| &version.fields);
    for (name, _) in draft.head.fields.iter().chain(versions) {
        if kit.fields.iter().any(|field| field.key == name.value) {
            continue;
        }
        let (n, k) = (&name.value, &kit.name);
        meant.extend(near(n, keys()).map(|near| near.name));
        let (zh, en) = listed(kit.fields.iter().map(|field| field.key.as_str()));
        diags.push(
            Diag::error(
                Code::PRINT_FIELD,
                name.span,
                words!("模板 {k} 没有“{n}”这一项", "the kit {k} has no field “{n}”"),
            )
            .help(nearest(n, keys()))
            .help(words!("可用的项：{zh}", "there are: {en}")),
        );
    }
    for field in kit.fields.iter().filter(|field| field.needed && field.default.is_empty()) {
        let there = draft.head.fields.iter().any(|(name, _)| name.value == field.key);
        if there || meant.contains(&field.key.as_str()) {
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
