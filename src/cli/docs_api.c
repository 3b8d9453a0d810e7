/* docs_api.c: the dashboard's API as a page of the documentation. */
#include "cli/docs_api.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "dashboard/dash_api.h"

static void print_upper(const char *word)
{
  for (; *word; word++)
    putchar(toupper((unsigned char)*word));
}

/* The name of a schema leads to its table. */
static void print_schema(struct text name)
{
  if (name.len && isupper((unsigned char)name.at[0])) {
    printf("[" TEXT_FMT "](#", TEXT_ARG(name));
    for (size_t i = 0; i < name.len; i++)
      putchar(tolower((unsigned char)name.at[i]));
    putchar(')');
  } else {
    printf("`" TEXT_FMT "`", TEXT_ARG(name));
  }
}

static void print_choices(struct text choices)
{
  const char *comma = "";

  while (choices.len) {
    size_t bar = text_find(choices, '|');

    printf("%s`\"" TEXT_FMT "\"`", comma, TEXT_ARG(text_slice(choices, 0, bar)));
    choices = text_slice(choices, bar + 1, choices.len);
    comma = ", ";
  }
}

/* "[[string?]]" is an array of arrays of string or null. */
static void print_type(struct text type)
{
  const char *end = "";

  if (text_ends_with(type, "?")) {
    type.len--;
    end = " or null";
  }
  while (text_starts_with(type, "[") || text_starts_with(type, "{")) {
    fputs(type.at[0] == '[' ? "array of " : "object of ", stdout);
    type = text_slice(type, 1, type.len - 2);
    if (text_ends_with(type, "?")) {
      type.len--;
      end = " or null";
    }
  }
  if (text_starts_with(type, "="))
    print_choices(text_slice(type, 1, type.len));
  else if (type.len && isupper((unsigned char)type.at[0]))
    print_schema(type);
  else
    printf(TEXT_FMT, TEXT_ARG(type));
  fputs(end, stdout);
}

static const struct openapi_parameter *find_parameter(struct text key)
{
  for (int i = 0; i < dash_api.parameter_count; i++)
    if (text_is(key, dash_api.parameters[i].key))
      return &dash_api.parameters[i];
  return NULL;
}

static void print_parameters(const char *keys)
{
  struct text words = text_of(keys);

  if (words.len)
    puts("\n| parameter | type | |\n| --- | --- | --- |");
  while (words.len) {
    const struct openapi_parameter *row = find_parameter(openapi_next_word(&words));

    if (!row)
      continue;
    printf("| `%s`%s | ", row->name, row->is_in_path ? " (in the path)" : "");
    print_type(text_of(row->type));
    printf(" | %s |\n", row->doc);
  }
}

static bool is_refusal(struct text schema)
{
  return text_is(schema, "Refusal");
}

/* The statuses with refusals, which differ in little from one operation to the next, in one line. */
static void print_refusals(const char *answers)
{
  struct text words = text_of(answers);
  const char *comma = "\nRefused with ";

  while (words.len) {
    struct text status = openapi_next_word(&words);

    if (is_refusal(openapi_next_word(&words))) {
      printf("%s" TEXT_FMT, comma, TEXT_ARG(status));
      comma = ", ";
    }
  }
  puts(".");
}

static void print_answers(const char *answers)
{
  struct text words = text_of(answers);

  puts("\n| status | answer | |\n| --- | --- | --- |");
  while (words.len) {
    struct text status = openapi_next_word(&words);
    struct text schema = openapi_next_word(&words);

    if (is_refusal(schema))
      continue;
    printf("| " TEXT_FMT " | ", TEXT_ARG(status));
    if (text_is(schema, "-"))
      fputs("nothing", stdout);
    else
      print_schema(schema);
    printf(" | %s |\n", openapi_status_words(dash_api.statuses, status));
  }
  print_refusals(answers);
}

static void print_operation(const struct openapi_operation *operation)
{
  fputs("\n### ", stdout);
  print_upper(operation->method);
  printf(" %s\n\n%s%s\n", operation->path, operation->summary,
         operation->is_open ? " Nobody needs to have signed in." : "");
  print_parameters(operation->parameters);
  if (operation->body) {
    fputs("\nBody: ", stdout);
    print_schema(text_of(operation->body));
    putchar('\n');
  }
  print_answers(operation->answers);
}

static void print_operations(void)
{
  const char *tag = "";

  for (int i = 0; i < dash_api.operation_count; i++) {
    const struct openapi_operation *operation = &dash_api.operations[i];

    if (strcmp(operation->tag, tag) != 0)
      printf("\n## %s\n", operation->tag);
    tag = operation->tag;
    print_operation(operation);
  }
}

static void print_field(const struct openapi_field *field)
{
  struct text name = text_of(field->name);
  bool is_optional = text_ends_with(name, "?");

  printf("| `" TEXT_FMT "`%s | ", TEXT_ARG(text_slice(name, 0, name.len - is_optional)),
         is_optional ? " (may be missing)" : "");
  print_type(text_of(field->type));
  printf(" | %s |\n", field->doc);
}

static void print_statuses(void)
{
  puts("\n## Statuses\n\n| status | |\n| --- | --- |");
  for (const struct openapi_status *row = dash_api.statuses; row->status; row++)
    printf("| %s | %s |\n", row->status, row->words);
}

static void print_schemas(void)
{
  const char *schema = "";

  puts("\n## What is sent and answered");
  for (const struct openapi_field *field = dash_api.fields; field->schema; field++) {
    if (strcmp(field->schema, schema) != 0)
      printf("\n### %s\n\n| member | type | |\n| --- | --- | --- |\n", field->schema);
    schema = field->schema;
    print_field(field);
  }
}

void docs_print_api(void)
{
  print_operations();
  print_statuses();
  print_schemas();
}
