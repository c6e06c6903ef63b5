# shellcheck shell=bash disable=SC2154,SC2034
# Compilers and linkers of C for other systems. Each function exports what cargo and the crate cc read for a target.
# Needs common.sh.

zig_version=0.15.2

c_for() { # c_for TARGET: whatever is needed to compile C and to link
  case $1 in
    x86_64-unknown-linux-musl) zig "$1" x86_64-linux-musl ;;
    aarch64-unknown-linux-musl) zig "$1" aarch64-linux-musl ;;
    x86_64-pc-windows-gnu) mingw ;;
    *-apple-darwin) [ "$(uname)" = Darwin ] || mac_stubs "$1" ;;
  esac
}

upper() { tr 'a-z-' 'A-Z_' <<<"$1"; }

zig() { # zig TARGET ZIG-TARGET FLAG...: zig as compiler, linker and archiver
  local python; python=$(python_with zig "ziglang==$zig_version")
  cat > "$cache/bin/zig-cc-$1" <<W
#!/bin/bash
# zig, without the arguments by which others name the target: it has been told.
kept=()
while [ \$# -gt 0 ]; do
  case \$1 in
    --target=*|-m64|-mmacosx-version-min=*|-mmacos-version-min=*) ;;
    -arch|-isysroot|-target) shift ;;
    *) kept+=("\$1") ;;
  esac
  shift
done
exec "$python" -m ziglang cc -target $2 "\${kept[@]}" ${*:3}
W
  printf '#!/bin/sh\nexec "%s" -m ziglang ar "$@"\n' "$python" > "$cache/bin/zig-ar"
  chmod +x "$cache/bin/zig-cc-$1" "$cache/bin/zig-ar"
  local name; name=$(upper "$1")
  export "CC_${1//-/_}=$cache/bin/zig-cc-$1" "AR_${1//-/_}=$cache/bin/zig-ar"
  export "CARGO_TARGET_${name}_LINKER=$cache/bin/zig-cc-$1"
}

mingw() {
  need x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64-win32 mingw-w64-x86-64-dev
  export CC_x86_64_pc_windows_gnu=x86_64-w64-mingw32-gcc AR_x86_64_pc_windows_gnu=x86_64-w64-mingw32-ar
}

# `check` compiles no C and links nothing: a compiler and an archiver that make empty files are enough.
nothing_for() { # nothing_for TARGET
  cat > "$cache/bin/no-cc" <<'W'
#!/bin/sh
while [ $# -gt 0 ]; do case $1 in -o) : > "$2"; shift ;; -o*) : > "${1#-o}" ;; esac; shift; done
W
  cat > "$cache/bin/no-ar" <<'W'
#!/bin/sh
for a; do case $a in *.a) printf '!<arch>\n' > "$a" ;; esac; done
W
  chmod +x "$cache/bin/no-cc" "$cache/bin/no-ar"
  export "CC_${1//-/_}=$cache/bin/no-cc" "AR_${1//-/_}=$cache/bin/no-ar" SDKROOT=/
}

# To link for macOS without Apple's files: zig has a stub of its libSystem, and what the frameworks offer is written down
# from what the -sys crates declare.
mac_stubs() { # mac_stubs TARGET
  local sdk=$cache/macos registry framework crate
  (cd "$checkout" && cargo fetch --quiet --locked --target "$1")
  registry=$(echo "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*)
  while read -r framework crate; do
    local at=$sdk/System/Library/Frameworks/$framework.framework
    mkdir -p "$at"
    find $registry/"$crate"-[0-9]*/src -name '*.rs' -exec cat {} + |
      grep -oE 'pub (unsafe )?(fn|static( mut)?) +[A-Za-z_0-9]+' | awk '{print "_" $NF}' | sort -u | paste -sd, |
      stub "/System/Library/Frameworks/$framework.framework/Versions/A/$framework" > "$at/$framework.tbd"
  done <<'F'
Security security-framework-sys
CoreFoundation core-foundation-sys
SystemConfiguration system-configuration-sys
F
  mkdir -p "$sdk/usr/lib"
  # The crate libc names it and uses nothing of it.
  echo _iconv | stub /usr/lib/libiconv.2.dylib > "$sdk/usr/lib/libiconv.tbd"
  zig "$1" "${1%%-*}-macos.11.0" "-F'$sdk/System/Library/Frameworks' -L'$sdk/usr/lib'"
  export SDKROOT=$sdk
}

stub() { # stub INSTALL-NAME <SYMBOLS
  printf -- '--- !tapi-tbd\ntbd-version: 4\ntargets: [ x86_64-macos, arm64-macos ]\n'
  printf "install-name: '%s'\nexports:\n  - targets: [ x86_64-macos, arm64-macos ]\n    symbols: [ %s ]\n...\n" "$1" "$(cat)"
}
