#!/usr/bin/env python3
"""Packs a folder so that the same files give the same bytes: names sorted, one time, no owners.

    archive.py FOLDER FILE.tar.gz|FILE.zip SECONDS-SINCE-1970
"""

import gzip
import io
import os
import sys
import tarfile
import time
import zipfile


def files(folder):
    for path, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield os.path.join(path, name)


def mode(path):
    # Windows knows no such bit; there only the program has it.
    return 0o755 if os.access(path, os.X_OK) and os.name != "nt" or path.endswith(".exe") else 0o644


def tar_gz(folder, target, when):
    memory = io.BytesIO()
    with tarfile.open(fileobj=memory, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path in files(folder):
            entry = tarfile.TarInfo(inside(folder, path))
            entry.size, entry.mtime, entry.mode = os.path.getsize(path), when, mode(path)
            with open(path, "rb") as content:
                tar.addfile(entry, content)
    with open(target, "wb") as out, gzip.GzipFile("", "wb", 9, out, mtime=0) as packed:
        packed.write(memory.getvalue())


def zip_file(folder, target, when):
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in files(folder):
            entry = zipfile.ZipInfo(inside(folder, path), time.gmtime(when)[:6])
            entry.external_attr, entry.create_system = (0o100000 | mode(path)) << 16, 3
            entry.compress_type = zipfile.ZIP_DEFLATED
            with open(path, "rb") as content:
                packed.writestr(entry, content.read())


def inside(folder, path):
    return os.path.relpath(path, os.path.dirname(folder)).replace(os.sep, "/")


folder, target, when = os.path.abspath(sys.argv[1]), sys.argv[2], int(sys.argv[3])
(zip_file if target.endswith(".zip") else tar_gz)(folder, target, when)
