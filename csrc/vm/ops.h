// The bodies of instructions that are functions (ops_*.cpp), declared as the table of instructions names them.
#pragma once

#include "machine.h"

#pragma GCC diagnostic error "-Wmissing-declarations"  // a body that no row of the table names

namespace anabranch::vm {

#define X(name, function) Flow function(VmStrand&, Frame&, const Instr&);
ANABRANCH_FUNCTIONS(X)
ANABRANCH_LONG_FUNCTIONS(X)
#undef X

}  // namespace anabranch::vm
