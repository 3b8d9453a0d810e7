/* dash_search.c: names that contain a text, of objects of all kinds and of columns. */
#include "dashboard/dash_search.h"

#include <stdlib.h>

#include "base/list.h"
#include "dashboard/dash_guard.h"
#include "dashboard/dash_kinds.h"
#include "data/json.h"
#include "data/member.h"

enum { SEARCH_FOUND = 100, SEARCH_MOST_FOUND = 1000, SEARCH_MOST_TEXT = 256 };

/* How well a name fits. */
enum fit { FIT_EQUAL, FIT_BEGINS, FIT_WITHIN };

struct found {
  enum fit fit;
  int rank; /* Of kinds, in their order. */
  const char *kind;
  struct text database, schema, table, name, signature, comment; /* at NULL: none. */
};

struct search {
  struct call *call;
  struct session *session;
  struct text text;
  int rank;
  struct list found; /* struct found */
};

/* ---- the statements ---- */

/* SHOW ... LIKE '%text%', where the text's own % and _ are letters. */
static struct text statement(const struct search *search, const char *show)
{
  struct buf pattern, sql;
  struct text text;

  buf_init(&pattern);
  buf_init(&sql);
  buf_add_char(&pattern, '%');
  for (size_t i = 0; i < search->text.len; i++) {
    char c = search->text.at[i];

    if (c == '%' || c == '_' || c == '\\')
      buf_add_char(&pattern, '\\');
    buf_add_char(&pattern, c);
  }
  buf_add_char(&pattern, '%');
  buf_printf(&sql, "SHOW %s LIKE ", show);
  buf_add_literal(&sql, buf_text(&pattern));
  buf_add_string(&sql, " IN ACCOUNT");
  text = buf_copy(&sql, search->call->arena);
  buf_clear(&sql);
  buf_clear(&pattern);
  return text;
}

/* ---- what is found ---- */

static enum fit fit_of(struct text name, struct text text)
{
  if (text_equal_nocase(text_slice(name, 0, text.len), text))
    return name.len == text.len ? FIT_EQUAL : FIT_BEGINS;
  return FIT_WITHIN;
}

static struct text kept(const struct search *search, const struct dash_listing *listing,
                        const char *column)
{
  struct text text = dash_listing_text(listing, column);

  return text.len ? arena_text(search->call->arena, text) : (struct text){ NULL, 0 };
}

static void add(struct search *search, const struct dash_listing *listing,
                const char *kind, struct found found)
{
  struct found *one;

  if (text_is(found.database, "SNOWFLAKE") || text_is(found.schema, "INFORMATION_SCHEMA"))
    return;
  one = ARENA_NEW(search->call->arena, struct found);
  *one = found;
  one->kind = kind;
  one->rank = search->rank;
  one->fit = fit_of(found.name, search->text);
  if (!one->comment.at)
    one->comment = kept(search, listing, "comment");
  list_add(search->call->arena, &search->found, one);
}

static void add_database(struct search *search, const struct dash_listing *listing)
{
  struct text name = kept(search, listing, "name");

  add(search, listing, "database", (struct found){ .database = name, .name = name });
}

static void add_schema(struct search *search, const struct dash_listing *listing)
{
  struct text name = kept(search, listing, "name");

  add(search, listing, "schema",
      (struct found){ .database = kept(search, listing, "database_name"),
                      .schema = name,
                      .name = name });
}

/* Functions call their database a catalog. */
static void add_object(struct search *search, const struct dash_kind *kind,
                       const struct dash_listing *listing)
{
  const char *word = dash_kind_of_row(kind, listing);
  struct text returns;
  struct found found = {
    .database = kept(search, listing, "database_name"),
    .schema = kept(search, listing, "schema_name"),
    .name = kept(search, listing, "name"),
    .signature = dash_kind_signature(listing, search->call->arena, &returns),
  };

  if (!found.database.at)
    found.database = kept(search, listing, "catalog_name");
  if (found.signature.at)
    found.comment = kept(search, listing, "description");
  if (word)
    add(search, listing, word, found);
}

static void add_column(struct search *search, const struct dash_listing *listing)
{
  add(search, listing, "column",
      (struct found){ .database = kept(search, listing, "database_name"),
                      .schema = kept(search, listing, "schema_name"),
                      .table = kept(search, listing, "table_name"),
                      .name = kept(search, listing, "column_name") });
}

/* ---- looking ---- */

enum searched { SEARCH_DATABASES, SEARCH_SCHEMAS, SEARCH_OBJECTS, SEARCH_COLUMNS };

static bool look(struct search *search, enum searched what, const char *show,
                 const struct dash_kind *kind, struct err *err)
{
  struct dash_listing listing;

  if (!dash_listing_begin(&listing, search->session, search->call->arena,
                          statement(search, show), err))
    return false;
  while (dash_listing_next(&listing))
    switch (what) {
    case SEARCH_DATABASES: add_database(search, &listing); break;
    case SEARCH_SCHEMAS: add_schema(search, &listing); break;
    case SEARCH_OBJECTS: add_object(search, kind, &listing); break;
    case SEARCH_COLUMNS: add_column(search, &listing); break;
    }
  search->rank++;
  return dash_listing_end(&listing, err);
}

static bool look_everywhere(struct search *search, struct err *err)
{
  if (!look(search, SEARCH_DATABASES, "DATABASES", NULL, err) ||
      !look(search, SEARCH_SCHEMAS, "SCHEMAS", NULL, err))
    return false;
  for (int i = 0; dash_kind_at(i); i++)
    if (!look(search, SEARCH_OBJECTS, dash_kind_at(i)->show, dash_kind_at(i), err))
      return false;
  return look(search, SEARCH_COLUMNS, "COLUMNS", NULL, err);
}

/* ---- the answer ---- */

static int compare(const void *left, const void *right)
{
  const struct found *a = *(const struct found *const *)left;
  const struct found *b = *(const struct found *const *)right;
  int order;

  if (a->fit != b->fit)
    return a->fit < b->fit ? -1 : 1;
  if (a->rank != b->rank)
    return a->rank < b->rank ? -1 : 1;
  if ((order = text_compare_nocase(a->name, b->name)) != 0 ||
      (order = text_compare(a->database, b->database)) != 0 ||
      (order = text_compare(a->schema, b->schema)) != 0 ||
      (order = text_compare(a->table, b->table)) != 0)
    return order;
  return text_compare(a->signature, b->signature);
}

static void put_found(struct buf *out, const struct found *found)
{
  json_put_open(out, '{');
  member_string(out, "kind", found->kind);
  member_text(out, "database", found->database);
  member_text(out, "schema", found->schema);
  member_text(out, "table", found->table);
  member_text(out, "name", found->name);
  member_text(out, "signature", found->signature);
  member_text(out, "comment", found->comment);
  json_put_close(out, '}');
}

static void put_answer(struct search *search, int64_t limit)
{
  struct buf *out = search->call->answer;
  struct list *found = &search->found;

  if (found->count)
    qsort(found->at, (size_t)found->count, sizeof *found->at, compare);
  json_put_open(out, '{');
  member_open(out, "found", '[');
  for (int i = 0; i < found->count && i < limit; i++)
    put_found(out, found->at[i]);
  json_put_close(out, ']');
  member_int(out, "total", found->count);
  json_put_close(out, '}');
}

static bool read_text(struct call *call, struct text *text, struct err *err)
{
  *text = text_trim(http_query(call->request, "text"));
  if (text->len && text->len <= SEARCH_MOST_TEXT && text_is_utf8(*text) &&
      text_find(*text, '\0') == text->len)
    return true;
  return err_set(
    err, ERR_BAD_REQUEST,
    "\"text\" is wanted: what a name contains, in at most %d bytes of UTF-8.",
    SEARCH_MOST_TEXT);
}

void dash_search(struct call *call)
{
  struct search search = { .call = call };
  struct login_grant grant;
  struct err err;

  if (!dash_guard_user(call, &grant))
    return;
  if (!read_text(call, &search.text, &err)) {
    dash_refuse(call, 400, &err);
    return;
  }
  search.session = dash_listing_session(call, &grant, &err);
  if (search.session && look_everywhere(&search, &err)) {
    put_answer(&search, dash_listing_limit(call, SEARCH_FOUND, SEARCH_MOST_FOUND));
    dash_respond(call, 200);
  } else {
    dash_refuse(call, dash_listing_status(&err), &err);
  }
  if (search.session)
    call_release(call, search.session);
}
