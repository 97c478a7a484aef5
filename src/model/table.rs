//! Records of one kind in their order, and the numbers by which others refer to them.

use std::{fmt, marker::PhantomData, sync::Arc};

/// The number of a record in its table. After `resolve` every one leads somewhere.
pub struct Id<T>(u32, PhantomData<fn() -> T>);

impl<T> Id<T> {
    pub fn new(index: usize) -> Id<T> {
        Id(u32::try_from(index).expect("fewer than four billion records"), PhantomData)
    }

    pub fn index(self) -> usize {
        self.0 as usize
    }
}

// Written out, because derives would ask the same of `T`.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> std::hash::Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// All records of one kind. Each is shared: a copy of the table costs a count for each record, and another one can be put in
/// the place of one without touching the rest.
#[derive(Debug)]
pub struct Table<T> {
    rows: Vec<Arc<T>>,
}

// Written out, because derives would ask the same of `T`.
impl<T> Clone for Table<T> {
    fn clone(&self) -> Self {
        Table { rows: self.rows.clone() }
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table { rows: Vec::new() }
    }
}

impl<T> Table<T> {
    pub fn push(&mut self, row: T) -> Id<T> {
        self.rows.push(Arc::new(row));
        Id::new(self.rows.len() - 1)
    }

    /// Another record of the same number; copies of the table keep the one before.
    pub fn put(&mut self, id: Id<T>, row: T) {
        self.rows[id.index()] = Arc::new(row);
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Id<T>, &T)> + ExactSizeIterator {
        self.rows.iter().enumerate().map(|(index, row)| (Id::new(index), &**row))
    }

    pub fn values(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator + Clone {
        self.rows.iter().map(|row| &**row)
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl<T> From<Vec<T>> for Table<T> {
    fn from(rows: Vec<T>) -> Self {
        Table { rows: rows.into_iter().map(Arc::new).collect() }
    }
}

impl<T> std::ops::Index<Id<T>> for Table<T> {
    type Output = T;

    fn index(&self, id: Id<T>) -> &T {
        &self.rows[id.index()]
    }
}
