#!/usr/bin/env python3
"""Writes or checks SHA256SUMS over all files of a folder, as `sha256sum` does; macOS and Windows have no such command.

    sums.py FOLDER          writes it
    sums.py --check FOLDER
"""

import hashlib
import os
import sys


def sums(folder):
    lines = []
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if name != "SHA256SUMS" and os.path.isfile(path):
            with open(path, "rb") as file:
                lines.append(f"{hashlib.sha256(file.read()).hexdigest()}  {name}\n")
    return "".join(lines)


folder = sys.argv[-1]
path = os.path.join(folder, "SHA256SUMS")
if sys.argv[1] == "--check":
    with open(path, encoding="ascii") as file:
        if file.read() != sums(folder):
            sys.exit(f"{path} does not say what the files are.")
else:
    with open(path, "w", encoding="ascii", newline="\n") as file:
        file.write(sums(folder))
