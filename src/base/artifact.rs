//! A finished output file that has not been written yet.

/// A path below the output folder: ASCII, `/`-separated, without `.`, `..`, empty parts or a leading slash.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(String);

impl OutPath {
    /// `None` when the text is not such a path.
    pub fn new(path: impl Into<String>) -> Option<OutPath> {
        let path = path.into();
        let fine = |part: &str| {
            !part.is_empty()
                && part != "."
                && part != ".."
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b))
        };
        path.split('/').all(fine).then_some(OutPath(path))
    }

    /// For paths that our own code put together from checked parts.
    pub fn own(path: impl Into<String>) -> OutPath {
        let path = path.into();
        OutPath::new(path.clone()).unwrap_or_else(|| unreachable!("an output path of our own is not plain: {path}"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `../` once for every folder above this file: what makes links relative, so that a site also works from `file://`.
    pub fn to_root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }
}

impl std::fmt::Display for OutPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One output file, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    pub path: OutPath,
    pub bytes: Vec<u8>,
}

impl Artifact {
    pub fn new(path: OutPath, bytes: impl Into<Vec<u8>>) -> Artifact {
        Artifact { path, bytes: bytes.into() }
    }
}
