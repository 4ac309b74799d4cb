// Thread-local words that the hot paths read. initial-exec avoids a call per access in a dlopened module; glibc
// keeps a small reserve of static TLS for such modules, so only pointers and counters may use this.
#pragma once
#define ANABRANCH_TLS __attribute__((tls_model("initial-exec"))) thread_local
