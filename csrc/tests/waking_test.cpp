// How long threads look, whether they had their cores, where they are woken.
#include <thread>

#include "sched/sleep.h"
#include "toy.h"

using namespace toy;
using sched::Attendance;
using sched::Patience;
using sched::Sleep;

namespace {

constexpr int64_t kLeast = 20'000, kMost = 200'000, kMillisecond = 1'000'000;

void test_patience_follows_short_gaps_and_gives_up_long_ones() {
  Patience patience;
  CHECK(patience.spin(kLeast, kMost) == kLeast);
  for (int i = 0; i < 30; ++i) patience.note(60'000, kMost);
  CHECK(patience.spin(kLeast, kMost) > 100'000 && patience.spin(kLeast, kMost) <= 120'000);
  for (int i = 0; i < 30; ++i) patience.note(10 * kMillisecond, kMost);
  CHECK(patience.spin(kLeast, kMost) == kLeast);  // calls every 10 ms cost 20 us of looking each: 0.2 % of a core
  for (int i = 0; i < 30; ++i) patience.note(60'000, kMost);
  CHECK(patience.spin(kLeast, kMost) > 100'000);
  CHECK(patience.spin(0, kMost) == 0);  // one core: nobody looks
}

// Whatever the gaps are, one look is bounded.
void test_a_look_is_bounded() {
  Patience patience;
  uint64_t state = 1;
  for (int i = 0; i < 100'000; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    patience.note(int64_t(state >> 33), kMost);
    CHECK(patience.spin(kLeast, kMost) >= kLeast && patience.spin(kLeast, kMost) <= kMost);
  }
}

void test_attendance() {
  Attendance attendance;
  attendance.begin(1, 1);
  CHECK(!attendance.is_due(2 * kMillisecond) && attendance.is_due(6 * kMillisecond));
  CHECK(!attendance.was_kept_out(6 * kMillisecond, 5 * kMillisecond));  // five of six
  CHECK(!attendance.is_due(8 * kMillisecond));
  CHECK(attendance.was_kept_out(12 * kMillisecond, 8 * kMillisecond));  // three of six
}

void test_sleep_is_no_absence() {
  Attendance attendance;
  attendance.begin(1, 1);
  attendance.pause(3 * kMillisecond, 3 * kMillisecond);
  CHECK(!attendance.is_due(90 * kMillisecond));  // asleep
  attendance.pause(95 * kMillisecond, 3 * kMillisecond);
  attendance.begin(100 * kMillisecond, 3 * kMillisecond);
  CHECK(attendance.is_due(103 * kMillisecond) && !attendance.was_kept_out(103 * kMillisecond, 6 * kMillisecond));
}

// At 0 the core is taken; when is it tried again, if each try of it fails after 5 ms?
void test_taken_cores_are_tried_again_later_and_later() {
  Sleep sleep(3);
  CHECK(sleep.allowed(sleep.word()) == 4);
  int64_t now = kMillisecond;
  for (int64_t believed : {10, 20, 40, 80, 80}) {
    sleep.note_taken(now);
    CHECK(sleep.any_taken() && sleep.allowed(sleep.word()) == 3);
    sleep.try_taken(now + (believed - 1) * kMillisecond);
    CHECK(sleep.any_taken());
    sleep.try_taken(now += believed * kMillisecond);
    CHECK(!sleep.any_taken() && sleep.allowed(sleep.word()) == 4);
    now += 5 * kMillisecond;
  }
  sleep.note_taken(now += 100 * kMillisecond);  // the last try went well for long
  sleep.try_taken(now + 10 * kMillisecond);
  CHECK(!sleep.any_taken());
}

void test_one_core_is_left_and_orphans_have_a_worker() {
  Sleep sleep(1);
  for (int i = 0; i < 5; ++i) sleep.note_taken(kMillisecond);
  sleep.add(Sleep::kCallers);
  CHECK(sleep.allowed(sleep.word()) == 0 && !sleep.has_idle());
  sleep.add_orphan();
  CHECK(sleep.allowed(sleep.word()) == 1);
}

// Its mask is whole again when it has been woken, wherever that is.
void test_masks_come_back() {
  cpu_set_t before;
  CHECK(sched_getaffinity(0, sizeof before, &before) == 0);
  Platform::Placement placement;
  for (int round = 0; round < 200; ++round) {
    Platform::Parker bed;
    std::atomic<int> number{0};
    std::thread sleeper([&] {
      placement.asleep();
      number = Platform::thread_number();
      bed.park();
      placement.awake();
      cpu_set_t after;
      CHECK(sched_getaffinity(0, sizeof after, &after) == 0 && CPU_EQUAL(&before, &after));
    });
    while (!number) std::this_thread::yield();
    placement.wake_elsewhere(number, [&] { bed.unpark(); });
    sleeper.join();
  }
}

}  // namespace

int main() {
  test_patience_follows_short_gaps_and_gives_up_long_ones();
  test_a_look_is_bounded();
  test_attendance();
  test_sleep_is_no_absence();
  test_taken_cores_are_tried_again_later_and_later();
  test_one_core_is_left_and_orphans_have_a_worker();
  test_masks_come_back();
  std::printf("waking tests passed\n");
}
