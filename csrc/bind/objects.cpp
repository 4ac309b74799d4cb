// Python objects dropped by threads that do not hold the GIL: queued, so that no worker ever waits for Python.
#include "bind/gil.h"

#include <atomic>
#include <mutex>

namespace anabranch::bind {

namespace {

struct Queue {
  std::mutex lock;
  std::vector<PyObject*> objects;
  std::atomic<bool> filled{false};
};
Queue& queue() {
  static auto& q = *new Queue;  // outlives static destructors: threads may still drop
  return q;
}

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
  Queue& q = queue();
  {
    std::lock_guard<std::mutex> guard(q.lock);
    q.objects.push_back(o);
  }
  if (!q.filled.exchange(true)) Py_AddPendingCall(drain_pending, nullptr);
}

void drain_dropped() {
  Queue& q = queue();
  if (!q.filled.load(std::memory_order_relaxed)) return;
  std::vector<PyObject*> objects;
  {
    std::lock_guard<std::mutex> guard(q.lock);
    objects.swap(q.objects);
    q.filled = false;
  }
  for (PyObject* o : objects) Py_DECREF(o);
}

}  // namespace anabranch::bind
