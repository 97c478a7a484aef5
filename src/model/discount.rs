//! A limited discount (限时折扣): what the lower price gives away, and how much must be sold to earn it back.

use super::{
    economy::{Case, Spread, Value},
    goods::Goods,
    ledger::Ledger,
    ref_price::RefPrice,
    sum::Term,
};
use crate::{
    base::{
        money::Fen,
        span::{Span, Spanned},
    },
    words,
};

/// Fields that could not be read or were not given are `None`; what could not be read was reported.
#[derive(Clone, Debug)]
pub struct Discount {
    pub span: Span,
    pub goods: Goods,
    pub price: Option<Spanned<Fen>>,
    /// At which it usually sells.
    pub normal_price: Option<Spanned<Fen>>,
    pub ref_price: RefPrice,
    pub stock: Option<Spanned<u32>>,
    pub per_user: Option<Spanned<u32>>,
    pub per_order: Option<Spanned<u32>>,
    /// Pieces sold in the time of the campaign, with it and without it.
    pub expected_sales: Option<Spanned<Spread>>,
    pub normal_sales: Option<Spanned<Spread>>,
}

impl Discount {
    pub(super) fn sums(&self, ledger: &mut Ledger) {
        let fixed = ledger.fixed();
        let goods = self.goods.terms(ledger);
        let price = ledger.money("price", words!("活动价", "price"), self.price);
        let label = words!("每件毛利", "margin a piece");
        let margin = ledger.line("margin", label, Case::Neutral, Value::Money, &goods.margin(&price));
        let sales = ledger.spread("expected_sales", words!("活动销量", "pieces sold"), self.expected_sales);
        let sold = match self.stock {
            Some(_) => {
                let stock = ledger.count("stock", words!("库存", "stock"), self.stock);
                let label = words!("预期售出", "pieces sold, with the stock in mind");
                ledger.line("sold", label, Case::Expected, Value::Count, &sales.min(&stock))
            }
            None => sales.clone(),
        };
        let most = if self.stock.is_some() { ledger.term("stock") } else { sales.clone() };
        // What is given away is counted from the usual price; without one there is nothing to compare with.
        let cut = match self.normal_price {
            Some(_) => {
                let normal = ledger.money("normal_price", words!("平时价", "usual price"), self.normal_price);
                let label = words!("平时每件毛利", "usual margin a piece");
                let usual = ledger.line("usual_margin", label, Case::Neutral, Value::Money, &goods.margin(&normal));
                let label = words!("每件让利", "given away a piece");
                let cut = ledger.line("cut", label, Case::Neutral, Value::Money, &(&usual - &margin));
                self.earned_back(ledger, &margin, &usual, &sold, &fixed);
                cut
            }
            None => {
                ledger.note(words!(
                    "没有写平时价，算不出让利，成本只有固定费用",
                    "without the usual price nothing is known to be given away: only fixed costs count"
                ));
                Term::number(0)
            }
        };
        ledger.totals(&(most * &cut + &fixed), &(&sold * &cut + &fixed), Some(&sold), None);
    }

    /// How many pieces must be sold for the same earnings as without the campaign.
    fn earned_back(&self, ledger: &mut Ledger, margin: &Term, usual: &Term, sold: &Term, fixed: &Term) {
        if self.normal_sales.is_none() {
            return;
        }
        // Usual sales are known, not guessed: one number stands for all scenarios.
        let known = self.normal_sales.map(|sales| {
            sales.map(|s| if s.given { s } else { Spread { low: s.mid, mid: s.mid, high: s.mid, given: false } })
        });
        let normal = ledger.spread("normal_sales", words!("平时同期销量", "usual sales"), known);
        let before = &normal * usual;
        let label = words!("保本销量", "sales to earn the same");
        let needed = ((&before + fixed) / margin).ceil();
        let needed = ledger.line("needed_sales", label, Case::Expected, Value::Count, &needed);
        if self.stock.is_some() {
            let label = words!("保本售罄率", "sell-through to earn the same");
            let share = &needed / ledger.term("stock");
            ledger.line("sell_through", label, Case::Expected, Value::Rate, &share);
        }
        let label = words!("预期增量毛利", "additional profit");
        let profit = sold * margin - before - fixed;
        ledger.line("profit", label, Case::Expected, Value::Money, &profit);
    }
}
