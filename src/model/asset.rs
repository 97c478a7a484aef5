//! A picture or download of the workspace that pages and prints may use.

use crate::base::span::FileId;
use std::sync::Arc;

/// A file that is published as it is, under a name of its content.
#[derive(Clone, Debug)]
pub struct Asset {
    pub file: FileId,
    /// Below the workspace, such as `content/handbook/img/door.jpg`.
    pub path: String,
    pub bytes: Arc<[u8]>,
}
