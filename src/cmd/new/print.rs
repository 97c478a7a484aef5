//! A print to begin with: one of the kits, with every field that it asks for.

use super::{Desk, Refused};
use crate::{
    base::{
        diag::nearest,
        lang::{Lang, listed},
    },
    model::kit::{FieldKind, Kit, KitField},
    words,
};

/// The kit when none is named: a card for parcels.
const USUAL: &str = "insert-90x54";

pub fn text(desk: &Desk<'_>) -> Result<String, Refused> {
    let kits = &desk.compiled.book.kits;
    let wanted = desk.options.kit.as_deref().unwrap_or(USUAL);
    let Some(kit) = kits.values().find(|kit| kit.name == wanted || kit.title == wanted) else {
        let known: Vec<&str> = kits.values().map(|kit| kit.name.as_str()).collect();
        let hint = nearest(wanted, known.iter().copied());
        let hint = hint.map_or_else(String::new, |hint| format!("\n  {}", hint.get(desk.lang)));
        let (zh, en) = listed(&known);
        return Err(words!(
            "没有“{wanted}”这个模板{hint}\n  有：{zh}",
            "there is no kit “{wanted}”{hint}\n  there are: {en}"
        )
        .get(desk.lang)
        .to_string());
    };
    let Kit { name, fields, .. } = kit;
    let mut out = format!("title = \"{}\"\nkit = \"{name}\"\n{}\n[fields]\n", desk.title, code(desk));
    for field in fields {
        out.push_str(&line(field, desk));
    }
    Ok(out)
}

/// Most kits print a code: the first of the workspace, for the writer to choose another.
fn code(desk: &Desk<'_>) -> String {
    let codes = &desk.compiled.book.codes;
    let list = codes.values().next().map(|code| format!("code = \"{}\"\n", code.id.value));
    let hint = words!(
        "# 印哪个活码：写 content/data/codes.csv 里的一个编号\n",
        "# which live code: an id of content/data/codes.csv\n"
    );
    format!("{}{}", hint.get(desk.lang), list.unwrap_or_else(|| "# code = \"\"\n".to_string()))
}

/// A field that must be given with an example, another one as a comment with its hint.
fn line(field: &KitField, desk: &Desk<'_>) -> String {
    let zh = desk.lang == Lang::Zh;
    let KitField { key, label, label_en, help, kind, default, choices, needed, max, .. } = field;
    let example = match kind {
        _ if !default.is_empty() => default.clone(),
        FieldKind::Money => "9.90".to_string(),
        FieldKind::Date => desk.today.to_string(),
        FieldKind::Color => "#B3261E".to_string(),
        FieldKind::Choice => choices.first().cloned().unwrap_or_default(),
        FieldKind::Image => String::new(),
        FieldKind::Text | FieldKind::Long => {
            let words = if zh { label.as_str() } else { label_en.as_str() };
            words.chars().take(max.map_or(usize::MAX, |max| max as usize)).collect()
        }
    };
    let example = example.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let name = if zh { label } else { label_en };
    let hint =
        if zh && !help.is_empty() { format!("：{}", help.lines().next().unwrap_or_default()) } else { String::new() };
    let off = if *needed { "" } else { "# " };
    format!("# {name}{hint}\n{off}{key} = \"{example}\"\n")
}
