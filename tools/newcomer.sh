#!/bin/sh
# A newcomer's way from a wheel, in a fresh environment and without the source tree: sh tools/newcomer.sh WHEEL
# Installs, looks with the doctor, runs the tutorial and an example with its timeline, and says what each took. What is run is copied first.
set -eu
cd "$(dirname "$0")/.."
wheel=$(realpath "$1")
home=$(mktemp -d)
cp examples/*.py "$home"
python3 - "$home/tutorial.py" <<'P'
import re, sys
page = open("docs/tutorial.md", encoding="utf-8").read()
open(sys.argv[1], "w").write("".join(re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)))
P
cd "$home"
step() { # what it prints, then what it took
  echo "\$ $*"
  begin=$(date +%s.%N)
  "$@" 2>&1 || exit 1
  printf '# %.1f s\n\n' "$(echo "$(date +%s.%N) - $begin" | bc)"
}
step "${PYTHON:-python3}" -m venv fresh
step fresh/bin/pip install --quiet --disable-pip-version-check "$wheel[profile]"
step fresh/bin/anabranch doctor
step fresh/bin/python tutorial.py
step fresh/bin/python speech.py --timeline timeline.html
ls -s timeline.html model.ab trace.json
echo "in $home"
