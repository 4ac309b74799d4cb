// repr() and str() of values (declared in value_ops.h).
#include "value_ops.h"

#include "codes.h"
#include "error.h"
#include "hooks.h"
#include "program.h"
#include "sharing.h"

#include "text/numbers.h"
#include "text/unicode.h"

#include <ATen/core/enum_type.h>
#include <ATen/core/function_schema.h>
#include <ATen/core/jit_type.h>

namespace anabranch::vm {

namespace {

bool from_hook(const IValue& v, bool repr, std::string* out) {
  const bool asks = v.isTensor() || try_as<PyObjectHolder>(v) != nullptr || try_as<Instance>(v) != nullptr;
  if (!asks || hooks().str_value == nullptr) return false;
  Raised error;
  if (hooks().str_value(v, repr, out, &error)) return true;
  throw ScriptException(error.error);
}

std::string device_repr(const c10::Device& d) {
  return "device(type='" + c10::DeviceTypeName(d.type(), true) + "'" + (d.has_index() ? ", index=" + std::to_string(d.index()) : "") + ")";
}

std::string enum_name(const IValue& v) {
  const auto e = v.toEnumHolder();
  return e->type()->qualifiedClassName().name() + "." + e->name();
}

// Appends to one text, so that deep nesting costs no copies, and knows the containers it is inside of.
class Writer {
 public:
  std::string out;

  void write(const IValue& v) {
    if (v.isInt()) out += std::to_string(v.toInt());
    else if (v.isBool()) out += v.toBool() ? "True" : "False";
    else if (v.isDouble()) out += text::float_repr(v.toDouble());
    else if (v.isString()) out += text::repr(v.toStringRef());
    else if (v.isNone()) out += "None";
    else if (v.isList() || v.isTuple() || try_as<Dict>(v) != nullptr || try_as<Set>(v) != nullptr) write_container(v);
    else write_other(v);
  }

 private:
  std::vector<const void*> open_;

  void write_container(const IValue& v) {
    check_depth("while getting the repr of an object");
    const void* self = v.internalToPointer();
    if (std::find(open_.rbegin(), open_.rend(), self) != open_.rend()) {
      out += v.isList() ? "[...]" : v.isTuple() ? "(...)" : try_as<Dict>(v) != nullptr ? "{...}" : "set(...)";
      return;
    }
    open_.push_back(self);
    if (v.isList()) write_list(v);
    else if (v.isTuple()) write_tuple(v);
    else if (auto* d = try_as<Dict>(v)) write_entries(IndexView(v, d->items).index(), true);
    else write_set(v);
    open_.pop_back();
  }

  void write_list(const IValue& v) {
    out += '[';
    const ListView items(v);
    for (size_t i = 0; i < items.size(); ++i) write_after(i, items[i]);
    out += ']';
  }

  void write_after(size_t before, const IValue& v) {
    if (before > 0) out += ", ";
    write(v);
  }

  void write_tuple(const IValue& v) {
    const auto& tuple = v.toTupleRef();
    const auto& elements = tuple.elements();
    const c10::TupleType* named = named_type(tuple);
    if (named != nullptr) out += named->name()->name();
    out += '(';
    for (size_t i = 0; i < elements.size(); ++i) {
      if (i > 0) out += ", ";
      if (named != nullptr) out += named->schema()->arguments()[i].name() + "=";
      write(elements[i]);
    }
    out += elements.size() == 1 && named == nullptr ? ",)" : ")";
  }

  void write_entries(const HashIndex& items, bool with_values) {
    out += '{';
    size_t before = 0;
    for (const auto& e : items.entries()) {
      if (!e.live) continue;
      write_after(before++, e.key);
      if (!with_values) continue;
      out += ": ";
      write(e.value);
    }
    out += '}';
  }

  void write_set(const IValue& v) {
    const IndexView items(v, as<Set>(v)->items);
    if (items->size() == 0) out += "set()";
    else write_entries(items.index(), false);
  }

  void write_other(const IValue& v) {
    std::string text;
    if (v.isComplexDouble()) out += text::complex_repr(std::complex<double>(v.toComplexDouble()));
    else if (v.isEnum()) write_enum(v);
    else if (v.isDevice()) out += device_repr(v.toDevice());
    else if (auto* code = try_as<Code>(v)) out += code_name(code->family, code->number);
    else if (from_hook(v, true, &text)) out += text;
    else if (auto* i = try_as<Instance>(v)) out += "<" + i->cls->name + " object>";
    else if (v.isCapsule()) out += std::string("<") + type_name(v) + ">";
    else write_as_torch(v);
  }

  void write_enum(const IValue& v) {
    out += "<" + enum_name(v) + ": ";
    write(v.toEnumHolder()->value());
    out += ">";
  }

  void write_as_torch(const IValue& v) {
    std::ostringstream stream;
    stream << v;
    out += stream.str();
  }
};

}  // namespace

std::string value_repr(const IValue& v) {
  Writer writer;
  writer.write(v);
  return std::move(writer.out);
}

std::string value_str(const IValue& v) {
  if (v.isString()) return v.toStringRef();
  if (v.isDevice()) return v.toDevice().str();
  if (v.isEnum()) return enum_name(v);
  std::string out;
  return from_hook(v, false, &out) ? out : value_repr(v);
}

}  // namespace anabranch::vm
