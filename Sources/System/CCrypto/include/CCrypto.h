// The few functions of OpenSSL's libcrypto that fdnix calls, found when first needed: a search needs no digest, and so
// pays for no library. Names and types: <https://docs.openssl.org/3.0/man3/EVP_DigestInit/>,
// <https://docs.openssl.org/3.0/man3/HMAC/>, <https://docs.openssl.org/3.0/man3/EVP_DigestSignInit/>,
// <https://docs.openssl.org/3.0/man3/EVP_PKEY_new/>.
#pragma once

#include <stddef.h>

typedef struct fdnix_crypto_digest fdnix_crypto_digest;    // EVP_MD
typedef struct fdnix_crypto_context fdnix_crypto_context;  // EVP_MD_CTX
typedef struct fdnix_crypto_engine fdnix_crypto_engine;    // ENGINE, always null here
typedef struct fdnix_crypto_key fdnix_crypto_key;          // EVP_PKEY

// EVP_PKEY_ED25519
enum { fdnix_crypto_ed25519 = 1087 };

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
    fdnix_crypto_key *(*private_key)(int type, fdnix_crypto_engine *, const unsigned char *, size_t);
    fdnix_crypto_key *(*public_key)(int type, fdnix_crypto_engine *, const unsigned char *, size_t);
    int (*public_bytes)(const fdnix_crypto_key *, unsigned char *, size_t *);
    void (*key_free)(fdnix_crypto_key *);
    int (*sign_init)(fdnix_crypto_context *, void **, const fdnix_crypto_digest *, fdnix_crypto_engine *,
                     fdnix_crypto_key *);
    int (*sign)(fdnix_crypto_context *, unsigned char *signature, size_t *, const unsigned char *, size_t);
    int (*verify_init)(fdnix_crypto_context *, void **, const fdnix_crypto_digest *, fdnix_crypto_engine *,
                       fdnix_crypto_key *);
    int (*verify)(fdnix_crypto_context *, const unsigned char *signature, size_t, const unsigned char *, size_t);
} fdnix_crypto_api;

// Loads the library named `path` and fills the table, which stays for the life of the process. Returns null where that
// fails, with a message to be freed in `error`.
const fdnix_crypto_api *fdnix_crypto_load(const char *path, char **error);
