/* test_cert.c: the server's own certificate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "net/cert.h"

struct fixture {
  char folder[32];
  char chain[64];
  char key[64];
};

static int set_up(void **state)
{
  struct fixture *fixture = calloc(1, sizeof *fixture);

  strcpy(fixture->folder, "/tmp/sg_cert_XXXXXX");
  assert_non_null(mkdtemp(fixture->folder));
  snprintf(fixture->chain, sizeof fixture->chain, "%s/cert.pem", fixture->folder);
  snprintf(fixture->key, sizeof fixture->key, "%s/key.pem", fixture->folder);
  *state = fixture;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *fixture = *state;

  unlink(fixture->chain);
  unlink(fixture->key);
  rmdir(fixture->folder);
  free(fixture);
  return 0;
}

static void a_pair_is_made_once_and_read_again(void **state)
{
  struct fixture *fixture = *state;
  struct cert first, second;
  struct stat status;
  struct err err;

  assert_true(cert_open(fixture->chain, fixture->key, &first, &err));
  assert_true(cert_open(fixture->chain, fixture->key, &second, &err));
  assert_string_equal(first.fingerprint, second.fingerprint);
  assert_int_equal(strlen(first.fingerprint), 95);
  assert_true(first.not_after > time(NULL) + 700 * 86400L);
  assert_true(first.not_after < time(NULL) + 825 * 86400L);
  assert_true(text_starts_with(buf_text(&first.chain), "-----BEGIN CERTIFICATE-----"));
  assert_true(text_starts_with(buf_text(&first.key), "-----BEGIN PRIVATE KEY-----"));
  assert_int_equal(stat(fixture->key, &status), 0);
  assert_int_equal(status.st_mode & 0777, 0600);
  cert_clear(&first);
  cert_clear(&second);
}

static void write_text(const char *path, const char *text)
{
  FILE *file = fopen(path, "w");

  assert_non_null(file);
  fputs(text, file);
  fclose(file);
}

static void what_is_no_pair_is_refused_and_left_alone(void **state)
{
  struct fixture *fixture = *state;
  struct cert cert;
  struct err err;

  write_text(fixture->key, "my own key");
  err_clear(&err);
  assert_false(cert_open(fixture->chain, fixture->key, &cert, &err)); /* Half a pair. */
  assert_true(err_is_set(&err));
  write_text(fixture->chain, "my own certificate");
  assert_false(cert_open(fixture->chain, fixture->key, &cert, &err));
  assert_true(text_find_text(text_of(err.message), text_of(fixture->chain)) <
              strlen(err.message));
  FILE *file = fopen(fixture->key, "r");
  char text[40] = "";

  assert_non_null(fgets(text, sizeof text, file));
  fclose(file);
  assert_string_equal(text, "my own key");
}

static void a_key_of_another_pair_is_refused(void **state)
{
  struct fixture *fixture = *state;
  struct cert cert;
  struct err err;

  assert_true(cert_open(fixture->chain, fixture->key, &cert, &err));
  unlink(fixture->chain);
  unlink(fixture->key);
  struct cert other;

  assert_true(cert_open(fixture->chain, fixture->key, &other, &err));
  assert_string_not_equal(cert.fingerprint, other.fingerprint);
  write_text(fixture->key, cert.key.at);
  cert_clear(&cert);
  cert_clear(&other);
  assert_false(cert_open(fixture->chain, fixture->key, &cert, &err));
}

static void a_pair_of_others_is_read_and_never_made(void **state)
{
  struct fixture *fixture = *state;
  struct cert cert;
  struct err err;

  assert_false(cert_read(fixture->chain, fixture->key, &cert, &err));
  assert_int_equal(access(fixture->chain, F_OK), -1);
  assert_int_equal(access(fixture->key, F_OK), -1);
  assert_true(cert_open(fixture->chain, fixture->key, &cert, &err));
  cert_clear(&cert);
  assert_true(cert_read(fixture->chain, fixture->key, &cert, &err));
  cert_clear(&cert);
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
  struct cert cert;
  struct err err;

  (void)state;
  assert_false(cert_open("/nowhere/cert.pem", "/nowhere/key.pem", &cert, &err));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
    T(a_pair_is_made_once_and_read_again),
    T(what_is_no_pair_is_refused_and_left_alone),
    T(a_key_of_another_pair_is_refused),
    T(a_pair_of_others_is_read_and_never_made),
    T(a_folder_that_is_not_there_is_an_error),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
