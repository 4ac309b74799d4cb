#include "sched/task.h"

#include "sched/call.h"

namespace anabranch::sched {

Task::~Task() {
  Waiter* waiter = waiters_of(state_.load(std::memory_order_acquire));
  while (waiter) {  // destroyed unfinished: the process is ending, or the call was abandoned in a child of fork()
    Waiter* next = waiter->next;
    waiter->fire(waiter, *this, nullptr);
    waiter = next;
  }
  if (owns_call_) call_->unref();
}

Context* Task::context() const { return context_ ? context_.get() : call_->context(); }

bool Task::add_waiter(Waiter& waiter) {
  uintptr_t state = state_.load(std::memory_order_acquire);
  do {
    if (phase_of(state) == Phase::Done) return false;
    waiter.next = waiters_of(state);
  } while (!state_.compare_exchange_weak(state, reinterpret_cast<uintptr_t>(&waiter) | (state & kFlags),
                                         std::memory_order_acq_rel, std::memory_order_acquire));
  return true;
}

uintptr_t Task::set_flag(uintptr_t flag) {
  uintptr_t state = state_.load(std::memory_order_acquire);
  while (phase_of(state) != Phase::Done &&
         !state_.compare_exchange_weak(state, state | flag, std::memory_order_seq_cst, std::memory_order_acquire)) {
  }
  return state;
}

}  // namespace anabranch::sched
