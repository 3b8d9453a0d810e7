/* murmur.c: MurmurHash3 of 128 bits, the variant for 64-bit machines. */
#include "builtin/murmur.h"

#include <string.h>

#define BLOCK 16

static const uint64_t factor_low = 0x87c37b91114253d5, factor_high = 0x4cf5ad432745937f;

static uint64_t rotate(uint64_t value, int bits)
{
  return value << bits | value >> (64 - bits);
}

static uint64_t scramble_low(uint64_t half)
{
  return rotate(half * factor_low, 31) * factor_high;
}

static uint64_t scramble_high(uint64_t half)
{
  return rotate(half * factor_high, 33) * factor_low;
}

/* Up to eight bytes, lowest first. */
static uint64_t read_half(const char *at, size_t len)
{
  uint64_t half = 0;

  for (size_t i = 0; i < len; i++)
    half |= (uint64_t)(unsigned char)at[i] << (8 * i);
  return half;
}

uint64_t murmur_mix(uint64_t value)
{
  value ^= value >> 33;
  value *= 0xff51afd7ed558ccd;
  value ^= value >> 33;
  value *= 0xc4ceb9fe1a85ec53;
  return value ^ value >> 33;
}

static void add_block(struct murmur *hash, const char *at)
{
  hash->low ^= scramble_low(read_half(at, 8));
  hash->low = (rotate(hash->low, 27) + hash->high) * 5 + 0x52dce729;
  hash->high ^= scramble_high(read_half(at + 8, 8));
  hash->high = (rotate(hash->high, 31) + hash->low) * 5 + 0x38495ab5;
}

struct murmur murmur_hash(struct text bytes, uint64_t seed)
{
  struct murmur hash = { seed, seed };
  size_t at = 0, rest;

  for (; bytes.len - at >= BLOCK; at += BLOCK)
    add_block(&hash, bytes.at + at);
  rest = bytes.len - at;
  if (rest > 8)
    hash.high ^= scramble_high(read_half(bytes.at + at + 8, rest - 8));
  if (rest)
    hash.low ^= scramble_low(read_half(bytes.at + at, rest < 8 ? rest : 8));
  hash.low ^= bytes.len;
  hash.high ^= bytes.len;
  hash.low += hash.high;
  hash.high += hash.low;
  hash.low = murmur_mix(hash.low);
  hash.high = murmur_mix(hash.high);
  hash.low += hash.high;
  hash.high += hash.low;
  return hash;
}
