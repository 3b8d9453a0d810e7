/* staged_source.c: FROM @stage: which files are read, in which format, and how the engine gets them. */
#include "exec/staged_source.h"

#include <string.h>

#include "exec/format_options.h"
#include "exec/property.h"
#include "exec/stage_place.h"
#include "session/instance.h"

static struct text hex_of(struct arena *arena, const unsigned char *bytes, size_t size)
{
  static const char digits[] = "0123456789abcdef";
  char *text = arena_alloc(arena, size * 2 + 1);

  for (size_t i = 0; i < size; i++) {
    text[i * 2] = digits[bytes[i] >> 4];
    text[i * 2 + 1] = digits[bytes[i] & 15];
  }
  return text_from(text, size * 2);
}

bool staged_files_find(struct run *run, struct text written, struct text pattern,
                       struct staged_files *staged, struct err *err)
{
  struct stage_files files;

  *staged = (struct staged_files){ 0 };
  file_format_init(&staged->format, FORMAT_CSV);
  if (!stage_place_find(run, written, &staged->place, err) ||
      (staged->place.file_format.len &&
       !file_format_read(&staged->format, run->arena, staged->place.file_format, err)) ||
      !stage_list(&staged->place, run->arena, pattern, &files, err))
    return false;
  staged->files = files.at;
  staged->count = files.count;
  return true;
}

bool staged_input_fetch(struct run *run, struct staged_files *staged,
                        const struct stage_file *file, struct staged_input *input,
                        struct err *err)
{
  struct file_digest digest;

  if (!stage_fetch(&staged->place, run->arena, file, &input->path, err) ||
      !stage_digest(&staged->place, file, &digest, err))
    return false;
  input->name = file->name;
  input->modified_ns = file->modified_ns;
  input->content_key = hex_of(run->arena, digest.md5, sizeof digest.md5);
  return true;
}

bool staged_files_fetch(struct run *run, struct staged_files *staged, struct err *err)
{
  staged->inputs = ARENA_ARRAY(run->arena, (size_t)staged->count, struct staged_input);
  for (int i = 0; i < staged->count; i++)
    if (!staged_input_fetch(run, staged, &staged->files[i], &staged->inputs[i], err))
      return false;
  return csv_rules_of(&staged->format, &staged->rules, err);
}

/* ---- queries ---- */

static bool read_options(struct run *run, const struct table_ref *ref,
                         struct text *pattern, const struct option **format,
                         struct err *err)
{
  *pattern = (struct text){ 0 };
  *format = NULL;
  for (int i = 0; ref->options && i < ref->options->count; i++) {
    const struct option *option = ref->options->at[i];

    if (text_is(option->key, "FILE_FORMAT"))
      *format = option;
    else if (!property_text(run, option, pattern, err))
      return false;
  }
  return true;
}

static bool find_files(struct run *run, const struct table_ref *ref,
                       struct staged_files *staged, struct err *err)
{
  const struct option *format;
  struct text pattern;

  return read_options(run, ref, &pattern, &format, err) &&
         staged_files_find(run, ref->text, pattern, staged, err) &&
         (!format || format_options_read(run, format, &staged->format, err));
}

static bool is_variant(struct run *run, const struct table_ref *ref, bool *is_variant,
                       struct err *err)
{
  struct staged_files own, *staged = run->copying;

  if (!staged) {
    staged = &own;
    if (!find_files(run, ref, staged, err))
      return false;
  }
  *is_variant = staged->format.type != FORMAT_CSV;
  if (staged->format.type == FORMAT_CSV)
    return true;
  return err_set(err, ERR_UNSUPPORTED, "Unsupported feature 'files of TYPE = %s'.",
                 format_type_name(staged->format.type));
}

static bool give(struct run *run, const struct table_ref *ref,
                 struct bound_source *source, int64_t *id, struct err *err)
{
  struct staged_files own, *staged = run->copying;
  struct staged_csv_spec spec;
  struct engine_scan scan;

  if (!staged) {
    staged = &own;
    if (!find_files(run, ref, staged, err) || !staged_files_fetch(run, staged, err))
      return false;
  }
  spec = (struct staged_csv_spec){ .inputs = staged->inputs,
                                   .count = staged->count,
                                   .rules = staged->rules,
                                   .columns = source->column_count - STAGED_FIELDS,
                                   .expected = staged->expected,
                                   .threads = 1,
                                   .now_ns = run->now_ns,
                                   .skips_faults = staged->skips_faults,
                                   .counts = staged->counts };
  if (staged->counts)
    memset(staged->counts, 0, (size_t)staged->count * sizeof *staged->counts);
  scan = staged_csv_scan(&spec);
  *id = engine_scan_add(run->session->instance->engine, &scan);
  source->staged = arena_printf(run->arena, "sg_scan(%lld)", (long long)*id);
  return true;
}

const struct staged_reader *staged_source_reader(void)
{
  static const struct staged_reader reader = { is_variant, give };

  return &reader;
}
