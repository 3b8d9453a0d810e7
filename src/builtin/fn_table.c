/* fn_table.c: table functions in C: FLATTEN, SPLIT_TO_TABLE, STRTOK_SPLIT_TO_TABLE.
 *
 * Each gives a row's relation as a list of structs, which the engine unnests. The last argument says
 * which columns are looked at (bit 0 for c0 ...), so that nobody copies a document for each of its
 * elements in vain, and whether a row without any element is to be kept, as a LEFT JOIN does. */
#include <ctype.h>
#include <string.h>

#include "builtin/fn.h"
#include "builtin/memo.h"
#include "data/json_text.h"

#define KEEP_ROW 256

static bool is_used(int64_t used, int column)
{
  return (used >> column) & 1;
}

/* The sequence numbers of the rows of one run. */
static int64_t first_sequence(struct engine_call *call, int64_t used, int column)
{
  return is_used(used, column) ? call_take_numbers(call, (int64_t)call_rows(call)) : 0;
}

/* ---- FLATTEN ---- */

enum flatten_column {
  FLATTEN_SEQ,
  FLATTEN_KEY,
  FLATTEN_PATH,
  FLATTEN_INDEX,
  FLATTEN_VALUE,
  FLATTEN_THIS
};

enum flatten_argument {
  ARG_INPUT,
  ARG_PATH,
  ARG_OUTER,
  ARG_RECURSIVE,
  ARG_MODE,
  ARG_USED
};

struct flatten {
  struct engine_call *call;
  int64_t used;
  int64_t sequence;
  bool recursive, objects, arrays;
  struct buf path; /* Of the element at hand. */
  struct buf key;
};

/* Whether a value is a container of the mode. */
static bool is_expanded(const struct flatten *flatten, struct text value)
{
  enum json_text_type type = value.at ? json_text_type(value) : JSON_TEXT_NULL;

  return (type == JSON_TEXT_OBJECT && flatten->objects) ||
         (type == JSON_TEXT_ARRAY && flatten->arrays);
}

static bool is_identifier(struct text name)
{
  if (!name.len || isdigit((unsigned char)*name.at))
    return false;
  for (size_t i = 0; i < name.len; i++) {
    if (!isalnum((unsigned char)name.at[i]) && name.at[i] != '_' && name.at[i] != '$')
      return false;
  }
  return true;
}

static void add_path_step(struct flatten *flatten, struct text key, int64_t index)
{
  struct buf *path = &flatten->path;

  if (!key.at) {
    buf_printf(path, "[%lld]", (long long)index);
  } else if (is_identifier(key)) {
    if (path->len)
      buf_add_char(path, '.');
    buf_add_text(path, key);
  } else {
    buf_add_string(path, "['");
    buf_add_text(path, key);
    buf_add_string(path, "']");
  }
}

static void set_flatten_fields(struct flatten *flatten, struct text key, int64_t index,
                               struct text value, struct text container)
{
  struct engine_call *call = flatten->call;
  int64_t used = flatten->used;

  call_add_element(call);
  if (is_used(used, FLATTEN_SEQ))
    call_set_field_int(call, FLATTEN_SEQ, flatten->sequence);
  if (is_used(used, FLATTEN_PATH) && container.at)
    call_set_field_text(call, FLATTEN_PATH, buf_text(&flatten->path));
  if (is_used(used, FLATTEN_KEY) && key.at)
    call_set_field_text(call, FLATTEN_KEY, key);
  if (is_used(used, FLATTEN_INDEX) && index >= 0)
    call_set_field_int(call, FLATTEN_INDEX, index);
  if (is_used(used, FLATTEN_VALUE) && value.at)
    call_set_field_text(call, FLATTEN_VALUE, value);
  if (is_used(used, FLATTEN_THIS) && container.at)
    call_set_field_text(call, FLATTEN_THIS, container);
}

/* A member's name without its escapes. */
static struct text plain_key(struct flatten *flatten, struct text name)
{
  if (!name.at || !memchr(name.at, '\\', name.len))
    return name;
  buf_reset(&flatten->key);
  json_text_plain(text_from(name.at - 1, name.len + 2), &flatten->key);
  return buf_text(&flatten->key);
}

/* One row for each element; where it recurses, an element's own elements follow it. */
static void expand(struct flatten *flatten, struct text container)
{
  struct json_items items = json_items_of(container);
  bool needs_key = is_used(flatten->used, FLATTEN_KEY) ||
                   is_used(flatten->used, FLATTEN_PATH);
  size_t len = flatten->path.len;
  struct text name, value;

  for (int64_t i = 0; json_items_next(&items, &name, &value); i++) {
    struct text key = needs_key ? plain_key(flatten, name) : text_from(NULL, 0);

    if (json_text_type(value) == JSON_TEXT_UNDEFINED)
      continue; /* A missing element has no row. */
    if (is_used(flatten->used, FLATTEN_PATH))
      add_path_step(flatten, key, i);
    set_flatten_fields(flatten, key, name.at ? -1 : i, value, container);
    if (flatten->recursive && is_expanded(flatten, value))
      expand(flatten, value);
    flatten->path.len = len;
  }
}

/* What the PATH of FLATTEN leads to; at NULL when it leads nowhere. */
static struct text flatten_input(struct engine_call *call, size_t row,
                                 struct path_memo *memo)
{
  const struct json_path *path;

  if (call_arg_is_null(call, ARG_INPUT, row) || call_arg_is_null(call, ARG_PATH, row))
    return text_from(NULL, 0);
  path = memo_path(memo, call_text(call, ARG_PATH, row));
  if (!path) {
    call_fail(call, ERR_INVALID_ARGUMENT, "Invalid extraction path '" TEXT_FMT "'",
              TEXT_ARG(call_text(call, ARG_PATH, row)));
    return text_from(NULL, 0);
  }
  return json_path_find(path, call_text(call, ARG_INPUT, row));
}

/* OUTER gives what has no elements one row: with THIS and PATH only where it could have some. */
static void flatten_row(struct flatten *flatten, size_t row, struct text input)
{
  struct engine_call *call = flatten->call;
  struct text none = text_from(NULL, 0);
  bool is_container = is_expanded(flatten, input);

  call_begin_list(call, row);
  buf_reset(&flatten->path);
  if (!call_arg_is_null(call, ARG_PATH, row))
    buf_add_text(&flatten->path, call_text(call, ARG_PATH, row));
  if (is_container)
    expand(flatten, input);
  if (call_list_length(call))
    return;
  if (call_int(call, ARG_OUTER, row))
    set_flatten_fields(flatten, none, -1, none, is_container ? input : none);
  else if (flatten->used & KEEP_ROW)
    call_add_element(call);
}

static void flatten(struct engine_call *call)
{
  struct flatten state = { .call = call };
  struct path_memo memo = { 0 };

  if (!call_rows(call))
    return;
  state.used = call_int(call, ARG_USED, 0);
  state.sequence = first_sequence(call, state.used, FLATTEN_SEQ);
  state.recursive = call_int(call, ARG_RECURSIVE, 0);
  state.objects = !text_is_nocase(call_text(call, ARG_MODE, 0), "ARRAY");
  state.arrays = !text_is_nocase(call_text(call, ARG_MODE, 0), "OBJECT");
  buf_init(&state.path);
  buf_init(&state.key);
  for (size_t row = 0; call_next(call, &row); row++, state.sequence++)
    flatten_row(&state, row, flatten_input(call, row, &memo));
  buf_clear(&state.path);
  buf_clear(&state.key);
  memo_path_clear(&memo);
}

/* ---- SPLIT_TO_TABLE and STRTOK_SPLIT_TO_TABLE ---- */

enum split_column { SPLIT_SEQ, SPLIT_INDEX, SPLIT_VALUE };

struct split {
  struct engine_call *call;
  int64_t used;
  int64_t sequence;
  int64_t index;
};

static void add_piece(struct split *split, struct text piece)
{
  struct engine_call *call = split->call;

  call_add_element(call);
  split->index++;
  if (is_used(split->used, SPLIT_SEQ))
    call_set_field_int(call, SPLIT_SEQ, split->sequence);
  if (is_used(split->used, SPLIT_INDEX))
    call_set_field_int(call, SPLIT_INDEX, split->index);
  if (is_used(split->used, SPLIT_VALUE))
    call_set_field_text(call, SPLIT_VALUE, piece);
}

/* At a delimiter's first byte, or at the end; an empty delimiter stands nowhere. */
static size_t delimiter_at(struct text text, size_t from, struct text delimiter)
{
  const char *found = delimiter.len ? memmem(text.at + from, text.len - from,
                                             delimiter.at, delimiter.len)
                                    : NULL;

  return found ? (size_t)(found - text.at) : text.len;
}

static void split_at_delimiters(struct split *split, struct text text,
                                struct text delimiter)
{
  size_t from = 0, at;

  for (;;) {
    at = delimiter_at(text, from, delimiter);
    add_piece(split, text_slice(text, from, at - from));
    if (at >= text.len)
      return;
    from = at + delimiter.len;
  }
}

/* Every byte of the delimiters ends a piece; there are no empty ones. */
static void split_at_bytes(struct split *split, struct text text, struct text delimiters)
{
  size_t from = 0, at;

  while (from < text.len) {
    for (at = from; at < text.len; at++) {
      if (delimiters.len && memchr(delimiters.at, text.at[at], delimiters.len))
        break;
    }
    if (at > from)
      add_piece(split, text_slice(text, from, at - from));
    from = at + 1;
  }
}

enum cut { CUT_AT_DELIMITERS, CUT_AT_BYTES };

static void split_row(struct split *split, enum cut cut, struct text text,
                      struct text delimiter)
{
  switch (cut) {
  case CUT_AT_DELIMITERS: split_at_delimiters(split, text, delimiter); break;
  case CUT_AT_BYTES: split_at_bytes(split, text, delimiter); break;
  }
}

static void split_rows(struct engine_call *call, enum cut cut)
{
  struct split split = { .call = call };

  if (!call_rows(call))
    return;
  split.used = call_int(call, 2, 0);
  split.sequence = first_sequence(call, split.used, SPLIT_SEQ);
  for (size_t row = 0; call_next(call, &row); row++, split.sequence++) {
    split.index = 0;
    call_begin_list(call, row);
    if (!call_arg_is_null(call, 0, row) && !call_arg_is_null(call, 1, row))
      split_row(&split, cut, call_text(call, 0, row), call_text(call, 1, row));
    if (!call_list_length(call) && (split.used & KEEP_ROW))
      call_add_element(call);
  }
}

static void split_to_table(struct engine_call *call)
{
  split_rows(call, CUT_AT_DELIMITERS);
}

static void strtok_to_table(struct engine_call *call)
{
  split_rows(call, CUT_AT_BYTES);
}

/* clang-format off */
#define FLATTEN_ROWS \
  "STRUCT(c0 BIGINT, c1 VARCHAR, c2 VARCHAR, c3 BIGINT, c4 VARCHAR, c5 VARCHAR)[]"
#define SPLIT_ROWS "STRUCT(c0 BIGINT, c1 BIGINT, c2 VARCHAR)[]"
/* clang-format on */

const struct engine_function_row fn_table_rows[] = {
  { "sg_flatten", "VARCHAR, VARCHAR, BOOLEAN, BOOLEAN, VARCHAR, BIGINT", FLATTEN_ROWS,
    flatten, ENGINE_SEES_NULLS | ENGINE_COUNTS },
  { "sg_split_rows", "VARCHAR, VARCHAR, BIGINT", SPLIT_ROWS, split_to_table,
    ENGINE_SEES_NULLS | ENGINE_COUNTS },
  { "sg_strtok_rows", "VARCHAR, VARCHAR, BIGINT", SPLIT_ROWS, strtok_to_table,
    ENGINE_SEES_NULLS | ENGINE_COUNTS },
};

const int fn_table_count = (int)(sizeof(fn_table_rows) / sizeof(fn_table_rows[0]));
