// How long a thread looks for work before it sleeps, and whether it had the core that it wanted.
//
// A wake-up costs 30 to 65 us on a virtual machine, and as much of the waker's time as a small task. So who usually finds
// something soon looks a little longer than usual; who usually does not looks for `least` and sleeps.
#pragma once
#include <algorithm>
#include <cstdint>

namespace anabranch::sched {

class Patience {
 public:
  // Nanoseconds to look for, at most `most`.
  int64_t spin(int64_t least, int64_t most) const {
    const int64_t wanted = kMargin * usual_;
    return least > 0 && wanted > least && wanted <= most ? wanted : least;
  }
  // From the first look to the find, sleep included. A long one counts as four times `most`: a pause says that there was one.
  void note(int64_t nanoseconds, int64_t most) {
    usual_ += (std::clamp<int64_t>(nanoseconds, 1, 4 * most) - usual_) / kWeight;
  }

 private:
  static constexpr int64_t kMargin = 2, kWeight = 4;
  int64_t usual_ = 0;  // a moving average
};

// CPU time against the clock, of a thread while it wants to run. The owner's alone.
class Attendance {
 public:
  static constexpr int64_t kWindow = 3'000'000;  // nanoseconds of wanting that say something

  void begin(int64_t now, int64_t cpu) { wall_ = now, cpu_ = cpu; }
  // Before it sleeps or blocks; it says begin() again afterwards.
  void pause(int64_t now, int64_t cpu) {
    if (!wall_) return;
    wanted_ += now - wall_, had_ += cpu - cpu_;
    wall_ = 0;
  }
  bool is_due(int64_t now) const { return wall_ && wanted_ + now - wall_ >= kWindow; }
  // At the end of a window: had it less than three quarters of a core?
  bool was_kept_out(int64_t now, int64_t cpu) {
    pause(now, cpu);
    const bool kept_out = 4 * had_ < 3 * wanted_;
    wanted_ = had_ = 0;
    begin(now, cpu);
    return kept_out;
  }

 private:
  int64_t wall_ = 0, cpu_ = 0;  // when it began to want; 0: it does not
  int64_t wanted_ = 0, had_ = 0;
};

}  // namespace anabranch::sched
