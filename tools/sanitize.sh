#!/bin/sh
# The C++ tests of csrc/base and csrc/sched under ThreadSanitizer and AddressSanitizer/UBSan and under the scheduler that
# explores interleavings; those of csrc/vm under ASan/UBSan and TSan with PyTorch's own (uninstrumented) code suppressed; mutants of native programs.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
make -C csrc/tests tsan asan explore
for kind in address,undefined thread; do
  build=build/sanitize-${kind%%,*}
  cmake -S . -B "$build" -G Ninja -DANABRANCH_SANITIZE=$kind -DPython_EXECUTABLE="$PWD/.venv/bin/python" >/dev/null
  cmake --build "$build" -j "${JOBS:-2}" --target core_tests
  for test in "$build"/*_test; do
    ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS="suppressions=$PWD/tools/tsan.supp" "$test"
  done
done
# Native programs of archives that were changed: nothing may be read that is not theirs.
cmake --build build/sanitize-address -j "${JOBS:-2}" --target host_mutants
PYTHONPATH=src .venv/bin/python tests/stress/native_mutants.py --build "$PWD/build/sanitize-address" --count 1000
