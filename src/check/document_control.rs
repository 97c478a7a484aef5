//! Documents that are in force: somebody else approved them, they are reviewed in time, every step has its role.

use crate::{
    base::{
        code::{Code, Page},
        date::Date,
        diag::{Diag, Diags},
    },
    model::{Book, chapter::Status},
    words,
};

pub const SAME_PERSON: Page = Page { code: Code("DOC-001"), text: include_str!("DOC-001.md") };
pub const REVIEW_OVERDUE: Page = Page { code: Code("DOC-002"), text: include_str!("DOC-002.md") };
pub const NO_ROLE: Page = Page { code: Code("DOC-004"), text: include_str!("DOC-004.md") };
pub const NO_CHANGE_ENTRY: Page = Page { code: Code("DOC-013"), text: include_str!("DOC-013.md") };

/// After so many days a review that is overdue is no slip any more.
const LATE_DAYS: i32 = 90;

pub fn check(book: &Book, today: Date, diags: &mut Diags) {
    for chapter in book.chapters.values() {
        let document = &chapter.document;
        for step in chapter.steps.iter().filter(|step| !step.place.names_role) {
            diags.push(
                Diag::warning(
                    NO_ROLE.code,
                    step.place.span,
                    words!("这一步没有写由谁来做", "nobody is named for this step"),
                )
                .help(words!("在标题的花括号里加上 role=岗位名", "add role=… to the braces of the heading")),
            );
        }
        if document.status.value != Status::Effective {
            continue;
        }
        match (&document.owner, &document.approver) {
            (Some(owner), Some(approver)) if owner.value == approver.value => diags.push(
                Diag::error(
                    SAME_PERSON.code,
                    approver.span,
                    words!("生效的文件不能由负责人自己批准", "a document in force cannot be approved by its own owner"),
                )
                .label(owner.span, words!("负责人", "the owner"))
                .help(words!(
                    "换一个批准人，或把 status 改回 in_review",
                    "name another approver, or set status back to in_review"
                )),
            ),
            (Some(_), Some(_)) => {}
            _ => diags.push(
                Diag::warning(
                    SAME_PERSON.code,
                    document.status.span,
                    words!("生效的文件要有负责人和批准人", "a document in force has an owner and an approver"),
                )
                .help(words!(
                    "加上 owner 和 approver，两者不是同一个岗位",
                    "add owner and approver, which are not the same role"
                )),
            ),
        }
        if let Some(due) = document.review_by.as_ref().filter(|due| due.value < today) {
            let days = (today - due.value).get_days();
            let message = words!("复审已经过期 {days} 天", "its review is {days} days overdue");
            let diag = if days > LATE_DAYS {
                Diag::error(REVIEW_OVERDUE.code, due.span, message)
            } else {
                Diag::warning(REVIEW_OVERDUE.code, due.span, message)
            };
            diags.push(
                diag.help(words!(
                    "复审后把 review_by 改成下一次的日期",
                    "review it and set review_by to the next date"
                )),
            );
        }
        if let Some(version) = &document.version
            && !document.changelog.is_empty()
            && document.changelog.iter().all(|change| change.version != version.value)
        {
            let v = &version.value;
            diags.push(
                Diag::warning(
                    NO_CHANGE_ENTRY.code,
                    version.span,
                    words!("修订记录里没有版本 {v}", "the changelog does not mention version {v}"),
                )
                .help(words!(
                    "加一段 [[changelog]]，写上 version = \"{v}\" 和改了什么",
                    "add [[changelog]] with version = \"{v}\" and what changed"
                )),
            );
        }
    }
}
