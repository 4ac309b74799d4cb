// A mutex that fork() of the process waits for, so that in the child nobody holds it and what it guards is whole.
//
// For namespace scope, where objects are made before there are threads. At most one of them is held at a time, and nothing
// that runs under one waits for Python.
#pragma once
#include <mutex>

namespace anabranch {

class ForkMutex {
 public:
  ForkMutex() : next_(first_) { first_ = this; }
  ForkMutex(const ForkMutex&) = delete;
  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

  static void hold_all() {
    for (ForkMutex* m = first_; m; m = m->next_) m->lock();
  }
  static void release_all() {
    for (ForkMutex* m = first_; m; m = m->next_) m->unlock();
  }

 private:
  static inline ForkMutex* first_ = nullptr;
  std::mutex mutex_;
  ForkMutex* const next_;
};

}  // namespace anabranch
