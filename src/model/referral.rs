//! A referral (任务宝): how many new people the starters bring, and what their rewards cost.

use super::{
    economy::{Case, Spread, Value},
    ledger::Ledger,
    sum::Term,
};
use crate::{
    base::{
        lang::Words,
        money::{Fen, Ppm},
        span::{Span, Spanned},
    },
    words,
};

/// Fields that could not be read or were not given are `None`; what could not be read was reported.
#[derive(Clone, Debug)]
pub struct Referral {
    pub span: Span,
    /// Who takes a poster and starts.
    pub participants: Option<Spanned<Spread>>,
    /// People whom one starter reaches, and the share of them that joins.
    pub invites: Option<Spanned<u32>>,
    pub invite_conv: Option<Spanned<Ppm>>,
    /// The share of those who joined that stays.
    pub keep_rate: Option<Spanned<Ppm>>,
    /// What everyone who joins gets.
    pub welcome_cost: Option<Spanned<Fen>>,
    pub deduct_unfollow: Option<Spanned<bool>>,
    pub claim: Option<Spanned<ClaimWay>>,
    pub tiers: Vec<Spanned<RewardTier>>,
}

/// A reward for so many people brought; whoever reaches a higher one gets the lower ones too.
#[derive(Clone, Debug)]
pub struct RewardTier {
    pub need: Option<Spanned<u32>>,
    pub name: Spanned<String>,
    pub reward_cost: Option<Spanned<Fen>>,
    pub ship: Option<Spanned<Fen>>,
    pub stock: Option<Spanned<u32>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimWay {
    Link,
    Agent,
    Own,
}

impl ClaimWay {
    pub const CHOICES: &[(&'static [&'static str], ClaimWay)] = &[
        (&["link", "链接领取"], ClaimWay::Link),
        (&["agent", "客服发放"], ClaimWay::Agent),
        (&["self", "到店自提"], ClaimWay::Own),
    ];

    pub fn label(self) -> Words {
        match self {
            ClaimWay::Link => words!("链接领取", "by a link"),
            ClaimWay::Agent => words!("客服发放", "from an agent"),
            ClaimWay::Own => words!("到店自提", "in the store"),
        }
    }
}

impl Referral {
    pub(super) fn sums(&self, ledger: &mut Ledger) {
        let fixed = ledger.fixed();
        let starters = ledger.spread("participants", words!("发起人数", "starters"), self.participants);
        let invites = ledger.count("invites", words!("人均可邀请", "people a starter reaches"), self.invites);
        let conv = ledger.rate("invite_conv", words!("邀请转化率", "share that joins"), self.invite_conv);
        let label = words!("裂变系数K", "K");
        let k = ledger.line("k", label, Case::Expected, Value::Times, &(&invites * &conv));
        let label = words!("预期入群人数", "people who join");
        let joined = ledger.line("joined", label, Case::Expected, Value::Count, &(&starters * &k));
        let keep = ledger.rate_or_all("keep_rate", words!("留存率", "share that stays"), self.keep_rate);
        let welcome = self
            .welcome_cost
            .map(|_| ledger.money("welcome_cost", words!("见面礼成本", "welcome gift"), self.welcome_cost));
        let (mut worst, mut expected) = (fixed.clone(), fixed);
        if let Some(welcome) = &welcome {
            worst = worst + &starters * &invites * welcome;
            expected = expected + &joined * welcome;
        }
        for (index, tier) in self.tiers.iter().enumerate() {
            let (most, likely) = tier.value.sums(index + 1, ledger, &starters, &invites, &conv);
            worst = worst + most;
            expected = expected + likely;
        }
        ledger.totals(&worst, &expected, Some(&starters), Some(&(&joined * &keep)));
    }
}

impl RewardTier {
    /// What its rewards cost at worst and as expected.
    fn sums(&self, number: usize, ledger: &mut Ledger, starters: &Term, invites: &Term, conv: &Term) -> (Term, Term) {
        let key = |field: &str| format!("tiers.{number}.{field}");
        let need = ledger.count(key("need"), words!("第{number}档人数", "people for tier {number}"), self.need);
        let label = words!("第{number}档奖励成本", "reward of tier {number}");
        let reward = ledger.money(key("reward_cost"), label, self.reward_cost);
        let cost = match self.ship {
            Some(_) => {
                let label = words!("第{number}档运费", "shipping of tier {number}");
                reward + ledger.money(key("ship"), label, self.ship)
            }
            None => reward,
        };
        let label = words!("第{number}档达成率", "starters who reach tier {number}");
        let chance = ledger.at_least(format!("reach.{number}"), label, &need, invites, conv);
        let reached = starters * &chance;
        let (most, given) = match self.stock {
            Some(_) => {
                let label = words!("第{number}档库存", "stock of tier {number}");
                let stock = ledger.count(key("stock"), label, self.stock);
                (stock.clone(), reached.min(&stock))
            }
            None => (starters.clone(), reached),
        };
        let label = words!("第{number}档预期发放", "rewards of tier {number}");
        let given = ledger.line(format!("given.{number}"), label, Case::Expected, Value::Count, &given);
        let label = words!("第{number}档每个新增奖励成本", "reward a new member, tier {number}");
        ledger.line(format!("per_need.{number}"), label, Case::Neutral, Value::Money, &(&cost / &need));
        (most * &cost, given * cost)
    }
}
