/* fuzz_csv.c: delimited files under any options: cut into records, fields and values.
 *
 * The first byte says which options, the second how many fields; the rest is the file, which is read
 * by place and by the names in its header. */
#include "fuzz.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "data/csv_reader.h"

struct seen {
  size_t rows, faults, bytes;
};

static void found(void *context, const struct csv_fault *fault, struct text record)
{
  struct seen *seen = context;

  assert(fault->place.line >= 1 && fault->place.character >= 1 && fault->place.byte >= 0);
  seen->faults++;
  seen->bytes += record.len;
}

static void look_at(const struct csv_rules *rules, const struct csv_batch *batch,
                    struct seen *seen)
{
  struct buf scratch;

  buf_init(&scratch);
  for (size_t row = 0; row < batch->rows; row++)
    for (int column = 0; column < batch->columns; column++) {
      struct text value = { 0 };

      buf_reset(&scratch);
      if (!csv_field(rules, batch, row, column, &scratch, &value))
        continue;
      assert(text_is_utf8(value));
      assert(csv_field_place(batch, row, column).row == batch->numbers[row]);
      seen->bytes += value.len;
    }
  seen->rows += batch->rows;
  buf_clear(&scratch);
}

static void set(struct file_format *format, struct arena *arena, const char *key,
                const char *value)
{
  struct text text = text_of(value);
  struct err err;

  err_clear(&err);
  assert(file_format_set(format, arena, text_of(key), &text, 1, &err));
}

static void choose(struct file_format *format, struct arena *arena, unsigned options)
{
  file_format_init(format, FORMAT_CSV);
  if (options & 1)
    set(format, arena, "FIELD_OPTIONALLY_ENCLOSED_BY", "\"");
  if (options & 2)
    set(format, arena, "ESCAPE", "\\");
  if (options & 4)
    set(format, arena, "TRIM_SPACE", "TRUE");
  if (options & 8)
    set(format, arena, "FIELD_DELIMITER", "::");
  if (options & 16)
    set(format, arena, "RECORD_DELIMITER", options & 8 ? ";;" : "NONE");
  if (options & 32)
    set(format, arena, "REPLACE_INVALID_CHARACTERS", "TRUE");
  if (options & 64)
    set(format, arena, "SKIP_BLANK_LINES", "TRUE");
  if (options & 128)
    set(format, arena, "MULTI_LINE", "FALSE");
}

/* `names`: NULL for fields by their place. */
static void read_file(const char *path, const struct csv_rules *rules, int columns,
                      const struct text *names, struct seen *seen)
{
  struct csv_reader *reader;
  struct csv_batch batch;
  struct err err;

  err_clear(&err);
  reader = csv_reader_open(path, TEXT("f"), rules, columns, columns, &err);
  if (!reader)
    return;
  if (names)
    csv_reader_match(reader, names, true);
  csv_reader_collect(reader, found, seen);
  csv_reader_keep_places(reader);
  csv_batch_init(&batch);
  while (csv_reader_next(reader, &batch, &err) && batch.rows)
    look_at(rules, &batch, seen);
  csv_batch_clear(&batch);
  csv_reader_close(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  char path[32];
  const struct text names[8] = { TEXT("a"), TEXT(""),  TEXT("B"), TEXT("1"),
                                 TEXT("c"), TEXT("x"), TEXT("?"), TEXT("::") };
  struct file_format format;
  struct csv_rules rules;
  struct seen seen = { 0 };
  struct arena *arena;
  struct err err;
  int fd;

  if (size < 2)
    return 0;
  arena = arena_new();
  err_clear(&err);
  choose(&format, arena, data[0]);
  assert(csv_rules_of(&format, &rules, &err));
  fd = memfd_create("csv", MFD_CLOEXEC);
  assert(fd >= 0);
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  assert(write(fd, data + 2, size - 2) == (ssize_t)(size - 2));
  read_file(path, &rules, data[1] % 8, NULL, &seen);
  read_file(path, &rules, data[1] % 8, names, &seen);
  close(fd);
  arena_free(arena);
  return 0;
}
