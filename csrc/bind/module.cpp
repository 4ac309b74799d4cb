// The Python module anabranch._native: the list of what it offers, one line a subject.
// Non-goals: anything but that list.
#include "bind/python.h"

namespace anabranch::bind {

void install_hooks();
void define_types(pybind11::module_& m);
void define_instance(pybind11::module_& m);
void define_future(pybind11::module_& m);
void define_errors(pybind11::module_& m);
void define_python_call(pybind11::module_& m);
void define_python_kernels(pybind11::module_& m);
void define_loader(pybind11::module_& m);
void define_callable(pybind11::module_& m);
void define_entry(pybind11::module_& m);
void define_process(pybind11::module_& m);
void define_events(pybind11::module_& m);

}  // namespace anabranch::bind

PYBIND11_MODULE(_native, m) {
  using namespace anabranch::bind;
  m.doc() = "The native core of anabranch.";
  install_hooks();
  define_types(m);
  define_instance(m);
  define_future(m);
  define_errors(m);
  define_python_call(m);
  define_python_kernels(m);
  define_loader(m);
  define_callable(m);
  define_entry(m);
  define_process(m);
  define_events(m);
}
