/* sha2.c: SHA-2 digests: one loop over 32-bit words, one over 64-bit words. */
#include "builtin/sha2.h"

#include <string.h>

static const uint32_t first_256[8] = {
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static const uint32_t first_224[8] = {
  0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939,
  0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4,
};

static const uint64_t first_512[8] = {
  0x6a09e667f3bcc908ull, 0xbb67ae8584caa73bull, 0x3c6ef372fe94f82bull,
  0xa54ff53a5f1d36f1ull, 0x510e527fade682d1ull, 0x9b05688c2b3e6c1full,
  0x1f83d9abfb41bd6bull, 0x5be0cd19137e2179ull,
};

static const uint64_t first_384[8] = {
  0xcbbb9d5dc1059ed8ull, 0x629a292a367cd507ull, 0x9159015a3070dd17ull,
  0x152fecd8f70e5939ull, 0x67332667ffc00b31ull, 0x8eb44a8768581511ull,
  0xdb0c2e0d64f98fa7ull, 0x47b5481dbefa4fa4ull,
};

static const uint32_t round_256[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
  0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
  0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
  0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
  0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
  0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
  0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
  0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
};

static const uint64_t round_512[80] = {
  0x428a2f98d728ae22ull, 0x7137449123ef65cdull, 0xb5c0fbcfec4d3b2full,
  0xe9b5dba58189dbbcull, 0x3956c25bf348b538ull, 0x59f111f1b605d019ull,
  0x923f82a4af194f9bull, 0xab1c5ed5da6d8118ull, 0xd807aa98a3030242ull,
  0x12835b0145706fbeull, 0x243185be4ee4b28cull, 0x550c7dc3d5ffb4e2ull,
  0x72be5d74f27b896full, 0x80deb1fe3b1696b1ull, 0x9bdc06a725c71235ull,
  0xc19bf174cf692694ull, 0xe49b69c19ef14ad2ull, 0xefbe4786384f25e3ull,
  0x0fc19dc68b8cd5b5ull, 0x240ca1cc77ac9c65ull, 0x2de92c6f592b0275ull,
  0x4a7484aa6ea6e483ull, 0x5cb0a9dcbd41fbd4ull, 0x76f988da831153b5ull,
  0x983e5152ee66dfabull, 0xa831c66d2db43210ull, 0xb00327c898fb213full,
  0xbf597fc7beef0ee4ull, 0xc6e00bf33da88fc2ull, 0xd5a79147930aa725ull,
  0x06ca6351e003826full, 0x142929670a0e6e70ull, 0x27b70a8546d22ffcull,
  0x2e1b21385c26c926ull, 0x4d2c6dfc5ac42aedull, 0x53380d139d95b3dfull,
  0x650a73548baf63deull, 0x766a0abb3c77b2a8ull, 0x81c2c92e47edaee6ull,
  0x92722c851482353bull, 0xa2bfe8a14cf10364ull, 0xa81a664bbc423001ull,
  0xc24b8b70d0f89791ull, 0xc76c51a30654be30ull, 0xd192e819d6ef5218ull,
  0xd69906245565a910ull, 0xf40e35855771202aull, 0x106aa07032bbd1b8ull,
  0x19a4c116b8d2d0c8ull, 0x1e376c085141ab53ull, 0x2748774cdf8eeb99ull,
  0x34b0bcb5e19b48a8ull, 0x391c0cb3c5c95a63ull, 0x4ed8aa4ae3418acbull,
  0x5b9cca4f7763e373ull, 0x682e6ff3d6b2b8a3ull, 0x748f82ee5defb2fcull,
  0x78a5636f43172f60ull, 0x84c87814a1f0ab72ull, 0x8cc702081a6439ecull,
  0x90befffa23631e28ull, 0xa4506cebde82bde9ull, 0xbef9a3f7b2c67915ull,
  0xc67178f2e372532bull, 0xca273eceea26619cull, 0xd186b8c721c0c207ull,
  0xeada7dd6cde0eb1eull, 0xf57d4f7fee6ed178ull, 0x06f067aa72176fbaull,
  0x0a637dc5a2c898a6ull, 0x113f9804bef90daeull, 0x1b710b35131c471bull,
  0x28db77f523047d84ull, 0x32caab7b40c72493ull, 0x3c9ebe0a15c9bebcull,
  0x431d67c49c100d4cull, 0x4cc5d4becb3e42b6ull, 0x597f299cfc657e2aull,
  0x5fcb6fab3ad6faecull, 0x6c44198c4a475817ull,
};

static uint32_t turn32(uint32_t x, int by)
{
  return x >> by | x << (32 - by);
}

static uint64_t turn64(uint64_t x, int by)
{
  return x >> by | x << (64 - by);
}

static void block_256(uint32_t state[8], const unsigned char *at)
{
  uint32_t w[64], s[8];

  for (int i = 0; i < 16; i++, at += 4)
    w[i] = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
  for (int i = 16; i < 64; i++) {
    uint32_t a = w[i - 15], b = w[i - 2];

    w[i] = w[i - 16] + w[i - 7] + (turn32(a, 7) ^ turn32(a, 18) ^ a >> 3) +
           (turn32(b, 17) ^ turn32(b, 19) ^ b >> 10);
  }
  memcpy(s, state, sizeof s);
  for (int i = 0; i < 64; i++) {
    uint32_t e = s[4], a = s[0];
    uint32_t one = s[7] + (turn32(e, 6) ^ turn32(e, 11) ^ turn32(e, 25)) +
                   ((e & s[5]) ^ (~e & s[6])) + round_256[i] + w[i];
    uint32_t two = (turn32(a, 2) ^ turn32(a, 13) ^ turn32(a, 22)) +
                   ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));

    memmove(s + 1, s, 7 * sizeof s[0]);
    s[4] += one;
    s[0] = one + two;
  }
  for (int i = 0; i < 8; i++)
    state[i] += s[i];
}

static void block_512(uint64_t state[8], const unsigned char *at)
{
  uint64_t w[80], s[8];

  for (int i = 0; i < 16; i++) {
    w[i] = 0;
    for (int k = 0; k < 8; k++)
      w[i] = w[i] << 8 | *at++;
  }
  for (int i = 16; i < 80; i++) {
    uint64_t a = w[i - 15], b = w[i - 2];

    w[i] = w[i - 16] + w[i - 7] + (turn64(a, 1) ^ turn64(a, 8) ^ a >> 7) +
           (turn64(b, 19) ^ turn64(b, 61) ^ b >> 6);
  }
  memcpy(s, state, sizeof s);
  for (int i = 0; i < 80; i++) {
    uint64_t e = s[4], a = s[0];
    uint64_t one = s[7] + (turn64(e, 14) ^ turn64(e, 18) ^ turn64(e, 41)) +
                   ((e & s[5]) ^ (~e & s[6])) + round_512[i] + w[i];
    uint64_t two = (turn64(a, 28) ^ turn64(a, 34) ^ turn64(a, 39)) +
                   ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));

    memmove(s + 1, s, 7 * sizeof s[0]);
    s[4] += one;
    s[0] = one + two;
  }
  for (int i = 0; i < 8; i++)
    state[i] += s[i];
}

/* The last one or two blocks: what is left, a 1 bit, zeros, the length in bits. */
static size_t last_blocks(struct text bytes, size_t block, unsigned char out[256])
{
  size_t left = bytes.len % block, room = block / 8;
  size_t len = left + 1 + room <= block ? block : 2 * block;
  uint64_t bits = (uint64_t)bytes.len * 8;

  memset(out, 0, len);
  if (left)
    memcpy(out, bytes.at + bytes.len - left, left);
  out[left] = 0x80;
  for (size_t i = 0; i < 8; i++)
    out[len - 1 - i] = (unsigned char)(bits >> (8 * i));
  return len;
}

static void digest_256(const uint32_t first[8], struct text bytes, unsigned char *digest)
{
  uint32_t state[8];
  unsigned char last[256];
  size_t len = last_blocks(bytes, 64, last);

  memcpy(state, first, sizeof state);
  for (size_t i = 0; i + 64 <= bytes.len; i += 64)
    block_256(state, (const unsigned char *)bytes.at + i);
  for (size_t i = 0; i < len; i += 64)
    block_256(state, last + i);
  for (int i = 0; i < 32; i++)
    digest[i] = (unsigned char)(state[i / 4] >> (24 - i % 4 * 8));
}

static void digest_512(const uint64_t first[8], struct text bytes, unsigned char *digest)
{
  uint64_t state[8];
  unsigned char last[256];
  size_t len = last_blocks(bytes, 128, last);

  memcpy(state, first, sizeof state);
  for (size_t i = 0; i + 128 <= bytes.len; i += 128)
    block_512(state, (const unsigned char *)bytes.at + i);
  for (size_t i = 0; i < len; i += 128)
    block_512(state, last + i);
  for (int i = 0; i < 64; i++)
    digest[i] = (unsigned char)(state[i / 8] >> (56 - i % 8 * 8));
}

size_t sha2_digest(int64_t bits, struct text bytes, unsigned char digest[SHA2_SIZE])
{
  switch (bits) {
  case 224: digest_256(first_224, bytes, digest); return 28;
  case 256: digest_256(first_256, bytes, digest); return 32;
  case 384: digest_512(first_384, bytes, digest); return 48;
  case 512: digest_512(first_512, bytes, digest); return 64;
  default: return 0;
  }
}
