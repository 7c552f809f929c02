#include "CCrypto.h"

#include <stdlib.h>

#include "CLoading.h"

// In the order of the table's fields.
static const char *const symbols[] = {
    "EVP_sha256",
    "EVP_sha1",
    "EVP_md5",
    "EVP_MD_CTX_new",
    "EVP_MD_CTX_free",
    "EVP_MD_CTX_copy_ex",
    "EVP_DigestInit_ex",
    "EVP_DigestUpdate",
    "EVP_DigestFinal_ex",
    "EVP_Digest",
    "HMAC",
    "EVP_PKEY_new_raw_private_key",
    "EVP_PKEY_new_raw_public_key",
    "EVP_PKEY_get_raw_public_key",
    "EVP_PKEY_free",
    "EVP_DigestSignInit",
    "EVP_DigestSign",
    "EVP_DigestVerifyInit",
    "EVP_DigestVerify",
    NULL,
};

// The table seen as an array of addresses; every field is a function pointer.
union table {
    fdnix_crypto_api api;
    void *addresses[sizeof(fdnix_crypto_api) / sizeof(void *)];
};
_Static_assert(sizeof symbols / sizeof *symbols == sizeof(fdnix_crypto_api) / sizeof(void *) + 1, "one name a field");

const fdnix_crypto_api *fdnix_crypto_load(const char *path, char **error) {
    union table *table = malloc(sizeof *table);
    if (!table) {
        fdnix_load_error(error, "out of memory", "");
        return NULL;
    }
    if (!fdnix_load(path, symbols, table->addresses, error)) {
        free(table);
        return NULL;
    }
    return &table->api;
}
