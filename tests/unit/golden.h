/* golden.h: files of cases: a line with the case's kind, its SQL, "----", what is expected, an
 * empty line. Other lines between cases are comments.
 *
 * SNOWGLOBE_UPDATE=1 writes what was printed into the files instead of comparing: read the
 * difference before committing it. */
#ifndef TESTS_UNIT_GOLDEN_H
#define TESTS_UNIT_GOLDEN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

/* Prints what a case gives; false when the line is no kind of case. `sql` has no newline at its
 * end. */
typedef bool (*golden_case)(void *context, struct text kind, struct text sql,
                            struct buf *out);

static void golden_read(const char *path, struct buf *buf)
{
  FILE *file = fopen(path, "rb");
  char bytes[4096];
  size_t len;

  assert_non_null(file);
  while ((len = fread(bytes, 1, sizeof bytes, file)) > 0)
    buf_add(buf, bytes, len);
  fclose(file);
}

static void golden_write(const char *path, struct text text)
{
  FILE *file = fopen(path, "wb");

  assert_non_null(file);
  assert_int_equal(fwrite(text.at, 1, text.len, file), text.len);
  fclose(file);
}

static struct text golden_line(struct text *rest)
{
  size_t end = text_find(*rest, '\n');
  struct text line = text_slice(*rest, 0, end);

  *rest = text_slice(*rest, end + 1, rest->len);
  return line;
}

/* Takes lines up to one that is `stop` (which is taken too). */
static struct text golden_lines(struct text *rest, const char *stop)
{
  const char *start = rest->at;

  while (rest->len) {
    struct text line = golden_line(rest);

    if (text_is(line, stop))
      return text_from(start, (size_t)(line.at - start));
  }
  return text_from(start, (size_t)(rest->at - start));
}

/* Runs a file's cases; returns how many differ. The file as it should be goes to *out. */
static int golden_run(const char *path, struct text rest, golden_case print,
                      void *context, struct buf *out)
{
  int failures = 0;

  while (rest.len) {
    struct text kind = golden_line(&rest), after = rest, sql, expected;
    size_t from;
    struct buf printed;

    buf_printf(out, TEXT_FMT "\n", TEXT_ARG(kind));
    if (kind.len == 0 || kind.at[0] == '#')
      continue;
    sql = golden_lines(&after, "----");
    buf_init(&printed);
    if (!print(context, kind, text_slice(sql, 0, sql.len - 1), &printed)) {
      buf_clear(&printed);
      continue;
    }
    rest = after;
    expected = golden_lines(&rest, "");
    buf_printf(out, TEXT_FMT "----\n", TEXT_ARG(sql));
    from = out->len;
    buf_add_text(out, buf_text(&printed));
    buf_clear(&printed);
    if (!text_equal(expected, text_from(out->at + from, out->len - from))) {
      failures++;
      fprintf(stderr, "%s:\n" TEXT_FMT "---- expected\n" TEXT_FMT "---- got\n%s\n", path,
              TEXT_ARG(sql), TEXT_ARG(expected), out->at + from);
    }
    if (rest.len)
      buf_add_char(out, '\n');
  }
  return failures;
}

/* All files of a pattern. */
static void golden_check(const char *pattern, golden_case print, void *context)
{
  bool update = getenv("SNOWGLOBE_UPDATE") != NULL;
  glob_t found;
  int failures = 0;

  assert_int_equal(glob(pattern, 0, NULL, &found), 0);
  for (size_t i = 0; i < found.gl_pathc; i++) {
    struct buf in, out;
    int differ;

    buf_init(&in);
    buf_init(&out);
    golden_read(found.gl_pathv[i], &in);
    differ = golden_run(found.gl_pathv[i], buf_text(&in), print, context, &out);
    if (update)
      golden_write(found.gl_pathv[i], buf_text(&out));
    else
      failures += differ;
    buf_clear(&in);
    buf_clear(&out);
  }
  globfree(&found);
  assert_int_equal(failures, 0);
}

#endif
