// A map by name that one thread at a time adds to while others look: no lock, no copy, nothing moves.
//
// An entry is complete before a bucket's head shows it (release), and a look begins at that head (acquire). Entries stay
// where they are until the map ends or is cleared, so what a look found stays valid. Non-goals: two writers at once (the
// machine's writer has Python's lock), replacing or removing an entry, growing: it is for the tens of methods of a class.
#pragma once
#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/platform.h"

namespace anabranch {

template <class Value>
class InsertOnlyMap {
 public:
  InsertOnlyMap() = default;
  InsertOnlyMap(const InsertOnlyMap&) = delete;
  InsertOnlyMap& operator=(const InsertOnlyMap&) = delete;
  ~InsertOnlyMap() { clear(); }

  // The entry of that name, or null. Any thread.
  const Value* find(std::string_view name) const {
    for (const Node* node = bucket(name).load(std::memory_order_acquire); node; node = node->next)
      if (node->name == name) return &node->value;
    return nullptr;
  }
  // False where the name is known: its first entry stays.
  bool insert(std::string name, Value value) {
    if (find(name)) return false;
    atomic<Node*>& head = bucket(name);
    head.store(new Node{std::move(name), std::move(value), head.load(std::memory_order_relaxed)}, std::memory_order_release);
    return true;
  }
  // Nobody looks any more.
  void clear() {
    for (atomic<Node*>& head : buckets_) {
      Node* node = head.exchange(nullptr, std::memory_order_acq_rel);
      while (node) delete std::exchange(node, node->next);
    }
  }

 private:
  struct Node {
    const std::string name;
    const Value value;
    Node* const next;
  };
  static constexpr size_t kBuckets = 16;
  atomic<Node*>& bucket(std::string_view name) { return buckets_[std::hash<std::string_view>()(name) % kBuckets]; }
  const atomic<Node*>& bucket(std::string_view name) const { return buckets_[std::hash<std::string_view>()(name) % kBuckets]; }

  std::array<atomic<Node*>, kBuckets> buckets_{};
};

}  // namespace anabranch
