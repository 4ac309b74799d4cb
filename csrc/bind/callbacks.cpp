#include "bind/callbacks.h"

#include "bind/gil.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace anabranch::bind {

namespace {

struct Queue {
  std::mutex lock;
  std::condition_variable filled;
  std::deque<PyObject*> callables;
  bool has_thread = false;
};
// Never destroyed: the thread may look at it while the process ends. Replaced in the child of a fork.
Queue* queue = new Queue;

void call(PyObject* callable) {
  Gil gil;
  PyObject* result = outlived([callable] { return PyObject_CallNoArgs(callable); });
  if (result == nullptr) PyErr_WriteUnraisable(callable);
  Py_XDECREF(result);
  Py_DECREF(callable);
}

// Ends after a second without work, so that a process that once used a callback keeps no thread.
void serve(Queue* q) {
  std::unique_lock<std::mutex> guard(q->lock);
  while (q->filled.wait_for(guard, std::chrono::seconds(1), [q] { return !q->callables.empty(); })) {
    PyObject* callable = q->callables.front();
    q->callables.pop_front();
    guard.unlock();
    call(callable);
    guard.lock();
  }
  q->has_thread = false;
}

}  // namespace

void run_later(PyObject* callable) {
  Queue* q = queue;
  std::unique_lock<std::mutex> guard(q->lock);
  q->callables.push_back(callable);
  if (q->has_thread) {
    q->filled.notify_one();
    return;
  }
  try {
    std::thread(serve, q).detach();
    q->has_thread = true;
  } catch (const std::system_error&) {  // no thread to be had: here and now
    q->callables.pop_back();
    guard.unlock();
    call(callable);
  }
}

void forget_callback_thread() { queue = new Queue; }

}  // namespace anabranch::bind
