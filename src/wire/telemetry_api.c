/* telemetry_api.c: what clients report about themselves: thanked for and dropped. */
#include "wire/telemetry_api.h"

#include "protocol/message.h"

void telemetry_send(struct call *call)
{
  struct session *session = call_session(call);

  if (!session)
    return;
  message_put_ok(call->answer, TEXT("Log Received"));
  call_release(call, session);
}
