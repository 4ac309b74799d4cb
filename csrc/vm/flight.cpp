#include "flight.h"

#include "program.h"

#include <algorithm>

namespace anabranch::vm {

TraceNode::~TraceNode() {
  Ref<TraceNode> next = std::move(inner);
  while (next && next.use_count() == 1) next = std::move(next->inner);
}

Raised Flight::to_raised() const {
  Raised out;
  out.error = error;
  for (const TraceNode* n = outermost.get(); n != nullptr; n = n->inner.get()) out.trace.push_back(n->entry);
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
