// `anabranch.bytecode.Program` (Python data) → vm::Program. What refers to other objects of Python comes resolved, as lists of
// handles, from runtime/native_loader.py.
#include "aten/fused.h"
#include "aten/operators.h"
#include "bind/program_handle.h"
#include "bind/python_call.h"
#include "bind/to_ivalue.h"

#include <ATen/core/enum_type.h>

namespace anabranch::bind {

namespace {

namespace py = pybind11;

uint16_t opcode(const py::handle& name) {
  const auto text = name.cast<std::string>();
  const int number = vm::opcode_by_name(text);
  if (number < 0) throw py::value_error("the native core has no instruction " + text + "; rebuild it: make native");
  return static_cast<uint16_t>(number);
}

vm::Instr instruction(const py::handle& row) {
  auto t = py::reinterpret_borrow<py::tuple>(row);
  return {opcode(t[0]), t[1].cast<uint16_t>(), t[2].cast<uint16_t>(), t[3].cast<uint16_t>(), t[4].cast<int64_t>()};
}

vm::FunctionData function_data(const py::handle& f) {
  vm::FunctionData data;
  data.name = f.attr("name").cast<std::string>();
  for (py::handle row : f.attr("params")) {
    auto slot = py::reinterpret_borrow<py::tuple>(row);
    data.params.push_back({static_cast<vm::Bank>(slot[0].cast<int>()), slot[1].cast<uint16_t>()});
  }
  data.result = static_cast<vm::Bank>(f.attr("result").cast<int>());
  data.n_raw = f.attr("n_raw").cast<uint32_t>();
  data.n_values = f.attr("n_values").cast<uint32_t>();
  for (py::handle row : f.attr("code")) data.code.push_back(instruction(row));
  data.spans = f.attr("spans").cast<std::vector<uint32_t>>();
  return data;
}

void add_spans(const py::handle& spans, vm::ProgramData& data) {
  std::unordered_map<std::string, uint32_t> files;
  for (py::handle s : spans) {
    if (s.is_none()) {
      data.spans.push_back({UINT32_MAX, 0, 0, 0, 0});
      continue;
    }
    auto file = s.attr("file").cast<std::string>();
    auto [it, added] = files.emplace(file, static_cast<uint32_t>(data.files.size()));
    if (added) data.files.push_back(file);
    data.spans.push_back({it->second, s.attr("line").cast<int32_t>(), s.attr("column").cast<int32_t>(),
                          s.attr("end_line").cast<int32_t>(), s.attr("end_column").cast<int32_t>()});
  }
}

IValue function_value(const py::object& handle) {
  auto f = c10::make_intrusive<vm::FunctionRef>(handle.cast<ProgramHandle&>().program, std::vector<IValue>());
  f->owner = hold_object(handle.ptr());
  return vm::box(std::move(f));
}

void count_member(const IValue& value, ProgramHandle& handle) {
  if (!value.isEnum()) return;
  const auto holder = value.toEnumHolder();
  auto* type = static_cast<TypeHandle*>(type_of_c10(std::as_const(*holder).type().get())->user);
  handle.enum_constants.emplace_back(type, holder->name());
  ++type->python.members.at(holder->name()).constants;
}

// (value, type handle): a program is a function as a value, a PythonCall or a class stays the Python object it is.
IValue constant(const py::handle& row, ProgramHandle& handle) {
  auto pair = py::reinterpret_borrow<py::tuple>(row);
  py::object value = pair[0], type = pair[1];
  if (py::isinstance<ProgramHandle>(value)) return function_value(value);
  handle.needs.push_back(type);
  IValue converted;
  Conversion conversion;
  const TypeDesc& desc = *type_from_handle(type.ptr());
  if (!to_ivalue(value.ptr(), desc, converted, conversion)) conversion.raise(value.ptr(), "constant", "value", &desc);
  count_member(converted, handle);
  return converted;
}

const vm::Operator* find_operator(const std::string& name) {
  const vm::Operator* op = aten::find_operator(name);
  if (op == nullptr) throw py::value_error("no operator " + name + " is registered with PyTorch");
  return op;
}

vm::Kernel find_kernel(const std::string& symbol) {
  vm::Kernel kernel = vm::find_kernel(symbol);
  if (kernel == nullptr) throw py::value_error("the native core has no kernel " + symbol + "; rebuild it: make native");
  return kernel;
}

void define(ProgramHandle& handle, py::object program, py::list constants, const std::vector<std::string>& operators,
            const std::vector<std::string>& kernels, py::list callees, py::list classes, py::list types) {
  vm::ProgramData data;
  data.name = program.attr("name").cast<std::string>();
  for (py::handle f : program.attr("functions")) data.functions.push_back(function_data(f));
  for (py::handle o : program.attr("operands")) data.operands.push_back({o.cast<uint32_t>()});
  for (py::handle c : constants) data.constants.push_back(constant(c, handle));
  for (const std::string& name : operators) data.operators.push_back(find_operator(name));
  data.kernel_names = kernels;
  for (const std::string& name : data.kernel_names) data.kernels.push_back(find_kernel(name));
  for (py::handle c : callees) data.callees.push_back(c.cast<ProgramHandle&>().program);
  for (py::handle c : classes) data.classes.push_back(type_from_handle(c.ptr())->cls.get());
  for (py::handle t : types) data.types.push_back(type_from_handle(t.ptr()));
  for (const py::list& handles : {callees, classes, types})
    for (py::handle h : handles) handle.needs.push_back(py::reinterpret_borrow<py::object>(h));
  data.names = program.attr("names").cast<std::vector<std::string>>();
  add_spans(program.attr("spans"), data);
  vm::define(handle.program, std::move(data), aten::fuse);
}

}  // namespace

// Workers read constants meanwhile, so none that could change is looked into.
int ProgramHandle::traverse(const Visitor& visitor) const {
  for (const IValue& v : program->data.constants) {
    if (vm::try_as<vm::PyObjectHolder>(v) == nullptr && vm::try_as<vm::FunctionRef>(v) == nullptr) continue;
    if (int stop = visitor.value(v)) return stop;
  }
  return visitor.objects(needs);
}

void ProgramHandle::close() {
  for (auto& [type, name] : std::exchange(enum_constants, {})) {
    auto member = type->python.members.find(name);
    if (member != type->python.members.end()) --member->second.constants;
  }
  program->close();
  const auto needed = std::exchange(needs, {});
}

void define_loader(py::module_& m) {
  py::class_<ProgramHandle>(m, "Program", "A function loaded into the machine.", collected<ProgramHandle>())
      .def_property_readonly("defined", [](const ProgramHandle& h) { return h.program->defined; });
  m.attr("instruction_set") = ANABRANCH_INSTRUCTIONS_FINGERPRINT;
  m.def("declare", [](const std::string& name) { return std::make_unique<ProgramHandle>(vm::declare(name)); });
  m.def("define", &define);
  m.def("has_operator", [](const std::string& name) { return aten::find_operator(name) != nullptr; });
}

}  // namespace anabranch::bind
