#include "host/verify.h"

#include "host/bytes.h"
#include "host/transfer.h"

#include <set>

namespace anabranch::host {

namespace {

constexpr size_t kMostFacts = size_t{1} << 24;  // of one function: 256 MB

// Facts at the beginnings of blocks, made to hold whatever path leads there.
class Paths {
 public:
  Paths(Untrusted& program, size_t index) : program_(program), function_(program.data.functions[index]), transfer_(program, index) {}

  void run() {
    find_blocks();
    demand(begins_.size() * (function_.n_raw + function_.n_values + 1) <= kMostFacts, "a function has too many jumps and registers");
    reach(0, transfer_.at_entry());
    while (!waiting_.empty()) {
      const size_t at = *waiting_.begin();
      waiting_.erase(waiting_.begin());
      follow(at, begins_.at(at).value());
    }
    function_.begins_with_zeros = transfer_.reads_unwritten();
  }

 private:
  void find_blocks() {
    begins_[0];
    for (const vm::Instr& i : function_.code)
      if (const auto target = target_of(i)) begins_[*target];
  }

  void follow(size_t at, State state) {
    for (;; ++at) {
      const vm::Instr& i = function_.code[at];
      const auto target = target_of(i);
      transfer_.apply(i, at, state);
      if (target) {
        State there = state;
        if (transfer_.narrow(i, true, there)) reach(*target, there);
      }
      if (vm::kInstructions[i.op].ends) return;
      if (!transfer_.narrow(i, false, state)) return;
      if (begins_.count(at + 1)) return reach(at + 1, state);
    }
  }

  void reach(size_t at, const State& state) {
    std::optional<State>& known = begins_.at(at);
    if (!known) known = state;
    else if (!merge(*known, state)) return;
    waiting_.insert(at);
  }

  static bool merge(State& into, const State& from) {
    bool changed = false;
    for (size_t r = 0; r < into.values.size(); ++r) {
      const Fact joined = join(into.values[r], from.values[r]);
      changed |= !(joined == into.values[r]);
      into.values[r] = joined;
    }
    for (size_t r = 0; r < into.written.size(); ++r) {
      changed |= into.written[r] && !from.written[r];
      into.written[r] = into.written[r] && from.written[r];
    }
    return changed;
  }

  Untrusted& program_;
  vm::FunctionData& function_;
  Transfer transfer_;
  std::map<size_t, std::optional<State>> begins_;
  std::set<size_t> waiting_;
};

}  // namespace

void verify(Untrusted& program) {
  for (size_t i = 0; i < program.data.functions.size(); ++i) Paths(program, i).run();
}

}  // namespace anabranch::host
