/* oauth_message.c: the answers of the token endpoint. */
#include "protocol/oauth_message.h"

#include "data/json.h"

static void put_text(struct buf *out, const char *name, struct text value)
{
  json_put_name(out, name);
  json_put_text(out, value);
}

static void put_int(struct buf *out, const char *name, int64_t value)
{
  json_put_name(out, name);
  json_put_int(out, value);
}

static void put_bool(struct buf *out, const char *name, bool value)
{
  json_put_name(out, name);
  json_put_bool(out, value);
}

void oauth_message_put(struct buf *out, const struct oauth_answer *answer)
{
  struct buf scope;

  buf_init(&scope);
  buf_add_string(&scope, "session:role:");
  buf_add_text(&scope, answer->role);
  json_put_open(out, '{');
  put_text(out, "access_token", answer->access);
  if (answer->refresh.at) {
    put_text(out, "refresh_token", answer->refresh);
    put_int(out, "refresh_token_expires_in", answer->refresh_seconds);
  }
  put_text(out, "token_type", TEXT("Bearer"));
  put_text(out, "username", answer->user);
  put_text(out, "scope", buf_text(&scope));
  put_int(out, "expires_in", answer->seconds);
  put_bool(out, "idp_initiated", false);
  json_put_close(out, '}');
  buf_clear(&scope);
}

void oauth_message_put_error(struct buf *out, struct text error, struct text words)
{
  json_put_open(out, '{');
  put_text(out, "error", error);
  put_text(out, "error_description", words);
  json_put_name(out, "data");
  json_put_null(out);
  put_bool(out, "success", false);
  json_put_close(out, '}');
}
