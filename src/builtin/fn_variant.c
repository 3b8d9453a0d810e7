/* fn_variant.c: VARIANT and OBJECT in C: parsing, paths, types, members, keys for comparison. */
#include <string.h>

#include "builtin/fn.h"
#include "builtin/memo.h"
#include "data/json_lenient.h"
#include "data/json_text.h"

/* ---- parsing ---- */

enum on_error { ON_ERROR_FAIL, ON_ERROR_NULL };

/* PARSE_JSON's second argument: 'd' lets a later value of a name replace an earlier one. */
static enum json_lenient_names names_of(const struct engine_call *call, size_t row)
{
  return call_arg_count(call) > 1 && text_is(call_text(call, 1, row), "d")
           ? JSON_NAMES_LAST
           : JSON_NAMES_UNIQUE;
}

static void parse_rows(struct engine_call *call, enum on_error on_error)
{
  struct buf out, problem;

  buf_init(&out);
  buf_init(&problem);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&out);
    buf_reset(&problem);
    if (!json_lenient_parse(call_text(call, 0, row), names_of(call, row), &out,
                            &problem)) {
      if (on_error == ON_ERROR_FAIL)
        call_fail(call, ERR_NOT_JSON, "Error parsing JSON: " TEXT_FMT,
                  TEXT_ARG(buf_text(&problem)));
      else
        call_set_null(call, row);
    } else if (!out.len) {
      call_set_null(call, row);
    } else {
      call_set_text(call, row, buf_text(&out));
    }
  }
  buf_clear(&out);
  buf_clear(&problem);
}

static void parse_json(struct engine_call *call)
{
  parse_rows(call, ON_ERROR_FAIL);
}

static void try_parse_json(struct engine_call *call)
{
  parse_rows(call, ON_ERROR_NULL);
}

static void check_json(struct engine_call *call)
{
  struct buf out, problem;

  buf_init(&out);
  buf_init(&problem);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&out);
    buf_reset(&problem);
    if (json_lenient_parse(call_text(call, 0, row), JSON_NAMES_UNIQUE, &out, &problem))
      call_set_null(call, row);
    else
      call_set_text(call, row, buf_text(&problem));
  }
  buf_clear(&out);
  buf_clear(&problem);
}

/* ---- looking inside ---- */

static void set_found(struct engine_call *call, size_t row, struct text found)
{
  if (!found.at || json_text_type(found) == JSON_TEXT_UNDEFINED)
    call_set_null(call, row);
  else
    call_set_text(call, row, found);
}

static void get_member(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    set_found(call, row, json_text_get(call_text(call, 0, row), call_text(call, 1, row)));
}

static void get_member_nocase(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    set_found(call, row,
              json_text_member_nocase(call_text(call, 0, row), call_text(call, 1, row)));
}

static void get_element(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    set_found(call, row,
              json_text_element(call_text(call, 0, row), call_int(call, 1, row)));
}

static const struct json_path *path_of(struct engine_call *call, size_t row,
                                       struct path_memo *memo)
{
  struct text written = call_text(call, 1, row);
  const struct json_path *path = memo_path(memo, written);

  if (!path)
    call_fail(call, ERR_INVALID_ARGUMENT, "Invalid extraction path '" TEXT_FMT "'",
              TEXT_ARG(written));
  return path;
}

static void get_path(struct engine_call *call)
{
  struct path_memo memo = { 0 };

  for (size_t row = 0; call_next(call, &row); row++) {
    const struct json_path *path = path_of(call, row, &memo);

    if (path)
      set_found(call, row, json_path_find(path, call_text(call, 0, row)));
  }
  memo_path_clear(&memo);
}

/* JSON_EXTRACT_PATH_TEXT: from JSON text, to plain text. */
static void json_path_text(struct engine_call *call)
{
  struct path_memo memo = { 0 };
  struct buf out, problem;

  buf_init(&out);
  buf_init(&problem);
  for (size_t row = 0; call_next(call, &row); row++) {
    const struct json_path *path = memo_path(&memo, call_text(call, 1, row));
    struct text found = { NULL, 0 };

    buf_reset(&out);
    buf_reset(&problem);
    if (!json_lenient_parse(call_text(call, 0, row), JSON_NAMES_UNIQUE, &out, &problem)) {
      call_fail(call, ERR_NOT_JSON, "Error parsing JSON: " TEXT_FMT,
                TEXT_ARG(buf_text(&problem)));
      break;
    }
    if (path)
      found = json_path_find(path, buf_text(&out));
    if (!found.at || json_text_type(found) <= JSON_TEXT_UNDEFINED) {
      call_set_null(call, row);
      continue;
    }
    buf_reset(&problem);
    json_text_plain(found, &problem);
    call_set_text(call, row, buf_text(&problem));
  }
  memo_path_clear(&memo);
  buf_clear(&out);
  buf_clear(&problem);
}

static void type_name(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_text(call, row,
                  text_of(json_text_type_name(json_text_type(call_text(call, 0, row)))));
}

static void as_varchar(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text value = call_text(call, 0, row);

    if (json_text_type(value) != JSON_TEXT_STRING) {
      call_set_null(call, row);
      continue;
    }
    buf_reset(&out);
    json_text_plain(value, &out);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

static void to_json(struct engine_call *call)
{
  struct buf out, plain;

  buf_init(&out);
  buf_init(&plain);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&out);
    buf_reset(&plain);
    json_text_unmark_xml(call_text(call, 0, row), &plain);
    json_text_print(buf_text(&plain), &out);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
  buf_clear(&plain);
}

static void variant_key(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&out);
    json_text_key(call_text(call, 0, row), &out);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

/* HASH: of the keys, so that equal values of any type have equal hashes. */
static void hash(struct engine_call *call)
{
  struct buf key;

  buf_init(&key);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&key);
    for (int arg = 0; arg < call_arg_count(call); arg++) {
      if (call_arg_is_null(call, arg, row))
        buf_add_char(&key, '\0');
      else
        json_text_key(call_text(call, arg, row), &key);
    }
    call_set_int(call, row, (int64_t)text_hash(buf_text(&key)));
  }
  buf_clear(&key);
}

/* HASH_AGG: a sum of hashes, brought back to 64 bits. */
static void hash_fold(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_int(call, row, (int64_t)(uint64_t)call_int128(call, 0, row));
}

/* ---- objects ---- */

/* A member under way to sg_object_sorted: "name":value. */
static void json_member(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&out);
    json_text_quote(call_text(call, 0, row), &out);
    buf_add_char(&out, ':');
    buf_add_text(&out, call_text(call, 1, row));
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

static bool fail_duplicate(struct engine_call *call, struct text name)
{
  call_fail(call, ERR_DUPLICATE_FIELD_KEY, "Duplicate field key '" TEXT_FMT "'",
            TEXT_ARG(name));
  return false;
}

/* Answers with the members of `object` in order. */
static void set_sorted(struct engine_call *call, size_t row, struct text object)
{
  struct buf out, problem;

  buf_init(&out);
  buf_init(&problem);
  if (json_lenient_sort(object, JSON_NAMES_UNIQUE, &out, &problem)) {
    call_set_text(call, row, buf_text(&out));
  } else {
    struct text words = buf_text(&problem);
    size_t quote = text_find(words, '"');

    fail_duplicate(call, text_slice(words, quote + 1, words.len - quote - 2));
  }
  buf_clear(&out);
  buf_clear(&problem);
}

static void object_sorted(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    set_sorted(call, row, call_text(call, 0, row));
}

enum nulls { NULLS_DROP, NULLS_KEEP };

static void construct_row(struct engine_call *call, size_t row, enum nulls nulls,
                          struct buf *out)
{
  buf_reset(out);
  buf_add_char(out, '{');
  for (int arg = 0; arg + 1 < call_arg_count(call); arg += 2) {
    bool is_null = call_arg_is_null(call, arg + 1, row);
    struct text name;

    if (call_arg_is_null(call, arg, row) || (is_null && nulls == NULLS_DROP))
      continue;
    name = json_text_bare(call_text(call, arg, row));
    if (!name.len || *name.at != '"') {
      call_fail(call, ERR_INVALID_ARGUMENT, "Invalid key for OBJECT_CONSTRUCT: " TEXT_FMT,
                TEXT_ARG(name));
      return;
    }
    if (out->len > 1)
      buf_add_char(out, ',');
    buf_add_text(out, name);
    buf_add_char(out, ':');
    buf_add_text(out, is_null ? TEXT("null") : call_text(call, arg + 1, row));
  }
  buf_add_char(out, '}');
  set_sorted(call, row, buf_text(out));
}

static void construct_rows(struct engine_call *call, enum nulls nulls)
{
  struct buf out;

  if (call_arg_count(call) % 2) {
    call_fail(call, ERR_INVALID_ARGUMENT,
              "OBJECT_CONSTRUCT takes pairs of keys and values, got %d arguments",
              call_arg_count(call));
    return;
  }
  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++)
    construct_row(call, row, nulls, &out);
  buf_clear(&out);
}

static void object_construct(struct engine_call *call)
{
  construct_rows(call, NULLS_DROP);
}

static void object_construct_keep_null(struct engine_call *call)
{
  construct_rows(call, NULLS_KEEP);
}

static void add_member(struct buf *out, struct text name, struct text value)
{
  if (out->len > 1)
    buf_add_char(out, ',');
  buf_add_char(out, '"');
  buf_add_text(out, name);
  buf_add_string(out, "\":");
  buf_add_text(out, value);
}

/* A plain name as objects hold it: escaped, in `out`, without the quotes. */
static struct text stored_name(struct text plain, struct buf *out)
{
  buf_reset(out);
  json_text_quote(plain, out);
  return text_slice(buf_text(out), 1, out->len - 2);
}

static void insert_row(struct engine_call *call, size_t row, struct buf *out,
                       struct buf *quoted)
{
  struct text object = call_text(call, 0, row),
              name = stored_name(call_text(call, 1, row), quoted);
  bool is_null = call_arg_is_null(call, 2, row), placed = is_null;
  struct json_items items = json_items_of(object);
  struct text found, value;

  if (!is_null && !call_int(call, 3, row) && json_text_member(object, name).at) {
    fail_duplicate(call, call_text(call, 1, row));
    return;
  }
  buf_reset(out);
  buf_add_char(out, '{');
  while (json_items_next(&items, &found, &value)) {
    int order = text_compare(found, name);

    if (order >= 0 && !placed) {
      add_member(out, name, call_text(call, 2, row));
      placed = true;
    }
    if (order != 0)
      add_member(out, found, value);
  }
  if (!placed)
    add_member(out, name, call_text(call, 2, row));
  buf_add_char(out, '}');
  call_set_text(call, row, buf_text(out));
}

static void object_insert(struct engine_call *call)
{
  struct buf out, quoted;

  buf_init(&out);
  buf_init(&quoted);
  for (size_t row = 0; call_next(call, &row); row++) {
    if (call_arg_is_null(call, 0, row) || call_arg_is_null(call, 1, row) ||
        call_arg_is_null(call, 3, row))
      call_set_null(call, row);
    else
      insert_row(call, row, &out, &quoted);
  }
  buf_clear(&out);
  buf_clear(&quoted);
}

static bool args_have(const struct engine_call *call, size_t row, struct text name,
                      struct buf *quoted)
{
  for (int arg = 1; arg < call_arg_count(call); arg++) {
    if (text_equal(stored_name(call_text(call, arg, row), quoted), name))
      return true;
  }
  return false;
}

static bool array_has(struct text names, struct text name)
{
  struct json_items items = json_items_of(names);
  struct text none, item;

  while (json_items_next(&items, &none, &item)) {
    if (item.len == name.len + 2 && memcmp(item.at + 1, name.at, name.len) == 0)
      return true;
  }
  return false;
}

enum choose { CHOOSE_NAMED, CHOOSE_OTHERS, CHOOSE_LISTED };

static void choose_row(struct engine_call *call, size_t row, enum choose choose,
                       struct buf *out, struct buf *quoted)
{
  struct json_items items = json_items_of(call_text(call, 0, row));
  struct text name, value;

  buf_reset(out);
  buf_add_char(out, '{');
  while (json_items_next(&items, &name, &value)) {
    bool named = choose == CHOOSE_LISTED ? array_has(call_text(call, 1, row), name)
                                         : args_have(call, row, name, quoted);

    if (named != (choose == CHOOSE_OTHERS))
      add_member(out, name, value);
  }
  buf_add_char(out, '}');
  call_set_text(call, row, buf_text(out));
}

static void choose_rows(struct engine_call *call, enum choose choose)
{
  struct buf out, quoted;

  buf_init(&out);
  buf_init(&quoted);
  for (size_t row = 0; call_next(call, &row); row++)
    choose_row(call, row, choose, &out, &quoted);
  buf_clear(&out);
  buf_clear(&quoted);
}

static void object_pick(struct engine_call *call)
{
  choose_rows(call, CHOOSE_NAMED);
}

static void object_pick_array(struct engine_call *call)
{
  choose_rows(call, CHOOSE_LISTED);
}

static void object_delete(struct engine_call *call)
{
  choose_rows(call, CHOOSE_OTHERS);
}

static void keys_row(struct engine_call *call, size_t row, struct buf *out)
{
  struct json_items items = json_items_of(call_text(call, 0, row));
  struct text name, value;

  buf_reset(out);
  buf_add_char(out, '[');
  while (json_items_next(&items, &name, &value)) {
    if (out->len > 1)
      buf_add_char(out, ',');
    buf_add_char(out, '"');
    buf_add_text(out, name);
    buf_add_char(out, '"');
  }
  buf_add_char(out, ']');
  call_set_text(call, row, buf_text(out));
}

static void object_keys(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    if (json_text_type(call_text(call, 0, row)) == JSON_TEXT_OBJECT)
      keys_row(call, row, &out);
    else
      call_set_null(call, row);
  }
  buf_clear(&out);
}

/* ---- URLs ---- */

/* A member whose value is a string, or null when `part` is not there. */
static void add_url_part(struct buf *out, const char *name, struct text part)
{
  buf_printf(out, "%s\"%s\":", out->len > 1 ? "," : "", name);
  if (part.at)
    json_text_quote(part, out);
  else
    buf_add_string(out, "null");
}

/* Cuts *text at a byte and returns what stood behind it; at NULL when the byte is not there. */
static struct text cut_behind(struct text *text, char byte)
{
  size_t at = text_find(*text, byte);
  struct text behind = at < text->len ? text_slice(*text, at + 1, text->len)
                                      : text_from(NULL, 0);

  *text = text_from(text->at, at);
  return behind;
}

/* "a=1&b=2" as an unsorted object, or null. */
static void add_url_parameters(struct buf *out, struct text query)
{
  struct buf object, problem;
  bool more = query.at != NULL;

  buf_add_string(out, ",\"parameters\":");
  if (!more) {
    buf_add_string(out, "null");
    return;
  }
  buf_init(&object);
  buf_init(&problem);
  buf_add_char(&object, '{');
  while (more) {
    struct text rest = cut_behind(&query, '&'), value = cut_behind(&query, '=');

    if (object.len > 1)
      buf_add_char(&object, ',');
    json_text_quote(query, &object);
    buf_add_char(&object, ':');
    json_text_quote(value.at ? value : TEXT(""), &object);
    query = rest;
    more = rest.at != NULL;
  }
  buf_add_char(&object, '}');
  json_lenient_sort(buf_text(&object), JSON_NAMES_LAST, out, &problem);
  buf_clear(&object);
  buf_clear(&problem);
}

/* The port behind the host; "user:password@" belongs to the host. */
static struct text cut_port(struct text *host)
{
  size_t user = text_find(*host, '@');
  struct text name = user < host->len ? text_slice(*host, user + 1, host->len) : *host;
  size_t before = host->len - name.len;
  struct text port = cut_behind(&name, ':');

  *host = text_slice(*host, 0, before + name.len);
  return port;
}

/* NULL when it is one, otherwise what is wrong with it. Members are added in their order. */
static const char *add_url(struct text url, struct buf *out)
{
  size_t colon = text_find(url, ':');
  struct text scheme, fragment, query, path = { NULL, 0 }, port = { NULL, 0 };
  struct text host = { NULL, 0 };

  if (colon == 0 || colon == url.len)
    return "scheme not specified";
  scheme = text_slice(url, 0, colon);
  url = text_slice(url, colon + 1, url.len);
  fragment = cut_behind(&url, '#');
  query = cut_behind(&url, '?');
  if (text_starts_with(url, "//")) {
    host = text_slice(url, 2, url.len);
    path = cut_behind(&host, '/');
    port = cut_port(&host);
  } else {
    path = url;
  }
  add_url_part(out, "fragment", fragment);
  add_url_part(out, "host", host);
  add_url_parameters(out, query);
  add_url_part(out, "path", path);
  add_url_part(out, "port", port);
  add_url_part(out, "query", query);
  add_url_part(out, "scheme", scheme);
  return NULL;
}

/* The second argument 1 asks for an object with the error instead of one. */
static void parse_url(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text url = call_text(call, 0, row);
    const char *problem;

    buf_reset(&out);
    buf_add_char(&out, '{');
    problem = add_url(url, &out);
    if (problem && !call_int(call, 1, row)) {
      call_fail(call, ERR_INVALID_ARGUMENT, "Error parsing URL: %s", problem);
      break;
    }
    if (problem)
      add_url_part(&out, "error", text_of(problem));
    buf_add_char(&out, '}');
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

const struct engine_function_row fn_variant_rows[] = {
  { "sg_as_varchar", "VARCHAR", "VARCHAR", as_varchar, 0 },
  { "sg_check_json", "VARCHAR", "VARCHAR", check_json, 0 },
  { "sg_get", "VARCHAR, VARCHAR", "JSON", get_member, 0 },
  { "sg_get_ignore_case", "VARCHAR, VARCHAR", "JSON", get_member_nocase, 0 },
  { "sg_get_index", "VARCHAR, BIGINT", "JSON", get_element, 0 },
  { "sg_get_path", "VARCHAR, VARCHAR", "JSON", get_path, 0 },
  { "sg_hash", "VARCHAR...", "BIGINT", hash, ENGINE_SEES_NULLS },
  { "sg_hash_fold", "HUGEINT", "BIGINT", hash_fold, 0 },
  { "sg_json_member", "VARCHAR, VARCHAR", "VARCHAR", json_member, 0 },
  { "sg_json_path_text", "VARCHAR, VARCHAR", "VARCHAR", json_path_text, 0 },
  { "sg_object_construct", "VARCHAR...", "JSON", object_construct, ENGINE_SEES_NULLS },
  { "sg_object_construct_keep_null", "VARCHAR...", "JSON", object_construct_keep_null,
    ENGINE_SEES_NULLS },
  { "sg_object_delete", "VARCHAR...", "JSON", object_delete, 0 },
  { "sg_object_insert", "VARCHAR, VARCHAR, VARCHAR, BOOLEAN", "JSON", object_insert,
    ENGINE_SEES_NULLS },
  { "sg_object_keys", "VARCHAR", "JSON", object_keys, 0 },
  { "sg_object_pick", "VARCHAR...", "JSON", object_pick, 0 },
  { "sg_object_pick_array", "VARCHAR, VARCHAR", "JSON", object_pick_array, 0 },
  { "sg_object_sorted", "VARCHAR", "JSON", object_sorted, 0 },
  { "sg_parse_json", "VARCHAR", "JSON", parse_json, 0 },
  { "sg_parse_json_with", "VARCHAR, VARCHAR", "JSON", parse_json, 0 },
  { "sg_parse_url", "VARCHAR, BIGINT", "JSON", parse_url, 0 },
  { "sg_to_json", "VARCHAR", "VARCHAR", to_json, 0 },
  { "sg_try_parse_json", "VARCHAR", "JSON", try_parse_json, 0 },
  { "sg_try_parse_json_with", "VARCHAR, VARCHAR", "JSON", try_parse_json, 0 },
  { "sg_typeof", "VARCHAR", "VARCHAR", type_name, 0 },
  { "sg_variant_key", "VARCHAR", "BLOB", variant_key, 0 },
};

const int fn_variant_count = (int)(sizeof(fn_variant_rows) / sizeof(fn_variant_rows[0]));
