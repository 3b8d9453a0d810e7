/* build_ddl.c: constructors of CREATE, ALTER, columns, constraints and options. */
#include "sql/build_ddl.h"

#include "sql/build_expr.h"

#include "sql/object_words.h"
#include "sql/option_check.h"

static struct list list_value(const struct list *list)
{
  return list ? *list : (struct list){ 0 };
}

/* ---- create ---- */

static const struct modifier_row {
  const char *word;
  int bit;
} modifier_rows[] = {
  { "AGGREGATE", MODIFIER_AGGREGATE },
  { "DYNAMIC", MODIFIER_DYNAMIC },
  { "GLOBAL", 0 },
  { "HYBRID", MODIFIER_HYBRID },
  { "LOCAL", 0 },
  { "MATERIALIZED", MODIFIER_MATERIALIZED },
  { "RECURSIVE", MODIFIER_RECURSIVE },
  { "SCOPED", 0 },
  { "SECURE", MODIFIER_SECURE },
  { "TEMP", MODIFIER_TEMPORARY },
  { "TEMPORARY", MODIFIER_TEMPORARY },
  { "TRANSIENT", MODIFIER_TRANSIENT },
  { "VOLATILE", MODIFIER_TEMPORARY },
};

int build_modifier(struct build *b, const struct token *token)
{
  for (size_t i = 0; i < sizeof modifier_rows / sizeof *modifier_rows; i++)
    if (text_is_nocase(token->text, modifier_rows[i].word))
      return modifier_rows[i].bit;
  build_syntax_error(b, token);
  return 0;
}

struct create *build_create(struct build *b, const struct token *token, int or_replace,
                            int modifiers, const struct token *kind, bool if_not_exists,
                            struct name *name)
{
  struct create *create = ARENA_NEW(b->arena, struct create);
  const struct object_words *words = object_words_find(build_words(b, kind->text));

  create->kind_words = build_words(b, kind->text);
  create->kind = words ? words->kind : OBJECT_OTHER;
  create->place = token->place;
  create->or_replace = or_replace == BUILD_OR_REPLACE;
  create->or_alter = or_replace == BUILD_OR_ALTER;
  create->if_not_exists = if_not_exists;
  if (modifiers & MODIFIER_TRANSIENT)
    create->persistence = PERSIST_TRANSIENT;
  if (modifiers & MODIFIER_TEMPORARY)
    create->persistence = PERSIST_TEMPORARY;
  create->hybrid = modifiers & MODIFIER_HYBRID;
  create->dynamic = modifiers & MODIFIER_DYNAMIC;
  create->materialized = modifiers & MODIFIER_MATERIALIZED;
  create->secure = modifiers & MODIFIER_SECURE;
  create->recursive = modifiers & MODIFIER_RECURSIVE;
  create->name = name;
  b->create = create;
  if (modifiers & MODIFIER_AGGREGATE)
    build_syntax_error_at(b, kind->place);
  return create;
}

struct create *build_create_like(struct build *b, struct create *create,
                                 struct name *name)
{
  (void)b;
  create->like = name;
  return create;
}

struct create *build_create_clone(struct build *b, struct create *create,
                                  struct name *name, const struct table_ref *travel)
{
  (void)b;
  create->clone = name;
  if (travel) {
    create->clone_at = travel->at_before;
    create->clone_before = travel->before;
  }
  return create;
}

struct create *build_create_copy_grants(struct build *b, struct create *create)
{
  (void)b;
  create->copy_grants = true;
  return create;
}

struct create *build_create_cluster(struct build *b, struct create *create,
                                    struct list *exprs)
{
  (void)b;
  create->cluster_by = exprs;
  return create;
}

struct create *build_create_option(struct build *b, struct create *create,
                                   struct option *option)
{
  list_add(b->arena, &create->options, option);
  return create;
}

void build_element_column(struct build *b, struct column_def *column)
{
  list_add(b->arena, &b->create->columns, column);
}

void build_element_constraint(struct build *b, struct constraint *constraint)
{
  list_add(b->arena, &b->create->constraints, constraint);
}

/* ---- columns and constraints ---- */

struct column_def *build_column_def(struct build *b, const struct ident *ident,
                                    struct type_name *type)
{
  struct column_def *column = build_field(b, ident, type, false);

  column->start = column->step = 1;
  return column;
}

/* A whole number, perhaps with a sign; NULL keeps what there is. */
static int64_t whole_number(struct build *b, const struct expr *expr, int64_t otherwise)
{
  int64_t value;
  bool negative;

  if (!expr)
    return otherwise;
  negative = expr->kind == EXPR_UNARY;
  if (!text_to_int64(negative ? expr->left->text : expr->text, &value)) {
    build_syntax_error_at(b, expr->place);
    return otherwise;
  }
  return negative ? -value : value;
}

struct column_def *build_autoincrement(struct build *b, struct column_def *column,
                                       const struct expr *start, const struct expr *step)
{
  column->autoincrement = true;
  column->start = whole_number(b, start, column->start);
  column->step = whole_number(b, step, column->step);
  return column;
}

struct column_def *build_column_order(struct build *b, struct column_def *column,
                                      bool ordered)
{
  (void)b;
  column->has_order = true;
  column->ordered = ordered;
  return column;
}

struct column_def *build_column_constraint(struct build *b, struct column_def *column,
                                           struct ident *name,
                                           struct constraint *constraint)
{
  constraint->name = name;
  if (!column->constraints)
    column->constraints = build_list(b, NULL);
  list_add(b->arena, column->constraints, constraint);
  return column;
}

struct column_def *build_column_flag(struct build *b, struct column_def *column,
                                     struct ident *flag)
{
  struct list *constraints = column->constraints;

  if (!constraints)
    build_syntax_error_at(b, flag->place);
  else
    build_constraint_flag(b, constraints->at[constraints->count - 1], flag);
  return column;
}

struct constraint *build_constraint(struct build *b, enum constraint_kind kind,
                                    const struct list *columns)
{
  struct constraint *constraint = ARENA_NEW(b->arena, struct constraint);

  constraint->kind = kind;
  constraint->columns = list_value(columns);
  return constraint;
}

struct constraint *build_check(struct build *b, struct expr *expr)
{
  struct constraint *constraint = build_constraint(b, CONSTRAINT_CHECK, NULL);

  constraint->check = expr;
  return constraint;
}

struct constraint *build_references(struct build *b, struct name *name,
                                    struct list *columns)
{
  struct constraint *constraint = build_constraint(b, CONSTRAINT_FOREIGN_KEY, NULL);

  constraint->references = name;
  constraint->ref_columns = columns;
  return constraint;
}

struct constraint *build_foreign_key(struct build *b, struct constraint *references,
                                     const struct list *columns)
{
  (void)b;
  references->columns = list_value(columns);
  return references;
}

struct constraint *build_index(struct build *b, struct ident *name,
                               const struct list *columns, struct list *include)
{
  struct constraint *index = build_constraint(b, CONSTRAINT_INDEX, columns);

  index->name = name;
  index->include = include;
  return index;
}

/* The words after a prefix, or NULL at when the flag does not begin with it. */
static struct text words_after(struct text flag, const char *prefix)
{
  size_t len = text_of(prefix).len;

  return text_starts_with(flag, prefix) ? text_slice(flag, len, flag.len)
                                        : (struct text){ 0 };
}

void build_constraint_flag(struct build *b, struct constraint *constraint,
                           struct ident *flag)
{
  struct text on_delete = words_after(flag->name, "ON DELETE ");
  struct text on_update = words_after(flag->name, "ON UPDATE ");
  struct text match = words_after(flag->name, "MATCH ");

  if (on_delete.at) {
    constraint->on_delete = on_delete;
  } else if (on_update.at) {
    constraint->on_update = on_update;
  } else if (match.at) {
    constraint->match = match;
  } else {
    if (!constraint->flags)
      constraint->flags = build_list(b, NULL);
    list_add(b->arena, constraint->flags, flag);
  }
}

struct ident *build_flag(struct build *b, const char *prefix, const struct token *token)
{
  struct ident *flag = ARENA_NEW(b->arena, struct ident);
  struct text words = build_words(b, token->text);

  flag->name = arena_printf(b->arena, "%s" TEXT_FMT, prefix, TEXT_ARG(words));
  flag->place = token->place;
  return flag;
}

/* ---- options ---- */

struct option *build_option(struct build *b, const struct ident *key,
                            struct option *value)
{
  struct option *option = value ? value : ARENA_NEW(b->arena, struct option);

  option->key = key->name;
  option->place = build_place(b, key->place);
  return option;
}

struct option *build_option_where(struct build *b, const struct ident *key,
                                  struct expr *condition)
{
  struct option *option = build_option(b, key, build_option_value(b, condition));

  option->key = arena_printf(b->arena, TEXT_FMT " WHERE", TEXT_ARG(option->key));
  return option;
}

struct option *build_option_word(struct build *b, const struct token *key,
                                 struct option *value)
{
  struct ident ident = { .name = build_words(b, key->text), .place = key->place };

  return build_option(b, &ident, value);
}

struct option *build_option_value(struct build *b, struct expr *value)
{
  struct option *option = ARENA_NEW(b->arena, struct option);

  option->value = value;
  return option;
}

struct option *build_option_list(struct build *b, struct list *values)
{
  struct option *option = ARENA_NEW(b->arena, struct option);

  option->list = values ? values : build_list(b, NULL);
  return option;
}

struct option *build_option_options(struct build *b, struct list *options)
{
  struct option *option = ARENA_NEW(b->arena, struct option);

  option->options = options;
  return option;
}

static struct text dotted(struct build *b, const struct name *name)
{
  struct text text = { 0 };

  for (int i = 0; i < name->parts.count; i++) {
    const struct ident *part = name->parts.at[i];

    text = i == 0 ? part->name
                  : arena_printf(b->arena, TEXT_FMT "." TEXT_FMT, TEXT_ARG(text),
                                 TEXT_ARG(part->name));
  }
  return text;
}

struct option *build_tag_name(struct build *b, const struct name *name)
{
  struct option *tag = ARENA_NEW(b->arena, struct option);

  tag->key = dotted(b, name);
  tag->place = build_place(b, name->place);
  return tag;
}

struct option *build_tag(struct build *b, const struct name *name,
                         const struct token *value)
{
  struct option *tag = build_tag_name(b, name);
  struct expr *string = ARENA_NEW(b->arena, struct expr);

  string->kind = EXPR_STRING;
  string->depth = 1;
  string->place = value->place;
  string->text = build_unquote(b, value);
  tag->value = string;
  return tag;
}

/* ---- alter ---- */

struct statement *build_alter(struct build *b, const struct token *kind, bool if_exists,
                              struct name *name, struct list *arg_types,
                              struct alter *alter)
{
  const struct object_words *words;

  alter->kind_words = build_words(b, kind->text);
  words = object_words_find(alter->kind_words);
  alter->kind = words ? words->kind : OBJECT_OTHER;
  alter->if_exists = if_exists;
  alter->name = name;
  alter->arg_types = arg_types;
  if (text_is(alter->kind_words, "SESSION"))
    return build_statement(b, STMT_ALTER_SESSION, alter);
  if (alter->action == ALTER_SET && words && !words->grammar)
    option_check(b, alter->kind_words, &alter->options);
  return build_statement(b, STMT_ALTER, alter);
}

struct alter *build_alter_action(struct build *b, enum alter_action action)
{
  struct alter *alter = ARENA_NEW(b->arena, struct alter);

  alter->action = action;
  return alter;
}

struct alter *build_alter_resume_if(struct build *b)
{
  struct alter *alter = build_alter_action(b, ALTER_RESUME);

  alter->if_exists_inner = true;
  return alter;
}

struct alter *build_alter_name(struct build *b, enum alter_action action,
                               struct name *name)
{
  struct alter *alter = build_alter_action(b, action);

  alter->name2 = name;
  return alter;
}

struct alter *build_alter_options(struct build *b, enum alter_action action,
                                  const struct list *options)
{
  struct alter *alter = build_alter_action(b, action);

  alter->options = *options;
  return alter;
}

struct alter *build_alter_unset_tags(struct build *b, const struct list *names)
{
  struct alter *alter = build_alter_action(b, ALTER_UNSET_TAG);

  for (int i = 0; i < names->count; i++)
    list_add(b->arena, &alter->options, build_tag_name(b, names->at[i]));
  return alter;
}

struct alter *build_alter_columns(struct build *b, const struct list *columns,
                                  bool if_not_exists)
{
  struct alter *alter = build_alter_action(b, ALTER_ADD_COLUMN);

  alter->columns = *columns;
  alter->if_exists_inner = if_not_exists;
  return alter;
}

struct alter *build_alter_constraint(struct build *b, enum alter_action action,
                                     struct constraint *constraint)
{
  struct alter *alter = build_alter_action(b, action);

  alter->constraint = constraint;
  return alter;
}

struct alter *build_alter_drop(struct build *b, const struct list *idents, bool if_exists)
{
  struct alter *alter = build_alter_action(b, ALTER_DROP_COLUMN);

  alter->idents = *idents;
  alter->if_exists_inner = if_exists;
  return alter;
}

struct alter *build_alter_drop_constraint(struct build *b, enum constraint_kind kind,
                                          struct ident *name, const struct list *columns)
{
  struct constraint *constraint = build_constraint(b, kind, columns);

  constraint->name = name;
  return build_alter_constraint(b, ALTER_DROP_CONSTRAINT, constraint);
}

struct alter *build_alter_rename(struct build *b, enum alter_action action,
                                 const struct ident *from, const struct ident *to)
{
  struct alter *alter = build_alter_action(b, action);

  alter->ident = *from;
  alter->ident2 = *to;
  return alter;
}

struct alter *build_alter_changes(struct build *b, const struct list *changes)
{
  struct alter *alter = build_alter_action(b, ALTER_COLUMN);

  alter->column_changes = *changes;
  return alter;
}

struct alter *build_alter_cluster(struct build *b, struct list *exprs)
{
  struct alter *alter = build_alter_action(b, ALTER_CLUSTER_BY);

  alter->cluster_by = exprs;
  return alter;
}

struct option *build_option_policy(struct build *b, const struct token *words,
                                   struct name *name, struct list *columns)
{
  struct option *option = build_option_word(b, words,
                                            build_option_value(b, build_column(b, name)));

  option->list = columns;
  return option;
}

struct alter *build_alter_other(struct build *b, const struct token *words)
{
  struct alter *alter = build_alter_action(b, ALTER_OTHER);

  alter->text = words->text;
  return alter;
}

struct alter *build_alter_more(struct build *b, const struct token *words,
                               struct list *names, struct list *exprs)
{
  struct alter *alter = build_alter_action(b, ALTER_OTHER);

  alter->text = build_words(b, words->text);
  if (names || exprs) {
    alter->more = ARENA_NEW(b->arena, struct alter_more);
    alter->more->names = names;
    alter->more->exprs = exprs;
  }
  return alter;
}

struct alter *build_alter_partition(struct build *b, const struct token *words,
                                    struct list *values, const struct token *word,
                                    const struct token *path)
{
  if (!text_is_nocase(word->text, "LOCATION"))
    build_syntax_error(b, word);
  return build_alter_more(b, words, NULL, build_append(b, values, build_string(b, path)));
}

static struct alter *alter_with_more(struct build *b, const struct token *words)
{
  struct alter *alter = build_alter_more(b, words, NULL, NULL);

  alter->more = ARENA_NEW(b->arena, struct alter_more);
  return alter;
}

struct alter *build_alter_accounts(struct build *b, const struct token *words,
                                   struct list *names, const struct list *options)
{
  struct alter *alter = build_alter_more(b, words, names, NULL);

  if (options)
    alter->options = *options;
  return alter;
}

struct alter *build_alter_item(struct build *b, const struct token *words,
                               struct name *name, struct alter *then)
{
  struct alter *alter = build_alter_more(b, words, build_list(b, name), NULL);

  alter->more->then = then;
  return alter;
}

struct alter *build_alter_expr(struct build *b, const struct token *words,
                               struct expr *expr)
{
  struct alter *alter = alter_with_more(b, words);

  alter->more->expr = expr;
  return alter;
}

struct alter *build_alter_body(struct build *b, const struct token *words,
                               struct statement *body)
{
  struct alter *alter = alter_with_more(b, words);

  alter->more->run = body;
  return alter;
}

struct alter *build_alter_metric(struct build *b, const struct token *words,
                                 struct name *name, struct list *columns,
                                 const struct token *verb)
{
  struct alter *alter = build_alter_more(b, words, build_list(b, name), columns);

  list_add(b->arena, &alter->options, build_option_word(b, verb, NULL));
  return alter;
}

struct alter *build_alter_policy(struct build *b, const struct token *words,
                                 struct list *names, struct list *columns, bool force)
{
  struct alter *alter = build_alter_more(b, words, names, columns);

  alter->more->force = force;
  return alter;
}

struct alter *build_alter_then(struct build *b, struct alter *alter, struct alter *then)
{
  (void)b;
  alter->more->then = then;
  return alter;
}

struct column_change *build_change(struct build *b, int what)
{
  struct column_change *change = ARENA_NEW(b->arena, struct column_change);

  change->what = what;
  return change;
}

struct column_change *build_change_type(struct build *b, struct type_name *type,
                                        struct text collation)
{
  struct column_change *change = build_change(b, CHANGE_TYPE);

  change->type = type;
  change->collation = collation;
  return change;
}

struct column_change *build_change_default(struct build *b, struct expr *value)
{
  struct column_change *change = build_change(b, CHANGE_SET_DEFAULT);

  change->value = value;
  return change;
}

struct column_change *build_change_text(struct build *b, int what,
                                        const struct token *string)
{
  struct column_change *change = build_change(b, what);

  change->text = build_unquote(b, string);
  return change;
}

static struct column_change *change_other(struct build *b, const char *words)
{
  struct column_change *change = build_change(b, CHANGE_OTHER);

  change->text = text_of(words);
  return change;
}

struct column_change *build_change_policy(struct build *b, const char *words,
                                          struct name *policy, struct list *exprs,
                                          bool force)
{
  struct column_change *change = change_other(b, words);

  change->policy = policy;
  change->policy_using = exprs;
  change->force = force;
  return change;
}

struct column_change *build_change_tags(struct build *b, const char *words,
                                        struct list *tags)
{
  struct column_change *change = change_other(b, words);

  change->tags = tags;
  return change;
}

struct list *build_change_more(struct build *b, struct list *changes, const char *words,
                               struct option *tag)
{
  struct column_change *last = changes->at[changes->count - 1];

  if (last->what == CHANGE_OTHER && text_is(last->text, words))
    list_add(b->arena, last->tags, tag);
  else
    build_syntax_error_at(b, tag->place);
  return changes;
}

struct column_change *build_change_untag(struct build *b, const struct list *names)
{
  struct list *tags = build_list(b, NULL);

  for (int i = 0; i < names->count; i++)
    list_add(b->arena, tags, build_tag_name(b, names->at[i]));
  return build_change_tags(b, "UNSET TAG", tags);
}

struct column_change *build_change_column(struct build *b, const struct ident *ident,
                                          struct column_change *change)
{
  (void)b;
  change->column = *ident;
  return change;
}
