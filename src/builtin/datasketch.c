/* datasketch.c: HLL sketches in the binary format of Apache DataSketches. */
#include "builtin/datasketch.h"

#include <stdlib.h>
#include <string.h>

#include "builtin/murmur.h"
#include "builtin/registers.h"

#define SEED 9001
#define SLOT_BITS 26
#define SLOT_MASK ((1u << SLOT_BITS) - 1)
#define MOST_RANK 63
#define FAMILY 7
#define LIST_ROOM 8 /* Coupons of a list; more are a set. */

enum mode { MODE_LIST, MODE_SET, MODE_HLL };
enum target { TARGET_HLL4, TARGET_HLL6, TARGET_HLL8 };
enum flag { FLAG_EMPTY = 4, FLAG_COMPACT = 8, FLAG_OUT_OF_ORDER = 16 };

/* Where things lie in the bytes. */
enum {
  AT_WORDS,
  AT_VERSION,
  AT_FAMILY,
  AT_LG_K,
  AT_LG_ROOM,
  AT_FLAGS,
  AT_COUNT, /* Of a list; the least rank of HLL_4. */
  AT_MODE,
  AT_LIST,
  AT_SET_COUNT = 8,
  AT_SET = 12,
  AT_ESTIMATE = 8,
  AT_SUM_LOW = 16,
  AT_SUM_HIGH = 24,
  AT_LEAST_COUNT = 32,
  AT_AUX_COUNT = 36,
  AT_REGISTERS = 40
};

/* ---- the sketch in memory ---- */

void datasketch_clear(struct datasketch *sketch)
{
  free(sketch->coupons);
  free(sketch->registers);
}

/* Coupons that are kept before registers are: three quarters of the library's largest table. */
static int most_coupons(int lg_k)
{
  return lg_k < 8 ? LIST_ROOM - 1 : 3 << (lg_k - 5);
}

static void put_register(struct datasketch *sketch, uint32_t coupon)
{
  uint32_t slot = coupon & ((1u << sketch->lg_k) - 1);
  uint8_t rank = (uint8_t)(coupon >> SLOT_BITS);

  if (sketch->registers[slot] < rank)
    sketch->registers[slot] = rank;
}

static void keep_registers(struct datasketch *sketch)
{
  sketch->registers = calloc((size_t)1 << sketch->lg_k, 1);
  if (!sketch->registers)
    abort();
  for (int i = 0; i < sketch->count; i++)
    put_register(sketch, sketch->coupons[i]);
  free(sketch->coupons);
  sketch->coupons = NULL;
  sketch->count = sketch->room = 0;
}

/* Fewer slots: those that agree in the lower bits become one. */
static void coarsen(struct datasketch *sketch, int lg_k)
{
  uint8_t *fine = sketch->registers;
  uint32_t size = 1u << sketch->lg_k;

  if (lg_k >= sketch->lg_k)
    return;
  sketch->lg_k = lg_k;
  if (!fine)
    return;
  keep_registers(sketch);
  for (uint32_t slot = 0; slot < size; slot++)
    put_register(sketch, (uint32_t)fine[slot] << SLOT_BITS | slot);
  free(fine);
}

static int place_of(const struct datasketch *sketch, uint32_t coupon)
{
  int low = 0, high = sketch->count;

  while (low < high) {
    int middle = (low + high) / 2;

    if (sketch->coupons[middle] < coupon)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static void put(struct datasketch *sketch, uint32_t coupon)
{
  int at;

  if (sketch->registers) {
    put_register(sketch, coupon);
    return;
  }
  at = place_of(sketch, coupon);
  if (at < sketch->count && sketch->coupons[at] == coupon)
    return;
  if (sketch->count == sketch->room) {
    sketch->room = sketch->room ? sketch->room * 2 : LIST_ROOM;
    sketch->coupons = realloc(sketch->coupons,
                              (size_t)sketch->room * sizeof *sketch->coupons);
    if (!sketch->coupons)
      abort();
  }
  memmove(sketch->coupons + at + 1, sketch->coupons + at,
          (size_t)(sketch->count - at) * sizeof *sketch->coupons);
  sketch->coupons[at] = coupon;
  if (++sketch->count > most_coupons(sketch->lg_k))
    keep_registers(sketch);
}

void datasketch_add(struct datasketch *sketch, struct text bytes)
{
  struct murmur hash = murmur_hash(bytes, SEED);
  int zeros = hash.high ? __builtin_clzll(hash.high) : 64;
  uint32_t rank = (uint32_t)(zeros < MOST_RANK ? zeros + 1 : MOST_RANK);

  put(sketch, rank << SLOT_BITS | ((uint32_t)hash.low & SLOT_MASK));
}

void datasketch_merge(struct datasketch *sketch, const struct datasketch *more)
{
  if (!sketch->lg_k)
    sketch->lg_k = more->lg_k;
  if (more->registers)
    coarsen(sketch, more->lg_k);
  for (int i = 0; i < more->count; i++)
    put(sketch, more->coupons[i]);
  if (more->registers && !sketch->registers)
    keep_registers(sketch);
  for (uint32_t slot = 0; more->registers && slot < 1u << more->lg_k; slot++)
    put_register(sketch, (uint32_t)more->registers[slot] << SLOT_BITS | slot);
}

/* Two values have the same coupon with a probability of a third in 2^26. */
double datasketch_estimate(const struct datasketch *sketch)
{
  double count = sketch->count;

  if (sketch->registers)
    return registers_estimate(sketch->registers, (size_t)1 << sketch->lg_k, MOST_RANK);
  return count + count * (count - 1) / 2 / (3.0 * (1u << SLOT_BITS));
}

/* ---- writing ---- */

static void add_word(struct buf *out, uint32_t word)
{
  for (int i = 0; i < 4; i++)
    buf_add_char(out, (char)(word >> (8 * i) & 0xFF));
}

static void add_double(struct buf *out, double value)
{
  uint64_t bits;

  memcpy(&bits, &value, sizeof bits);
  add_word(out, (uint32_t)bits);
  add_word(out, (uint32_t)(bits >> 32));
}

static void add_head(struct buf *out, int words, const struct datasketch *sketch,
                     int lg_room, int flags, int count, enum mode mode)
{
  const int head[] = { words,   1,     FAMILY, sketch->lg_k,
                       lg_room, flags, count,  mode | TARGET_HLL8 << 2 };

  for (size_t i = 0; i < sizeof head / sizeof *head; i++)
    buf_add_char(out, (char)head[i]);
}

/* The set's table in the library: at most three quarters full. */
static int table_lg(int count)
{
  int lg = 5;

  while (count * 4 > 3 << lg)
    lg++;
  return lg;
}

static void write_coupons(const struct datasketch *sketch, struct buf *out)
{
  bool list = sketch->count < LIST_ROOM;
  int flags = FLAG_COMPACT | (sketch->count ? 0 : FLAG_EMPTY);

  if (list) {
    add_head(out, 2, sketch, 3, flags, sketch->count, MODE_LIST);
  } else {
    add_head(out, 3, sketch, table_lg(sketch->count), flags | FLAG_OUT_OF_ORDER, 0,
             MODE_SET);
    add_word(out, (uint32_t)sketch->count);
  }
  for (int i = 0; i < sketch->count; i++)
    add_word(out, sketch->coupons[i]);
}

static void write_registers(const struct datasketch *sketch, struct buf *out)
{
  size_t size = (size_t)1 << sketch->lg_k;
  double low = 0, high = 0;
  uint32_t zeros = 0;

  for (size_t i = 0; i < size; i++) {
    int rank = sketch->registers[i];
    double share = 1.0 / (double)((uint64_t)1 << rank);

    zeros += rank == 0;
    *(rank < 32 ? &low : &high) += share;
  }
  add_head(out, 10, sketch, 0, FLAG_COMPACT | FLAG_OUT_OF_ORDER, 0, MODE_HLL);
  add_double(out, datasketch_estimate(sketch));
  add_double(out, low);
  add_double(out, high);
  add_word(out, zeros);
  add_word(out, 0);
  buf_add(out, sketch->registers, size);
}

void datasketch_write(const struct datasketch *sketch, struct buf *out)
{
  if (sketch->registers)
    write_registers(sketch, out);
  else
    write_coupons(sketch, out);
}

/* ---- reading ---- */

static uint32_t word_at(struct text bytes, size_t at)
{
  uint32_t word = 0;

  for (size_t i = 0; i < 4; i++)
    word |= (uint32_t)(unsigned char)bytes.at[at + i] << (8 * i);
  return word;
}

/* Coupons from a place on; tables that are not compact hold zeros between them. */
static bool read_coupons(struct text bytes, size_t at, uint32_t count, bool compact,
                         int lg_room, struct datasketch *sketch)
{
  size_t words = compact ? count : (size_t)1 << lg_room;

  if (count > 1u << SLOT_BITS || (bytes.len - at) / 4 < words)
    return false;
  for (size_t i = 0; i < words; i++) {
    uint32_t coupon = word_at(bytes, at + 4 * i);

    if (coupon)
      put(sketch, coupon);
  }
  return true;
}

static int rank_of_hll6(const unsigned char *registers, uint32_t slot)
{
  size_t bit = (size_t)slot * 6;
  unsigned both = registers[bit / 8] | (unsigned)registers[bit / 8 + 1] << 8;

  return both >> bit % 8 & 63;
}

/* The ranks that four bits cannot hold stand behind the registers, as coupons. */
static bool read_aux(struct text bytes, size_t at, struct datasketch *sketch)
{
  uint32_t count = word_at(bytes, AT_AUX_COUNT);
  bool compact = bytes.at[AT_FLAGS] & FLAG_COMPACT;
  size_t words = compact ? count : (size_t)1 << (bytes.at[AT_LG_ROOM] & 31);

  if (!count)
    return true;
  if ((bytes.len - at) / 4 < words)
    return false;
  for (size_t i = 0; i < words; i++) {
    uint32_t coupon = word_at(bytes, at + 4 * i);

    if (coupon)
      put_register(sketch, coupon);
  }
  return true;
}

static bool read_registers(struct text bytes, enum target target,
                           struct datasketch *sketch)
{
  uint32_t size = 1u << sketch->lg_k;
  size_t room = target == TARGET_HLL4   ? size / 2
                : target == TARGET_HLL6 ? size / 4 * 3 + 1
                                        : size;
  const unsigned char *at;

  if (bytes.len < AT_REGISTERS + room || target > TARGET_HLL8)
    return false;
  at = (const unsigned char *)bytes.at + AT_REGISTERS;
  keep_registers(sketch);
  for (uint32_t slot = 0; slot < size; slot++) {
    int rank = target == TARGET_HLL8   ? at[slot]
               : target == TARGET_HLL6 ? rank_of_hll6(at, slot)
                                       : at[slot / 2] >> slot % 2 * 4 & 15;

    if (target == TARGET_HLL4)
      rank = rank == 15 ? 0 : rank + bytes.at[AT_COUNT];
    if (rank > MOST_RANK)
      return false;
    sketch->registers[slot] = (uint8_t)rank;
  }
  return target != TARGET_HLL4 || read_aux(bytes, AT_REGISTERS + room, sketch);
}

bool datasketch_read(struct text bytes, struct datasketch *sketch)
{
  const unsigned char *head = (const unsigned char *)bytes.at;
  bool compact;

  if (bytes.len < AT_LIST || head[AT_VERSION] != 1 || head[AT_FAMILY] != FAMILY ||
      head[AT_LG_K] < DATASKETCH_LEAST_LG || head[AT_LG_K] > DATASKETCH_MOST_LG)
    return false;
  sketch->lg_k = head[AT_LG_K];
  compact = head[AT_FLAGS] & FLAG_COMPACT;
  if (head[AT_FLAGS] & FLAG_EMPTY)
    return true;
  switch (head[AT_MODE] & 3) {
  case MODE_LIST: return read_coupons(bytes, AT_LIST, head[AT_COUNT], compact, 3, sketch);
  case MODE_SET:
    return bytes.len >= AT_SET && head[AT_LG_ROOM] < SLOT_BITS &&
           read_coupons(bytes, AT_SET, word_at(bytes, AT_SET_COUNT), compact,
                        head[AT_LG_ROOM], sketch);
  case MODE_HLL:
    return read_registers(bytes, (enum target)(head[AT_MODE] >> 2 & 3), sketch);
  default: return false;
  }
}
