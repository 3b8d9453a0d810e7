/* fn_array.c: ARRAY in C: built, searched, compared as sets and put into order. */
#include <stdlib.h>
#include <string.h>

#include "builtin/fn.h"
#include "data/json_text.h"

#define MOST_ELEMENTS 4000000 /* More do not fit into a VARIANT of 16 MB anyway. */

/* Elements of one array, and whether each is taken, as set functions need them. */
struct element {
  struct text value;
  struct text key; /* Into `keys`; made on demand by make_keys. */
  size_t key_at;
  bool taken;
};

struct elements {
  struct element *at;
  size_t count, room;
  struct buf keys;
};

static struct element *add_element(struct elements *elements, struct text value)
{
  if (elements->count == elements->room) {
    size_t room = elements->room ? elements->room * 2 : 32;
    struct element *grown = realloc(elements->at, room * sizeof *grown);

    if (!grown)
      abort();
    elements->at = grown;
    elements->room = room;
  }
  elements->at[elements->count] = (struct element){ .value = value };
  return &elements->at[elements->count++];
}

static void read_elements(struct elements *elements, struct text array)
{
  struct json_items items = json_items_of(array);
  struct text name, value;

  elements->count = 0;
  while (json_items_next(&items, &name, &value))
    add_element(elements, value);
}

static void make_keys(struct elements *elements)
{
  if (!elements->keys.at)
    buf_init(&elements->keys);
  buf_reset(&elements->keys);
  for (size_t i = 0; i < elements->count; i++) {
    elements->at[i].key_at = elements->keys.len;
    json_text_key(elements->at[i].value, &elements->keys);
    elements->at[i].key.len = elements->keys.len - elements->at[i].key_at;
  }
  for (size_t i = 0; i < elements->count; i++)
    elements->at[i].key.at = elements->keys.at + elements->at[i].key_at;
}

static void elements_clear(struct elements *elements)
{
  free(elements->at);
  buf_clear(&elements->keys);
}

/* ---- writing ---- */

static void open_array(struct buf *out)
{
  buf_reset(out);
  buf_add_char(out, '[');
}

static void put(struct buf *out, struct text value)
{
  if (out->len > 1)
    buf_add_char(out, ',');
  buf_add_text(out, value);
}

static void put_undefined(struct buf *out)
{
  put(out, TEXT(" null"));
}

static void put_arg(struct engine_call *call, int arg, size_t row, struct buf *out)
{
  if (call_arg_is_null(call, arg, row))
    put_undefined(out);
  else
    put(out, call_text(call, arg, row));
}

static void set_array(struct engine_call *call, size_t row, struct buf *out)
{
  buf_add_char(out, ']');
  call_set_text(call, row, buf_text(out));
}

/* What one row does, with its scratch memory. */
struct work {
  struct engine_call *call;
  size_t row;
  struct buf out;
  struct elements a, b;
};

typedef void (*work_row)(struct work *work);

/* Runs a step for each row; rows whose argument `needed` is NULL give NULL (-1: none is). */
static void for_rows(struct engine_call *call, int needed, work_row step)
{
  struct work work = { .call = call };

  buf_init(&work.out);
  for (size_t row = 0; call_next(call, &row); row++) {
    if (needed >= 0 && call_arg_is_null(call, needed, row)) {
      call_set_null(call, row);
      continue;
    }
    work.row = row;
    step(&work);
  }
  buf_clear(&work.out);
  elements_clear(&work.a);
  elements_clear(&work.b);
}

static struct text arg_text(const struct work *work, int arg)
{
  return call_text(work->call, arg, work->row);
}

static int64_t arg_int(const struct work *work, int arg)
{
  return call_int(work->call, arg, work->row);
}

static void answer(struct work *work)
{
  set_array(work->call, work->row, &work->out);
}

/* ---- building ---- */

static void construct_row(struct work *work)
{
  open_array(&work->out);
  for (int arg = 0; arg < call_arg_count(work->call); arg++)
    put_arg(work->call, arg, work->row, &work->out);
  answer(work);
}

static void array_construct(struct engine_call *call)
{
  for_rows(call, -1, construct_row);
}

static void construct_compact_row(struct work *work)
{
  open_array(&work->out);
  for (int arg = 0; arg < call_arg_count(work->call); arg++) {
    if (!call_arg_is_null(work->call, arg, work->row) &&
        json_text_type(arg_text(work, arg)) > JSON_TEXT_UNDEFINED)
      put(&work->out, arg_text(work, arg));
  }
  answer(work);
}

static void array_construct_compact(struct engine_call *call)
{
  for_rows(call, -1, construct_compact_row);
}

/* The inside of an array, as it stands. */
static void put_inside(struct work *work, struct text array)
{
  struct json_items items = json_items_of(array);

  if (items.at < items.end)
    put(&work->out, text_from(items.at, (size_t)(items.end - items.at)));
}

static void append_row(struct work *work)
{
  open_array(&work->out);
  put_inside(work, arg_text(work, 0));
  put_arg(work->call, 1, work->row, &work->out);
  answer(work);
}

static void array_append(struct engine_call *call)
{
  for_rows(call, 0, append_row);
}

static void prepend_row(struct work *work)
{
  open_array(&work->out);
  put_arg(work->call, 1, work->row, &work->out);
  put_inside(work, arg_text(work, 0));
  answer(work);
}

static void array_prepend(struct engine_call *call)
{
  for_rows(call, 0, prepend_row);
}

static void cat_row(struct work *work)
{
  open_array(&work->out);
  put_inside(work, arg_text(work, 0));
  put_inside(work, arg_text(work, 1));
  answer(work);
}

static void array_cat(struct engine_call *call)
{
  for_rows(call, -1, cat_row);
}

/* Behind the end, the gap is filled; before the start, as at the start. */
static void insert_row(struct work *work)
{
  int64_t position, count;

  if (call_arg_is_null(work->call, 1, work->row)) {
    call_set_null(work->call, work->row);
    return;
  }
  read_elements(&work->a, arg_text(work, 0));
  count = (int64_t)work->a.count;
  position = arg_int(work, 1);
  if (position < 0)
    position = position + count < 0 ? 0 : position + count;
  if (position > MOST_ELEMENTS) {
    call_fail(work->call, ERR_INVALID_ARGUMENT, "Array index %lld is out of range",
              (long long)position);
    return;
  }
  open_array(&work->out);
  for (int64_t i = 0; i < count || i <= position; i++) {
    if (i == position)
      put_arg(work->call, 2, work->row, &work->out);
    if (i < count)
      put(&work->out, work->a.at[i].value);
    else if (i < position)
      put_undefined(&work->out);
  }
  answer(work);
}

static void array_insert(struct engine_call *call)
{
  for_rows(call, 0, insert_row);
}

static void range_row(struct work *work)
{
  int64_t start = arg_int(work, 0), stop = arg_int(work, 1), step = arg_int(work, 2);
  int128 value = start;

  if (!step) {
    call_fail(work->call, ERR_INVALID_ARGUMENT,
              "ARRAY_GENERATE_RANGE step must not be zero");
    return;
  }
  if (((int128)stop - start) / step > MOST_ELEMENTS) {
    call_fail(work->call, ERR_INVALID_ARGUMENT, "Generated array is too large");
    return;
  }
  open_array(&work->out);
  for (; step > 0 ? value < stop : value > stop; value += step) {
    put(&work->out, TEXT(""));
    buf_add_int(&work->out, (int64_t)value);
  }
  answer(work);
}

static void array_range(struct engine_call *call)
{
  for_rows(call, -1, range_row);
}

/* ---- choosing ---- */

static void compact_row(struct work *work)
{
  read_elements(&work->a, arg_text(work, 0));
  open_array(&work->out);
  for (size_t i = 0; i < work->a.count; i++) {
    if (json_text_type(work->a.at[i].value) > JSON_TEXT_UNDEFINED)
      put(&work->out, work->a.at[i].value);
  }
  answer(work);
}

static void array_compact(struct engine_call *call)
{
  for_rows(call, -1, compact_row);
}

static void slice_row(struct work *work)
{
  int64_t from = arg_int(work, 1), to = arg_int(work, 2), count;

  read_elements(&work->a, arg_text(work, 0));
  count = (int64_t)work->a.count;
  from = from < 0 ? from + count : from;
  to = to < 0 ? to + count : to;
  open_array(&work->out);
  for (int64_t i = from < 0 ? 0 : from; i < to && i < count; i++)
    put(&work->out, work->a.at[i].value);
  answer(work);
}

static void array_slice(struct engine_call *call)
{
  for_rows(call, -1, slice_row);
}

static void remove_at_row(struct work *work)
{
  int64_t position = arg_int(work, 1);

  read_elements(&work->a, arg_text(work, 0));
  if (position < 0)
    position += (int64_t)work->a.count;
  open_array(&work->out);
  for (size_t i = 0; i < work->a.count; i++) {
    if ((int64_t)i != position)
      put(&work->out, work->a.at[i].value);
  }
  answer(work);
}

static void array_remove_at(struct engine_call *call)
{
  for_rows(call, -1, remove_at_row);
}

static void remove_row(struct work *work)
{
  struct text value = arg_text(work, 1);

  read_elements(&work->a, arg_text(work, 0));
  open_array(&work->out);
  for (size_t i = 0; i < work->a.count; i++) {
    if (!json_text_equal(work->a.at[i].value, value))
      put(&work->out, work->a.at[i].value);
  }
  answer(work);
}

static void array_remove(struct engine_call *call)
{
  for_rows(call, -1, remove_row);
}

static void reverse_row(struct work *work)
{
  read_elements(&work->a, arg_text(work, 0));
  open_array(&work->out);
  for (size_t i = work->a.count; i > 0; i--)
    put(&work->out, work->a.at[i - 1].value);
  answer(work);
}

static void array_reverse(struct engine_call *call)
{
  for_rows(call, -1, reverse_row);
}

static void flatten_row(struct work *work)
{
  struct json_items items = json_items_of(arg_text(work, 0));
  struct text name, value;

  open_array(&work->out);
  while (json_items_next(&items, &name, &value)) {
    enum json_text_type type = json_text_type(value);

    if (type <= JSON_TEXT_UNDEFINED) {
      call_set_null(work->call, work->row);
      return;
    }
    if (type != JSON_TEXT_ARRAY) {
      call_fail(work->call, ERR_INVALID_ARGUMENT, "Not an array: '" TEXT_FMT "'",
                TEXT_ARG(value));
      return;
    }
    put_inside(work, value);
  }
  answer(work);
}

static void array_flatten(struct engine_call *call)
{
  for_rows(call, -1, flatten_row);
}

/* ---- searching ---- */

static int64_t position_of(struct text value, struct text array)
{
  struct json_items items = json_items_of(array);
  struct text name, item;

  for (int64_t i = 0; json_items_next(&items, &name, &item); i++) {
    if (json_text_equal(item, value))
      return i;
  }
  return -1;
}

static bool has_undefined(struct text array)
{
  struct json_items items = json_items_of(array);
  struct text name, value;

  while (json_items_next(&items, &name, &value))
    if (json_text_type(value) == JSON_TEXT_UNDEFINED)
      return true;
  return false;
}

/* A NULL is found where an element is missing; where none is, nobody knows. */
static void array_contains(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    if (call_arg_is_null(call, 1, row))
      call_set_null(call, row);
    else if (!call_arg_is_null(call, 0, row))
      call_set_int(call, row,
                   position_of(call_text(call, 0, row), call_text(call, 1, row)) >= 0);
    else if (has_undefined(call_text(call, 1, row)))
      call_set_int(call, row, true);
    else
      call_set_null(call, row);
  }
}

static void array_position(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t position = position_of(call_text(call, 0, row), call_text(call, 1, row));

    if (position < 0)
      call_set_null(call, row);
    else
      call_set_int(call, row, position);
  }
}

static void array_size(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text value = call_text(call, 0, row);

    if (json_text_type(value) == JSON_TEXT_ARRAY)
      call_set_int(call, row, json_items_count(value));
    else
      call_set_null(call, row);
  }
}

/* A JSON null is greater than all other values here ("ARRAY_MAX": it is considered, and given). */
static int compare_elements(const struct element *a, const struct element *b)
{
  int nulls = (json_text_type(a->value) == JSON_TEXT_NULL) -
              (json_text_type(b->value) == JSON_TEXT_NULL);

  return nulls ? nulls : text_compare(a->key, b->key);
}

/* The element that is first in order (sign 1) or last (sign -1). */
static void set_extreme(struct work *work, int sign)
{
  const struct element *best = NULL;

  read_elements(&work->a, arg_text(work, 0));
  make_keys(&work->a);
  for (size_t i = 0; i < work->a.count; i++) {
    const struct element *element = &work->a.at[i];

    if (json_text_type(element->value) != JSON_TEXT_UNDEFINED &&
        (!best || compare_elements(element, best) * sign < 0))
      best = element;
  }
  if (best)
    call_set_text(work->call, work->row, best->value);
  else
    call_set_null(work->call, work->row);
}

static void min_row(struct work *work)
{
  set_extreme(work, 1);
}

static void max_row(struct work *work)
{
  set_extreme(work, -1);
}

static void array_min(struct engine_call *call)
{
  for_rows(call, -1, min_row);
}

static void array_max(struct engine_call *call)
{
  for_rows(call, -1, max_row);
}

/* ---- sets: elements count as often as they occur ---- */

static int compare_keys(const void *a, const void *b)
{
  const struct element *x = a, *y = b;
  int order = text_compare(x->key, y->key);

  return order ? order : x->key_at < y->key_at ? -1 : x->key_at > y->key_at;
}

static int compare_places(const void *a, const void *b)
{
  const struct element *x = a, *y = b;

  return x->key_at < y->key_at ? -1 : x->key_at > y->key_at;
}

static void sort_elements(struct elements *elements,
                          int (*compare)(const void *, const void *))
{
  if (elements->count)
    qsort(elements->at, elements->count, sizeof *elements->at, compare);
}

static void read_sorted(struct elements *elements, struct text array)
{
  read_elements(elements, array);
  make_keys(elements);
  sort_elements(elements, compare_keys);
}

/* Marks each element of the first array that has a partner of its own in the second. */
static size_t pair_up(struct work *work)
{
  struct elements *a = &work->a, *b = &work->b;
  size_t i = 0, j = 0, pairs = 0;

  while (i < a->count && j < b->count) {
    int order = text_compare(a->at[i].key, b->at[j].key);

    if (order == 0) {
      a->at[i].taken = true;
      pairs++;
    }
    i += order <= 0;
    j += order >= 0;
  }
  return pairs;
}

/* Those elements of the first array that are marked, or those that are not, in their order. */
static void answer_taken(struct work *work, bool taken)
{
  sort_elements(&work->a, compare_places);
  open_array(&work->out);
  for (size_t i = 0; i < work->a.count; i++) {
    if (work->a.at[i].taken == taken)
      put(&work->out, work->a.at[i].value);
  }
  answer(work);
}

static void intersection_row(struct work *work)
{
  read_sorted(&work->a, arg_text(work, 0));
  read_sorted(&work->b, arg_text(work, 1));
  pair_up(work);
  answer_taken(work, true);
}

static void array_intersection(struct engine_call *call)
{
  for_rows(call, -1, intersection_row);
}

static void except_row(struct work *work)
{
  read_sorted(&work->a, arg_text(work, 0));
  read_sorted(&work->b, arg_text(work, 1));
  pair_up(work);
  answer_taken(work, false);
}

static void array_except(struct engine_call *call)
{
  for_rows(call, -1, except_row);
}

static void overlap_row(struct work *work)
{
  read_sorted(&work->a, arg_text(work, 0));
  read_sorted(&work->b, arg_text(work, 1));
  call_set_int(work->call, work->row, pair_up(work) > 0);
}

static void arrays_overlap(struct engine_call *call)
{
  for_rows(call, -1, overlap_row);
}

static void distinct_row(struct work *work)
{
  struct elements *a = &work->a;

  read_sorted(a, arg_text(work, 0));
  for (size_t i = 1; i < a->count; i++)
    a->at[i].taken = text_equal(a->at[i - 1].key, a->at[i].key);
  answer_taken(work, false);
}

static void array_distinct(struct engine_call *call)
{
  for_rows(call, -1, distinct_row);
}

/* Of an array of arrays: each element as often as in the array that has most of it. */
static void union_row(struct work *work)
{
  struct json_items items = json_items_of(arg_text(work, 0));
  struct text name, array;
  struct buf so_far;

  buf_init(&so_far);
  buf_add_string(&so_far, "[]");
  while (json_items_next(&items, &name, &array)) {
    read_sorted(&work->a, array);
    read_sorted(&work->b, buf_text(&so_far));
    pair_up(work);
    sort_elements(&work->a, compare_places);
    open_array(&work->out);
    put_inside(work, buf_text(&so_far));
    for (size_t i = 0; i < work->a.count; i++) {
      if (!work->a.at[i].taken)
        put(&work->out, work->a.at[i].value);
    }
    buf_add_char(&work->out, ']');
    buf_reset(&so_far);
    buf_add_text(&so_far, buf_text(&work->out));
  }
  call_set_text(work->call, work->row, buf_text(&so_far));
  buf_clear(&so_far);
}

static void array_union_all(struct engine_call *call)
{
  for_rows(call, -1, union_row);
}

/* ---- order, text, objects ---- */

static void put_all_of(struct work *work, enum json_text_type type)
{
  for (size_t i = 0; i < work->a.count; i++) {
    if (json_text_type(work->a.at[i].value) == type)
      put(&work->out, work->a.at[i].value);
  }
}

/* Where nulls go is said of SQL NULLs; JSON nulls are values, the greatest ("ARRAY_SORT"). */
static void sort_row(struct work *work)
{
  bool ascending = arg_int(work, 1) != 0, nulls_first = arg_int(work, 2) != 0;
  size_t count;

  read_sorted(&work->a, arg_text(work, 0));
  count = work->a.count;
  open_array(&work->out);
  if (nulls_first)
    put_all_of(work, JSON_TEXT_UNDEFINED);
  if (!ascending)
    put_all_of(work, JSON_TEXT_NULL);
  for (size_t i = 0; i < count; i++) {
    struct text value = work->a.at[ascending ? i : count - 1 - i].value;

    if (json_text_type(value) > JSON_TEXT_UNDEFINED)
      put(&work->out, value);
  }
  if (ascending)
    put_all_of(work, JSON_TEXT_NULL);
  if (!nulls_first)
    put_all_of(work, JSON_TEXT_UNDEFINED);
  answer(work);
}

static void array_sort(struct engine_call *call)
{
  for_rows(call, -1, sort_row);
}

static void to_string_row(struct work *work)
{
  struct json_items items = json_items_of(arg_text(work, 0));
  struct text name, value;
  bool first = true;

  buf_reset(&work->out);
  while (json_items_next(&items, &name, &value)) {
    if (!first)
      buf_add_text(&work->out, arg_text(work, 1));
    first = false;
    if (json_text_type(value) > JSON_TEXT_UNDEFINED)
      json_text_plain(value, &work->out);
  }
  call_set_text(work->call, work->row, buf_text(&work->out));
}

static void array_to_string(struct engine_call *call)
{
  for_rows(call, -1, to_string_row);
}

/* "key":value pairs; sg_object_sorted puts them into order. */
static void to_object_row(struct work *work)
{
  read_elements(&work->a, arg_text(work, 0));
  read_elements(&work->b, arg_text(work, 1));
  if (work->a.count != work->b.count) {
    call_fail(work->call, ERR_INVALID_ARGUMENT,
              "Key array and value array had unequal lengths in ARRAYS_TO_OBJECT");
    return;
  }
  buf_reset(&work->out);
  buf_add_char(&work->out, '{');
  for (size_t i = 0; i < work->a.count; i++) {
    struct text key = work->a.at[i].value;

    if (json_text_type(key) <= JSON_TEXT_UNDEFINED)
      continue;
    if (*json_text_bare(key).at != '"') {
      call_fail(work->call, ERR_INVALID_ARGUMENT, "Key '" TEXT_FMT "' is not a string",
                TEXT_ARG(key));
      return;
    }
    put(&work->out, json_text_bare(key));
    buf_add_char(&work->out, ':');
    buf_add_text(&work->out, work->b.at[i].value);
  }
  buf_add_char(&work->out, '}');
  call_set_text(work->call, work->row, buf_text(&work->out));
}

static void arrays_to_object(struct engine_call *call)
{
  for_rows(call, -1, to_object_row);
}

static void zip_row(struct work *work)
{
  int count = call_arg_count(work->call);
  int64_t longest = 0;

  for (int arg = 0; arg < count; arg++) {
    int64_t size = json_items_count(arg_text(work, arg));

    longest = size > longest ? size : longest;
  }
  open_array(&work->out);
  for (int64_t i = 0; i < longest; i++) {
    put(&work->out, TEXT("{"));
    for (int arg = 0; arg < count; arg++) {
      struct text value = json_text_element(arg_text(work, arg), i);

      buf_printf(&work->out, "%s\"$%d\":", arg ? "," : "", arg + 1);
      buf_add_text(&work->out, value.at ? value : TEXT("null"));
    }
    buf_add_char(&work->out, '}');
  }
  answer(work);
}

static void arrays_zip(struct engine_call *call)
{
  for_rows(call, -1, zip_row);
}

const struct engine_function_row fn_array_rows[] = {
  { "sg_array_append", "VARCHAR, VARCHAR", "JSON", array_append, ENGINE_SEES_NULLS },
  { "sg_array_cat", "VARCHAR, VARCHAR", "JSON", array_cat, 0 },
  { "sg_array_compact", "VARCHAR", "JSON", array_compact, 0 },
  { "sg_array_construct", "VARCHAR...", "JSON", array_construct, ENGINE_SEES_NULLS },
  { "sg_array_construct_compact", "VARCHAR...", "JSON", array_construct_compact,
    ENGINE_SEES_NULLS },
  { "sg_array_contains", "VARCHAR, VARCHAR", "BOOLEAN", array_contains,
    ENGINE_SEES_NULLS },
  { "sg_array_distinct", "VARCHAR", "JSON", array_distinct, 0 },
  { "sg_array_except", "VARCHAR, VARCHAR", "JSON", array_except, 0 },
  { "sg_array_flatten", "VARCHAR", "JSON", array_flatten, 0 },
  { "sg_array_insert", "VARCHAR, BIGINT, VARCHAR", "JSON", array_insert,
    ENGINE_SEES_NULLS },
  { "sg_array_intersection", "VARCHAR, VARCHAR", "JSON", array_intersection, 0 },
  { "sg_array_max", "VARCHAR", "JSON", array_max, 0 },
  { "sg_array_min", "VARCHAR", "JSON", array_min, 0 },
  { "sg_array_position", "VARCHAR, VARCHAR", "BIGINT", array_position, 0 },
  { "sg_array_prepend", "VARCHAR, VARCHAR", "JSON", array_prepend, ENGINE_SEES_NULLS },
  { "sg_array_range", "BIGINT, BIGINT, BIGINT", "JSON", array_range, 0 },
  { "sg_array_remove", "VARCHAR, VARCHAR", "JSON", array_remove, 0 },
  { "sg_array_remove_at", "VARCHAR, BIGINT", "JSON", array_remove_at, 0 },
  { "sg_array_reverse", "VARCHAR", "JSON", array_reverse, 0 },
  { "sg_array_size", "VARCHAR", "BIGINT", array_size, 0 },
  { "sg_array_slice", "VARCHAR, BIGINT, BIGINT", "JSON", array_slice, 0 },
  { "sg_array_sort", "VARCHAR, BOOLEAN, BOOLEAN", "JSON", array_sort, 0 },
  { "sg_array_to_string", "VARCHAR, VARCHAR", "VARCHAR", array_to_string, 0 },
  { "sg_array_union_all", "VARCHAR", "JSON", array_union_all, 0 },
  { "sg_arrays_overlap", "VARCHAR, VARCHAR", "BOOLEAN", arrays_overlap, 0 },
  { "sg_arrays_to_object", "VARCHAR, VARCHAR", "JSON", arrays_to_object, 0 },
  { "sg_arrays_zip", "VARCHAR...", "JSON", arrays_zip, 0 },
};

const int fn_array_count = (int)(sizeof(fn_array_rows) / sizeof(fn_array_rows[0]));
