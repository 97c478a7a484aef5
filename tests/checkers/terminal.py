"""terminal.py ANSWERS PROGRAM ARGUMENT…: runs a program in a terminal of its own, as a person would.

ANSWERS is a JSON list of [what the screen must show, what is typed then]; ^C is typed as "\\u0003". Prints what the screen
showed, then `exit N` (negative: ended by a signal). Ends with 1 when a question does not come within ten seconds."""

import json
import os
import pty
import select
import signal
import sys
import time

answers, program = json.loads(sys.argv[1]), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.environ.update(TERM="xterm")
    os.execvp(program[0], program)

screen = b""


def read(until, seconds=10):
    """More of the screen, until it shows a text or the program ended."""
    global screen
    end = time.monotonic() + seconds
    start = len(screen)
    while until is None or until.encode() not in screen[start:]:
        left = end - time.monotonic()
        if left <= 0 or not select.select([terminal], [], [], left)[0]:
            return False
        try:
            part = os.read(terminal, 4096)
        except OSError:
            part = b""
        if not part:
            return until is None
        screen += part
    return True


for shown, typed in answers:
    if not read(shown):
        os.kill(pid, signal.SIGKILL)
        print(screen.decode("utf-8", "replace"), f"\nnever showed {shown!r}")
        sys.exit(1)
    os.write(terminal, typed.encode())
read(None)
status = os.waitpid(pid, 0)[1]
print(screen.decode("utf-8", "replace"))
print("exit", os.waitstatus_to_exitcode(status))
