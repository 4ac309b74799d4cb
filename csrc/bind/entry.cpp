// _native.Entry: what Python calls a compiled function or method through. While no thread traces anything it forwards the call to
// its target; the first call, and calls during a trace, go to the Python method `_call_otherwise`.
#include "bind/collected.h"
#include "bind/errors.h"

#include <structmember.h>

namespace anabranch::bind {

namespace {

namespace py = pybind11;

struct EntryObject {
  PyObject_HEAD
  vectorcallfunc vectorcall;
  PyObject* target;  // None before the first call
};
EntryObject* entry(PyObject* o) { return reinterpret_cast<EntryObject*>(o); }

PyObject* traces = nullptr;     // the list of the traces under way in all threads
PyObject* otherwise = nullptr;  // "_call_otherwise"
PyObject* overridden = nullptr;  // "_overridden"

PyObject* call_method(PyObject* method, PyObject* self, PyObject* const* args, size_t flags, PyObject* keywords) {
  const auto count = static_cast<size_t>(PyVectorcall_NARGS(flags));
  const size_t named = keywords == nullptr ? 0 : static_cast<size_t>(PyTuple_GET_SIZE(keywords));
  std::vector<PyObject*> all{self};
  all.insert(all.end(), args, args + count + named);
  return PyObject_VectorcallMethod(method, all.data(), count + 1, keywords);
}

// Arguments that do not fit are asked what they make of the call; where they say nothing the error stays.
PyObject* call_overridden(PyObject* self, PyObject* const* args, size_t flags, PyObject* keywords) {
  PyObject *type, *value, *trace;
  PyErr_Fetch(&type, &value, &trace);
  PyObject* found = call_method(overridden, self, args, flags, keywords);
  if (found == Py_NotImplemented) {
    Py_DECREF(found);
    PyErr_Restore(type, value, trace);
    return nullptr;
  }
  Py_XDECREF(type), Py_XDECREF(value), Py_XDECREF(trace);
  return found;
}

PyObject* call(PyObject* self, PyObject* const* args, size_t flags, PyObject* keywords) {
  PyObject* target = entry(self)->target;
  const bool ready = target != nullptr && target != Py_None;
  if (!ready || PyList_GET_SIZE(traces) != 0) return call_method(otherwise, self, args, flags, keywords);
  const auto kept = py::reinterpret_borrow<py::object>(target);  // the call may set another one
  PyObject* result = PyObject_Vectorcall(target, args, flags, keywords);
  const bool does_not_fit = result == nullptr && PyErr_ExceptionMatches(script_type_error());
  return does_not_fit ? call_overridden(self, args, flags, keywords) : result;
}

PyObject* make(PyTypeObject* type, PyObject*, PyObject*) {
  PyObject* object = type->tp_alloc(type, 0);
  if (object != nullptr) entry(object)->vectorcall = call;
  return object;
}

int traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(entry(self)->target);
  return 0;
}

int clear(PyObject* self) {
  Py_CLEAR(entry(self)->target);
  return 0;
}

PyMemberDef members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(EntryObject, vectorcall), READONLY, nullptr},
    {"_target", T_OBJECT, offsetof(EntryObject, target), 0, "What is called, once there is a program."},
    {nullptr, 0, 0, 0, nullptr},
};
PyType_Slot slots[] = {
    {Py_tp_doc, const_cast<char*>("What Python calls a compiled function through.")},
    {Py_tp_new, reinterpret_cast<void*>(make)},
    {Py_tp_dealloc, reinterpret_cast<void*>(destroy<clear>)},
    {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
    {Py_tp_clear, reinterpret_cast<void*>(clear)},
    {Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
    {Py_tp_members, members},
    {0, nullptr},
};
PyType_Spec spec = {"anabranch._native.Entry", sizeof(EntryObject), 0,
                    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_HAVE_GC, slots};

}  // namespace

void define_entry(py::module_& m) {
  otherwise = PyUnicode_InternFromString("_call_otherwise");
  overridden = PyUnicode_InternFromString("_overridden");
  traces = PyList_New(0);
  m.add_object("Entry", py::reinterpret_steal<py::object>(PyType_FromSpec(&spec)));
  m.def("set_traces", [](py::list list) { traces = list.inc_ref().ptr(); });
}

}  // namespace anabranch::bind
