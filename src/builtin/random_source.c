/* random_source.c: numbers by chance: unpredictable ones, a sequence by its seed, a scramble. */
#include "builtin/random_source.h"

#include "base/id.h"

#define TWIST_MIDDLE 156
#define TWIST_MATRIX 0xB5026F5AA96619E9u
#define TWIST_UPPER 0xFFFFFFFF80000000u
#define TWIST_LOWER 0x7FFFFFFFu
#define GOLDEN 0x9E3779B97F4A7C15u

static uint64_t rotate(uint64_t value, int by)
{
  return (value << by) | (value >> (64 - by));
}

uint64_t random_scramble(uint64_t value, uint64_t round)
{
  value += (round + 1) * GOLDEN;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
  return value ^ (value >> 31);
}

double random_fraction(uint64_t bits)
{
  return (double)(bits >> 11) * 0x1.0p-53;
}

uint64_t random_next(struct random_source *source)
{
  uint64_t *state = source->state;
  uint64_t result, shifted;

  if (!(state[0] | state[1] | state[2] | state[3])) {
    for (int i = 0; i < 4; i++)
      state[i] = id_random();
  }
  result = rotate(state[0] + state[3], 23) + state[0];
  shifted = state[1] << 17;
  state[2] ^= state[0];
  state[3] ^= state[1];
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= shifted;
  state[3] = rotate(state[3], 45);
  return result;
}

/* ---- the Mersenne twister ---- */

static void start(struct random_sequence *sequence, uint64_t seed)
{
  uint64_t *words = sequence->words;

  words[0] = seed;
  for (uint64_t i = 1; i < RANDOM_TWIST; i++)
    words[i] = 6364136223846793005u * (words[i - 1] ^ (words[i - 1] >> 62)) + i;
  sequence->seed = seed;
  sequence->position = 0;
  sequence->started = true;
}

static void twist(uint64_t *words)
{
  for (int i = 0; i < RANDOM_TWIST; i++) {
    uint64_t mixed = (words[i] & TWIST_UPPER) |
                     (words[(i + 1) % RANDOM_TWIST] & TWIST_LOWER);

    words[i] = words[(i + TWIST_MIDDLE) % RANDOM_TWIST] ^ (mixed >> 1) ^
               (mixed & 1 ? TWIST_MATRIX : 0);
  }
}

static uint64_t temper(uint64_t word)
{
  word ^= (word >> 29) & 0x5555555555555555u;
  word ^= (word << 17) & 0x71D67FFFEDA60000u;
  word ^= (word << 37) & 0xFFF7EEE000000000u;
  return word ^ (word >> 43);
}

/* The words at hand are those from position - position % RANDOM_TWIST on, once position is within
 * them; a position at their end means that they are to be twisted first. */
uint64_t random_at(struct random_sequence *sequence, uint64_t seed, int64_t position)
{
  if (!sequence->started || sequence->seed != seed || position < sequence->position - 1)
    start(sequence, seed);
  if (position == sequence->position - 1)
    return temper(sequence->words[position % RANDOM_TWIST]);
  while (sequence->position <= position) {
    if (sequence->position % RANDOM_TWIST == 0) {
      twist(sequence->words);
      /* Whole blocks that nobody asks for are passed over. */
      while (position - sequence->position >= RANDOM_TWIST) {
        twist(sequence->words);
        sequence->position += RANDOM_TWIST;
      }
    }
    sequence->position++;
  }
  return temper(sequence->words[position % RANDOM_TWIST]);
}
