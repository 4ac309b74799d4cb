// What a fork and its wait cost in the scheduler alone (the toy VM's coroutines and std::function are in it too).
#include "toy.h"

using namespace toy;

namespace {

// A task without body or frames: the scheduler's share only.
struct Empty : Task { int64_t value = 0; };

// Processor time of this thread: the machine may be busy with others.
int64_t cpu_now() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return int64_t{t.tv_sec} * 1000000000 + t.tv_nsec;
}

double pairs(Machine& m, int n) {
  double ns = 0;
  m.call([&, n](Toy& t) -> Frame {
    Scheduler& s = m.scheduler;
    const int64_t start = cpu_now();
    for (int i = 0; i < n; ++i) {
      Ref<Empty> f = make_counted<Empty>();
      s.fork(t, *f);
      if (s.wait(t, *f) == Wait::Claimed) (void)s.end_claimed(t);
      else std::abort();
    }
    ns = double(cpu_now() - start) / n;
    co_return;
  });
  return ns;
}

double batches(Machine& m, int n) {
  double ns = 0;
  m.call([&, n](Toy& t) -> Frame {
    Scheduler& s = m.scheduler;
    const int64_t start = cpu_now();
    std::vector<Ref<Empty>> fs;
    for (int round = 0; round < n / 1000; ++round) {
      fs.clear();
      for (int i = 0; i < 1000; ++i) {
        fs.push_back(make_counted<Empty>());
        s.fork(t, *fs.back());
      }
      for (auto& f : fs) {
        const Wait w = s.wait(t, *f);
        if (w == Wait::Claimed) (void)s.end_claimed(t);
        else if (w == Wait::Suspend) while (!f->done()) Platform::relax();
      }
    }
    ns = double(cpu_now() - start) / n;
    co_return;
  });
  return ns;
}

struct Bare : Machine {
  using Machine::Machine;
  Outcome resume(Strand& strand) override {
    return dynamic_cast<Empty*>(&strand.home()) ? Outcome::Done : Machine::resume(strand);
  }
  void release_arguments(Task& task) override {
    if (!dynamic_cast<Empty*>(&task)) Machine::release_arguments(task);
  }
};

}  // namespace

int main() {
  for (int workers : {0, 1}) {
    Bare m(Options{.workers = workers});
    pairs(m, 100000);
    std::printf("%d workers: fork+wait in pairs %.1f ns, 1000 forks then 1000 waits %.1f ns per task\n", workers,
                pairs(m, 2000000), batches(m, 200000));
    double call = 0;
    const int64_t start = cpu_now();
    for (int i = 0; i < 200000; ++i) m.call([](Toy&) -> Frame { co_return; });
    call = double(cpu_now() - start) / 200000;
    std::printf("%d workers: empty call %.1f ns; task header %zu bytes\n", workers, call, sizeof(Task));
  }
}
