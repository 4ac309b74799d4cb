// Speed-ups on simulated cores: the real scheduler on the virtual-time platform (base/platform_simulate.h).
//   simulate            the table
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "simulate_graphs.h"

using namespace simulated;

namespace {

struct Measured { int64_t time; simulate::Counts counts; };

// One call after `gap` of nothing; those before have made the threads, and show what a program that calls again and again gets.
Measured measure(const Graph& graph, int cores, const simulate::Costs& costs, int64_t gap) {
  struct Run { const Graph& graph; int cores; int64_t gap; Measured result; } run{graph, cores, gap, {}};
  simulate::run(cores, costs, [](void* argument) -> void* {
    Run& run = *static_cast<Run*>(argument);
    SimulatedMachine machine(Options{.cores = run.cores});
    const int calls = run.graph.work() < 1'000'000 ? 10 : 2;
    for (int i = 0; i < calls; ++i) {
      simulate::spend(run.gap);
      const int64_t began = simulate::now();
      const simulate::Counts before = simulate::counts();
      CHECK(machine.call(run.graph.body) == Error::None);
      const simulate::Counts after = simulate::counts();
      run.result = {simulate::now() - began, {after.transfers - before.transfers, after.wakes - before.wakes, after.switches}};
    }
    CHECK(machine.scheduler.shutdown(1'000'000'000));
    return nullptr;
  }, &run);
  return run.result;
}

// What a fork and its wait cost on one thread: to be compared with sched_bench's number, which is measured.
void pairs(const simulate::Costs& costs) {
  simulate::run(1, costs, [](void*) -> void* {
    SimulatedMachine machine(Options{.cores = 1});
    const int64_t began = simulate::now();
    constexpr int kPairs = 1'000;
    CHECK(machine.call([](Toy& t) -> Frame {
      for (int i = 0; i < kPairs; ++i) co_await await_task(t, fork_task(t, [](Toy&) -> Frame { co_return; }));
    }) == Error::None);
    std::printf("a fork and its wait, one after the other: %ld ns\n", (simulate::now() - began) / kPairs);
    CHECK(machine.scheduler.shutdown(1'000'000'000));
    return nullptr;
  }, nullptr);
}

constexpr int64_t kAsleep = 1'000'000, kAwake = 5'000;

void row(const Graph& graph, int64_t gap, const simulate::Costs& costs) {
  std::printf("%-52s %s", graph.name.c_str(), gap == kAsleep ? "asleep" : "awake ");
  for (int cores : {1, 2, 4, 16, 64}) {
    const Measured m = measure(graph, cores, costs, gap);
    const int64_t least = least_time(graph, cores, costs, gap == kAsleep);
    std::printf("  %5.1f of %5.1f", double(graph.work()) / double(m.time), double(graph.work()) / double(least));
    if (std::getenv("VERBOSE")) {
      std::printf(" [%ld us, %lu lines, %lu wakes]", m.time / 1000, m.counts.transfers, m.counts.wakes);
    }
    std::fflush(stdout);
  }
  std::printf("\n");
}

}  // namespace

int main() {
  const simulate::Costs costs;
  pairs(costs);
  const Graph graphs[] = {tree(15, 5'000), fan(10'000, 20'000), fan(26, 15'000, 10'000), pipeline(256, 64, 20'000)};
  for (const Graph& graph : graphs) {
    for (int64_t gap : {kAsleep, kAwake}) row(graph, gap, costs);
  }
}
