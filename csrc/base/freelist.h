// Small blocks from per-thread free lists: no lock and no malloc on the fork path.
//
// A block freed on another thread joins that thread's list; beyond kKeep blocks a list gives back to malloc, so
// a producer on one thread and a consumer on another cannot pile memory up. Sanitizer builds go straight to
// malloc, so that a use after free is seen.
#pragma once
#include <cstddef>
#include <new>

#include "base/platform.h"
#include "base/tls.h"

namespace anabranch {

namespace freelist {

inline constexpr size_t kGrain = 16, kClasses = 33, kKeep = 1024;  // blocks up to 512 bytes

struct Block { Block* next; };
struct List { Block* head; size_t count; };

extern ANABRANCH_TLS List* lists;  // of this thread; null before the first free and after the thread's end

void* allocate_slow(size_t bytes);
void free_slow(void* block, size_t bytes);

inline void* allocate(size_t bytes) {
#ifndef ANABRANCH_CHECKED_BUILD
  const size_t index = (bytes + kGrain - 1) / kGrain;
  if (lists && index < kClasses) {
    List& list = lists[index];
    if (Block* block = list.head) {
      list.head = block->next;
      --list.count;
      return block;
    }
  }
#endif
  return allocate_slow(bytes);
}

inline void release(void* memory, size_t bytes) {
#ifndef ANABRANCH_CHECKED_BUILD
  const size_t index = (bytes + kGrain - 1) / kGrain;
  if (lists && index < kClasses && lists[index].count < kKeep) {
    List& list = lists[index];
    list.head = new (memory) Block{list.head};
    ++list.count;
    return;
  }
#endif
  free_slow(memory, bytes);
}

}  // namespace freelist

// Base for classes that live on the free lists; derived classes are freed with their own size.
struct Pooled {
  static void* operator new(size_t bytes) { return freelist::allocate(bytes); }
  static void operator delete(void* memory, size_t bytes) { freelist::release(memory, bytes); }
};

}  // namespace anabranch
