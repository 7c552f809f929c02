// The few functions of OpenSSL's libcrypto that fdnix calls, found when first needed: a search needs no digest, and so
// pays for no library. Names and types: <https://docs.openssl.org/3.0/man3/EVP_DigestInit/>,
// <https://docs.openssl.org/3.0/man3/HMAC/>.
#pragma once

#include <stddef.h>

typedef struct fdnix_crypto_digest fdnix_crypto_digest;    // EVP_MD
typedef struct fdnix_crypto_context fdnix_crypto_context;  // EVP_MD_CTX
typedef struct fdnix_crypto_engine fdnix_crypto_engine;    // ENGINE, always null here

typedef struct {
    const fdnix_crypto_digest *(*sha256)(void);
    const fdnix_crypto_digest *(*sha1)(void);
    const fdnix_crypto_digest *(*md5)(void);
    fdnix_crypto_context *(*context_new)(void);
    void (*context_free)(fdnix_crypto_context *);
    int (*context_copy)(fdnix_crypto_context *, const fdnix_crypto_context *);
    int (*init)(fdnix_crypto_context *, const fdnix_crypto_digest *, fdnix_crypto_engine *);
    int (*update)(fdnix_crypto_context *, const void *, size_t);
    int (*final)(fdnix_crypto_context *, unsigned char *, unsigned int *);
    int (*digest)(const void *, size_t, unsigned char *, unsigned int *, const fdnix_crypto_digest *,
                  fdnix_crypto_engine *);
    unsigned char *(*hmac)(const fdnix_crypto_digest *, const void *key, int key_length, const unsigned char *data,
                           size_t length, unsigned char *out, unsigned int *out_length);
} fdnix_crypto_api;

// Loads the library named `path` and fills the table, which stays for the life of the process. Returns null where that
// fails, with a message to be freed in `error`.
const fdnix_crypto_api *fdnix_crypto_load(const char *path, char **error);
