#!/usr/bin/env python3
"""Fills the addresses of `cargo binstall` for each archive, as Cargo.toml has them, and looks whether they lead to the program.

    names.py FOLDER      prints: TARGET ARCHIVE PROGRAM-IN-IT
"""

import os
import re
import sys
import tarfile
import tomllib
import zipfile

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
SUFFIXES = {"tgz": (".tgz", ".tar.gz"), "zip": (".zip",)}
# What each archive has beside the program.
BESIDE = {"README.md", "CHANGELOG.md", "LICENSE", "LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY.txt", "man/orgscope.1", "man/orgscope-check.1",
          "completions/orgscope.bash", "completions/_orgscope", "completions/orgscope.fish", "completions/orgscope.ps1",
          "completions/orgscope.elv"}


def fill(template, fields):
    return re.sub(r"\{ *([a-z-]+) *\}", lambda m: fields[m[1]], template)


def members(path):
    if path.endswith(".zip"):
        with zipfile.ZipFile(path) as packed:
            return packed.namelist()
    with tarfile.open(path) as packed:
        return packed.getnames()


def main():
    folder = sys.argv[1]
    with open(os.path.join(TOP, "Cargo.toml"), "rb") as file:
        own = tomllib.load(file)["package"]
    rules = own["metadata"]["binstall"]
    start = f"{own['name']}-{own['version']}-"
    packed = [n for n in sorted(os.listdir(folder)) if n.startswith(start) and n.endswith((".tar.gz", ".zip"))]
    if not packed:
        sys.exit(f"No archive in {folder}.")
    for name in packed:
        target = name.removeprefix(start).removesuffix(".zip").removesuffix(".tar.gz")
        rule = rules | rules["overrides"].get(target, {})
        fields = {"repo": own["repository"], "name": own["name"], "version": own["version"], "target": target,
                  "bin": own["name"], "binary-ext": ".exe" if "windows" in target else ""}
        addresses = [fill(rule["pkg-url"], fields | {"archive-suffix": s}) for s in SUFFIXES[rule["pkg-fmt"]]]
        if f"{own['repository']}/releases/download/v{own['version']}/{name}" not in addresses:
            sys.exit(f"cargo binstall looks for {addresses}, not for {name}.")
        program = fill(rule["bin-dir"], fields)
        inside = set(members(os.path.join(folder, name)))
        top = f"{start}{target}"
        should = {f"{top}/{n}" for n in BESIDE} | {program}
        more = {n for n in inside - should if not n.startswith(f"{top}/man/orgscope-")}
        if more or should - inside:
            sys.exit(f"{name}: missing {sorted(should - inside)}, not expected {sorted(more)}.")
        print(target, name, program)


main()
