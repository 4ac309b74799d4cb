#include "flight.h"

#include "program.h"

#include <algorithm>

namespace anabranch::vm {

namespace {
constexpr size_t kEnds = 500;  // of a deep recursion's trace both ends are kept; nobody reads a million frames
}

TraceNode::~TraceNode() {
  Ref<TraceNode> next = std::move(inner);
  while (next && next.use_count() == 1) next = std::move(next->inner);
}

Raised Flight::to_raised() const {
  Raised out;
  out.error = error;
  size_t length = 0;
  for (const TraceNode* n = outermost.get(); n != nullptr; n = n->inner.get()) ++length;
  size_t at = 0;
  for (const TraceNode* n = outermost.get(); n != nullptr; n = n->inner.get(), ++at)
    if (at < kEnds || at + kEnds >= length) out.trace.push_back(n->entry);
  std::reverse(out.trace.begin(), out.trace.end());
  return out;
}

Flight Flight::from_raised(Raised raised) {
  Flight out;
  out.error = std::move(raised.error);
  for (auto& entry : raised.trace) out.add(std::move(entry));
  return out;
}

}  // namespace anabranch::vm
