// The one use of CPython's private API: whether a signal has arrived that Python has a handler for. Python's own loop reads this
// flag without the GIL; no public function does (PyErr_CheckSignals needs the GIL, for which a thread that computes waits 5 ms beside
// a busy Python thread). A C file, since these headers are not C++. tests/test_signals.py fails where the flag is another.
#define Py_BUILD_CORE 1
#include "private_python.h"

#include <Python.h>
#include <internal/pycore_runtime.h>

// The headers describe the release that we were built against. Of another one, or one not tried yet, nothing is known: ask Python.
int anabranch_may_have_signal(void) {
  if (Py_Version != PY_VERSION_HEX) return 1;
#if PY_VERSION_HEX < 0x030C0000
  return _Py_atomic_load_relaxed(&_PyRuntime.ceval.signals_pending);
#elif PY_VERSION_HEX < 0x030D0000
  return _Py_atomic_load_relaxed(&_PyRuntime.signals.is_tripped);
#elif PY_VERSION_HEX < 0x030E0000
  return _Py_atomic_load_int_relaxed(&_PyRuntime.signals.is_tripped);
#else
  return 1;
#endif
}
