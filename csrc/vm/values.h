// Values the language has and operators never see, carried in `c10::IValue` capsules.
//
// Tensors, numbers, strings, lists, tuples, enums and devices are plain IValues, because operators take them. Everything
// below is a `torch::CustomClassHolder` of ours behind `IValue::make_capsule`; one byte says which, so a look is a compare.
// Not here: what values mean (equality, hash, repr, copy: value_ops.h), and futures' life (task.h).
#pragma once

#include "base/insert_only_map.h"
#include "base/spinlock.h"

#include <ATen/core/ivalue.h>
#include <ATen/core/List.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace anabranch::vm {

using c10::IValue;
template <class T>
using Ref = c10::intrusive_ptr<T>;

struct Function;  // program.h
struct Program;
struct TypeDesc;  // types.h
struct ClassDesc;

enum class CapsuleKind : uint8_t { Future, Instance, Function, PyObject, Dict, Set, Code };

struct Capsule : torch::CustomClassHolder {
  explicit Capsule(CapsuleKind k) : kind(k) {}
  const CapsuleKind kind;
};

// A class or module instance: one IValue a slot, in the order of `ClassType.attributes`.
struct Instance final : Capsule {
  static constexpr CapsuleKind Kind = CapsuleKind::Instance;
  Instance(Ref<ClassDesc> c, size_t n_slots);
  ~Instance() override;
  void release_resources() override;

  // Two tasks may use one module: reading and writing a slot at the same time must not tear a reference.
  IValue get(size_t slot) const;
  void set(size_t slot, IValue value);
  size_t size() const { return slots.size(); }

  Ref<ClassDesc> cls;
  std::vector<IValue> slots;  // directly only while nobody else can see the instance
  void* user = nullptr;       // bind's, under the GIL: the Python object in front of it

 private:
  mutable SpinLock lock_;
};

// A function as a value (prim::Constant of a FunctionType, bound methods with `self` captured first).
struct FunctionRef final : Capsule {
  static constexpr CapsuleKind Kind = CapsuleKind::Function;
  FunctionRef(Ref<Program> p, std::vector<IValue> captured);
  ~FunctionRef() override;

  Ref<Program> program;
  std::vector<IValue> captures;  // passed before the call's own arguments
  IValue owner;                  // keeps the program open: the Python object that owns it
};

// Any Python object. The VM never looks inside; the reference is dropped by `hooks().drop_python`.
struct PyObjectHolder final : Capsule {
  static constexpr CapsuleKind Kind = CapsuleKind::PyObject;
  explicit PyObjectHolder(void* owned) : Capsule(Kind), object(owned) {}
  ~PyObjectHolder() override;

  void* object;  // an owned PyObject*
};

// Open addressing over a dense entry list: insertion order, Python's hash and equality, any hashable key.
class HashIndex {
 public:
  struct Entry {
    Entry() = default;
    Entry(const IValue& k, size_t h) : key(k), hash(h) {}
    Entry(const Entry&) = default;
    Entry(Entry&&) noexcept = default;
    Entry& operator=(Entry other) noexcept;
    ~Entry();

    IValue key;
    IValue value;  // None in a set
    size_t hash = 0;
    bool live = true;
  };
  // The entry of `key`, or null. Throws ScriptException(TypeError) for an unhashable key.
  Entry* find(const IValue& key);
  const Entry* find(const IValue& key) const { return const_cast<HashIndex*>(this)->find(key); }
  // Returns the entry and whether it is new. An existing key object is kept, as Python does.
  std::pair<Entry*, bool> insert(const IValue& key);
  bool erase(const IValue& key, Entry* removed);
  bool pop_last(Entry* out);
  void clear();
  size_t size() const { return live_; }
  // Iteration: `for (auto& e : entries()) if (e.live)`.
  const std::vector<Entry>& entries() const { return entries_; }
  std::vector<Entry>& entries() { return entries_; }

 private:
  void rebuild(size_t capacity);
  size_t probe(const IValue& key, size_t hash, bool* found) const;
  std::vector<Entry> entries_;
  std::vector<int32_t> table_;  // -1 empty, -2 erased, else an entry's number
  size_t live_ = 0, used_ = 0;
};

struct Dict final : Capsule {
  static constexpr CapsuleKind Kind = CapsuleKind::Dict;
  Dict();
  ~Dict() override;
  HashIndex items;
  Ref<TypeDesc> type;  // the static Dict[K, V], for isinstance and for Python; may be null
};

struct Set final : Capsule {
  static constexpr CapsuleKind Kind = CapsuleKind::Set;
  Set() : Capsule(Kind) {}
  HashIndex items;
};

// A dtype, layout, memory format or qscheme in Any or a union; an int where its type says which of them it is. There is one of
// each (codes.h), so equal ones are the same.
enum class CodeFamily : uint8_t { Dtype, Layout, MemoryFormat, QScheme };
struct Code final : Capsule {
  static constexpr CapsuleKind Kind = CapsuleKind::Code;
  Code(CodeFamily f, int64_t n) : Capsule(Kind), family(f), number(n) {}
  const CodeFamily family;
  const int64_t number;
};

// What the VM knows of a class, a module's concrete type or an interface. Bind makes one per `ClassType`. Its count is one of
// its TypeDesc, and one for each instance: so its owner sees whether there are any.
struct ClassDesc final : c10::intrusive_ptr_target {
  ClassDesc();
  ~ClassDesc() override;
  std::string name;                              // qualified
  bool is_module = false;
  std::vector<std::string> slot_names;           // in ClassType.attributes order
  std::vector<Ref<TypeDesc>> slot_types;         // may be empty
  // By name: interface dispatch and __enter__/__exit__/__eq__/__hash__… Added to when a method is first compiled, while
  // workers run. The rest is written before anybody else knows the class.
  InsertOnlyMap<Ref<Program>> methods;
  // For isinstance: the identities of the Python class, first, and of its bases, which it keeps alive. May be empty.
  std::vector<uintptr_t> lineage;
  void* user = nullptr;                          // bind's, under the GIL; null when Python has collected it

  Program* find_method(std::string_view method) const;
  bool is_subclass_of(const ClassDesc* other) const;
  void close();  // Python collects it: drops methods and the types of slots
};

// --- looking into IValues -------------------------------------------------------------------------------------------

inline Capsule* capsule(const IValue& v) {
  return v.isCapsule() ? static_cast<Capsule*>(const_cast<c10::intrusive_ptr_target*>(
                             reinterpret_cast<const c10::intrusive_ptr_target*>(v.internalToPointer())))
                       : nullptr;
}
// Borrowed pointer, or null when `v` holds something else.
template <class T>
T* try_as(const IValue& v) {
  Capsule* c = capsule(v);
  return c != nullptr && c->kind == T::Kind ? static_cast<T*>(c) : nullptr;
}
[[noreturn]] void wrong_capsule(const IValue& v, CapsuleKind wanted);
template <class T>
T* as(const IValue& v) {
  T* p = try_as<T>(v);
  if (p == nullptr) wrong_capsule(v, T::Kind);
  return p;
}
template <class T>
IValue box(Ref<T> p) {
  return IValue::make_capsule(c10::static_intrusive_pointer_cast<torch::CustomClassHolder>(std::move(p)));
}

// The type of a named tuple, else null. `Tuple::type()` would make a type of the values of an unnamed one, in C++ frames as
// deep as they nest.
const c10::TupleType* named_type(const c10::ivalue::Tuple& tuple);
// Whether a list's type says that nothing nests in it.
bool holds_leaves(const IValue& list);
// The type for a list of these values, as operators ask for it: of tensors, ints, floats, bools or strings, else Any.
c10::TypePtr element_type(c10::ArrayRef<IValue> items);

// Lets go of a value through a worklist, so that a chain of 10^6 capsules, lists or tuples never recurses. Capsule
// destructors use it for their contents, a finished task for its arguments; whoever may hold the last reference to a
// container must. What holds nothing goes at once.
inline bool nests(const IValue& v) { return v.isList() || v.isTuple(); }
void drop_by_worklist(IValue&& v);
inline void drop(IValue&& v) {
  if (nests(v) || v.isCapsule()) drop_by_worklist(std::move(v));
  else v = IValue();
}
void drop_all(std::vector<IValue>&& values);
// A local that may hold such a last reference.
struct Held {
  explicit Held(IValue v) : value(std::move(v)) {}
  ~Held() { drop(std::move(value)); }
  Held(const Held&) = delete;

  IValue value;
};
inline HashIndex::Entry::~Entry() {
  drop(std::move(key));
  drop(std::move(value));
}

}  // namespace anabranch::vm
