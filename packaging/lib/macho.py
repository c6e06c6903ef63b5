#!/usr/bin/env python3
"""Checks the signature inside a macOS program: arm64 Macs kill one whose pages are not those that were signed.

    macho.py PROGRAM       exit status 0 if the program is signed, ad hoc at least, and each page has the hash it should
"""

import hashlib
import struct
import sys

SIGNATURE = 0x1D
CODE_DIRECTORY = 0xFADE0C02
HASHES = {1: "sha1", 2: "sha256", 3: "sha256", 4: "sha384"}


def commands(program):
    magic, _, _, _, count, _, _, _ = struct.unpack_from("<8I", program)
    if magic != 0xFEEDFACF:
        sys.exit("This is no 64-bit Mach-O for one processor.")
    at = 32
    for _ in range(count):
        command, size = struct.unpack_from("<2I", program, at)
        yield command, at
        at += size


def main():
    with open(sys.argv[1], "rb") as file:
        program = file.read()
    found = [at for command, at in commands(program) if command == SIGNATURE]
    if not found:
        sys.exit("It is not signed.")
    start, size = struct.unpack_from("<2I", program, found[0] + 8)
    if start + size != len(program):
        sys.exit("Something follows the signature.")
    blobs = struct.unpack_from(">I", program, start + 8)[0]
    checked = 0
    for i in range(blobs):
        at = start + struct.unpack_from(">I", program, start + 12 + 8 * i + 4)[0]
        if struct.unpack_from(">I", program, at)[0] != CODE_DIRECTORY:
            continue
        hashes_at = struct.unpack_from(">I", program, at + 16)[0]
        pages, limit = struct.unpack_from(">2I", program, at + 28)
        hash_size, hash_type, _, page_bits = struct.unpack_from("4B", program, at + 36)
        page = 1 << page_bits
        if limit != start or pages != -(-limit // page):
            sys.exit(f"The signature covers {limit} bytes in {pages} pages, the program has {start} before it.")
        for n in range(pages):
            part = program[n * page:min((n + 1) * page, limit)]
            should = program[at + hashes_at + n * hash_size:][:hash_size]
            if hashlib.new(HASHES[hash_type], part).digest()[:hash_size] != should:
                sys.exit(f"Page {n} was changed after signing: macOS would kill this program.")
        checked += pages
    if not checked:
        sys.exit("The signature has no page hashes.")
    print(f"signed, {checked} pages as signed", file=sys.stderr)


main()
