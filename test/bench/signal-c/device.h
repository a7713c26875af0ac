/** A device on libsignal-protocol-c that knows one peer, with everything it stores in memory. */
#ifndef BENCH_DEVICE_H
#define BENCH_DEVICE_H

#include "crypto.h"

#define MESSAGE_BYTES 512
#define FINGERPRINT_BYTES 95

typedef struct device device;

/** What travels: a Signal message for the one device, and the payload. */
typedef struct message {
  int is_pre_key;
  size_t signal_len;
  uint8_t signal[MESSAGE_BYTES];
  uint8_t iv[GCM_IV_BYTES];
  uint8_t payload[FINGERPRINT_BYTES];
} message;

/** A new device with an identity, a signed prekey and a prekey, both of number 1. */
device *device_create(uint32_t device_id);

/** Takes the device back to what it was before it ever talked; its keys stay. */
void device_forget(device *own);

/** A session from the peer's bundle, its signature checked. */
void device_start_session(device *own, const device *peer);

/** The next message, of a payload of a DTLS fingerprint's length. */
void device_encrypt(device *own, message *out);

/** Reads, decrypts and opens; ends the program where that fails. */
void device_decrypt(device *own, const message *in);

#endif
