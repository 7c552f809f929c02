#include "CCrypto.h"

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

FDNIX_ONE_NAME_A_FIELD(symbols, fdnix_crypto_api);

const fdnix_crypto_api *fdnix_crypto_load(const char *path, char **error) {
    return fdnix_load_table(path, symbols, sizeof(fdnix_crypto_api), error);
}
