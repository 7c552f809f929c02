// Keeps a program built with a newer C library able to start with an older one.
//
// A program linked on Debian 12 asks for symbols of its glibc 2.36 and would not start on Amazon Linux 2023 (glibc 2.34),
// where Lambda runs it. Definitions of our own take precedence. `Scripts/package-lambda` checks that nothing else newer
// is asked for.
#include "CCompat.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#ifdef __linux__
#include <errno.h>
#include <sys/random.h>

// Referred to by Swift's standard library; glibc 2.35 has a new version of it.
float hypotf(float x, float y) {
    if (isinf(x) || isinf(y)) return INFINITY;
    // Squares of floats are exact in double, and neither overflow nor vanish there.
    return (float)sqrt((double)x * x + (double)y * y);
}

// Referred to by std::random_device of the C++ library; new in glibc 2.36.
uint32_t arc4random(void) {
    uint32_t number;
    while (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
        if (errno != EINTR) abort();
    return number;
}
#endif
