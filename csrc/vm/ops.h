// The helpers behind the loop, one function an opcode; ops.cpp has the table.
#pragma once

#include "machine.h"

namespace anabranch::vm {

// ops_call.cpp
Flow op_operator(VmStrand&, Frame&, const Instr&);
Flow op_kernel(VmStrand&, Frame&, const Instr&);
Flow op_pycall(VmStrand&, Frame&, const Instr&);
Flow op_call_method(VmStrand&, Frame&, const Instr&);
Flow op_call_value(VmStrand&, Frame&, const Instr&);
Flow op_print(VmStrand&, Frame&, const Instr&);
Flow op_raise(VmStrand&, Frame&, const Instr&);
Flow op_unreachable(VmStrand&, Frame&, const Instr&);
// ops_task.cpp
Flow op_fork(VmStrand&, Frame&, const Instr&);
Flow op_wait(VmStrand&, Frame&, const Instr&);
Flow op_enter(VmStrand&, Frame&, const Instr&);
Flow op_entered(VmStrand&, Frame&, const Instr&);
Flow op_leave(VmStrand&, Frame&, const Instr&);
// ops_value.cpp
Flow op_unbox_int(VmStrand&, Frame&, const Instr&);
Flow op_unbox_float(VmStrand&, Frame&, const Instr&);
Flow op_unbox_bool(VmStrand&, Frame&, const Instr&);
Flow op_get_attr(VmStrand&, Frame&, const Instr&);
Flow op_set_attr(VmStrand&, Frame&, const Instr&);
Flow op_new(VmStrand&, Frame&, const Instr&);
Flow op_isinstance(VmStrand&, Frame&, const Instr&);
Flow op_is_none(VmStrand&, Frame&, const Instr&);
Flow op_is_not_none(VmStrand&, Frame&, const Instr&);
Flow op_unwrap(VmStrand&, Frame&, const Instr&);
// ops_container.cpp
Flow op_tuple(VmStrand&, Frame&, const Instr&);
Flow op_list(VmStrand&, Frame&, const Instr&);
Flow op_dict(VmStrand&, Frame&, const Instr&);
Flow op_untuple(VmStrand&, Frame&, const Instr&);
Flow op_unlist(VmStrand&, Frame&, const Instr&);
Flow op_tuple_get(VmStrand&, Frame&, const Instr&);
Flow op_tuple_get_register(VmStrand&, Frame&, const Instr&);
Flow op_tuple_slice(VmStrand&, Frame&, const Instr&);
Flow op_list_len(VmStrand&, Frame&, const Instr&);
Flow op_list_get(VmStrand&, Frame&, const Instr&);
Flow op_list_get_constant(VmStrand&, Frame&, const Instr&);
Flow op_list_set(VmStrand&, Frame&, const Instr&);
Flow op_append(VmStrand&, Frame&, const Instr&);

}  // namespace anabranch::vm
