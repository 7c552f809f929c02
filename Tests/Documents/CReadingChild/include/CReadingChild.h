// Lets the test program be started again as a reading child: linked into it, this runs before anything else and, where the
// first argument is `read`, hands over to `fdnix_test_reading_child`, which the tests define.
#pragma once
