/* loads.c: rows of the engine's table of loaded files. */
#include "catalog/loads.h"

static void put_text(struct buf *sql, struct text text)
{
  if (text.at)
    buf_add_quoted(sql, text);
  else
    buf_add_string(sql, "NULL");
}

void loads_put(const struct load *load, struct buf *sql)
{
  buf_printf(sql, "(%lld, ", (long long)load->table_id);
  put_text(sql, load->stage);
  buf_add_string(sql, ", ");
  put_text(sql, load->file);
  buf_add_string(sql, ", ");
  put_text(sql, load->etag);
  buf_printf(sql, ", %lld, %lld, '%s', %lld, %lld, %lld, %lld, ", (long long)load->size,
             (long long)load->loaded_ms, load->status, (long long)load->row_count,
             (long long)load->row_parsed, (long long)load->error_count,
             (long long)load->error_limit);
  put_text(sql, load->first_error);
  if (load->first_error.at)
    buf_printf(sql, ", %lld, %lld, ", (long long)load->first_line,
               (long long)load->first_character);
  else
    buf_add_string(sql, ", NULL, NULL, ");
  put_text(sql, load->first_column);
  buf_printf(sql, ", '%s', false, %lld, %lld)", load->query_id, (long long)load->pipe_id,
             (long long)load->received_ms);
}

void loads_put_forget(int64_t table_id, struct buf *sql)
{
  buf_printf(sql, "UPDATE " LOADS " SET forgotten = true WHERE table_id = %lld",
             (long long)table_id);
}
