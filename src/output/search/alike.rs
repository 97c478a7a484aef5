//! Synonyms of a site: the writers' groups, then everyday ones that came with the program, as far as the site has a word of them.

use super::{
    collect::{Collected, Name},
    fold::indexed,
    tokens::{Cutter, Token},
};

/// Words of an everyday group that a query may become: each is another reading with shards of its own.
const MOST_READ_AS: usize = 2;

/// Each group as the shards hold it: words that others are read as, an empty one, words that are read otherwise. Without an empty one
/// all are both, as in the groups of the writers.
///
/// An everyday group leads to what the site calls the thing, in titles and headings above all; on a large site that must be a word of
/// a title or heading.
pub fn groups(written: &[Vec<String>], collected: &Collected, pages: usize) -> Vec<Vec<String>> {
    let least = if pages < 300 { 1 } else { 8 };
    let mut cutter = Cutter::default();
    let mut out = Vec::new();
    for group in written {
        let words = weighed(group.iter().map(String::as_str), collected, &mut cutter);
        if words.len() > 1 && words.iter().any(|(_, weight)| *weight > 0) {
            out.push(words.into_iter().map(|(word, _)| word).collect());
        }
    }
    for line in include_str!("data/synonyms.txt").lines().filter(|line| !line.starts_with('#')) {
        let words = weighed(line.split(' '), collected, &mut cutter);
        let most = words.iter().map(|(_, weight)| *weight).max().unwrap_or(0);
        let mut group: Vec<String> =
            words.iter().filter(|(_, n)| n * 2 >= most).map(|(word, _)| word.clone()).collect();
        group.truncate(MOST_READ_AS);
        if most < least {
            continue;
        }
        let only = (group.len() == 1).then(|| group[0].clone());
        group.push(String::new());
        group.extend(words.into_iter().map(|(word, _)| word).filter(|word| only.as_ref() != Some(word)));
        out.push(group);
    }
    out
}

/// Each word once, folded, with how much it matters to the site: as much as its least pair or part, which is all that an index knows.
fn weighed<'a>(group: impl Iterator<Item = &'a str>, collected: &Collected, cutter: &mut Cutter) -> Vec<(String, u32)> {
    let mut words: Vec<(String, u32)> = Vec::new();
    for word in group {
        let word: String = word.trim().chars().map(indexed).collect();
        if word.is_empty() || words.iter().any(|(known, _)| *known == word) {
            continue;
        }
        let mut least = u32::MAX;
        cutter.cut(&word, false, |token| {
            let weight = match token {
                // A single character is a term of its own in titles and headings only.
                Token::One(_) => 1,
                Token::Pair(a, b) | Token::Skip(a, b) => collected.weight(&Name::Pair(a, b)),
                Token::Word(word) => collected.weight(&Name::Word(word.to_string())),
            };
            least = least.min(weight);
        });
        words.push((word, least));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{
        super::collect::{Collector, Part},
        *,
    };

    fn made(text: &str, written: &[&[&str]]) -> Vec<Vec<String>> {
        let mut collector = Collector::default();
        collector.unit(0, 1, &[(Part::Body, text)]);
        let written: Vec<Vec<String>> =
            written.iter().map(|group| group.iter().map(|word| word.to_string()).collect()).collect();
        groups(&written, &collector.finish(), 1)
    }

    #[test]
    fn a_group_leads_to_what_the_site_says() {
        assert_eq!(made("西红柿炒鸡蛋", &[]), [["西红柿", "", "番茄"], ["鸡蛋", "", "鸡子"]]);
        assert_eq!(made("ＯＫＲ 目標", &[&["目标管理法", "OKR"], &["未见", "没有"]]), [["目标管理法", "okr"]]);
    }

    #[test]
    fn no_word_stands_in_two_groups_that_came_with_the_program() {
        let mut seen = std::collections::HashSet::new();
        for line in include_str!("data/synonyms.txt").lines().filter(|line| !line.starts_with('#')) {
            assert!(line.split(' ').count() > 1, "{line}");
            for word in line.split(' ') {
                assert!(word.chars().count() > 1 && seen.insert(word), "{word}");
            }
        }
    }
}
