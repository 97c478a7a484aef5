//! How we speak with a worker: frames of a JSON head and, behind it, bytes as they are.

use crate::output::print::{
    Problem,
    task::{Event, Task},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::io::{self, Read, Write};

/// What a worker is told. Its files come first, once.
#[derive(Debug, Deserialize)]
pub enum Order {
    /// Paths and lengths; their bytes follow one after the other.
    Files(Vec<(String, usize)>),
    Do(Box<Task>),
}

/// The same as it is sent, of what the sender keeps.
#[derive(Debug, Serialize)]
pub enum Told<'a> {
    Files(Vec<(String, usize)>),
    Do(&'a Task),
}

/// What a worker tells.
#[derive(Debug, Serialize, Deserialize)]
pub enum Word {
    /// It has its files; these fonts of them are of no use.
    Ready(Vec<Problem>),
    /// The bytes of a file follow the head.
    Event(Event),
    /// The task is done.
    Done,
}

/// A head longer than this comes from no program of ours.
const MOST: usize = 1 << 31;

pub fn write<T: Serialize>(to: &mut impl Write, head: &T, bytes: &[&[u8]]) -> io::Result<()> {
    let head = serde_json::to_vec(head)?;
    let all: usize = bytes.iter().map(|part| part.len()).sum();
    to.write_all(&(head.len() as u64).to_le_bytes())?;
    to.write_all(&(all as u64).to_le_bytes())?;
    to.write_all(&head)?;
    for part in bytes {
        to.write_all(part)?;
    }
    Ok(())
}

/// The next frame; `None` when the other side is gone.
pub fn read<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<(T, Vec<u8>)>> {
    let mut lengths = [0_u8; 16];
    match from.read_exact(&mut lengths) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = |at: usize| {
        let mut eight = [0_u8; 8];
        eight.copy_from_slice(&lengths[at..at + 8]);
        usize::try_from(u64::from_le_bytes(eight)).ok().filter(|length| *length <= MOST)
    };
    let (Some(head), Some(rest)) = (length(0), length(8)) else { return Err(io::ErrorKind::InvalidData.into()) };
    let mut part = |length: usize| {
        let mut bytes = vec![0; length];
        from.read_exact(&mut bytes).map(|()| bytes)
    };
    let (head, rest) = (part(head)?, part(rest)?);
    Ok(Some((serde_json::from_slice(&head)?, rest)))
}

/// An event on its way: the bytes of a file travel beside its head. What came of one record goes out with the word that
/// the next is begun, which must be known before it runs away.
pub fn tell(to: &mut impl Write, event: Event) -> io::Result<()> {
    match event {
        Event::File { record, page, bytes } => {
            write(to, &Word::Event(Event::File { record, page, bytes: Vec::new() }), &[&bytes])?;
            to.flush()
        }
        event => {
            let waits = matches!(event, Event::Set { .. });
            write(to, &Word::Event(event), &[])?;
            if waits { Ok(()) } else { to.flush() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_out_as_it_went_in() {
        let mut pipe = Vec::new();
        tell(&mut pipe, Event::File { record: Some(3), page: 1, bytes: vec![0, 255, 10] }).expect("written");
        tell(&mut pipe, Event::Begun(4)).expect("written");
        let mut rest = pipe.as_slice();
        let (word, bytes) = read::<Word>(&mut rest).expect("read").expect("there");
        assert!(matches!(word, Word::Event(Event::File { record: Some(3), page: 1, .. })));
        assert_eq!(bytes, [0, 255, 10]);
        assert!(matches!(read::<Word>(&mut rest), Ok(Some((Word::Event(Event::Begun(4)), _)))));
        assert!(matches!(read::<Word>(&mut rest), Ok(None)));
    }

    #[test]
    fn half_a_frame_is_an_error_and_no_end() {
        let mut pipe = Vec::new();
        tell(&mut pipe, Event::Begun(4)).expect("written");
        assert!(read::<Word>(&mut &pipe[..pipe.len() - 1]).is_err());
    }
}
