#!/usr/bin/env bash
# setup.sh [--with-tests|--with-browser]: makes .venv and installs into it the locked packages, the rooms and, if
# asked, the tools of the tests, and those that drive a browser. Does nothing where that was done before from the
# same locks. Run by every verb of make.
set -euo pipefail
cd -P "$(dirname "$0")/.."

venv=.venv
installed= # whether this call installed something
unfinished=$venv/.unfinished # there while pip writes: after a kill nobody knows what it left, so .venv is made anew

say() { printf 'setup: %s\n' "$*"; }

find_python() {
  local candidate candidates=(python3.11 python3.12 python3.13 python3)
  [ -z "${PYTHON:-}" ] || candidates=("$PYTHON")
  for candidate in "${candidates[@]}"; do
    if "$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  say "Python 3.11 or newer with its venv module is needed; looked for: ${candidates[*]}." >&2
  say "Install it (Debian: apt install python3.11-venv) or name one: make setup PYTHON=/path/to/python" >&2
  return 69
}

# A .venv holds its own path, so one that was moved or copied here would run another checkout's code.
usable() {
  [ ! -e "$unfinished" ] && grep -qsF "$PWD/$venv" "$venv/bin/activate" && "$venv/bin/python" -c 'import pip' 2>/dev/null
}

make_venv() {
  local python
  python=$(find_python)
  [ ! -e "$venv" ] || say "$venv was left half-made, or made elsewhere: it is made anew"
  say "virtual environment with $("$python" --version) (10 s)"
  rm -rf "$venv"
  mkdir "$venv"
  touch "$unfinished"
  "$python" -m venv "$venv"
  rm "$unfinished"
}

# stage NAME WHAT PIP_ARGUMENT... <FILES: installs, unless it did so before from these very files (named on stdin).
stage() {
  local stamp=$venv/.installed-$1 what=$2 state
  shift 2
  state=$(xargs cksum)
  [ "$state" != "$(cat "$stamp" 2>/dev/null)" ] || return 0
  say "$what"
  touch "$unfinished"
  "$venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check "$@" || {
    local status=$?
    [ "$status" -ne 1 ] || rm "$unfinished" # pip itself gave up, in good order
    say "pip could not do this (its reason stands above); nothing else was tried. Mend it and call again." >&2
    exit "$status"
  }
  echo "$state" >"$stamp"
  rm "$unfinished"
  installed=yes
}

packages() { grep -c '==' "$1"; }

# Two verbs at once would take each other's half-made .venv for a ruin. Where there is no flock (macOS), they may.
exec 9<ci/setup.sh
if command -v flock >/dev/null && ! flock --nonblock 9; then
  say "another call is setting up here; waiting for it"
  flock 9
fi

usable || make_venv

# A lock is whole, so pip is to resolve nothing: it would take the newest release of a package of which another
# asks for an extra, and then refuse it because only the plain name is pinned.
lock=cli/requirements.txt
stage packages "$(packages $lock) locked packages from $lock (1 to 3 min at first, 450 MB)" \
  --no-deps --require-hashes --requirement "$lock" <<<"$lock"

manifests=(libs/*/pyproject.toml steps/*/pyproject.toml serving/pyproject.toml cli/pyproject.toml)
rooms=("${manifests[@]%/pyproject.toml}")
stage rooms "our ${#rooms[@]} rooms, editable (20 s)" \
  --no-deps --no-build-isolation "${rooms[@]/#/--editable=}" <<<"${manifests[*]}"
[ -z "$installed" ] || "$venv/bin/python" -m pip check --quiet --disable-pip-version-check || {
  say "the locks lack what stands above: make lock" >&2
  exit 70
}

[ -n "${1:-}" ] || exit 0
lock=tests/requirements.txt
stage tests "$(packages $lock) locked packages from $lock: the tests' tools (1 min at first)" \
  --no-deps --require-hashes --requirement "$lock" <<<"$lock"

[ "$1" = --with-browser ] || exit 0
lock=tests/browser/requirements.txt
stage browser "$(packages $lock) locked packages from $lock: they drive a browser (1 min at first, 140 MB)" \
  --no-deps --require-hashes --requirement "$lock" <<<"$lock"
