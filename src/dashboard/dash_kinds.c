/* dash_kinds.c: the kinds of objects that the dashboard shows in schemas. */
#include "dashboard/dash_kinds.h"

#include <string.h>

#include "data/json.h"
#include "data/member.h"

#define WITH_DEFAULT "DEFAULT "
#define RETURNS ") RETURN "

/* clang-format off */
static const struct dash_kind kinds[] = {
  { "TABLES",              "table",             true },
  { "VIEWS",               "view",              true },
  { "STAGES",              "stage",             true },
  { "SEQUENCES",           "sequence",          true },
  { "USER FUNCTIONS",      "function",          false },
  { "PROCEDURES",          "procedure",         false },
  { "FILE FORMATS",        "file format",       true },
  { "PIPES",               "pipe",              true },
  { "STREAMS",             "stream",            true },
  { "TASKS",               "task",              true },
  { "ALERTS",              "alert",             true },
  { "TAGS",                "tag",               true },
  { "MASKING POLICIES",    "masking policy",    true },
  { "ROW ACCESS POLICIES", "row access policy", true },
  { "SECRETS",             "secret",            true },
  { "GIT REPOSITORIES",    "git repository",    true },
  { "STREAMLITS",          "streamlit",         true },
};

/* The columns of SHOW that say 'Y' of what they are. */
static const struct { const char *column, *kind; } varieties[] = {
  { "is_dynamic",      "dynamic table" },
  { "is_external",     "external table" },
  { "is_event",        "event table" },
  { "is_hybrid",       "hybrid table" },
  { "is_iceberg",      "iceberg table" },
  { "is_materialized", "materialized view" },
};
/* clang-format on */

const struct dash_kind *dash_kind_at(int index)
{
  int count = (int)(sizeof kinds / sizeof kinds[0]);

  return index >= 0 && index < count ? &kinds[index] : NULL;
}

const char *dash_kind_of_row(const struct dash_kind *kind,
                             const struct dash_listing *listing)
{
  if (dash_listing_is(listing, "is_builtin"))
    return NULL;
  for (size_t i = 0; i < sizeof varieties / sizeof varieties[0]; i++)
    if (dash_listing_is(listing, varieties[i].column))
      return varieties[i].kind;
  return kind->kind;
}

/* ---- functions ---- */

/* SHOW says of an argument that it has a default; who names the function does not. */
static void add_arguments(struct buf *out, struct text arguments)
{
  bool begins = true;
  int depth = 0;

  for (size_t i = 0; i < arguments.len; i++) {
    char c = arguments.at[i];

    if (begins &&
        text_starts_with(text_slice(arguments, i, arguments.len), WITH_DEFAULT)) {
      i += sizeof WITH_DEFAULT - 2;
      begins = false;
      continue;
    }
    depth += (c == '(') - (c == ')');
    begins = depth == 0 && (c == ',' || (begins && c == ' '));
    buf_add_char(out, c);
  }
}

struct text dash_kind_signature(const struct dash_listing *listing, struct arena *arena,
                                struct text *returns)
{
  struct text name = dash_listing_text(listing, "name");
  struct text whole = dash_listing_text(listing, "arguments"), signature;
  size_t end;
  struct buf out;

  *returns = (struct text){ NULL, 0 };
  if (!whole.at)
    return *returns;
  whole = text_slice(whole, name.len + 1, whole.len);
  end = text_find_text(whole, TEXT(RETURNS));
  *returns = arena_text(arena, text_slice(whole, end + sizeof RETURNS - 1, whole.len));
  buf_init(&out);
  buf_add_char(&out, '(');
  add_arguments(&out, text_slice(whole, 0, end));
  buf_add_char(&out, ')');
  signature = buf_copy(&out, arena);
  buf_clear(&out);
  return signature;
}

/* ---- members ---- */

void dash_kind_put_said(const struct dash_listing *listing, const char *column,
                        const char *name, struct buf *out)
{
  member_text_or_null(out, name, dash_listing_text(listing, column));
}

static const char *persistence(const struct dash_listing *listing)
{
  struct text kind = dash_listing_text(listing, "kind");
  struct text type = dash_listing_text(listing, "type");

  if (text_is(kind, "TRANSIENT"))
    return "transient";
  return text_is(kind, "TEMPORARY") || text_ends_with(type, " TEMPORARY") ? "temporary"
                                                                          : "permanent";
}

void dash_kind_put(const struct dash_listing *listing, const char *kind,
                   struct arena *arena, struct buf *out)
{
  struct text returns, signature = dash_kind_signature(listing, arena, &returns);

  json_put_open(out, '{');
  member_string(out, "kind", kind);
  dash_listing_put_text(listing, "name", "name", out);
  member_text(out, "signature", signature);
  member_text(out, "returns", returns);
  member_string(out, "persistence", persistence(listing));
  dash_kind_put_said(listing, "owner", "owner", out);
  dash_kind_put_said(listing, signature.at ? "description" : "comment", "comment", out);
  dash_listing_put_number(listing, "rows", "rows", out);
  dash_listing_put_number(listing, "bytes", "bytes", out);
  dash_listing_put_time(listing, "created_on", "createdOn", out);
  json_put_close(out, '}');
}
