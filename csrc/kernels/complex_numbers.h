// Python's arithmetic on complex numbers and `cmath`: where C++ rounds or fails otherwise, Python's way.
#pragma once

#include "arith.h"

namespace anabranch::kernels {

complex divide(complex a, complex b);
complex power(complex a, complex b);

using Z = std::complex<double>;

Z cos_of(const Z& z);
Z sin_of(const Z& z);
Z tan_of(const Z& z);
Z cosh_of(const Z& z);
Z sinh_of(const Z& z);
Z tanh_of(const Z& z);
double length_of(const Z& z);
Z acosh_of(const Z& z);
Z atan_of(const Z& z);
Z atanh_of(const Z& z);
Z exp_of(const Z& z);
Z log_of(const Z& z);
Z log10_of(const Z& z);

}  // namespace anabranch::kernels
