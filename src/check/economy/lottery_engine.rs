//! What CRMEB's real draw makes of a lottery: draws that meet nothing, and a wheel of eight cells.

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
        exact::Exact,
    },
    model::{
        engines::crmeb_gap,
        lottery::{DrawMode, Engine, Lottery},
    },
    words,
};

pub const PAGE: Page = Page { code: Code("LOT-013"), text: include_str!("LOT-013.md") };

/// CRMEB shows exactly so many cells.
const CELLS: usize = 8;

/// With weights that add up to this much the lost draws are one in ten thousand.
const FINE: u32 = 10_000;

pub fn check(lottery: &Lottery, diags: &mut Diags) {
    let Some(engine) = lottery.engine.filter(|engine| engine.value == Engine::Crmeb) else { return };
    if let Some(mode) = lottery.draw_mode.filter(|mode| mode.value != DrawMode::Instant) {
        diags.push(
            Diag::warning(
                PAGE.code,
                mode.span,
                words!(
                    "CRMEB 的抽奖只有即抽即中，不会等到一个时间再开",
                    "CRMEB draws at once; it does not wait for a time"
                ),
            )
            .help(words!(
                "写 draw_mode = \"instant\"，或去掉 engine，用 sopress draw 开奖",
                "write draw_mode = \"instant\", or remove engine and draw with sopress draw"
            )),
        );
        return;
    }
    let results = lottery.prizes.len() + usize::from(lottery.weights().is_some_and(|(_, miss)| miss.0 > 0));
    if results > CELLS {
        let over = results - CELLS;
        diags.push(
            Diag::warning(
                PAGE.code,
                engine.span,
                words!(
                    "CRMEB 的转盘正好 {CELLS} 格，这里连“未中奖”有 {results} 种结果",
                    "CRMEB's wheel has exactly {CELLS} cells; with the blank there are {results} results"
                ),
            )
            .help(words!("合并或去掉 {over} 个奖项", "merge or remove {over} prizes")),
        );
    }
    let Some(total) = lottery.crmeb_weights().filter(|total| *total > 0) else { return };
    let percent = |total| format!("{}%", (crmeb_gap(total) * Exact::int(100)).short(2));
    let (lost, all, fine) = (percent(total), u64::from(total) + 1, percent(FINE));
    let help = if total < FINE {
        words!(
            "把权重同比放大到合计 {FINE}，漏掉的降到 {fine}；或请开发把随机数的上限减 1",
            "scale the weights up to a sum of {FINE}, which leaves {fine}; or have the upper bound of the random number lowered by 1"
        )
    } else {
        words!(
            "请开发把随机数的上限减 1；漏掉的抽奖按未中奖答复，并退回这一次机会",
            "have the upper bound of the random number lowered by 1; give back a draw that was lost"
        )
    };
    diags.push(
        Diag::warning(
            PAGE.code,
            lottery.weights_total.map_or(engine.span, |total| total.span),
            words!(
                "CRMEB 在 0 到 {total} 之间抽数，两头都算：{all} 次里有 1 次（{lost}）什么都对不上，连“未中奖”也不显示",
                "CRMEB draws from 0 to {total}, both included: one draw in {all} ({lost}) meets nothing, not even the blank"
            ),
        )
        .help(help),
    );
}
