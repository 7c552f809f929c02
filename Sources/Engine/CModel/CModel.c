#include "CModel.h"

// `#embed` (C23, an extension of clang's before that) takes the file as it is; a literal array of 7.7 million numbers
// would take the compiler minutes.
#pragma clang diagnostic ignored "-Wc23-extensions"

_Alignas(64) static const unsigned char model[] = {
#embed "model/fdnix-static-256.safetensors"
};

const unsigned char *fdnix_model_bytes(void) { return model; }

size_t fdnix_model_size(void) { return sizeof model; }
