//! The second look, when little was found: traditional characters; then same sounds, mixed letters and characters, slips of the finger.

use super::{
    super::sound::blurred,
    listen::{Element, chain, initials, is_syllable, sounding, strongest},
    reading::{Reading, Run, compose, is_latin, meets, pages_of, runs_of, ways_of},
    store::Store,
};

/// A longer run is a sentence, not a word with a wrong character.
const LONGEST_RESPELLED: usize = 8;
/// Common ones: an index holds none of them, so asking for them as typed would be in vain.
const TRADITIONAL: &str = "個時為們來會後發髮過對組麼裡裏將動開內於與類問現實標單寫點錶沒應並進據說節條規當結製運復複選調請話參兩樣處從關種則構預編務註備體價週給長項義約劃態鐘換該雞稱號線讓測營還記錯鏈確塊別經無幾圖業語轉權係繫簽優設狀門準統團術見響創適熱獎貨譯場帶電資產傳鹽況質屬訪報亂幹醬獲執許層達庫認買機樹夠誤簡隊網擇辦雜決導鄰環續輸難頁頭盤遞斷闆補滿較驟檔聲錄區檯臺紅歷總維顧訴證裝誰湯勻議細須銷鍵論讀級黃軟蓋減歡員這嗎試閉歸併燒餅鋪錢賣費頂訂廣險廠師領聯絡藥";

pub fn is_traditional(text: &str) -> bool {
    text.contains(|c| TRADITIONAL.contains(c))
}

pub fn simplify(text: &str, store: &Store) -> String {
    let table = store.simplified();
    text.chars().map(|c| *table.get(&c).unwrap_or(&c)).collect()
}

pub fn read_again(text: &str, store: &Store) -> Vec<Reading> {
    let runs = runs_of(text);
    let ways = |run: &Run| {
        let mut found = if run.han { respell(&run.text, store) } else { slips(&run.text, store) };
        let typed = if found.is_empty() { 2 } else { 1 };
        found.extend(ways_of(run, store).into_iter().take(typed));
        found
    };
    let ways: Vec<_> = runs.iter().map(ways).collect();
    let mut out: Vec<Reading> = compose(&runs, &ways, 6).into_iter().filter(|reading| !reading.own).collect();
    out.extend(mixed(&runs, store));
    out
}

fn slips(word: &str, store: &Store) -> Vec<Reading> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 {
        return Vec::new();
    }
    let start: String = letters[..2].iter().collect();
    let mut near = store.range(&start, 3);
    near.retain(|(known, _)| is_slip(&letters, &known.chars().collect::<Vec<_>>()));
    near.sort_by_key(|(_, data)| std::cmp::Reverse(data.len()));
    near.iter().take(3).map(|(known, _)| Reading::word(known, 0.85, false)).collect()
}

/// One letter wrong, missing, too many, or two swapped.
fn is_slip(a: &[char], b: &[char]) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (x, y) = (&a[same..], &b[same..]);
    let tail = |s: &[char], n: usize| s.get(n..).unwrap_or_default().to_vec();
    a != b
        && (tail(x, 1) == tail(y, 1)
            || tail(x, 1) == y
            || x == tail(y, 1)
            || x.first() == y.get(1) && x.get(1) == y.first() && tail(x, 2) == tail(y, 2))
}

/// Characters that sound the same, where a pair is nowhere or hardly anywhere.
fn respell(run: &str, store: &Store) -> Vec<Reading> {
    let list: Vec<char> = run.chars().collect();
    if list.len() > LONGEST_RESPELLED {
        return Vec::new();
    }
    let known = pages_of(&list, store);
    // On a large site even nonsense stands somewhere.
    let few: Vec<bool> = known.iter().map(|pages| *pages < 4 || pages * 100 < store.meta.pages).collect();
    let rare: Vec<bool> = (0..few.len()).map(|at| few[at] && !meets(&few, at)).collect();
    if !rare.contains(&true) {
        return Vec::new();
    }
    let readings = store.readings();
    let element = |c: &char| Element {
        typed: Some(*c),
        sounds: readings.get(c).into_iter().flatten().take(2).cloned().collect(),
        open: false,
    };
    let elements: Vec<Element> = list.iter().map(element).collect();
    let found = chain(&elements, |at| {
        let mut pairs = Vec::new();
        if let Some(log) = known[at].checked_ilog2() {
            pairs.push((list[at], list[at + 1], 4 + 4 * i64::from(log)));
        }
        if rare[at.saturating_sub(1)..rare.len().min(at + 2)].contains(&true) {
            pairs.extend(sounding(&elements[at], &elements[at + 1], false, store));
        }
        pairs
    });
    // What is weaker than the text as typed is no correction.
    let changed = |text: &str| text.chars().zip(&list).filter(|(a, b)| a != *b).count();
    // One character in three may be wrong; what has more of them was meant as it was typed.
    let near = found.into_iter().filter(|(text, _)| changed(text) <= (list.len() / 3).max(1)).collect();
    let best = strongest(near, 3);
    best.into_iter().take_while(|text| text != run).take(2).map(|text| Reading::meant(text, 0.85)).collect()
}

/// Characters, syllables and initials in one: `hongsrou`, `红shao肉`.
pub fn mixed(runs: &[Run], store: &Store) -> Vec<Reading> {
    let letters = |run: &Run| is_latin(&run.text) || run.text.len() == 1 && run.text.as_bytes()[0].is_ascii_lowercase();
    let whole = runs.iter().enumerate().all(|(at, run)| (at == 0 || run.glued) && (run.han || letters(run)));
    if runs.iter().all(|run| run.han) || !whole {
        return Vec::new();
    }
    let readings = store.readings();
    let sounds = |c: char| readings.get(&c).cloned().unwrap_or_default();
    let mut all: Vec<Vec<Element>> = vec![Vec::new()];
    for run in runs {
        let parts = if run.han {
            vec![run.text.chars().map(|c| Element { typed: Some(c), sounds: sounds(c), open: false }).collect()]
        } else {
            typed_sounds(&run.text, &store.meta.syllables)
        };
        all = all
            .iter()
            .flat_map(|cut| parts.iter().map(|part: &Vec<Element>| [&cut[..], part].concat()))
            .take(4)
            .collect();
    }
    let fits = |element: &Element, c: char| match element.typed {
        Some(typed) => typed == c,
        None => {
            let said = &element.sounds[0];
            sounds(c).iter().any(|s| match element.open || said.len() == 1 {
                true => s.starts_with(said),
                false => blurred(s).0 == blurred(said).0,
            })
        }
    };
    let mut found = Vec::new();
    for elements in all {
        if !(2..=8).contains(&elements.len()) || elements.iter().any(|e| e.sounds.is_empty()) {
            continue;
        }
        let key: String = elements.iter().map(|e| &e.sounds[0][..1]).collect();
        for (text, weight) in initials(&key, store) {
            let list: Vec<char> = text.chars().take(elements.len()).collect();
            if list.len() == elements.len() && elements.iter().zip(&list).all(|(e, c)| fits(e, *c)) {
                found.push((list.iter().collect(), weight));
            }
        }
        if !elements.iter().any(|e| e.open) {
            found.extend(chain(&elements, |at| sounding(&elements[at], &elements[at + 1], false, store)));
        }
    }
    strongest(found, 3).into_iter().map(|text| Reading::meant(text, 0.9)).collect()
}

/// Letters as syllables and single initials, few before many.
fn typed_sounds(word: &str, syllables: &[String]) -> Vec<Vec<Element>> {
    let initial =
        |s: &str| matches!(s, "zh" | "ch" | "sh") || s.len() == 1 && !s.contains(['a', 'e', 'i', 'o', 'u', 'v']);
    let mut best: Vec<Vec<Vec<Element>>> = vec![vec![Vec::new()]];
    for end in 1..=word.len() {
        let mut found = Vec::new();
        for n in (1..=end.min(6)).rev() {
            let s = &word[end - n..end];
            let whole = is_syllable(s, syllables);
            if whole || initial(s) {
                found.extend(best[end - n].iter().map(|cut| [&cut[..], &[Element::sound(s, !whole)]].concat()));
            }
        }
        found.sort_by_key(Vec::len);
        found.truncate(4);
        best.push(found);
    }
    best.pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::search::fold::indexed;

    #[test]
    fn no_index_holds_a_character_that_is_known_as_traditional() {
        for c in TRADITIONAL.chars() {
            assert_ne!(indexed(c), c, "{c}");
        }
    }
}
