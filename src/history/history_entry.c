/* history_entry.c: one statement that ran: how it went, and whether it is wanted. */
#include "history/history_entry.h"

#include <string.h>

#include "base/err.h"

enum history_status history_status(const struct history_entry *entry)
{
  switch ((enum history_state)entry->state) {
  case HISTORY_RUNNING: return HISTORY_IS_RUNNING;
  case HISTORY_DONE: return HISTORY_IS_SUCCEEDED;
  case HISTORY_FAILED:
    return entry->error == err_number(ERR_CANCELED) ? HISTORY_IS_CANCELLED
                                                    : HISTORY_IS_FAILED;
  case HISTORY_LOST: break;
  }
  return HISTORY_IS_FAILED;
}

/* ---- what is wanted ---- */

static bool is_text(const char *kept, struct text wanted)
{
  return !wanted.at || (kept && text_is(wanted, kept));
}

static char other_case(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? (char)(c ^ 0x20) : c;
}

/* Few places begin as the part does: only those are looked at. */
static bool is_part_of(const char *sql, struct text part)
{
  char first = part.len ? part.at[0] : '\0', other = other_case(first);
  struct text text = text_of(sql);

  if (!part.len)
    return true;
  for (size_t at = 0; at + part.len <= text.len; at++)
    if ((text.at[at] == first || text.at[at] == other) &&
        text_equal_nocase(text_slice(text, at, part.len), part))
      return true;
  return false;
}

static bool has_end(const struct history_entry *entry,
                    const struct history_filter *filter)
{
  if (!entry->ended_ms)
    return !filter->only_ended && !filter->to_ms;
  return (!filter->from_ms || entry->ended_ms >= filter->from_ms) &&
         (!filter->to_ms || entry->ended_ms <= filter->to_ms);
}

static bool has_start(const struct history_entry *entry,
                      const struct history_filter *filter)
{
  return (!filter->started_from_ms || entry->started_ms >= filter->started_from_ms) &&
         (!filter->started_to_ms || entry->started_ms <= filter->started_to_ms) &&
         (!filter->before || entry->number < filter->before);
}

bool history_filter_passes(const struct history_filter *filter,
                           const struct history_entry *entry)
{
  return has_end(entry, filter) && has_start(entry, filter) &&
         (!filter->status || history_status(entry) == filter->status) &&
         (!filter->session_id || entry->session_id == filter->session_id) &&
         is_text(entry->user, filter->user) &&
         is_text(entry->warehouse, filter->warehouse) &&
         is_text(entry->query_id, filter->query_id) &&
         is_text(entry->type, filter->type) && is_part_of(entry->sql, filter->part);
}

/* ---- copies ---- */

static const char *kept_text(struct arena *arena, const char *text)
{
  return text ? arena_c_string(arena, text_of(text)) : NULL;
}

struct history_entry history_entry_copy(struct arena *arena,
                                        const struct history_entry *entry)
{
  struct history_entry copied = *entry;

  copied.sql = kept_text(arena, entry->sql);
  copied.database = kept_text(arena, entry->database);
  copied.schema = kept_text(arena, entry->schema);
  copied.user = kept_text(arena, entry->user);
  copied.role = kept_text(arena, entry->role);
  copied.warehouse = kept_text(arena, entry->warehouse);
  copied.tag = kept_text(arena, entry->tag);
  copied.type = kept_text(arena, entry->type);
  copied.client = kept_text(arena, entry->client);
  copied.client_version = kept_text(arena, entry->client_version);
  copied.message = kept_text(arena, entry->message);
  return copied;
}
