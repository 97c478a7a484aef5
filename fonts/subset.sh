#!/usr/bin/env bash
# Makes SopressHei-Regular.otf and SopressHei-Bold.otf from Debian's fonts-noto-cjk and unicode-data.
#   fonts/subset.sh            writes into fonts/
#   fonts/subset.sh DIR        writes into DIR, to compare
# Needs: apt-get install fonts-noto-cjk unicode-data python3-venv; fonttools comes from PyPI into a folder of its own.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here}
tools=${XDG_CACHE_HOME:-$HOME/.cache}/sopress-fonttools

if [ ! -x "$tools/bin/pyftsubset" ]; then
  python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet --disable-pip-version-check fonttools==4.60.1
fi

mkdir -p "$out"
"$tools/bin/python" "$here/subset.py" "$out"
