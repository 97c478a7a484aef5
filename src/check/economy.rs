//! What a campaign's numbers say: too dear, losing, impossible. Each finding names the wrong number and the nearest that works.

mod bargain;
mod check_in;
mod coupon;
mod discount;
mod group_buy;
mod lottery;
mod lottery_engine;
mod ref_price;
mod referral;

pub use coupon::stacking;

use crate::{
    base::{
        code::{Code, Page},
        diag::{Diag, Diags},
        exact::Exact,
        lang::Lang,
        money::Fen,
        span::Span,
    },
    model::{
        Book,
        campaign::{CampaignHead, Mechanic},
        economy::{Economy, Input, Level, Value, economy, economy_at},
        scenario,
    },
    words,
};

pub const BUDGET: Page = Page { code: Code("ECO-001"), text: include_str!("economy/ECO-001.md") };
pub const UNKNOWN_COST: Page = Page { code: Code("ECO-002"), text: include_str!("economy/ECO-002.md") };
pub const NEW_TOO_DEAR: Page = Page { code: Code("ECO-003"), text: include_str!("economy/ECO-003.md") };
pub const EXPECTED_LOSS: Page = Page { code: Code("ECO-004"), text: include_str!("economy/ECO-004.md") };

/// The pages of all these rules, in the order of their codes.
pub const PAGES: &[Page] = &[
    BUDGET,
    UNKNOWN_COST,
    NEW_TOO_DEAR,
    EXPECTED_LOSS,
    lottery::ODDS,
    lottery::STOCK_OUT,
    lottery_engine::PAGE,
    group_buy::AUTO_FILL,
    group_buy::REFUND,
    group_buy::LOSS,
    group_buy::LADDER,
    group_buy::STOCK,
    group_buy::LIMIT,
    group_buy::RARELY_FULL,
    bargain::FLOOR,
    bargain::STOCK,
    bargain::ENGINE,
    bargain::TIME,
    check_in::EXPIRY,
    check_in::UNREACHABLE,
    check_in::ARBITRAGE,
    check_in::LADDER,
    discount::PRICE,
    discount::SALES,
    ref_price::REFERENCE,
    coupon::CHEAPEST,
    coupon::STACKING,
    coupon::NO_CAP,
    coupon::RULES,
    referral::TOO_DEAR,
    referral::UNREACHABLE,
    referral::STOCK,
];

pub fn check(book: &Book, diags: &mut Diags) {
    for campaign in book.campaigns.values() {
        if let Some(mechanic) = &campaign.mechanic {
            one(&campaign.head, mechanic, diags);
        }
    }
    let coupons = book.campaigns.values().filter_map(|campaign| match &campaign.mechanic {
        Some(Mechanic::Coupon(coupon)) => Some((&campaign.head, coupon)),
        _ => None,
    });
    stacking(&coupons.collect::<Vec<_>>(), diags);
}

/// All findings about one campaign by itself.
pub fn one(head: &CampaignHead, mechanic: &Mechanic, diags: &mut Diags) {
    let plan = Plan { head, mechanic, economy: economy(head, mechanic) };
    match mechanic {
        Mechanic::Lottery(lottery) => {
            lottery::check(lottery, &plan, diags);
            lottery_engine::check(lottery, diags);
        }
        Mechanic::GroupBuy(group_buy) => group_buy::check(group_buy, &plan, diags),
        Mechanic::Bargain(bargain) => bargain::check(bargain, &plan, diags),
        Mechanic::CheckIn(check_in) => check_in::check(check_in, &plan, diags),
        Mechanic::Discount(discount) => discount::check(discount, &plan, diags),
        Mechanic::Coupon(coupon) => coupon::check(coupon, diags),
        Mechanic::Referral(referral) => referral::check(referral, &plan, diags),
    }
    if let Some(reference) = mechanic.ref_price() {
        ref_price::check(reference, diags);
    }
    plan.unknown_cost(diags);
    plan.budget(diags);
    plan.new_too_dear(diags);
    plan.expected_loss(diags);
}

/// A campaign with its sums.
struct Plan<'a> {
    head: &'a CampaignHead,
    mechanic: &'a Mechanic,
    economy: Economy,
}

impl Plan<'_> {
    fn span(&self) -> Span {
        match self.mechanic {
            Mechanic::Lottery(m) => m.span,
            Mechanic::GroupBuy(m) => m.span,
            Mechanic::Bargain(m) => m.span,
            Mechanic::CheckIn(m) => m.span,
            Mechanic::Discount(m) => m.span,
            Mechanic::Coupon(m) => m.span,
            Mechanic::Referral(m) => m.span,
        }
    }

    fn value(&self, key: &str) -> Value {
        self.economy.value(key)
    }

    fn number(&self, key: &str) -> Option<Exact> {
        self.value(key).number().cloned()
    }

    /// The worst case with another value of one input.
    fn worst_with(&self, key: &str, to: u32) -> Option<Fen> {
        economy_at(self.head, self.mechanic, Level::Mid, Some((key, &Exact::int(i64::from(to))))).worst
    }

    fn unknown_cost(&self, diags: &mut Diags) {
        // A prize without a quantity has its own message.
        if self.economy.worst.is_some() || matches!(self.mechanic, Mechanic::Lottery(l) if lottery::lacks_quantity(l)) {
            return;
        }
        let deciding = self.economy.behind("worst");
        let needed = |key: &str| deciding.contains(&key);
        // What was written and could not be read was told where it stands.
        let written = |key: &str| {
            let path: Vec<&str> = key.split('.').filter(|part| part.parse::<u32>().is_err()).collect();
            let path = path.join(".");
            let table = self.mechanic.kind().table();
            self.head.texts.iter().any(|(name, _)| *name == path || *name == format!("{table}.{path}"))
        };
        let is_open = |input: &&Input| input.value == Value::None && needed(&input.key) && !written(&input.key);
        let missing: Vec<_> = self.economy.inputs.iter().filter(is_open).collect();
        if missing.is_empty() {
            return;
        }
        let zh: Vec<&str> = missing.iter().map(|i| i.label.zh.as_str()).collect();
        let en: Vec<&str> = missing.iter().map(|i| i.label.en.as_str()).collect();
        let keys: Vec<&str> = missing.iter().map(|i| i.key.as_str()).collect();
        let (zh, en, keys) = (zh.join("、"), en.join(", "), keys.join("、"));
        diags.push(
            Diag::warning(
                UNKNOWN_COST.code,
                self.span(),
                words!("没有写{zh}，算不出最坏要花多少", "without {en} the worst case cannot be computed"),
            )
            .help(words!("补上 {keys}", "add {keys}")),
        );
    }

    fn budget(&self, diags: &mut Diags) {
        let (Some(budget), Some(worst)) = (self.head.budget, self.economy.worst) else { return };
        if worst > budget.value {
            let (over, budget_yuan) = (worst - budget.value, budget.value);
            diags.push(
                Diag::error(
                    BUDGET.code,
                    budget.span,
                    words!(
                        "最坏要花 {worst} 元，比预算 {budget_yuan} 元多 {over} 元",
                        "at worst it costs {worst} yuan, {over} more than the budget of {budget_yuan}"
                    ),
                )
                .help(self.what_fits(budget.value))
                .help(words!("或把预算改成 {worst}", "or raise the budget to {worst}")),
            );
            return;
        }
        let high = economy_at(self.head, self.mechanic, Level::High, None);
        if let Some(worst) = high.worst.filter(|worst| self.has_given_guess() && *worst > budget.value) {
            let budget_yuan = budget.value;
            diags.push(
                Diag::warning(
                    BUDGET.code,
                    budget.span,
                    words!(
                        "参与人数到高位时最坏要花 {worst} 元，超过预算 {budget_yuan} 元",
                        "with the high guess it costs at worst {worst} yuan, more than the budget of {budget_yuan}"
                    ),
                )
                .help(words!(
                    "写上库存或名额来封顶，或把预算改成 {worst}",
                    "cap it with a stock, or raise the budget to {worst}"
                )),
            );
        }
    }

    fn has_given_guess(&self) -> bool {
        let guess = match self.mechanic {
            Mechanic::Lottery(m) => m.participants,
            Mechanic::GroupBuy(m) => m.groups,
            Mechanic::Bargain(m) => m.starters,
            Mechanic::CheckIn(m) => m.users,
            Mechanic::Discount(m) => m.expected_sales,
            Mechanic::Coupon(_) => None,
            Mechanic::Referral(m) => m.participants,
        };
        guess.is_some_and(|guess| guess.value.given)
    }

    /// The count that brings the worst case inside the budget with the smallest cut of its own.
    fn what_fits(&self, budget: Fen) -> Option<crate::base::lang::Words> {
        let counts = self.economy.inputs.iter().filter(|input| {
            let key = input.key.as_str();
            ["stock", "groups", "users", "total", "starters", "participants", "expected_sales"].contains(&key)
                || key.ends_with(".qty")
                || key.ends_with(".stock")
        });
        let fits = counts.filter_map(|input| {
            let now = crate::model::sum::to_count(input.value.number()?)?;
            let most = largest(1, now, |n| self.worst_with(&input.key, n).is_some_and(|worst| worst <= budget))?;
            // What is already as large as it may be changes nothing.
            (most < now).then(|| (Exact::ratio(i64::from(now - most), i64::from(now)), input, most))
        });
        let (_, input, most) = fits.min_by(|a, b| a.0.cmp(&b.0))?;
        let (zh, en) = (&input.label.zh, &input.label.en);
        Some(words!("{zh}最多 {most} 就在预算内", "with {en} at most {most} it stays inside the budget"))
    }

    fn new_too_dear(&self, diags: &mut Diags) {
        let (Some(value), Some(cost)) = (self.head.value_per_new, self.economy.per_new) else { return };
        if cost <= value.value {
            return;
        }
        let worth = value.value;
        let help = self.economy.break_even_new.zip(self.number("new")).map(|(needed, expected)| {
            let expected = expected.short(0);
            words!(
                "按现在的成本要有 {needed} 个新增才保本，预期只有 {expected} 个",
                "at this cost {needed} new members are needed, {expected} are expected"
            )
        });
        diags.push(
            Diag::warning(
                NEW_TOO_DEAR.code,
                value.span,
                words!(
                    "每个新增要花 {cost} 元，高于它的价值 {worth} 元",
                    "a new member costs {cost} yuan, more than its value of {worth}"
                ),
            )
            .help(help),
        );
    }

    fn expected_loss(&self, diags: &mut Diags) {
        let Some(profit) = self.value("profit").fen().filter(|profit| *profit < Fen::ZERO) else { return };
        // What is as it is cannot be changed by a planner.
        let facts = ["normal_price", "normal_sales", "pay_fee"];
        let rows = scenario::sensitivities(self.head, self.mechanic);
        let strongest = rows.into_iter().find(|row| !facts.contains(&row.key.as_str())).map(|row| {
            let (zh, en) = (&row.label.zh, &row.label.en);
            let better = usize::from(row.results[1].number() > row.results[0].number());
            let (to, result) = (row.inputs[better].show(Lang::Zh), row.results[better].show(Lang::Zh));
            words!(
                "影响最大的是{zh}：写成 {to} 时是 {result} 元",
                "what moves it most is {en}: with {to} it is {result} yuan"
            )
        });
        diags.push(
            Diag::warning(
                EXPECTED_LOSS.code,
                self.span(),
                words!("按预期要亏：{profit} 元", "the expected result is a loss: {profit} yuan"),
            )
            .help(strongest),
        );
    }
}

/// The largest number of `low..=high` that fits, when fitting numbers stand below those that do not.
fn largest(low: u32, high: u32, fits: impl Fn(u32) -> bool) -> Option<u32> {
    if low > high || !fits(low) {
        return None;
    }
    let (mut yes, mut no) = (low, high.saturating_add(1));
    while no - yes > 1 {
        let middle = yes + (no - yes) / 2;
        if fits(middle) { yes = middle } else { no = middle }
    }
    Some(yes)
}

/// The smallest number of `low..=high` that fits, when fitting numbers stand above those that do not.
fn smallest(low: u32, high: u32, fits: impl Fn(u32) -> bool) -> Option<u32> {
    match largest(low, high, |n| !fits(n)) {
        None => fits(low).then_some(low),
        Some(last) if last == high => None,
        Some(last) => Some(last + 1),
    }
}
