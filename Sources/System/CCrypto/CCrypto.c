#include "CCrypto.h"

#include <dlfcn.h>
#include <stdlib.h>

#define FIND(field, name)                                                                                              \
    do {                                                                                                               \
        void *found = dlsym(library, name);                                                                            \
        if (!found) {                                                                                                  \
            *error = "it lacks " name;                                                                                 \
            free(api);                                                                                                 \
            return NULL;                                                                                               \
        }                                                                                                              \
        *(void **)(&api->field) = found;                                                                               \
    } while (0)

const fdnix_crypto_api *fdnix_crypto_load(const char *path, const char **error) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        *error = dlerror();
        return NULL;
    }
    fdnix_crypto_api *api = calloc(1, sizeof *api);
    if (!api) {
        *error = "out of memory";
        return NULL;
    }
    FIND(sha256, "EVP_sha256");
    FIND(sha1, "EVP_sha1");
    FIND(md5, "EVP_md5");
    FIND(context_new, "EVP_MD_CTX_new");
    FIND(context_free, "EVP_MD_CTX_free");
    FIND(context_copy, "EVP_MD_CTX_copy_ex");
    FIND(init, "EVP_DigestInit_ex");
    FIND(update, "EVP_DigestUpdate");
    FIND(final, "EVP_DigestFinal_ex");
    FIND(digest, "EVP_Digest");
    FIND(hmac, "HMAC");
    return api;
}
