/* fuzz_file_template.c: staged files as templates. The first line is a value; what is put out is as long as the limit
 * at most, and a file without braces comes out as it is but for its line ends. */
#include "fuzz.h"

#include <string.h>

#include "exec/file_template.h"

static size_t without_line_ends(struct text text)
{
  size_t count = 0;

  for (size_t i = 0; i < text.len; i++)
    count += text.at[i] != '\r' && text.at[i] != '\n';
  return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text file = fuzz_text(data, size), value = fuzz_line(&file), rendered, sql;
  const struct template_value values[] = { { TEXT("a"), value },
                                           { TEXT("b"), TEXT("None") } };
  struct arena *arena = arena_new();
  struct err err = { 0 };

  if (!file_template_render(arena, file, values, 2, &rendered, &err)) {
    assert(err_is_set(&err));
  } else {
    assert(rendered.len <= FILE_TEMPLATE_MOST);
    if (text_find(file, '{') == file.len)
      assert(without_line_ends(rendered) == without_line_ends(file));
    sql = file_template_sql(arena, rendered);
    assert(sql.len <= rendered.len);
  }
  if (file_template_is_said(file))
    assert(text_find_text(file, TEXT("!jinja")) < file.len);
  arena_free(arena);
  return 0;
}
