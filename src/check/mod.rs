//! Floor 4: rules over the whole book. Each has its code, its file and its page; all read only.

mod ad_archive;
mod brand_contrast;
pub mod code_outlives_print;
mod code_state;
mod document_control;
mod document_flow;
mod document_limits;
mod document_standing;
pub mod economy;
mod font_embedding;
mod group_picture;
mod group_size;
mod live_review;
mod lottery_entry;
mod lottery_insiders;
mod lottery_published;
mod mass_messages;
mod mechanic_told;
mod message_consent;
mod message_length;
mod personal_data;
mod pictures;
mod plan_weights;
mod press_profile;
mod price_raised;
mod print_agrees;
mod rules_locked;
mod sharing_links;
mod store_names;
mod timeline;
mod translations;
mod waivers;
pub mod wording;

use crate::{
    base::{code::Page, date::Date, diag::Diags},
    model::Book,
};

/// The pages of the rules whose files stand here.
pub const PAGES: &[Page] = &[
    document_control::SAME_PERSON,
    document_control::REVIEW_OVERDUE,
    document_control::NO_ROLE,
    document_flow::PAGE,
    document_limits::TOO_SLOW,
    document_standing::RETIRED,
    document_limits::KEPT,
    document_limits::VAGUE,
    document_control::NO_CHANGE_ENTRY,
    document_limits::NOT_YET,
    document_standing::INVENTED,
    code_outlives_print::PAGE,
    code_state::SOON,
    code_state::REUSED,
    code_state::FULL,
    group_picture::LINK,
    group_picture::TWICE,
    group_picture::EMPTY,
    ad_archive::PAGE,
    brand_contrast::PAGE,
    lottery_published::DEAREST,
    lottery_published::MISSING,
    rules_locked::PAGE,
    lottery_published::COUPON,
    lottery_published::SHOWN,
    lottery_published::ARCHIVE,
    lottery_published::TAX,
    lottery_insiders::PAGE,
    mechanic_told::BARGAIN,
    timeline::SAME_DAY,
    timeline::BEFORE_APPROVAL,
    timeline::TOO_LATE,
    timeline::EVERY_DAY,
    font_embedding::PAGE,
    press_profile::PAGE,
    print_agrees::PRICE,
    print_agrees::DATES,
    sharing_links::PAGE,
    message_consent::PAGE,
    message_consent::HOURS,
    message_length::PAGE,
    personal_data::NOTICE,
    personal_data::KEPT,
    live_review::PAGE,
    plan_weights::SHARES,
    plan_weights::APPROVAL,
    pictures::PAGE,
    translations::PAGE,
    waivers::PAGE,
];

/// The pages of all rules: those about wording, then those about a campaign's numbers.
pub fn pages() -> impl Iterator<Item = &'static Page> + Clone {
    PAGES.iter().chain(wording::pages()).chain(economy::PAGES)
}

/// Pushes what is wrong or worth a look. `today` decides what is overdue and which waivers hold.
pub fn check(book: &Book, today: Date, diags: &mut Diags) {
    let mut found = Diags::new();
    document_control::check(book, today, &mut found);
    document_flow::check(book, &mut found);
    document_standing::check(book, &mut found);
    document_limits::check(book, &mut found);
    economy::check(book, &mut found);
    code_outlives_print::check(book, today, &mut found);
    code_state::check(book, today, &mut found);
    ad_archive::check(book, &mut found);
    price_raised::check(book, &mut found);
    brand_contrast::check(book, &mut found);
    lottery_published::check(book, &mut found);
    rules_locked::check(book, today, &mut found);
    lottery_entry::check(book, &mut found);
    lottery_insiders::check(book, &mut found);
    mechanic_told::check(book, &mut found);
    print_agrees::check(book, &mut found);
    sharing_links::check(book, &mut found);
    message_consent::check(book, &mut found);
    message_length::check(book, &mut found);
    personal_data::check(book, &mut found);
    live_review::check(book, &mut found);
    pictures::check(book, &mut found);
    font_embedding::check(book, &mut found);
    press_profile::check(book, &mut found);
    store_names::check(book, &mut found);
    timeline::check(book, today, &mut found);
    mass_messages::check(book, &mut found);
    group_picture::check(book, &mut found);
    group_size::check(book, &mut found);
    plan_weights::check(book, &mut found);
    translations::check(book, &mut found);
    wording::check(book, &mut found);
    waivers::apply(found, book, today, diags);
}

/// The value of a limit of the book; a rule without its limit is silent.
fn limit(book: &Book, id: &str) -> Option<u32> {
    book.limits.values().find(|limit| limit.id.value == id).map(|limit| limit.value.value)
}

/// One rule as the handbook's appendix prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub code: &'static str,
    /// Without the code, in Chinese and in English.
    pub title: (&'static str, &'static str),
    /// Markdown, in Chinese and in English, without the title.
    pub text: (&'static str, &'static str),
}

/// All rules in the order of their codes.
pub fn appendix() -> Vec<Entry> {
    let mut all: Vec<Entry> = pages().map(entry).collect();
    all.sort_by_key(|entry| entry.code);
    all
}

fn entry(page: &'static Page) -> Entry {
    let (zh, en) = page.text.split_once("\n---\n").unwrap_or((page.text, page.text));
    let split = |text: &'static str| {
        let (title, rest) = text.trim().split_once('\n').unwrap_or((text, ""));
        (title.trim_start_matches('#').trim().trim_start_matches(page.code.id()).trim(), rest.trim())
    };
    let ((title_zh, text_zh), (title_en, text_en)) = (split(zh), split(en));
    Entry { code: page.code.id(), title: (title_zh, title_en), text: (text_zh, text_en) }
}
