/* alter_account.c: ALTER ACCOUNT SET and UNSET of what the account itself says: for how long what is
 * dropped is kept, how new columns of text compare, the parameters of sessions to come.
 * (docs.snowflake.com/en/sql-reference/parameters#data-retention-time-in-days) */
#include "exec/alter_account.h"

#include "exec/property.h"
#include "session/params_text.h"

/* The account's days are set as those of a database are. */
static bool set_retention(struct ddl *ddl, const struct alter *alter,
                          const struct option *option, struct err *err)
{
  struct database spec = { .object = { .kind = KIND_DATABASE },
                           .retention_days = RETENTION_INHERITED };

  return (alter->action == ALTER_UNSET ||
          property_set(ddl->run, KIND_DATABASE, &spec.object, option, err)) &&
         catalog_set_account_retention(ddl->change, spec.retention_days, err);
}

static bool set_collation(struct ddl *ddl, const struct alter *alter,
                          const struct option *option, struct err *err)
{
  const struct collation *collation = NULL;
  struct text spec;

  if (alter->action != ALTER_UNSET && (!property_text(ddl->run, option, &spec, err) ||
                                       !collation_find(spec, &collation, err)))
    return false;
  return catalog_set_account_collation(ddl->change, collation, err);
}

static bool set_parameter(struct ddl *ddl, const struct alter *alter,
                          const struct option *option, struct params *params,
                          struct err *err)
{
  struct text value;

  if (!param_find(option->key))
    return err_set(
      err, ERR_UNSUPPORTED,
      "SQL compilation error:\nUnsupported feature 'ALTER ACCOUNT SET " TEXT_FMT "'.",
      TEXT_ARG(option->key));
  if (alter->action == ALTER_UNSET)
    return params_unset_account(params, option->key, err);
  return property_text(ddl->run, option, &value, err) &&
         params_set_account(params, option->key, value, err);
}

static bool set_options(struct ddl *ddl, const struct alter *alter, struct params *params,
                        struct err *err)
{
  for (int i = 0; i < alter->options.count; i++) {
    const struct option *option = alter->options.at[i];

    bool ok = text_is_nocase(option->key, "DEFAULT_DDL_COLLATION")
                ? set_collation(ddl, alter, option, err)
              : text_is_nocase(option->key, "DATA_RETENTION_TIME_IN_DAYS")
                ? set_retention(ddl, alter, option, err)
                : set_parameter(ddl, alter, option, params, err);

    if (!ok)
      return false;
  }
  return true;
}

/* Inside of the change, so that of two of them none undoes the other. */
static bool change(struct ddl *ddl, const struct alter *alter, struct err *err)
{
  struct text before = catalog_account_parameters(ddl->catalog);
  struct params *params = params_of_text(before, err);
  bool ok = params && set_options(ddl, alter, params, err);

  if (ok) {
    struct text now = params_text(ddl->arena, params);

    ok = text_equal(now, before) || catalog_set_account_parameters(ddl->change, now, err);
  }
  params_free(params);
  return ok;
}

bool alter_account(struct ddl *ddl, const struct alter *alter, struct err *err)
{
  if ((alter->action != ALTER_SET && alter->action != ALTER_UNSET) ||
      !alter->options.count)
    return ddl_unsupported("ALTER ACCOUNT", err);
  return ddl_begin(ddl, err) && ddl_end(ddl, change(ddl, alter, err), err) &&
         ddl_done(ddl);
}
