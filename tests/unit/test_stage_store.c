/* test_stage_store.c: files of stages, written, listed, read and removed. */
#include "stage/stage_uploads.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

struct fixture {
  struct stages *stages;
  struct arena *arena;
  struct stage_place place;
  struct err err;
};

static void open_fixture(struct fixture *f, int64_t limit)
{
  *f = (struct fixture){ 0 };
  f->arena = arena_new();
  f->stages = stages_open(NULL, limit, &f->err);
  assert_non_null(f->stages);
  f->place = (struct stage_place){ .stages = f->stages,
                                   .number = 42,
                                   .folder = stage_folder_of_number(f->stages, f->arena,
                                                                    42),
                                   .label = TEXT("st/") };
}

static void close_fixture(struct fixture *f)
{
  char *folder = arena_c_string(f->arena, f->place.folder);

  *strrchr(folder, '/') = '\0';
  stages_close(f->stages);
  assert_int_not_equal(access(folder, F_OK), 0); /* Its own folder went with it. */
  arena_free(f->arena);
}

static bool put(struct fixture *f, const char *name, const char *bytes,
                enum stage_conflict conflict)
{
  struct stage_upload *upload = stage_upload_begin(&f->place, text_of(name), &f->err);
  bool written;

  assert_non_null(upload);
  assert_true(stage_upload_write(upload, bytes, strlen(bytes), &f->err));
  assert_true(stage_upload_end(upload, conflict, &written, &f->err));
  return written;
}

/* The names of files, joined by blanks. */
static const char *names(struct fixture *f, const char *path, const char *pattern)
{
  struct stage_place place = f->place;
  struct stage_files files;
  struct buf all;
  struct text joined;

  place.path = text_of(path);
  assert_true(stage_list(
    &place, f->arena, pattern ? text_of(pattern) : (struct text){ 0 }, &files, &f->err));
  buf_init(&all);
  for (int i = 0; i < files.count; i++) {
    if (i)
      buf_add_char(&all, ' ');
    buf_add_text(&all, files.at[i].name);
  }
  joined = buf_copy(&all, f->arena);
  buf_clear(&all);
  return joined.at;
}

static const char *content(struct fixture *f, const char *name)
{
  struct stage_file file;
  struct text path;
  bool found;
  char bytes[100];
  FILE *stream;
  size_t len;

  assert_true(
    stage_find_file(&f->place, f->arena, text_of(name), &file, &found, &f->err));
  if (!found)
    return "(none)";
  assert_true(stage_fetch(&f->place, f->arena, &file, &path, &f->err));
  stream = fopen(path.at, "rb");
  assert_non_null(stream);
  len = fread(bytes, 1, sizeof bytes, stream);
  fclose(stream);
  assert_int_equal(len, file.size);
  stage_release(&f->place, path);
  return arena_text(f->arena, text_from(bytes, len)).at;
}

static void files_are_listed_in_order_by_prefix_and_pattern(void **state)
{
  struct fixture f;

  (void)state;
  open_fixture(&f, 0);
  assert_string_equal(names(&f, "", NULL), "");
  put(&f, "b.csv", "b", STAGE_REPLACE);
  put(&f, "sub/a.csv", "a", STAGE_REPLACE);
  put(&f, "sub/deep/c.json", "c", STAGE_REPLACE);
  put(&f, "subway", "s", STAGE_REPLACE);
  assert_string_equal(names(&f, "", NULL), "b.csv sub/a.csv sub/deep/c.json subway");
  assert_string_equal(names(&f, "sub", NULL), "sub/a.csv sub/deep/c.json subway");
  assert_string_equal(names(&f, "sub/", NULL), "sub/a.csv sub/deep/c.json");
  assert_string_equal(names(&f, "sub/de", NULL), "sub/deep/c.json");
  assert_string_equal(names(&f, "", ".*[.]csv"), "b.csv sub/a.csv");
  assert_string_equal(names(&f, "sub/", "[^/]*[.]csv"), "sub/a.csv");
  assert_string_equal(names(&f, "sub", "deep/.*"), "sub/deep/c.json");
  assert_string_equal(names(&f, "none/", NULL), "");
  close_fixture(&f);
}

static void any_bytes_are_a_name_inside_the_stage(void **state)
{
  const char *const odd[] = { "a",
                              "a/b",
                              "a/b/c",
                              "../up",
                              "./x",
                              "%",
                              "a%/b",
                              "%41",
                              "x//y",
                              "/lead",
                              "..",
                              "a b\"'*?",
                              "\xc3\xa4/\xe6\x97\xa5.csv" };
  struct fixture f;

  (void)state;
  open_fixture(&f, 0);
  for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
    assert_true(put(&f, odd[i], odd[i], STAGE_REPLACE));
  for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
    struct stage_files files;

    assert_string_equal(content(&f, odd[i]), odd[i]);
    assert_true(stage_list(&f.place, f.arena, (struct text){ 0 }, &files, &f.err));
    assert_int_equal(files.count, sizeof odd / sizeof *odd);
  }
  close_fixture(&f);
}

static void what_is_no_name_is_an_error(void **state)
{
  struct fixture f;
  char part[300] = { 0 }, whole[2000] = { 0 };
  struct stage_upload *upload;
  bool written;

  (void)state;
  open_fixture(&f, 0);
  memset(part, 'x', sizeof part - 1);
  memset(whole, 'x', sizeof whole - 1);
  assert_null(stage_upload_begin(&f.place, TEXT(""), &f.err));
  assert_null(stage_upload_begin(&f.place, TEXT("a/"), &f.err));
  assert_null(stage_upload_begin(&f.place, TEXT("a\0b"), &f.err));
  assert_null(stage_upload_begin(&f.place, text_of(whole), &f.err));
  upload = stage_upload_begin(&f.place, text_of(part), &f.err);
  assert_non_null(upload);
  assert_false(stage_upload_end(upload, STAGE_REPLACE, &written, &f.err));
  assert_string_equal(names(&f, "", NULL), "");
  close_fixture(&f);
}

static void a_file_is_replaced_or_kept(void **state)
{
  struct fixture f;

  (void)state;
  open_fixture(&f, 0);
  assert_true(put(&f, "a", "one", STAGE_KEEP));
  assert_false(put(&f, "a", "two", STAGE_KEEP));
  assert_string_equal(content(&f, "a"), "one");
  assert_true(put(&f, "a", "three", STAGE_REPLACE));
  assert_string_equal(content(&f, "a"), "three");
  close_fixture(&f);
}

static void digests_are_those_of_the_bytes(void **state)
{
  struct fixture f;
  struct stage_file file;
  struct file_digest digest;
  struct text path;
  char hex[65];
  bool found;
  FILE *stream;

  (void)state;
  open_fixture(&f, 0);
  put(&f, "x/a", "abc", STAGE_REPLACE);
  assert_true(stage_find_file(&f.place, f.arena, TEXT("x/a"), &file, &found, &f.err));
  assert_true(stage_digest(&f.place, &file, &digest, &f.err));
  crypto_hex(digest.md5, sizeof digest.md5, hex);
  assert_string_equal(hex, "900150983cd24fb0d6963f7d28e17f72");
  crypto_hex(digest.sha256, sizeof digest.sha256, hex);
  assert_string_equal(hex,
                      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert_true(stage_fetch(&f.place, f.arena, &file, &path, &f.err));
  stream = fopen(path.at, "wb"); /* By another hand. */
  fputs("", stream);
  fclose(stream);
  assert_true(stage_digest(&f.place, &file, &digest, &f.err));
  crypto_hex(digest.md5, sizeof digest.md5, hex);
  assert_string_equal(hex, "d41d8cd98f00b204e9800998ecf8427e");
  close_fixture(&f);
}

static void a_file_that_went_meanwhile_is_told_from_one_that_cannot_be_read(void **state)
{
  struct fixture f;
  struct stage_file file;
  struct text key;
  bool found;

  (void)state;
  open_fixture(&f, 0);
  put(&f, "x/a", "1", STAGE_REPLACE);
  assert_true(stage_find_file(&f.place, f.arena, TEXT("x/a"), &file, &found, &f.err));
  assert_true(stage_content_key(&f.place, f.arena, &file, &key, &f.err));
  assert_true(stage_remove(&f.place, &file, &f.err));
  assert_false(stage_content_key(&f.place, f.arena, &file, &key, &f.err));
  assert_int_equal(f.err.code, ERR_FILE_NOT_FOUND);
  assert_string_equal(f.err.message, "Remote file 'x/a' was not found.");
  close_fixture(&f);
}

static void removed_files_take_their_folders_along(void **state)
{
  struct fixture f;
  struct stage_files files;

  (void)state;
  open_fixture(&f, 0);
  put(&f, "x/y/a", "abc", STAGE_REPLACE);
  put(&f, "x/b", "abc", STAGE_REPLACE);
  assert_true(stage_list(&f.place, f.arena, (struct text){ 0 }, &files, &f.err));
  assert_true(stage_remove(&f.place, &files.at[1], &f.err));
  assert_true(stage_remove(&f.place, &files.at[1], &f.err)); /* It is gone. */
  assert_string_equal(names(&f, "", NULL), "x/b");
  stage_drop_number(f.stages, 42);
  assert_string_equal(names(&f, "", NULL), "");
  assert_int_not_equal(access(f.place.folder.at, F_OK), 0);
  put(&f, "again", "abc", STAGE_REPLACE);
  assert_string_equal(names(&f, "", NULL), "again");
  close_fixture(&f);
}

static void a_full_stage_takes_nothing_more(void **state)
{
  struct fixture f;
  struct stage_upload *upload;

  (void)state;
  open_fixture(&f, 10);
  put(&f, "a", "123456", STAGE_REPLACE);
  put(&f, "a", "1234", STAGE_REPLACE);
  upload = stage_upload_begin(&f.place, TEXT("b"), &f.err);
  assert_true(stage_upload_write(upload, "12345", 5, &f.err));
  assert_false(stage_upload_write(upload, "67", 2, &f.err));
  stage_upload_abandon(upload);
  assert_string_equal(names(&f, "", NULL), "a");
  stage_drop_number(f.stages, 42);
  put(&f, "c", "1234567890", STAGE_REPLACE);
  close_fixture(&f);
}

/* Killed between a folder and its first file, or while the engine wrote one. */
static void what_a_killed_server_was_writing_is_gone_at_the_next_start(void **state)
{
  char base[] = "/tmp/test_stage_store-XXXXXX", path[100];
  static const char *const left[] = { "new", "new/0%", "new/1%", "new/1%/deep" };
  struct stages *stages;
  struct err err;

  (void)state;
  assert_non_null(mkdtemp(base));
  for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
    snprintf(path, sizeof path, "%s/%s", base, left[i]);
    assert_int_equal(mkdir(path, 0700), 0);
  }
  snprintf(path, sizeof path, "%s/new/1%%/100%% data?.parquet", base);
  fclose(fopen(path, "w"));
  stages = stages_open(base, 0, &err);
  assert_non_null(stages);
  snprintf(path, sizeof path, "%s/new", base);
  assert_int_equal(rmdir(path), 0); /* It is empty. */
  assert_int_equal(mkdir(path, 0700), 0);
  stages_close(stages);
  assert_int_equal(rmdir(path), 0);
  assert_int_equal(rmdir(base), 0);
}

/* A file of the user's, so many hours ago. */
static void put_ago(struct fixture *f, const char *name, int hours)
{
  struct timespec when[2] = { { time(NULL) - hours * 3600, 0 },
                              { time(NULL) - hours * 3600, 0 } };
  struct stage_file file;
  struct text path;
  bool found;

  assert_true(put(f, name, "x", STAGE_REPLACE));
  assert_true(
    stage_find_file(&f->place, f->arena, text_of(name), &file, &found, &f->err));
  assert_true(stage_fetch(&f->place, f->arena, &file, &path, &f->err));
  assert_int_equal(utimensat(AT_FDCWD, path.at, when, 0), 0);
  stage_release(&f->place, path);
}

static void uploads_that_nobody_removed_go_after_a_day(void **state)
{
  struct fixture f;

  (void)state;
  open_fixture(&f, 0);
  put_ago(&f, STAGE_UPLOADS "a/of a table", 100);
  f.place.folder = stage_folder_of_user(f.stages, f.arena, TEXT("A USER"));
  put_ago(&f, STAGE_UPLOADS "a/old", STAGE_UPLOAD_HOURS + 1);
  put_ago(&f, STAGE_UPLOADS "b/new", STAGE_UPLOAD_HOURS - 1);
  put_ago(&f, "own/old", 100);
  stage_uploads_expire(f.stages, (int64_t)time(NULL) * 1000);
  assert_string_equal(names(&f, "", NULL), "own/old " STAGE_UPLOADS "b/new");
  f.place.folder = stage_folder_of_number(f.stages, f.arena, 42);
  assert_string_equal(names(&f, "", NULL), STAGE_UPLOADS "a/of a table");
  close_fixture(&f);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(files_are_listed_in_order_by_prefix_and_pattern),
    cmocka_unit_test(any_bytes_are_a_name_inside_the_stage),
    cmocka_unit_test(what_is_no_name_is_an_error),
    cmocka_unit_test(a_file_is_replaced_or_kept),
    cmocka_unit_test(digests_are_those_of_the_bytes),
    cmocka_unit_test(a_file_that_went_meanwhile_is_told_from_one_that_cannot_be_read),
    cmocka_unit_test(removed_files_take_their_folders_along),
    cmocka_unit_test(uploads_that_nobody_removed_go_after_a_day),
    cmocka_unit_test(a_full_stage_takes_nothing_more),
    cmocka_unit_test(what_a_killed_server_was_writing_is_gone_at_the_next_start),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
