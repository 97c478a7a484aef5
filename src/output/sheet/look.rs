//! How the sheets look, the words on their tabs, and writing a cell so that text stays text.

use crate::base::{exact::Exact, lang::Lang};
use crate::model::{formula::NO_VALUE, kpi::Unit};
use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, FormatUnderline, Formula, ProtectionOptions, Worksheet as Tab, XlsxError,
};

/// Colours as in the handbook's light theme; the three of the traffic light are those that spreadsheet users know.
pub const INK: u32 = 0x1F2933;
pub const MUTED: u32 = 0x66717D;
pub const LINE: u32 = 0xD5DBE1;
pub const BRAND: u32 = 0x0F5B66;
pub const BRAND_SOFT: u32 = 0xE6F1F2;
pub const TYPED: u32 = 0xFFF8DC;
pub const TYPED_LINE: u32 = 0xE3C878;
const GOOD: (u32, u32) = (0xC6EFCE, 0x006100);
const NEAR: (u32, u32) = (0xFFEB9C, 0x7A5200);
const BAD: (u32, u32) = (0xFFC7CE, 0x9C0006);

/// A cell may hold 32 767 characters.
pub fn clip(text: &str) -> String {
    match text.char_indices().nth(32_000) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}

pub struct Look {
    pub lang: Lang,
}

impl Look {
    pub fn new(lang: Lang) -> Look {
        Look { lang }
    }

    pub fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    pub fn tab_entry(&self) -> &'static str {
        self.say("填写", "Input")
    }

    pub fn tab_figures(&self) -> &'static str {
        self.say("指标", "KPIs")
    }

    pub fn tab_trend(&self) -> &'static str {
        self.say("趋势", "Trend")
    }

    pub fn tab_notes(&self) -> &'static str {
        self.say("说明", "Notes")
    }

    pub fn tab_economics(&self) -> &'static str {
        self.say("活动测算", "Economics")
    }

    pub fn plain(&self) -> Format {
        Format::new().set_font_name("Microsoft YaHei").set_font_size(11)
    }

    fn base(&self) -> Format {
        self.plain().set_font_color(Color::RGB(INK)).set_align(FormatAlign::VerticalCenter)
    }

    fn boxed(&self) -> Format {
        self.base().set_border(FormatBorder::Thin).set_border_color(Color::RGB(LINE))
    }

    pub fn title(&self) -> Format {
        self.base().set_font_size(16).set_bold().set_font_color(Color::RGB(BRAND))
    }

    pub fn hint(&self) -> Format {
        self.base().set_font_size(10).set_font_color(Color::RGB(MUTED))
    }

    pub fn link(&self) -> Format {
        self.hint().set_font_color(Color::RGB(BRAND)).set_underline(FormatUnderline::Single)
    }

    pub fn head(&self) -> Format {
        let format = self.base().set_bold().set_font_size(10).set_font_color(Color::White);
        let format = format.set_background_color(Color::RGB(BRAND)).set_align(FormatAlign::Center).set_text_wrap();
        format.set_border(FormatBorder::Thin).set_border_color(Color::RGB(BRAND))
    }

    pub fn head_left(&self) -> Format {
        self.head().set_align(FormatAlign::Left).set_indent(1)
    }

    pub fn section(&self) -> Format {
        let format =
            self.base().set_bold().set_font_color(Color::RGB(BRAND)).set_background_color(Color::RGB(BRAND_SOFT));
        format.set_border_bottom(FormatBorder::Thin).set_border_color(Color::RGB(LINE))
    }

    /// Names at the beginning of a row.
    pub fn name(&self) -> Format {
        self.boxed().set_bold().set_indent(1).set_text_wrap()
    }

    pub fn text(&self) -> Format {
        self.boxed().set_font_size(10).set_text_wrap().set_indent(1)
    }

    pub fn small(&self) -> Format {
        self.text().set_font_color(Color::RGB(MUTED))
    }

    pub fn center(&self) -> Format {
        self.boxed().set_align(FormatAlign::Center).set_font_size(10)
    }

    /// The row of a guard below the KPI that it guards.
    pub fn guard(&self) -> Format {
        self.boxed().set_font_size(10).set_font_color(Color::RGB(MUTED)).set_italic().set_indent(2).set_text_wrap()
    }

    /// A cell to type in.
    pub fn typed(&self, number: &str) -> Format {
        let format = self.base().set_border(FormatBorder::Thin).set_border_color(Color::RGB(TYPED_LINE));
        let format = format.set_background_color(Color::RGB(TYPED)).set_unlocked();
        format.set_num_format(number).set_align(FormatAlign::Right).set_indent(1)
    }

    /// Words to type in.
    pub fn typed_text(&self) -> Format {
        let format = self.base().set_border(FormatBorder::Thin).set_border_color(Color::RGB(TYPED_LINE));
        format.set_background_color(Color::RGB(TYPED)).set_unlocked().set_font_size(10).set_text_wrap().set_indent(1)
    }

    pub fn computed(&self, number: &str) -> Format {
        self.boxed().set_num_format(number).set_align(FormatAlign::Right).set_indent(1)
    }

    pub fn computed_guard(&self, number: &str) -> Format {
        self.computed(number).set_font_size(10).set_font_color(Color::RGB(MUTED)).set_italic()
    }

    pub fn computed_strong(&self, number: &str) -> Format {
        self.computed(number).set_bold().set_background_color(Color::RGB(BRAND_SOFT))
    }

    pub fn good(&self) -> Format {
        Format::new().set_background_color(Color::RGB(GOOD.0)).set_font_color(Color::RGB(GOOD.1))
    }

    pub fn near(&self) -> Format {
        Format::new().set_background_color(Color::RGB(NEAR.0)).set_font_color(Color::RGB(NEAR.1))
    }

    pub fn bad(&self) -> Format {
        Format::new().set_background_color(Color::RGB(BAD.0)).set_font_color(Color::RGB(BAD.1))
    }
}

/// The number format of a unit.
pub fn number(unit: Unit, decimals: u32) -> String {
    let zeros = if decimals == 0 { String::new() } else { format!(".{}", "0".repeat(decimals as usize)) };
    match unit {
        Unit::Percent => format!("0{zeros}%"),
        _ => format!("#,##0{zeros}"),
    }
}

/// Text that no spreadsheet takes for a formula, whatever it begins with.
pub fn text(tab: &mut Tab, row: u32, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    if text.is_empty() {
        tab.write_blank(row, column, format)?;
    } else {
        tab.write_string_with_format(row, column, clip(text), format)?;
    }
    Ok(())
}

/// A number, or a blank cell to type in.
pub fn figure(tab: &mut Tab, row: u32, column: u16, value: Option<&Exact>, format: &Format) -> Result<(), XlsxError> {
    match value {
        Some(value) => tab.write_number_with_format(row, column, value.to_f64(), format)?,
        None => tab.write_blank(row, column, format)?,
    };
    Ok(())
}

/// A formula of our own together with its value.
pub fn formula(
    tab: &mut Tab,
    (row, column): (u32, u16),
    formula: &str,
    value: Option<&Exact>,
    format: &Format,
) -> Result<(), XlsxError> {
    let cached = value.map_or_else(|| NO_VALUE.to_string(), |value| value.to_f64().to_string());
    tab.write_formula_with_format(row, column, Formula::new(formula).set_result(cached), format)?;
    Ok(())
}

/// The name of a tab: 31 characters, without those that the format refuses.
pub fn tab_name(text: &str) -> String {
    let plain: String =
        text.chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'')).take(31).collect();
    if plain.trim().is_empty() { "1".to_string() } else { plain }
}

/// Lines to sign on, side by side.
pub fn sign(tab: &mut Tab, look: &Look, row: u32, labels: &[&str]) -> Result<(), XlsxError> {
    tab.set_row_height(row, 30)?;
    for (index, label) in labels.iter().enumerate() {
        let line = format!("{label}：____________________");
        text(tab, row, index as u16 * 3, &line, &look.hint())?;
    }
    Ok(())
}

/// `B7`.
pub fn at(row: u32, column: u16) -> String {
    rust_xlsxwriter::utility::row_col_to_cell(row, column)
}

/// What all tabs share: paper, header and footer, no grid lines, formulas that are not overwritten by mistake.
pub fn page(tab: &mut Tab, look: &Look, title: &str, version: &str, landscape: bool) -> Result<(), XlsxError> {
    tab.set_screen_gridlines(false)
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.5, 0.5, 0.6, 0.7, 0.3, 0.3);
    if landscape {
        tab.set_landscape();
    }
    // `&` opens a control code in headers; 255 characters are allowed in all.
    let plain = |text: &str| text.chars().take(80).collect::<String>().replace('&', "&&");
    let (title, version) = (plain(title), plain(version));
    tab.set_header(format!("&L&9{title}&R&9&A"));
    let (of, by) = (
        look.say("第 &P 页，共 &N 页", "page &P of &N"),
        look.say("填表人：________ 日期：________", "by: ________ date: ________"),
    );
    tab.set_footer(format!("&L&9{version}&C&9{of}&R&9{by}"));
    // No password: whoever wants to change a formula takes the protection off and knows that they did.
    let options =
        ProtectionOptions { format_cells: true, format_columns: true, format_rows: true, ..ProtectionOptions::new() };
    tab.protect_with_options(&options);
    Ok(())
}
