//! 说明: how the workbook is used, and what each KPI means, where its figures come from and how it is misused.

use super::{
    Form, Worksheet, find_input,
    look::{self, Look},
};
use crate::base::lang::Lang;
use crate::model::{goal::NEAR_PERCENT, kpi::Direction};
use rust_xlsxwriter::{Color, Url, Workbook, XlsxError};

pub fn write(book: &mut Workbook, look: &Look, sheet: &Worksheet) -> Result<(), XlsxError> {
    let tab = book.add_worksheet().set_name(look.tab_notes())?;
    look::page(tab, look, &sheet.title, &sheet.version, true)?;
    tab.set_tab_color(Color::RGB(look::LINE));
    for (column, width) in [(0, 20.0), (1, 32.0), (2, 32.0), (3, 34.0), (4, 12.0), (5, 30.0), (6, 28.0)] {
        tab.set_column_width(column, width)?;
    }
    tab.set_row_height(0, 30)?;
    look::text(tab, 0, 0, look.say("怎么用这张表", "How to use this workbook"), &look.title())?;
    let mut row = 1;
    for line in uses(look, sheet) {
        look::text(tab, row, 0, &line, &look.hint().set_font_color(Color::RGB(look::INK)))?;
        row += 1;
    }
    if let Some(link) = sheet.link.as_ref().filter(|link| link.starts_with("https://") && link.chars().count() < 2_000)
    {
        let words = look.say("在手册里打开这一页", "Open this page in the handbook");
        tab.write_url_with_format(row, 0, Url::new(link.as_str()).set_text(words), &look.link())?;
        row += 1;
    }
    row += 1;
    let first = row;
    if !sheet.lines.is_empty() {
        let heads = [
            look.say("指标", "KPI"),
            look.say("是什么", "What it is"),
            look.say("公式", "Formula"),
            look.say("数从哪里来", "Where its figures are read"),
            look.say("多久看一次", "Looked at every"),
            look.say("容易怎么用错", "How it is misused"),
            look.say("参考区间与来源", "Published figures and their source"),
        ];
        tab.set_row_height(row, 24)?;
        for (column, head) in heads.into_iter().enumerate() {
            look::text(tab, row, column as u16, head, &look.head_left())?;
        }
        for line in &sheet.lines {
            row += 1;
            let en = if line.en.is_empty() { String::new() } else { format!("\n{}", line.en) };
            let direction = match line.direction {
                Direction::Up => look.say("越高越好", "higher is better"),
                Direction::Down => look.say("越低越好", "lower is better"),
                Direction::Range => look.say("在区间内为好", "good within its band"),
            };
            let mut names: Vec<&str> = line.formula.names().into_iter().map(|(name, _)| name).collect();
            let mut seen = std::collections::BTreeSet::new();
            names.retain(|name| seen.insert(*name));
            let sources: Vec<String> = names
                .iter()
                .filter_map(|name| {
                    let input = &sheet.inputs[find_input(sheet, name)?];
                    Some(if input.from.is_empty() {
                        input.name().to_string()
                    } else {
                        format!("{}：{}", input.name(), input.from)
                    })
                })
                .collect();
            let guard = line
                .guard
                .as_ref()
                .map_or(String::new(), |guard| format!("\n{}{guard}", look.say("护栏：", "Guard: ")));
            let cells = [
                format!("{}{en}", line.name()),
                format!("{}\n（{direction}）", line.meaning),
                line.formula.to_plain(look.lang),
                sources.join("\n"),
                line.period.clone(),
                format!("{}{guard}", line.misuse),
                line.band.clone(),
            ];
            let tallest =
                cells.iter().zip([9_usize, 15, 15, 16, 6, 14, 13]).map(|(text, width)| lines(text, width)).max();
            tab.set_row_height(row, 16 * tallest.unwrap_or(1).clamp(2, 20) as u32)?;
            for (column, text) in cells.iter().enumerate() {
                let format = if column == 0 { look.name() } else { look.text() };
                look::text(tab, row, column as u16, text.trim(), &format)?;
            }
        }
        tab.set_repeat_rows(first, first)?;
    }
    tab.set_print_area(0, 0, row, 6)?;
    Ok(())
}

/// Lines that a text takes in a column of that many Chinese characters.
fn lines(text: &str, width: usize) -> usize {
    let wide = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    text.lines().map(|line| wide(line).div_ceil(width * 2).max(1)).sum()
}

fn uses(look: &Look, sheet: &Worksheet) -> Vec<String> {
    let near = NEAR_PERCENT;
    let mut out: Vec<String> = Vec::new();
    let mut say = |zh: String, en: String| {
        let number = out.len() + 1;
        out.push(format!("{number}. {}", if look.lang == Lang::Zh { zh } else { en }));
    };
    if !sheet.inputs.is_empty() {
        say(
            "每期在“填写”页的黄色格填数，数从哪里抄写在左边。没有数就留空：留空和 0 不是一回事。".into(),
            "Type each period's figures into the yellow cells of “Input”; where to read them stands at the left. Leave unknown ones empty: empty is not 0.".into(),
        );
        say(
            format!("“指标”页自动算出结果。绿：达标；黄：离目标不超过 {near}%；红：未达标；—：缺数或除数为零。"),
            format!(
                "“KPIs” computes the results. Green: on target; yellow: at most {near}% off; red: off target; —: a figure is missing or a divisor is zero."
            ),
        );
        say(
            "先和自己过去八期比，再看公开的参考区间：公开数字口径不一，只作参考。".into(),
            "Compare with your own last eight periods first; published figures count differently and are for orientation only.".into(),
        );
    }
    for form in &sheet.forms {
        match form {
            Form::Agreement(_) => say(
                "“约定”页：执行的人先写现状、目标、理由，管的人批准，到检查节点来看。".into(),
                "“Agreement”: those who do the work write present value, goal and reason; the manager approves and looks at the nodes.".into(),
            ),
            Form::Rubric(form) => say(
                format!("“评分”页（{}）：每人各打各的，打完再对；平均分填到“填写”页。", form.name),
                format!("Scoring ({}): everyone scores alone, then compares; the mean goes to “Input”.", form.name),
            ),
            Form::Contest(_) => say(
                "“评比”页：一行一个群，填黄色格，得分、总分、名次自动算；成员说的话记在“意见登记”。".into(),
                "“Scoreboard”: a row for each group; fill in the yellow cells. What members said goes to its own tab.".into(),
            ),
        }
    }
    if sheet.economics.is_some() {
        say(
            "“活动测算”页改黄色格，成本、毛利和保本点随之重算；先看最坏情况再批准。".into(),
            "Change a yellow cell on “Economics” and cost, profit and break-even follow. Look at the worst case before approving.".into(),
        );
    }
    say(
        "公式有保护但没有密码：要改，先在“审阅”里取消保护。".into(),
        "Formulas are protected without a password: to change one, unprotect the sheet under “Review”.".into(),
    );
    out
}
