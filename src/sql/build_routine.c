/* build_routine.c: constructors of CREATE FUNCTION and CREATE PROCEDURE. */
#include "sql/build_routine.h"

#include "sql/build_ddl.h"
#include "sql/grammar.h"
#include "sql/object_words.h"
#include "sql/option_check.h"

struct routine *build_routine(struct build *b, const struct token *token, int or_replace,
                              int modifiers, const struct token *kind, bool if_not_exists,
                              struct name *name, const struct list *args)
{
  struct routine *routine = ARENA_NEW(b->arena, struct routine);
  const struct object_words *words;

  routine->kind_words = build_words(b, kind->text);
  words = object_words_find(routine->kind_words);
  routine->kind = words ? words->kind : OBJECT_OTHER;
  routine->place = token->place;
  routine->or_replace = or_replace == BUILD_OR_REPLACE;
  routine->or_alter = or_replace == BUILD_OR_ALTER;
  routine->if_not_exists = if_not_exists;
  routine->temporary = modifiers & MODIFIER_TEMPORARY;
  routine->secure = modifiers & MODIFIER_SECURE;
  routine->aggregate = modifiers & MODIFIER_AGGREGATE;
  routine->name = name;
  if (args)
    routine->args = *args;
  return routine;
}

struct column_def *build_param(struct build *b, const struct ident *name,
                               const struct token *mode, struct type_name *type)
{
  struct column_def *param = build_column_def(b, name, type);

  if (mode)
    param->mode = build_words(b, mode->text);
  return param;
}

struct column_def *build_param_table(struct build *b, const struct ident *name,
                                     struct list *columns)
{
  struct column_def *param = build_column_def(b, name, NULL);

  param->table = columns;
  return param;
}

struct routine *build_routine_returns(struct build *b, struct routine *routine,
                                      struct type_name *type, bool not_null)
{
  (void)b;
  routine->returns = type;
  routine->returns_not_null = not_null;
  return routine;
}

struct routine *build_routine_table(struct build *b, struct routine *routine,
                                    struct list *columns)
{
  routine->returns_table = columns ? columns : build_list(b, NULL);
  return routine;
}

struct routine *build_routine_language(struct build *b, struct routine *routine,
                                       const struct ident *language)
{
  routine->language = arena_upper(b->arena, language->name);
  return routine;
}

struct routine *build_routine_execute(struct build *b, struct routine *routine,
                                      const struct token *words)
{
  routine->execute_as = build_words(b, words->text);
  return routine;
}

struct routine *build_routine_word(struct build *b, struct routine *routine,
                                   const struct token *words)
{
  struct ident *word = ARENA_NEW(b->arena, struct ident);

  word->name = build_words(b, words->text);
  word->place = words->place;
  /* VOLATILE is a table's modifier too; the others of that token mean nothing here. */
  if (words->kind == TK_MODIFIER && !text_is(word->name, "VOLATILE"))
    build_syntax_error(b, words);
  list_add(b->arena, &routine->words, word);
  return routine;
}

struct routine *build_routine_option(struct build *b, struct routine *routine,
                                     struct option *option)
{
  list_add(b->arena, &routine->options, option);
  return routine;
}

struct routine *build_routine_body(struct build *b, struct routine *routine,
                                   const struct token *body)
{
  routine->place = build_place(b, routine->place);
  if (body->kind == TK_STRING) {
    routine->body = build_unquote(b, body);
  } else {
    routine->body = body->text;
    routine->block = b->body;
  }
  return routine;
}

struct routine *build_anonymous(struct build *b, struct ident *name,
                                struct routine *routine, const struct token *body)
{
  routine->name = build_name(b, name);
  option_check(b, TEXT("PROCEDURE"), &routine->options);
  return build_routine_body(b, routine, body);
}

struct statement *build_routine_end(struct build *b, struct routine *routine,
                                    const struct token *body)
{
  if (!routine->name) /* PROCEDURE (...) alone stands in WITH and DECLARE only. */
    build_syntax_error_at(b, routine->place);
  routine->place = build_place(b, routine->place);
  if (body)
    build_routine_body(b, routine, body);
  option_check(b, routine->kind_words, &routine->options);
  return build_statement(b, STMT_CREATE_ROUTINE, routine);
}
