// Python's collector looks into native objects: which references of Python's a value holds, and how a bound class says so.
//
// What a worker may reach is not looked into: its references then count as held from outside, which keeps alive and is never
// wrong. So a value is visited only along owners that nobody else holds (design/lifetimes.md says why that is enough).
#pragma once

#include "bind/python.h"
#include "vm/task.h"

namespace anabranch::bind {

// The arguments of a tp_traverse. Each call gives 0, or what ends the traversal.
class Visitor {
 public:
  Visitor(visitproc visit, void* arg) : visit_(visit), arg_(arg) {}
  int object(PyObject* o) const { return o == nullptr ? 0 : visit_(o, arg_); }
  int object(const pybind11::object& o) const { return object(o.ptr()); }
  template <class Objects>
  int objects(const Objects& all) const {
    for (const auto& o : all)
      if (int stop = object(o)) return stop;
    return 0;
  }
  // Values whose places belong to the visited object alone.
  int values(c10::ArrayRef<IValue> all) const;
  int value(const IValue& v) const { return values(v); }

 private:
  visitproc visit_;
  void* arg_;
};

// Whether this is the only reference; what its last other owner did to the object is seen then.
template <class T>
bool is_sole(const Ref<T>& p) {
  const bool sole = p.use_count() == 1;
  std::atomic_thread_fence(std::memory_order_acquire);
  return sole;
}

// For py::class_<T>: T has `int traverse(const Visitor&) const`, which runs no code of Python's, and `void close()`, which lets
// go of everything and leaves an object whose methods fail.
template <class T>
pybind11::custom_type_setup collected() {
  return pybind11::custom_type_setup([](PyHeapTypeObject* heap_type) {
    static const auto held = [](PyObject* self) -> T* {
      auto holder = reinterpret_cast<pybind11::detail::instance*>(self)->get_value_and_holder();
      return holder.holder_constructed() ? holder.template value_ptr<T>() : nullptr;
    };
    PyTypeObject* type = &heap_type->ht_type;
    type->tp_flags |= Py_TPFLAGS_HAVE_GC;
    type->tp_traverse = [](PyObject* self, visitproc visit, void* arg) -> int {
      const Visitor visitor(visit, arg);
      if (int stop = visitor.object(reinterpret_cast<PyObject*>(Py_TYPE(self)))) return stop;
      const T* value = held(self);
      return value == nullptr ? 0 : value->traverse(visitor);
    };
    type->tp_clear = [](PyObject* self) -> int {
      if (T* value = held(self)) value->close();
      return 0;
    };
  });
}

// The tp_dealloc of a class that is made without pybind11; `clear` is its tp_clear.
template <inquiry clear>
void destroy(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  clear(self);
  type->tp_free(self);
  Py_DECREF(type);
}

}  // namespace anabranch::bind
