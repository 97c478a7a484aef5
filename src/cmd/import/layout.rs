//! Where each page goes: folders stay, `index.md` becomes `_index.md`, numbers before the names give the order.

use crate::{base::slug::Unique, parse::chapter::address};
use std::collections::{BTreeMap, HashMap};

/// A page with what decides about its place.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Below the imported folder.
    pub source: String,
    /// Its number among all pages, from an outline.
    pub place: Option<usize>,
    /// Its number among its neighbours, from its header.
    pub weight: Option<f64>,
    pub slug: Option<String>,
}

impl Entry {
    fn rank(&self) -> Option<f64> {
        self.place.map(|place| place as f64).or(self.weight)
    }
}

/// Where a page goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Below `content/handbook/`.
    pub path: String,
    /// The address that its header gives is free.
    pub own_slug: bool,
}

#[derive(Default)]
struct Folder {
    files: BTreeMap<String, Entry>,
    folders: BTreeMap<String, Folder>,
}

/// The target of each source.
pub fn layout(entries: Vec<Entry>) -> HashMap<String, Target> {
    let mut top = Folder::default();
    for entry in entries {
        let mut folder = &mut top;
        let path = entry.source.clone();
        let mut parts: Vec<&str> = path.split('/').collect();
        let name = parts.pop().unwrap_or_default();
        for part in parts {
            folder = folder.folders.entry(part.to_string()).or_default();
        }
        folder.files.insert(name.to_string(), entry);
    }
    let mut targets = HashMap::new();
    place(top, "", true, &mut targets);
    targets
}

enum Child {
    File(Entry),
    Folder(Folder),
}

fn place(mut folder: Folder, path: &str, top: bool, targets: &mut HashMap<String, Target>) {
    // A page beside a folder of its name is that folder's page.
    let pairs: Vec<String> =
        folder.files.keys().filter(|name| folder.folders.contains_key(stem(name))).cloned().collect();
    for name in pairs {
        let inner = folder.folders.get_mut(stem(&name)).expect("just found");
        if index_of(inner).is_none()
            && let Some(entry) = folder.files.remove(&name)
        {
            inner.files.insert("_index.md".to_string(), entry);
        }
    }
    let index = index_of(&folder).and_then(|name| folder.files.remove(&name));
    let mut children: Vec<(Option<f64>, String, Child)> = Vec::new();
    if let Some(index) = index {
        match top {
            // The top has a page of its own already: the contents.
            true => children.push((Some(f64::MIN), "home".to_string(), Child::File(index))),
            false => {
                let target = Target { path: format!("{path}_index.md"), own_slug: false };
                targets.insert(index.source, target);
            }
        }
    }
    for (name, entry) in folder.files {
        children.push((entry.rank(), stem(&name).to_string(), Child::File(entry)));
    }
    for (name, folder) in folder.folders {
        children.push((rank_of(&folder), name, Child::Folder(folder)));
    }
    let ranked = children.iter().any(|(rank, ..)| rank.is_some());
    // Ranked ones first; the others keep the order of their names.
    children.sort_by(|a, b| {
        let rank = |rank: &Option<f64>| rank.unwrap_or(f64::INFINITY);
        rank(&a.0).total_cmp(&rank(&b.0)).then_with(|| a.1.cmp(&b.1))
    });
    let width = children.len().to_string().len().max(2);
    let mut unique = Unique::default();
    for (number, (_, name, child)) in children.into_iter().enumerate() {
        let plain = name.replace('\\', "-");
        let plain = plain.trim().trim_end_matches('~').trim_start_matches(['#', '~', '$', '.']);
        let wanted = match &child {
            Child::File(Entry { slug: Some(slug), .. }) => address(slug),
            _ => address(plain),
        };
        let given = unique.take(wanted.clone());
        // The number before a name is for the order alone, so another one may stand there.
        let bare = match ranked {
            true => plain.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['-', '_', '.', ' ']),
            false => plain,
        };
        let mut name = if bare.is_empty() { plain.to_string() } else { bare.to_string() };
        if given != wanted || name.is_empty() || name == "_index" {
            name =
                if given.starts_with(|c: char| c.is_ascii_digit()) { format!("page-{given}") } else { given.clone() };
        }
        if ranked {
            name = format!("{:0width$}-{name}", number + 1);
        }
        match child {
            Child::File(entry) => {
                let target = Target { path: format!("{path}{name}.md"), own_slug: given == wanted };
                targets.insert(entry.source, target);
            }
            Child::Folder(folder) => place(folder, &format!("{path}{name}/"), false, targets),
        }
    }
}

/// A folder stands where its own page says, else where its first page stands.
fn rank_of(folder: &Folder) -> Option<f64> {
    if let Some(rank) = index_of(folder).and_then(|name| folder.files[&name].rank()) {
        return Some(rank);
    }
    let inner = folder.files.values().filter_map(|entry| entry.place.map(|place| place as f64));
    inner.chain(folder.folders.values().filter_map(rank_of)).min_by(f64::total_cmp)
}

fn index_of(folder: &Folder) -> Option<String> {
    let named = |wanted: &str| folder.files.keys().find(|name| stem(name).eq_ignore_ascii_case(wanted)).cloned();
    named("_index").or_else(|| named("index")).or_else(|| named("readme"))
}

pub fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid(sources: &[(&str, Option<f64>)]) -> Vec<String> {
        let entry = |&(source, rank): &(&str, Option<f64>)| Entry {
            source: source.to_string(),
            place: None,
            weight: rank,
            slug: None,
        };
        let targets = layout(sources.iter().map(entry).collect());
        sources.iter().map(|(source, _)| targets[*source].path.clone()).collect()
    }

    #[test]
    fn folders_stay_and_their_own_page_is_found() {
        let sources = ["README.md", "a/index.md", "a/x.md", "b.md", "b/y.md", "c/readme.md"].map(|s| (s, None));
        assert_eq!(
            laid(&sources),
            ["01-home.md", "02-a/_index.md", "02-a/x.md", "03-b/_index.md", "03-b/y.md", "04-c/_index.md"]
        );
    }

    #[test]
    fn ranks_become_numbers_and_the_rest_follows() {
        let sources = [("z.md", Some(1.0)), ("02-y.md", Some(2.0)), ("a.md", None), ("f/_index.md", Some(1.5))];
        assert_eq!(laid(&sources), ["01-z.md", "03-y.md", "04-a.md", "02-f/_index.md"]);
    }

    #[test]
    fn one_address_is_given_once() {
        assert_eq!(laid(&[("中文.md", None), ("zhong-wen.md", None)]), ["zhong-wen-2.md", "zhong-wen.md"]);
        assert_eq!(laid(&[("🎉.md", None)]), ["x.md"]);
    }
}
