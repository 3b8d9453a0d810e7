/* account_parameters.c: what the account sets of parameters: one text, kept with the catalog.
 * (docs.snowflake.com/en/sql-reference/sql/alter-account) */
#include "catalog/catalog_state.h"
#include "catalog/store.h"

struct text catalog_account_parameters(const struct catalog *catalog)
{
  return buf_text(&catalog->parameters);
}

bool catalog_set_account_parameters(struct catalog_change *change, struct text parameters,
                                    struct err *err)
{
  struct buf sql;

  buf_reset(&change->parameters);
  buf_add_text(&change->parameters, parameters);
  change->sets_parameters = true;
  buf_init(&sql);
  store_write_text(&sql, PARAMETERS_TEXT, parameters);
  return change_run(change, &sql, err);
}
