#ifdef ANABRANCH_EXPLORE
#include "base/platform_explore.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace anabranch::explore {

namespace {

struct Thread {
  std::thread real;
  std::condition_variable turn;
  std::atomic<bool>* parked_on = nullptr;  // null: can run
  int64_t until = -1;
  bool ended = false;
  bool timed_out = false;
};

// Everything below is touched only by the thread whose turn it is; `mutex` makes the hand-over an ordering.
struct World {
  std::mutex mutex;
  std::deque<Thread> threads;
  uint32_t current = 0;
  Schedule schedule;
  size_t next_pass = 0;
  uint64_t random = 0, limit = 0, looks = 0;
  int64_t time = 1;
  bool refuse = false;
  Result result;
  void (*fail)(const char*) = nullptr;
};

World* world = nullptr;
thread_local uint32_t self = UINT32_MAX;

bool inside() { return world && self != UINT32_MAX; }

uint64_t next_random() {
  uint64_t& r = world->random;
  r ^= r << 13, r ^= r >> 7, r ^= r << 17;
  return r;
}

bool can_run(const Thread& thread) {
  return !thread.ended && (!thread.parked_on || thread.parked_on->load(std::memory_order_relaxed));
}

void give_turn(uint32_t to) {
  World& w = *world;
  std::unique_lock lock(w.mutex);
  w.current = to;
  w.threads[to].turn.notify_one();
  if (w.threads[self].ended) return;
  w.threads[self].turn.wait(lock, [&] { return w.current == self; });
}

// The n-th of the other threads that can run, counted from the next one on; UINT32_MAX if there is none.
uint32_t other(uint64_t n) {
  World& w = *world;
  std::vector<uint32_t> able;
  const uint32_t size = uint32_t(w.threads.size());
  for (uint32_t i = 1; i < size; ++i) {
    const uint32_t t = (self + i) % size;
    if (can_run(w.threads[t])) able.push_back(t);
  }
  return able.empty() ? UINT32_MAX : able[n % able.size()];
}

// Everybody sleeps: the earliest limit passes.
uint32_t jump() {
  World& w = *world;
  uint32_t first = UINT32_MAX;
  for (uint32_t t = 0; t < w.threads.size(); ++t) {
    const Thread& thread = w.threads[t];
    if (thread.ended || thread.until < 0) continue;
    if (first == UINT32_MAX || thread.until < w.threads[first].until) first = t;
  }
  if (first == UINT32_MAX) w.fail("deadlock: every thread is parked");
  ++w.result.jumps;
  w.time = std::max(w.time, w.threads[first].until);
  w.threads[first].timed_out = true;
  return first;
}

void step() {
  World& w = *world;
  w.time += 100;
  if (++w.result.steps > w.limit) w.fail("too many steps: livelock?");
}

void leave_turn() {  // parked or ended
  uint32_t next = other(world->schedule.seed ? next_random() : 0);
  if (next == UINT32_MAX) next = !world->threads[self].ended && can_run(world->threads[self]) ? self : jump();
  if (next != self) give_turn(next);
}

bool all_others_ended() {
  for (uint32_t t = 0; t < world->threads.size(); ++t) {
    if (t != self && !world->threads[t].ended) return false;
  }
  return true;
}

}  // namespace

void point() {
  if (!inside()) return;
  step();
  World& w = *world;
  uint64_t choice;
  if (w.schedule.seed) {
    if (next_random() % w.schedule.one_in) return;
    choice = next_random();
  } else {
    auto& passes = w.schedule.passes;
    if (w.next_pass >= passes.size() || passes[w.next_pass].step > w.result.steps) return;
    choice = passes[w.next_pass++].choice;
  }
  const uint32_t next = other(choice);
  if (next != UINT32_MAX) give_turn(next);
}

void pass_on() {
  if (!inside()) return std::this_thread::yield();
  step();
  const uint32_t next = other(world->schedule.seed ? next_random() : 0);
  if (next != UINT32_MAX) give_turn(next);
}

void safe_point() {
  if (inside() && ++world->looks % 16 == 0) pass_on();
  else point();
}

bool park(std::atomic<bool>& token, int64_t nanoseconds) {
  point();
  Thread& me = world->threads[self];
  me.timed_out = false;
  if (!token.load(std::memory_order_relaxed)) {
    me.parked_on = &token;
    me.until = nanoseconds < 0 ? -1 : world->time + nanoseconds;
    leave_turn();
    me.parked_on = nullptr;
    me.until = -1;
  }
  return token.exchange(false, std::memory_order_relaxed);
}

void unpark(std::atomic<bool>& token) {
  point();
  token.store(true, std::memory_order_relaxed);
}

bool start(void* (*body)(void*), void* argument) {
  point();
  World& w = *world;
  if (w.refuse) return false;
  const uint32_t number = uint32_t(w.threads.size());
  Thread& thread = w.threads.emplace_back();
  thread.real = std::thread([number, body, argument] {
    self = number;
    {
      std::unique_lock lock(world->mutex);
      world->threads[number].turn.wait(lock, [number] { return world->current == number; });
    }
    body(argument);
    world->threads[number].ended = true;
    leave_turn();
  });
  ++w.result.threads;
  return true;
}

int64_t now() { return world ? ++world->time : 0; }

void refuse_threads(bool refuse) { world->refuse = refuse; }

Result run(const Schedule& schedule, void (*body)(void*), void* argument, uint64_t limit,
           void (*fail)(const char*)) {
  World w;
  w.schedule = schedule;
  w.random = schedule.seed * 0x9E3779B97F4A7C15u + 1;
  w.limit = limit;
  w.fail = fail;
  w.threads.emplace_back();
  world = &w;
  self = 0;
  body(argument);
  while (!all_others_ended()) pass_on();
  const Result result = w.result;
  for (Thread& thread : w.threads) {
    if (thread.real.joinable()) thread.real.join();
  }
  self = UINT32_MAX;
  world = nullptr;
  return result;
}

}  // namespace anabranch::explore
#endif
