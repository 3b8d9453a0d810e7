/* display_message.c: what the dashboard is told of a statement. */
#include "protocol/display_message.h"

#include <stdio.h>

#include "base/clock.h"
#include "data/json.h"
#include "data/member.h"

static void put_columns(struct buf *out, const struct query_answer *answer)
{
  struct buf type;

  buf_init(&type);
  member_open(out, "columns", '[');
  for (int i = 0; i < answer->column_count; i++) {
    const struct rowtype_column *column = &answer->columns[i];

    buf_reset(&type);
    type_print(column->type, &type);
    json_put_open(out, '{');
    member_text(out, "name", column->name);
    member_text(out, "type", buf_text(&type));
    member_string(out, "kind", rowtype_type(column));
    member_bool(out, "nullable", column->nullable);
    json_put_close(out, '}');
  }
  json_put_close(out, ']');
  buf_clear(&type);
}

static void put_context(struct buf *out, const struct query_answer *answer)
{
  member_open(out, "context", '{');
  member_text(out, "role", answer->role);
  member_text(out, "warehouse", answer->warehouse);
  member_text(out, "database", answer->database);
  member_text(out, "schema", answer->schema);
  json_put_close(out, '}');
}

static struct text next_of(struct text *list)
{
  size_t comma = text_find(*list, ',');
  struct text one = text_slice(*list, 0, comma);

  *list = text_slice(*list, comma + 1, list->len);
  return one;
}

/* Of several, each with an answer of its own. */
static void put_statements(struct buf *out, struct text ids, struct text types)
{
  member_open(out, "statements", '[');
  while (ids.len) {
    int64_t type_id;

    json_put_open(out, '{');
    member_text(out, "queryId", next_of(&ids));
    if (text_to_int64(next_of(&types), &type_id))
      member_int(out, "statementTypeId", type_id);
    json_put_close(out, '}');
  }
  json_put_close(out, ']');
}

void display_begin(struct buf *out, const struct query_answer *answer, int64_t created_ms)
{
  json_put_open(out, '{');
  member_text(out, "queryId", answer->query_id);
  member_text(out, "status", TEXT("succeeded"));
  member_int(out, "statementTypeId", answer->type_id);
  member_int(out, "startedOn", created_ms);
  member_int(out, "durationMs", clock_now_ms() - created_ms);
  if (answer->is_dml) {
    member_int(out, "rowsInserted", answer->rows_inserted);
    member_int(out, "rowsUpdated", answer->rows_updated);
    member_int(out, "rowsDeleted", answer->rows_deleted);
  }
  if (answer->result_ids.len)
    put_statements(out, answer->result_ids, answer->result_types);
  put_context(out, answer);
  put_columns(out, answer);
  member_int(out, "totalRows", answer->total);
}

void display_begin_page(struct buf *out, struct text query_id, int64_t total)
{
  json_put_open(out, '{');
  member_text(out, "queryId", query_id);
  member_int(out, "totalRows", total);
}

void display_begin_rows(struct buf *out, int64_t first)
{
  member_int(out, "firstRow", first);
  member_open(out, "rows", '[');
}

void display_end_rows(struct buf *out)
{
  json_put_close(out, ']');
}

void display_end(struct buf *out)
{
  json_put_close(out, '}');
}

void display_put_error(struct buf *out, const struct err *err)
{
  char code[16];

  snprintf(code, sizeof code, "%06d", err_number(err->code));
  member_open(out, "error", '{');
  member_string(out, "code", code);
  member_string(out, "sqlState", err->sqlstate);
  member_string(out, "message", err->message);
  if (err->line) {
    member_int(out, "line", err->line);
    member_int(out, "column", err->column);
  }
  json_put_close(out, '}');
}

void display_put_failure(struct buf *out, struct text query_id, const struct err *err)
{
  json_put_open(out, '{');
  member_text(out, "queryId", query_id);
  member_text(out, "status", TEXT("failed"));
  display_put_error(out, err);
  json_put_close(out, '}');
}

void display_put_progress(struct buf *out, struct text query_id)
{
  json_put_open(out, '{');
  member_text(out, "queryId", query_id);
  member_text(out, "status", TEXT("running"));
  json_put_close(out, '}');
}
