/* file_template.c: a staged file of SQL as a Jinja2 template, as far as it puts in values. */
#include "exec/file_template.h"

#include <string.h>

#include "base/buf.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define MOST_BLANKS 10 /* Before the directive. */
#define SHOWN 60       /* Bytes of a construct in an error. */

/* What Jinja2 itself gives a meaning: a template that names one without a value of its own has no
 * undefined variable. */
static const char *const known[] = { "true",   "false",     "none",  "True",
                                     "False",  "None",      "range", "dict",
                                     "lipsum", "cycler",    "self",  "joiner",
                                     "loop",   "namespace", "super", "caller" };

/* ---- the beginning ---- */

static size_t skip_mark(struct text file)
{
  return text_starts_with(file, BYTE_ORDER_MARK) ? sizeof BYTE_ORDER_MARK - 1 : 0;
}

/* Where the directive is; file.len: there is none. */
static size_t find_directive(struct text file)
{
  size_t at = skip_mark(file), most = at + MOST_BLANKS;
  struct text rest;

  while (at < file.len && at < most && strchr(" \t\r\n", file.at[at]) && file.at[at])
    at++;
  rest = text_slice(file, at, file.len);
  return text_starts_with(rest, "--!jinja") || text_starts_with(rest, "#!jinja")
           ? at
           : file.len;
}

bool file_template_is_said(struct text file)
{
  return find_directive(file) < file.len;
}

struct text file_template_sql(struct arena *arena, struct text file)
{
  size_t mark = skip_mark(file), at = find_directive(file);
  struct text sql = text_slice(file, mark, file.len);
  char *copy;

  if (at == file.len || file.at[at] != '#')
    return sql;
  copy = arena_c_string(arena, sql);
  memcpy(copy + at - mark, "--", 2);
  return text_from(copy, sql.len);
}

/* ---- what stands between braces ---- */

static bool is_name_byte(char c, bool first)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         (!first && c >= '0' && c <= '9');
}

static bool is_name(struct text name)
{
  for (size_t i = 0; i < name.len; i++)
    if (!is_name_byte(name.at[i], i == 0))
      return false;
  return name.len;
}

static bool refuse(struct text construct, struct err *err)
{
  struct text shown = text_cut(construct, SHOWN);

  return err_set(err, ERR_UNSUPPORTED,
                 "Unsupported feature 'Jinja2 template: " TEXT_FMT "%s'.",
                 TEXT_ARG(shown), shown.len < construct.len ? "..." : "");
}

static bool has_meaning(struct text name)
{
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (text_is(name, known[i]))
      return true;
  return false;
}

static bool put_value(struct text construct, struct text name,
                      const struct template_value *values, int count, struct buf *out,
                      struct err *err)
{
  if (!is_name(name))
    return refuse(construct, err);
  for (int i = 0; i < count; i++)
    if (text_equal(values[i].name, name)) {
      buf_add_text(out, values[i].value);
      return true;
    }
  if (has_meaning(name))
    return refuse(construct, err);
  return err_set(err, ERR_INTERPRETER,
                 "Python Interpreter Error:\njinja2.exceptions.UndefinedError: '" TEXT_FMT
                 "' is undefined\nin template processing",
                 TEXT_ARG(name));
}

/* The construct that `rest` begins with; *size are its bytes. */
static bool put_construct(struct text rest, const struct template_value *values,
                          int count, struct buf *out, size_t *size, struct err *err)
{
  bool is_comment = rest.at[1] == '#';
  struct text inner = text_slice(rest, 2, rest.len);
  size_t end = text_find_text(inner, is_comment ? TEXT("#}") : TEXT("}}"));

  *size = end + 4;
  if (rest.at[1] == '%' || end == inner.len)
    return refuse(text_slice(rest, 0, text_find(rest, '\n')), err);
  inner = text_slice(inner, 0, end);
  if (!is_comment)
    return put_value(text_slice(rest, 0, *size), text_trim(inner), values, count, out,
                     err);
  return (!text_starts_with(inner, "-") && !text_starts_with(inner, "+") &&
          !text_ends_with(inner, "-")) ||
         refuse(text_slice(rest, 0, *size), err);
}

/* Jinja2 ends every line with \n, and drops the end of the last one. */
static void put_plain(struct text rest, struct buf *out, size_t *size)
{
  bool is_end = rest.at[0] == '\r' || rest.at[0] == '\n';

  *size = rest.at[0] == '\r' && rest.len > 1 && rest.at[1] == '\n' ? 2 : 1;
  if (!is_end)
    buf_add_char(out, rest.at[0]);
  else if (*size < rest.len)
    buf_add_char(out, '\n');
}

static bool render(struct text file, const struct template_value *values, int count,
                   struct buf *out, struct err *err)
{
  for (size_t at = 0, size; at < file.len; at += size) {
    struct text rest = text_slice(file, at, file.len);
    bool is_construct = rest.len > 1 && rest.at[0] == '{' && rest.at[1] &&
                        strchr("{%#", rest.at[1]);

    if (!is_construct)
      put_plain(rest, out, &size);
    else if (!put_construct(rest, values, count, out, &size, err))
      return false;
    if (out->len > FILE_TEMPLATE_MOST)
      return err_set(err, ERR_TEMPLATE_SIZE,
                     "Size of expanded template exceeds limit of 100,000 bytes.");
  }
  return true;
}

bool file_template_render(struct arena *arena, struct text file,
                          const struct template_value *values, int count,
                          struct text *rendered, struct err *err)
{
  struct buf out;
  bool ok;

  buf_init(&out);
  ok = render(file, values, count, &out, err);
  *rendered = ok ? buf_copy(&out, arena) : (struct text){ 0 };
  buf_clear(&out);
  return ok;
}
