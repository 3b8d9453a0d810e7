/* test_sessions.c: tokens lead to sessions, are renewed, run out; statements are found again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "session/answers.h"
#include "session/instance.h"
#include "session/sessions.h"

static int ended;

static void count_end(struct session *session)
{
  (void)session;
  ended++;
}

struct house {
  struct instance instance;
  struct sessions *sessions;
};

static struct house *open_house(int64_t token_seconds, int64_t session_seconds)
{
  static char account[] = "TEST";
  struct house *house = calloc(1, sizeof *house);
  struct engine_options options = { .threads = 1 };
  struct err err;

  err_clear(&err);
  house->instance.engine = engine_open(&options, &err);
  if (!house->instance.engine)
    fail_msg("%s", err.message);
  house->instance.account = account;
  house->instance.end_session = count_end;
  house->sessions = house->instance.sessions = sessions_new(token_seconds,
                                                            session_seconds);
  house->instance.answers = answers_new();
  ended = 0;
  return house;
}

static void close_house(struct house *house)
{
  sessions_free(house->sessions);
  answers_free(house->instance.answers);
  engine_close(house->instance.engine);
  free(house);
}

static struct session *add_session(struct house *house, struct session_tokens *tokens)
{
  struct err err;
  struct session *session = session_new(&house->instance, &err);

  assert_non_null(session);
  session_set(&session->user, TEXT("ADA"));
  sessions_add(house->sessions, session, tokens);
  return session;
}

static struct session *add_stateless(struct house *house, const char *user)
{
  struct err err;
  struct session *session = session_new(&house->instance, &err);

  assert_non_null(session);
  session->is_stateless = true;
  session_set(&session->user, text_of(user));
  sessions_add_stateless(house->sessions, session);
  return session;
}

static enum err_code find_error(struct house *house, const char *token)
{
  struct err err;

  err_clear(&err);
  assert_null(sessions_find(house->sessions, text_of(token), &err));
  return err.code;
}

static void a_token_leads_to_its_session(void **state)
{
  struct house *house = open_house(3600, 14400);
  struct session_tokens a, b;
  struct session *first = add_session(house, &a), *second = add_session(house, &b);
  struct err err;

  (void)state;
  assert_true(first->id != second->id && first->id < 1ull << 53);
  assert_ptr_equal(sessions_find(house->sessions, text_of(a.token), &err), first);
  sessions_release(house->sessions, first);
  assert_ptr_equal(sessions_find(house->sessions, text_of(b.token), &err), second);
  sessions_release(house->sessions, second);
  assert_int_equal(find_error(house, ""), ERR_NO_TOKEN);
  assert_int_equal(find_error(house, "nonsense"), ERR_TOKEN_INVALID);
  assert_int_equal(find_error(house, "ver:1-hint:1-s00"), ERR_SESSION_GONE);
  assert_int_equal(find_error(house, a.master), ERR_SESSION_GONE);
  sessions_release(house->sessions, first);
  sessions_release(house->sessions, second);
  close_house(house);
  assert_int_equal(ended, 2);
}

static void a_removed_session_ends_with_its_last_holder(void **state)
{
  struct house *house = open_house(3600, 14400);
  struct session_tokens tokens;
  struct session *session = add_session(house, &tokens);

  (void)state;
  sessions_hold(house->sessions, session);
  sessions_remove(house->sessions, session);
  assert_int_equal(find_error(house, tokens.token), ERR_SESSION_GONE);
  sessions_release(house->sessions, session);
  assert_int_equal(ended, 0);
  sessions_release(house->sessions, session);
  assert_int_equal(ended, 1);
  assert_int_equal(sessions_count(house->sessions), 0);
  close_house(house);
}

static void an_expired_token_asks_for_renewal(void **state)
{
  struct house *house = open_house(0, 14400);
  struct session_tokens tokens, renewed;
  struct session *session = add_session(house, &tokens);
  struct err err;

  (void)state;
  assert_int_equal(find_error(house, tokens.token), ERR_SESSION_EXPIRED);
  assert_null(sessions_renew(house->sessions, text_of(tokens.token), &renewed, &err));
  assert_int_equal(err.code, ERR_MASTER_TOKEN_NOT_FOUND);
  assert_ptr_equal(
    sessions_renew(house->sessions, text_of(tokens.master), &renewed, &err), session);
  assert_string_not_equal(renewed.token, tokens.token);
  assert_string_not_equal(renewed.master, tokens.master);
  sessions_release(house->sessions, session);
  /* Both master tokens are good: a second renewal may be on its way. */
  assert_non_null(
    sessions_renew(house->sessions, text_of(tokens.master), &renewed, &err));
  sessions_release(house->sessions, session);
  sessions_release(house->sessions, session);
  close_house(house);
}

static void a_session_that_nobody_uses_ends(void **state)
{
  struct house *house = open_house(0, 0);
  struct session_tokens tokens, others;
  struct session *session = add_session(house, &tokens), *other;
  struct err err;

  (void)state;
  sessions_release(house->sessions, session);
  assert_null(sessions_renew(house->sessions, text_of(tokens.master), &others, &err));
  assert_int_equal(err.code, ERR_MASTER_TOKEN_EXPIRED);
  other = add_session(house, &others);
  assert_int_equal(ended, 1);
  sessions_release(house->sessions, other);
  close_house(house);
}

static void a_stateless_session_ends_with_its_last_holder(void **state)
{
  struct house *house = open_house(3600, 14400);
  struct session *session = add_stateless(house, "ADA");
  struct arena *arena = arena_new();
  int count;

  (void)state;
  assert_int_equal(sessions_count(house->sessions), 1);
  sessions_list(house->sessions, arena, &count);
  assert_int_equal(count, 0);
  sessions_hold(house->sessions, session);
  sessions_release(house->sessions, session);
  assert_int_equal(ended, 0);
  sessions_release(house->sessions, session);
  assert_int_equal(ended, 1);
  assert_int_equal(sessions_count(house->sessions), 0);
  arena_free(arena);
  close_house(house);
}

static void stateless_requests_are_known_by_their_user(void **state)
{
  struct house *house = open_house(3600, 14400);
  struct answers *answers = house->instance.answers;
  struct session *sessions[] = { add_stateless(house, "ADA"), add_stateless(house, "ADA"),
                                 add_stateless(house, "EVE") };
  struct answer *found[3];
  bool is_new[3];

  (void)state;
  for (int i = 0; i < 3; i++)
    found[i] = answers_begin(answers, sessions[i], TEXT("r1"), TEXT("SELECT 1"),
                             &is_new[i]);
  assert_true(is_new[0] && !is_new[1] && is_new[2]);
  assert_ptr_equal(found[0], found[1]);
  assert_true(answer_is_stateless(found[0]));
  answer_set_note(found[0], TEXT("key.2"));
  assert_string_equal(answer_note(found[1]).at, "key.2");
  assert_int_equal(answer_note(found[2]).len, 0);
  for (int i = 0; i < 3; i++) {
    struct buf body;

    buf_init(&body);
    if (is_new[i])
      answer_end(answers, found[i], &body, 0, NULL);
    answer_release(answers, found[i]);
    sessions_release(house->sessions, sessions[i]);
  }
  assert_int_equal(ended, 3);
  close_house(house);
}

static void a_request_sent_again_finds_its_answer(void **state)
{
  struct house *house = open_house(3600, 14400);
  struct answers *answers = house->instance.answers;
  struct session_tokens tokens;
  struct session *session = add_session(house, &tokens);
  bool is_new;
  struct answer *answer = answers_begin(answers, session, TEXT("r1"), TEXT("SELECT 1"),
                                        &is_new);
  struct answer *again;
  struct buf body;

  (void)state;
  assert_true(is_new);
  again = answers_begin(answers, session, TEXT("r1"), TEXT("SELECT 1"), &is_new);
  assert_false(is_new);
  assert_ptr_equal(again, answer);
  assert_false(answer_wait(answers, again, 1));
  assert_int_equal(answers_running(answers), 1);
  buf_init(&body);
  buf_add_string(&body, "{}");
  answer_end(answers, answer, &body, 1, NULL);
  assert_true(answer_wait(answers, again, 0));
  assert_string_equal(answer_body(again).at, "{}");
  answer_release(answers, answer);
  answer_release(answers, again);
  assert_null(answers_find(answers, TEXT("unknown"), TEXT("ADA")));
  again = answers_find_request(answers, session->id, TEXT("r1"));
  assert_non_null(again);
  assert_null(answers_find(answers, text_of(answer_query_id(again)), TEXT("EVE")));
  answer_release(answers, again);
  sessions_release(house->sessions, session);
  close_house(house);
}

/* Runs what would take minutes, and reports how it ended. */
static void run_long(struct answers *answers, struct answer *answer,
                     struct session *session, int64_t seconds, struct err *err)
{
  struct engine_result *result;
  struct batch batch;

  err_clear(err);
  session_lock(session);
  assert_true(answer_start(answers, answer, seconds, err));
  result = engine_query(session->connection,
                        TEXT("SELECT count(*) FROM range(10000000) a, range(10000000) b"),
                        false, err);
  assert_true(!result || !engine_fetch(result, &batch, err));
  engine_result_free(result);
  answer_stop(answers, answer, err);
  session_unlock(session);
}

static void end_answer(struct answers *answers, struct answer *answer,
                       const struct err *err)
{
  struct buf body;

  buf_init(&body);
  answer_end(answers, answer, &body, 0, err);
  answer_release(answers, answer);
}

static void a_statement_is_stopped_when_its_time_is_over(void **state)
{
  struct house *house = open_house(3600, 14400);
  struct answers *answers = house->instance.answers;
  struct session_tokens tokens;
  struct session *session = add_session(house, &tokens);
  bool is_new;
  struct answer *answer = answers_begin(answers, session, TEXT(""), TEXT(""), &is_new);
  struct err err;

  (void)state;
  run_long(answers, answer, session, 1, &err);
  assert_int_equal(err.code, ERR_TIMEOUT);
  assert_non_null(strstr(err.message, "timeout of 1 second(s)"));
  end_answer(answers, answer, &err);
  sessions_release(house->sessions, session);
  close_house(house);
}

struct canceller {
  struct answers *answers;
  struct answer *answer;
};

static void *cancel_soon(void *context)
{
  struct canceller *canceller = context;

  usleep(50000); /* Any moment will do. */
  assert_true(answer_cancel(canceller->answers, canceller->answer));
  return NULL;
}

static void a_statement_can_be_cancelled(void **state)
{
  struct house *house = open_house(3600, 14400);
  struct answers *answers = house->instance.answers;
  struct session_tokens tokens;
  struct session *session = add_session(house, &tokens);
  bool is_new;
  struct canceller canceller = { answers, answers_begin(answers, session, TEXT(""),
                                                        TEXT(""), &is_new) };
  pthread_t thread;
  struct err err;

  (void)state;
  pthread_create(&thread, NULL, cancel_soon, &canceller);
  run_long(answers, canceller.answer, session, 0, &err);
  pthread_join(thread, NULL);
  assert_int_equal(err.code, ERR_CANCELED);
  end_answer(answers, canceller.answer, &err);
  sessions_release(house->sessions, session);
  close_house(house);
}

static void a_statement_cancelled_before_it_starts_does_not_start(void **state)
{
  struct house *house = open_house(3600, 14400);
  struct answers *answers = house->instance.answers;
  struct session_tokens tokens;
  struct session *session = add_session(house, &tokens);
  bool is_new;
  struct answer *answer = answers_begin(answers, session, TEXT(""), TEXT(""), &is_new);
  struct answer_status status;
  struct err err;

  (void)state;
  assert_int_equal(answer_status(answers, answer).err.code, ERR_NONE);
  assert_int_equal(answers_cancel_session(answers, session->id), 1);
  status = answer_status(answers, answer);
  assert_int_equal(status.err.code, ERR_CANCELED);
  assert_string_equal(status.err.message, "SQL execution canceled");
  assert_false(answer_start(answers, answer, 0, &err));
  assert_int_equal(err.code, ERR_CANCELED);
  end_answer(answers, answer, &err);
  assert_true(answers_drain(answers, 0));
  sessions_release(house->sessions, session);
  close_house(house);
}

static void a_statement_that_comes_after_the_end_does_not_start(void **state)
{
  struct house *house = open_house(3600, 14400);
  struct answers *answers = house->instance.answers;
  struct session_tokens tokens;
  struct session *session = add_session(house, &tokens);
  struct answer *answer;
  struct err err;
  bool is_new;

  (void)state;
  answers_close(answers);
  answer = answers_begin(answers, session, TEXT(""), TEXT(""), &is_new);
  assert_false(answer_start(answers, answer, 0, &err));
  assert_int_equal(err.code, ERR_CANCELED);
  end_answer(answers, answer, &err);
  sessions_release(house->sessions, session);
  close_house(house);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_token_leads_to_its_session),
    cmocka_unit_test(a_removed_session_ends_with_its_last_holder),
    cmocka_unit_test(an_expired_token_asks_for_renewal),
    cmocka_unit_test(a_session_that_nobody_uses_ends),
    cmocka_unit_test(a_stateless_session_ends_with_its_last_holder),
    cmocka_unit_test(stateless_requests_are_known_by_their_user),
    cmocka_unit_test(a_request_sent_again_finds_its_answer),
    cmocka_unit_test(a_statement_is_stopped_when_its_time_is_over),
    cmocka_unit_test(a_statement_can_be_cancelled),
    cmocka_unit_test(a_statement_cancelled_before_it_starts_does_not_start),
    cmocka_unit_test(a_statement_that_comes_after_the_end_does_not_start),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
