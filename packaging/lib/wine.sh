# shellcheck shell=bash disable=SC2154,SC2034
# Wine, as far as orgscope needs it. Needs common.sh.

wine_ready() {
  need wine wine wine64
  need x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64-win32 mingw-w64-x86-64-dev
  export WINEPREFIX=${WINEPREFIX:-$cache/wine} WINEDEBUG=-all
  [ -d "$WINEPREFIX/drive_c" ] || wine wineboot -i >/dev/null 2>&1
  local prng=$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll
  [ -e "$prng" ] && return
  # Wine 8 lacks the DLL that std takes its random bytes from.
  cat > "$cache/prng.c" <<'C'
#include <stddef.h>
__declspec(dllimport) unsigned char __stdcall SystemFunction036(void *, unsigned long);
__declspec(dllexport) int __stdcall ProcessPrng(unsigned char *to, size_t size) {
  return SystemFunction036(to, (unsigned long)size);
}
C
  x86_64-w64-mingw32-gcc -O2 -shared -o "$prng" "$cache/prng.c" -ladvapi32
}

wine_skips() { # the tests that can't pass under Wine, as arguments for a test program
  sed -n 's/^\([a-z0-9_:]\{1,\}\).*/--skip \1/p' "$packaging/lib/wine-skips"
}

# A copy of the program whose WriteConsoleW writes to the file VT_OUT: Wine 8's console prints escape sequences as text.
# All else of kernel32 goes to the real one, by a DLL of forwards under another name of the same length.
vt_copy() { # vt_copy EXE FOLDER
  mkdir -p "$2"
  x86_64-w64-mingw32-objdump -p "$1" | awk '
    /DLL Name:/ {k = tolower($3) == "kernel32.dll"}
    k && NF == 3 && $1 ~ /^[0-9a-f]+$/ && $2 ~ /^[0-9]+$/ && $3 ~ /^[A-Za-z_][A-Za-z0-9_]+$/ {print $3}' |
    sort -u | awk 'BEGIN {print "EXPORTS"} {print ($1 == "WriteConsoleW") ? $1 : $1 "=kernel32." $1}' > "$2/vt.def"
  cat > "$2/vt.c" <<'C'
#define WriteConsoleW of_kernel32
#include <windows.h>
#undef WriteConsoleW
static HANDLE to;
BOOL WINAPI WriteConsoleW(HANDLE h, const void *text, DWORD n, LPDWORD done, void *x) {
  static char utf8[3 * 70000]; DWORD put; (void)h; (void)x;
  if (n > 70000) n = 70000;
  WriteFile(to, utf8, WideCharToMultiByte(CP_UTF8, 0, text, n, utf8, sizeof utf8, 0, 0), &put, 0);
  if (done) *done = n;
  return TRUE;
}
BOOL WINAPI DllMain(HINSTANCE i, DWORD why, void *x) {
  WCHAR path[500]; (void)i; (void)x;
  if (why == DLL_PROCESS_ATTACH && GetEnvironmentVariableW(L"VT_OUT", path, 500))
    to = CreateFileW(path, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE, 0, OPEN_ALWAYS, 0, 0);
  return TRUE;
}
C
  x86_64-w64-mingw32-gcc -O2 -shared -o "$2/KERNELVT.dll" "$2/vt.c" "$2/vt.def"
  sed 's/KERNEL32\.dll/KERNELVT.dll/g; s/kernel32\.dll\x00/kernelvt.dll\x00/g' "$1" > "$2/orgscope.exe"
}
