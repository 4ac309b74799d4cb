#include "aten/fused_loops.h"

#include <ATen/Version.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

// Exported by libtorch_cpu where MKL is linked in (x86): what ATen itself calls for matrices, tanh and exp.
extern "C" {
__attribute__((weak)) void sgemm_(const char*, const char*, const int* m, const int* n, const int* k, const float* alpha, const float* a,
                                  const int* lda, const float* b, const int* ldb, const float* beta, float* c, const int* ldc);
__attribute__((weak)) void vmsTanh(int n, const float* in, float* out, int64_t mode);
__attribute__((weak)) void vmsExp(int n, const float* in, float* out, int64_t mode);
}

namespace anabranch::aten::fused {

namespace {

struct Binary {
  Action::Loop by[2][2];  // whether a, b are repeated
};
struct Loops {
  Action::Loop relu, neg, sigmoid, copy, repeat;
  Binary binary[4];  // add, sub, mul, div
};

namespace plain {
constexpr int LANES = 4;
constexpr bool HAS_EXP = false;
template <class T>
static inline T exp_of(T v) { return v; }
#include "aten/fused_loops.inc"
}  // namespace plain
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define ANABRANCH_VECTORS 1
#pragma GCC push_options
#pragma GCC target("avx2")
namespace avx2 {
constexpr int LANES = 8;
constexpr bool HAS_EXP = true;
using V8 = float __attribute__((vector_size(32)));
extern "C" V8 Sleef_expf8_u10(V8);
static inline V8 exp_of(V8 v) { return Sleef_expf8_u10(v); }
#include "aten/fused_loops.inc"
}  // namespace avx2
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f")
namespace avx512 {
constexpr int LANES = 16;
constexpr bool HAS_EXP = true;
using V16 = float __attribute__((vector_size(64)));
extern "C" V16 Sleef_expf16_u10(V16);
static inline V16 exp_of(V16 v) { return Sleef_expf16_u10(v); }
#include "aten/fused_loops.inc"
}  // namespace avx512
#pragma GCC pop_options
#endif

// As ATen chooses, which ATEN_CPU_CAPABILITY may tell: the bits of a sigmoid depend on it.
const Loops& find_loops() {
#ifdef ANABRANCH_VECTORS
  const std::string chosen = at::get_cpu_capability();
  if (chosen == "AVX512" && __builtin_cpu_supports("avx512f")) return avx512::loops;
  if (chosen == "AVX2" && __builtin_cpu_supports("avx2")) return avx2::loops;
#endif
  return plain::loops;
}
const Loops& loops() {
  static const Loops& found = find_loops();
  return found;
}

constexpr int64_t kAccurate = 0x2 | 0x140000 | 0x100;  // VML_HA | VML_FTZDAZ_OFF | VML_ERRMODE_IGNORE

template <void (*f)(int, const float*, float*, int64_t)>
void by_mkl(const Action& x, float* const* at) {
  for (int64_t r = 0; r < x.rows; ++r) f(static_cast<int>(x.columns), at[x.a] + r * x.a_row, at[x.out] + r * x.out_row, kAccurate);
}
template <float (*f)(float)>
void one_by_one(const Action& x, float* const* at) {
  for (int64_t r = 0; r < x.rows; ++r)
    std::transform(at[x.a] + r * x.a_row, at[x.a] + r * x.a_row + x.columns, at[x.out] + r * x.out_row, f);
}
float tanh_of(float x) { return std::tanh(x); }
float exp_of(float x) { return std::exp(x); }

// a (rows × inner) times b, whose columns are the result's, or whose rows if it is transposed. BLAS counts columns first: what it
// computes is b times a there, but for a single column. As ATen's addmm calls it, for sums have its order then.
void product(const Action& x, float* const* at) {
  if (x.c != kNone) {
    Action bias = x;
    bias.a = x.c;
    bias.a_row = x.c_row;
    copy_loop(x.repeats_c)(bias, at);
  }
  const int rows = static_cast<int>(x.rows), columns = static_cast<int>(x.columns), k = static_cast<int>(x.inner);
  const float one = 1.0f, beta = x.c == kNone ? 0.0f : 1.0f;
  if (columns == 1) {
    sgemm_("t", "n", &rows, &columns, &k, &one, at[x.a], &k, at[x.b], &k, &beta, at[x.out], &rows);
  } else {
    const int ldb = x.transposed ? k : columns;
    sgemm_(x.transposed ? "t" : "n", "n", &columns, &rows, &k, &one, at[x.b], &ldb, at[x.a], &k, &beta, at[x.out], &columns);
  }
}

}  // namespace

Action::Loop unary_loop(Do what) {
  switch (what) {
    case Do::Relu: return loops().relu;
    case Do::Neg: return loops().neg;
    case Do::Sigmoid: return loops().sigmoid;
    case Do::Tanh: return vmsTanh != nullptr ? by_mkl<vmsTanh> : one_by_one<tanh_of>;
    case Do::Exp: return vmsExp != nullptr ? by_mkl<vmsExp> : one_by_one<exp_of>;
    default: return nullptr;
  }
}
Action::Loop binary_loop(Do what, bool repeats_a, bool repeats_b) {
  return loops().binary[static_cast<int>(what) - static_cast<int>(Do::Add)].by[repeats_a][repeats_b];
}
Action::Loop copy_loop(bool repeats) { return repeats ? loops().repeat : loops().copy; }
Action::Loop product_loop() { return sgemm_ != nullptr ? product : nullptr; }

}  // namespace anabranch::aten::fused
