/* hybrid_check.c: the queries that ask whether the rows of hybrid tables are as their constraints
 * demand. (docs.snowflake.com/en/sql-reference/sql/create-hybrid-table) */
#include "exec/hybrid_check.h"

#include "catalog/key_index.h"
#include "storage/storage.h"

/* Rows that the open transaction has inserted are numbered from here on. (DuckDB 1.5.5) */
#define FIRST_OWN_ROW "36028797018960000"

/* ---- who refers to whom ---- */

const struct table *hybrid_referenced(struct catalog *catalog, const struct table *table,
                                      const struct table_constraint *key)
{
  struct database *database;
  struct schema *schema;

  if (key->ref_id)
    return key->ref_id < 0 ? table : catalog_table_by_id(catalog, key->ref_id);
  database = catalog_find_database(catalog, key->ref_database);
  schema = database ? catalog_find_schema(database, key->ref_schema) : NULL;
  return schema ? catalog_find_table(catalog, schema, key->ref_table, 0) : NULL;
}

static void add_children(struct catalog *catalog, struct arena *arena,
                         const struct table *parent, const struct table *table,
                         struct list *children)
{
  for (int i = 0; i < table->constraint_count; i++) {
    const struct table_constraint *key = &table->constraints[i];
    struct hybrid_child *child;

    if (key->kind != KEY_FOREIGN || hybrid_referenced(catalog, table, key) != parent)
      continue;
    child = ARENA_NEW(arena, struct hybrid_child);
    *child = (struct hybrid_child){ table, key };
    list_add(arena, children, child);
  }
}

struct list hybrid_children(struct catalog *catalog, struct arena *arena,
                            const struct table *parent)
{
  const struct schema *own = catalog_schema_of(catalog, parent);
  struct database *database = own ? catalog_database_of(catalog, own) : NULL;
  struct list children = { 0 };
  int schema_count = 0;
  struct schema **schemas = database ? catalog_schemas(database, arena, &schema_count)
                                     : NULL;

  for (int s = 0; s < schema_count; s++) {
    int count;
    struct table **tables = catalog_tables(catalog, schemas[s], 0, arena, &count);

    for (int t = 0; t < count; t++)
      if (tables[t]->variety == TABLE_HYBRID)
        add_children(catalog, arena, parent, tables[t], &children);
  }
  return children;
}

/* ---- the queries ---- */

/* What a statement may have done to a table's rows. */
struct touched {
  bool inserted, updated, deleted;
  const int *column_ids; /* The columns that an UPDATE sets; NULL: any. */
  int column_count;
};

static bool sets_any(const struct touched *touched, const int *ids, int count)
{
  for (int i = 0; i < count; i++)
    for (int c = 0; c < touched->column_count; c++)
      if (touched->column_ids[c] == ids[i])
        return true;
  return !touched->column_ids;
}

static void add_columns(struct buf *sql, const char *alias, const int *ids, int count)
{
  for (int i = 0; i < count; i++) {
    buf_printf(sql, "%s%s", i ? ", " : "", alias);
    storage_column_name(ids[i], sql);
  }
}

static void add_table(struct buf *sql, const struct table *table)
{
  storage_table_name(table->object.id, false, sql);
}

static void add_check(struct arena *arena, struct hybrid_checks *checks, struct buf *sql,
                      enum err_code code, struct text message)
{
  if (checks->count == checks->room) {
    int room = checks->room ? checks->room * 2 : 8;
    struct change_check *more = ARENA_ARRAY(arena, (size_t)room, struct change_check);

    for (int i = 0; i < checks->count; i++)
      more[i] = checks->at[i];
    checks->at = more;
    checks->room = room;
  }
  checks->at[checks->count++] = (struct change_check){ buf_copy(sql, arena), code,
                                                       message };
  buf_clear(sql);
}

/* Of rows that were only inserted at least one of two equal ones is new. */
static void check_unique(struct arena *arena, struct hybrid_checks *checks,
                         const struct table *table, const struct table_constraint *key,
                         bool only_new)
{
  struct text name = key_index_name(arena, table, key);
  struct buf sql;

  buf_init(&sql);
  buf_add_string(&sql, "SELECT count(*) FROM (SELECT 1 FROM ");
  add_table(&sql, table);
  if (only_new) {
    buf_add_string(&sql, " SEMI JOIN (SELECT ");
    add_columns(&sql, "", key->column_ids, key->column_count);
    buf_add_string(&sql, " FROM ");
    add_table(&sql, table);
    buf_add_string(&sql, " WHERE rowid >= " FIRST_OWN_ROW ") AS n USING (");
    add_columns(&sql, "", key->column_ids, key->column_count);
    buf_add_char(&sql, ')');
  }
  for (int i = 0; i < key->column_count; i++) {
    buf_add_string(&sql, i ? " AND " : " WHERE ");
    storage_column_name(key->column_ids[i], &sql);
    buf_add_string(&sql, " IS NOT NULL");
  }
  buf_add_string(&sql, " GROUP BY ");
  add_columns(&sql, "", key->column_ids, key->column_count);
  buf_add_string(&sql, " HAVING count(*) > 1 LIMIT 1)");
  table_set_add(&checks->tables, table->object.id);
  add_check(arena, checks, &sql, ERR_DUPLICATE_KEY,
            key->kind == KEY_PRIMARY
              ? TEXT("Primary key already exists")
              : arena_printf(arena,
                             "Duplicate key value violates unique constraint \"" TEXT_FMT
                             "\"",
                             TEXT_ARG(name)));
}

static bool is_primary_key(const struct table *parent, const struct table_constraint *key)
{
  for (int i = 0; i < parent->constraint_count; i++) {
    const struct table_constraint *own = &parent->constraints[i];
    bool same = own->kind == KEY_PRIMARY && own->column_count == key->column_count;

    for (int c = 0; same && c < own->column_count; c++)
      same = text_equal(table_column_by_id(parent, own->column_ids[c])->name,
                        key->ref_columns[c]);
    if (same)
      return true;
  }
  return false;
}

/* Rows of the child without a row of the parent. A key to a primary key may not be NULL; one to a
 * unique key refers to nothing then. */
static void check_reference(struct arena *arena, struct hybrid_checks *checks,
                            const struct hybrid_child *child, const struct table *parent,
                            bool only_new, bool at_parent)
{
  const struct table_constraint *key = child->key;
  struct text name = key_index_name(arena, child->table, key);
  bool nulls_pass = !is_primary_key(parent, key);
  struct buf sql;

  buf_init(&sql);
  buf_add_string(&sql, "SELECT count(*) FROM (SELECT 1 FROM ");
  add_table(&sql, child->table);
  buf_add_string(&sql, " AS child WHERE NOT EXISTS (SELECT 1 FROM ");
  add_table(&sql, parent);
  buf_add_string(&sql, " AS parent");
  for (int i = 0; i < key->column_count; i++) {
    const struct column *column = table_column(parent, key->ref_columns[i]);

    buf_add_string(&sql, i ? " AND child." : " WHERE child.");
    storage_column_name(key->column_ids[i], &sql);
    buf_add_string(&sql, " = parent.");
    storage_column_name(column ? column->stored.id : 0, &sql);
  }
  buf_add_char(&sql, ')');
  for (int i = 0; nulls_pass && i < key->column_count; i++) {
    buf_add_string(&sql, " AND child.");
    storage_column_name(key->column_ids[i], &sql);
    buf_add_string(&sql, " IS NOT NULL");
  }
  if (only_new)
    buf_add_string(&sql, " AND child.rowid >= " FIRST_OWN_ROW);
  buf_add_string(&sql, " LIMIT 1)");
  table_set_add(&checks->tables, child->table->object.id);
  table_set_add(&checks->tables, parent->object.id);
  if (at_parent)
    add_check(arena, checks, &sql, ERR_KEY_REFERENCED,
              TEXT("Foreign keys that reference key values still exist."));
  else
    add_check(arena, checks, &sql, ERR_FOREIGN_KEY,
              arena_printf(arena, "Foreign key constraint \"" TEXT_FMT "\" was violated.",
                           TEXT_ARG(name)));
}

/* ---- which are asked ---- */

static void check_own(struct arena *arena, struct catalog *catalog,
                      const struct table *table, const struct touched *touched,
                      struct hybrid_checks *checks)
{
  for (int i = 0; i < table->constraint_count; i++) {
    const struct table_constraint *key = &table->constraints[i];
    bool updated = touched->updated &&
                   sets_any(touched, key->column_ids, key->column_count);
    struct hybrid_child child = { table, key };
    const struct table *parent;

    if (key->kind == KEY_INDEX || (!updated && !touched->inserted))
      continue;
    if (key_index_is_unique(key)) {
      check_unique(arena, checks, table, key, !updated);
      continue;
    }
    parent = hybrid_referenced(catalog, table, key);
    if (parent)
      check_reference(arena, checks, &child, parent, !updated, false);
  }
}

static bool sets_referenced(const struct touched *touched, const struct table *parent,
                            const struct table_constraint *key)
{
  for (int i = 0; i < key->column_count; i++) {
    const struct column *column = table_column(parent, key->ref_columns[i]);

    if (column && sets_any(touched, &column->stored.id, 1))
      return true;
  }
  return false;
}

static void check_children(struct arena *arena, struct catalog *catalog,
                           const struct table *table, const struct touched *touched,
                           struct hybrid_checks *checks)
{
  struct list children = { 0 };

  if (touched->deleted || touched->updated)
    children = hybrid_children(catalog, arena, table);
  for (int i = 0; i < children.count; i++) {
    const struct hybrid_child *child = children.at[i];

    if (touched->deleted || sets_referenced(touched, table, child->key))
      check_reference(arena, checks, child, table, false, true);
  }
}

static struct touched touched_by(const struct bound_dml *dml, bool overwrite)
{
  switch (dml->kind) {
  case BOUND_INSERT:
  case BOUND_MULTI_INSERT:
    return (struct touched){ .inserted = true, .deleted = overwrite };
  case BOUND_UPDATE:
    return (struct touched){ .updated = true,
                             .column_ids = dml->column_ids,
                             .column_count = dml->column_count };
  case BOUND_DELETE: return (struct touched){ .deleted = true };
  case BOUND_MERGE: break;
  }
  return (struct touched){ true, true, true, NULL, 0 };
}

static void checks_of_one(struct arena *arena, struct catalog *catalog,
                          const struct bound_dml *dml, bool overwrite,
                          struct hybrid_checks *checks)
{
  struct touched touched = touched_by(dml, overwrite);
  const struct table *table = dml->target->temporary
                                ? NULL
                                : catalog_table_by_id(catalog, dml->target->table_id);

  if (!table || table->variety != TABLE_HYBRID)
    return;
  check_own(arena, catalog, table, &touched, checks);
  check_children(arena, catalog, table, &touched, checks);
}

void hybrid_checks_of(struct arena *arena, struct catalog *catalog,
                      const struct bound_dml *dml, struct hybrid_checks *checks)
{
  if (dml->kind != BOUND_MULTI_INSERT) {
    checks_of_one(arena, catalog, dml, dml->overwrite, checks);
    return;
  }
  for (int i = 0; i < dml->part_count; i++)
    checks_of_one(arena, catalog, dml->parts[i], dml->overwrite, checks);
}

void hybrid_checks_clear(struct hybrid_checks *checks)
{
  table_set_clear(&checks->tables);
  *checks = (struct hybrid_checks){ 0 };
}

bool hybrid_check_table(struct arena *arena, struct catalog *catalog,
                        struct engine_connection *connection, const struct table *table,
                        struct err *err)
{
  struct touched all = { .inserted = true, .updated = true };
  struct hybrid_checks checks = { 0 };
  bool ok;

  check_own(arena, catalog, table, &all, &checks);
  ok = transaction_check(connection, checks.at, checks.count, err);
  hybrid_checks_clear(&checks);
  return ok;
}

bool hybrid_may_truncate(struct catalog *catalog, struct arena *arena,
                         const struct table *table, struct err *err)
{
  struct list children = { 0 };

  if (table->variety == TABLE_HYBRID)
    children = hybrid_children(catalog, arena, table);
  return !children.count ||
         err_set(err, ERR_TRUNCATE_REFERENCED,
                 "Hybrid table '" TEXT_FMT
                 "' cannot be truncated as it is involved in active foreign key "
                 "constraints.",
                 TEXT_ARG(table->object.name));
}
