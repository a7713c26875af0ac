#include "device.h"

#include <pthread.h>
#include <signal/key_helper.h>
#include <signal/protocol.h>
#include <signal/session_builder.h>
#include <signal/session_cipher.h>
#include <stdlib.h>
#include <string.h>

struct device {
  uint32_t device_id;
  signal_context *context;
  signal_protocol_store_context *store;
  ratchet_identity_key_pair *identity;
  session_pre_key *pre_key;
  session_signed_pre_key *signed_pre_key;
  /** What the store holds, serialised, as a store on disk would. */
  signal_buffer *stored_pre_key;
  signal_buffer *stored_signed_pre_key;
  signal_buffer *stored_session;
  int is_pre_key_used;
};

static const signal_protocol_address PEER = {"peer", 4, 1};
static const uint8_t FINGERPRINT[FINGERPRINT_BYTES] =
    "A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5:A5";

static int load_session(signal_buffer **record, signal_buffer **user_record, const signal_protocol_address *address,
                        void *user_data) {
  (void)user_record, (void)address;
  device *own = user_data;
  if (own->stored_session == NULL) return 0;
  *record = signal_buffer_copy(own->stored_session);
  return 1;
}

static int store_session(const signal_protocol_address *address, uint8_t *record, size_t record_len,
                         uint8_t *user_record, size_t user_record_len, void *user_data) {
  (void)address, (void)user_record, (void)user_record_len;
  device *own = user_data;
  signal_buffer_free(own->stored_session);
  own->stored_session = signal_buffer_create(record, record_len);
  return 0;
}

static int contains_session(const signal_protocol_address *address, void *user_data) {
  (void)address;
  return ((device *)user_data)->stored_session != NULL;
}

static int load_pre_key(signal_buffer **record, uint32_t id, void *user_data) {
  device *own = user_data;
  if (id != 1 || own->is_pre_key_used) return SG_ERR_INVALID_KEY_ID;
  *record = signal_buffer_copy(own->stored_pre_key);
  return SG_SUCCESS;
}

static int contains_pre_key(uint32_t id, void *user_data) { return id == 1 && !((device *)user_data)->is_pre_key_used; }

static int remove_pre_key(uint32_t id, void *user_data) {
  (void)id;
  ((device *)user_data)->is_pre_key_used = 1;
  return 0;
}

static int load_signed_pre_key(signal_buffer **record, uint32_t id, void *user_data) {
  if (id != 1) return SG_ERR_INVALID_KEY_ID;
  *record = signal_buffer_copy(((device *)user_data)->stored_signed_pre_key);
  return SG_SUCCESS;
}

static int get_identity(signal_buffer **public_data, signal_buffer **private_data, void *user_data) {
  device *own = user_data;
  ec_public_key_serialize(public_data, ratchet_identity_key_pair_get_public(own->identity));
  ec_private_key_serialize(private_data, ratchet_identity_key_pair_get_private(own->identity));
  return 0;
}

static int get_registration_id(void *user_data, uint32_t *registration_id) {
  *registration_id = ((device *)user_data)->device_id;
  return 0;
}

static int save_identity(const signal_protocol_address *address, uint8_t *key, size_t len, void *user_data) {
  (void)address, (void)key, (void)len, (void)user_data;
  return 0;
}

static int is_trusted(const signal_protocol_address *address, uint8_t *key, size_t len, void *user_data) {
  (void)address, (void)key, (void)len, (void)user_data;
  return 1;
}

/** The library wants a lock even where there is one thread. An uncontended one is what a client pays, too. */
static pthread_mutex_t mutex;
static void lock(void *user_data) {
  (void)user_data;
  pthread_mutex_lock(&mutex);
}
static void unlock(void *user_data) {
  (void)user_data;
  pthread_mutex_unlock(&mutex);
}

static signal_context *shared_context(void) {
  static signal_context *context;
  if (context != NULL) return context;
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&mutex, &attributes);
  static signal_crypto_provider provider;
  provider = crypto_provider();
  require(signal_context_create(&context, NULL) == 0, "signal_context_create");
  require(signal_context_set_crypto_provider(context, &provider) == 0, "setting the crypto provider");
  require(signal_context_set_locking_functions(context, lock, unlock) == 0, "setting the lock");
  return context;
}

static void open_store(device *own) {
  signal_protocol_session_store sessions = {.load_session_func = load_session,
                                            .store_session_func = store_session,
                                            .contains_session_func = contains_session,
                                            .user_data = own};
  signal_protocol_pre_key_store pre_keys = {.load_pre_key = load_pre_key,
                                            .contains_pre_key = contains_pre_key,
                                            .remove_pre_key = remove_pre_key,
                                            .user_data = own};
  signal_protocol_signed_pre_key_store signed_pre_keys = {.load_signed_pre_key = load_signed_pre_key, .user_data = own};
  signal_protocol_identity_key_store identities = {.get_identity_key_pair = get_identity,
                                                   .get_local_registration_id = get_registration_id,
                                                   .save_identity = save_identity,
                                                   .is_trusted_identity = is_trusted,
                                                   .user_data = own};
  require(signal_protocol_store_context_create(&own->store, own->context) == 0, "creating a store");
  signal_protocol_store_context_set_session_store(own->store, &sessions);
  signal_protocol_store_context_set_pre_key_store(own->store, &pre_keys);
  signal_protocol_store_context_set_signed_pre_key_store(own->store, &signed_pre_keys);
  signal_protocol_store_context_set_identity_key_store(own->store, &identities);
}

device *device_create(uint32_t device_id) {
  device *own = calloc(1, sizeof *own);
  require(own != NULL, "memory");
  own->device_id = device_id;
  own->context = shared_context();
  require(signal_protocol_key_helper_generate_identity_key_pair(&own->identity, own->context) == 0, "an identity");
  require(signal_protocol_key_helper_generate_signed_pre_key(&own->signed_pre_key, own->identity, 1, 0,
                                                             own->context) == 0,
          "a signed prekey");
  ec_key_pair *pair = NULL;
  require(curve_generate_key_pair(own->context, &pair) == 0, "a key pair");
  require(session_pre_key_create(&own->pre_key, 1, pair) == 0, "a prekey");
  SIGNAL_UNREF(pair);
  require(session_pre_key_serialize(&own->stored_pre_key, own->pre_key) == 0, "storing a prekey");
  require(session_signed_pre_key_serialize(&own->stored_signed_pre_key, own->signed_pre_key) == 0,
          "storing a signed prekey");
  open_store(own);
  return own;
}

void device_forget(device *own) {
  signal_buffer_free(own->stored_session);
  own->stored_session = NULL;
  own->is_pre_key_used = 0;
}

void device_start_session(device *own, const device *peer) {
  session_pre_key_bundle *bundle = NULL;
  require(session_pre_key_bundle_create(
              &bundle, peer->device_id, 1, 1, ec_key_pair_get_public(session_pre_key_get_key_pair(peer->pre_key)), 1,
              ec_key_pair_get_public(session_signed_pre_key_get_key_pair(peer->signed_pre_key)),
              session_signed_pre_key_get_signature(peer->signed_pre_key),
              session_signed_pre_key_get_signature_len(peer->signed_pre_key),
              ratchet_identity_key_pair_get_public(peer->identity)) == 0,
          "a bundle");
  session_builder *builder = NULL;
  require(session_builder_create(&builder, own->store, &PEER, own->context) == 0, "a session builder");
  require(session_builder_process_pre_key_bundle(builder, bundle) == 0, "a session from a bundle");
  session_builder_free(builder);
  SIGNAL_UNREF(bundle);
}

void device_encrypt(device *own, message *out) {
  uint8_t key_and_tag[GCM_KEY_BYTES + GCM_TAG_BYTES];
  random_bytes(key_and_tag, GCM_KEY_BYTES);
  random_bytes(out->iv, GCM_IV_BYTES);
  gcm_seal(key_and_tag, out->iv, FINGERPRINT, FINGERPRINT_BYTES, out->payload);
  session_cipher *cipher = NULL;
  ciphertext_message *encrypted = NULL;
  require(session_cipher_create(&cipher, own->store, &PEER, own->context) == 0, "a session cipher");
  require(session_cipher_encrypt(cipher, key_and_tag, sizeof key_and_tag, &encrypted) == 0, "an encryption");
  signal_buffer *bytes = ciphertext_message_get_serialized(encrypted);
  out->is_pre_key = ciphertext_message_get_type(encrypted) == CIPHERTEXT_PREKEY_TYPE;
  out->signal_len = signal_buffer_len(bytes);
  require(out->signal_len <= MESSAGE_BYTES, "a message of ordinary length");
  memcpy(out->signal, signal_buffer_data(bytes), out->signal_len);
  SIGNAL_UNREF(encrypted);
  session_cipher_free(cipher);
}

static signal_buffer *decrypt_signal(session_cipher *cipher, const device *own, const message *in) {
  signal_buffer *plaintext = NULL;
  if (in->is_pre_key) {
    pre_key_signal_message *read = NULL;
    require(pre_key_signal_message_deserialize(&read, in->signal, in->signal_len, own->context) == 0, "reading");
    require(session_cipher_decrypt_pre_key_signal_message(cipher, read, NULL, &plaintext) == 0, "a first decryption");
    SIGNAL_UNREF(read);
    return plaintext;
  }
  signal_message *read = NULL;
  require(signal_message_deserialize(&read, in->signal, in->signal_len, own->context) == 0, "reading");
  require(session_cipher_decrypt_signal_message(cipher, read, NULL, &plaintext) == 0, "a decryption");
  SIGNAL_UNREF(read);
  return plaintext;
}

void device_decrypt(device *own, const message *in) {
  session_cipher *cipher = NULL;
  require(session_cipher_create(&cipher, own->store, &PEER, own->context) == 0, "a session cipher");
  signal_buffer *key_and_tag = decrypt_signal(cipher, own, in);
  require(signal_buffer_len(key_and_tag) == GCM_KEY_BYTES + GCM_TAG_BYTES, "a key with its tag");
  uint8_t text[FINGERPRINT_BYTES];
  gcm_open(signal_buffer_data(key_and_tag), in->iv, in->payload, FINGERPRINT_BYTES, text);
  require(memcmp(text, FINGERPRINT, FINGERPRINT_BYTES) == 0, "the same text");
  signal_buffer_bzero_free(key_and_tag);
  session_cipher_free(cipher);
}
