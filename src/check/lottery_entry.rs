//! A lottery whose tickets are given for reviews.

use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags},
    },
    model::{Book, campaign::Mechanic, lottery::Condition},
    words,
};

/// Its page stands with the wording that it is about, too.
const CODE: Code = Code("REV-003");

pub fn check(book: &Book, diags: &mut Diags) {
    for campaign in book.campaigns.values() {
        let Some(Mechanic::Lottery(lottery)) = &campaign.mechanic else { continue };
        let conditions = lottery.entry.iter().filter_map(|entry| entry.value.cond);
        for cond in conditions.filter(|cond| cond.value == Condition::Review) {
            diags.push(
                Diag::error(CODE, cond.span, words!("抽奖不得以评价为条件", "a lottery must not ask for reviews"))
                    .help(words!(
                        "换成 cond = \"free\"、\"order\" 或 \"checkin\"，评价写不写、怎么写都不影响抽奖",
                        "write cond = \"free\", \"order\" or \"checkin\"; a review, or none, changes nothing"
                    )),
            );
        }
    }
}
