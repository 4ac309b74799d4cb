// Static types as the machine needs them: to build lists, to answer isinstance, and for bind to convert at the border.
// Owned by a TypePool (bind keeps one for each Program, or one for the process); pointers stay valid as long as the pool.
#pragma once

#include "values.h"

#include <ATen/core/jit_type_base.h>

#include <deque>

namespace anabranch::vm {

enum class TypeKind : uint8_t {
  Any, None, Tensor, Int, Float, Bool, Complex, Number, Str, Device, Stream, Generator, Storage,
  List, Dict, Set, Tuple, Optional, Union, Future, Class, Interface, Enum, Function, PyObject,
};

struct TypeDesc {
  TypeKind kind = TypeKind::Any;
  std::string name;                       // str(type), for messages; the qualified name of class, enum, named tuple
  std::vector<const TypeDesc*> params;    // List: element; Dict: key, value; Tuple/Union: members; Optional/Future: one
  Ref<ClassDesc> cls;                     // Class (borrow-like; clear() breaks cycles)
  std::vector<std::string> field_names;   // NamedTuple
  c10::TypePtr c10_type;                  // what ATen calls it (AnyType where ATen has no word); set by TypePool::add
};

class TypePool {
 public:
  // Fills c10_type from kind and params (named tuples and enums may bring their own).
  const TypeDesc* add(TypeDesc desc);
  void clear();

 private:
  std::deque<TypeDesc> types_;
};

bool is_instance(const IValue& v, const TypeDesc& type);

}  // namespace anabranch::vm
