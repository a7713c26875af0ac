/**
 * Times OMEMO's steps on libsignal-protocol-c. Reads lines of a step, a count and a clock (`wall` or `processor`),
 * and answers each with the nanoseconds that the step took so often: whoever asks decides whose turn it is.
 */
#include "device.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static device *caller;
static device *callee;
/** What is being decrypted, and the first message of a session that the caller had at the beginning. */
static message current;
static message first;

static void nothing(void) {}

static void say(device *from, device *to) {
  device_encrypt(from, &current);
  device_decrypt(to, &current);
}

static void two_each_way(void) {
  device *const ends[] = {caller, callee};
  for (int turn = 0; turn < 2; turn += 1) {
    message contents[2];
    for (int at = 0; at < 2; at += 1) device_encrypt(ends[turn], &contents[at]);
    for (int at = 0; at < 2; at += 1) device_decrypt(ends[1 - turn], &contents[at]);
  }
}

static void forget(void) {
  device_forget(caller);
  device_forget(callee);
}

static void start_session(void) { device_start_session(caller, callee); }

static void first_message(void) { device_decrypt(callee, &first); }

static void fresh_negotiation(void) {
  start_session();
  two_each_way();
}

static void one_way(void) { say(caller, callee); }

/** The callee's answer turns the caller's ratchet, so that the next message turns the callee's. */
static void prepare_turn(void) {
  say(callee, caller);
  device_encrypt(caller, &current);
}

static void decrypt_turn(void) { device_decrypt(callee, &current); }

static void establish(void) {
  forget();
  start_session();
  say(caller, callee);
  say(callee, caller);
}

typedef struct step {
  const char *name;
  /** Before the first of a count, and before each; neither is timed. */
  void (*establish)(void);
  void (*prepare)(void);
  void (*run)(void);
} step;

static const step STEPS[] = {
    {"startSession", nothing, forget, start_session},
    {"firstMessage", nothing, forget, first_message},
    {"freshNegotiation", nothing, forget, fresh_negotiation},
    {"pingPong", establish, prepare_turn, decrypt_turn},
    {"oneWay", establish, nothing, one_way},
    {"negotiation", establish, nothing, two_each_way},
};

static long long now_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static long long time_ns(const step *timed, long count, clockid_t clock) {
  long long total = 0;
  timed->establish();
  for (long at = 0; at < count; at += 1) {
    timed->prepare();
    const long long start = now_ns(clock);
    timed->run();
    total += now_ns(clock) - start;
  }
  return total;
}

int main(void) {
  caller = device_create(1);
  callee = device_create(2);
  start_session();
  device_encrypt(caller, &first);
  char name[32];
  char clock[32];
  long count;
  while (scanf("%31s %ld %31s", name, &count, clock) == 3) {
    const step *asked = NULL;
    for (size_t at = 0; at < sizeof STEPS / sizeof *STEPS; at += 1) {
      if (strcmp(STEPS[at].name, name) == 0) asked = &STEPS[at];
    }
    require(asked != NULL, name);
    printf("%lld\n", time_ns(asked, count, strcmp(clock, "wall") == 0 ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID));
    fflush(stdout);
  }
  return 0;
}
