/* inherited_params.c: the parameters that an account and a user give. */
#include "session/inherited_params.h"

#include "base/log.h"
#include "catalog/catalog.h"
#include "session/instance.h"
#include "session/params_text.h"
#include "session/session.h"
#include "session/user.h"

static struct params *account_params(struct instance *instance, struct err *err)
{
  struct params *params;

  catalog_read(instance->catalog);
  params = params_of_text(catalog_account_parameters(instance->catalog), err);
  catalog_read_end(instance->catalog);
  return params;
}

static bool inherit(struct session *session, struct params *from, enum param_level level)
{
  if (!from)
    return false;
  params_inherit(session->params, from, level);
  params_free(from);
  return true;
}

bool session_inherit(struct session *session, const struct user *user, struct err *err)
{
  if (!inherit(session, account_params(session->instance, err), PARAM_LEVEL_ACCOUNT))
    return false;
  return !user || inherit(session, params_of_text(user->values[USER_PARAMETERS], err),
                          PARAM_LEVEL_USER);
}

bool account_allows(struct instance *instance, const char *parameter)
{
  struct err err;
  struct params *params = account_params(instance, &err);
  bool allows = params && params_is_true(params, parameter);

  if (!params)
    log_error("the parameters of the account: %s", err.message);
  params_free(params);
  return allows;
}
