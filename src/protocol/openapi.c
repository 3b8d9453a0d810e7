/* openapi.c: an OpenAPI document out of the rows that describe an API. */
#include "protocol/openapi.h"

#include <string.h>

#include "data/json.h"
#include "data/member.h"

struct text openapi_next_word(struct text *words)
{
  size_t blank = text_find(*words, ' ');
  struct text word = text_slice(*words, 0, blank);

  *words = text_slice(*words, blank + 1, words->len);
  return word;
}

void openapi_put_quoted(struct buf *out, const char *json)
{
  for (; *json; json++)
    buf_add_char(out, *json == '\'' ? '"' : *json);
}

const char *openapi_status_words(const struct openapi_status *statuses,
                                 struct text status)
{
  for (; statuses->status; statuses++)
    if (text_is(status, statuses->status))
      return statuses->words;
  return "";
}

static void put_reference(struct buf *out, const char *kind, struct text name)
{
  json_put_open(out, '{');
  json_put_name(out, "$ref");
  buf_printf(out, "\"#/components/%s/" TEXT_FMT "\"", kind, TEXT_ARG(name));
  json_put_close(out, '}');
}

/* ---- types ---- */

static bool is_schema(struct text type)
{
  return type.len && type.at[0] >= 'A' && type.at[0] <= 'Z';
}

static void put_choices(struct buf *out, struct text choices, bool is_nullable)
{
  member_open(out, "enum", '[');
  while (choices.len) {
    size_t bar = text_find(choices, '|');

    json_put_text(out, text_slice(choices, 0, bar));
    choices = text_slice(choices, bar + 1, choices.len);
  }
  if (is_nullable)
    json_put_null(out);
  json_put_close(out, ']');
}

static void put_type_name(struct buf *out, struct text name, bool is_nullable)
{
  json_put_name(out, "type");
  if (is_nullable)
    json_put_open(out, '[');
  json_put_text(out, name);
  if (is_nullable) {
    json_put_text(out, TEXT("null"));
    json_put_close(out, ']');
  }
}

static void put_nullable_reference(struct buf *out, struct text schema)
{
  member_open(out, "anyOf", '[');
  put_reference(out, "schemas", schema);
  openapi_put_quoted(out, ",{'type':'null'}");
  json_put_close(out, ']');
}

static void put_type(struct buf *out, struct text type);

/* The members of the schema that a type is. */
static void put_type_members(struct buf *out, struct text type)
{
  bool is_nullable = text_ends_with(type, "?");

  if (is_nullable)
    type.len--;
  if (is_schema(type)) {
    if (is_nullable) {
      put_nullable_reference(out, type);
    } else {
      json_put_name(out, "$ref");
      buf_printf(out, "\"#/components/schemas/" TEXT_FMT "\"", TEXT_ARG(type));
    }
  } else if (text_starts_with(type, "[")) {
    put_type_name(out, TEXT("array"), is_nullable);
    json_put_name(out, "items");
    put_type(out, text_slice(type, 1, type.len - 2));
  } else if (text_starts_with(type, "{")) {
    put_type_name(out, TEXT("object"), is_nullable);
    json_put_name(out, "additionalProperties");
    put_type(out, text_slice(type, 1, type.len - 2));
  } else if (text_starts_with(type, "=")) {
    put_type_name(out, TEXT("string"), is_nullable);
    put_choices(out, text_slice(type, 1, type.len), is_nullable);
  } else if (!text_is(type, "any")) {
    put_type_name(out, type, is_nullable);
  }
}

static void put_type(struct buf *out, struct text type)
{
  json_put_open(out, '{');
  put_type_members(out, type);
  json_put_close(out, '}');
}

/* ---- paths ---- */

static void put_content(struct buf *out, struct text schema)
{
  bool is_media = text_find(schema, '/') < schema.len;
  char name[80];

  text_fill(name, sizeof name, is_media ? schema : TEXT("application/json"));
  member_open(out, "content", '{');
  member_open(out, name, '{');
  json_put_name(out, "schema");
  put_type(out, is_media ? TEXT("string") : schema);
  json_put_close(out, '}');
  json_put_close(out, '}');
}

static void put_parameter_list(struct buf *out, struct text words)
{
  while (words.len)
    put_reference(out, "parameters", openapi_next_word(&words));
}

static void put_body(struct buf *out, const char *body)
{
  member_open(out, "requestBody", '{');
  member_bool(out, "required", true);
  put_content(out, text_of(body));
  json_put_close(out, '}');
}

static void put_answers(struct buf *out, const char *answers,
                        const struct openapi_status *statuses)
{
  struct text words = text_of(answers);

  member_open(out, "responses", '{');
  while (words.len) {
    struct text status = openapi_next_word(&words);
    struct text schema = openapi_next_word(&words);
    char name[8];

    text_fill(name, sizeof name, status);
    member_open(out, name, '{');
    member_string(out, "description", openapi_status_words(statuses, status));
    if (!text_is(schema, "-"))
      put_content(out, schema);
    json_put_close(out, '}');
  }
  json_put_close(out, '}');
}

static void put_operation(struct buf *out, const struct openapi_operation *operation,
                          const char *always, const struct openapi_status *statuses)
{
  member_open(out, operation->method, '{');
  member_string(out, "operationId", operation->id);
  if (operation->tag) {
    member_open(out, "tags", '[');
    json_put_text(out, text_of(operation->tag));
    json_put_close(out, ']');
  }
  member_string(out, "summary", operation->summary);
  if (operation->is_open) {
    json_put_name(out, "security");
    buf_add_string(out, "[]");
  }
  member_open(out, "parameters", '[');
  put_parameter_list(out, text_of(operation->parameters));
  put_parameter_list(out, text_of(always));
  json_put_close(out, ']');
  if (operation->body)
    put_body(out, operation->body);
  put_answers(out, operation->answers, statuses);
  json_put_close(out, '}');
}

void openapi_put_paths(struct buf *out, const struct openapi_operation *operations,
                       int count, const char *always,
                       const struct openapi_status *statuses)
{
  member_open(out, "paths", '{');
  for (int i = 0; i < count;) {
    const char *path = operations[i].path;

    member_open(out, path, '{');
    for (; i < count && strcmp(operations[i].path, path) == 0; i++)
      put_operation(out, &operations[i], always, statuses);
    json_put_close(out, '}');
  }
  json_put_close(out, '}');
}

/* ---- components ---- */

void openapi_put_parameters(struct buf *out, const struct openapi_parameter *parameters,
                            int count)
{
  member_open(out, "parameters", '{');
  for (int i = 0; i < count; i++) {
    const struct openapi_parameter *row = &parameters[i];

    member_open(out, row->key, '{');
    member_string(out, "name", row->name);
    member_string(out, "in", row->is_in_path ? "path" : "query");
    if (row->is_in_path)
      member_bool(out, "required", true);
    json_put_name(out, "schema");
    put_type(out, text_of(row->type));
    member_string(out, "description", row->doc);
    json_put_close(out, '}');
  }
  json_put_close(out, '}');
}

/* A member's name without the mark that it may be missing. */
static struct text member_name(const struct openapi_field *field, bool *is_required)
{
  struct text name = text_of(field->name);

  *is_required = !text_ends_with(name, "?");
  return *is_required ? name : text_slice(name, 0, name.len - 1);
}

static void put_property(struct buf *out, const struct openapi_field *field)
{
  struct text name;
  bool is_required;
  char member[80];

  name = member_name(field, &is_required);
  text_fill(member, sizeof member, name);
  member_open(out, member, '{');
  put_type_members(out, text_of(field->type));
  member_string(out, "description", field->doc);
  json_put_close(out, '}');
}

static void put_schema(struct buf *out, const struct openapi_field *fields, int count)
{
  bool is_required;

  json_put_open(out, '{');
  member_string(out, "type", "object");
  member_open(out, "required", '[');
  for (int i = 0; i < count; i++) {
    struct text name = member_name(&fields[i], &is_required);

    if (is_required)
      json_put_text(out, name);
  }
  json_put_close(out, ']');
  member_open(out, "properties", '{');
  for (int i = 0; i < count; i++)
    put_property(out, &fields[i]);
  json_put_close(out, '}');
  json_put_close(out, '}');
}

void openapi_put_schemas(struct buf *out, const struct openapi_field *fields)
{
  while (fields->schema) {
    int count = 1;

    while (fields[count].schema && strcmp(fields[count].schema, fields->schema) == 0)
      count++;
    json_put_name(out, fields->schema);
    put_schema(out, fields, count);
    fields += count;
  }
}
