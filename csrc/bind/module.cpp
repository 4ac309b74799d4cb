// The Python module anabranch._native: the list of what it offers, one line a subject.
// Non-goals: anything but that list.
#include <torch/csrc/utils/pybind.h>

PYBIND11_MODULE(_native, m) {
  m.doc() = "The native core of anabranch.";
}
