//! Check digits by published schemes: a number with one wrong digit, or two changed about, is not that number any more.

/// A scheme by its published name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// ISO/IEC 7812, as on bank cards: one digit; misses 09 for 90.
    Luhn,
    /// H. Damm's quasigroup: one digit; finds every single mistake and every change of neighbours.
    Damm,
    /// ISO 7064 MOD 11,10: one digit.
    Mod11_10,
    /// ISO 7064 MOD 97-10, as in account numbers: two digits.
    Mod97_10,
}

impl Scheme {
    pub const CHOICES: &[(&'static [&'static str], Scheme)] = &[
        (&["damm"], Scheme::Damm),
        (&["luhn"], Scheme::Luhn),
        (&["mod11-10"], Scheme::Mod11_10),
        (&["mod97-10"], Scheme::Mod97_10),
    ];

    /// The digits to be written behind a number of digits; other characters in it are passed over.
    pub fn check(self, number: &str) -> String {
        let digits = number.bytes().filter(u8::is_ascii_digit).map(|byte| u32::from(byte - b'0'));
        match self {
            Scheme::Luhn => {
                let reversed: Vec<u32> = digits.collect::<Vec<_>>().into_iter().rev().collect();
                let sum: u32 = reversed
                    .iter()
                    .enumerate()
                    .map(|(place, digit)| match place % 2 {
                        0 if *digit > 4 => digit * 2 - 9,
                        0 => digit * 2,
                        _ => *digit,
                    })
                    .sum();
                ((10 - sum % 10) % 10).to_string()
            }
            Scheme::Damm => digits.fold(0, |state, digit| DAMM[state as usize][digit as usize]).to_string(),
            Scheme::Mod11_10 => {
                let state = digits.fold(10, |state, digit| {
                    let sum = (state + digit) % 10;
                    (if sum == 0 { 10 } else { sum }) * 2 % 11
                });
                ((11 - state) % 10).to_string()
            }
            Scheme::Mod97_10 => {
                let rest = digits.chain([0, 0]).fold(0, |rest, digit| (rest * 10 + digit) % 97);
                format!("{:02}", 98 - rest)
            }
        }
    }
}

/// A weakly totally anti-symmetric quasigroup of order ten, from Damm's thesis.
const DAMM: [[u32; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_examples_come_out() {
        for (scheme, number, check) in [
            (Scheme::Luhn, "7992739871", "3"),
            (Scheme::Damm, "572", "4"),
            (Scheme::Mod11_10, "0794", "5"),
            (Scheme::Mod97_10, "794", "44"),
        ] {
            assert_eq!(scheme.check(number), check, "{scheme:?}");
        }
    }

    #[test]
    fn one_wrong_digit_changes_the_check() {
        for (_, scheme) in Scheme::CHOICES {
            let right = scheme.check("2026001234");
            for place in 0..10 {
                let mut wrong: Vec<u8> = b"2026001234".to_vec();
                wrong[place] = b'0' + (wrong[place] - b'0' + 1) % 10;
                assert_ne!(scheme.check(std::str::from_utf8(&wrong).expect("digits")), right, "{scheme:?} {place}");
            }
        }
    }
}
