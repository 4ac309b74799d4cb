// Text across the border. Strings are sequences of code points, lone surrogates among them.
#include "bind/python.h"

namespace anabranch::bind {

bool utf8_of(PyObject* o, std::string& out) {
  Py_ssize_t size = 0;
  if (const char* text = PyUnicode_AsUTF8AndSize(o, &size)) {
    out.assign(text, static_cast<size_t>(size));
    return true;
  }
  PyErr_Clear();  // it has lone surrogates
  const auto bytes = pybind11::reinterpret_steal<pybind11::object>(PyUnicode_AsEncodedString(o, "utf-8", "surrogatepass"));
  if (!bytes) return false;
  out.assign(PyBytes_AS_STRING(bytes.ptr()), static_cast<size_t>(PyBytes_GET_SIZE(bytes.ptr())));
  return true;
}

PyObject* python_text(const std::string& s) {
  return PyUnicode_DecodeUTF8(s.data(), static_cast<Py_ssize_t>(s.size()), "surrogatepass");
}

}  // namespace anabranch::bind
