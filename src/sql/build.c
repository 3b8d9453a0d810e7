/* build.c: what all constructors of the tree share: the arena, the source, the error, names, types. */
#include "sql/build.h"

#include <string.h>

#include "base/hex.h"

/* ---- errors ---- */

/* Snowflake's own form of syntax errors, which is not that of other compilation errors. */
static void syntax_error(struct build *b, struct place place, struct text unexpected)
{
  if (b->failed)
    return;
  b->failed = true;
  err_set(
    b->err, ERR_SYNTAX,
    "SQL compilation error:\nsyntax error line %d at position %d unexpected '" TEXT_FMT
    "'.",
    place.line, place.column, TEXT_ARG(text_slice(unexpected, 0, 200)));
  b->err->line = place.line;
  b->err->column = place.column;
}

void build_syntax_error(struct build *b, const struct token *token)
{
  syntax_error(b, token->place, token->kind == TK_EOF ? TEXT("<EOF>") : token->text);
}

void build_syntax_error_at(struct build *b, struct place place)
{
  syntax_error(b, place, build_source(b, place));
}

void build_unexpected_end(struct build *b)
{
  bool over = b->ahead.from >= b->sql.len;

  syntax_error(b, b->ahead, over ? TEXT("<EOF>") : build_source(b, b->ahead));
}

void build_unterminated(struct build *b, const struct token *token)
{
  if (b->failed)
    return;
  b->failed = true;
  err_set(b->err, ERR_SYNTAX,
          "SQL compilation error:\nparse error line %d at position %d near '<EOF>'.",
          token->place.line, token->place.column);
  b->err->line = token->place.line;
  b->err->column = token->place.column;
}

void build_too_complex(struct build *b)
{
  if (b->failed)
    return;
  b->failed = true;
  err_set(b->err, ERR_TOO_COMPLEX,
          "SQL compilation error:\nstatement is nested too deeply to be compiled.");
}

void build_unsupported(struct build *b, const struct token *token, const char *what)
{
  if (b->failed)
    return;
  b->failed = true;
  err_set(b->err, ERR_UNSUPPORTED, "SQL compilation error:\nUnsupported feature '%s'.",
          what);
  b->err->line = token->place.line;
  b->err->column = token->place.column;
}

/* ---- places, lists, depth ---- */

struct place build_place(const struct build *b, struct place from)
{
  from.to = b->end;
  return from;
}

struct text build_source(const struct build *b, struct place place)
{
  return text_slice(b->sql, place.from, place.to - place.from);
}

struct token build_span(const struct build *b, const struct token *first,
                        const struct token *last)
{
  struct token span = *first;

  span.place.to = last->place.to;
  span.text = build_source(b, span.place);
  return span;
}

struct list *build_list(struct build *b, void *item)
{
  return list_of(b->arena, item);
}

struct list *build_append(struct build *b, struct list *list, void *item)
{
  return list_with(b->arena, list, item);
}

struct list *build_append_all(struct build *b, struct list *list,
                              const struct list *items)
{
  for (int i = 0; i < items->count; i++)
    list_add(b->arena, list, items->at[i]);
  return list;
}

void build_deepen(struct build *b, uint16_t *depth, int below)
{
  if (below >= AST_MAX_DEPTH) {
    build_too_complex(b);
    return;
  }
  if (*depth <= below)
    *depth = (uint16_t)(below + 1);
}

/* ---- words, names, types ---- */

/* Reads up to `most` digits of a base; returns how many there were. */
static int read_digits(const char *at, const char *limit, int base, int most,
                       uint32_t *value)
{
  int count = 0;

  *value = 0;
  while (count < most && at + count < limit) {
    int digit = hex_digit(at[count]);

    if (digit < 0 || digit >= base)
      break;
    *value = *value * (uint32_t)base + (uint32_t)digit;
    count++;
  }
  return count;
}

static char *put_utf8(char *to, uint32_t code)
{
  return to + text_put_code_point(to, code >= 0xd800 && code <= 0xdfff ? 0xfffd : code);
}

/* \uhhhh, where two of them may be the halves of one character. */
static const char *read_unicode(const char *at, const char *limit, uint32_t *code)
{
  uint32_t low;

  at += 4;
  if (*code >= 0xd800 && *code <= 0xdbff && limit - at >= 6 && at[0] == '\\' &&
      at[1] == 'u' && read_digits(at + 2, limit, 16, 4, &low) == 4 && low >= 0xdc00 &&
      low <= 0xdfff) {
    *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
    at += 6;
  }
  return at;
}

/* What follows a backslash: moves *at behind it and writes it; never more than was read. */
static char *unescape(const char **at, const char *limit, char *to)
{
  static const char letters[] = "ntrbf", values[] = "\n\t\r\b\f";
  const char *letter = strchr(letters, **at);
  uint32_t code;
  int digits;

  if (letter && *letter) {
    *to++ = values[letter - letters];
    ++*at;
  } else if ((digits = read_digits(*at, limit, 8, 3, &code)) > 0) {
    to = put_utf8(to, code & 0xff);
    *at += digits;
  } else if (**at == 'x' && read_digits(*at + 1, limit, 16, 2, &code) == 2) {
    to = put_utf8(to, code);
    *at += 3;
  } else if (**at == 'u' && read_digits(*at + 1, limit, 16, 4, &code) == 4) {
    *at = read_unicode(*at + 1, limit, &code);
    to = put_utf8(to, code);
  } else {
    *to++ = *(*at)++; /* Of any other character only the backslash goes. */
  }
  return to;
}

struct text build_unquote(struct build *b, const struct token *token)
{
  const char *at = token->text.at + 1, *limit = token->text.at + token->text.len - 1;
  char *start, *to;

  if (token->text.at[0] == '$')
    return text_slice(token->text, 2, token->text.len - 4);
  if (!memchr(at, '\\', (size_t)(limit - at)) && !memchr(at, '\'', (size_t)(limit - at)))
    return text_from(at, (size_t)(limit - at));

  start = to = arena_alloc(b->arena, (size_t)(limit - at) + 1);
  while (at < limit) {
    if (*at == '\\') {
      at++;
      to = unescape(&at, limit, to);
    } else if (*at == '\'') {
      at += 2;
      *to++ = '\'';
    } else {
      *to++ = *at++;
    }
  }
  return text_from(start, (size_t)(to - start));
}

static bool is_word_byte(char c)
{
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

struct text build_words(struct build *b, struct text text)
{
  struct text upper = arena_upper(b->arena, text);
  char *at = arena_alloc(b->arena, text.len + 1);
  size_t len = 0;

  for (size_t i = 0; i < upper.len; i++) {
    bool starts = is_word_byte(upper.at[i]) && i > 0 && !is_word_byte(upper.at[i - 1]);

    if (starts && len)
      at[len++] = ' ';
    if (is_word_byte(upper.at[i]))
      at[len++] = upper.at[i];
  }
  return text_from(at, len);
}

/* The inside of a "quoted" name. */
static struct text unquote_name(struct build *b, struct text quoted)
{
  struct text inside = text_slice(quoted, 1, quoted.len - 2);
  char *at;
  size_t len = 0;

  if (text_find(inside, '"') == inside.len)
    return inside;
  at = arena_alloc(b->arena, inside.len);
  for (size_t i = 0; i < inside.len; i++) {
    at[len++] = inside.at[i];
    if (inside.at[i] == '"')
      i++;
  }
  return text_from(at, len);
}

struct ident *build_ident(struct build *b, const struct token *token)
{
  struct ident *ident = ARENA_NEW(b->arena, struct ident);

  ident->quoted = token->text.at[0] == '"';
  ident->name = ident->quoted ? unquote_name(b, token->text)
                              : arena_upper(b->arena, token->text);
  ident->place = token->place;
  return ident;
}

struct ident *build_ident_string(struct build *b, const struct token *token)
{
  struct ident *ident = ARENA_NEW(b->arena, struct ident);

  ident->quoted = true;
  ident->name = build_unquote(b, token);
  ident->place = token->place;
  return ident;
}

struct name *build_name(struct build *b, struct ident *ident)
{
  struct name *name = ARENA_NEW(b->arena, struct name);

  list_add(b->arena, &name->parts, ident);
  name->place = ident->place;
  return name;
}

struct name *build_name_part(struct build *b, struct name *name, struct ident *ident)
{
  list_add(b->arena, &name->parts, ident);
  name->place.to = ident->place.to;
  if (name->dynamic)
    build_syntax_error_at(b, ident->place);
  return name;
}

struct name *build_name_public(struct build *b, struct name *name, struct ident *ident)
{
  struct ident *middle = ARENA_NEW(b->arena, struct ident);

  middle->place = ident->place;
  build_name_part(b, name, middle);
  return build_name_part(b, name, ident);
}

struct name *build_name_dynamic(struct build *b, const struct token *token,
                                struct expr *expr)
{
  struct name *name = ARENA_NEW(b->arena, struct name);

  name->dynamic = expr;
  name->place = build_place(b, token->place);
  return name;
}

struct ident *build_last_part(struct build *b, const struct name *name)
{
  if (name->dynamic) {
    build_syntax_error_at(b, name->place);
    return NULL;
  }
  return name->parts.at[name->parts.count - 1];
}

static struct type_name *type_new(struct build *b, struct text name, struct place place)
{
  struct type_name *type = ARENA_NEW(b->arena, struct type_name);

  type->name = name;
  type->first = type->second = -1;
  type->place = place;
  return type;
}

struct type_name *build_type(struct build *b, const struct ident *ident)
{
  return type_new(b, ident->name, ident->place);
}

struct type_name *build_type_token(struct build *b, const struct token *token,
                                   const char *name)
{
  return type_new(b, text_of(name), token->place);
}

struct type_name *build_type_word(struct build *b, struct type_name *type,
                                  const char *words)
{
  type->name = arena_printf(b->arena, TEXT_FMT " %s", TEXT_ARG(type->name), words);
  return build_type_end(b, type);
}

struct type_name *build_type_size(struct build *b, struct type_name *type,
                                  const struct token *first, const struct token *second)
{
  if (!text_to_int64(first->text, &type->first))
    build_syntax_error(b, first);
  if (second && !text_to_int64(second->text, &type->second))
    build_syntax_error(b, second);
  return type;
}

struct type_name *build_type_fields(struct build *b, struct type_name *type,
                                    struct list *fields, const struct token *size)
{
  type->fields = fields;
  return size ? build_type_size(b, type, size, NULL) : type;
}

struct type_name *build_type_end(struct build *b, struct type_name *type)
{
  type->place = build_place(b, type->place);
  return type;
}

struct column_def *build_field(struct build *b, const struct ident *ident,
                               struct type_name *type, bool not_null)
{
  struct column_def *field = ARENA_NEW(b->arena, struct column_def);

  if (ident)
    field->name = *ident;
  field->type = type;
  field->not_null = not_null;
  if (type)
    type->not_null = not_null;
  return field;
}

struct column_def *build_member(struct build *b, const struct ident *ident,
                                struct type_name *type, bool not_null)
{
  struct column_def *field = build_field(b, ident, type, not_null);

  if (!ident->quoted)
    field->name.name = build_source(b, ident->place);
  return field;
}

struct statement *build_statement(struct build *b, enum statement_kind kind, void *node)
{
  struct statement *statement = ARENA_NEW(b->arena, struct statement);

  statement->kind = kind;
  statement->query = node; /* All members of the union are pointers. */
  return statement;
}
