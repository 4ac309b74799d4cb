# The native core (csrc/bind), used by runtime/ only; runtime/native.py says what it offers.
