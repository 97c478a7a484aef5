//! Plans: shares make a whole, and whoever drafts a plan does not approve it.

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
        money::Ppm,
        span::Spanned,
    },
    model::Book,
    words,
};

pub const SHARES: Page = Page { code: Code("PLN-001"), text: include_str!("PLN-001.md") };
pub const APPROVAL: Page = Page { code: Code("PLN-002"), text: include_str!("PLN-002.md") };

pub fn check(book: &Book, diags: &mut Diags) {
    for plan in book.plans.values() {
        // Where one could not be read, the sum of the others says nothing.
        whole(plan.shares.as_deref().unwrap_or_default(), diags);
        if let (Some(owner), Some(approver), Some(at)) = (plan.owner, plan.approver, plan.head.owner_at)
            && owner == approver
        {
            let message = words!("起草的人不能自己批准方案", "whoever drafts a plan cannot approve it");
            let help = words!(
                "换一个批准的岗位：执行的人起草，管的人批准",
                "name another role: those who do the work draft, the manager approves"
            );
            diags.push(Diag::error(APPROVAL.code, at, message).help(help));
        }
    }
    for rubric in book.rubrics.values() {
        let dimensions = &rubric.head.dimensions;
        let shares: Vec<Spanned<Ppm>> = dimensions.iter().filter_map(|dimension| dimension.weight).collect();
        if shares.len() == dimensions.len() {
            whole(&shares, diags);
        } else if let Some(silent) = dimensions.iter().find(|d| d.weight.is_none()).filter(|_| !shares.is_empty()) {
            let name = &silent.name.value;
            let message = words!("“{name}”没有写占比，别的维度写了", "“{name}” has no weight, and others have");
            let help =
                words!("每个维度都写 weight，或都不写（平分）", "give every dimension its weight, or none (all alike)");
            diags.push(Diag::error(SHARES.code, silent.name.span, message).help(help));
        }
    }
}

/// Told at the last share, which is where whoever adds them up stands; the others are shown beside it.
fn whole(shares: &[Spanned<Ppm>], diags: &mut Diags) {
    let Some((last, others)) = shares.split_last() else { return };
    let sum = Ppm(shares.iter().map(|share| share.value.0).sum());
    let left = Ppm::ONE.0 - sum.0;
    if left == 0 {
        return;
    }
    let off = Ppm(left.abs());
    let message = if left > 0 {
        words!("占比加起来是 {sum}，还差 {off}", "the weights add up to {sum}; {off} is missing")
    } else {
        words!("占比加起来是 {sum}，多了 {off}", "the weights add up to {sum}; that is {off} too much")
    };
    let mended = last.value.0 + left;
    let mut diag = Diag::error(SHARES.code, last.span, message);
    for other in others.iter().take(6) {
        diag = diag.label(other.span, words!("算在里面", "counted"));
    }
    let help = if mended > 0 {
        let mended = Ppm(mended);
        words!("例如把这一项改成 {mended}", "for example make this one {mended}")
    } else {
        words!("各项都改小，加起来正好 100%", "make them smaller, so that they add up to 100%")
    };
    diags.push(diag.help(help));
}
