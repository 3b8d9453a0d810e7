/* oauth_message.c: the answers of the token endpoint. */
#include "protocol/oauth_message.h"

#include "data/json.h"
#include "data/member.h"

void oauth_message_put(struct buf *out, const struct oauth_answer *answer)
{
  struct buf scope;

  buf_init(&scope);
  buf_add_string(&scope, "session:role:");
  buf_add_text(&scope, answer->role);
  json_put_open(out, '{');
  member_text(out, "access_token", answer->access);
  if (answer->refresh.at) {
    member_text(out, "refresh_token", answer->refresh);
    member_int(out, "refresh_token_expires_in", answer->refresh_seconds);
  }
  member_text(out, "token_type", TEXT("Bearer"));
  member_text(out, "username", answer->user);
  member_text(out, "scope", buf_text(&scope));
  member_int(out, "expires_in", answer->seconds);
  member_bool(out, "idp_initiated", false);
  json_put_close(out, '}');
  buf_clear(&scope);
}

void oauth_message_put_error(struct buf *out, struct text error, struct text words)
{
  json_put_open(out, '{');
  member_text(out, "error", error);
  member_text(out, "error_description", words);
  member_null(out, "data");
  member_bool(out, "success", false);
  json_put_close(out, '}');
}
