// Reference counts and free lists.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "base/insert_only_map.h"
#include "toy.h"

using namespace toy;

namespace {

int alive = 0;

struct Link : Counted, Pooled {
  explicit Link(Ref<Link> next) : next(std::move(next)) { ++alive; }
  ~Link() override { --alive; }
  Ref<Link> next;
};

void test_chain_of_a_million() {
  Ref<Link> head;
  for (int i = 0; i < 1'000'000; ++i) head = make_counted<Link>(std::move(head));
  CHECK(alive == 1'000'000);
  head = nullptr;
  CHECK(alive == 0);
}

// Two cache lines: a third of it is the place of a lazy fork in the list of its strand.
void test_task_size() { CHECK(sizeof(Task) <= 128); }

void test_deque_order() {
  Machine m(Options{.workers = 0});
  Deque deque;
  std::vector<Ref<ToyTask>> tasks;
  for (int i = 0; i < 200; ++i) {
    tasks.push_back(make_counted<ToyTask>(Body{}));
    tasks.back()->ref();
    deque.push(Entry::of(*tasks.back(), uint16_t(i % 7)));
  }
  bool lost = false;
  CHECK(deque.oldest_has(0) && !deque.steal_if(&lost, 3) && !lost);
  for (int i = 0; i < 200; i += 2) CHECK(tasks[i]->try_claim());  // stale: half of them
  deque.tidy();
  CHECK(deque.size() == 100);
  Entry first = deque.steal(&lost);
  CHECK(first.task() == tasks[1].get() && first.tag() == 1);
  Entry last = deque.pop();
  CHECK(last.task() == tasks[199].get());
  CHECK(deque.remove_claimed(*tasks[197]) && deque.remove_claimed(*tasks[3]) && !deque.remove_claimed(*tasks[99]));
  first.task()->unref(), last.task()->unref(), tasks[197]->unref(), tasks[3]->unref();
  while (Entry entry = deque.pop()) entry.task()->unref();
}

void test_free_list_across_threads() {
  std::vector<Ref<Link>> made;
  for (int i = 0; i < 5000; ++i) made.push_back(make_counted<Link>(nullptr));
  std::thread([&] { made.clear(); }).join();
  for (int i = 0; i < 5000; ++i) made.push_back(make_counted<Link>(nullptr));
  made.clear();
  CHECK(alive == 0);
}

// One thread adds, as the loader does, while others look up: what they find is whole, and stays.
void test_map_that_grows_while_others_look() {
  constexpr int kNames = 400, kReaders = 3;
  InsertOnlyMap<std::pair<int, std::string>> map;
  std::atomic<bool> whole{true};
  std::atomic<int> ready{0};
  const auto look = [&] {
    ++ready;
    for (int known = 0; known < kNames;) {
      const std::string name = "method" + std::to_string(known);
      const auto* found = map.find(name);
      if (found == nullptr) continue;
      if (found->second != name || found->first != known || map.find(name) != found) whole = false;
      ++known;
    }
  };
  std::vector<std::thread> readers;
  for (int i = 0; i < kReaders; ++i) readers.emplace_back(look);
  while (ready < kReaders) std::this_thread::yield();
  for (int i = 0; i < kNames; ++i) {
    const std::string name = "method" + std::to_string(i);
    CHECK(map.insert(name, {i, name}));
    CHECK(!map.insert(name, {-1, "another"}));
  }
  for (std::thread& reader : readers) reader.join();
  CHECK(whole && map.find("method") == nullptr);
}

}  // namespace

int main() {
  test_chain_of_a_million();
  test_task_size();
  test_deque_order();
  test_free_list_across_threads();
  test_map_that_grows_while_others_look();
  std::printf("base tests passed\n");
}
