#!/usr/bin/env python3
"""The crates that are linked into the program for a target: as an SBOM, or with their licenses' texts.

    crates.py sbom TARGET PROGRAM    a CycloneDX document on standard output
    crates.py notices TARGET         every license text that goes with the program
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
import uuid

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
# What a program contains besides crates, by a part of its target's name.
BESIDE_CRATES = {
    "musl": "musl: MIT, Rich Felker and others. LLVM's libunwind and compiler-rt: Apache-2.0 WITH LLVM-exception.",
    "windows-gnu": "Parts of mingw-w64 (public domain, ZPL-2.1) and of GCC's libgcc (GPL-3.0 with the runtime exception).",
}
TEXTS = re.compile(r"(licen[cs]e|copying|notice|unlicense|copyright)", re.I)


def cargo(*arguments):
    ran = subprocess.run(["cargo", *arguments], cwd=TOP, stdout=subprocess.PIPE, check=True)
    return ran.stdout.decode()


def linked(target):
    """Names and versions, with what each depends on, leaving out what only runs while compiling or testing."""
    tree = cargo("tree", "--locked", "--package", "orgscope", "--target", target, "--edges", "normal,no-proc-macro",
                 "--prefix", "depth", "--no-dedupe", "--format", "\t{p}")
    needs, above = {}, []
    for line in tree.splitlines():
        depth, words = line.split("\t")
        name, version = words.split()[:2]
        crate = (name, version.removeprefix("v"))
        needs.setdefault(crate, set())
        above[int(depth):] = [crate]
        if len(above) > 1:
            needs[above[-2]].add(crate)
    return needs


def packages():
    metadata = json.loads(cargo("metadata", "--locked", "--format-version", "1"))
    return {(p["name"], p["version"]): p for p in metadata["packages"]}


def checksums():
    with open(os.path.join(TOP, "Cargo.lock"), "rb") as lock:
        return {(p["name"], p["version"]): p.get("checksum") for p in tomllib.load(lock)["package"]}


def reference(crate):
    return f"pkg:cargo/{crate[0]}@{crate[1]}"


def component(crate, package, checksum):
    row = {"type": "library", "bom-ref": reference(crate), "name": crate[0], "version": crate[1],
           "purl": reference(crate), "scope": "required"}
    if package.get("license"):
        # Older crates write MIT/Apache-2.0, which is no expression.
        row["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    if package.get("repository"):
        row["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    if checksum:
        row["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    return row


def sbom(target, program):
    needs, known, sums = linked(target), packages(), checksums()
    own = next(crate for crate in needs if crate[0] == "orgscope")
    with open(program, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    main = component(own, known[own], digest)
    main.update(type="application", properties=[{"name": "orgscope:target", "value": target}])
    del main["scope"]
    document = {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        # Of the program's own bytes, so that the same program has the same document.
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, digest)}",
        "metadata": {"component": main},
        "components": [component(c, known[c], sums.get(c)) for c in sorted(needs) if c != own],
        "dependencies": [{"ref": reference(c), "dependsOn": sorted(map(reference, needs[c]))} for c in sorted(needs)],
    }
    json.dump(document, sys.stdout, indent=1)
    print()


def texts(folder):
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if TEXTS.search(name) and os.path.isdir(path):
            yield from texts(path)
        elif TEXTS.match(name) and not name.endswith((".rs", ".html")) and os.path.isfile(path):
            with open(path, encoding="utf-8", errors="replace") as file:
                yield file.read().strip()


def notices(target):
    known = packages()
    users, without = {}, []
    for crate in sorted(linked(target)):
        package = known[crate]
        # Our own parts have our own licenses.
        if package["source"] is None:
            continue
        found = list(texts(os.path.dirname(package["manifest_path"])))
        name = f"{crate[0]} {crate[1]} ({package.get('license') or 'its own license'})"
        for text in found:
            # The same text is often wrapped in another way.
            users.setdefault(" ".join(text.split()), (text, []))[1].append(name)
        if not found:
            without.append(f"{name}, {', '.join(package['authors']) or package.get('repository') or ''}")
    print("orgscope contains the following libraries, each under its own license.\n")
    print("The Rust standard library: MIT OR Apache-2.0, the Rust project developers.")
    for part, words in BESIDE_CRATES.items():
        if part in target:
            print(words)
    print("\nTheir archives carry no text of their license; its name and theirs:\n" if without else "")
    print("\n".join(without))
    sources = os.path.join(TOP, "assets")
    for text, names in sorted(users.values(), key=lambda row: row[1]):
        print("\n" + "=" * 100 + "\n" + "\n".join(names) + "\n" + "-" * 100 + "\n" + text)
    with open(os.path.join(sources, "SOURCES.md"), encoding="utf-8") as file:
        print("\n" + "=" * 100 + "\nThe demo org's recorded answers\n" + "-" * 100 + "\n" + file.read().strip())
    for name in sorted(os.listdir(os.path.join(sources, "LICENSES"))):
        with open(os.path.join(sources, "LICENSES", name), encoding="utf-8") as file:
            print("\n" + "-" * 100 + "\n" + name + "\n\n" + file.read().strip())


sys.stdout.reconfigure(encoding="utf-8", newline="\n")
{"sbom": sbom, "notices": notices}[sys.argv[1]](*sys.argv[2:])
