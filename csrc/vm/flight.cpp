#include "flight.h"

#include "program.h"

#include <algorithm>
#include <new>

namespace anabranch::vm {

namespace {
constexpr size_t kEnds = 500;  // of a deep recursion's trace both ends are kept; nobody reads a million frames
}

TraceNode::~TraceNode() {
  Ref<TraceNode> next = std::move(inner);
  while (next && next.use_count() == 1) next = std::move(next->inner);
}

ErrorContext::~ErrorContext() {
  auto next = std::move(flight.context);
  while (next && next.use_count() == 1) next = std::move(const_cast<ErrorContext&>(*next).flight.context);
}

void Flight::add(TraceEntry entry) noexcept try {
  outermost = c10::make_intrusive<TraceNode>(std::move(entry), std::move(outermost));  // moved when there is a node
} catch (const std::bad_alloc&) {
}

// Contexts are shared with other flights of the error: the chain is copied as far as its end.
void Flight::add_context(Flight handled) noexcept try {
  std::vector<Flight> chain;
  for (const ErrorContext* c = context.get(); c != nullptr; c = c->flight.context.get()) chain.push_back(c->flight);
  for (chain.push_back(std::move(handled)); chain.size() > 1; chain.pop_back())
    chain[chain.size() - 2].context = std::make_shared<const ErrorContext>(std::move(chain.back()));
  context = std::make_shared<const ErrorContext>(std::move(chain.front()));
} catch (const std::bad_alloc&) {
}

Raised Flight::to_raised() const {
  Raised out;
  out.error = error;
  out.context = context;
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
  out.context = std::move(raised.context);
  for (auto& entry : raised.trace) out.add(std::move(entry));
  return out;
}

}  // namespace anabranch::vm
