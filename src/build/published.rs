//! What was published before: every address and what stood there, so that none vanishes and no change goes unnoticed.
//!
//! `sopress.lock` keeps it. The command `release` writes the file; every run compares the book with it.

mod changes;
mod check;
mod lock;
mod now;

pub use changes::{Change, What, changes, news, since, widened};
pub use check::{check, next};
pub use lock::{Published, Release, State, read, write};
pub use now::{Present, present};

use crate::{base::lang::Words, model::chapter::Audience, words};
use std::collections::{BTreeMap, BTreeSet};

/// The file that keeps it, in the workspace's root.
pub const FILE: &str = "sopress.lock";

/// What can be published. The order is that of the file and of lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Chapter,
    Step,
    Library,
    Script,
    Campaign,
    Kpi,
    Print,
    Role,
    Term,
    Limit,
    Code,
    Plan,
    Rubric,
}

impl Kind {
    pub const CHOICES: &[(&'static [&'static str], Kind)] = &[
        (&["chapter"], Kind::Chapter),
        (&["step"], Kind::Step),
        (&["library"], Kind::Library),
        (&["script"], Kind::Script),
        (&["campaign"], Kind::Campaign),
        (&["kpi"], Kind::Kpi),
        (&["print"], Kind::Print),
        (&["role"], Kind::Role),
        (&["term"], Kind::Term),
        (&["limit"], Kind::Limit),
        (&["code"], Kind::Code),
        (&["plan"], Kind::Plan),
        (&["rubric"], Kind::Rubric),
    ];

    pub fn id(self) -> &'static str {
        let (names, _) = Kind::CHOICES.iter().find(|(_, kind)| *kind == self).expect("every kind is a choice");
        names[0]
    }

    pub fn label(self) -> Words {
        match self {
            Kind::Chapter => words!("章节", "chapter"),
            Kind::Step => words!("步骤", "step"),
            Kind::Library => words!("话术库", "script library"),
            Kind::Script => words!("话术", "script"),
            Kind::Campaign => words!("活动", "campaign"),
            Kind::Kpi => words!("指标", "KPI"),
            Kind::Print => words!("物料", "print"),
            Kind::Role => words!("岗位", "role"),
            Kind::Term => words!("术语", "term"),
            Kind::Limit => words!("上限", "limit"),
            Kind::Code => words!("活码", "code"),
            Kind::Plan => words!("方案", "plan"),
            Kind::Rubric => words!("量表", "rubric"),
        }
    }

    /// Whether it has a page of its own, which people keep links to.
    pub fn is_page(self) -> bool {
        !matches!(self, Kind::Step | Kind::Script | Kind::Term | Kind::Limit)
    }
}

/// Everything that was published, by address.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Oldest first.
    pub releases: Vec<Release>,
    pub published: Vec<Published>,
}

impl Ledger {
    /// Whether a page at this address was published for more than the team.
    pub fn was_for_more(&self, address: &str) -> bool {
        let plain = |address: &str| address.trim_matches('/').trim_end_matches("/index.html").to_string();
        self.published
            .iter()
            .any(|published| published.audience < Audience::Internal && plain(&published.address) == plain(address))
    }

    /// With today's book as the newest release.
    #[must_use]
    pub fn with(mut self, release: Release, present: &[Present]) -> Ledger {
        let there: BTreeSet<_> = present.iter().map(|now| (now.kind, now.address.as_str())).collect();
        for published in &mut self.published {
            let gone = !there.contains(&(published.kind, published.address.as_str()));
            if gone && published.last().is_some_and(|state| state.mark.is_some()) {
                let version = String::new();
                published.history.push(State { release: release.version.clone(), version, mark: None });
            }
        }
        let mut known: BTreeMap<(Kind, String), usize> =
            self.published.iter().enumerate().map(|(at, p)| ((p.kind, p.address.clone()), at)).collect();
        for now in present {
            let state =
                State { release: release.version.clone(), version: now.version.clone(), mark: Some(now.mark.clone()) };
            match known.remove(&(now.kind, now.address.clone())).and_then(|at| self.published.get_mut(at)) {
                Some(known) => {
                    known.title.clone_from(&now.title);
                    // Who could open it once may hold a link to it.
                    known.audience = known.audience.min(now.audience);
                    let same =
                        known.last().is_some_and(|last| last.mark == state.mark && last.version == state.version);
                    if !same {
                        known.history.push(state);
                    }
                }
                None => self.published.push(Published {
                    span: None,
                    kind: now.kind,
                    title: now.title.clone(),
                    address: now.address.clone(),
                    audience: now.audience,
                    history: vec![state],
                }),
            }
        }
        self.releases.push(release);
        self.published.sort_by(|a, b| (a.kind, &a.address).cmp(&(b.kind, &b.address)));
        self
    }
}
