// Exceptions across the border. Out: the Python type, message and object that eager would have given, with the script's
// trace. In: the exception object itself, so that it comes out again as the same object.
#pragma once

#include "bind/python.h"
#include "vm/flight.h"

namespace anabranch::bind {

// The exception object of an error, made at first use and kept in it: every waiter gets the same. New reference.
PyObject* exception_of(const vm::Raised& raised);
// The same for one that still flies: its notes are written once, since every frame on its way may ask. New reference.
PyObject* exception_in_flight(const vm::Flight& flight);
// Sets it as the current Python exception.
void raise_python(const vm::Raised& raised);

// Of a RecursionError that a conversion set: what nests too deeply. Other exceptions, and none, stay as they are.
void note_recursion(const std::string& note);

// Takes the current Python exception.
vm::ErrorRef take_python_error();
vm::ErrorRef error_from_exception(PyObject* exception);
// Inside a catch block: an error for exceptions that only Python's binding knows, else null. Any thread.
vm::ErrorRef translate_exception();

// Set once by runtime/native.py.
struct ErrorHelpers {
  PyObject* make = nullptr;      // callable(type_name, message, whether the program did it by itself) -> exception
  PyObject* script_type_error = nullptr;  // the class for arguments that do not fit
  PyObject* annotate = nullptr;  // callable(exception, [(is_fork, function, file, line, col, end_line, end_col)])
};
ErrorHelpers& error_helpers();
inline PyObject* script_type_error() { return error_helpers().script_type_error ? error_helpers().script_type_error : PyExc_TypeError; }

}  // namespace anabranch::bind
