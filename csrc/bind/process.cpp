// The life of the process around the machine: os.fork(), the end of the interpreter, counters and settings.
#include "aten/threads.h"
#include "bind/callbacks.h"
#include "bind/python.h"
#include "vm/run.h"

namespace anabranch::bind {

namespace py = pybind11;

void define_process(py::module_& m) {
  m.def("instructions", [] { return vm::counters().instructions; });
  m.def("tasks", [] { return vm::counters().tasks; });
  m.def("calls", [] { return vm::counters().calls; });
  m.def("set_recursion_limit", &vm::set_recursion_limit);
  m.def("set_thread_width", &aten::set_thread_width, "Cores that operators of this thread may use (for tests).");
}

}  // namespace anabranch::bind
