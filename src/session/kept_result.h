/* kept_result.h: the rows of one statement with their types, and what else its answer says.
 *
 * A small result is rows in memory. A large one is a file of parts: Arrow streams of the values as
 * they are stored (protocol/arrow_read.h), of which the first goes into the answer itself and each
 * other one is a chunk that clients fetch. Where clients are shown something else than what is
 * stored (JSON; VARIANT, printed), a part has that beside it.
 *
 * Its maker alone changes it, until results_add; from then on it is read only, by any thread, and
 * who holds it releases it. */
#ifndef SESSION_KEPT_RESULT_H
#define SESSION_KEPT_RESULT_H

#include "base/err.h"
#include "data/row_source.h"
#include "protocol/arrow_rows.h"
#include "session/result_file.h"

struct kept_column {
  struct text name;
  struct type type;
  bool nullable;
  struct text database, schema, table; /* Of a column taken straight from a table. */
};

/* What an answer says beside its rows. */
struct kept_info {
  struct text query_id, user, sql; /* The text without secrets. */
  struct text database, schema, warehouse, role;
  struct text result_ids, result_types; /* Of several statements. */
  struct text form; /* How the chunks are shown; see wire/result_form.h. */
  struct text
    settings; /* By which it is written (protocol/result_settings.h); of drivers: empty. */
  int64_t answer_form; /* enum answer_form: for whom it was. */
  int64_t type_id, bind_count;
  bool is_dml;
  int64_t rows_inserted, rows_updated, rows_deleted;
  int64_t session_id, created_ms, started_ms, ended_ms;
};

struct kept_result;

/* Texts are copied. Parts of large ones go to a file in `folder`, which is borrowed. */
struct kept_result *kept_result_new(struct result_folder *folder,
                                    const struct kept_column *columns, int count);
void kept_result_hold(struct kept_result *kept);
void kept_result_release(struct kept_result *kept); /* NULL is fine. */

/* Adds rows to the part that is being made. */
bool kept_result_add(struct kept_result *kept, const struct batch *batch,
                     struct err *err) MUST_CHECK;
/* Bytes of it. */
size_t kept_result_held(const struct kept_result *kept);
/* What was added becomes a part; from now on the result is a file. */
bool kept_result_end_part(struct kept_result *kept, struct err *err) MUST_CHECK;
/* A part from rows of exact columns that another has gathered, which are taken. */
bool kept_result_take(struct kept_result *kept, struct arrow_rows *rows,
                      struct err *err) MUST_CHECK;

/* Rows that are yet to be gathered. */
struct held_batches {
  struct held_batch **at;
  int count, room;
  size_t bytes; /* That they keep in memory. */
  int64_t rows;
};

void held_batches_add(struct held_batches *held,
                      struct held_batch *batch);    /* Which is theirs. */
void held_batches_clear(struct held_batches *held); /* Releases them. */
/* For another thread, which makes parts of about so many bytes of them, in exact columns as those
 * of `like`; the list is empty then. While that thread is busy with the ones before, the list stays
 * as it is, unless `must_take`. The columns are used until kept_result_end or the release. */
bool kept_result_take_held(struct kept_result *kept, const struct arrow_rows *like,
                           size_t part_bytes, bool must_take, struct held_batches *held,
                           struct err *err) MUST_CHECK;
/* What clients are shown of the last part. */
bool kept_result_show(struct kept_result *kept, struct text bytes,
                      struct err *err) MUST_CHECK;
void kept_result_set_info(struct kept_result *kept, const struct kept_info *info);
/* No part follows. The file, if it is one, is yet to be finished: by results_add. */
bool kept_result_end(struct kept_result *kept, struct err *err) MUST_CHECK;

int kept_result_columns(const struct kept_result *kept);
const struct kept_column *kept_result_column(const struct kept_result *kept, int column);
const struct kept_info *kept_result_info(const struct kept_result *kept);
/* How a column's values lie in the rows. */
enum batch_kind kept_result_kind(const struct kept_result *kept, int column);
int64_t kept_result_rows(const struct kept_result *kept);
size_t kept_result_memory(const struct kept_result *kept); /* That it takes, about. */
struct result_file *kept_result_file(
  const struct kept_result *kept); /* Borrowed; or NULL. */

/* The parts, in order: 0 is what the answer itself had (it may have no rows), part N is chunk N.
 * So are the partitions of the SQL REST API. A result in memory has one part. */
int kept_result_parts(const struct kept_result *kept);
int64_t kept_result_part_rows(const struct kept_result *kept, int part);
/* The bytes of it that clients fetch, and where they lie in the file. */
size_t kept_result_part_size(const struct kept_result *kept, int part);
int64_t kept_result_part_bytes(const struct kept_result *kept, int part); /* In all. */
int64_t kept_result_part_offset(const struct kept_result *kept, int part);
/* The rows of a part, for the caller to free; its columns are of kept_result_kind. NULL with an
 * error: the file is gone or damaged. */
struct batch_builder *kept_result_part(const struct kept_result *kept, int part,
                                       struct err *err);
/* All of them, one after the other, of a file; holds the result until row_source_free. */
struct row_source *kept_result_source(struct kept_result *kept);
#endif
