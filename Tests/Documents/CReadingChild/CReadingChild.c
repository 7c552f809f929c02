#include "CReadingChild.h"

#include <string.h>
#include <unistd.h>

extern int fdnix_test_reading_child(int count, char **arguments);

__attribute__((constructor)) static void become_a_child(int count, char **arguments) {
    if (count > 1 && strcmp(arguments[1], "read") == 0) _exit(fdnix_test_reading_child(count, arguments));
}
