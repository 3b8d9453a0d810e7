/* option_check.c: whether options are ones that their owner has, with values of the right kind. */
#include "sql/option_check.h"

#include "sql/option_words.h"

/* In Snowflake's words, which have no place in them; the error itself knows it. */
static void refuse_at(struct build *b, struct place place)
{
  b->failed = true;
  b->err->line = place.line;
  b->err->column = place.column;
}

static void refuse_key(struct build *b, struct text owner, const struct option *option)
{
  if (b->failed)
    return;
  err_set(b->err, ERR_INVALID_PROPERTY,
          "SQL compilation error:\ninvalid property '" TEXT_FMT "' for '" TEXT_FMT "'",
          TEXT_ARG(option->key), TEXT_ARG(owner));
  refuse_at(b, option->place);
}

/* The option's text behind its = or =>. */
static struct text value_text(struct build *b, const struct option *option)
{
  struct text source = build_source(b, option->place);
  size_t at = text_find(source, '=');

  if (option->value)
    return build_source(b, option->value->place);
  if (at >= source.len)
    return source;
  at += at + 1 < source.len && source.at[at + 1] == '>' ? 2 : 1;
  return text_trim(text_slice(source, at, source.len));
}

static void refuse_value(struct build *b, const struct option *option)
{
  struct text value = value_text(b, option);

  if (b->failed)
    return;
  err_set(b->err, ERR_INVALID_VALUE,
          "SQL compilation error:\ninvalid value [" TEXT_FMT "] for parameter '" TEXT_FMT
          "'",
          TEXT_ARG(text_slice(value, 0, 200)), TEXT_ARG(option->key));
  refuse_at(b, option->place);
}

/* Its word or its string; at NULL when it is neither. */
static struct text word_of(const struct expr *value)
{
  if (value->kind == EXPR_STRING)
    return value->text;
  if (value->kind == EXPR_COLUMN && value->name->parts.count == 1)
    return ((const struct ident *)value->name->parts.at[0])->name;
  return (struct text){ 0 };
}

static bool is_one_of(struct text word, const char *words)
{
  struct text rest = text_of(words);

  while (rest.len) {
    size_t end = text_find(rest, '|');
    struct text one = text_slice(rest, 0, end);
    size_t star = text_find(one, '*');

    if (text_equal_nocase(word, one) ||
        (star < one.len &&
         text_equal_nocase(text_slice(word, 0, star), text_slice(one, 0, star))))
      return true;
    rest = text_slice(rest, end + 1, rest.len);
  }
  return false;
}

static bool is_digits(struct text text)
{
  for (size_t i = 0; i < text.len; i++)
    if (text.at[i] < '0' || text.at[i] > '9')
      return false;
  return text.len > 0;
}

static bool is_number(const struct expr *value)
{
  return value->kind == EXPR_NUMBER || value->kind == EXPR_UNARY ||
         (value->kind == EXPR_STRING && is_digits(value->text));
}

static bool is_boolean(const struct expr *value)
{
  return value->kind == EXPR_BOOLEAN ||
         (value->kind == EXPR_STRING && is_one_of(value->text, "TRUE|FALSE"));
}

static bool is_word(const struct expr *value, const char *words)
{
  struct text word = word_of(value);

  return word.at && (!words || is_one_of(word, words));
}

static bool is_text(const struct expr *value, const char *words)
{
  return value->kind == EXPR_STRING ||
         (words && value->kind == EXPR_COLUMN && is_word(value, words));
}

/* NULL, and what is known only when the statement runs, may stand anywhere. */
static bool is_open(const struct expr *value)
{
  return value->kind == EXPR_NULL || value->kind == EXPR_VARIABLE ||
         value->kind == EXPR_BIND || (value->kind == EXPR_COLUMN && value->name->dynamic);
}

static bool has_value(const struct option *option, const struct option_words *row)
{
  const struct expr *value = option->value;

  if (row->value == VALUE_ANY || (value && is_open(value)))
    return true;
  switch (row->value) {
  case VALUE_TEXT: return value && is_text(value, row->words);
  case VALUE_NUMBER: return value && is_number(value);
  case VALUE_BOOLEAN: return value && is_boolean(value);
  case VALUE_WORD: return value && is_word(value, row->words);
  case VALUE_NAME:
    return value && (value->kind == EXPR_STRING || value->kind == EXPR_COLUMN);
  case VALUE_LIST: return value || option->list;
  case VALUE_OPTIONS: return option->options || (option->list && !option->list->count);
  case VALUE_FORMAT:
    return option->options ||
           (value && (value->kind == EXPR_STRING || value->kind == EXPR_COLUMN));
  case VALUE_ANY: break;
  }
  return true;
}

/* What TYPE = says in options of a file format; at NULL when it is not said. */
static struct text type_of_format(const struct list *options)
{
  for (int i = 0; i < options->count; i++) {
    const struct option *option = options->at[i];

    if (text_is(option->key, "TYPE") && option->value)
      return word_of(option->value);
  }
  return (struct text){ 0 };
}

static void check_list(struct build *b, struct text owner, const struct list *options);

static void check_inside(struct build *b, const struct option *option,
                         const struct option_words *row)
{
  if (!option->options)
    return;
  if (row->value == VALUE_FORMAT)
    check_list(b, TEXT("FILE_FORMAT"), option->options);
  else if (row->value == VALUE_OPTIONS && row->words)
    check_list(b, text_of(row->words), option->options);
}

static void check_list(struct build *b, struct text owner, const struct list *options)
{
  struct text format = type_of_format(options);

  for (int i = 0; i < options->count && !b->failed; i++) {
    const struct option *option = options->at[i];
    const struct option_words *row = option_words_find(owner, option->key);

    if (!row || (format.at && row->formats && !is_one_of(format, row->formats) &&
                 !text_is_nocase(format, "CUSTOM")))
      refuse_key(b, owner, option);
    else if (!has_value(option, row))
      refuse_value(b, option);
    else
      check_inside(b, option, row);
  }
}

void option_check(struct build *b, struct text owner, const struct list *options)
{
  if (options && option_words_know(owner))
    check_list(b, owner, options);
}
