// The life of the process around the machine: os.fork(), the end of the interpreter, workers, counters.
#include "aten/threads.h"
#include "base/fork_mutex.h"
#include "base/spinlock.h"
#include "bind/callbacks.h"
#include "bind/gil.h"
#include "vm/machine.h"
#include "vm/run.h"
#include "vm/sharing.h"

#include <dirent.h>
#include <pthread.h>

namespace anabranch::bind {

namespace py = pybind11;

void note_main_thread();

namespace {

bool had_other_threads = false;  // at the fork: perhaps an OpenMP team
bool quiesced = false;           // by before_fork, which must be undone even if every worker has retired since

int process_threads() {
  int n = 0;
  DIR* tasks = opendir("/proc/self/task");
  if (tasks == nullptr) return 2;
  while (readdir(tasks) != nullptr) ++n;
  closedir(tasks);
  return n - 2;  // . and ..
}

// Workers reach an instruction boundary first, so that no lock of an allocator or of PyTorch is held in the child for ever.
// The GIL is released meanwhile: a worker may need it to get there.
void before_fork() {
  had_other_threads = process_threads() > 1 + vm::scheduler().threads();
  if (vm::scheduler().threads() > 0) {
    std::optional<NoGil> released;
    if (PyGILState_Check()) released.emplace();
    vm::scheduler().quiesce();
    quiesced = true;
  }
  ForkMutex::hold_all();
}
void after_fork_in_parent() {
  ForkMutex::release_all();
  if (quiesced) vm::scheduler().resume_after_fork();
  quiesced = false;
}
void after_fork_in_child() {
  note_child_of_fork();
  ForkMutex::release_all();
  vm::scheduler().abandon_after_fork();
  quiesced = false;
  forget_callback_thread();
  if (had_other_threads) aten::limit_thread(1);
}

// With the GIL. The thread's state in Python stays for good, also where a task made it: when the last state of an interpreter is
// gone CPython (3.11) ends the process at the attempt to make another.
void begin_child() {
  PyGILState_Ensure();
  note_main_thread();
}

// Before the interpreter goes: no worker may be in Python, or want to be, when it is gone.
bool shut_down() {
  NoGil release;
  if (vm::scheduler().shutdown()) return true;
  keep_unwound_threads_asleep();
  return false;
}

}  // namespace

void define_process(py::module_& m) {
  pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
  m.def("after_fork_in_child", &begin_child);
  m.def("shut_down", &shut_down);
  m.def("set_cores", &vm::set_cores);
  m.def("set_workers", [](int n) {
    NoGil release;
    vm::scheduler().set_workers(n);
  });
  m.def("threads", [] { return vm::scheduler().threads(); });
  m.def("instructions", [] { return vm::counters().instructions; });
  m.def("tasks", [] { return vm::counters().tasks; });
  m.def("calls", [] { return vm::counters().calls; });
  m.def("gil_acquisitions", &gil_acquisitions, "How often the machine asked for the GIL.");
  m.def("set_recursion_limit", &vm::set_recursion_limit);
  m.def("set_thread_width", &aten::set_thread_width, "Cores that operators of this thread may use.");
}

}  // namespace anabranch::bind
