#include "ops.h"

namespace anabranch::vm {

namespace {

constexpr Helper helper_of(Op op) {
  switch (op) {
    case Op::OP: return op_operator;
    case Op::KERNEL: return op_kernel;
    case Op::PYCALL: return op_pycall;
    case Op::CALLM: return op_call_method;
    case Op::CALLV: return op_call_value;
    case Op::PRINT: return op_print;
    case Op::RAISE: return op_raise;
    case Op::FORK: return op_fork;
    case Op::WAIT: return op_wait;
    case Op::ENTER: return op_enter;
    case Op::ENTERED: return op_entered;
    case Op::LEAVE: return op_leave;
    case Op::UNBOXI: return op_unbox_int;
    case Op::UNBOXF: return op_unbox_float;
    case Op::UNBOXB: return op_unbox_bool;
    case Op::GETATTR: return op_get_attr;
    case Op::SETATTR: return op_set_attr;
    case Op::NEW: return op_new;
    case Op::ISINSTANCE: return op_isinstance;
    case Op::ISNONE: return op_is_none;
    case Op::ISNOTNONE: return op_is_not_none;
    case Op::UNWRAP: return op_unwrap;
    case Op::TUPLE: return op_tuple;
    case Op::LIST: return op_list;
    case Op::DICT: return op_dict;
    case Op::UNTUPLE: return op_untuple;
    case Op::UNLIST: return op_unlist;
    case Op::TUPLEGET: return op_tuple_get;
    case Op::TUPLEGETR: return op_tuple_get_register;
    case Op::TUPLESLICE: return op_tuple_slice;
    case Op::LISTLEN: return op_list_len;
    case Op::LISTGET: return op_list_get;
    case Op::LISTGETI: return op_list_get_constant;
    case Op::LISTSET: return op_list_set;
    case Op::APPEND: return op_append;
    default: return op_unreachable;
  }
}

}  // namespace

#define X(name, signature) helper_of(Op::name),
const Helper kHelpers[] = {ANABRANCH_OPCODES(X)};
#undef X

}  // namespace anabranch::vm
