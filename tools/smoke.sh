#!/bin/sh
# This working tree against another torch: sh tools/smoke.sh 2.12.1 [pytest arguments; by default a smoke test]
# Everything it makes stays under build/torch-VERSION: a virtual environment, a copy of the tree, the core built in it. PyTorch's
# CUDA libraries (gigabytes) are not installed; cuda_stubs.py makes torch importable without them.
set -eu
cd "$(dirname "$0")/.."
version=$1 && shift
home=$PWD/build/torch-$version
venv=$home/venv
pip="$venv/bin/python -m pip install --quiet --disable-pip-version-check"

if [ ! -f "$venv/ready" ]; then
  "${PYTHON:-python3}" -m venv "$venv"
  $pip filelock typing-extensions sympy networkx jinja2 fsspec setuptools numpy \
    'cmake>=3.24' ninja 'scikit-build-core>=1.1' 'msgspec>=0.19' pytest pytest-timeout pytest-xdist hypothesis expecttest
  $pip --no-deps "torch==$version"
  "$venv/bin/python" tools/cuda_stubs.py "$("$venv/bin/python" -c 'import importlib.util as u; print(*u.find_spec("torch").submodule_search_locations)')"
  touch "$venv/ready"
fi

# A copy keeps the module that `make native` built for the project's own torch in its place; old times keep ninja incremental.
rm -rf "$home/tree" && mkdir -p "$home/tree"
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -pP -t "$home/tree"
PATH=$venv/bin:$PATH
cmake -S "$home/tree" -B "$home/cmake" -G Ninja -DPython_EXECUTABLE="$venv/bin/python" >"$home/configure.log" || { cat "$home/configure.log"; exit 1; }
cmake --build "$home/cmake" -j "${JOBS:-2}" -- --quiet
cp "$home"/cmake/_native.*so "$home/cmake/_native.torch" "$home/tree/src/anabranch/"

cd "$home/tree"
[ $# -gt 0 ] || set -- tests/test_package_build.py tests/test_seeds.py tests/test_conformance.py
PYTHONPATH=src "$venv/bin/python" -m pytest -q -n "${JOBS:-2}" --dist loadgroup "$@"
