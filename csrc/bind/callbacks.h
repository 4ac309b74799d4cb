// Python callbacks of finished futures run on one thread of their own: a worker never waits for the GIL to announce a result.
#pragma once

#include "bind/python.h"

namespace anabranch::bind {

// Hands over a callable (a reference is taken over); any thread, without the GIL.
void run_later(PyObject* callable);
// In the child of os.fork(): that thread does not exist there.
void forget_callback_thread();

}  // namespace anabranch::bind
