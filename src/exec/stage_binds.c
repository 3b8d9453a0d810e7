/* stage_binds.c: arrays of bound values that a driver has put into a stage, as files of CSV. */
#include "exec/stage_binds.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/compress.h"
#include "exec/stage_place.h"

#define MOST_BYTES ((size_t)1 << 30) /* Of one file, unpacked. */
#define MOST_COLUMNS 65536           /* Of bound values in a statement. */

/* ---- CSV ---- */

struct reading {
  struct text rest;
  struct buf scratch;         /* The value of a field with quotes in it. */
  struct batch_builder *rows; /* NULL: the fields are only counted. */
  int columns;
};

static bool bad_file(const char *what, struct err *err)
{
  return err_set(err, ERR_BAD_REQUEST, "The bound values in the stage cannot be read: %s",
                 what);
}

static bool starts(const struct reading *reading, char c)
{
  return reading->rest.len && reading->rest.at[0] == c;
}

static void skip(struct reading *reading, size_t bytes)
{
  reading->rest = text_slice(reading->rest, bytes, reading->rest.len);
}

/* The value lives until the next field is read. */
static bool read_quoted(struct reading *reading, struct text *value, struct err *err)
{
  buf_reset(&reading->scratch);
  for (;;) {
    size_t quote;

    skip(reading, 1);
    quote = text_find(reading->rest, '"');
    if (quote == reading->rest.len)
      return bad_file("a quote is missing", err);
    *value = text_slice(reading->rest, 0, quote);
    skip(reading, quote + 1);
    if (!starts(reading, '"') && !reading->scratch.len)
      return true;
    buf_add_text(&reading->scratch, *value);
    *value = buf_text(&reading->scratch);
    if (!starts(reading, '"'))
      return true;
    buf_add_char(&reading->scratch, '"');
  }
}

static struct text read_plain(struct reading *reading)
{
  struct text value;
  size_t len = 0;

  while (len < reading->rest.len && reading->rest.at[len] != ',' &&
         reading->rest.at[len] != '\n')
    len++;
  if (len && len < reading->rest.len && reading->rest.at[len] == '\n' &&
      reading->rest.at[len - 1] == '\r')
    len--;
  value = len ? text_slice(reading->rest, 0, len) : (struct text){ 0 };
  skip(reading, len);
  return value;
}

static bool add_field(struct reading *reading, int column, struct text value,
                      struct err *err)
{
  if (!reading->rows)
    return column < MOST_COLUMNS || bad_file("a row has too many values", err);
  if (column >= reading->columns)
    return bad_file("rows differ in their number of values", err);
  if (value.at && !text_is_utf8(value))
    return bad_file("a value is not UTF-8", err);
  if (value.at)
    batch_add_text(reading->rows, column, value);
  else
    batch_add_null(reading->rows, column);
  return true;
}

/* Behind the last field of a row. */
static bool end_row(struct reading *reading, int columns, struct err *err)
{
  if (reading->rest.len >= 2 && reading->rest.at[0] == '\r' &&
      reading->rest.at[1] == '\n')
    skip(reading, 1);
  if (reading->rest.len && !starts(reading, '\n'))
    return bad_file("something follows a quoted value", err);
  skip(reading, reading->rest.len ? 1 : 0);
  if (!reading->rows)
    reading->columns = columns;
  return columns == reading->columns ||
         bad_file("rows differ in their number of values", err);
}

static bool read_row(struct reading *reading, struct err *err)
{
  for (int column = 0;; column++) {
    struct text value;

    if (starts(reading, '"')) {
      if (!read_quoted(reading, &value, err))
        return false;
    } else {
      value = read_plain(reading);
    }
    if (!add_field(reading, column, value, err))
      return false;
    if (!starts(reading, ','))
      return end_row(reading, column + 1, err);
    skip(reading, 1);
  }
}

/* As many columns as the first row has values. */
static bool make_rows(struct reading *reading, struct arena *arena, struct err *err)
{
  struct text all = reading->rest;
  enum batch_kind *kinds;

  if (!read_row(reading, err))
    return false;
  kinds = ARENA_ARRAY(arena, (size_t)reading->columns, enum batch_kind);
  for (int i = 0; i < reading->columns; i++)
    kinds[i] = BATCH_TEXT;
  reading->rows = batch_builder_new(reading->columns, kinds,
                                    ARENA_ARRAY(arena, (size_t)reading->columns, int));
  reading->rest = all;
  return true;
}

bool stage_binds_parse(struct arena *arena, struct text csv, struct batch_builder **rows,
                       struct err *err)
{
  struct reading reading = { .rest = csv, .rows = *rows };
  bool ok = true;

  buf_init(&reading.scratch);
  reading.columns = *rows ? batch_builder_columns(*rows) : 0;
  if (csv.len && !*rows)
    ok = make_rows(&reading, arena, err);
  while (ok && reading.rest.len)
    ok = read_row(&reading, err);
  buf_clear(&reading.scratch);
  *rows = reading.rows;
  return ok;
}

/* ---- files ---- */

/* Drivers number the files, and may give them any ending. */
static int64_t number_of(const struct stage_file *file)
{
  size_t from = file->name.len, to;
  int64_t number = 0;

  while (from && file->name.at[from - 1] != '/')
    from--;
  for (to = from; to < file->name.len && file->name.at[to] >= '0' &&
                  file->name.at[to] <= '9' && to < from + 18;
       to++)
    number = number * 10 + (file->name.at[to] - '0');
  return number;
}

static int compare_numbers(const void *a, const void *b)
{
  int64_t one = number_of(a), two = number_of(b);

  return one < two ? -1 : one > two;
}

static bool is_gzip(struct text bytes)
{
  return bytes.len >= 2 && (unsigned char)bytes.at[0] == 0x1f &&
         (unsigned char)bytes.at[1] == 0x8b;
}

/* Whatever the name and the options say, the bytes tell whether they are packed. */
static bool parse_bytes(struct run *run, struct text bytes, struct err *err)
{
  struct buf unpacked;
  bool ok;

  if (!is_gzip(bytes))
    return stage_binds_parse(run->arena, bytes, &run->bind_rows, err);
  buf_init(&unpacked);
  ok = compress_gunzip(bytes, MOST_BYTES, &unpacked) == GUNZIP_OK ||
       bad_file("the file is no gzip, or too large", err);
  ok = ok && stage_binds_parse(run->arena, buf_text(&unpacked), &run->bind_rows, err);
  buf_clear(&unpacked);
  return ok;
}

static bool read_path(struct run *run, const char *path, struct err *err)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  struct stat info;
  void *bytes = MAP_FAILED;
  bool ok = fd >= 0 && fstat(fd, &info) == 0;

  if (ok && info.st_size) {
    bytes = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    ok = bytes != MAP_FAILED;
  }
  if (!ok)
    bad_file(strerror(errno), err);
  if (fd >= 0)
    close(fd);
  if (bytes == MAP_FAILED)
    return ok;
  ok = parse_bytes(run, text_from(bytes, (size_t)info.st_size), err);
  munmap(bytes, (size_t)info.st_size);
  return ok;
}

static bool read_file(struct run *run, const struct stage_place *place,
                      const struct stage_file *file, struct err *err)
{
  struct text path;
  bool ok;

  if (!stage_fetch(place, run->arena, file, &path, err))
    return false;
  ok = read_path(run, path.at, err);
  stage_release(place, path);
  return ok;
}

static void set_types(struct run *run, int columns)
{
  run->bind_row_types = ARENA_ARRAY(run->arena, (size_t)columns, struct type);
  for (int i = 0; i < columns; i++)
    run->bind_row_types[i] = type_of(TYPE_VARCHAR);
}

bool stage_binds_read(struct run *run, struct err *err)
{
  struct stage_files files = { 0 };
  struct stage_place place;
  bool ok;

  if (!stage_place_find(run, run->request->bind_stage, &place, err) ||
      !stage_list(&place, run->arena, (struct text){ 0 }, &files, err))
    return false;
  if (files.count)
    qsort(files.at, (size_t)files.count, sizeof *files.at, compare_numbers);
  ok = true;
  for (int i = 0; ok && i < files.count; i++)
    ok = read_file(run, &place, &files.at[i], err);
  if (ok && !run->bind_rows)
    ok = bad_file("there are none", err);
  if (!ok) {
    batch_builder_free(run->bind_rows);
    run->bind_rows = NULL;
    return false;
  }
  set_types(run, batch_builder_columns(run->bind_rows));
  return true;
}
