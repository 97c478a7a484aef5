//! A draw that anyone can recompute: a frozen list, a secret promised before, a public number nobody knew, and a hash.
//!
//! Before entries close, two hashes are published: that of the frozen, masked list and that of a secret. Then a public
//! number is awaited. `seed = SHA256(list hash | secret | number)`; the winner is read from `SHA256(seed | counter)`,
//! counting up, with numbers that would favour some tickets thrown away, and people drawn before passed over.
//! It proves that nobody chose the winners after the list was frozen. It does not prove that the list is honest.

use sha2::{Digest, Sha256};
use std::collections::HashSet;

/// Somebody who takes part, as entered; private.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entrant {
    pub name: String,
    pub phone: String,
    /// A member number or account, where the entries have one.
    pub id: String,
    /// Chances; 0 counts as 1.
    pub tickets: u32,
}

/// One chance on the public list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// From 1.
    pub number: u32,
    /// From 1; several tickets may be one person's.
    pub person: u32,
    /// Masked.
    pub name: String,
    pub phone: String,
    /// Whose it is: an index of the entrants that were given. Not published.
    pub entrant: usize,
}

/// The frozen list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    pub tickets: Vec<Ticket>,
    pub people: u32,
    /// What is published, byte for byte.
    pub text: String,
    pub sha256: String,
    /// Entries that were another entry's double, or on the list of those who may not win.
    pub doubles: u32,
    pub excluded: u32,
}

/// The first line of the published list.
pub const LIST_HEAD: &str = "ticket,person,name,phone";

/// Sorts, masks and numbers. The same entries in another order give the same list, unless somebody entered twice under
/// different names.
pub fn freeze(entrants: &[Entrant], excluded: &[Entrant]) -> List {
    let banned: HashSet<String> = excluded.iter().flat_map(identities).collect();
    let mut people: Vec<(usize, u32)> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    let (mut doubles, mut left_out) = (0, 0);
    for (index, entrant) in entrants.iter().enumerate() {
        let identities = identities(entrant);
        if identities.iter().any(|identity| banned.contains(identity)) {
            left_out += 1;
        } else if identities.iter().any(|identity| known.contains(identity)) {
            // The first entry counts; a second one is no second chance.
            doubles += 1;
        } else {
            known.extend(identities);
            people.push((index, entrant.tickets.max(1)));
        }
    }
    people.sort_by_cached_key(|(index, _)| {
        let entrant = &entrants[*index];
        (mask_name(&entrant.name), mask_phone(&entrant.phone), identities(entrant))
    });
    let mut tickets = Vec::new();
    for (person, (entrant, count)) in (1_u32..).zip(&people) {
        let (name, phone) = (mask_name(&entrants[*entrant].name), mask_phone(&entrants[*entrant].phone));
        for _ in 0..*count {
            let number = tickets.len() as u32 + 1;
            tickets.push(Ticket { number, person, name: name.clone(), phone: phone.clone(), entrant: *entrant });
        }
    }
    let mut text = format!("{LIST_HEAD}\n");
    for ticket in &tickets {
        text.push_str(&format!("{},{},{},{}\n", ticket.number, ticket.person, ticket.name, ticket.phone));
    }
    let sha256 = sha256(&text);
    List { tickets, people: people.len() as u32, text, sha256, doubles, excluded: left_out }
}

/// By which two entries are one person: the account, the phone's digits, and the name where there is nothing better.
fn identities(entrant: &Entrant) -> Vec<String> {
    let id = entrant.id.trim().to_lowercase();
    let digits = phone_digits(&entrant.phone);
    let mut list = Vec::new();
    if !id.is_empty() {
        list.push(format!("id:{id}"));
    }
    if !digits.is_empty() {
        list.push(format!("phone:{digits}"));
    }
    if list.is_empty() {
        list.push(format!("name:{}", entrant.name.trim().to_lowercase()));
    }
    list
}

/// Without the country's number: +86 and 0086 are the same phone.
fn phone_digits(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match digits.len() {
        13 if digits.starts_with("86") => digits[2..].to_string(),
        15 if digits.starts_with("0086") => digits[4..].to_string(),
        _ => digits,
    }
}

/// `欧阳小明` is `欧**`: the first character, and not how many follow.
pub fn mask_name(name: &str) -> String {
    match name.chars().find(|c| c.is_alphanumeric()) {
        Some(first) => format!("{first}**"),
        None => "**".to_string(),
    }
}

/// `13812345678` is `138****5678`; of anything shorter only the last two digits stay.
pub fn mask_phone(phone: &str) -> String {
    let digits = phone_digits(phone);
    match digits.len() {
        0 => String::new(),
        1..=5 => "****".to_string(),
        11 => format!("{}****{}", &digits[..3], &digits[7..]),
        length => format!("****{}", &digits[length - 2..]),
    }
}

/// One ticket that was drawn, and the counter that drew it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    /// An index of the list's tickets.
    pub ticket: usize,
    pub counter: u64,
}

/// `SHA256(list hash | secret | number)`, in hexadecimal.
pub fn seed(list_sha256: &str, secret: &str, number: &str) -> String {
    sha256(&format!("{list_sha256}|{secret}|{number}"))
}

/// Draws `places` different people, the first prize first. `people[i]` is the person of ticket `i`. Fewer when there are
/// fewer people.
///
/// The first six bytes of each hash are a number below 2⁴⁸; those from the last whole multiple of the ticket count on
/// are thrown away, so that every ticket has the same chance.
pub fn draw(seed: &str, people: &[u32], places: usize) -> Vec<Pick> {
    let tickets = people.len() as u64;
    if tickets == 0 {
        return Vec::new();
    }
    let all: HashSet<u32> = people.iter().copied().collect();
    let places = places.min(all.len());
    let fair = (1 << 48) - (1 << 48) % tickets;
    let mut drawn = HashSet::new();
    let mut picks = Vec::new();
    let mut counter = 0;
    while picks.len() < places {
        let hash = Sha256::digest(format!("{seed}|{counter}").as_bytes());
        let number = hash[..6].iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        if number < fair {
            let ticket = (number % tickets) as usize;
            if drawn.insert(people[ticket]) {
                picks.push(Pick { ticket, counter });
            }
        }
        counter += 1;
    }
    picks
}

/// Of a text's UTF-8 bytes, in hexadecimal.
pub fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A prize as drawn: so many places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    pub rank: String,
    pub name: String,
    pub count: u32,
}

/// A draw with all that is needed to check it.
#[derive(Clone, Debug)]
pub struct Draw {
    pub campaign: String,
    pub list: List,
    pub secret: String,
    pub secret_sha256: String,
    /// The public number as it was read, and where.
    pub number: String,
    pub source: String,
    pub seed: String,
    pub prizes: Vec<Places>,
    pub alternates: u32,
    /// Winners of the first prize, of the second …, then alternates.
    pub picks: Vec<Pick>,
}

impl Draw {
    pub fn run(
        campaign: &str,
        list: List,
        (secret, number, source): (&str, &str, &str),
        prizes: Vec<Places>,
        alternates: u32,
    ) -> Draw {
        let seed = seed(&list.sha256, secret, number);
        let people: Vec<u32> = list.tickets.iter().map(|ticket| ticket.person).collect();
        let places = prizes.iter().map(|prize| prize.count as usize).sum::<usize>() + alternates as usize;
        Draw {
            campaign: campaign.to_string(),
            picks: draw(&seed, &people, places),
            secret: secret.to_string(),
            secret_sha256: sha256(secret),
            number: number.to_string(),
            source: source.to_string(),
            seed,
            list,
            prizes,
            alternates,
        }
    }

    /// The picks of each prize, then those of the alternates; short where people ran out.
    pub fn results(&self) -> (Vec<(&Places, &[Pick])>, &[Pick]) {
        let mut rest = &self.picks[..];
        let mut prizes = Vec::new();
        for prize in &self.prizes {
            let (own, others) = rest.split_at(rest.len().min(prize.count as usize));
            prizes.push((prize, own));
            rest = others;
        }
        (prizes, rest)
    }

    pub fn ticket(&self, pick: Pick) -> &Ticket {
        &self.list.tickets[pick.ticket]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entrant(name: &str, phone: &str) -> Entrant {
        Entrant { name: name.to_string(), phone: phone.to_string(), id: String::new(), tickets: 1 }
    }

    #[test]
    fn what_is_published_hides_who_it_is() {
        assert_eq!(mask_name("欧阳小明"), "欧**");
        assert_eq!(mask_name(" A"), "A**");
        assert_eq!(mask_name("🌸,\n"), "**");
        assert_eq!(mask_phone("138 1234 5678"), "138****5678");
        assert_eq!(mask_phone("+86 13812345678"), "138****5678");
        assert_eq!(mask_phone("62345678"), "****78");
        assert_eq!(mask_phone("12345"), "****");
        assert_eq!(mask_phone(""), "");
    }

    #[test]
    fn a_list_is_the_same_in_any_order_and_counts_everyone_once() {
        let entrants = [
            entrant("王芳", "13800000001"),
            entrant("李雷", "13900000002"),
            entrant("王芳芳", "+86 138-0000-0001"),
            entrant("店员", "13700000003"),
        ];
        let list = freeze(&entrants, &[entrant("", "13700000003")]);
        assert_eq!(list.text, "ticket,person,name,phone\n1,1,李**,139****0002\n2,2,王**,138****0001\n");
        assert_eq!((list.people, list.doubles, list.excluded), (2, 1, 1));
        let mut turned = entrants.to_vec();
        turned.reverse();
        assert_eq!(freeze(&turned, &[entrant("", "13700000003")]).sha256, list.sha256);
    }

    #[test]
    fn one_account_or_one_phone_is_one_person() {
        let with = |id: &str, phone: &str| Entrant { id: id.to_string(), ..entrant("王芳", phone) };
        let entrants = [with("wx1", "13800000001"), with("WX1", ""), with("wx2", "13800000001"), with("wx3", "")];
        let list = freeze(&entrants, &[with("wx3", "")]);
        assert_eq!((list.people, list.doubles, list.excluded), (1, 2, 1));
    }

    #[test]
    fn several_tickets_win_once() {
        let mut many = entrant("王芳", "13800000001");
        many.tickets = 50;
        let list = freeze(&[many, entrant("李雷", "13900000002")], &[]);
        let draw = Draw::run("x", list, ("s", "1", ""), vec![], 5);
        let mut people: Vec<u32> = draw.picks.iter().map(|pick| draw.ticket(*pick).person).collect();
        people.sort_unstable();
        assert_eq!(people, [1, 2]);
    }

    #[test]
    fn every_ticket_is_drawn_about_as_often() {
        let people: Vec<u32> = (0..10).collect();
        let mut count = [0_u32; 10];
        for case in 0..10_000 {
            count[draw(&sha256(&case.to_string()), &people, 1)[0].ticket] += 1;
        }
        // Six standard deviations (30 each) around 1 000.
        assert!(count.iter().all(|n| (820..=1180).contains(n)), "{count:?}");
    }

    #[test]
    fn an_empty_list_has_no_winner() {
        assert!(draw("x", &[], 3).is_empty());
    }
}
