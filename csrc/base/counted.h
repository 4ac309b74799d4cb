// Intrusive reference counts whose last drop never recurses.
//
// Counted objects refer to each other in chains (a task's arguments hold futures, whose arguments hold ...).
// Deleting the head of a chain of 10^6 must not use 10^6 stack frames, so the last drop puts the object on the
// thread's worklist; the outermost drop empties it in a loop. Values between two counted objects (capsules,
// lists) are deleted as usual, in frames bounded by the nesting of one value.
#pragma once
#include <cstdint>
#include <utility>

#include "base/platform.h"
#include "base/tls.h"

namespace anabranch {

class Counted {
 public:
  Counted() = default;
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

  // A new object has one reference, which its maker owns (see Ref::adopt).
  void ref() const { refs_.fetch_add(1, std::memory_order_relaxed); }
  void unref() const { drop(1); }
  // Drops several references at the price of one.
  void drop(uint32_t count) const {
    const bool ours = refs_.load(std::memory_order_acquire) == count;  // nobody else has one to give or take: no exchange
    if (ours || refs_.fetch_sub(count, std::memory_order_acq_rel) == count) dispose(const_cast<Counted*>(this));
  }
  uint32_t refs() const { return refs_.load(std::memory_order_acquire); }

 protected:
  explicit Counted(uint32_t refs) : refs_(refs) {}
  virtual ~Counted() = default;
  // The count of an object that only this thread can see.
  void set_refs(uint32_t refs) { refs_.store(refs, std::memory_order_relaxed); }
  void ref_alone() { set_refs(refs_.load(std::memory_order_relaxed) + 1); }
  void unref_alone() { set_refs(refs_.load(std::memory_order_relaxed) - 1); }  // not the last one

 private:
  static void dispose(Counted* object);

  mutable atomic<uint32_t> refs_{1};
  Counted* next_dead_ = nullptr;
};

template <class T>
class Ref {
 public:
  Ref() = default;
  Ref(std::nullptr_t) {}
  explicit Ref(T* object) : object_(object) { if (object_) object_->ref(); }
  static Ref adopt(T* object) { Ref r; r.object_ = object; return r; }

  Ref(const Ref& other) : Ref(other.object_) {}
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  template <class U>
  Ref(Ref<U>&& other) noexcept : object_(other.detach()) {}
  ~Ref() { if (object_) object_->unref(); }

  Ref& operator=(Ref other) noexcept { std::swap(object_, other.object_); return *this; }
  T* get() const { return object_; }
  T* operator->() const { return object_; }
  T& operator*() const { return *object_; }
  explicit operator bool() const { return object_ != nullptr; }
  // Gives the reference to the caller.
  [[nodiscard]] T* detach() { return std::exchange(object_, nullptr); }

 private:
  T* object_ = nullptr;
};

template <class T, class... Args>
Ref<T> make_counted(Args&&... args) {
  return Ref<T>::adopt(new T(std::forward<Args>(args)...));
}

namespace detail {
extern ANABRANCH_TLS Counted* dead_list;
extern ANABRANCH_TLS bool dead_draining;
}  // namespace detail

}  // namespace anabranch
