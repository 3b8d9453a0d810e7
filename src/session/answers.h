/* answers.h: the statements that run and the answers of those that have ended.
 *
 * Every request for a statement has an answer, known by its query id and by its session and
 * requestId, so that a request sent again waits for (or gets) the answer of the first one, that
 * others can wait for it by id, and that it can be cancelled. Answers that have ended are kept
 * until newer ones need their place. Any thread may call; who got an answer releases it. */
#ifndef SESSION_ANSWERS_H
#define SESSION_ANSWERS_H

#include "base/buf.h"
#include "session/session.h"

struct answers;
struct answer;

/* Queued: it waits for the statements of its session that came before. */
enum answer_state { ANSWER_QUEUED, ANSWER_RUNNING, ANSWER_DONE, ANSWER_FAILED };
/* Why what runs is to stop. Detached: nobody asks for it any more. */
enum answer_order { ORDER_NONE, ORDER_CANCEL, ORDER_TIMEOUT, ORDER_DETACHED };

struct answers *answers_new(void);
void answers_free(struct answers *answers); /* Nothing may run any more. */
/* How long a session may be silent before it counts as lost; 300 when it is not said. */
void answers_set_detached(struct answers *answers, int64_t seconds);

/* The answer of a request: the one that is there already (*is_new false), or a new one for the
 * caller to make and end with answer_end. The session stays until then. Of a session that is
 * stateless, whatever requests of the same user have the same id are the same request. */
struct answer *answers_begin(struct answers *answers, struct session *session,
                             struct text request_id, struct text sql, bool *is_new);
/* By query id, for the same user; by request id, in the same session. NULL: not known. */
struct answer *answers_find(struct answers *answers, struct text query_id,
                            struct text user);
struct answer *answers_find_request(struct answers *answers, uint64_t session_id,
                                    struct text request_id);
void answer_release(struct answers *answers, struct answer *answer);

/* What is known of it; fixed texts. */
const char *answer_query_id(const struct answer *answer);
struct text answer_sql(const struct answer *answer);
uint64_t answer_session_id(const struct answer *answer);
int64_t answer_started_ms(const struct answer *answer);
/* Its body is in the SQL API's form. */
bool answer_is_stateless(const struct answer *answer);

/* Nobody waits for it: it outlives the end of its session. */
void answer_set_async(struct answers *answers, struct answer *answer);
/* One of several statements of a request: what is ordered for the whole holds for it, too. The
 * whole lasts longer. */
void answer_set_whole(struct answers *answers, struct answer *part, struct answer *whole);
/* It stops when its session is lost. Once it has started. */
void answer_abort_when_detached(struct answers *answers, struct answer *answer);
/* It changed nothing: to run it again does no harm, so that its answer may be forgotten early. */
void answer_set_harmless(struct answers *answers, struct answer *answer);

/* Waits until the session is the statement's alone (session_lock); false when the statement is
 * cancelled before. */
bool answer_lock_session(struct answer *answer, struct session *session,
                         struct err *err) MUST_CHECK;
/* The statement begins to use its session's connection, and may be interrupted from now on
 * (false: it was cancelled before); `seconds` from now its time is over (0: never). */
bool answer_start(struct answers *answers, struct answer *answer, int64_t seconds,
                  struct err *err) MUST_CHECK;
/* It does not use the connection any more. A failure by interruption becomes the error that
 * says why it was interrupted. Call before the session is unlocked. */
void answer_stop(struct answers *answers, struct answer *answer, struct err *err);
/* The body is taken over; `err` NULL: it went well. */
void answer_end(struct answers *answers, struct answer *answer, struct buf *body,
                int64_t rows, const struct err *err);
/* Waits until it has ended; false when it still runs after that time. */
bool answer_wait(struct answers *answers, struct answer *answer, int64_t milliseconds);
/* Once it has ended; lives as long as the answer is held. */
struct text answer_body(const struct answer *answer);
/* Something that whoever makes the answer notes with it before it ends: where the rows are that its
 * body does not hold. Lives as its body. */
void answer_set_note(struct answer *answer, struct text note);
struct text answer_note(const struct answer *answer);

/* Interrupts what runs; false: it had ended already. */
bool answer_cancel(struct answers *answers, struct answer *answer);
/* The same for a statement that cancels it, perhaps twice: before its turn, and in it. */
bool answer_cancel_by(struct answers *answers, struct answer *answer,
                      struct text query_id);
/* Everything that a session runs. */
int answers_cancel_session(struct answers *answers, uint64_t session_id);

/* ... but for one statement, by its query id. */
int answers_cancel_others(struct answers *answers, uint64_t session_id,
                          struct text query_id);
/* ... but for the asynchronous ones: its client has left. */
int answers_leave_session(struct answers *answers, uint64_t session_id);
/* Whether a statement that runs is to stop: for code that the engine cannot interrupt. */
bool answers_are_cancelling(struct answers *answers, struct text query_id);

struct answer_status {
  enum answer_state state;
  enum answer_order order;
  struct err err; /* ANSWER_FAILED; and what one that is being stopped will fail with. */
  int64_t started_ms, ended_ms; /* ended_ms 0: it still runs. */
  int64_t rows;
  const char *warehouse; /* Empty: none, or it has not begun. */
};
struct answer_status answer_status(struct answers *answers, struct answer *answer);

int answers_running(struct answers *answers);
/* Those of them that wait for the statements of their session that came before. */
int answers_queued(struct answers *answers);

/* One of those that run or wait. */
struct running_answer {
  uint64_t session_id;
  struct text query_id, sql; /* The text may have secrets. */
  int64_t started_ms;
  bool is_queued;
};
/* Copies in the arena, oldest first. */
struct running_answer *answers_list_running(struct answers *answers, struct arena *arena,
                                            int *count);
/* Waits until nothing runs; false when something still does after that time. */
bool answers_drain(struct answers *answers, int64_t milliseconds);
/* From now on answers_are_closing: the server takes no new statements. */
void answers_refuse(struct answers *answers);
bool answers_are_closing(struct answers *answers);
/* Cancels all that run, and every one that is yet to come. */
void answers_close(struct answers *answers);

#endif
