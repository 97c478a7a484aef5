//! Floor 4: rules over the whole book. Each has its code, its file and its page; all read only.

mod brand_contrast;
mod code_outlives_print;
mod document_control;
pub mod economy;

use crate::{
    base::{code::Page, date::Date, diag::Diags},
    model::Book,
};

/// The pages of the rules whose files stand here.
pub const PAGES: &[Page] = &[
    document_control::SAME_PERSON,
    document_control::REVIEW_OVERDUE,
    document_control::NO_ROLE,
    document_control::NO_CHANGE_ENTRY,
    code_outlives_print::PAGE,
    brand_contrast::PAGE,
];

/// The pages of all rules, those about a campaign's numbers last.
pub fn pages() -> impl Iterator<Item = &'static Page> + Clone {
    PAGES.iter().chain(economy::PAGES)
}

/// Pushes what is wrong or worth a look. `today` decides what is overdue.
pub fn check(book: &Book, today: Date, diags: &mut Diags) {
    document_control::check(book, today, diags);
    economy::check(book, diags);
    code_outlives_print::check(book, today, diags);
    brand_contrast::check(book, diags);
}
