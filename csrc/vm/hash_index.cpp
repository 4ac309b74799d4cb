// Insertion-ordered hash table of dicts and sets (declared in values.h).
#include "value_ops.h"
#include "values.h"

namespace anabranch::vm {

namespace {
constexpr int32_t kEmpty = -1, kErased = -2;
size_t table_size_for(size_t n) {
  size_t size = 8;
  while (size * 2 < n * 3) size *= 2;  // at most two thirds full
  return size;
}
}  // namespace

HashIndex::Entry& HashIndex::Entry::operator=(Entry other) noexcept {
  key.swap(other.key);
  value.swap(other.value);
  hash = other.hash;
  live = other.live;
  return *this;
}

// The slot of `key`, or the slot where it belongs.
size_t HashIndex::probe(const IValue& key, size_t hash, bool* found) const {
  const size_t mask = table_.size() - 1;
  size_t free_slot = SIZE_MAX;
  for (size_t i = (hash ^ (hash >> 32)) & mask;; i = (i + 1) & mask) {
    const int32_t at = table_[i];
    if (at == kEmpty) {
      *found = false;
      return free_slot != SIZE_MAX ? free_slot : i;
    }
    if (at == kErased) {
      if (free_slot == SIZE_MAX) free_slot = i;
    } else if (entries_[at].hash == hash && same_value(entries_[at].key, key)) {
      *found = true;
      return i;
    }
  }
}

// Renumbers the live entries densely and makes room for `capacity` of them.
void HashIndex::rebuild(size_t capacity) {
  std::vector<Entry> kept;
  kept.reserve(capacity);
  for (auto& e : entries_)
    if (e.live) kept.push_back(std::move(e));
  entries_.swap(kept);
  table_.assign(table_size_for(capacity), kEmpty);
  const size_t mask = table_.size() - 1;
  for (size_t n = 0; n < entries_.size(); ++n) {
    const size_t hash = entries_[n].hash;
    size_t i = (hash ^ (hash >> 32)) & mask;
    while (table_[i] != kEmpty) i = (i + 1) & mask;
    table_[i] = static_cast<int32_t>(n);
  }
  used_ = live_ = entries_.size();
}

HashIndex::Entry* HashIndex::find(const IValue& key) {
  const size_t hash = value_hash(key);  // first: an unhashable key is an error even in an empty dict
  if (live_ == 0) return nullptr;
  bool found = false;
  const size_t slot = probe(key, hash, &found);
  return found ? &entries_[table_[slot]] : nullptr;
}

std::pair<HashIndex::Entry*, bool> HashIndex::insert(const IValue& key) {
  const size_t hash = value_hash(key);
  if ((used_ + 1) * 3 > table_.size() * 2) rebuild((live_ + 1) * 2);
  bool found = false;
  const size_t slot = probe(key, hash, &found);
  if (found) return {&entries_[table_[slot]], false};
  table_[slot] = static_cast<int32_t>(entries_.size());
  entries_.emplace_back(key, hash);
  ++live_;
  ++used_;
  return {&entries_.back(), true};
}

bool HashIndex::erase(const IValue& key, Entry* removed) {
  const size_t hash = value_hash(key);
  if (live_ == 0) return false;
  bool found = false;
  const size_t slot = probe(key, hash, &found);
  if (!found) return false;
  Entry& e = entries_[table_[slot]];
  *removed = std::exchange(e, Entry());
  e.live = false;
  table_[slot] = kErased;
  --live_;
  return true;
}

bool HashIndex::pop_last(Entry* out) {
  while (!entries_.empty() && !entries_.back().live) rebuild(live_);
  if (entries_.empty()) return false;
  const size_t mask = table_.size() - 1, hash = entries_.back().hash;
  size_t slot = (hash ^ (hash >> 32)) & mask;  // by number: equality may be a user's
  while (table_[slot] != static_cast<int32_t>(entries_.size() - 1)) slot = (slot + 1) & mask;
  table_[slot] = kErased;
  *out = std::move(entries_.back());
  entries_.pop_back();
  --live_;
  return true;
}

void HashIndex::clear() {
  entries_.clear();
  table_.clear();
  live_ = used_ = 0;
}

}  // namespace anabranch::vm
