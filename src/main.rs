//! The program `sopress`; everything that it does is in the library.

fn main() -> std::process::ExitCode {
    sopress::cmd::main()
}
