#include "host/errors.h"

namespace anabranch::host {

namespace {

constexpr size_t kShown = 20;  // frames at each end: recursion is deep

struct Row {
  bool is_fork;
  std::string function;
  const std::string* file;
  vm::Span span;
};

std::string last_of(const std::string& name) { return name.substr(name.rfind('.') + 1); }

Row row_of(const vm::TraceEntry& entry) {
  static const auto& nowhere = *new std::string;
  const vm::Program& program = *entry.program;
  const vm::Span& span = program.span(entry.span);
  const bool known = span.file < program.data.files.size();
  return {entry.kind == vm::TraceEntry::Fork, last_of(entry.function->name), known ? &program.data.files[span.file] : &nowhere, span};
}

bool is_same_place(const Row& a, const Row& b) {
  return *a.file == *b.file && a.span.line == b.span.line && a.span.col == b.span.col && a.span.end_line == b.span.end_line && a.span.end_col == b.span.end_col;
}

// Innermost first. The body of `fork(f, x)` is a call of f: its frame says no more than the place of the fork, which follows.
std::vector<Row> rows_of(const std::vector<vm::TraceEntry>& trace) {
  std::vector<Row> all, out;
  for (const auto& entry : trace)
    if (entry.program && entry.function != nullptr) all.push_back(row_of(entry));
  for (size_t i = 0; i < all.size(); ++i) {
    const bool is_body = i + 1 < all.size() && all[i + 1].is_fork && !all[i].is_fork && is_same_place(all[i], all[i + 1]);
    if (!is_body) out.push_back(all[i]);
  }
  return out;
}

std::string source_of(const Row& row, const Library* library) {
  if (library == nullptr) return "";
  auto it = library->lines.find({*row.file, row.span.line});
  return it == library->lines.end() ? "" : "\n    " + it->second;
}

std::string line_of(const Row& row, const Library* library) {
  if (row.span.line == 0) return "\n  in " + row.function;
  return "\n  File \"" + *row.file + "\", line " + std::to_string(row.span.line) + ", in " + row.function + source_of(row, library);
}

std::string trace_text(const std::vector<vm::TraceEntry>& trace, const Library* library) {
  std::vector<Row> frames, forks;
  for (Row& row : rows_of(trace)) (row.is_fork ? forks : frames).push_back(std::move(row));
  std::string out = "script trace (innermost last):";
  const bool cut = frames.size() > 2 * kShown + 1;
  for (size_t k = frames.size(); k-- > 0;) {
    if (cut && k >= kShown && k < frames.size() - kShown) {
      if (k == kShown) out += "\n  …";
      continue;
    }
    out += line_of(frames[k], library);
  }
  for (const Row& fork : forks)
    if (fork.span.line != 0) out += "\nin a task forked at " + *fork.file + ", line " + std::to_string(fork.span.line) + source_of(fork, library);
  return out;
}

}  // namespace

void raise(const vm::Raised& raised, const Library* library) {
  throw Error(raised.error->type_name, raised.error->message, raised.trace.empty() ? "" : trace_text(raised.trace, library));
}

}  // namespace anabranch::host
