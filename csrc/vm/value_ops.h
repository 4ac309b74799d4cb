// What values mean: Python's equality, hash, repr and str, for every IValue the language has.
// Not here: conversion to and from Python (csrc/bind), isinstance (types.h).
#pragma once

#include "values.h"

namespace anabranch::vm {

// `a == b` as Python says for keys and list elements: numbers by value across int, float, bool and complex; tensors,
// instances and Python objects by identity.
bool values_equal(const IValue& a, const IValue& b);
// Throws ScriptException(TypeError, "unhashable type: 'list'") as Python.
size_t value_hash(const IValue& v);
// Whether comparing or hashing `v` runs a method of a user's class.
bool has_user_equality(const IValue& v);
// repr() and str(); tensors and Python objects through hooks().str_value.
std::string value_repr(const IValue& v);
std::string value_str(const IValue& v);
const char* type_name(const IValue& v);   // "int", "list", "Tensor" … for messages

}  // namespace anabranch::vm
