// Lists, dicts and sets that several tasks use at once. What they then hold is unspecified; the process survives.
//
// Tasks of one call that is alone (nothing else of it runs, and it can reach no other call's containers) pay a look at the
// container's reference count and at the call. Else a striped spin lock, chosen by address, is held over each access.
// Under a Hold: no second Hold, nothing that can call Python or operators, no element let go of (move it out, and let
// it die after the Hold). So locks have no order and are held for moments.
#pragma once

#include "values.h"

#include <optional>

namespace anabranch::vm {

// Whether anything else may use the containers that the running task can reach. True outside tasks.
bool others_may_run();

inline bool is_shared(const IValue& container) { return container.use_count() > 1 && others_may_run(); }

SpinLock& stripe_of(const IValue& container);

class [[nodiscard]] Hold {
 public:
  explicit Hold(const IValue& container) : lock_(is_shared(container) ? &stripe_of(container) : nullptr) {
    if (lock_ != nullptr) lock_->lock();
  }
  ~Hold() { release(); }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;
  void release() {
    if (lock_ != nullptr) std::exchange(lock_, nullptr)->unlock();
  }

 private:
  SpinLock* lock_;
};

// The elements themselves, under a Hold: c10::List's own accessors count references for every access.
[[noreturn]] void wrong_list(const IValue& v);
inline c10::detail::ListImpl& list_of(const IValue& list) {
  if (!list.isList()) [[unlikely]] wrong_list(list);
  return *static_cast<c10::detail::ListImpl*>(const_cast<void*>(list.internalToPointer()));
}
inline std::vector<IValue>& elements_of(const IValue& list) { return list_of(list).list; }
inline size_t list_size(const IValue& list) {
  Hold hold(list);
  return elements_of(list).size();
}

// A list's elements for reading at leisure: in place where nobody can change them, else a copy.
class ListView {
 public:
  explicit ListView(const IValue& list) : ListView(list, is_shared(list)) {}
  ListView(const ListView&) = delete;
  ListView& operator=(const ListView&) = delete;
  size_t size() const { return items_->size(); }
  bool empty() const { return items_->empty(); }
  const IValue& operator[](size_t i) const { return (*items_)[i]; }
  const IValue* begin() const { return items_->data(); }
  const IValue* end() const { return items_->data() + items_->size(); }
  operator c10::ArrayRef<IValue>() const { return *items_; }
  c10::ArrayRef<IValue> items() const { return *items_; }

 protected:
  ListView(const IValue& list, bool copies) : items_(&elements_of(list)) {
    if (!copies) return;
    Hold hold(list);
    copy_ = *items_;
    items_ = &copy_;
  }

 private:
  const std::vector<IValue>* items_;
  std::vector<IValue> copy_;
};

// For comparing, which may run a user's method on what nests: the method may change the list.
class ItemsView : public ListView {
 public:
  explicit ItemsView(const IValue& list) : ListView(list, !holds_leaves(list) || is_shared(list)) {}
};

// The same for a dict or a set, whose index is given.
class IndexView {
 public:
  IndexView(const IValue& owner, const HashIndex& index) : index_(&index) {
    if (!is_shared(owner)) return;
    Hold hold(owner);
    index_ = &copy_.emplace(index);
  }
  IndexView(const IndexView&) = delete;
  IndexView& operator=(const IndexView&) = delete;
  const HashIndex& index() const { return *index_; }
  const HashIndex* operator->() const { return index_; }

 private:
  const HashIndex* index_;
  std::optional<HashIndex> copy_;
};

}  // namespace anabranch::vm
