/* dash_tree.c: what exists, level by level: databases, schemas, the objects in one, columns. */
#include "dashboard/dash_tree.h"

#include "dashboard/dash_guard.h"
#include "dashboard/dash_kinds.h"
#include "dashboard/dash_path.h"
#include "data/json.h"
#include "data/member.h"

#define PATH "/api/databases"

enum { PAGE_ROWS = 1000, MOST_PAGE_ROWS = 10000 };

/* What the names in the path lead to. */
enum level { LEVEL_DATABASES, LEVEL_SCHEMAS, LEVEL_OBJECTS, LEVEL_COLUMNS, LEVEL_COUNT };

struct page {
  struct call *call;
  struct session *session;
  enum level level;
  struct text names[LEVEL_COUNT]; /* So many as the level says. */
  int64_t limit, count;
  struct text next; /* at NULL: this is the last page. */
};

/* ---- the statements ---- */

/* "a"."b" */
static void add_names(struct buf *sql, const struct page *page)
{
  for (int i = 0; i < (int)page->level; i++) {
    if (i)
      buf_add_char(sql, '.');
    buf_add_identifier(sql, page->names[i]);
  }
}

/* One more than the page takes says whether there is another page. */
static void add_limit(struct buf *sql, const struct page *page, struct text after)
{
  buf_printf(sql, " LIMIT %lld", (long long)(page->limit - page->count + 1));
  if (after.len) {
    buf_add_string(sql, " FROM ");
    buf_add_literal(sql, after);
  }
}

static struct text statement(const struct page *page, const struct dash_kind *kind,
                             struct text after)
{
  struct text text;
  struct buf sql;

  buf_init(&sql);
  switch (page->level) {
  case LEVEL_DATABASES: buf_add_string(&sql, "SHOW DATABASES"); break;
  case LEVEL_SCHEMAS: buf_add_string(&sql, "SHOW SCHEMAS IN DATABASE "); break;
  case LEVEL_OBJECTS: buf_printf(&sql, "SHOW %s IN SCHEMA ", kind->show); break;
  case LEVEL_COLUMNS: buf_add_string(&sql, "DESCRIBE TABLE "); break;
  case LEVEL_COUNT: break;
  }
  add_names(&sql, page);
  if (page->level != LEVEL_COLUMNS && (!kind || kind->is_by_names))
    add_limit(&sql, page, after);
  text = buf_copy(&sql, page->call->arena);
  buf_clear(&sql);
  return text;
}

/* ---- the rows ---- */

static void put_container(const struct dash_listing *listing, bool is_database,
                          struct buf *out)
{
  struct text options = dash_listing_text(listing, "options");

  json_put_open(out, '{');
  dash_listing_put_text(listing, "name", "name", out);
  if (is_database)
    dash_listing_put_text(listing, "kind", "kind", out);
  member_bool(out, "isTransient", text_starts_with(options, "TRANSIENT"));
  dash_kind_put_said(listing, "owner", "owner", out);
  dash_kind_put_said(listing, "comment", "comment", out);
  dash_kind_put_said(listing, "retention_time", "retentionDays", out);
  dash_listing_put_time(listing, "created_on", "createdOn", out);
  json_put_close(out, '}');
}

static void put_column(const struct dash_listing *listing, int64_t position,
                       struct buf *out)
{
  json_put_open(out, '{');
  dash_listing_put_text(listing, "name", "name", out);
  dash_listing_put_text(listing, "type", "type", out);
  member_bool(out, "nullable", dash_listing_is(listing, "null?"));
  dash_kind_put_said(listing, "default", "default", out);
  dash_kind_put_said(listing, "expression", "expression", out);
  member_bool(out, "isPrimaryKey", dash_listing_is(listing, "primary key"));
  dash_kind_put_said(listing, "comment", "comment", out);
  member_int(out, "position", position);
  json_put_close(out, '}');
}

/* False: it is not shown. */
static bool put_row(const struct page *page, const struct dash_kind *kind,
                    const struct dash_listing *listing)
{
  struct buf *out = page->call->answer;
  const char *word;

  switch (page->level) {
  case LEVEL_DATABASES:
  case LEVEL_SCHEMAS:
    put_container(listing, page->level == LEVEL_DATABASES, out);
    return true;
  case LEVEL_OBJECTS:
    word = dash_kind_of_row(kind, listing);
    if (word)
      dash_kind_put(listing, word, page->call->arena, out);
    return word;
  case LEVEL_COLUMNS: put_column(listing, page->count + 1, out); return true;
  case LEVEL_COUNT: break;
  }
  return false;
}

/* ---- a page ---- */

/* The rows of one statement up to the end of the page; `after` becomes the last one's name. */
static bool put_some(struct page *page, const struct dash_kind *kind, struct text *after,
                     bool *has_more, struct err *err)
{
  bool may_cut = page->level != LEVEL_COLUMNS && (!kind || kind->is_by_names);
  struct dash_listing listing;

  *has_more = false;
  if (!dash_listing_begin(&listing, page->session, page->call->arena,
                          statement(page, kind, *after), err))
    return false;
  while (!*has_more && dash_listing_next(&listing)) {
    if (may_cut && page->count >= page->limit) {
      *has_more = true;
    } else if (put_row(page, kind, &listing)) {
      page->count++;
      *after = arena_text(page->call->arena, dash_listing_text(&listing, "name"));
    }
  }
  return dash_listing_end(&listing, err);
}

/* A cursor is the number of a kind, and the last name of it that was shown. */
static int read_cursor(struct text cursor, struct text *after)
{
  size_t colon = text_find(cursor, ':');
  int64_t index;

  *after = text_slice(cursor, colon + 1, cursor.len);
  return text_to_int64(text_slice(cursor, 0, colon), &index) && index >= 0 && index < 1000
           ? (int)index
           : 0;
}

static struct text cursor_of(const struct page *page, int index, struct text after)
{
  return arena_printf(page->call->arena, "%d:" TEXT_FMT, index, TEXT_ARG(after));
}

/* Kind after kind. */
static bool put_objects(struct page *page, int from, struct text after, struct err *err)
{
  for (int i = from; dash_kind_at(i); i++) {
    bool has_more;

    if (page->count >= page->limit) {
      page->next = cursor_of(page, i, TEXT(""));
      return true;
    }
    if (!put_some(page, dash_kind_at(i), &after, &has_more, err))
      return false;
    if (has_more) {
      page->next = cursor_of(page, i, after);
      return true;
    }
    after = TEXT("");
  }
  return true;
}

static bool put_page(struct page *page, struct err *err)
{
  static const char *const lists[LEVEL_COUNT] = { "databases", "schemas", "objects",
                                                  "columns" };
  struct buf *out = page->call->answer;
  struct text after;
  int from = read_cursor(http_query(page->call->request, "next"), &after);
  bool has_more = false, ok;

  json_put_open(out, '{');
  member_open(out, lists[page->level], '[');
  ok = page->level == LEVEL_OBJECTS ? put_objects(page, from, after, err)
                                    : put_some(page, NULL, &after, &has_more, err);
  if (!ok)
    return false;
  if (has_more)
    page->next = cursor_of(page, 0, after);
  json_put_close(out, ']');
  member_text(out, "next", page->next);
  json_put_close(out, '}');
  return true;
}

static bool read_page(struct call *call, struct page *page)
{
  int count;

  *page = (struct page){ .call = call,
                         .limit = dash_listing_limit(call, PAGE_ROWS, MOST_PAGE_ROWS) };
  count = dash_path_parts(call->arena, http_target(call->request), PATH, page->names,
                          LEVEL_COLUMNS);
  page->level = (enum level)count;
  return count >= 0;
}

void dash_tree(struct call *call)
{
  struct login_grant grant;
  struct page page;
  struct err err;

  if (!dash_guard_user(call, &grant))
    return;
  if (!read_page(call, &page)) {
    err_set(&err, ERR_BAD_REQUEST,
            "A path is /api/databases/<database>/<schema>/<name>.");
    dash_refuse(call, 404, &err);
    return;
  }
  page.session = dash_listing_session(call, &grant, &err);
  if (page.session && put_page(&page, &err))
    dash_respond(call, 200);
  else
    dash_refuse(call, dash_listing_status(&err), &err);
  if (page.session)
    call_release(call, page.session);
}
