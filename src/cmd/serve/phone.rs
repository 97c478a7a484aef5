//! For a phone in the same network: this machine's address there, and a code in the terminal to reach it.

use crate::output::print::code::{self, Level};
use std::net::{IpAddr, Ipv4Addr, UdpSocket};

/// The address by which the local network knows this machine; `None` without a network.
pub fn address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // Sends nothing: it only asks the system which way a packet would take. The address is reserved for documents.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let ip = socket.local_addr().ok()?.ip();
    (!ip.is_loopback() && !ip.is_unspecified()).then_some(ip)
}

/// Two rows of modules to a line of half blocks, with the quiet zone that readers need. With `colour` it is dark on light
/// whatever the terminal's colours are.
pub fn code(text: &str, colour: bool) -> String {
    let Some(code) = code::encode(text, Level::L) else { return String::new() };
    let (quiet, whole) = (4, code.size() + 8);
    // A place in the quiet zone is light, as is what lies beyond the last row.
    let dark = |x: usize, y: usize| {
        let inside = |at: usize| (quiet..quiet + code.size()).contains(&at);
        inside(x) && inside(y) && code.is_dark(x - quiet, y - quiet)
    };
    let mut out = String::new();
    for y in (0..whole).step_by(2) {
        if colour {
            out.push_str("\x1b[30;107m");
        }
        for x in 0..whole {
            out.push(match (dark(x, y), dark(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        if colour {
            out.push_str("\x1b[0m");
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_in_the_terminal_is_read_by_a_decoder() {
        let text = "http://192.168.31.7:8017/abcdefghjk/";
        let lines: Vec<Vec<char>> = code(text, false).lines().map(|line| line.chars().collect()).collect();
        let dark = |x: usize, y: usize| match lines[y / 2].get(x) {
            Some('█') => true,
            Some('▀') => y.is_multiple_of(2),
            Some('▄') => y % 2 == 1,
            _ => false,
        };
        let side = lines[0].len();
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side * 4, lines.len() * 8, |x, y| {
            if dark(x / 4, y / 4) { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        assert_eq!(grids[0].decode().expect("readable").1, text);
    }
}
