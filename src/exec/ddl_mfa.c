/* ddl_mfa.c: ALTER USER ... ENROLL MFA, MODIFY and REMOVE MFA METHOD.
 *
 * docs.snowflake.com/en/sql-reference/sql/alter-user. The service answers ENROLL with the address of a
 * page; here it is the address that an authenticator app reads, and holds from then on. */
#include "exec/ddl_mfa.h"

#include "catalog/sheet.h"
#include "exec/property.h"
#include "session/instance.h"
#include "session/mfa.h"
#include "session/users.h"

static const struct outcome_spec enrolled[] = { { "enrollment_url", "VARCHAR" } };

bool ddl_is_mfa(const struct alter *alter)
{
  return alter->action == ALTER_OTHER && (text_is(alter->text, "ENROLL MFA") ||
                                          text_ends_with(alter->text, " MFA METHOD"));
}

static bool keep(struct ddl *ddl, struct user *user, const struct list *methods,
                 struct err *err)
{
  mfa_keep(ddl->arena, user, methods);
  return users_put(ddl->session->instance->users, user->name, user, err);
}

static bool enrol(struct ddl *ddl, struct user *user, struct list *methods,
                  struct err *err)
{
  const struct mfa_method *method = mfa_add(ddl->arena, methods);
  struct sheet sheet = { 0 };

  if (user_is_service(user))
    return err_set(err, ERR_INVALID_PROPERTY,
                   "SQL compilation error:\nUsers with TYPE = SERVICE cannot enroll in "
                   "MFA.");
  if (!keep(ddl, user, methods, err) ||
      !outcome_table(ddl->arena, ddl->outcome, TYPE_ID_DDL, enrolled, 1, err))
    return false;
  ddl->outcome->is_secret = true;
  sheet.rows = ddl->outcome->rows;
  sheet_text(&sheet, arena_printf(ddl->arena,
                                  "otpauth://totp/Snowglobe:" TEXT_FMT "?secret=" TEXT_FMT
                                  "&issuer=Snowglobe",
                                  TEXT_ARG(user->name), TEXT_ARG(method->secret)));
  return true;
}

static struct mfa_method *find(const struct list *methods, const struct name *name)
{
  for (int i = 0; !name->dynamic && name->parts.count == 1 && i < methods->count; i++) {
    struct mfa_method *method = methods->at[i];

    if (text_equal(method->name, ((const struct ident *)name->parts.at[0])->name))
      return method;
  }
  return NULL;
}

static bool modify(struct ddl *ddl, const struct alter *then, struct mfa_method *method,
                   struct err *err)
{
  const struct option *option = then->options.count == 1 ? then->options.at[0] : NULL;

  if (!option || !text_is_nocase(option->key, "COMMENT"))
    return ddl_unsupported("ALTER USER ... MODIFY MFA METHOD of more than COMMENT", err);
  method->comment = (struct text){ 0 };
  return then->action == ALTER_UNSET ||
         property_text(ddl->run, option, &method->comment, err);
}

static struct list without(struct ddl *ddl, const struct list *methods,
                           const struct mfa_method *method)
{
  struct list left = { 0 };

  for (int i = 0; i < methods->count; i++)
    if (methods->at[i] != method)
      list_add(ddl->arena, &left, methods->at[i]);
  return left;
}

bool alter_mfa(struct ddl *ddl, const struct alter *alter, struct user *user,
               struct err *err)
{
  struct list methods = mfa_list(ddl->arena, user);
  struct mfa_method *method;

  if (text_is(alter->text, "ENROLL MFA"))
    return enrol(ddl, user, &methods, err);
  if (text_starts_with(alter->text, "ADD "))
    return ddl_unsupported("ALTER USER ... ADD MFA METHOD", err);
  method = find(&methods, alter->more->names->at[0]);
  if (!method)
    return err_set(err, ERR_NO_OBJECT,
                   "SQL compilation error:\nThis MFA method does not exist or is not "
                   "authorized.");
  if (text_starts_with(alter->text, "MODIFY ") && alter->more->then)
    return modify(ddl, alter->more->then, method, err) &&
           keep(ddl, user, &methods, err) && ddl_done(ddl);
  methods = without(ddl, &methods, method);
  return keep(ddl, user, &methods, err) && ddl_done(ddl);
}
