// Memory of a simulated machine. Where objects lie decides what shares a cache line, and so must not depend on where the system puts
// the heap. Blocks of one size are used again last in, first out.

#ifdef ANABRANCH_SIMULATE
#include <sys/mman.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <utility>

namespace {

constexpr size_t kGrain = 16, kKinds = 4096;  // blocks of up to 64 KB; larger ones are never given back

struct Block { Block* next; size_t kind; };

Block* free_blocks[kKinds];
char* fresh = nullptr;
size_t fresh_left = 0;

}  // namespace

void* operator new(size_t bytes) {
  const size_t kind = (bytes + kGrain - 1) / kGrain + 1, size = kind * kGrain;
  if (kind < kKinds && free_blocks[kind]) {
    Block* block = std::exchange(free_blocks[kind], free_blocks[kind]->next);
    return block + 1;
  }
  if (size > fresh_left) {
    fresh_left = std::max<size_t>(size, size_t{256} << 20);
    fresh = static_cast<char*>(mmap(nullptr, fresh_left, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    if (fresh == MAP_FAILED) std::abort();
  }
  Block* block = new (fresh) Block{nullptr, kind};
  fresh += size;
  fresh_left -= size;
  return block + 1;
}

void operator delete(void* memory) noexcept {
  if (!memory) return;
  Block* block = static_cast<Block*>(memory) - 1;
  if (block->kind < kKinds) block->next = std::exchange(free_blocks[block->kind], block);
}
void operator delete(void* memory, size_t) noexcept { operator delete(memory); }
#endif
