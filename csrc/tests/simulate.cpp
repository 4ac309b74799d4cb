// Speed-ups on simulated cores: the real scheduler on the virtual-time platform (base/platform_simulate.h).
//   simulate        the table: speed-ups on 1 to 64 cores, beside the best possible
//   simulate bars   what is to be reached; fails where less is reached than has been
//   simulate costs  with each cost changed
#include <cstdio>
#include <cstdlib>

#include <string>

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

// What is to be reached on 16 and on 64 cores, as speed-up or as part of what is possible, and what has been: less is a fault.
struct Bars { double bar[2], kept[2]; bool part; };
struct Row { Graph graph; Bars bars; };

std::vector<Row> rows() {
  return {{tree(15, 5'000), {{14, 50}, {14, 47}, false}},
          {fan(10'000, 20'000), {{15, 55}, {14.5, 45}, false}},
          {fan(26, 15'000, 10'000), {{0.8, 0.8}, {0.35, 0.15}, true}},
          {pipeline(256, 64, 20'000), {{0.8, 0.8}, {0.8, 0.75}, true}}};
}

double speedup(const Graph& graph, int64_t time) { return double(graph.work()) / double(time); }

void print_row(const Row& row, int64_t gap, const simulate::Costs& costs) {
  std::printf("%-52s %s", row.graph.name.c_str(), gap == kAsleep ? "asleep" : "awake ");
  for (int cores : {1, 2, 4, 16, 64}) {
    const Measured m = measure(row.graph, cores, costs, gap);
    const int64_t least = least_time(row.graph, cores, costs, gap == kAsleep);
    std::printf("  %4.1f of %4.1f", speedup(row.graph, m.time), speedup(row.graph, least));
    if (std::getenv("VERBOSE")) {
      std::printf(" [%ld us, %lu lines, %lu wakes]", m.time / 1000, m.counts.transfers, m.counts.wakes);
    }
    std::fflush(stdout);
  }
  std::printf("\n");
}

// Awake, the programs whose calls are short; asleep, the long ones. False: less than has been kept.
bool print_bars(const Row& row, const simulate::Costs& costs) {
  const int64_t gap = row.graph.work() < 1'000'000 ? kAwake : kAsleep;
  bool kept = true;
  for (int i = 0; i < 2; ++i) {
    const int cores = i ? 64 : 16;
    const int64_t time = measure(row.graph, cores, costs, gap).time;
    const double reached = row.bars.part ? double(least_time(row.graph, cores, costs, gap == kAsleep)) / double(time) : speedup(row.graph, time);
    std::printf("%-52s %d cores: %5.2f%s, bar %g: %s\n", row.graph.name.c_str(), cores, reached, row.bars.part ? " of the best possible" : "", row.bars.bar[i],
                reached >= row.bars.bar[i] ? "pass" : "MISS");
    kept &= reached >= row.bars.kept[i];
  }
  return kept;
}

// Conclusions count where they hold with each cost halved and trebled.
void print_costs(const Row& row) {
  std::printf("%s, speed-up on 64 cores with each cost x 0.5 and x 3, of the best possible\n", row.graph.name.c_str());
  const int64_t gap = row.graph.work() < 1'000'000 ? kAwake : kAsleep;
  for (const simulate::Field& field : simulate::kFields) {
    std::printf("  %-14s", field.name);
    for (double factor : {0.5, 3.0}) {
      simulate::Costs costs;
      costs.*field.cost = int64_t(double(costs.*field.cost) * factor);
      std::printf("  %4.1f of %4.1f", speedup(row.graph, measure(row.graph, 64, costs, gap).time),
                  speedup(row.graph, least_time(row.graph, 64, costs, gap == kAsleep)));
    }
    std::printf("\n");
    std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  const simulate::Costs costs;
  bool kept = true;
  if (mode.empty()) pairs(costs);
  for (const Row& row : rows()) {
    if (mode == "bars") kept &= print_bars(row, costs);
    else if (mode == "costs") print_costs(row);
    else for (int64_t gap : {kAsleep, kAwake}) print_row(row, gap, costs);
  }
  return kept ? 0 : 1;
}
