// Keeps a program built with a newer C library able to start with an older one.
//
// Swift's standard library refers to hypotf, of which glibc 2.35 has a new version; so a program linked on Debian 12 asks
// for that, and would not start on Amazon Linux 2023 (glibc 2.34), where Lambda runs it. A definition of our own takes
// precedence. `Scripts/package-lambda` checks that nothing else newer is asked for.
#include "CCompat.h"

#include <math.h>

float hypotf(float x, float y) {
    if (isinf(x) || isinf(y)) return INFINITY;
    // Squares of floats are exact in double, and neither overflow nor vanish there.
    return (float)sqrt((double)x * x + (double)y * y);
}
