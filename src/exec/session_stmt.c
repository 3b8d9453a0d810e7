/* session_stmt.c: SET, UNSET and ALTER SESSION. */
#include "exec/session_stmt.h"

#include "exec/property.h"

static bool check_size(struct text name, const struct bind_constant *value,
                       struct err *err)
{
  if (value->is_null || value->value.len <= SESSION_MAX_VARIABLE)
    return true;
  return err_set(
    err, ERR_INVALID_VALUE,
    "Assignment to '" TEXT_FMT "' not done because value exceeds size limit for "
    "variables. Its size is %zu; the limit is %d (internal storage size in bytes).",
    TEXT_ARG(name), value->value.len, SESSION_MAX_VARIABLE);
}

/* All values are computed before the first variable changes. */
static bool set_variables(struct run *run, const struct set_variable *set,
                          struct err *err)
{
  struct bind_constant *values = ARENA_ARRAY(run->arena, (size_t)set->idents.count,
                                             struct bind_constant);

  if (set->idents.count != set->values.count)
    return err_set(
      err, ERR_INVALID_ARGUMENT,
      "SQL compilation error:\nThe number of variables (%d) differs from the number "
      "of values (%d).",
      set->idents.count, set->values.count);
  for (int i = 0; i < set->idents.count; i++)
    if (!pipeline_value(run, set->values.at[i], &values[i], err) ||
        !check_size(((const struct ident *)set->idents.at[i])->name, &values[i], err))
      return false;
  for (int i = 0; i < set->idents.count; i++) {
    struct text name = arena_upper(run->arena,
                                   ((const struct ident *)set->idents.at[i])->name);
    struct variable variable = { values[i].type, values[i].is_null, values[i].value };

    session_set_variable(run->session, name, &variable);
  }
  return true;
}

static void unset_variables(struct run *run, const struct set_variable *set)
{
  for (int i = 0; i < set->idents.count; i++)
    session_set_variable(
      run->session,
      arena_upper(run->arena, ((const struct ident *)set->idents.at[i])->name), NULL);
}

static bool alter_session(struct run *run, const struct alter *alter, struct err *err)
{
  for (int i = 0; i < alter->options.count; i++) {
    const struct option *option = alter->options.at[i];
    struct text value;

    if (alter->action == ALTER_UNSET) {
      if (!params_unset(run->session->params, option->key, err))
        return false;
      continue;
    }
    if (!property_text(run, option, &value, err) ||
        !params_set(run->session->params, option->key, value, err))
      return false;
  }
  return true;
}

static bool change(struct run *run, const struct statement *statement, struct err *err)
{
  switch (statement->kind) {
  case STMT_SET: return set_variables(run, statement->set, err);
  case STMT_UNSET: unset_variables(run, statement->set); return true;
  default: return alter_session(run, statement->alter, err);
  }
}

bool session_run(struct run *run, const struct statement *statement,
                 struct outcome *outcome, struct err *err)
{
  if (!run->request->describe_only && !change(run, statement, err))
    return false;
  outcome_status(run->arena, outcome, TYPE_ID_SET,
                 TEXT("Statement executed successfully."));
  return true;
}
