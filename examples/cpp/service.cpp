// A service that answers from several threads with a model that Python compiled and saved (model.py): service FILE [THREADS]
#include <anabranch/anabranch.h>

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace {

using Clock = std::chrono::steady_clock;

double microseconds_since(Clock::time_point start) { return std::chrono::duration<double, std::micro>(Clock::now() - start).count(); }

double median(std::vector<double> times) {
  std::nth_element(times.begin(), times.begin() + static_cast<long>(times.size() / 2), times.end());
  return times[times.size() / 2];
}

void expect(bool holds, const char* what) {
  if (holds) return;
  std::printf("wrong: %s\n", what);
  std::exit(1);
}

// One request: a batch, names for its rows, options.
c10::Dict<std::string, at::Tensor> answer(const anabranch::Module& model, const at::Tensor& x) {
  c10::Dict<std::string, double> options;
  options.insert("scale", 2.0);
  const c10::List<std::string> names({"first", "second"});
  return c10::impl::toTypedDict<std::string, at::Tensor>(model.call("answer", {x, options, names}, {{"limit", 5}}).toGenericDict());
}

void what_it_can_do(const anabranch::Module& model) {
  const at::Tensor x = at::ones({2, 20, 32});
  const at::Tensor scores = model({x}).toTensor();
  const auto found = answer(model, x);
  expect(found.size() == 2 && at::allclose(found.at("second"), scores[1].slice(0, 0, 5) * 2), "the answer");

  const anabranch::Future later(model.call("later", {x}));
  std::atomic<bool> told{false};
  later.then([&told](const anabranch::Future&) { told = true; });
  expect(at::allclose(later.wait().toTensor(), scores), "the future's value");
  while (!told) std::this_thread::yield();

  try {
    model.call("answer", {x, c10::Dict<std::string, double>(), c10::List<std::string>({"only one"})});
    expect(false, "a wrong request was answered");
  } catch (const anabranch::Error& e) {
    expect(e.type() == "ValueError" && e.message() == "1 names for 2 rows" && !e.trace().empty(), e.what());
    std::printf("%s\n", e.what());
  }
}

// Every thread asks as often as it can; all get the same answers.
void serve(const anabranch::Module& model, int threads, int requests) {
  const at::Tensor x = at::ones({2, 20, 32});
  const at::Tensor expected = answer(model, x).at("first");
  std::vector<std::vector<double>> times(static_cast<size_t>(threads));
  std::vector<std::thread> all;
  const auto start = Clock::now();
  for (auto& mine : times)
    all.emplace_back([&, requests] {
      const c10::NoGradGuard no_grad;
      for (int i = 0; i < requests; ++i) {
        const auto begin = Clock::now();
        const auto found = answer(model, x);
        mine.push_back(microseconds_since(begin));
        expect(at::allclose(found.at("first"), expected), "an answer");
      }
    });
  for (auto& t : all) t.join();
  const double seconds = microseconds_since(start) / 1e6;
  std::vector<double> every;
  for (const auto& mine : times) every.insert(every.end(), mine.begin(), mine.end());
  std::printf("service: %6.0f us a request, median of %zu from %d threads; %.0f requests a second\n", median(every), every.size(), threads,
              static_cast<double>(every.size()) / seconds);
}

void measure(const anabranch::Module& model) {
  const c10::NoGradGuard no_grad;
  const at::Tensor x = at::ones({1, 20, 32});
  std::vector<double> times;
  for (int i = 0; i < 1100; ++i) {
    const auto start = Clock::now();
    model({x});
    if (i >= 100) times.push_back(microseconds_since(start));
  }
  std::printf("C++:    %7.0f us a call, median of 1000 from one thread\n", median(times));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::printf("service FILE [THREADS]\n"), 2;
  try {
    const anabranch::Module model = anabranch::load(argv[1]);
    what_it_can_do(model);
    measure(model);
    serve(model, argc > 2 ? std::atoi(argv[2]) : 4, 200);
  } catch (const anabranch::Error& e) {
    std::printf("%s\n", e.what());
    return 1;
  }
}
