// What private_python.c reads of CPython's own state. Any thread, without the GIL.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

// 0: no signal waits for Python's handlers to run. Else one may: take the GIL and ask.
int anabranch_may_have_signal(void);

#ifdef __cplusplus
}
#endif
