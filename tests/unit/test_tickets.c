/* test_tickets.c: what is handed out to be shown again: for whom, once or often, and how long. */
#include "session/tickets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

struct fixture {
  struct tickets *tickets;
  struct arena *arena;
};

static int set_up(void **state)
{
  static struct fixture fixture;

  fixture = (struct fixture){ tickets_new(), arena_new() };
  *state = &fixture;
  return 0;
}

static int tear_down(void **state)
{
  const struct fixture *fixture = *state;

  tickets_free(fixture->tickets);
  arena_free(fixture->arena);
  return 0;
}

static struct text give(const struct fixture *fixture, int64_t seconds)
{
  struct ticket ticket = { .user = TEXT("ANNA"),
                           .role = TEXT("PUBLIC"),
                           .is_role_only = true };

  return tickets_give(fixture->tickets, fixture->arena, TICKET_DASHBOARD, &ticket,
                      seconds);
}

static bool find(const struct fixture *fixture, enum ticket_kind kind, struct text text,
                 struct ticket *ticket)
{
  return tickets_find(fixture->tickets, fixture->arena, kind, text, ticket);
}

static void it_says_what_it_was_given_for(void **state)
{
  struct ticket ticket;

  assert_true(find(*state, TICKET_DASHBOARD, give(*state, 60), &ticket));
  assert_true(text_is(ticket.user, "ANNA") && text_is(ticket.role, "PUBLIC"));
  assert_true(ticket.is_role_only);
  assert_int_equal(ticket.expires_ms - ticket.given_ms, 60000);
}

static void it_is_good_for_its_time_alone(void **state)
{
  struct ticket ticket;

  assert_false(find(*state, TICKET_DASHBOARD, give(*state, 0), &ticket));
  assert_false(find(*state, TICKET_DASHBOARD, give(*state, -1), &ticket));
}

static void it_is_good_for_its_kind_alone(void **state)
{
  struct ticket ticket;

  assert_false(find(*state, TICKET_OAUTH_ACCESS, give(*state, 60), &ticket));
}

static void no_two_are_alike_and_no_other_text_is_one(void **state)
{
  struct text one = give(*state, 60), two = give(*state, 60);
  struct ticket ticket;

  assert_false(text_equal(one, two));
  assert_int_equal(one.len, 43);
  assert_false(find(*state, TICKET_DASHBOARD, text_slice(one, 0, 42), &ticket));
  assert_false(find(*state, TICKET_DASHBOARD, TEXT(""), &ticket));
}

static void what_was_taken_is_gone(void **state)
{
  const struct fixture *fixture = *state;
  struct text text = give(fixture, 60);
  struct ticket ticket;

  assert_true(
    tickets_take(fixture->tickets, fixture->arena, TICKET_DASHBOARD, text, &ticket));
  assert_false(
    tickets_take(fixture->tickets, fixture->arena, TICKET_DASHBOARD, text, &ticket));
  assert_false(find(fixture, TICKET_DASHBOARD, text, &ticket));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_says_what_it_was_given_for),
    cmocka_unit_test(it_is_good_for_its_time_alone),
    cmocka_unit_test(it_is_good_for_its_kind_alone),
    cmocka_unit_test(no_two_are_alike_and_no_other_text_is_one),
    cmocka_unit_test(what_was_taken_is_gone),
  };

  return cmocka_run_group_tests(tests, set_up, tear_down);
}
