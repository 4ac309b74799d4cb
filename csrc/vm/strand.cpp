#include "strand.h"

#include "machine.h"
#include "run.h"

#include <cstdlib>
#include <new>

namespace anabranch::vm {

namespace {
constexpr size_t kFirstChunk = 512, kLargestChunk = 64 * 1024;
constexpr size_t kMostBytes = size_t{512} << 20;  // endless recursion of wide frames ends before the memory does
}

FrameStack::~FrameStack() {
  while (chunk_ != nullptr) std::free(std::exchange(chunk_, chunk_->below));
  std::free(spare_);
}

// Chunks double in size. One that was left is kept, so that a call at a chunk's edge in a loop allocates nothing.
char* FrameStack::push_chunk(size_t bytes) {
  Chunk* c = std::exchange(spare_, nullptr);
  if (c == nullptr || c->bytes < bytes) {
    std::free(c);
    const size_t grown = chunk_ == nullptr ? kFirstChunk : std::min(kLargestChunk, chunk_->bytes * 2);
    const size_t size = std::max(bytes, grown);
    c = static_cast<Chunk*>(std::malloc(sizeof(Chunk) + size));
    if (c == nullptr) throw std::bad_alloc();
    c->bytes = size;
  }
  bytes_ += c->bytes;
  c->below = chunk_;
  c->below_top = top_;
  chunk_ = c;
  first_ = c->below == nullptr ? nullptr : c->data();
  end_ = c->data() + c->bytes;
  top_ = c->data() + bytes;
  return c->data();
}

void FrameStack::pop_chunk() {
  std::free(spare_);
  bytes_ -= chunk_->bytes;
  spare_ = chunk_;
  top_ = chunk_->below_top;
  chunk_ = chunk_->below;
  end_ = chunk_->data() + chunk_->bytes;
  first_ = chunk_->below == nullptr ? nullptr : chunk_->data();
}

VmStrand::~VmStrand() {
  while (frame != nullptr) pop();
}

Frame* VmStrand::push(const Function& f, FrameKind kind) {
  auto* fr = reinterpret_cast<Frame*>(stack_.push(f.frame_bytes));
  fr->below = frame;
  fr->function = &f;
  fr->pc = f.code;
  fr->entered = nullptr;
  fr->task = nullptr;
  fr->kind = kind;
  fr->keeps = false;
  if (f.begins_with_zeros) [[unlikely]] std::fill_n(fr->raw(), f.n_raw, 0);
  IValue* v = fr->values();
  for (uint32_t i = 0; i < f.n_values; ++i) new (v + i) IValue();
  frame = fr;
  ++depth;
  return fr;
}

void VmStrand::pop() {
  Frame* fr = frame;
  while (fr->entered != nullptr) delete std::exchange(fr->entered, fr->entered->older);  // of a strand that ends unfinished
  IValue* v = fr->values();
  for (uint32_t i = 0; i < fr->function->n_values; ++i) {
    if (v[i].isPtrType()) drop(std::move(v[i]));
    v[i].~IValue();
  }
  frame = fr->below;
  --depth;
  stack_.pop(fr);
}

void VmStrand::take_arguments(VmTask& task) {
  const Function& f = *task.function;
  auto args = task.args();
  for (size_t i = 0; i < args.size(); ++i) put(*frame, f.params[i].bank, f.params[i].reg, std::move(args[i]));
}

bool VmStrand::too_deep() const { return depth >= recursion_limit() || stack_.bytes() > kMostBytes; }

}  // namespace anabranch::vm
