//! Which files of a workspace are read, which are named because nothing reads them, and which are nobody's business.

/// The files of the workspace's root that are read; `sopress.toml` makes a folder a workspace.
pub const ROOT_FILES: [&str; 2] = ["sopress.lock", "sopress.toml"];

/// The folders of the workspace that are read.
pub const FOLDERS: [&str; 3] = ["content", "kits", "themes"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Read,
    /// In `content/`, where every file is somebody's work, it is told that no part reads this one.
    Stray,
    Ignore,
}

pub(super) fn kind_of(path: &str) -> Kind {
    let extension = extension(path);
    let known: &[&str] = match path.split_once('/') {
        None => return if ROOT_FILES.contains(&path) { Kind::Read } else { Kind::Ignore },
        Some(("content", _)) => &["md", "toml", "csv", "xlsx", "png", "jpg", "jpeg", "webp", "svg", "gif", "pdf"],
        Some(("themes", _)) => {
            &["html", "css", "js", "toml", "svg", "png", "jpg", "jpeg", "webp", "woff2", "otf", "ttf", "ttc"]
        }
        Some(("kits", _)) => &["toml", "typ", "csv", "otf", "ttf", "ttc", "png", "jpg", "jpeg", "svg", "icc"],
        Some(_) => return Kind::Ignore,
    };
    match known.contains(&extension.as_str()) {
        true => Kind::Read,
        false if path.starts_with("content/") => Kind::Stray,
        false => Kind::Ignore,
    }
}

pub(super) fn is_text(path: &str) -> bool {
    matches!(extension(path).as_str(), "md" | "toml" | "csv" | "html" | "css" | "js" | "svg" | "typ" | "lock")
}

/// Hidden files, and what editors and systems leave behind.
pub(super) fn is_litter(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || name.starts_with("~$")
        || (name.starts_with('#') && name.ends_with('#'))
        || ["Thumbs.db", "desktop.ini"].iter().any(|litter| name.eq_ignore_ascii_case(litter))
}

/// Whether a change of this path (below the root, `/`-separated) can change what `load` gives: what the watcher asks.
pub(super) fn matters(path: &str) -> bool {
    let mut parts = path.split('/');
    let Some(top) = parts.next() else { return false };
    match parts.next() {
        None => ROOT_FILES.contains(&top) || FOLDERS.contains(&top),
        Some(_) => FOLDERS.contains(&top) && !path.split('/').any(is_litter),
    }
}

pub(super) fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase())
}

pub(super) fn is_read(path: &str) -> bool {
    kind_of(path) == Kind::Read
}
