// Runs what anabranch.save wrote, in C++ programs without Python.
//
//   anabranch::Module model = anabranch::load("model.ab");
//   at::Tensor y = model.call("forward", {x, 3, true}).toTensor();
//
// Arguments and results are c10::IValue: tensors, numbers, strings, c10::List, c10::Dict, tuples, None for an Optional.  Forks of
// the program run in parallel; everything here may be used from several threads at once.
#pragma once

#include <ATen/core/Dict.h>
#include <ATen/core/List.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/ivalue.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#define ANABRANCH_API __attribute__((visibility("default")))

namespace anabranch {

using Arguments = std::vector<c10::IValue>;
using Named = std::vector<std::pair<std::string, c10::IValue>>;  // keyword arguments

// What a program raised, or why a file cannot be loaded or a call not be made. what() is all of it.
class ANABRANCH_API Error : public std::runtime_error {
 public:
  Error(std::string type, std::string message, std::string trace);
  ~Error() override;
  const std::string& type() const { return type_; }        // "ValueError"; "ArchiveError" for a file
  const std::string& message() const { return message_; }
  const std::string& trace() const { return trace_; }      // the script's places, innermost last; empty for a file
 private:
  std::string type_, message_, trace_;
};

namespace host {
struct FutureState;
struct Object;
}  // namespace host

// A task of a program whose Future was returned. Copies are the same future.
class ANABRANCH_API Future {
 public:
  static bool is(const c10::IValue& value);
  explicit Future(const c10::IValue& value);  // of a result for which `is` holds
  bool done() const;
  c10::IValue wait() const;  // the value, as often as it is asked for; throws the task's Error. The waiting thread helps.
  bool wait_for(std::chrono::duration<double> time) const;  // false: not done yet
  // Calls f when the task is done, at once if it is: on the thread that ends it, so f must be short and must not throw.
  void then(std::function<void(Future)> f) const;
  bool cancel() const;  // false: it was done
  c10::IValue value() const;  // to give to a program as an argument

 private:
  std::shared_ptr<const host::FutureState> state_;
};

// A compiled module, an object of a compiled class, or a function. Copies are the same one.
class ANABRANCH_API Module {
 public:
  static bool is(const c10::IValue& value);
  explicit Module(const c10::IValue& value);  // of a result for which `is` holds: an object of a class of the program
  explicit Module(std::shared_ptr<const host::Object> object);

  // Of a function that was saved alone the method is "forward". Arguments by position, then by name; defaults are the program's.
  c10::IValue call(const std::string& method, Arguments arguments = {}, const Named& named = {}) const;
  // What Python's module(...) is: forward between its hooks.
  c10::IValue operator()(Arguments arguments = {}, const Named& named = {}) const;
  bool has(const std::string& method) const;
  std::vector<std::string> methods() const;
  c10::IValue attribute(const std::string& name) const;
  c10::IValue value() const;  // to give to a program as an argument

 private:
  std::shared_ptr<const host::Object> object_;
};

// Maps the file: weights are read when they are used. The file may be replaced by another meanwhile, not overwritten.
// `device`: where all tensors go, instead of where they were. Throws Error; nothing in the file is believed or executed before it is checked.
ANABRANCH_API Module load(const std::string& path, std::optional<c10::Device> device = std::nullopt);

// Threads that run forks beside those that call: cores - 1 at first. 0: forks run on the calling thread.
ANABRANCH_API void set_num_workers(int workers);
ANABRANCH_API int num_workers();

}  // namespace anabranch
