// Numbers for places in programs, in the records of events: which function, which of its instructions.
//
// A function gets its number at its first record. Whoever reads the records asks what the numbers mean and then forgets them;
// until then the programs stay in memory (their places do, too, if they are closed meanwhile).
#pragma once

#include "program.h"

#include <cstdint>
#include <string>

namespace anabranch::vm {

uint64_t place_at(const Function& f, const Instr* pc);
uint64_t place_of_span(const Function& f, uint32_t span);

struct PlaceText {
  std::string function;
  std::string instruction;  // an operator's name, or the instruction's; empty: the place is no instruction
  std::string file;
  Span span;
  IValue callable;          // what a call of Python calls
};
// The number must be one that was given since the last forget_places().
PlaceText text_of_place(uint64_t place);
void forget_places();

}  // namespace anabranch::vm
