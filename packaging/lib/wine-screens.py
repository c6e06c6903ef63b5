#!/usr/bin/env python3
"""Drives the screens of a Windows orgscope.exe under Wine and shows them as text.

Wine 8's console prints escape sequences as if they were text, so `packaging/cross windows-tui` runs a copy of the program
whose WriteConsoleW goes to the file named by VT_OUT. Keys come by a pseudo-terminal, which Wine turns into the key events
of a Windows console; the size of its window is the size of the console. The terminal's answers, the mouse and a change of
size do not come through.

    wine-screens.py --size 110x30 'wait=Account' 'keys=j<enter>' 'text' 'keys=q' 'exit=0' -- wine vt/orgscope.exe demo

Needs Python 3.9 or newer with pyte. Exit status 0 if every step held.
"""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time

import pyte

NAMED = {"enter": "\r", "esc": "\x1b", "tab": "\t", "bs": "\x7f", "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C",
         "left": "\x1b[D", "c-c": "\x03", "c-r": "\x12"}


class Console:
    def __init__(self, argv, columns, rows, variables):
        self.input, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.shown = tempfile.NamedTemporaryFile(suffix=".vt")
        env = {k: v for k, v in os.environ.items() if not k.startswith("ORGSCOPE") and k not in ("TERM", "COLORTERM")}
        env.update(variables, VT_OUT="Z:" + self.shown.name.replace("/", "\\"), WINEDEBUG="-all")

        def own_terminal():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        self.program = subprocess.Popen(argv, stdin=child, stdout=child, stderr=child, env=env, preexec_fn=own_terminal)
        os.close(child)
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)

    def pump(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([self.input], [], [], 0.05)[0]:
                try:
                    os.read(self.input, 65536)
                except OSError:
                    return
            data = os.read(self.shown.fileno(), 1 << 20)
            if data:
                self.stream.feed(data)

    def wait(self, pattern, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if re.search(pattern, self.text()):
                return True
            self.pump(0.2)
        return False

    def text(self):
        return "\n".join(line.rstrip() for line in self.screen.display)

    def colours(self):
        return {(c.fg, c.bg) for row in range(self.screen.lines) for c in self.screen.buffer[row].values()}


def main():
    arguments = sys.argv[1:]
    if "--" not in arguments:
        sys.exit(__doc__)
    cut = arguments.index("--")
    steps, argv = arguments[:cut], arguments[cut + 1:]
    columns, rows, variables = 110, 30, {}
    while steps and steps[0] in ("--size", "--set"):
        option, value = steps[:2]
        if option == "--size":
            columns, rows = map(int, value.split("x"))
        else:
            name, _, to = value.partition("=")
            variables[name] = to
        steps = steps[2:]
    console = Console(argv, columns, rows, variables)
    try:
        for step in steps:
            name, _, value = step.partition("=")
            if name == "wait" and not console.wait(value):
                sys.exit(f"{value!r} never came. The screen:\n{console.text()}")
            elif name == "keys":
                keys = re.sub(r"<([a-z-]+)>", lambda m: NAMED[m[1]], value)
                os.write(console.input, keys.encode())
                console.pump(1.5)
            elif name == "text":
                print(console.text())
            elif name == "coloured" and len(console.colours()) < 3:
                sys.exit("The screen has no colours.")
            elif name == "exit":
                console.pump(2)
                if console.program.poll() != int(value):
                    sys.exit(f"It ended with {console.program.poll()}, not {value}.")
    finally:
        if console.program.poll() is None:
            console.program.kill()


main()
