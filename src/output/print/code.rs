//! QR codes as matrices of modules: encoding, a hole for a logo, reading back, and the outline that is drawn.

use fast_qr::{ECL, QRBuilder};
use rqrr::{Grid, SimpleGrid};

/// How much of a code may be lost: about 7, 15, 25 and 30 per cent of its codewords.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    L,
    M,
    Q,
    H,
}

/// The modules of one code, without a quiet zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    size: usize,
    /// Row by row; `true` is dark.
    dark: Vec<bool>,
}

/// Encodes at this level or, where the same size allows it, a higher one. `None` when the text is too long for any code.
pub fn encode(text: &str, level: Level) -> Option<Matrix> {
    let levels = match level {
        Level::L => &[ECL::L, ECL::M, ECL::Q, ECL::H][..],
        Level::M => &[ECL::M, ECL::Q, ECL::H],
        Level::Q => &[ECL::Q, ECL::H],
        Level::H => &[ECL::H],
    };
    let mut builder = QRBuilder::new(text);
    let mut code = builder.ecl(levels[0]).build().ok()?;
    for level in &levels[1..] {
        if let Some(version) = code.version {
            builder.version(version);
        }
        let Ok(better) = builder.ecl(*level).build() else { break };
        code = better;
    }
    let modules = &code.data[..code.size * code.size];
    Some(Matrix { size: code.size, dark: modules.iter().map(|module| module.value()).collect() })
}

impl Level {
    /// The largest part of the area that a logo may cover, in parts per thousand: measured, with a margin for print.
    pub fn logo_limit(self) -> u32 {
        match self {
            Level::L | Level::M => 0,
            Level::Q => 60,
            Level::H => 100,
        }
    }
}

impl Matrix {
    /// Modules on a side.
    pub fn size(&self) -> usize {
        self.size
    }

    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        self.dark[y * self.size + x]
    }

    /// One byte a module, row by row.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.dark.iter().map(|&dark| u8::from(dark)).collect()
    }

    /// The other way; the side is the root of the length.
    pub fn from_bytes(bytes: &[u8]) -> Matrix {
        let size = bytes.len().isqrt();
        Matrix { size, dark: bytes[..size * size].iter().map(|&byte| byte != 0).collect() }
    }

    /// What a reader finds in it.
    pub fn text(&self) -> Option<String> {
        // A reader that is given something of another size looks for corners that are not there.
        if self.size < 21 || self.size > 177 || self.size % 4 != 1 {
            return None;
        }
        self.quick_text().or_else(|| {
            let grid = SimpleGrid::from_func(self.size, |x, y| self.is_dark(x, y));
            Grid::new(grid).decode().ok().map(|(_, text)| text)
        })
    }

    /// A reader that gives up sooner and takes a thirtieth of the other's time.
    fn quick_text(&self) -> Option<String> {
        let mut code = quircs::Code { size: i32::try_from(self.size).ok()?, ..quircs::Code::default() };
        for (at, _) in self.dark.iter().enumerate().filter(|(_, dark)| **dark) {
            code.cell_bitmap[at >> 3] |= 1 << (at & 7);
        }
        String::from_utf8(code.decode().ok()?.payload).ok()
    }

    /// Whether a reader finds exactly this text in it.
    pub fn reads(&self, text: &str) -> bool {
        self.text().is_some_and(|found| found == text)
    }

    /// The same code with its middle blank for a logo: `side` modules wide, made odd so that it stands in the middle.
    pub fn with_hole(&self, side: usize) -> Matrix {
        let side = if side == 0 { 0 } else { side | 1 };
        let from = (self.size.saturating_sub(side)) / 2;
        let inside = |v: usize| v >= from && v < from + side;
        let dark =
            (0..self.dark.len()).map(|i| self.dark[i] && !(inside(i % self.size) && inside(i / self.size))).collect();
        Matrix { size: self.size, dark }
    }

    /// The side in modules of the largest logo that this level bears and that still reads.
    pub fn largest_hole(&self, text: &str, level: Level) -> Option<usize> {
        let fits = |side: usize| side * side * 1000 <= level.logo_limit() as usize * self.size * self.size;
        // Odd, so that it stands in the middle.
        let sides = (3..self.size / 2).rev().filter(|side| side % 2 == 1 && fits(*side));
        sides.into_iter().find(|&side| self.with_hole(side).reads_when_damaged(text))
    }

    /// Whether it still reads after one module in a hundred was printed wrong, whichever they are (five fixed drawings of lots).
    pub fn reads_when_damaged(&self, text: &str) -> bool {
        (1_u64..=5).all(|round| {
            let mut worn = self.clone();
            let mut state = round.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            for _ in 0..self.dark.len() / 100 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = usize::try_from(state >> 33).expect("31 bits") % worn.dark.len();
                worn.dark[at] = !worn.dark[at];
            }
            worn.reads(text)
        })
    }

    /// The borders of the dark areas as closed polygons in module units, for one path filled even-odd.
    ///
    /// One outline and not one square a module: squares leave hairlines between them on screens and in some presses.
    pub fn outline(&self) -> Vec<Vec<(usize, usize)>> {
        const STEP: [(isize, isize); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];
        let side = self.size + 1;
        let dark = |x: isize, y: isize| {
            let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return false };
            x < self.size && y < self.size && self.is_dark(x, y)
        };
        // Does a border leave this corner in this direction, with dark on its right hand?
        let leaves = |x: usize, y: usize, way: usize| {
            let (x, y) = (x.cast_signed(), y.cast_signed());
            let (right, left) = match way {
                0 => (dark(x, y), dark(x, y - 1)),
                1 => (dark(x - 1, y), dark(x, y)),
                2 => (dark(x - 1, y - 1), dark(x - 1, y)),
                _ => (dark(x, y - 1), dark(x - 1, y - 1)),
            };
            right && !left
        };
        let mut walked = vec![false; side * side];
        let mut loops = Vec::new();
        for start in 0..side * side {
            // Every border has an edge that runs to the right, so starting there finds each once.
            if walked[start] || !leaves(start % side, start / side, 0) {
                continue;
            }
            let (mut at, mut way) = ((start % side, start / side), 0);
            let mut points = vec![at];
            loop {
                if way == 0 {
                    walked[at.1 * side + at.0] = true;
                }
                at = (at.0.wrapping_add_signed(STEP[way].0), at.1.wrapping_add_signed(STEP[way].1));
                // Turning right first keeps areas apart that only touch at a corner.
                let next = [(way + 1) % 4, way, (way + 3) % 4]
                    .into_iter()
                    .find(|&next| leaves(at.0, at.1, next))
                    .expect("a border goes on");
                // A border may pass its first corner on another way before it comes home.
                if at == points[0] && next == 0 {
                    break;
                }
                if next != way {
                    points.push(at);
                    way = next;
                }
            }
            loops.push(points);
        }
        loops
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_back_as_its_text() {
        for text in ["https://k.example.com/q/a1b2c3/", "HTTPS://K.EXAMPLE.COM/Q/A1", "晒单返现5元"] {
            assert!(encode(text, Level::M).is_some_and(|code| code.reads(text)), "{text}");
        }
    }

    #[test]
    fn the_quick_reader_finds_the_same_in_every_size_and_nothing_in_noise() {
        for length in (1..1200).step_by(37) {
            let text: String = "https://k.example.com/q/晒单/".chars().cycle().take(length).collect();
            for level in [Level::L, Level::M, Level::Q, Level::H] {
                let Some(code) = encode(&text, level) else { continue };
                assert_eq!(code.quick_text().as_deref(), Some(text.as_str()), "{length} characters, {level:?}");
            }
        }
        let mut state = 1_u32;
        let noise = Vec::from_iter((0..41 * 41).map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            u8::from(state >> 31 == 1)
        }));
        assert_eq!(Matrix::from_bytes(&noise).text(), None);
    }

    #[test]
    fn a_text_that_is_too_long_gives_no_code() {
        assert_eq!(encode(&"长".repeat(1500), Level::M), None);
    }

    #[test]
    fn a_hole_of_a_third_of_the_side_still_reads_at_level_h_and_one_of_half_does_not() {
        let text = "https://k.example.com/q/a1b2c3d4e5/?from=store-000123";
        let code = encode(text, Level::H).expect("short enough");
        assert!(code.with_hole(code.size() * 3 / 10).reads(text));
        assert!(!code.with_hole(code.size() / 2).reads(text));
    }

    #[test]
    fn only_the_higher_levels_bear_a_logo_and_the_largest_is_within_their_limit() {
        let text = "https://k.example.com/q/a1b2c3d4e5/?from=store-000123";
        let largest = |level| {
            let code = encode(text, level).expect("short enough");
            code.largest_hole(text, level).map(|side| side * side * 1000 / (code.size() * code.size()))
        };
        assert_eq!(largest(Level::M), None);
        assert!(largest(Level::H).is_some_and(|covered| (50..=100).contains(&covered)));
    }

    #[test]
    fn the_outline_encloses_exactly_the_dark_modules() {
        let code = encode("https://k.example.com/q/a1b2c3/", Level::Q).expect("short enough");
        let loops = code.outline();
        for y in 0..code.size() {
            for x in 0..code.size() {
                // A ray to the right from the middle of the module crosses the vertical edges an odd number of times.
                let crossings = loops
                    .iter()
                    .flat_map(|points| points.iter().zip(points.iter().cycle().skip(1)))
                    .filter(|(a, b)| a.0 == b.0 && a.0 > x && a.1.min(b.1) <= y && y < a.1.max(b.1))
                    .count();
                assert_eq!(crossings % 2 == 1, code.is_dark(x, y), "module {x},{y}");
            }
        }
    }
}
