#include "crypto.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>

static EVP_MAC *hmac;
static EVP_MD *sha512;
static EVP_CIPHER *cbc;
static EVP_CIPHER *gcm;

void require(int is_good, const char *what) {
  if (is_good) return;
  fprintf(stderr, "signal-bench: %s failed\n", what);
  exit(1);
}

void random_bytes(uint8_t *data, size_t len) { require(RAND_bytes(data, (int)len) == 1, "RAND_bytes"); }

static int random_func(uint8_t *data, size_t len, void *user_data) {
  (void)user_data;
  random_bytes(data, len);
  return 0;
}

static int hmac_init(void **context, const uint8_t *key, size_t key_len, void *user_data) {
  (void)user_data;
  OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, "SHA256", 0), OSSL_PARAM_END};
  *context = EVP_MAC_CTX_new(hmac);
  return EVP_MAC_init(*context, key, key_len, params) == 1 ? 0 : SG_ERR_UNKNOWN;
}

static int hmac_update(void *context, const uint8_t *data, size_t len, void *user_data) {
  (void)user_data;
  return EVP_MAC_update(context, data, len) == 1 ? 0 : SG_ERR_UNKNOWN;
}

static int hmac_final(void *context, signal_buffer **output, void *user_data) {
  (void)user_data;
  uint8_t digest[32];
  size_t len = 0;
  if (EVP_MAC_final(context, digest, &len, sizeof digest) != 1) return SG_ERR_UNKNOWN;
  *output = signal_buffer_create(digest, len);
  return *output == NULL ? SG_ERR_NOMEM : 0;
}

static void hmac_cleanup(void *context, void *user_data) {
  (void)user_data;
  EVP_MAC_CTX_free(context);
}

static int sha512_init(void **context, void *user_data) {
  (void)user_data;
  *context = EVP_MD_CTX_new();
  return EVP_DigestInit_ex(*context, sha512, NULL) == 1 ? 0 : SG_ERR_UNKNOWN;
}

static int sha512_update(void *context, const uint8_t *data, size_t len, void *user_data) {
  (void)user_data;
  return EVP_DigestUpdate(context, data, len) == 1 ? 0 : SG_ERR_UNKNOWN;
}

static int sha512_final(void *context, signal_buffer **output, void *user_data) {
  (void)user_data;
  uint8_t digest[64];
  if (EVP_DigestFinal_ex(context, digest, NULL) != 1) return SG_ERR_UNKNOWN;
  if (EVP_DigestInit_ex(context, sha512, NULL) != 1) return SG_ERR_UNKNOWN;
  *output = signal_buffer_create(digest, sizeof digest);
  return *output == NULL ? SG_ERR_NOMEM : 0;
}

static void sha512_cleanup(void *context, void *user_data) {
  (void)user_data;
  EVP_MD_CTX_free(context);
}

static int cbc_run(int is_encrypting, signal_buffer **output, const uint8_t *key, const uint8_t *iv,
                   const uint8_t *input, size_t input_len) {
  signal_buffer *buffer = signal_buffer_alloc(input_len + 16);
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  int head = 0;
  int tail = 0;
  int is_good = buffer != NULL && context != NULL && EVP_CipherInit_ex(context, cbc, NULL, key, iv, is_encrypting) == 1 &&
                EVP_CipherUpdate(context, signal_buffer_data(buffer), &head, input, (int)input_len) == 1 &&
                EVP_CipherFinal_ex(context, signal_buffer_data(buffer) + head, &tail) == 1;
  EVP_CIPHER_CTX_free(context);
  if (is_good) *output = signal_buffer_create(signal_buffer_data(buffer), (size_t)(head + tail));
  signal_buffer_bzero_free(buffer);
  return is_good ? 0 : SG_ERR_UNKNOWN;
}

static int encrypt_func(signal_buffer **output, int cipher, const uint8_t *key, size_t key_len, const uint8_t *iv,
                        size_t iv_len, const uint8_t *plaintext, size_t plaintext_len, void *user_data) {
  (void)user_data;
  require(cipher == SG_CIPHER_AES_CBC_PKCS5 && key_len == 32 && iv_len == 16, "an AES-256-CBC encryption");
  return cbc_run(1, output, key, iv, plaintext, plaintext_len);
}

static int decrypt_func(signal_buffer **output, int cipher, const uint8_t *key, size_t key_len, const uint8_t *iv,
                        size_t iv_len, const uint8_t *ciphertext, size_t ciphertext_len, void *user_data) {
  (void)user_data;
  require(cipher == SG_CIPHER_AES_CBC_PKCS5 && key_len == 32 && iv_len == 16, "an AES-256-CBC decryption");
  return cbc_run(0, output, key, iv, ciphertext, ciphertext_len);
}

signal_crypto_provider crypto_provider(void) {
  hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
  sha512 = EVP_MD_fetch(NULL, "SHA512", NULL);
  cbc = EVP_CIPHER_fetch(NULL, "AES-256-CBC", NULL);
  gcm = EVP_CIPHER_fetch(NULL, "AES-128-GCM", NULL);
  require(hmac != NULL && sha512 != NULL && cbc != NULL && gcm != NULL, "looking up OpenSSL's algorithms");
  signal_crypto_provider provider = {
      .random_func = random_func,
      .hmac_sha256_init_func = hmac_init,
      .hmac_sha256_update_func = hmac_update,
      .hmac_sha256_final_func = hmac_final,
      .hmac_sha256_cleanup_func = hmac_cleanup,
      .sha512_digest_init_func = sha512_init,
      .sha512_digest_update_func = sha512_update,
      .sha512_digest_final_func = sha512_final,
      .sha512_digest_cleanup_func = sha512_cleanup,
      .encrypt_func = encrypt_func,
      .decrypt_func = decrypt_func,
  };
  return provider;
}

void gcm_seal(uint8_t *key_and_tag, const uint8_t *iv, const uint8_t *plaintext, size_t len, uint8_t *payload) {
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  int written = 0;
  int rest = 0;
  int is_good = EVP_EncryptInit_ex(context, gcm, NULL, key_and_tag, iv) == 1 &&
                EVP_EncryptUpdate(context, payload, &written, plaintext, (int)len) == 1 &&
                EVP_EncryptFinal_ex(context, payload + written, &rest) == 1 &&
                EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, GCM_TAG_BYTES, key_and_tag + GCM_KEY_BYTES) == 1;
  EVP_CIPHER_CTX_free(context);
  require(is_good && written + rest == (int)len, "sealing a payload");
}

void gcm_open(const uint8_t *key_and_tag, const uint8_t *iv, const uint8_t *payload, size_t len, uint8_t *plaintext) {
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  uint8_t tag[GCM_TAG_BYTES];
  for (int at = 0; at < GCM_TAG_BYTES; at += 1) tag[at] = key_and_tag[GCM_KEY_BYTES + at];
  int written = 0;
  int rest = 0;
  int is_good = EVP_DecryptInit_ex(context, gcm, NULL, key_and_tag, iv) == 1 &&
                EVP_DecryptUpdate(context, plaintext, &written, payload, (int)len) == 1 &&
                EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, GCM_TAG_BYTES, tag) == 1 &&
                EVP_DecryptFinal_ex(context, plaintext + written, &rest) == 1;
  EVP_CIPHER_CTX_free(context);
  require(is_good && written + rest == (int)len, "opening a payload");
}
