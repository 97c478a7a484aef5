//! What goes to which store, and where it stands: for people who pack.

use super::{
    paper::{Line, Parcel},
    parts::Format,
    table::{Table, Unit, places},
};
use crate::words;
use std::collections::BTreeMap;

/// A store, and what goes to it.
pub struct Store {
    name: String,
    address: String,
    copies: usize,
    places: Vec<(String, usize)>,
}

impl Parcel<'_> {
    pub(super) fn stores(&self, lines: &[Line<'_>]) -> Vec<Store> {
        let mut stores: Vec<Store> = Vec::new();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for line in lines.iter().filter(|line| line.failed.is_none()) {
            let piece = self.plan.piece(self.order, line.record);
            let row = self.row(line.record);
            let cell = |names: &[&str]| {
                let (table, row) = row.as_ref()?;
                names.iter().find_map(|name| table.cell(row, name)).map(|cell| cell.value.clone())
            };
            let name = cell(&["store", "门店", "店名", "name", "名称", "姓名"]).unwrap_or_else(|| piece.slug.clone());
            let address = cell(&["address", "地址", "收货地址"]).unwrap_or_default();
            let place = line.sheet.map_or(line.page, |(sheet, _)| sheet);
            let at = *known.entry(format!("{name}\n{address}")).or_insert_with(|| {
                stores.push(Store { name, address, copies: 0, places: Vec::new() });
                stores.len() - 1
            });
            stores[at].copies += 1;
            let place = (line.file.clone(), place);
            if stores[at].places.last() != Some(&place) {
                stores[at].places.push(place);
            }
        }
        stores
    }

    pub(super) fn packing(&self, stores: &[Store]) -> csv::Result<Vec<u8>> {
        let head =
            [words!("门店", "store"), words!("地址", "address"), words!("份数", "copies"), words!("位置", "place")];
        let mut table = Table::new(&head.each_ref().map(|word| word.get(self.lang())))?;
        for store in stores {
            table.row(&self.packed(store, true))?;
        }
        table.finish()
    }

    /// A line of a packing list; the file's name says nothing where there is only one.
    fn packed(&self, store: &Store, named: bool) -> [String; 4] {
        let file = |file: &String| if named || self.unit() == Unit::File { file.clone() } else { String::new() };
        let list: Vec<_> = store.places.iter().map(|(name, at)| (file(name), *at)).collect();
        let place = places(&list, self.unit(), self.lang());
        [store.name.clone(), store.address.clone(), store.copies.to_string(), place]
    }

    fn unit(&self) -> Unit {
        match (&self.plan.sheets, self.plan.format) {
            (Some(_), _) => Unit::Sheet,
            (None, Format::Png | Format::Svg) => Unit::File,
            (None, _) => Unit::Page,
        }
    }

    /// The list on the job sheet, as far as it goes.
    pub(super) fn packed_stores(&self, stores: &[Store]) -> Vec<[String; 4]> {
        stores.iter().take(MOST_STORES).map(|store| self.packed(store, self.plan.parts.len() > 1)).collect()
    }

    /// What is said below it when it does not go to the end.
    pub(super) fn more_stores(&self, stores: &[Store]) -> String {
        match stores.len().saturating_sub(MOST_STORES) {
            0 => String::new(),
            more => {
                let more = grouped(more);
                self.say(&words!("另有 {more} 家，见 packing.csv", "{more} more are in packing.csv"))
            }
        }
    }
}

/// So many stores stand on the job sheet; the rest stand in `packing.csv` alone.
const MOST_STORES: usize = 2000;

/// `38,000`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| str::from_utf8(group).ok()).collect();
    groups.join(",")
}
