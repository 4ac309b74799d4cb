#ifdef ANABRANCH_SIMULATE
#include "base/platform_simulate.h"

#include <link.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <queue>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace anabranch::simulate {

namespace {

// ---- the state of the simulation ----------------------------------------------------------------------------------

enum class State : uint8_t { Ready, Asleep, Waking, Ended };  // Ready: runs, or stands in the queue with its clock

struct Thread {
  jmp_buf place;
  std::vector<char> locals;           // its thread-local data while another thread runs
  void* stack = nullptr;
  void* (*body)(void*) = nullptr;
  void* argument = nullptr;
  State state = State::Waking;
  int core = -1;
  int64_t clock = 0;
  int64_t stored = 0;                 // when its last plain store has arrived
  uint64_t naps = 0;                  // events of an older nap are void
  bool begun = false;
};

struct Line {
  uint64_t holders = 0;               // cores that may read it
  bool written = false;               // the one holder may write it
  int64_t free_at = 0;
};

struct Event {
  int64_t time;
  uint32_t thread;
  uint64_t nap;
  bool operator>(const Event& other) const { return std::tie(time, thread) > std::tie(other.time, other.thread); }
};

struct World {
  Costs costs;
  uint64_t free_cores = 0;
  std::deque<Thread> threads;
  uint32_t current = 0;
  uint32_t unended = 0;               // threads
  jmp_buf outside;                    // where run() waits
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events;
  std::deque<uint32_t> without_core;  // awake, in this order
  std::unordered_map<uintptr_t, Line> lines;
  Counts counts;
  ucontext_t scratch;
};

World* world = nullptr;

constexpr size_t kStack = 256 << 10;
constexpr int kCluster = 8;
constexpr int64_t kSwitch = 2'000;    // the kernel puts another thread on a core

Thread& self() { return world->threads[world->current]; }

// ---- thread-local data: one real thread has that of all, one after the other --------------------------------------------

struct Locals {
  char* at = nullptr;
  const char* image = nullptr;        // what new threads begin with
  size_t image_size = 0, size = 0;

  Locals() {
    dl_iterate_phdr([](dl_phdr_info* info, size_t, void* self) {
      static_cast<Locals*>(self)->read(*info);
      return 1;  // the first one is the program
    }, this);
  }
  void read(const dl_phdr_info& info) {
    at = static_cast<char*>(info.dlpi_tls_data);
    for (int i = 0; i < info.dlpi_phnum; ++i) {
      const auto& part = info.dlpi_phdr[i];
      if (part.p_type != PT_TLS) continue;
      image = reinterpret_cast<const char*>(info.dlpi_addr + part.p_vaddr);
      image_size = part.p_filesz;
      size = part.p_memsz;
    }
  }
  std::vector<char> fresh() const {
    std::vector<char> data(size);
    std::copy_n(image, image_size, data.begin());
    return data;
  }
};

const Locals& locals() {
  static const Locals found;
  return found;
}

// ---- threads take turns -----------------------------------------------------------------------------------------------

void run_ended();

void first_turn() {
  Thread& thread = self();
  thread.body(thread.argument);
  run_ended();
}

void begin(Thread& thread) {
  thread.begun = true;
  ucontext_t& context = world->scratch;
  getcontext(&context);
  context.uc_stack.ss_sp = thread.stack;
  context.uc_stack.ss_size = kStack;
  context.uc_link = nullptr;
  makecontext(&context, first_turn, 0);
  setcontext(&context);
}

void go_to(uint32_t next) {
  if (next == world->current) return;
  ++world->counts.switches;
  Thread& from = self();
  const Locals& data = locals();
  std::memcpy(from.locals.data(), data.at, data.size);
  std::memcpy(data.at, world->threads[next].locals.data(), data.size);
  world->current = next;
  if (_setjmp(from.place)) return;
  Thread& to = self();
  if (!to.begun) begin(to);
  _longjmp(to.place, 1);
}

bool take_core(Thread& thread) {
  uint64_t& free = world->free_cores;
  if (!free) return false;
  const bool old_one = thread.core >= 0 && (free >> thread.core & 1);
  if (!old_one) thread.core = std::countr_zero(free);
  free &= ~(uint64_t{1} << thread.core);
  return true;
}

// The next event of a thread that can run then; that thread's turn is now.
uint32_t next_turn() {
  World& w = *world;
  for (;;) {
    if (w.events.empty()) {
      std::fprintf(stderr, "simulate: every thread sleeps without a limit\n");
      std::abort();
    }
    const Event event = w.events.top();
    w.events.pop();
    Thread& thread = w.threads[event.thread];
    if (thread.naps != event.nap || thread.state == State::Ended) continue;
    thread.clock = event.time;
    if (thread.state == State::Ready) return event.thread;
    ++thread.naps;
    if (take_core(thread)) return thread.state = State::Ready, event.thread;
    thread.state = State::Ready;
    w.without_core.push_back(event.thread);
  }
}

void line_up(uint32_t number) {
  Thread& thread = world->threads[number];
  world->events.push({thread.clock, number, thread.naps});
}

// Whoever is behind goes first.
void order() {
  World& w = *world;
  if (w.events.empty() || w.events.top().time >= self().clock) return;
  line_up(w.current);
  go_to(next_turn());
}

void pass(int64_t nanoseconds) {
  self().clock += nanoseconds;
  order();
}

void give_core_away() {
  World& w = *world;
  Thread& thread = self();
  if (w.without_core.empty()) {
    w.free_cores |= uint64_t{1} << thread.core;
    return;
  }
  const uint32_t next = w.without_core.front();
  w.without_core.pop_front();
  w.threads[next].core = thread.core;
  w.threads[next].clock = std::max(w.threads[next].clock, thread.clock) + kSwitch;
  line_up(next);
}

void run_ended() {
  World& w = *world;
  self().state = State::Ended;
  give_core_away();
  if (--w.unended == 0) _longjmp(w.outside, 1);
  go_to(next_turn());
}

// ---- cache lines ----------------------------------------------------------------------------------------------------------

int64_t way(uint64_t holders, int core, bool to_all) {
  const uint64_t cluster = ((uint64_t{1} << kCluster) - 1) << (core / kCluster * kCluster);
  const bool near = to_all ? !(holders & ~cluster) : holders & cluster;
  return near ? world->costs.near : world->costs.far;
}

bool is_here(const Line& line, uint64_t me, bool write) {
  return !line.holders || (write ? line.written && line.holders == me : line.holders & me);
}

// When the line has come; it is this core's from then on.
int64_t fetch(Line& line, uint64_t me, bool write) {
  ++world->counts.transfers;
  const Thread& thread = self();
  const int64_t begin = std::max(thread.clock, line.free_at);
  const int64_t came = begin + way(line.holders & ~me ? line.holders & ~me : me, thread.core, write);
  line.free_at = write ? came : begin + world->costs.share;
  line.holders = write ? me : line.holders | me;
  line.written = write;
  return came;
}

}  // namespace

void access(const void* address, Access kind) {
  if (!world) return;
  const uintptr_t number = reinterpret_cast<uintptr_t>(address) / 64;
  const bool write = kind != Access::Read;
  Thread& thread = self();
  const uint64_t me = uint64_t{1} << thread.core;
  int64_t came = thread.clock;
  const bool here = is_here(world->lines[number], me, write);
  if (!here) {
    order();
    Line& line = world->lines[number];
    came = is_here(line, me, write) ? thread.clock : fetch(line, me, write);
  } else if (Line& line = world->lines[number]; !line.holders) {
    line = {me, write, 0};  // nobody had it yet: new memory
  }
  if (kind == Access::Store) thread.stored = std::max(thread.stored, came), ++thread.clock;
  else if (kind == Access::Read) thread.clock = came + 1;
  else thread.clock = std::max(came, thread.stored) + world->costs.exchange;
  if (!here) order();
}

void fence() {
  if (!world) return;
  self().clock = std::max(self().clock, self().stored) + world->costs.exchange;
}

void spend(int64_t nanoseconds) { pass(nanoseconds); }
void spend_code(int64_t nanoseconds) { self().clock += nanoseconds * world->costs.code / 1'000; }
int64_t now() { return world ? self().clock : 0; }
Counts counts() { return world->counts; }
int64_t read_clock() {
  if (!world) return 0;
  pass(world->costs.clock);
  return self().clock;
}
void relax() { pass(world->costs.relax); }

void yield_core() {
  World& w = *world;
  if (w.without_core.empty()) return pass(w.costs.relax);
  give_core_away();
  w.without_core.push_back(w.current);
  go_to(next_turn());
}

// ---- sleep ----------------------------------------------------------------------------------------------------------------

bool park(bool& token, int64_t nanoseconds) {
  access(&token, Access::Exchange);
  if (token) return token = false, true;
  Thread& thread = self();
  thread.state = State::Asleep;
  ++thread.naps;
  thread.argument = &token;
  if (nanoseconds >= 0) world->events.push({thread.clock + nanoseconds, world->current, thread.naps});
  give_core_away();
  go_to(next_turn());
  return std::exchange(token, false);
}

void unpark(bool& token) {
  access(&token, Access::Exchange);
  World& w = *world;
  const bool told = std::exchange(token, true);
  for (uint32_t i = 0; !told && i < w.threads.size(); ++i) {
    Thread& thread = w.threads[i];
    if (thread.state != State::Asleep || thread.argument != &token) continue;
    thread.state = State::Waking;
    ++thread.naps;
    w.events.push({self().clock + w.costs.wake_latency, i, thread.naps});
    ++w.counts.wakes;
    return pass(w.costs.wake_call);
  }
}

// On stacks of whole pages, so that what shares a cache line is the same in every run.
void add_thread(void* (*body)(void*), void* argument, int64_t latency) {
  World& w = *world;
  const uint32_t number = uint32_t(w.threads.size());
  Thread& thread = w.threads.emplace_back();
  thread.body = body;
  thread.argument = argument;
  thread.locals = locals().fresh();
  thread.stack = mmap(nullptr, kStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  ++w.unended;
  w.events.push({(number ? self().clock : 0) + latency, number, 0});
}

bool start(void* (*body)(void*), void* argument) {
  add_thread(body, argument, world->costs.start_latency);
  pass(world->costs.start_call);
  return true;
}

void run(int cores, const Costs& costs, void* (*body)(void*), void* argument) {
  World w;
  w.costs = costs;
  w.free_cores = (cores == 64 ? 0 : uint64_t{1} << cores) - 1;
  world = &w;
  const Locals& data = locals();
  const std::vector<char> outside(data.at, data.at + data.size);
  add_thread(body, argument, 0);
  if (!_setjmp(w.outside)) begin(w.threads[w.current = next_turn()]);
  std::copy(outside.begin(), outside.end(), data.at);
  for (const Thread& thread : w.threads) munmap(thread.stack, kStack);
  world = nullptr;
}

}  // namespace anabranch::simulate
#endif
