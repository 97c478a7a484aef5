//! Who is who: every name that a writer may use for a record, and the places within it.

use crate::{
    base::{
        code::Code,
        diag::{Diag, Diags, nearest},
        lang::listed,
        span::{FileId, Spanned},
    },
    model::{
        Manuscript, Record,
        campaign::Campaign,
        chapter::ChapterDraft,
        code::LiveCode,
        kpi::Kpi,
        print::Print,
        role::Role,
        rubric::Rubric,
        script::{LibraryDraft, Script, ScriptDraft},
        table::Id,
        text::{RecordKind, Text, Written},
    },
    words,
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Names of all records, by kind. Built once from the manuscript, before any reference is followed.
#[derive(Default)]
pub struct Names {
    /// Folded name to the records that have it, the first being the one that a link means.
    by_name: BTreeMap<RecordKind, HashMap<String, Vec<Record>>>,
    /// As written, for hints.
    written: BTreeMap<RecordKind, Vec<String>>,
    /// The record that a file holds.
    by_file: HashMap<FileId, Record>,
    files: HashMap<Record, FileId>,
    /// Paths of Markdown files and of assets, below the workspace.
    by_path: HashMap<String, FileId>,
    assets: HashMap<String, usize>,
    anchors: HashMap<FileId, HashSet<String>>,
    /// Kinds of which a list could not be read whole: of their names nothing is said.
    unread: HashSet<RecordKind>,
    /// Who has an address, and where the name of that record stands.
    addresses: HashMap<(RecordKind, String), Spanned<String>>,
}

/// Letters that differ only in case, and spaces around, do not tell names apart.
pub fn fold(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The places of a text that a link can lead to.
pub fn anchors_of(text: &Text<Written>) -> impl Iterator<Item = String> {
    text.headings().map(|(_, heading)| heading.anchor.clone())
}

pub fn library_anchors(library: &LibraryDraft) -> HashSet<String> {
    let own = |script: &ScriptDraft| {
        let variants = script.variants.iter().map(|variant| variant.anchor.clone());
        std::iter::once(script.head.anchor.clone()).chain(variants).collect::<Vec<_>>()
    };
    anchors_of(&library.intro).chain(library.scripts.iter().flat_map(own)).collect()
}

/// What a list that cannot be read hides is not missing.
fn unread(path_of: &dyn Fn(FileId) -> String, diags: &Diags) -> HashSet<RecordKind> {
    let broken = diags.iter().filter(|diag| diag.code == Code::SYNTAX).filter_map(|diag| diag.span);
    broken
        .filter_map(|span| match path_of(span.file).as_str() {
            "content/roles.toml" => Some(RecordKind::Role),
            "content/terms.toml" => Some(RecordKind::Term),
            _ => None,
        })
        .collect()
}

/// `"群管家、客服"` where a list of names is meant.
fn several(written: &str, known: &[&str]) -> Option<crate::base::lang::Words> {
    let parts: Vec<&str> =
        written.split(['、', '，', ',', '/', ' ']).map(str::trim).filter(|p| !p.is_empty()).collect();
    let all = parts.len() > 1 && parts.iter().all(|part| known.iter().any(|name| fold(name) == fold(part)));
    let list = parts.iter().map(|part| format!("\"{part}\"")).collect::<Vec<_>>().join(", ");
    all.then(|| words!("一个一个放进引号：[{list}]", "put each in quotes of its own: [{list}]"))
}

impl Names {
    /// `path_of` tells a file's path below the workspace.
    pub fn new(manuscript: &Manuscript, path_of: &dyn Fn(FileId) -> String, diags: &mut Diags) -> Names {
        let mut names = Names { unread: unread(path_of, diags), ..Names::default() };
        for (index, chapter) in manuscript.chapters.iter().enumerate() {
            let record = Record::Chapter(Id::new(index));
            let document = &chapter.document;
            names.address(RecordKind::Chapter, &document.slug, &document.title, diags);
            names.file(document.file, record, path_of);
            names.anchors.insert(document.file, anchors_of(&chapter.body).collect());
            let file_name = document.order.last().map(String::as_str).unwrap_or("");
            let bare =
                file_name.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['-', '_', '.', ' ']);
            let others = document.code.iter().chain(&document.aliases).map(|n| n.value.as_str());
            names.add(
                RecordKind::Chapter,
                record,
                &document.title.value,
                others.chain([document.slug.as_str(), file_name, bare]),
            );
        }
        let originals: HashMap<_, usize> = if manuscript.translations.is_empty() {
            HashMap::new()
        } else {
            let place = |(index, c): (usize, &ChapterDraft)| ((c.document.order.clone(), c.document.is_folder), index);
            manuscript.chapters.iter().enumerate().map(place).collect()
        };
        for translation in &manuscript.translations {
            let document = &translation.chapter.document;
            let Some(of) = originals.get(&(document.order.clone(), document.is_folder)) else { continue };
            // A link to the file leads to the chapter; which language is shown is the page's affair.
            names.by_file.insert(document.file, Record::Chapter(Id::new(*of)));
            names.by_path.insert(path_of(document.file), document.file);
            names.anchors.insert(document.file, anchors_of(&translation.chapter.body).collect());
        }
        let mut script = 0;
        for (index, library) in manuscript.libraries.iter().enumerate() {
            let home = Record::Library(Id::new(index));
            names.file(library.head.file, home, path_of);
            names.anchors.insert(library.head.file, library_anchors(library));
            for draft in &library.scripts {
                let record = Record::Script(Id::new(script));
                script += 1;
                names.files.insert(record, library.head.file);
                let long = format!("{}/{}", library.head.title.value, draft.head.name.value);
                names.add(RecordKind::Script, record, &draft.head.name.value, [long.as_str()]);
            }
            names.add(RecordKind::Script, home, &library.head.title.value, [library.head.slug.as_str()]);
        }
        for (index, campaign) in manuscript.campaigns.iter().enumerate() {
            let record = Record::Campaign(Id::new(index));
            let head = &campaign.head;
            names.file(head.file, record, path_of);
            names.anchors.insert(head.file, anchors_of(&campaign.body).collect());
            names.single(RecordKind::Campaign, &head.title, diags);
            names.address(RecordKind::Campaign, &head.slug, &head.title, diags);
            let others = head.aliases.iter().map(|n| n.value.as_str());
            names.add(RecordKind::Campaign, record, &head.title.value, others.chain([head.slug.as_str()]));
        }
        for (index, kpi) in manuscript.kpis.iter().enumerate() {
            let record = Record::Kpi(Id::new(index));
            let head = &kpi.head;
            names.file(head.file, record, path_of);
            names.anchors.insert(head.file, anchors_of(&kpi.body).collect());
            names.single(RecordKind::Kpi, &head.name, diags);
            names.address(RecordKind::Kpi, &head.slug, &head.name, diags);
            let others = head.aliases.iter().chain(&head.number).map(|n| n.value.as_str());
            names.add(RecordKind::Kpi, record, &head.name.value, others.chain([head.en.as_str(), head.slug.as_str()]));
        }
        for (index, plan) in manuscript.plans.iter().enumerate() {
            let (record, head) = (Record::Plan(Id::new(index)), &plan.head);
            names.file(head.file, record, path_of);
            names.anchors.insert(head.file, anchors_of(&plan.body).collect());
            names.single(RecordKind::Plan, &head.title, diags);
            names.address(RecordKind::Plan, &head.slug, &head.title, diags);
            let others = head.aliases.iter().map(|n| n.value.as_str());
            names.add(RecordKind::Plan, record, &head.title.value, others.chain([head.slug.as_str()]));
        }
        for (index, rubric) in manuscript.rubrics.iter().enumerate() {
            let (record, head) = (Record::Rubric(Id::new(index)), &rubric.head);
            names.file(head.file, record, path_of);
            names.anchors.insert(head.file, anchors_of(&rubric.body).collect());
            names.single(RecordKind::Rubric, &head.name, diags);
            names.address(RecordKind::Rubric, &head.slug, &head.name, diags);
            let others = head.aliases.iter().map(|n| n.value.as_str());
            let others = others.chain([head.en.as_str(), head.slug.as_str()]);
            names.add(RecordKind::Rubric, record, &head.name.value, others);
        }
        for (index, print) in manuscript.prints.iter().enumerate() {
            let record = Record::Print(Id::new(index));
            names.file(print.head.file, record, path_of);
            names.single(RecordKind::Print, &print.head.title, diags);
            names.address(RecordKind::Print, &print.head.slug, &print.head.title, diags);
            names.add(RecordKind::Print, record, &print.head.title.value, [print.head.slug.as_str()]);
        }
        for (index, role) in manuscript.roles.iter().enumerate() {
            names.single(RecordKind::Role, &role.name, diags);
            names.address(RecordKind::Role, &role.slug, &role.name, diags);
            let others = role.aliases.iter().map(|n| n.value.as_str());
            names.add(
                RecordKind::Role,
                Record::Role(Id::new(index)),
                &role.name.value,
                others.chain([role.en.as_str(), role.slug.as_str()]),
            );
        }
        for (index, term) in manuscript.terms.iter().enumerate() {
            names.single(RecordKind::Term, &term.name, diags);
            let others = term.aliases.iter().map(|n| n.value.as_str());
            names.add(
                RecordKind::Term,
                Record::Term(Id::new(index)),
                &term.name.value,
                others.chain([term.en.as_str()]),
            );
        }
        for (index, code) in manuscript.codes.iter().enumerate() {
            names.add(RecordKind::Code, Record::Code(Id::new(index)), &code.id.value, [code.title.as_str()]);
        }
        for (index, asset) in manuscript.assets.iter().enumerate() {
            names.by_path.insert(asset.path.clone(), asset.file);
            names.assets.insert(asset.path.clone(), index);
        }
        names
    }

    fn file(&mut self, file: FileId, record: Record, path_of: &dyn Fn(FileId) -> String) {
        self.by_file.insert(file, record);
        self.files.insert(record, file);
        self.by_path.insert(path_of(file), file);
    }

    fn add<'a>(&mut self, kind: RecordKind, record: Record, name: &'a str, others: impl IntoIterator<Item = &'a str>) {
        self.written.entry(kind).or_default().push(name.to_string());
        let table = self.by_name.entry(kind).or_default();
        for name in std::iter::once(name).chain(others).filter(|name| !name.is_empty()) {
            let records = table.entry(fold(name)).or_default();
            if !records.contains(&record) {
                records.push(record);
            }
        }
    }

    /// Two pages of one address: the second gets a number, and which is the second may change with the next file.
    fn address(&mut self, kind: RecordKind, slug: &str, name: &Spanned<String>, diags: &mut Diags) {
        let Some(before) = self.addresses.get(&(kind, slug.to_lowercase())) else {
            self.addresses.insert((kind, slug.to_lowercase()), name.clone());
            return;
        };
        // What has no name, or one that is taken, was told.
        if name.value.is_empty() || before.value.is_empty() || kind != RecordKind::Chapter && before.value == name.value
        {
            return;
        }
        let (zh, en, first) = (kind.zh(), kind.en(), &before.value);
        let message = words!(
            "{zh}“{first}”的网址也是 {slug}，这一个后面会加上编号",
            "the {en} “{first}” has the address {slug}, too; this one gets a number"
        );
        diags.push(
            Diag::warning(Code::DUPLICATE_NAME, name.span, message)
                .label(before.span, words!("先用的在这里", "the first"))
                .help(words!("给其中一个写一个不同的 slug", "give one of them another slug")),
        );
    }

    /// Records that others name must have names of their own.
    fn single(&self, kind: RecordKind, name: &Spanned<String>, diags: &mut Diags) {
        let taken = self.written.get(&kind).is_some_and(|names| names.iter().any(|n| fold(n) == fold(&name.value)));
        if taken && !name.value.is_empty() {
            let (n, zh, en) = (&name.value, kind.zh(), kind.en());
            diags.push(
                Diag::error(
                    Code::DUPLICATE_NAME,
                    name.span,
                    words!("已经有一个{zh}叫“{n}”", "there is another {en} called “{n}”"),
                )
                .help(words!("换一个名字，或者把两个合成一个", "give it another name, or make one of the two")),
            );
        }
    }

    /// The record of a kind that a name means; what is unknown is reported with the nearest name.
    pub fn find(&self, kind: RecordKind, name: &Spanned<String>, diags: &mut Diags) -> Option<Record> {
        if name.value.trim().is_empty() {
            return None; // an empty name was reported where it was read
        }
        let found = self.by_name.get(&kind).and_then(|table| table.get(&fold(&name.value)));
        let Some(records) = found else {
            self.unknown(kind, name, diags);
            return None;
        };
        // Two records with one name were told where the second has it.
        let same =
            || self.written.get(&kind).map_or(0, |names| names.iter().filter(|n| fold(n) == fold(&name.value)).count());
        let told = kind != RecordKind::Chapter && records.len() > 1 && same() > 1;
        if records.len() > 1 && kind != RecordKind::Script && !told {
            self.ambiguous(kind, name, records.len(), diags);
        }
        records.first().copied()
    }

    /// The record of any kind that a name without a kind means; chapters first.
    pub fn find_any(&self, name: &Spanned<String>, diags: &mut Diags) -> Option<Record> {
        let folded = fold(&name.value);
        for kind in RecordKind::ALL {
            if let Some(records) = self.by_name.get(&kind).and_then(|table| table.get(&folded)) {
                return records.first().copied();
            }
        }
        let n = &name.value;
        let all = self.written.values().flatten().map(String::as_str);
        diags.push(
            Diag::error(Code::UNKNOWN_NAME, name.span, words!("没有名为“{n}”的内容", "nothing is called “{n}”"))
                .help(nearest(n, all))
                .help(words!(
                    "也可以写明种类，例如 [[话术:名字]]",
                    "you can name the kind, for example [[script:name]]"
                )),
        );
        None
    }

    fn unknown(&self, kind: RecordKind, name: &Spanned<String>, diags: &mut Diags) {
        if self.unread.contains(&kind) {
            return;
        }
        let (n, zh, en) = (&name.value, kind.zh(), kind.en());
        let known: Vec<&str> = self.written.get(&kind).into_iter().flatten().map(String::as_str).collect();
        let known: Vec<&str> = known.into_iter().filter(|name| !name.is_empty()).collect();
        let hint = nearest(n, known.iter().copied());
        let several = several(n, &known);
        let hint = several.or(hint);
        let list = (hint.is_none() && !known.is_empty() && known.len() <= 12).then(|| {
            let (names_zh, names_en) = listed(&known);
            words!("已有的{zh}：{names_zh}", "there are: {names_en}")
        });
        let empty = known.is_empty().then(|| words!("工作区里还没有{zh}", "the workspace has no {en} yet"));
        let renamed =
            (kind != RecordKind::Script && kind != RecordKind::Print && kind != RecordKind::Code).then(|| {
                words!(
                    "如果是改了名，不必一处处改：在新名字那里加上 aliases = [\"{n}\"]",
                    "if it has a new name, there is no need to change each place: add aliases = [\"{n}\"] beside it"
                )
            });
        diags.push(
            Diag::error(Code::UNKNOWN_NAME, name.span, words!("没有名为“{n}”的{zh}", "no {en} is called “{n}”"))
                .help(hint)
                .help(list)
                .help(empty)
                .when_many(renamed),
        );
    }

    fn ambiguous(&self, kind: RecordKind, name: &Spanned<String>, count: usize, diags: &mut Diags) {
        let (n, zh, en) = (&name.value, kind.zh(), kind.en());
        diags.push(
            Diag::warning(
                Code::AMBIGUOUS_NAME,
                name.span,
                words!(
                    "有 {count} 个{zh}都叫“{n}”，这里指向第一个",
                    "{count} of kind {en} are called “{n}”; this leads to the first"
                ),
            )
            .help(match kind {
                RecordKind::Chapter => words!(
                    "写编号、路径或文件名，例如 [[章节:CM-ENT-001]]",
                    "write its number, path or file name, for example [[chapter:CM-ENT-001]]"
                ),
                _ => words!(
                    "一个的 aliases、编号或 slug 和另一个重了，改掉其中一个",
                    "an alias, number or slug of one is that of another; change one of the two"
                ),
            }),
        );
    }

    /// The record that a file holds.
    pub fn record_in(&self, file: FileId) -> Option<Record> {
        self.by_file.get(&file).copied()
    }

    /// The record in a file of the workspace.
    pub fn record_at(&self, path: &str) -> Option<Record> {
        self.by_file.get(self.by_path.get(path)?).copied()
    }

    pub fn asset_at(&self, path: &str) -> Option<usize> {
        self.assets.get(path).copied()
    }

    /// All paths that a link may lead to, for hints.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.by_path.keys().map(String::as_str)
    }

    pub fn anchors(&self, file: FileId) -> Option<&HashSet<String>> {
        self.anchors.get(&file)
    }

    /// The file that holds a record, when the record is a page of its own.
    pub fn file_of(&self, record: Record) -> Option<FileId> {
        self.files.get(&record).copied()
    }
}

impl Names {
    pub fn script(&self, name: &Spanned<String>, diags: &mut Diags) -> Option<Id<Script>> {
        match self.find(RecordKind::Script, name, diags)? {
            Record::Script(id) => Some(id),
            _ => {
                // A library's title was given where one of its scripts is wanted.
                self.unknown(RecordKind::Script, name, diags);
                None
            }
        }
    }

    pub fn campaign(&self, name: &Spanned<String>, diags: &mut Diags) -> Option<Id<Campaign>> {
        match self.find(RecordKind::Campaign, name, diags)? {
            Record::Campaign(id) => Some(id),
            _ => None,
        }
    }

    pub fn kpi(&self, name: &Spanned<String>, diags: &mut Diags) -> Option<Id<Kpi>> {
        match self.find(RecordKind::Kpi, name, diags)? {
            Record::Kpi(id) => Some(id),
            _ => None,
        }
    }

    pub fn rubric(&self, name: &Spanned<String>, diags: &mut Diags) -> Option<Id<Rubric>> {
        match self.find(RecordKind::Rubric, name, diags)? {
            Record::Rubric(id) => Some(id),
            _ => None,
        }
    }

    pub fn print(&self, name: &Spanned<String>, diags: &mut Diags) -> Option<Id<Print>> {
        match self.find(RecordKind::Print, name, diags)? {
            Record::Print(id) => Some(id),
            _ => None,
        }
    }

    pub fn role(&self, name: &Spanned<String>, diags: &mut Diags) -> Option<Id<Role>> {
        match self.find(RecordKind::Role, name, diags)? {
            Record::Role(id) => Some(id),
            _ => None,
        }
    }

    pub fn code(&self, name: &Spanned<String>, diags: &mut Diags) -> Option<Id<LiveCode>> {
        match self.find(RecordKind::Code, name, diags)? {
            Record::Code(id) => Some(id),
            _ => None,
        }
    }
}
