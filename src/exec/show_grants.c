/* show_grants.c: SHOW GRANTS: on an object, to a role or a user, of a role. */
#include "exec/grants.h"
#include "exec/show_rows.h"
#include "session/instance.h"
#include "session/roles.h"
#include "session/users.h"
#include "sql/parse.h"

/* Takes the first word of a text, when it is this one. */
static bool take(struct text *words, const char *word)
{
  struct text rest = text_trim(*words);
  size_t end = text_find(rest, ' ');

  if (!text_is_nocase(text_slice(rest, 0, end), word))
    return false;
  *words = text_trim(text_slice(rest, end, rest.len));
  return true;
}

enum show_id show_grants_form(const struct show *show)
{
  struct text words = show->words;

  if (take(&words, "OF"))
    return SHOW_GRANTS_OF;
  if (!words.len || (take(&words, "TO") && take(&words, "USER")))
    return SHOW_GRANTS_TO_USER;
  words = show->words;
  return take(&words, "ON") ? SHOW_GRANTS_ON : SHOW_GRANTS_TO_ROLE;
}

static bool unsupported(const struct show_scope *scope, struct err *err)
{
  return err_set(err, ERR_UNSUPPORTED,
                 "SQL compilation error:\nUnsupported feature 'SHOW GRANTS " TEXT_FMT
                 "'.",
                 TEXT_ARG(scope->show->words));
}

static bool no_role(struct text name, struct err *err)
{
  return err_set(err, ERR_NO_OBJECT,
                 "SQL compilation error:\nRole '" TEXT_FMT
                 "' does not exist or not authorized.",
                 TEXT_ARG(name));
}

/* What is left is one name, without dots. */
static bool read_name(const struct show_scope *scope, struct text words,
                      struct text *name, struct err *err)
{
  struct name *parsed = parse_name(scope->ddl.arena, words, err);

  if (!parsed)
    return false;
  if (parsed->parts.count != 1)
    return no_role(words, err);
  *name = ((const struct ident *)parsed->parts.at[0])->name;
  return true;
}

/* A role that exists, which is all that is left. */
static bool read_role(const struct show_scope *scope, struct text words,
                      struct text *role, struct err *err)
{
  return read_name(scope, words, role, err) &&
         (role_exists(*role) || no_role(*role, err));
}

/* ---- privileges ---- */

static void grant_row(struct show_scope *scope, const struct granted *granted, bool on)
{
  struct text by = granted->may_grant ? granted->to : TEXT("");
  struct sheet *sheet = &scope->sheet;

  sheet_time(sheet, granted->object ? granted->object->created_ms : 0);
  sheet_string(sheet, granted->privilege);
  sheet_string(sheet, granted->on);
  sheet_text(sheet, path_text(scope->ddl.arena, granted->path));
  sheet_string(sheet, "ROLE");
  sheet_text(sheet, granted->to);
  sheet_bool(sheet, granted->may_grant);
  if (on)
    sheet_string(sheet, by.len ? "ROLE" : "");
  sheet_text(sheet, by);
}

bool show_grants_to_role(struct show_scope *scope, struct err *err)
{
  struct text words = scope->show->words, role = { 0 };
  struct list grants;

  if (!take(&words, "TO") || !take(&words, "ROLE"))
    return unsupported(scope, err);
  if (!read_role(scope, words, &role, err))
    return false;
  grants = grants_list(scope->ddl.catalog, scope->ddl.session->id, scope->ddl.arena);
  for (int i = 0; i < grants.count; i++) {
    const struct granted *granted = grants.at[i];

    if (text_equal(granted->to, role))
      grant_row(scope, granted, false);
  }
  return true;
}

static const struct {
  const char *word;
  enum kind kind;
} kinds[] = {
  { "DATABASE", KIND_DATABASE },   { "ROLE", KIND_TABLE },  { "SCHEMA", KIND_SCHEMA },
  { "SEQUENCE", KIND_SEQUENCE },   { "TABLE", KIND_TABLE }, { "VIEW", KIND_VIEW },
  { "WAREHOUSE", KIND_WAREHOUSE },
};

/* A name alone is a table's, as dbt asks. */
static bool is_kind_said(struct text words)
{
  return text_find(words, ' ') < words.len || text_is_nocase(words, "ACCOUNT");
}

/* The object by its kind and its name, as grants name it. */
static bool read_object(struct show_scope *scope, struct text words, const char **word,
                        struct path *path, struct err *err)
{
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    struct name *name;

    if (is_kind_said(words) ? !take(&words, kinds[i].word)
                            : !text_is(text_of(kinds[i].word), "TABLE"))
      continue;
    *word = kinds[i].word;
    if (text_is(text_of(*word), "ROLE")) {
      *path = (struct path){ 0 };
      return read_role(scope, words, &path->name, err);
    }
    name = parse_name(scope->ddl.arena, words, err);
    return name && ddl_path(&scope->ddl, name, kinds[i].kind, path, err) &&
           ddl_find(&scope->ddl, kinds[i].kind, *path, err);
  }
  return unsupported(scope, err);
}

bool show_grants_on(struct show_scope *scope, struct err *err)
{
  struct text words = scope->show->words;
  const char *word = NULL;
  struct list grants;
  struct path path;

  if (!take(&words, "ON") || !read_object(scope, words, &word, &path, err))
    return false;
  grants = grants_list(scope->ddl.catalog, scope->ddl.session->id, scope->ddl.arena);
  for (int i = 0; i < grants.count; i++) {
    const struct granted *granted = grants.at[i];

    if (text_is(text_of(word), granted->on) && path_equal(granted->path, path))
      grant_row(scope, granted, true);
  }
  return true;
}

/* ---- roles ---- */

static void role_row(struct show_scope *scope, struct text role, const char *to,
                     struct text grantee)
{
  struct sheet *sheet = &scope->sheet;

  sheet_null(sheet, 1);
  sheet_text(sheet, role);
  sheet_string(sheet, to);
  sheet_text(sheet, grantee);
  sheet_string(sheet, "");
}

/* Every user may take every role; PUBLIC is not listed. */
bool show_grants_to_user(struct show_scope *scope, struct err *err)
{
  struct text words = scope->show->words, user = scope->ddl.session->user;

  if (take(&words, "TO") && take(&words, "USER") && !read_name(scope, words, &user, err))
    return false;
  if (!users_find(scope->ddl.session->instance->users, scope->ddl.arena, user))
    return users_missing(user, err);
  for (int i = 0; role_at(i); i++)
    if (!text_is(text_of(role_at(i)), "PUBLIC"))
      role_row(scope, text_of(role_at(i)), "USER", user);
  return true;
}

bool show_grants_of(struct show_scope *scope, struct err *err)
{
  struct text words = scope->show->words, role = { 0 };
  struct list grants;
  const struct text *names;
  int count;

  if (!take(&words, "OF") || !take(&words, "ROLE"))
    return unsupported(scope, err);
  if (!read_role(scope, words, &role, err))
    return false;
  grants = grants_list(scope->ddl.catalog, scope->ddl.session->id, scope->ddl.arena);
  for (int i = 0; i < grants.count; i++) {
    const struct granted *granted = grants.at[i];

    if (!granted->object && text_equal(granted->path.name, role))
      role_row(scope, role, "ROLE", granted->to);
  }
  names = users_list(scope->ddl.session->instance->users, scope->ddl.arena, &count);
  for (int i = 0; i < count && !text_is(role, "PUBLIC"); i++)
    role_row(scope, role, "USER", names[i]);
  return true;
}
