// Python objects dropped by threads that do not hold the GIL: queued, so that no worker ever waits for Python.
#include "base/fork_mutex.h"
#include "bind/gil.h"

#include <atomic>

namespace anabranch::bind {

namespace {

struct Queue {
  ForkMutex lock;
  std::vector<PyObject*> objects;
  std::atomic<bool> filled{false};
};
Queue& q = *new Queue;  // outlives static destructors: threads may still drop

int drain_pending(void*) {
  drain_dropped();
  return 0;
}

}  // namespace

void drop_object(void* object) {
  if (object == nullptr || interpreter_ends()) return;  // at the end of the process the memory goes anyway
  auto* o = static_cast<PyObject*>(object);
  if (PyGILState_Check()) {
    Py_DECREF(o);
    return;
  }
  {
    std::lock_guard guard(q.lock);
    q.objects.push_back(o);
  }
  if (!q.filled.exchange(true)) Py_AddPendingCall(drain_pending, nullptr);
}

void drain_dropped() {
  if (!q.filled.load(std::memory_order_relaxed)) return;
  std::vector<PyObject*> objects;
  {
    std::lock_guard guard(q.lock);
    objects.swap(q.objects);
    q.filled = false;
  }
  for (PyObject* o : objects) Py_DECREF(o);
}

}  // namespace anabranch::bind
