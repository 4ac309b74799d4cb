// The programs that `make simulate` runs on simulated cores, and the least time that each could take.
#pragma once
#include <algorithm>
#include <queue>
#include <string>
#include <vector>

#include "toy.h"

namespace simulated {

using namespace toy;
namespace simulate = anabranch::simulate;

// What the real machine spends beside atomic operations: chosen so that a fork and its wait on one thread cost what they cost
// there (120 ns; the atomic operations alone are 35), and a strand of its own what a frame, its registers and a context do.
constexpr int64_t kFork = 35, kWait = 30, kStrand = 80, kResume = 20;

struct SimulatedMachine : Machine {
  using Machine::Machine;
  Strand* make_strand(Task& task) override { return simulate::spend_code(kStrand), Machine::make_strand(task); }
  Outcome resume(Strand& strand) override { return simulate::spend_code(kResume), Machine::resume(strand); }
};

inline Ref<ToyTask> fork_task(Toy& t, Body body) {
  simulate::spend_code(kFork);
  return t.fork(std::move(body));
}

inline WaitAwaiter await_task(Toy& t, const Ref<ToyTask>& task) {
  simulate::spend_code(kWait);
  return toy::wait(t, task);
}

// An operator that takes so long.
inline Body work(int64_t nanoseconds) {
  return [nanoseconds](Toy& t) -> Frame {
    co_await point(t);
    simulate::spend(nanoseconds);
  };
}

// A graph of `pieces` equal pieces of work, and the longest chain of them; `serial` is done by the caller alone.
struct Graph {
  std::string name;
  Body body;
  int64_t pieces, piece, chain, serial = 0;
  int64_t work() const { return pieces * piece + serial; }
};

inline Frame tree_body(Toy& t, int depth, int64_t leaf) {
  if (depth == 0) {
    co_await point(t);
    simulate::spend(leaf);
    co_return;
  }
  auto left = fork_task(t, [=](Toy& t) { return tree_body(t, depth - 1, leaf); });
  co_await point(t);
  auto right = fork_task(t, [=](Toy& t) { return tree_body(t, depth - 1, leaf); });
  co_await point(t);
  co_await await_task(t, left);
  co_await await_task(t, right);
}

inline Graph tree(int depth, int64_t leaf) {
  return {"tree of " + std::to_string(1 << depth) + " leaves of " + std::to_string(leaf / 1000) + " us",
          [=](Toy& t) { return tree_body(t, depth, leaf); }, 1 << depth, leaf, 1};
}

// Futures are let go of as they are waited for.
inline Graph fan(int width, int64_t piece, int64_t serial = 0) {
  return {"fan of " + std::to_string(width) + " x " + std::to_string(piece / 1000) + " us",
          [=](Toy& t) -> Frame {
            std::vector<Ref<ToyTask>> all;
            for (int i = 0; i < width; ++i) all.push_back(fork_task(t, work(piece)));
            co_await point(t);
            simulate::spend(serial);
            for (auto& task : all) co_await await_task(t, task), task = nullptr;
          },
          width, piece, 1, serial};
}

// Item i in stage s waits for that item in the stage before, and for the item before in its stage.
inline Graph pipeline(int items, int stages, int64_t piece) {
  return {"pipeline of " + std::to_string(items) + " items in " + std::to_string(stages) + " stages of " + std::to_string(piece / 1000) + " us",
          [=](Toy& t) -> Frame {
            std::vector<Ref<ToyTask>> newest(size_t(stages), nullptr);
            for (int i = 0; i < items; ++i) {
              Ref<ToyTask> before;
              for (Ref<ToyTask>& cell : newest) {
                cell = before = fork_task(t, [piece, first = before, second = cell](Toy& t) -> Frame {
                  if (first) co_await await_task(t, first);
                  if (second) co_await await_task(t, second);
                  co_await point(t);
                  simulate::spend(piece);
                });
              }
              co_await point(t);
            }
            for (auto& task : newest) co_await await_task(t, task);
          },
          int64_t(items) * stages, piece, items + stages - 1};
}

// ---- the least time ---------------------------------------------------------------------------------------------------

// When the k-th thread can begin, if from time 0 on everybody who is awake wakes others, one after the other.
inline std::vector<int64_t> earliest_begins(int cores, const simulate::Costs& costs, bool asleep) {
  std::vector<int64_t> begins(size_t(cores), 0);
  std::priority_queue<int64_t, std::vector<int64_t>, std::greater<>> wakers;
  wakers.push(0);
  for (size_t k = 1; asleep && k < begins.size(); ++k) {
    const int64_t at = wakers.top();
    wakers.pop();
    wakers.push(at + costs.wake_call);
    wakers.push(begins[k] = at + costs.wake_latency);
  }
  return begins;
}

// No scheduler is faster: whole pieces on each thread from its begin on, and the longest chain. Forking is free here.
inline int64_t least_time(const Graph& graph, int cores, const simulate::Costs& costs, bool asleep) {
  const std::vector<int64_t> begins = earliest_begins(cores, costs, asleep);
  int64_t low = graph.chain * graph.piece, high = graph.work() + low;
  while (low < high) {
    const int64_t middle = (low + high) / 2;
    int64_t done = 0;
    for (size_t k = 0; k < begins.size(); ++k) {
      const int64_t left = middle - begins[k] - (k == 0 ? graph.serial : 0);
      done += std::max<int64_t>(0, left) / graph.piece;
    }
    if (done >= graph.pieces) high = middle;
    else low = middle + 1;
  }
  return low;
}

}  // namespace simulated
