# shellcheck shell=bash disable=SC2154,SC2034
# What the commands in packaging/ share. Sourced by them, run by none.
set -euo pipefail
packaging=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
checkout=$(cd "$packaging/.." && pwd)
# What is downloaded or built for other systems is kept here from run to run.
cache=${ORGSCOPE_CROSS:-${XDG_CACHE_HOME:-$HOME/.cache}/orgscope-cross}
mkdir -p "$cache"/{bin,log}
export CARGO_TERM_COLOR=never

# Windows has it under this name alone.
command -v python3 >/dev/null || python3() { python "$@"; }

say() { printf '== %s (%s s)\n' "$*" "$SECONDS" >&2; }
die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

need() { # need COMMAND PACKAGE...: installs Debian's packages if the command is missing
  command -v "$1" >/dev/null && return
  command -v apt-get >/dev/null || die "$1 is missing; on Debian it comes with: ${*:2}"
  shift
  if [ -z "${updated:-}" ]; then apt-get update -qq; updated=yes; fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

python_with() { # python_with NAME PACKAGE==VERSION...: the Python of an environment that has these packages
  local at=$cache/python/$1; shift
  if [ "$(cat "$at/has" 2>/dev/null)" != "$*" ]; then
    rm -rf "$at"
    python3 -m venv "$at" || return 1
    "$(python_in "$at")" -m pip install -q --disable-pip-version-check --only-binary :all: "$@" || return 1
    printf '%s' "$*" > "$at/has"
  fi
  python_in "$at"
}
python_in() { if [ -x "$1/Scripts/python.exe" ]; then echo "$1/Scripts/python.exe"; else echo "$1/bin/python"; fi; }

field() { # field NAME: of [package] in Cargo.toml
  sed -n "/^\[package\]/,/^\[/s/^$1 *= *\"\(.*\)\"/\1/p" "$checkout/Cargo.toml"
}
