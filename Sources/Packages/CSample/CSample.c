#include "CSample.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char sample[] = {
#embed "packages.json"
};

const unsigned char *fdnix_sample_bytes(void) { return sample; }

size_t fdnix_sample_size(void) { return sizeof sample; }
