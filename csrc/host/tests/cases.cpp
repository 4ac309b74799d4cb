// host_cases FOLDER: makes the calls that tests/conformance/hosted.py saved again, and compares what they give. One line for each
// program that differs; the last line counts.
#include <anabranch/anabranch.h>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cmath>
#include <filesystem>
#include <iostream>
#include <set>

namespace {

using c10::IValue;

std::string shown(const IValue& v) {
  std::ostringstream out;
  if (v.isCapsule()) return "an object";
  if (v.isEnum()) return v.toEnumHolder()->name();
  out << v;
  return out.str().substr(0, 300);
}

struct Differs {
  std::string what;
};
void demand(bool same, const IValue& actual, const IValue& expected) {
  if (!same) throw Differs{"got " + shown(actual) + ", expected " + shown(expected)};
}

bool is_close(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= 1e-12 + 1e-9 * std::abs(b); }

bool same_tensor(const at::Tensor& a, const at::Tensor& b) {
  if (a.sizes() != b.sizes() || a.scalar_type() != b.scalar_type() || a.requires_grad() != b.requires_grad()) return false;
  if (a.layout() != b.layout()) return false;
  return a.layout() == at::kStrided ? at::allclose(a.detach(), b.detach(), 1e-4, 1e-5, true) : same_tensor(a.detach().to_dense(), b.detach().to_dense());
}

void same(const IValue& actual, const IValue& expected);

template <class A, class B>
void same_items(const A& a, const B& b, const IValue& actual, const IValue& expected) {
  demand(a.size() == b.size(), actual, expected);
  for (size_t i = 0; i < a.size(); ++i) same(a[i], b[i]);
}

void same_dict(const IValue& actual, const IValue& expected) {
  const auto a = actual.toGenericDict(), b = expected.toGenericDict();
  demand(a.size() == b.size(), actual, expected);
  auto it = a.begin();
  for (const auto& entry : b) {
    same(it->key(), entry.key());
    same(it->value(), entry.value());
    ++it;
  }
}

void same(const IValue& actual, const IValue& expected) {
  if (anabranch::Future::is(actual)) return same(anabranch::Future(actual).wait(), expected);
  if (actual.isEnum() && expected.isString()) return demand(actual.toEnumHolder()->name() == expected.toStringRef(), actual, expected);
  if (expected.isTensor()) return demand(actual.isTensor() && same_tensor(actual.toTensor(), expected.toTensor()), actual, expected);
  if (expected.isDouble()) return demand(actual.isDouble() && is_close(actual.toDouble(), expected.toDouble()), actual, expected);
  demand(actual.tagKind() == expected.tagKind(), actual, expected);
  if (expected.isList()) return same_items(actual.toListRef(), expected.toListRef(), actual, expected);
  if (expected.isTuple()) return same_items(actual.toTupleRef().elements(), expected.toTupleRef().elements(), actual, expected);
  if (expected.isGenericDict()) return same_dict(actual, expected);
  if (expected.isComplexDouble()) {
    const auto a = actual.toComplexDouble(), b = expected.toComplexDouble();
    return demand(is_close(a.real(), b.real()) && is_close(a.imag(), b.imag()), actual, expected);
  }
  demand(actual == expected, actual, expected);
}

void run_case(const anabranch::Module& program, const anabranch::Module& cases, const std::string& n) {
  const IValue arguments = cases.attribute("arguments_" + n), named = cases.attribute("named_" + n);
  const std::string error = cases.attribute("error_" + n).toStringRef();
  anabranch::Named by_name;
  for (const IValue& pair : named.toListRef()) by_name.emplace_back(pair.toTupleRef().elements()[0].toStringRef(), pair.toTupleRef().elements()[1]);
  at::manual_seed(4321);
  try {
    const IValue result = program(arguments.toListRef().vec(), by_name);
    if (!error.empty()) throw Differs{"expected " + error + ", got " + shown(result)};
    same(result, cases.attribute("expected_" + n));
  } catch (const anabranch::Error& e) {
    const std::string type = e.type().substr(e.type().rfind('.') + 1);
    if (error.empty() || type != error) throw Differs{(error.empty() ? "" : "expected " + error + ", got ") + std::string(e.what())};
  }
}

size_t number_of_cases(const anabranch::Module& cases) {
  for (size_t n = 0;; ++n) {
    try {
      cases.attribute("error_" + std::to_string(n));
    } catch (const anabranch::Error&) {
      return n;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  at::set_num_threads(1);
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1]))
    if (entry.path().extension() == ".cases") files.insert(entry.path());
  size_t failed = 0, calls = 0;
  for (std::filesystem::path file : files) {
    try {
      const auto cases = anabranch::load(file.string());
      const auto program = anabranch::load(file.replace_extension(".ab").string());
      for (size_t n = 0, count = number_of_cases(cases); n < count; ++n, ++calls) run_case(program, cases, std::to_string(n));
    } catch (const Differs& d) {
      ++failed;
      std::cout << file.stem().string() << ": " << d.what << std::endl;
    } catch (const std::exception& e) {
      ++failed;
      std::cout << file.stem().string() << ": " << e.what() << std::endl;
    }
  }
  std::cout << files.size() - failed << " passed, " << failed << " failed; " << calls << " calls" << std::endl;
  return failed != 0;
}
