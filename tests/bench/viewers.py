#!/usr/bin/env python3
"""Measure JSON viewers as a person meets them: each in a pseudo-terminal of 200 x 60, one after another.

    python3 tests/bench/viewers.py --make 100 big.json
    python3 tests/bench/viewers.py --shows totalSize --find 'Firma 76000' big.json 'target/release/orgscope view' jless

Prints the median of the runs: from the start to the first screen that shows the word, from a key to its first
answer, from G to the last screen, from Enter to the screen with the hit, what 300 held arrow keys take and write,
and the most memory. A screen counts as there with its first 1000 bytes. Compare within one run, on an otherwise
quiet machine. jless: `cargo install jless`. Linux only.
"""
import argparse
import fcntl
import os
import pty
import select
import shlex
import statistics
import struct
import termios
import time


def make(megabytes, path):
    with open(path, "w", encoding="utf-8") as out:
        out.write('{"totalSize":76809,"done":true,"records":[')
        size = n = 0
        while size < megabytes * 1_000_000:
            record = (
                '%s{"attributes":{"type":"Account","url":"/services/data/v64.0/sobjects/Account/001%015d"},'
                '"Id":"001%015d","Name":"Firma %d Müller","Industry":"製造業","AnnualRevenue":%d.25,"Phone":null,'
                '"IsDeleted":false,"Description":"A line with \\"quotes\\" and\\na break",'
                '"Owner":{"attributes":{"type":"User"},"Name":"Łucja Wójcik"}}'
            ) % ("," if n else "", n, n, n, n * 7919 % 100_000_000)
            size += out.write(record)
            n += 1
        out.write("]}\n")


def read(fd, wait):
    chunks = []
    while select.select([fd], [], [], wait)[0]:
        try:
            chunks.append(os.read(fd, 1 << 20))
        except OSError:
            break
        if not chunks[-1]:
            break
    return b"".join(chunks)


def jump(fd, keys):
    """Milliseconds from the last key to a new screen; none where nothing changes that much."""
    for key in keys[:-1]:
        os.write(fd, key.encode())
        read(fd, 0.02)
    sent = time.perf_counter()
    os.write(fd, keys[-1].encode())
    size, shown = 0, 0.0
    while size < 1000 and select.select([fd], [], [], 5)[0]:
        size += len(os.read(fd, 1 << 20))
        shown = (time.perf_counter() - sent) * 1000
    read(fd, 0.5)
    return shown if size >= 1000 else float("nan")


def run(command, shows, find):
    start = time.perf_counter()
    pid, fd = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execvp(command[0], command)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 200, 0, 0))
    screen = b""
    while shows not in screen:
        screen += os.read(fd, 1 << 20)
    shown = (time.perf_counter() - start) * 1000
    read(fd, 1.0)
    keys = []
    for _ in range(30):
        sent = time.perf_counter()
        os.write(fd, b"\x1b[B")
        # At the end of a short document a key changes nothing.
        if select.select([fd], [], [], 0.1)[0]:
            os.read(fd, 1 << 20)
            keys.append((time.perf_counter() - sent) * 1000)
            read(fd, 0.002)
    end = jump(fd, "G")
    jump(fd, "g" if "jless" not in command[0] else "gg")
    found = jump(fd, [*"/", *find, "\r"]) if find else float("nan")
    sent = time.perf_counter()
    os.write(fd, b"\x1b[B" * 300)
    held = read(fd, 0.05)
    held_ms = (time.perf_counter() - sent) * 1000 - 50
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        peak = next(int(line.split()[1]) / 1000 for line in status if line.startswith("VmHWM"))
    os.write(fd, b"q")
    read(fd, 0.1)
    os.close(fd)
    os.waitpid(pid, 0)
    return shown, statistics.median(keys or [0]), end, found, held_ms, len(held) / 1000, peak


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--make", type=int, metavar="MEGABYTES", help="write a document like a query's answer")
    args.add_argument("--runs", type=int, default=5)
    args.add_argument("--shows", default="totalSize", help="a word of the first useful screen")
    args.add_argument("--find", help="a text near the end of the document")
    args.add_argument("document")
    args.add_argument("viewer", nargs="*", help="a command line; the document is added to it")
    args = args.parse_args()
    if args.make:
        make(args.make, args.document)
        return
    print(f"{args.document}, {os.path.getsize(args.document) / 1e6:.1f} MB, medians of {args.runs}")
    print("| viewer | first useful screen | a key | the end | a hit near it | 300 held keys | they write | peak memory |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for viewer in args.viewer:
        runs = [run([*shlex.split(viewer), args.document], args.shows.encode(), args.find) for _ in range(args.runs)]
        shown, key, end, found, held, wrote, peak = (statistics.median(values) for values in zip(*runs))
        name = os.path.basename(shlex.split(viewer)[0])
        print(f"| {name} | {shown:.1f} ms | {key:.2f} ms | {end:.1f} ms | {found:.1f} ms | {held:.1f} ms | {wrote:.0f} kB | {peak:.0f} MB |")


if __name__ == "__main__":
    main()
