// What values mean: Python's equality, hash, repr and str, for every IValue the language has.
// Not here: conversion to and from Python (csrc/bind), isinstance (types.h).
#pragma once

#include "values.h"

namespace anabranch::vm {

// Python's `a == b`: numbers by exact value across int, float, bool and complex, containers by their elements, tensors by
// is_nonzero of torch's ==, instances by their class's __eq__, else by identity.
bool values_equal(const IValue& a, const IValue& b);
// How containers compare what they hold: identity first, which for floats, unboxed as they are, means the same bits.
bool same_value(const IValue& a, const IValue& b);
// The order of an int and a float by exact value: negative, 0 or positive. The float is no NaN.
int compare(int64_t i, double d);
// Throws ScriptException(TypeError, "unhashable type: 'list'") as Python.
size_t value_hash(const IValue& v);
// Whether comparing or hashing `v` runs a method of a user's class.
bool has_user_equality(const IValue& v);
// A method that the language calls by itself, as a call inside the running task. `doing` is said if it goes too deep.
IValue call_method(Program* method, std::vector<IValue> args, const char* doing);
// repr() and str(); tensors and Python objects through hooks().str_value.
std::string value_repr(const IValue& v);
std::string value_str(const IValue& v);
const char* type_name(const IValue& v);   // "int", "list", "Tensor" … for messages

}  // namespace anabranch::vm
