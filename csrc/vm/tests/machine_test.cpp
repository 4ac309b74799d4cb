// The machine without Python: arithmetic, calls, forks, errors, depth. Prints a line a case; exits 1 on a failure.
#include "asm.h"

#include <chrono>
#include <cstdio>

using namespace anabranch::vm;
using namespace anabranch::vm::test;

static int failures = 0;
static void check(const char* what, bool ok) {
  std::printf("%s %s\n", ok ? "ok  " : "FAIL", what);
  if (!ok) ++failures;
}
template <class F>
static double seconds(F f) {
  const auto t = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - t).count();
}
static constexpr Bank I = Bank::Int;
static constexpr int iI = 0, iV = 3;

// s = 0; for i in range(n): if i % 3 == 0: s += i else: s -= 1
static Ref<Program> int_loop() {
  Asm a("loop", {{I, 0}}, I, 3, 0);
  a(Op::LDI, 1, 0, 0, 0)(Op::LDI, 2, 0, 0, 0)(Op::JLE, 0, 2, 0, pack(8));
  a(Op::JMODNE, 2, 0, 3, pack(6, 0))(Op::ADD, 1, 1, 2)(Op::JMP, 0, 0, 0, pack(7))(Op::ADDI, 1, 1, 0, -1)(Op::LOOP, 2, 0, 0, pack(3));
  a(Op::RET, 1, iI);
  return program({a.f});
}

static Ref<Program> fib() {
  Asm a("fib", {{I, 0}}, I, 3, 0);
  a(Op::JGEI, 0, 0, 0, pack(2, 2))(Op::RET, 0, iI);
  a(Op::ADDI, 1, 0, 0, -1)(Op::CALLSELF, 1, iI, 1, pack(0, 0))(Op::ADDI, 2, 0, 0, -2)(Op::CALLSELF, 2, iI, 1, pack(1, 0));
  a(Op::ADD, 1, 1, 2)(Op::RET, 1, iI);
  return program({a.f}, {operand(OperandKind::Int, 1), operand(OperandKind::Int, 2)});
}

static Asm plus_one() {
  Asm body("plus_one", {{I, 0}}, I, 1, 0);
  body(Op::ADDI, 0, 0, 0, 1)(Op::RET, 0, iI);
  return body;
}

// for i in range(n): s += wait(fork(plus_one, i))
static Ref<Program> pairs() {
  Asm a("pairs", {{I, 0}}, I, 4, 1);
  a(Op::LDI, 1, 0, 0, 0)(Op::LDI, 2, 0, 0, 0)(Op::JLE, 0, 2, 0, pack(7));
  a(Op::FORK, 0, 0, 1, pack(0, 1))(Op::WAIT, 3, iI, 0, 1)(Op::ADD, 1, 1, 3)(Op::LOOP, 2, 0, 0, pack(3));
  a(Op::RET, 1, iI);
  return program({a.f, plus_one().f}, {operand(OperandKind::Int, 2)});
}

// l = [fork(plus_one, i) for i in range(n)]; sum(wait(f) for f in l)
static Ref<Program> fan() {
  Asm a("fan", {{I, 0}}, I, 4, 2);
  a(Op::LIST, 0, 0, 0, pack(0, 0))(Op::LDI, 1, 0, 0, 0)(Op::LDI, 2, 0, 0, 0)(Op::JLE, 0, 2, 0, pack(12));
  a(Op::FORK, 1, 0, 1, pack(0, 1))(Op::APPEND, 0, 0, 0, pack(1))(Op::LOOP, 2, 0, 0, pack(4));
  a(Op::LDI, 2, 0, 0, 0)(Op::LISTGET, 1, iV, 0, 2)(Op::WAIT, 3, iI, 1, 1)(Op::ADD, 1, 1, 3)(Op::LOOP, 2, 0, 0, pack(8));
  a(Op::RET, 1, iI);
  return program({a.f, plus_one().f}, {operand(OperandKind::Int, 2), operand(OperandKind::Move, 1)});
}

// f(n) = 0 if n <= 0 else wait(fork(f, n - 1)) + 1
static Ref<Program> nest() {
  Asm a("nest", {{I, 0}}, I, 2, 1);
  a(Op::JGTI, 0, 0, 0, pack(2, 0))(Op::RET, 0, iI);
  a(Op::ADDI, 1, 0, 0, -1)(Op::FORK, 0, 0, 1, pack(0, 0))(Op::WAIT, 1, iI, 0, 1)(Op::ADDI, 1, 1, 0, 1)(Op::RET, 1, iI);
  return program({a.f}, {operand(OperandKind::Int, 1)});
}

// g(n): fork(1 // n) and wait
static Ref<Program> failing() {
  Asm a("g", {{I, 0}}, I, 1, 1), b("body", {{I, 0}}, I, 2, 0);
  a(Op::FORK, 0, 0, 1, pack(0, 1))(Op::WAIT, 0, iI, 0, 1)(Op::RET, 0, iI);
  b(Op::LDI, 1, 0, 0, 1)(Op::FLOORDIV, 1, 1, 0)(Op::RET, 1, iI);
  return program({a.f, b.f}, {operand(OperandKind::Int, 0)});
}

// deep(n) = 0 if n <= 0 else deep(n - 1) + 1
static Ref<Program> deep() {
  Asm a("deep", {{I, 0}}, I, 2, 0);
  a(Op::JGTI, 0, 0, 0, pack(2, 0))(Op::RET, 0, iI);
  a(Op::ADDI, 1, 0, 0, -1)(Op::CALLSELF, 1, iI, 1, pack(0, 0))(Op::ADDI, 1, 1, 0, 1)(Op::RET, 1, iI);
  return program({a.f}, {operand(OperandKind::Int, 1)});
}

// l = [n]; two tasks: for i in range(n): l[0]; l[0] = i; l.append(i). Then len(l).
static Ref<Program> race() {
  Asm a("race", {{I, 0}}, I, 2, 3), b("body", {{Bank::Value, 0}, {I, 0}}, I, 4, 1);
  a(Op::LIST, 0, 0, 1, pack(0, 0))(Op::FORK, 1, 0, 2, pack(1, 1))(Op::FORK, 2, 0, 2, pack(1, 1));
  a(Op::WAIT, 1, iI, 1, 1)(Op::WAIT, 1, iI, 2, 1)(Op::LISTLEN, 1, 0, 0)(Op::DROP, 0)(Op::RET, 1, iI);
  b(Op::LDI, 1, 0, 0, 0)(Op::LDI, 3, 0, 0, 0);
  b(Op::LISTGETI, 2, iI, 0, 0)(Op::LISTSET, 0, 3, 0, pack(3))(Op::APPEND, 0, 0, 0, pack(3))(Op::LOOP, 1, 0, 0, pack(2));
  b(Op::DROP, 0)(Op::RET, 2, iI);
  return program({a.f, b.f}, {operand(OperandKind::Int, 0), operand(OperandKind::Copy, 0), operand(OperandKind::Int, 0), operand(OperandKind::Int, 1)});
}

// exit(self, type, value, trace): self.append(type); 1 // 0 if `fails`
static Ref<Program> exit_of_list(bool fails) {
  Asm a("exit", {{Bank::Value, 0}, {Bank::Value, 1}, {Bank::Value, 2}, {Bank::Value, 3}}, Bank::Value, 2, 4);
  a(Op::APPEND, 0, 0, 0, pack(0));
  if (fails) a(Op::LDI, 0, 0, 0, 1)(Op::LDI, 1, 0, 0, 0)(Op::FLOORDIV, 0, 0, 1);
  a(Op::RETNONE);
  return program({a.f}, {operand(OperandKind::Copy, 1)});
}

// with l: with l: l[99]
static Ref<Program> with_twice(const Ref<Program>& exit) {
  Asm a("with_twice", {{Bank::Value, 0}}, I, 1, 1);
  a(Op::ENTERED, 0, 0, 1, pack(0, 0))(Op::ENTERED, 0, 0, 1, pack(0, 0))(Op::LISTGETI, 0, iI, 0, 99)(Op::LEAVE)(Op::LEAVE)(Op::RET, 0, iI);
  return program({a.f}, {operand(OperandKind::Copy, 0)}, {}, {exit});
}

static void errors_in_with() {
  for (bool fails : {false, true}) {
    c10::impl::GenericList list(c10::AnyType::get());
    const Outcome o = run(with_twice(exit_of_list(fails)), {IValue(list)}, CallOptions{});
    const char* const last = fails ? "ZeroDivisionError" : "IndexError";
    check("an error calls both exits", list.size() == 2 && list.get(0).toStringRef() == "IndexError" && list.get(1).toStringRef() == last);
    check("and goes on, or the error of the exit", o.error && o.error.error->type_name == last && static_cast<bool>(o.error.context) == fails);
  }
}

static int64_t call(const Ref<Program>& p, int64_t n, bool serial = false) {
  Outcome o = run(p, {IValue(n)}, CallOptions{serial});
  if (o.error) std::printf("     error %s: %s\n", o.error.error->type_name.c_str(), o.error.error->message.c_str());
  return o.error ? -1 : o.value.toInt();
}

// d = fork(plus_one) chains: a list that holds a future whose argument is the list of the one before (dropped from the head).
static void drop_chain(int n) {
  IValue v;
  for (int i = 0; i < n; ++i) {
    c10::impl::GenericList l(c10::AnyType::get());
    l.push_back(std::move(v));
    v = finished_future(IValue(std::move(l)));
  }
}

// The same of lists and tuples, which ATen would free in C++ frames.
static void drop_nest(int n) {
  IValue v;
  for (int i = 0; i < n; ++i) {
    c10::impl::GenericList l(c10::AnyType::get());
    l.push_back(c10::ivalue::Tuple::create(IValue(i), std::move(v)));
    v = std::move(l);
  }
  drop(std::move(v));
}

static void scenarios(bool serial) {
  check("fork in a loop", call(pairs(), 1000, serial) == 500500);
  check("fan of 1000", call(fan(), 1000, serial) == 500500);
  check("10,000 nested forks", call(nest(), 10000, serial) == 10000);
  check("two tasks change one list", call(race(), 20000, serial) == 40001);
  Outcome o = run(failing(), {IValue(int64_t{0})}, CallOptions{serial});
  check("error type", o.error && o.error.error->type_name == "ZeroDivisionError");
  check("error trace", o.error && o.error.trace.size() == 3 && o.error.trace[1].kind == TraceEntry::Fork && o.error.trace[2].function->name == "g");
  check("works after an error", call(failing(), 1, serial) == 1);
}

int main() {
  check("int loop", call(int_loop(), 10) == 18 - 6);
  check("fib", call(fib(), 20) == 6765);
  check("recursion 100,000 deep", call(deep(), 100000) == 100000);
  Outcome o = run(deep(), {IValue(int64_t{3000000})});
  check("recursion limit", o.error && o.error.error->type_name == "RecursionError");
  scenarios(false);
  scenarios(true);
  errors_in_with();
  drop_chain(1000000);
  check("a chain of 10^6 futures dropped", true);
  drop_nest(1000000);
  check("10^6 lists and tuples in each other dropped", true);
  check("counters move", counters().instructions > 0 && counters().tasks > 0);

  auto loop = int_loop(), fibonacci = fib(), pair = pairs(), fans = fan();
  for (int k = 0; k < 3; ++k) {
    std::printf("int loop 1e5: %.3f ms\n", seconds([&] { call(loop, 100000); }) * 1e3);
    std::printf("fib(25): %.2f ns a call\n", seconds([&] { call(fibonacci, 25); }) * 1e9 / 242785);
    std::printf("fork+wait: %.1f ns\n", seconds([&] { call(pair, 100000); }) * 1e4);
    std::printf("fan of 1000: %.1f ns each\n", seconds([&] { call(fans, 1000); }) * 1e6);
    std::printf("empty call: %.0f ns\n", seconds([&] { for (int i = 0; i < 10000; ++i) call(fibonacci, 1); }) * 1e5);
  }
  return failures != 0;
}
