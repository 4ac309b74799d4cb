#include "base/freelist.h"

#include <new>

namespace anabranch::freelist {

ANABRANCH_TLS List* lists = nullptr;

namespace {

// Owns the lists of one thread; made at the thread's first free, so that `lists` itself stays a plain word.
struct Owner {
  List storage[kClasses] = {};
  bool ended = false;
  ~Owner() {
    lists = nullptr;
    ended = true;
    for (List& list : storage) {
      while (Block* block = list.head) {
        list.head = block->next;
        ::operator delete(block);
      }
    }
  }
};

thread_local Owner owner;

size_t rounded(size_t bytes) { return (bytes + kGrain - 1) / kGrain * kGrain; }

}  // namespace

void* allocate_slow(size_t bytes) {
  return ::operator new(rounded(bytes));
}

void free_slow(void* memory, size_t bytes) {
#ifndef ANABRANCH_CHECKED_BUILD
  if (!lists && !owner.ended) {
    lists = owner.storage;
    return release(memory, bytes);
  }
#endif
  (void)bytes;
  ::operator delete(memory);
}

}  // namespace anabranch::freelist
