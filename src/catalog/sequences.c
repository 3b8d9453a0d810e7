/* sequences.c: the values of sequences, made durable in blocks before they are given out. */
#include "catalog/catalog_state.h"
#include "catalog/store.h"

enum { BLOCK = 100 };

static bool advance(int64_t from, int64_t step, int64_t count, int64_t *to)
{
  int64_t distance;

  return !__builtin_mul_overflow(step, count, &distance) &&
         !__builtin_add_overflow(from, distance, to);
}

/* Makes sure that a restart goes on behind `end`. Near the ends of 64 bits a block is cut short. */
static bool make_durable(struct catalog *catalog, struct sequence *sequence, int64_t end,
                         struct err *err)
{
  int64_t durable;
  struct buf sql;
  bool ok;

  if (sequence->step > 0 ? end <= sequence->durable : end >= sequence->durable)
    return true;
  if (!advance(end, sequence->step, BLOCK, &durable))
    durable = end;
  if (change_is_stored(&sequence->object)) {
    buf_init(&sql);
    store_set_next(&sql, sequence->object.id, durable);
    ok = engine_run(catalog->connection, buf_text(&sql), err);
    buf_clear(&sql);
    if (!ok)
      return false;
  }
  sequence->durable = durable;
  return true;
}

static bool take(struct catalog *catalog, struct sequence *sequence, int64_t count,
                 int64_t *first, struct err *err)
{
  int64_t end;

  if (!advance(sequence->next, sequence->step, count, &end))
    return err_set(err, ERR_NUMBER_OUT_OF_RANGE, "Sequence '" TEXT_FMT "' is exhausted.",
                   TEXT_ARG(sequence->object.name));
  if (!make_durable(catalog, sequence, end, err))
    return false;
  *first = sequence->next;
  sequence->next = end;
  return true;
}

bool catalog_next_values(struct catalog *catalog, int64_t sequence_id, int64_t count,
                         int64_t *first, int64_t *step, struct err *err)
{
  struct sequence *sequence;
  bool ok;

  catalog_read(catalog);
  sequence = (struct sequence *)state_by_id(catalog, sequence_id);
  if (!sequence || sequence->object.kind != KIND_SEQUENCE) {
    catalog_read_end(catalog);
    return err_set(err, ERR_NO_OBJECT,
                   "SQL compilation error:\nSequence does not exist or not "
                   "authorized.");
  }
  pthread_mutex_lock(&catalog->sequence_lock);
  ok = take(catalog, sequence, count, first, err);
  *step = sequence->step;
  pthread_mutex_unlock(&catalog->sequence_lock);
  catalog_read_end(catalog);
  return ok;
}
