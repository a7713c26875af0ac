/** What libsignal-protocol-c asks for, and OMEMO's payload cipher, on OpenSSL's libcrypto. */
#ifndef BENCH_CRYPTO_H
#define BENCH_CRYPTO_H

#include <signal/signal_protocol.h>

#define GCM_KEY_BYTES 16
#define GCM_IV_BYTES 12
#define GCM_TAG_BYTES 16

/** Ends the program, with the reason on stderr, where a call failed that cannot fail in a benchmark. */
void require(int is_good, const char *what);

/** The library's callbacks. Algorithms are looked up once, which OpenSSL 3 otherwise does anew at each use. */
signal_crypto_provider crypto_provider(void);

void random_bytes(uint8_t *data, size_t len);

/** AES-128-GCM; `key_and_tag` has the key when called and the tag behind it afterwards, as OMEMO encrypts them. */
void gcm_seal(uint8_t *key_and_tag, const uint8_t *iv, const uint8_t *plaintext, size_t len, uint8_t *payload);

/** The way back; ends the program where the tag is wrong. */
void gcm_open(const uint8_t *key_and_tag, const uint8_t *iv, const uint8_t *payload, size_t len, uint8_t *plaintext);

#endif
