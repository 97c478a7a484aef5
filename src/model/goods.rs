//! What a piece costs to sell: goods, shipping, packing and the payment fee.

use super::{
    economy::{Case, Value},
    ledger::Ledger,
    sum::Term,
};
use crate::{
    base::{money::Fen, span::Spanned},
    words,
};

#[derive(Clone, Debug)]
pub struct Goods {
    pub product: Spanned<String>,
    pub cost: Option<Spanned<Fen>>,
    pub ship: Option<Spanned<Fen>>,
    pub pack: Option<Spanned<Fen>>,
}

/// The same as terms.
pub struct GoodsTerms {
    /// Cost, shipping and packing of a piece.
    pub unit: Term,
    pub fee: Term,
}

impl Goods {
    pub fn terms(&self, ledger: &mut Ledger) -> GoodsTerms {
        let cost = ledger.money("cost", words!("商品成本", "cost of goods"), self.cost);
        let ship = ledger.money_or_none("ship", words!("运费", "shipping"), self.ship);
        let pack = ledger.money_or_none("pack", words!("包装费", "packing"), self.pack);
        let unit = &cost + &ship + &pack;
        let unit = ledger.line("unit_cost", words!("单件成本", "unit cost"), Case::Neutral, Value::Money, &unit);
        let fee = ledger.head.pay_fee;
        let fee = ledger.input("pay_fee", words!("支付费率", "payment fee"), Value::Rate(super::sum::rate(fee)));
        GoodsTerms { unit, fee }
    }
}

impl GoodsTerms {
    /// What is left of a price after the payment fee.
    pub fn net(&self, price: &Term) -> Term {
        price - price * &self.fee
    }

    /// What an order at this price earns.
    pub fn margin(&self, price: &Term) -> Term {
        self.net(price) - &self.unit
    }
}
