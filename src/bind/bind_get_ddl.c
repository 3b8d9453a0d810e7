/* bind_get_ddl.c: GET_DDL('<type>', '<name>' [, <qualified>]), as a constant text. */
#include "bind/binder.h"
#include "bind/ddl_text.h"
#include "sql/parse.h"

/* The kinds of object by the words for them. */
static const struct {
  const char *word;
  enum kind kind;
} kinds[] = {
  { "DATABASE", KIND_DATABASE }, { "SCHEMA", KIND_SCHEMA }, { "SEQUENCE", KIND_SEQUENCE },
  { "TABLE", KIND_TABLE },       { "VIEW", KIND_TABLE },
};

static bool kind_of(struct binder *binder, const struct bound_expr *type, enum kind *kind)
{
  struct text word = arena_upper(binder->arena, type->constant);

  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (text_is(word, kinds[i].word)) {
      *kind = kinds[i].kind;
      return true;
    }
  return err_set(binder->err, ERR_UNSUPPORTED,
                 "Unsupported feature 'GET_DDL of " TEXT_FMT "'.", TEXT_ARG(word));
}

static bool put_object(struct binder *binder, const struct ddl_text *ddl, enum kind kind,
                       struct path path)
{
  struct catalog *catalog = binder->context->catalog;
  struct text place = kind == KIND_DATABASE ? path.name : path.database;
  struct database *database = catalog_find_database(catalog, place);
  struct text schema_name = kind == KIND_SCHEMA ? path.name : path.schema;
  struct schema *schema = database && kind != KIND_DATABASE
                            ? catalog_find_schema(database, schema_name)
                            : NULL;
  struct sequence *sequence;
  struct table *table;

  if (kind == KIND_DATABASE && database) {
    ddl_text_database(ddl, database);
  } else if (kind == KIND_SCHEMA && schema) {
    ddl_text_schema(ddl, (struct path){ .database = path.database, .schema = path.name },
                    schema);
  } else if (kind == KIND_SEQUENCE && schema &&
             (sequence = catalog_find_sequence(schema, path.name))) {
    ddl_text_sequence(ddl, path, sequence);
  } else if (kind == KIND_TABLE && schema &&
             (table = catalog_find_table(catalog, schema, path.name,
                                         binder->context->session_id))) {
    ddl_text_table(ddl, path, table);
  } else {
    return false;
  }
  return true;
}

struct bound_expr *bind_get_ddl(struct binder *binder, int arg_count,
                                struct bound_expr **args, const struct place *place)
{
  struct ddl_text ddl = { binder->context };
  struct name *name;
  struct path path = { 0 };
  struct bound_expr *text = NULL;
  struct buf out;
  enum kind kind = KIND_TABLE;

  for (int i = 0; i < arg_count; i++)
    if (args[i]->kind != BOUND_CONST || args[i]->is_null) {
      bind_fail(binder, place, ERR_INVALID_ARGUMENT, "GET_DDL takes constants");
      return NULL;
    }
  name = parse_name(binder->arena, args[1]->constant, binder->err);
  if (!name || !kind_of(binder, args[0], &kind) ||
      !bind_path(binder->context, name, kind, &path, binder->err))
    return NULL;
  buf_init(&out);
  ddl.out = &out;
  ddl.qualified = arg_count > 2 && text_is_nocase(args[2]->constant, "true");
  if (put_object(binder, &ddl, kind, path))
    text = bound_text(binder, buf_copy(&out, binder->arena));
  else
    bind_fail(binder, NULL, ERR_NO_OBJECT,
              "Object '" TEXT_FMT "' does not exist or not authorized.",
              TEXT_ARG(written_name(binder->context, name, path)));
  buf_clear(&out);
  if (text)
    text->type = type_of(TYPE_VARCHAR);
  return text;
}
