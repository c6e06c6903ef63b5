# shellcheck shell=bash disable=SC2154,SC2034
# A compiler with std for a target: the usual one if rustup has installed the target, else Debian's rustc-web, whose
# sources of std are compiled once for each target. The default toolchain stays as it is.
# Needs common.sh.

debian=$cache/rust/usr

rust_for() { # rust_for TARGET check|build: sets RUSTC (and what it needs) for that target
  local libraries
  unset RUSTC RUSTDOC LD_LIBRARY_PATH
  libraries=$(rustc --print target-libdir --target "$1")
  if ls "$libraries"/libstd-*.rlib >/dev/null 2>&1; then return; fi
  debian_rust
  debian_std "$1" "$2"
}

depends_on() { # depends_on PACKAGE PATTERN: the package that it depends on
  apt-cache depends "$1" | awk -v want="$2" '$1 == "Depends:" && $2 ~ want {print $2; exit}'
}

debian_rust() {
  if [ ! -e "$debian/complete" ]; then
    command -v apt-get >/dev/null || die "std for this target is missing: rustup target add TARGET"
    say "Debian's rustc-web and the sources of std"
    apt-get update -qq
    local std llvm
    std=$(depends_on libstd-rust-web-dev '^libstd-rust-web-[0-9]')
    llvm=$(depends_on "$std" '^libllvm')
    rm -rf "$cache/rust" "$cache/debs"; mkdir -p "$cache/debs"
    (cd "$cache/debs" && apt-get download -qq -o APT::Sandbox::User=root rustc-web libstd-rust-web-dev rust-web-src "$std" "$llvm")
    for deb in "$cache"/debs/*.deb; do dpkg -x "$deb" "$cache/rust"; done
    rm -rf "$cache/debs" "$debian"/src/rustc-*/{src,compiler}
    # Only what programs link: a dylib of std would need a linker for its platform.
    sed -i 's/^crate-type = .*/crate-type = ["rlib"]/' "$debian"/src/rustc-*/library/std/Cargo.toml
    touch "$debian/complete"
  fi
  export LD_LIBRARY_PATH=$debian/lib/x86_64-linux-gnu RUSTC=$debian/bin/rustc RUSTDOC=$debian/bin/rustdoc
}

debian_std() { # std for a target, in the place where rustc looks for it; for `check` without its code
  local lib=$debian/lib/rustlib/$1/lib kind=rlib library
  [ "$2" = check ] && kind=rmeta
  if ls "$lib"/libstd-*.rlib >/dev/null 2>&1; then return; fi
  if [ "$2" = check ] && ls "$lib"/libstd-*.rmeta >/dev/null 2>&1; then return; fi
  say "std for $1 ($2)"
  library=$(echo "$debian"/src/rustc-*/library)
  rm -rf "$cache/std"
  # Paths as in Rust's own builds, so that a program does not tell where it was built.
  local flags="-Zforce-unstable-if-unmarked --remap-path-prefix=$library=/rustc/std --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
  (cd "$library" && env -u CARGO_ENCODED_RUSTFLAGS RUSTC_BOOTSTRAP=1 __CARGO_DEFAULT_LIB_METADATA=cross \
    CARGO_TARGET_DIR="$cache/std" RUSTFLAGS="$flags" \
    cargo "$2" --quiet --locked --manifest-path sysroot/Cargo.toml --profile dist --target "$1" \
    --features panic-unwind,backtrace,compiler-builtins-mem)
  # What was compiled against the std that was there before does not fit to this one.
  rm -rf "$lib" "${CARGO_TARGET_DIR:-$cache/target}/$1"
  mkdir -p "$lib"
  cp "$cache/std/$1"/dist/deps/*.$kind "$lib"
  rm -rf "$cache/std"
}
