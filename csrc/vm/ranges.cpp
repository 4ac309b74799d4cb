#include "ranges.h"

#include "strand.h"

#include <ATen/record_function.h>

#include <algorithm>

namespace anabranch::vm {

namespace {

std::string place_text(const Function& f, uint32_t span) {
  const ProgramData& data = f.program->data;
  if (span >= data.spans.size() || data.spans[span].file >= data.files.size()) return {};
  const std::string& file = data.files[data.spans[span].file];
  return " (" + file.substr(file.rfind('/') + 1) + ":" + std::to_string(data.spans[span].line) + ")";
}

std::string text_of(const VmTask& task) {
  const Function& f = *task.function;
  const std::string prefix = "__torch__.";
  std::string text = f.name.starts_with(prefix) ? f.name.substr(prefix.size()) : f.name;
  if (task.fork_function != nullptr) return text + place_text(*task.fork_function, task.fork_span);
  return f.spans.empty() ? text : text + place_text(f, f.spans[0]);
}

}  // namespace

struct TaskRanges::Range {
  explicit Range(const VmTask& task) : name(text_of(task)), function(at::RecordScope::USER_SCOPE) {
    if (function.isActive()) function.before(std::string_view(name));
  }
  const std::string name;  // outlives its use by `function`
  at::RecordFunction function;
};

TaskRanges::TaskRanges() = default;
TaskRanges::~TaskRanges() {
  while (!open_.empty()) close();
}

void TaskRanges::open(const VmTask& task) { open_.push_back(std::make_unique<Range>(task)); }
void TaskRanges::close() { open_.pop_back(); }

std::unique_ptr<TaskRanges> ranges_of(const VmStrand& strand) {
  if (!at::hasCallbacks()) [[likely]] return nullptr;
  std::vector<const VmTask*> tasks;
  for (const Frame* f = strand.frame; f != nullptr; f = f->below)
    if (f->task != nullptr) tasks.push_back(f->task);
  auto ranges = std::make_unique<TaskRanges>();
  std::for_each(tasks.rbegin(), tasks.rend(), [&](const VmTask* task) { ranges->open(*task); });
  return ranges;
}

}  // namespace anabranch::vm
