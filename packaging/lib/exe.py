#!/usr/bin/env python3
"""Looks whether a Windows program tells who made it, and needs no DLL but the system's. Needs the package pefile.

    exe.py PROGRAM VERSION
"""

import sys

import pefile

SYSTEM = {"advapi32", "bcrypt", "bcryptprimitives", "combase", "comctl32", "crypt32", "iphlpapi", "kernel32",
          "msvcrt", "ntdll", "ole32", "oleaut32", "psapi", "rpcrt4", "secur32", "shell32", "user32", "userenv",
          "winhttp", "winmm", "ws2_32"}

program, version = pefile.PE(sys.argv[1]), sys.argv[2]
libraries = {entry.dll.decode().lower().removesuffix(".dll") for entry in program.DIRECTORY_ENTRY_IMPORT}
others = {name for name in libraries - SYSTEM if not name.startswith("api-ms-win-core-")}
if others:
    sys.exit(f"It needs DLLs that are not Windows' own: {sorted(others)}")
strings = {}
for block in program.FileInfo[0]:
    for table in getattr(block, "StringTable", []):
        strings.update({key.decode(): value.decode() for key, value in table.entries.items()})
for key, value in {"ProductName": "orgscope", "FileVersion": version, "ProductVersion": version,
                   "CompanyName": "The orgscope authors", "OriginalFilename": "orgscope.exe"}.items():
    if strings.get(key) != value:
        sys.exit(f"Its version resource says {key} = {strings.get(key)!r}, not {value!r}.")
if "MIT OR Apache-2.0" not in strings["LegalCopyright"]:
    sys.exit("Its version resource does not name the license.")
fixed = program.VS_FIXEDFILEINFO[0]
numbers = [fixed.FileVersionMS >> 16, fixed.FileVersionMS & 0xffff, fixed.FileVersionLS >> 16]
if ".".join(map(str, numbers)) != version.split("-")[0]:
    sys.exit(f"The numbers of its version resource are {numbers}.")
manifests = [entry for entry in program.DIRECTORY_ENTRY_RESOURCE.entries if entry.id == 24]
data = manifests[0].directory.entries[0].directory.entries[0].data.struct
if b"longPathAware" not in program.get_data(data.OffsetToData, data.Size):
    sys.exit("Its manifest is not ours.")
print(f"version resource and manifest are there; only DLLs of Windows: {', '.join(sorted(libraries))}")
