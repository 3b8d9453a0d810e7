/* system_functions.c: what SYSTEM$WAIT, SYSTEM$CANCEL_QUERY and their like do, for the engine. */
#include "session/system_functions.h"

#include <stdio.h>
#include <time.h>

#include "base/clock.h"

#define PAUSE_NS 20000000L
#define NANOS_A_SECOND 1e9
#define MOST_SECONDS 604800.0 /* No statement runs longer. */

/* The engine cannot interrupt a function that sleeps: it asks whether it was cancelled. */
static bool sleep_until(struct answers *answers, struct text query_id, int64_t until_ns)
{
  struct timespec pause = { 0, PAUSE_NS };
  int64_t left;

  while ((left = until_ns - clock_monotonic_ns()) > 0) {
    if (answers_are_cancelling(answers, query_id))
      return false;
    pause.tv_nsec = left < PAUSE_NS ? (long)left : PAUSE_NS;
    nanosleep(&pause, NULL);
  }
  return true;
}

static const struct {
  const char *unit;
  double seconds;
} units[] = {
  { "days", 86400 }, { "hours", 3600 },         { "minutes", 60 },
  { "seconds", 1 },  { "milliseconds", 0.001 },
};

static const char *find_unit(struct text written, double *seconds)
{
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    if (text_is_nocase(written, units[i].unit)) {
      *seconds = units[i].seconds;
      return units[i].unit;
    }
  return NULL;
}

static void wait_some_time(struct engine_call *call)
{
  struct answers *answers = call_context(call);

  for (size_t row = 0; call_next(call, &row); row++) {
    double amount = call_double(call, 0, row), seconds = 1;
    const char *unit = find_unit(call_text(call, 1, row), &seconds);
    char said[64];

    if (!unit || amount < 0) {
      call_fail(call, ERR_INVALID_VALUE, "invalid value for function 'SYSTEM$WAIT'");
      return;
    }
    if (amount * seconds > MOST_SECONDS)
      amount = MOST_SECONDS / seconds;
    if (!sleep_until(answers, call_text(call, 2, row),
                     clock_monotonic_ns() +
                       (int64_t)(amount * seconds * NANOS_A_SECOND))) {
      call_fail(call, ERR_CANCELED, "SQL execution canceled");
      return;
    }
    snprintf(said, sizeof said, "waited %.0f %s", amount, unit);
    call_set_text(call, row, text_of(said));
  }
}

static void cancel_query(struct engine_call *call)
{
  struct answers *answers = call_context(call);

  for (size_t row = 0; call_next(call, &row); row++) {
    struct text id = call_text(call, 0, row);
    struct answer *answer = answers_find(answers, id, call_text(call, 1, row));
    char said[96];

    if (answer && answer_cancel_by(answers, answer, call_text(call, 2, row)))
      snprintf(said, sizeof said, "query [" TEXT_FMT "] terminated.",
               TEXT_ARG(text_slice(id, 0, 40)));
    else
      snprintf(said, sizeof said, "Identified SQL statement is not currently executing.");
    answer_release(answers, answer);
    call_set_text(call, row, text_of(said));
  }
}

static void cancel_session(struct engine_call *call)
{
  struct answers *answers = call_context(call);

  for (size_t row = 0; call_next(call, &row); row++) {
    answers_cancel_others(answers, (uint64_t)call_int(call, 0, row),
                          call_text(call, 1, row));
    call_set_text(call, row, TEXT("all queries cancelled."));
  }
}

/* clang-format off */
const struct engine_function_row system_function_rows[] = {
  { "sg_wait", "DOUBLE, VARCHAR, VARCHAR", "VARCHAR", wait_some_time, ENGINE_VOLATILE },
  { "sg_cancel_query", "VARCHAR, VARCHAR, VARCHAR", "VARCHAR", cancel_query, ENGINE_VOLATILE },
  { "sg_cancel_session", "BIGINT, VARCHAR", "VARCHAR", cancel_session, ENGINE_VOLATILE },
};
/* clang-format on */
const int system_function_count = sizeof system_function_rows /
                                  sizeof system_function_rows[0];

bool system_functions_register(struct engine_connection *connection,
                               struct answers *answers, struct err *err)
{
  for (int i = 0; i < system_function_count; i++)
    if (!engine_register(connection, &system_function_rows[i], answers, err))
      return false;
  return true;
}
