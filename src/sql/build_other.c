/* build_other.c: constructors of statements that are understood and not carried out: stages, tasks,
 * policies and their like, GRANT, COPY INTO, CALL, EXECUTE. */
#include "sql/build_other.h"

#include "sql/build_expr.h"
#include "sql/build_ddl.h"
#include "sql/grammar.h"
#include "sql/object_words.h"
#include "sql/option_check.h"

static struct statement *named_statement(struct build *b, enum statement_kind kind,
                                         struct text text, void *node)
{
  struct statement *statement = build_statement(b, kind, node);

  statement->text = text;
  return statement;
}

/* A path into a stage, or a location as a string. */
static struct text place_text(struct build *b, const struct token *stage)
{
  return stage->kind == TK_STRING ? build_unquote(b, stage) : stage->text;
}

/* ---- CREATE ---- */

struct create_more *build_create_more(struct build *b, struct create *create)
{
  if (!create->more)
    create->more = ARENA_NEW(b->arena, struct create_more);
  return create->more;
}

struct create *build_create_on(struct build *b, struct create *create,
                               const struct token *words, struct name *name,
                               const struct table_ref *travel)
{
  struct create_more *more = build_create_more(b, create);

  more->on_words = build_words(b, words->text);
  more->on = name;
  if (travel) {
    create->clone_at = travel->at_before;
    create->clone_before = travel->before;
  }
  return create;
}

struct create *build_create_on_columns(struct build *b, struct create *create,
                                       struct name *name, struct constraint *index)
{
  if (create->kind != OBJECT_INDEX)
    build_syntax_error_at(b, name->place);
  build_create_more(b, create)->on = name;
  list_add(b->arena, &create->constraints, index);
  return create;
}

struct create *build_create_after(struct build *b, struct create *create,
                                  struct list *names)
{
  build_create_more(b, create)->after = names;
  return create;
}

struct create *build_create_when(struct build *b, struct create *create,
                                 struct expr *when)
{
  build_create_more(b, create)->when = when;
  return create;
}

struct create *build_create_alert(struct build *b, struct create *create,
                                  struct statement *condition, struct statement *body)
{
  build_create_more(b, create)->condition = condition;
  return build_create_body(b, create, body);
}

struct create *build_create_body(struct build *b, struct create *create,
                                 struct statement *body)
{
  build_create_more(b, create)->run = body;
  return create;
}

struct create *build_create_policy(struct build *b, struct create *create,
                                   struct list *args, struct type_name *returns,
                                   struct expr *rule, const struct list *options)
{
  struct create_more *more = build_create_more(b, create);

  if (args)
    create->columns = *args;
  more->returns = returns;
  more->rule = rule;
  if (options)
    build_append_all(b, &create->options, options);
  return create;
}

struct create *build_create_allowed(struct build *b, struct create *create,
                                    struct list *values)
{
  build_create_more(b, create)->allowed = values;
  return create;
}

struct option *build_triggers(struct build *b, struct list *triggers)
{
  const struct option *first = triggers->at[0];
  struct ident key = { .name = TEXT("TRIGGERS"), .place = first->place };

  return build_option(b, &key, build_option_options(b, triggers));
}

struct create *build_create_triggers(struct build *b, struct create *create,
                                     struct list *triggers)
{
  list_add(b->arena, &create->options, build_triggers(b, triggers));
  return create;
}

struct create *build_create_words(struct build *b, struct create *create,
                                  const struct token *words)
{
  build_create_more(b, create)->words = words->text;
  return create;
}

struct create *build_create_partition(struct build *b, struct create *create,
                                      struct list *exprs)
{
  build_create_more(b, create)->partition_by = exprs;
  return create;
}

struct create *build_create_template(struct build *b, struct create *create,
                                     struct query *query)
{
  build_create_more(b, create)->template = query;
  return create;
}

struct create *build_create_from(struct build *b, struct create *create,
                                 const struct token *words, struct name *name)
{
  struct create_more *more = build_create_more(b, create);

  more->from_words = build_words(b, words->text);
  more->from = name;
  return create;
}

struct create *build_create_execute(struct build *b, struct create *create,
                                    const struct token *words, struct name *name)
{
  struct create_more *more = build_create_more(b, create);

  more->execute_words = build_words(b, words->text);
  more->execute_as = name;
  return create;
}

struct create *build_create_language(struct build *b, struct create *create,
                                     const struct token *key, struct ident *language)
{
  struct expr *value = build_column(b, build_name(b, language));

  return build_create_option(b, create,
                             build_option_word(b, key, build_option_value(b, value)));
}

struct option *build_trigger(struct build *b, const struct token *percent,
                             struct ident *action)
{
  return build_option(b, action,
                      build_option_value(b, build_literal(b, percent, EXPR_NUMBER)));
}

/* ---- GRANT, REVOKE ---- */

/* Words that commas separate: SELECT, CREATE TABLE. */
static struct list *privileges_of(struct build *b, const struct token *words)
{
  struct list *privileges = build_list(b, NULL);
  struct text rest = words->text;
  bool more = true;

  while (more) {
    struct ident *privilege = ARENA_NEW(b->arena, struct ident);
    size_t end = text_find(rest, ',');

    privilege->name = build_words(b, text_slice(rest, 0, end));
    privilege->place = words->place;
    if (!privilege->name.len)
      build_syntax_error(b, words);
    list_add(b->arena, privileges, privilege);
    more = end < rest.len;
    rest = text_slice(rest, end + 1, rest.len);
  }
  return privileges;
}

struct grant *build_grant(struct build *b, const struct token *privileges,
                          const struct token *kind, struct name *name,
                          struct list *arg_types)
{
  struct grant *grant = ARENA_NEW(b->arena, struct grant);

  if (privileges)
    grant->privileges = privileges_of(b, privileges);
  grant->kind_words = kind ? build_words(b, kind->text) : TEXT("TABLE");
  grant->name = name;
  grant->arg_types = arg_types;
  return grant;
}

/* TABLES is TABLE, ROW ACCESS POLICIES is ROW ACCESS POLICY. */
static struct text singular(struct build *b, struct text words)
{
  if (text_ends_with(words, "IES"))
    return arena_printf(b->arena, TEXT_FMT "Y",
                        TEXT_ARG(text_slice(words, 0, words.len - 3)));
  return text_ends_with(words, "S") ? text_slice(words, 0, words.len - 1) : words;
}

struct grant *build_grant_many(struct build *b, const struct token *privileges,
                               const struct token *many, const struct token *in,
                               struct name *name)
{
  struct grant *grant = build_grant(b, privileges, in, name, NULL);
  struct text words = build_words(b, many->text);
  size_t first = text_find(words, ' ');

  grant->in_words = grant->kind_words;
  grant->reach = text_is(text_slice(words, 0, first), "ALL") ? GRANT_ALL : GRANT_FUTURE;
  grant->kind_words = singular(b, text_slice(words, first + 1, words.len));
  if (!object_words_find(grant->kind_words) ||
      text_equal(grant->kind_words, text_slice(words, first + 1, words.len)))
    build_syntax_error(b, many);
  return grant;
}

struct grant *build_grantee(struct build *b, const struct token *kind, struct name *name)
{
  struct grant *grant = ARENA_NEW(b->arena, struct grant);

  if (kind)
    grant->grantee_words = build_words(b, kind->text);
  grant->grantee = name;
  return grant;
}

struct statement *build_grant_end(struct build *b, bool revoke, bool option_only,
                                  struct grant *grant, const struct grant *grantee,
                                  const struct token *tail)
{
  grant->revoke = revoke;
  grant->option_only = option_only;
  grant->grantee_words = grantee->grantee_words;
  grant->grantee = grantee->grantee;
  if (tail)
    grant->tail = build_words(b, tail->text);
  return named_statement(b, STMT_GRANT, revoke ? TEXT("REVOKE") : TEXT("GRANT"), grant);
}

/* ---- files ---- */

struct copy *build_copy_place(struct build *b, struct name *table,
                              const struct token *stage, struct list *columns,
                              struct query *query)
{
  struct copy *place = ARENA_NEW(b->arena, struct copy);

  place->table = table;
  if (stage)
    place->stage = place_text(b, stage);
  place->columns = columns;
  place->query = query;
  return place;
}

struct statement *build_copy(struct build *b, struct copy *into, struct copy *from,
                             struct expr *partition, struct list *options)
{
  into->from = from;
  into->partition = partition;
  into->options = options;
  option_check(b, into->table ? TEXT("COPY INTO TABLE") : TEXT("COPY INTO LOCATION"),
               options);
  return named_statement(b, STMT_COPY, TEXT("COPY INTO"), into);
}

struct statement *build_copy_own(struct build *b, struct copy *into, struct list *options)
{
  if (!into->table)
    build_unexpected_end(b);
  return build_copy(b, into, NULL, NULL, options);
}

static struct copy *files_at(struct build *b, struct expr *place, struct list *options)
{
  struct copy *files = build_copy_place(b, NULL, NULL, NULL, NULL);

  if (place->kind == EXPR_BIND)
    files->bind = place;
  else
    files->stage = place->text;
  files->options = options;
  return files;
}

struct statement *build_files(struct build *b, const char *verb, struct expr *place,
                              struct list *options)
{
  option_check(b, text_of(verb), options);
  return named_statement(b, STMT_FILES, text_of(verb), files_at(b, place, options));
}

struct statement *build_copy_files(struct build *b, const struct token *into,
                                   struct copy *from, struct list *options)
{
  struct copy *files = build_copy_place(b, NULL, into, NULL, NULL);

  files->from = from;
  files->options = options;
  option_check(b, TEXT("COPY FILES"), options);
  return named_statement(b, STMT_FILES, TEXT("COPY FILES"), files);
}

struct statement *build_transfer(struct build *b, const char *verb, struct expr *place,
                                 const struct token *file, struct list *options)
{
  struct copy *files = files_at(b, place, options);

  files->file = place_text(b, file);
  option_check(b, text_of(verb), options);
  return named_statement(b, STMT_FILES, text_of(verb), files);
}

/* ---- CALL, EXECUTE ---- */

struct call_procedure *build_call_statement(struct build *b, struct name *name,
                                            struct call *args, struct ident *into)
{
  struct call_procedure *call = ARENA_NEW(b->arena, struct call_procedure);

  args->name = name;
  call->call = args;
  call->into = into;
  return call;
}

struct statement *build_call_end(struct build *b, struct call_procedure *call,
                                 struct routine *with, struct list *ctes)
{
  call->with = with;
  call->ctes = ctes;
  return named_statement(b, STMT_CALL, TEXT("CALL"), call);
}

struct statement *build_execute_immediate(struct build *b, struct expr *text,
                                          struct list *values)
{
  struct execute *execute = ARENA_NEW(b->arena, struct execute);

  execute->text = text;
  execute->values = values;
  return build_statement(b, STMT_EXECUTE_IMMEDIATE, execute);
}

struct statement *build_execute_file(struct build *b, const struct token *stage,
                                     struct list *values, struct list *options)
{
  struct copy *file = build_copy_place(b, NULL, stage, NULL, NULL);

  file->values = values;
  file->options = options;
  option_check(b, TEXT("EXECUTE IMMEDIATE FROM"), options);
  return named_statement(b, STMT_EXECUTE_FILE, TEXT("EXECUTE IMMEDIATE FROM"), file);
}

/* NOTEBOOK n(arguments) */
struct option *build_execute_args(struct build *b, struct list *args)
{
  struct ident key = { .name = TEXT("ARGUMENTS"), .place = b->ahead };

  return build_option(b, &key, build_option_list(b, args));
}

struct statement *build_execute_object(struct build *b, const struct token *kind,
                                       struct name *name, struct list *options)
{
  struct execute *execute = ARENA_NEW(b->arena, struct execute);
  struct text words = build_words(b, kind->text);

  execute->object = name;
  execute->options = options;
  return named_statement(b, STMT_EXECUTE_OBJECT,
                         arena_printf(b->arena, "EXECUTE " TEXT_FMT, TEXT_ARG(words)),
                         execute);
}

struct statement *build_execute_using(struct build *b, struct list *values,
                                      struct query *query)
{
  struct execute *execute = ARENA_NEW(b->arena, struct execute);

  execute->values = values;
  execute->query = query;
  return named_statement(b, STMT_EXECUTE_OBJECT, TEXT("EXECUTE USING POLICY_CONTEXT"),
                         execute);
}
