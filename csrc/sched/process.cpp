// The pool's life: size, shutdown, fork() of the process, and how many cores there are.
#include <sched.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <new>
#include <string>

#include "sched/scheduler.h"

namespace anabranch::sched {

// ---- cores ----------------------------------------------------------------------------------------------------

namespace {

// First two numbers of a file; a word that is no number (cgroup's "max") leaves -1.
bool read_numbers(const std::string& path, long long (&out)[2]) {
  FILE* file = std::fopen(path.c_str(), "r");
  if (!file) return false;
  char text[2][32] = {"", ""};
  const int count = std::fscanf(file, "%31s %31s", text[0], text[1]);
  std::fclose(file);
  for (int i = 0; i < 2; ++i) out[i] = -1, (void)std::sscanf(text[i], "%lld", &out[i]);
  return count >= 1;
}

int cores_of(long long quota, long long period) {
  if (quota <= 0 || period <= 0) return 1 << 20;
  return int(std::max<long long>(1, (quota + period - 1) / period));
}

// This process's directory under `controller` ("" for cgroup v2) as /proc/self/cgroup has it.
std::string cgroup_path(const char* controller) {
  FILE* file = std::fopen("/proc/self/cgroup", "r");
  if (!file) return "";
  char line[4096];
  std::string path;
  while (std::fgets(line, sizeof line, file)) {
    char* names = std::strchr(line, ':');
    char* place = names ? std::strchr(names + 1, ':') : nullptr;
    if (!place) continue;
    *place++ = 0;
    place[std::strcspn(place, "\n")] = 0;
    const std::string list = std::string(",") + (names + 1) + ",";
    const std::string wanted = *controller ? std::string(",") + controller + "," : ",,";
    if (list.find(wanted) != std::string::npos) path = place;
  }
  std::fclose(file);
  return path == "/" ? "" : path;
}

// The tightest limit from this group up to the root (inside a container only the root may be visible).
template <class Limit>
int tightest(const std::string& root, std::string path, Limit limit) {
  int cores = 1 << 20;
  for (;;) {
    cores = std::min(cores, limit(root + path));
    if (path.empty()) return cores;
    path.resize(path.rfind('/') == std::string::npos ? 0 : path.rfind('/'));
  }
}

int cgroup_cores() {
  const int v2 = tightest("/sys/fs/cgroup", cgroup_path(""), [](const std::string& directory) {
    long long n[2];
    return read_numbers(directory + "/cpu.max", n) ? cores_of(n[0], n[1]) : 1 << 20;
  });
  const int v1 = tightest("/sys/fs/cgroup/cpu", cgroup_path("cpu"), [](const std::string& directory) {
    long long quota[2], period[2];
    const bool found = read_numbers(directory + "/cpu.cfs_quota_us", quota) &&
                       read_numbers(directory + "/cpu.cfs_period_us", period);
    return found ? cores_of(quota[0], period[0]) : 1 << 20;
  });
  return std::min(v1, v2);
}

int affinity_cores() {
  for (int most = 1024; most <= 1 << 16; most *= 4) {
    cpu_set_t* set = CPU_ALLOC(most);
    const size_t bytes = CPU_ALLOC_SIZE(most);
    const int count = sched_getaffinity(0, bytes, set) == 0 ? CPU_COUNT_S(bytes, set) : 0;
    CPU_FREE(set);
    if (count) return count;
  }
  return 1;
}

}  // namespace

int usable_cores() { return std::max(1, std::min(affinity_cores(), cgroup_cores())); }

// ---- size and end ---------------------------------------------------------------------------------------------

Scheduler::~Scheduler() {
  shutdown();
  while (Entry entry = injector_.pop()) {
    if (!entry.is_strand()) entry.task()->unref();
  }
}

void Scheduler::set_workers(int workers) {
  sleep_.set_workers(std::max(0, workers));
  wake_if_work();
}

void Scheduler::wake_all() {
  while (Worker* worker = registry_.unpark_one()) {
    sleep_.add(Sleep::kAwake + Sleep::kSearching);
    worker->parker_.unpark();
  }
}

// Makes every worker look (poll_slow); callers find that they are not meant.
void Scheduler::ask_to_yield() {
  for (int i = 0, size = registry_.size(); i < size; ++i) registry_.at(i).yield_.store(true, std::memory_order_relaxed);
}

namespace {

template <class Condition>
bool wait_until(int64_t timeout, Condition condition) {
  Platform::Parker clock;  // nobody unparks it: a sleep that the explorer knows
  for (const int64_t end = Platform::now() + timeout; !condition();) {
    if (Platform::now() >= end) return false;
    clock.park_for(200'000);
  }
  return true;
}

}  // namespace

bool Scheduler::shutdown(int64_t timeout) {
  stopping_.store(true, std::memory_order_seq_cst);
  return wait_until(timeout, [this] {
    ask_to_yield();  // again and again: a thread may have begun since
    wake_all();
    return threads_.load(std::memory_order_seq_cst) == 0;
  });
}

bool Scheduler::quiesce(int64_t timeout) {
  frozen_.store(true, std::memory_order_seq_cst);
  return wait_until(timeout, [this] {
    ask_to_yield();
    return Sleep::awake(sleep_.word()) == 0;
  });
}

void Scheduler::resume_after_fork() {
  frozen_.store(false, std::memory_order_seq_cst);
  wake_if_work();
}

// Other threads stopped in the middle of anything: their deques, lists and the queue are left where they are and
// replaced by new ones. Locks are plain bytes and may be reset.
void Scheduler::abandon_after_fork() {
  uint64_t awake = 0;
  for (Worker* worker = Worker::current(); worker; worker = worker->outer_) {
    worker->keep_after_fork_ = true;
    worker->pooled_ = false;
    if (worker->active_ && !worker->blocking_) awake += Sleep::kCallers;
  }
  registry_.reset_after_fork();
  for (int i = 0, size = registry_.size(); i < size; ++i) {
    Worker& worker = registry_.at(i);
    if (!std::exchange(worker.keep_after_fork_, false)) new (&worker.deque_) Deque;
    worker.yield_.store(false, std::memory_order_relaxed);
  }
  new (&injector_) Injector;
  mixed_lock_.reset_after_fork();
  mixed_ = nullptr;
  sleep_.reset_after_fork(awake);
  threads_.store(0);
  refused_.store(false);
  frozen_.store(false, std::memory_order_seq_cst);
}

}  // namespace anabranch::sched
