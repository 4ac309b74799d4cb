// Static types as the machine needs them: to build lists, to answer isinstance, and for bind to convert at the border.
// Counted: whoever keeps one may read it at any time. How long it means something to Python is bind's business (`user`).
#pragma once

#include "values.h"

#include <ATen/core/jit_type.h>

namespace anabranch::vm {

enum class TypeKind : uint8_t {
  Any, None, Tensor, Int, Float, Bool, Complex, Number, Str, Device, Stream, Generator, Storage,
  List, Dict, Set, Tuple, Optional, Union, Future, Class, Interface, Enum, Function, PyObject, Code,
};

struct TypeDesc final : c10::intrusive_ptr_target {
  TypeKind kind = TypeKind::Any;
  CodeFamily family = CodeFamily::Dtype;  // Code
  std::string name;                       // str(type), for messages; the qualified name of class, enum, named tuple
  std::vector<Ref<TypeDesc>> params;      // List: element; Dict: key, value; Tuple/Union: members; Optional/Future: one
  Ref<ClassDesc> cls;                     // Class, Interface
  std::vector<std::string> field_names;   // NamedTuple
  c10::TypePtr c10_type;                  // what ATen calls it (AnyType where ATen has no word)
  // NamedTuple: the type that values carry. It has a count of its own, so that its owner sees whether there are values.
  std::shared_ptr<c10::TupleType> values_type;
  void* user = nullptr;                   // bind's, under the GIL; null when Python has collected it

  // Fills c10_type from kind and params.
  void complete();
};

inline Ref<TypeDesc> kept(const TypeDesc& type) { return Ref<TypeDesc>::reclaim_copy(const_cast<TypeDesc*>(&type)); }

bool is_instance(const IValue& v, const TypeDesc& type);

}  // namespace anabranch::vm
