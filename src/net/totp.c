/* totp.c: passcodes by the clock, and base32. */
#include "net/totp.h"

#include <gnutls/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHA1_SIZE 20
#define MODULUS 1000000U

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

struct text totp_base32(struct arena *arena, struct text bytes)
{
  char *out = arena_alloc(arena, bytes.len * 8 / 5 + 2);
  unsigned bits = 0, have = 0;
  size_t len = 0;

  for (size_t i = 0; i < bytes.len; i++) {
    bits = (bits << 8 | (unsigned char)bytes.at[i]) & 0xfff;
    for (have += 8; have >= 5; have -= 5)
      out[len++] = alphabet[bits >> (have - 5) & 31];
  }
  if (have)
    out[len++] = alphabet[bits << (5 - have) & 31];
  return text_from(out, len);
}

bool totp_base32_decode(struct arena *arena, struct text text, struct text *bytes)
{
  char *out = arena_alloc(arena, text.len + 1);
  unsigned bits = 0, have = 0;
  size_t len = 0;

  for (size_t i = 0; i < text.len; i++) {
    const char *at = text.at[i] ? strchr(alphabet, text.at[i]) : NULL;

    if (!at)
      return false;
    bits = (bits << 5 | (unsigned)(at - alphabet)) & 0xfff;
    have += 5;
    if (have >= 8) {
      have -= 8;
      out[len++] = (char)(bits >> have & 0xff);
    }
  }
  *bytes = text_from(out, len);
  return len > 0;
}

void totp_passcode(struct text secret, int64_t step, char out[TOTP_DIGITS + 1])
{
  unsigned char counter[8], mac[SHA1_SIZE];
  uint32_t number;
  int at;

  for (int i = 0; i < 8; i++)
    counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
  if (gnutls_hmac_fast(GNUTLS_MAC_SHA1, secret.at, secret.len, counter, sizeof counter,
                       mac) < 0)
    abort();
  at = mac[SHA1_SIZE - 1] & 15;
  number = (uint32_t)(mac[at] & 127) << 24 | (uint32_t)mac[at + 1] << 16 |
           (uint32_t)mac[at + 2] << 8 | mac[at + 3];
  snprintf(out, TOTP_DIGITS + 1, "%06u", number % MODULUS);
}
