/* alter_account.c: ALTER ACCOUNT SET and UNSET of what the account itself says: for how long what is
 * dropped is kept, how new columns of text compare. (docs.snowflake.com/en/sql-reference/parameters#data-retention-time-in-days) */
#include "exec/alter_account.h"

#include "exec/property.h"

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

static bool set_options(struct ddl *ddl, const struct alter *alter, struct err *err)
{
  for (int i = 0; i < alter->options.count; i++) {
    const struct option *option = alter->options.at[i];

    if (text_is_nocase(option->key, "DEFAULT_DDL_COLLATION")) {
      if (!set_collation(ddl, alter, option, err))
        return false;
      continue;
    }
    if (!text_is_nocase(option->key, "DATA_RETENTION_TIME_IN_DAYS"))
      return err_set(
        err, ERR_UNSUPPORTED,
        "SQL compilation error:\nUnsupported feature 'ALTER ACCOUNT SET " TEXT_FMT "'.",
        TEXT_ARG(option->key));
    if (!set_retention(ddl, alter, option, err))
      return false;
  }
  return true;
}

bool alter_account(struct ddl *ddl, const struct alter *alter, struct err *err)
{
  if ((alter->action != ALTER_SET && alter->action != ALTER_UNSET) ||
      !alter->options.count)
    return ddl_unsupported("ALTER ACCOUNT", err);
  return ddl_begin(ddl, err) && ddl_end(ddl, set_options(ddl, alter, err), err) &&
         ddl_done(ddl);
}
