/* dropped.c: what was dropped and is kept for a time: how long, which there are, bringing back, end.
 *
 * DROP marks one object with the time; what is in it is not touched, and is out of sight since
 * names are looked up from the top. So UNDROP takes one mark away, both are one row of the
 * catalog, and a crash leaves the one state or the other.
 * (docs.snowflake.com/en/user-guide/data-time-travel) */
#include "catalog/dropped.h"

#include <inttypes.h>
#include <stdlib.h>

#include "catalog/store.h"

#define DAY_MS (24 * 60 * 60 * (int64_t)1000)
/* How many objects end in one change, which nobody else can begin one beside. */
#define PURGE_AT_ONCE 100

/* ---- how long ---- */

static int64_t own_days(const struct object *object, bool *is_brief)
{
  const struct table *table = (const struct table *)object;

  switch (object->kind) {
  case KIND_DATABASE:
    *is_brief |= ((const struct database *)object)->transient;
    return ((const struct database *)object)->retention_days;
  case KIND_SCHEMA:
    *is_brief |= ((const struct schema *)object)->transient;
    return ((const struct schema *)object)->retention_days;
  case KIND_TABLE:
    *is_brief |= table->persistence != TABLE_PERMANENT;
    return table->retention_days;
  default: return 0;
  }
}

/* The object that has days of its own: this one, or the nearest that it is in; NULL for none. */
static const struct object *who_says(const struct catalog *catalog,
                                     const struct object *object)
{
  bool ignored = false;

  while (object && own_days(object, &ignored) == RETENTION_INHERITED)
    object = object->parent_id ? state_by_id(catalog, object->parent_id) : NULL;
  return object;
}

int64_t catalog_retention(const struct catalog *catalog, const struct object *object)
{
  const struct object *said = who_says(catalog, object);
  bool is_brief = false, ignored = false;
  int64_t days = said ? own_days(said, &ignored) : catalog->retention_days;

  (void)own_days(object, &is_brief);
  if (object->dropped_ms)
    return (object->purge_ms - object->dropped_ms) / DAY_MS;
  if (days == RETENTION_INHERITED)
    days = RETENTION_DEFAULT;
  return is_brief && days > 1 ? 1 : days;
}

bool catalog_retention_is_of(const struct catalog *catalog, const struct object *object,
                             enum kind *kind)
{
  const struct object *said = who_says(catalog, object);

  if (said)
    *kind = said->kind;
  return said;
}

int64_t catalog_account_retention(const struct catalog *catalog)
{
  return catalog->retention_days;
}

static bool check_days(int64_t days, int most, struct err *err)
{
  if (days <= most)
    return true;
  return err_set(
    err, ERR_RETENTION,
    "SQL compilation error:\nExceeds maximum allowable retention time (%d day(s)).",
    most);
}

bool catalog_set_account_retention(struct catalog_change *change, int64_t days,
                                   struct err *err)
{
  struct buf sql;

  if (!check_days(days, RETENTION_MOST, err))
    return false;
  change->retention_days = days;
  buf_init(&sql);
  store_write_number(&sql, RETENTION_NUMBER, days);
  return change_run(change, &sql, err);
}

bool change_check_retention(const struct object *object, struct err *err)
{
  bool is_brief = false;
  int64_t days = own_days(object, &is_brief);

  return check_days(days, is_brief ? 1 : RETENTION_MOST, err);
}

int64_t catalog_dropped_ms(const struct catalog *catalog, const struct object *object)
{
  while (object && !object->dropped_ms)
    object = object->parent_id ? state_by_id(catalog, object->parent_id) : NULL;
  return object ? object->dropped_ms : 0;
}

/* ---- which ---- */

static bool is_kept(const struct object *object, enum kind kind, uint64_t session_id,
                    int64_t now_ms)
{
  return object->kind == kind && object->purge_ms > now_ms &&
         (!object->session_id || object->session_id == session_id);
}

static bool is_later(const struct object *one, const struct object *two)
{
  return one->dropped_ms != two->dropped_ms ? one->dropped_ms > two->dropped_ms
                                            : one->id > two->id;
}

static int compare(const void *a, const void *b)
{
  const struct object *one = *(struct object *const *)a;
  const struct object *two = *(struct object *const *)b;
  int order = text_compare(one->name, two->name);

  return order ? order : is_later(one, two) ? -1 : 1;
}

struct object **catalog_dropped(struct catalog *catalog, enum kind kind,
                                int64_t parent_id, uint64_t session_id,
                                struct arena *arena, int *count)
{
  int64_t now_ms = state_now_ms();
  struct object *object, **all;
  size_t room = 0;

  for (size_t at = 0; (object = map_next(catalog->dropped, &at, NULL));)
    room += object->parent_id == parent_id;
  all = ARENA_ARRAY(arena, room, struct object *);
  *count = 0;
  for (size_t at = 0; room && (object = map_next(catalog->dropped, &at, NULL));)
    if (object->parent_id == parent_id && is_kept(object, kind, session_id, now_ms))
      all[(*count)++] = object;
  if (*count)
    qsort(all, (size_t)*count, sizeof *all, compare);
  return all;
}

/* ---- bringing back ---- */

static bool is_wanted(const struct catalog_change *change, const struct object *object,
                      struct undrop undrop)
{
  return is_kept(object, undrop.kind, change->session_id, change->now_ms) &&
         (undrop.kind != KIND_TABLE ||
          undrop.dynamic == (((const struct table *)object)->variety == TABLE_DYNAMIC));
}

static struct object *find_last(struct catalog_change *change, struct undrop undrop,
                                int64_t parent_id, struct text name)
{
  struct object *object, *last = NULL;

  for (size_t at = 0; (object = map_next(change->catalog->dropped, &at, NULL));)
    if (object->parent_id == parent_id && text_equal(object->name, name) &&
        is_wanted(change, object, undrop) && (!last || is_later(object, last)))
      last = object;
  return last;
}

static bool gone(struct undrop undrop, struct text name, struct err *err)
{
  static const char *const words[] = {
    [KIND_DATABASE] = "Database", [KIND_SCHEMA] = "Schema", [KIND_TABLE] = "Table"
  };

  return err_set(err, ERR_PURGED, "%s " TEXT_FMT " did not exist or was purged.",
                 undrop.dynamic ? "Dynamic_table" : words[undrop.kind], TEXT_ARG(name));
}

static bool bring_back(struct catalog_change *change, struct object *object,
                       struct err *err)
{
  enum which which = object->session_id           ? WHICH_TEMPORARY
                     : object->kind == KIND_TABLE ? WHICH_PERMANENT
                                                  : WHICH_ANY;
  struct object *back;

  if (change_find(change, object->kind, object->parent_id, object->name, which))
    return change_exists(object->name, err);
  back = object_copy(object);
  back->dropped_ms = 0;
  back->purge_ms = 0;
  return change_replace(change, object, back, err);
}

bool catalog_undrop(struct catalog_change *change, struct undrop undrop, struct path path,
                    struct err *err)
{
  struct text name = change_last_part(undrop.kind, path);
  struct object *object;
  int64_t parent_id;

  if (!change_parent(change, undrop.kind, path, &parent_id, err))
    return false;
  object = find_last(change, undrop, parent_id, name);
  if (object)
    return bring_back(change, object, err);
  if (change_find(change, undrop.kind, parent_id, name, WHICH_ANY))
    return change_exists(name, err);
  return gone(undrop, name, err);
}

bool catalog_undrop_number(struct catalog_change *change, struct undrop undrop,
                           int64_t id, struct arena *arena, struct text *name,
                           struct err *err)
{
  struct catalog *catalog = change->catalog;
  struct object *object = state_by_id(catalog, id);
  const struct object *parent = object ? state_by_id(catalog, object->parent_id) : NULL;

  if (!object || !object->dropped_ms || !is_wanted(change, object, undrop) ||
      (object->parent_id && !state_is_live(catalog, parent)))
    return gone(undrop, arena_printf(arena, "%" PRId64, id), err);
  *name = arena_text(arena, object->name);
  return bring_back(change, object, err);
}

/* ---- the end ---- */

static bool may_go(const struct object *object, int64_t now_ms)
{
  return object->dropped_ms && object->purge_ms <= now_ms && !object->session_id;
}

/* What goes with an object that it is in is not for itself. Temporary tables go with their
 * session, whose connection alone reaches them. */
static bool goes_itself(const struct catalog *catalog, const struct object *object,
                        int64_t now_ms)
{
  const struct object *parent = object;

  if (!may_go(object, now_ms))
    return false;
  while (parent->parent_id && (parent = state_by_id(catalog, parent->parent_id)))
    if (may_go(parent, now_ms))
      return false;
  return true;
}

static bool purge_some(struct catalog_change *change, int64_t now_ms, int *count,
                       struct err *err)
{
  struct catalog *catalog = change->catalog;
  struct object *object;

  *count = 0;
  for (size_t at = 0;
       *count < PURGE_AT_ONCE && (object = map_next(catalog->dropped, &at, NULL));) {
    if (!goes_itself(catalog, object, now_ms))
      continue;
    if (!change_purge(change, object, err))
      return false;
    (*count)++;
  }
  return true;
}

bool dropped_purge(struct catalog *catalog, struct engine_connection *connection,
                   int64_t now_ms, struct err *err)
{
  int count;

  do {
    struct catalog_change *change = catalog_begin(catalog, connection, 0,
                                                  (struct text){ 0 }, err);

    if (!change)
      return false;
    if (!purge_some(change, now_ms, &count, err)) {
      catalog_abandon(change);
      return false;
    }
    if (!count)
      catalog_abandon(change);
    else if (!catalog_commit(change, err))
      return false;
  } while (count == PURGE_AT_ONCE);
  return true;
}

static bool is_due(struct catalog *catalog, int64_t now_ms)
{
  struct object *object;
  bool due = false;

  catalog_read(catalog);
  for (size_t at = 0; !due && (object = map_next(catalog->dropped, &at, NULL));)
    due = goes_itself(catalog, object, now_ms);
  catalog_read_end(catalog);
  return due;
}

bool catalog_purge(struct catalog *catalog, struct err *err)
{
  struct engine_connection *connection;
  bool ok;

  if (!is_due(catalog, state_now_ms()))
    return true;
  connection = engine_connect(catalog->engine, err);
  ok = connection && dropped_purge(catalog, connection, state_now_ms(), err);

  engine_disconnect(connection);
  return ok;
}
