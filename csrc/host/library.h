// What an archive brings, in the machine: types, classes, functions, objects. It lives as long as anything made of it is in use.
#pragma once

#include "vm/program.h"

#include <map>
#include <memory>

namespace anabranch::host {

using c10::IValue;
using vm::Ref;
using vm::TypeDesc;
using vm::TypeKind;

struct Parameter {
  std::string name;
  Ref<TypeDesc> type;
  bool keyword_only = false;
  size_t size = 0;  // of `int[N]`: one int stands for N of them
  std::optional<IValue> fallback;
};

struct Function {
  std::string name;
  Ref<vm::Program> program;
  std::vector<Parameter> parameters;
  Ref<TypeDesc> result;
};

struct Class {
  std::string entry;  // the method that a call of the object is
  std::map<std::string, const Function*> methods;
};

struct Library {
  Library() = default;
  Library(const Library&) = delete;
  // Programs and classes hold each other: they let go here.
  ~Library();

  std::vector<Ref<TypeDesc>> types;
  std::map<const vm::ClassDesc*, Class> classes;
  std::vector<std::unique_ptr<Function>> functions;
  std::vector<IValue> objects;
  const Function* root_function = nullptr;  // else the root is the first object
  std::map<std::pair<std::string, int32_t>, std::string> lines;  // of source, for traces
};

// An object of a class, or a function.
struct Object {
  std::shared_ptr<const Library> library;
  Ref<vm::Instance> instance;          // null: the function
  const Function* function = nullptr;
};

// From the file (read.cpp). Throws ScriptException.
std::shared_ptr<const Library> read_library(const std::string& path, std::optional<c10::Device> device);

}  // namespace anabranch::host
