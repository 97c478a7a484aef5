//! The program `sopress`; everything that it does is in the library. Here is where its memory comes from.

use mimalloc::MiMalloc;
use std::alloc::{GlobalAlloc, Layout};

fn main() -> std::process::ExitCode {
    sopress::cmd::main()
}

/// Setting a print allocates all the time, and with this allocator it takes a sixth less time than with the system's.
#[global_allocator]
static MEMORY: Memory = Memory(MiMalloc);

/// An allocator that ends the program with a sentence for its user when the memory is used up.
struct Memory(MiMalloc);

/// Who asks for more than this at once can often do without, and is told that there is none: a reader of a picture that
/// claims to be as large as a town.
const LARGE: usize = 256 << 20;

// SAFETY: every call is handed to the allocator below as it came, and what that gives is given back unchanged.
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        given(unsafe { self.0.alloc(layout) }, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        given(unsafe { self.0.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        given(unsafe { self.0.realloc(old, layout, size) }, size)
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { self.0.dealloc(memory, layout) }
    }
}

#[inline]
fn given(memory: *mut u8, size: usize) -> *mut u8 {
    if memory.is_null() && size < LARGE {
        sopress::cmd::out_of_memory();
    }
    memory
}
