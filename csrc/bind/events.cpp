// Records of events, for anabranch/profiling: switching them on, taking them, and what their numbers mean.
#include "base/platform.h"
#include "bind/gil.h"
#include "bind/python.h"
#include "bind/python_call.h"
#include "vm/machine.h"
#include "vm/places.h"

#include <fstream>

namespace anabranch::bind {

namespace {

namespace py = pybind11;

// The kernel knows whether the processor's counter runs evenly on all cores.
bool counter_is_trusted() {
  std::string source;
  std::ifstream("/sys/devices/system/clocksource/clocksource0/current_clocksource") >> source;
  return source == "tsc";
}

// One moment on both clocks.
py::tuple clocks() { return py::make_tuple(Platform::ticks(), Platform::now()); }

template <class F>
void for_each_worker(F f) {
  sched::Registry& registry = vm::scheduler().registry();
  for (int i = 0, size = registry.size(); i < size; ++i) f(registry.at(i));
}

// [(worker, its thread)]: Worker::thread().
py::list start(uint64_t limit) {
  Platform::counter_trusted = counter_is_trusted();
  std::vector<sched::Record> late;
  py::list threads;
  for_each_worker([&](sched::Worker& worker) {
    worker.events().drain(late);
    worker.events().take_lost();
    late.clear();
    threads.append(py::make_tuple(worker.id(), worker.thread()));
  });
  sched::EventLog::set_limit(limit);
  sched::EventLog::enable(true);
  return threads;
}

// [(worker, records that found no room, records as they lie in memory)]
py::list take() {
  py::list logs;
  for_each_worker([&](sched::Worker& worker) {
    std::vector<sched::Record> records;
    worker.events().drain(records);
    const uint64_t lost = worker.events().take_lost();
    if (records.empty() && lost == 0) return;
    logs.append(py::make_tuple(worker.id(), lost, py::bytes(reinterpret_cast<const char*>(records.data()), records.size() * sizeof(sched::Record))));
  });
  return logs;
}

std::string name_of(const vm::PlaceText& text) {
  if (vm::try_as<vm::PyObjectHolder>(text.callable) == nullptr) return text.instruction;
  return py::cast<PythonCall&>(py::handle(held_object(text.callable))).name;
}

// (function, instruction, file, line, column, last line, last column)
py::tuple place(uint64_t number) {
  const vm::PlaceText text = vm::text_of_place(number);
  const vm::Span& s = text.span;
  return py::make_tuple(text.function, name_of(text), text.file, s.line, s.col, s.end_line, s.end_col);
}

}  // namespace

void define_events(py::module_& m) {
  m.def("events_start", &start, "Records events, at most so many unread ones a thread.");
  m.def("events_stop", [] { sched::EventLog::enable(false); });
  m.def("events_take", &take);
  m.def("events_clocks", &clocks);
  m.def("events_place", &place);
  m.def("events_forget_places", &vm::forget_places);
}

}  // namespace anabranch::bind
