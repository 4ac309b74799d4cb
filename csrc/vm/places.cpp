#include "places.h"

#include "base/fork_mutex.h"

#include <mutex>

namespace anabranch::vm {

namespace {

// Leaked: threads may outlive static destructors.
ForkMutex& lock = *new ForkMutex;
std::vector<std::pair<Ref<Program>, const Function*>>& numbered = *new std::vector<std::pair<Ref<Program>, const Function*>>;

constexpr uint64_t kSpan = uint64_t{1} << 31;  // the low half is a number of a span, not of an instruction

// From 1; 0 if there is no memory for one.
uint32_t number_of(const Function& f) noexcept try {
  if (const uint32_t n = f.number.load(std::memory_order_acquire)) [[likely]] return n;
  if (f.program == nullptr) return 0;
  std::lock_guard guard(lock);
  if (const uint32_t n = f.number.load(std::memory_order_relaxed)) return n;
  numbered.emplace_back(Ref<Program>::reclaim_copy(f.program), &f);
  f.number.store(static_cast<uint32_t>(numbered.size()), std::memory_order_release);
  return static_cast<uint32_t>(numbered.size());
} catch (const std::bad_alloc&) {
  return 0;
}

std::string names_of_run(const ProgramData& data, const Instr* first, int32_t count) {
  std::string names;
  for (const Instr* i = first; i != first + count; ++i)
    if (i->op == static_cast<uint16_t>(Op::OP)) names += (names.empty() ? "" : " + ") + data.operators[static_cast<size_t>(hi(*i))]->name;
  return names;
}

std::string name_of_instruction(const ProgramData& data, const Instr& i) {
  if (i.op == static_cast<uint16_t>(Op::FUSED)) return names_of_run(data, &i + 1, lo(i));
  if (i.op == static_cast<uint16_t>(Op::OP)) return data.operators[static_cast<size_t>(hi(i))]->name;
  return opcode_name(i.op);
}

IValue callable_of(const ProgramData& data, const Instr& i) {
  const bool calls = i.op == static_cast<uint16_t>(Op::PYCALL) && static_cast<size_t>(hi(i)) < data.constants.size();
  return calls ? data.constants[static_cast<size_t>(hi(i))] : IValue();
}

}  // namespace

uint64_t place_at(const Function& f, const Instr* pc) {
  return uint64_t{number_of(f)} << 32 | (pc == nullptr ? 0 : static_cast<uint64_t>(pc - f.code_data.data()));
}

uint64_t place_of_span(const Function& f, uint32_t span) { return uint64_t{number_of(f)} << 32 | kSpan | span; }

PlaceText text_of_place(uint64_t place) {
  PlaceText text;
  std::lock_guard guard(lock);
  const uint64_t number = place >> 32;
  if (number == 0 || number > numbered.size()) return text;
  const Function& f = *numbered[number - 1].second;
  const ProgramData& data = f.program->data;
  const auto at = static_cast<uint32_t>(place) & ~static_cast<uint32_t>(kSpan);
  const bool is_span = place & kSpan;
  text.function = f.name;
  if (!is_span && at < f.code_data.size()) {
    text.instruction = name_of_instruction(data, f.code_data[at]);
    text.callable = callable_of(data, f.code_data[at]);
  }
  const uint32_t span = is_span ? at : at < f.spans.size() ? f.spans[at] : 0;
  if (span < data.spans.size()) text.span = data.spans[span];
  if (text.span.file < data.files.size()) text.file = data.files[text.span.file];
  return text;
}

void forget_places() {
  std::vector<std::pair<Ref<Program>, const Function*>> old;  // goes last: a program that is freed must find the lock free
  std::lock_guard guard(lock);
  for (const auto& [program, f] : numbered) f->number.store(0, std::memory_order_relaxed);
  old.swap(numbered);
}

}  // namespace anabranch::vm
