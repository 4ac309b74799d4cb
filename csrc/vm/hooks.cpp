#include "hooks.h"

#include "flight.h"

#include <cstdio>

namespace anabranch::vm {

namespace {

bool no_python(const IValue&, IValue*, size_t, IValue*, Raised* error) {
  error->error = make_error("RuntimeError", "Python is not available here");
  return false;
}
void name_and_text(const Flight& flight, IValue* type, IValue* value) {
  *type = IValue(flight.error->type_name);
  *value = IValue(flight.error->message);
}
int enter_nothing() { return 0; }
void leave_nothing(int) {}
void drop_nothing(void*) {}
ErrorRef translate_nothing() { return {}; }
bool no_signals(Raised*) { return false; }
bool print_stdout(const std::string& line, Raised*) {
  std::printf("%s\n", line.c_str());
  return true;
}

bool warn_stderr(const std::string& message, int64_t, Raised*) {
  std::fprintf(stderr, "UserWarning: %s\n", message.c_str());
  return true;
}
bool no_autograd(const char* name, IValue*, size_t, IValue*, Raised* error) {
  error->error = make_error("RuntimeError", std::string(name) + " needs Python, and there is none");
  return false;
}

void keep_width(int) {}

Hooks g_hooks = {no_python, name_and_text, enter_nothing, leave_nothing, drop_nothing, translate_nothing, no_signals, print_stdout,
                 keep_width, warn_stderr, no_autograd, nullptr};

}  // namespace

const Hooks& hooks() { return g_hooks; }

void set_hooks(const Hooks& h) {
  if (h.call_python) g_hooks.call_python = h.call_python;
  if (h.error_values) g_hooks.error_values = h.error_values;
  if (h.enter_python) g_hooks.enter_python = h.enter_python;
  if (h.leave_python) g_hooks.leave_python = h.leave_python;
  if (h.drop_python) g_hooks.drop_python = h.drop_python;
  if (h.translate) g_hooks.translate = h.translate;
  if (h.poll_signals) g_hooks.poll_signals = h.poll_signals;
  if (h.print) g_hooks.print = h.print;
  if (h.set_thread_width) g_hooks.set_thread_width = h.set_thread_width;
  if (h.warn) g_hooks.warn = h.warn;
  if (h.autograd) g_hooks.autograd = h.autograd;
  if (h.str_value) g_hooks.str_value = h.str_value;
}

}  // namespace anabranch::vm
