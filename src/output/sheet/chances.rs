//! Chances of trials and of days in a row, in the functions that every spreadsheet has.

use crate::model::{
    formula::NO_VALUE,
    live::{Chance, MOST_TRIES},
};

/// The formula of a cell, with its leading `=`; `cell` says where a name stands. It shows a dash where there is no value.
pub fn excel(chance: &Chance, cell: &dyn Fn(&str) -> String) -> String {
    let names: Vec<String> = chance.names().into_iter().map(cell).collect();
    let (known, count) = (names.join(","), names.len());
    let body = match (chance, names.as_slice()) {
        (Chance::AtLeast { .. }, [least, tries, chance]) => {
            let (least, tries) = (up(least), format!("ROUND({tries},0)"));
            counted(&tries, &at_least(&least, &tries, chance))
        }
        // E(min(X, c)) = n·p·P(Bin(n − 1, p) ≤ c − 2) + c·P(Bin(n, p) ≥ c).
        (Chance::Capped { .. }, [cap, tries, chance]) => {
            let (cap, tries) = (up(cap), format!("ROUND({tries},0)"));
            let fewer = at_least(&format!("({cap}-1)"), &format!("({tries}-1)"), chance);
            let all = at_least(&cap, &tries, chance);
            let mean = format!("{tries}*{chance}*(1-{fewer})+{cap}*{all}");
            counted(&tries, &format!("IF(OR({cap}<=0,{tries}<=0),0,{mean})"))
        }
        (Chance::Reach { .. }, [rate, day]) => format!("IF({day}<=1,1,POWER({rate},{day}-1))"),
        (Chance::Days { cycles, .. }, [rate]) => {
            let all: u64 = cycles.iter().map(|(length, times)| u64::from(*length) * u64::from(*times)).sum();
            let sums: Vec<String> =
                cycles.iter().map(|(length, times)| format!("{times}*(1-POWER({rate},{length}))")).collect();
            format!("IF({rate}>=1,{all},({})/(1-{rate}))", sums.join("+"))
        }
        _ => "NA()".to_string(),
    };
    format!("=IF(COUNT({known})={count},IFERROR({body},\"{NO_VALUE}\"),\"{NO_VALUE}\")")
}

/// Up to the next whole number.
fn up(cell: &str) -> String {
    format!("ROUNDUP(ROUND({cell},6),0)")
}

fn counted(tries: &str, body: &str) -> String {
    format!("IF({tries}<={MOST_TRIES},{body},\"{NO_VALUE}\")")
}

/// At least none always happens, more hits than tries never; spreadsheets give an error there.
fn at_least(least: &str, tries: &str, chance: &str) -> String {
    format!("IF({least}<=0,1,IF({least}>{tries},0,1-BINOMDIST({least}-1,{tries},{chance},TRUE)))")
}
