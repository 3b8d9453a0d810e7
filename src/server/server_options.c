/* server_options.c: what a server is told at its start. */
#include "server/server_options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "dashboard/dash_hosts.h"

#define MAX_FILE_SIZE (1 << 20)

enum option_type {
  OPTION_TEXT,
  OPTION_SECRET,
  OPTION_NUMBER,
  OPTION_PORT,
  OPTION_SIZE,
  OPTION_SWITCH
};

struct option_row {
  const char *name; /* As in --name, SNOWGLOBE_NAME and `name = value`. */
  enum option_type type;
  size_t offset;
  const char *value; /* The default. */
  const char *doc;
};

#define AT(field) offsetof(struct server_options, field)

/* clang-format off */
static const struct option_row rows[] = {
  { "account", OPTION_TEXT, AT(account), "SNOWGLOBE",
    "what CURRENT_ACCOUNT() says; clients may give any account" },
  { "answer-seconds", OPTION_NUMBER, AT(answer_seconds), "45",
    "how long a request waits for its statement before it is told that it goes on" },
  { "cert", OPTION_TEXT, AT(cert), NULL,
    "certificate chain for HTTPS (PEM file); made by itself when not given" },
  { "config", OPTION_TEXT, AT(config), NULL, "file with lines `name = value`, named as here" },
  { "dashboard-hosts", OPTION_TEXT, AT(dashboard_hosts), NULL,
    "names besides its own by which browsers reach the dashboard, with commas between them; https://NAME "
    "where a proxy speaks for it" },
  { "data", OPTION_TEXT, AT(data), NULL,
    "folder that keeps everything; without it all is in memory and gone at the end" },
  { "detached-seconds", OPTION_NUMBER, AT(detached_seconds), "300",
    "how long a session may be silent before ABORT_DETACHED_QUERY ends its statements" },
  { "grace-seconds", OPTION_NUMBER, AT(grace_seconds), "10",
    "how long running statements may go on when the server stops" },
  { "history-count", OPTION_NUMBER, AT(history_count), "100000",
    "statements that QUERY_HISTORY knows, over restarts too; 0 for the last 10,000, in memory alone" },
  { "history-days", OPTION_NUMBER, AT(history_days), "365", "for how many days it knows them" },
  { "host", OPTION_TEXT, AT(host), "127.0.0.1", "address to listen at; 0.0.0.0 for all" },
  { "http-port", OPTION_PORT, AT(http_port), "8084", "0 for any free port, off for none" },
  { "https-port", OPTION_PORT, AT(https_port), "8443", "0 for any free port, off for none" },
  { "key", OPTION_TEXT, AT(key), NULL, "private key of the certificate (PEM file)" },
  { "log-file", OPTION_TEXT, AT(log_file), "stderr",
    "stderr, stdout, or a file, which SIGHUP opens anew" },
  { "log-format", OPTION_TEXT, AT(log_format), "text", "text or json, one line for each event" },
  { "log-level", OPTION_TEXT, AT(log_level), "info", "debug, info, warn or error" },
  { "log-requests", OPTION_SWITCH, AT(log_requests), "off",
    "on: a line for every request; they are told at the level debug, too" },
  { "memory-limit", OPTION_SIZE, AT(memory_limit), "0",
    "memory of the engine, as 2GB or 512MB; 0 for most of what the machine has" },
  { "metrics-token", OPTION_SECRET, AT(metrics_token), NULL,
    "what a monitor must show to read /metrics (Authorization: Bearer ...); without it everybody may" },
  { "password", OPTION_SECRET, AT(password), NULL, "password of that user" },
  { "result-limit", OPTION_SIZE, AT(result_limit), "10GB",
    "disk that large results may take; the oldest go first" },
  { "result-memory", OPTION_SIZE, AT(result_memory), "128MB",
    "memory that small results may take, and again large ones on their way to the disk" },
  { "result-seconds", OPTION_NUMBER, AT(result_seconds), "86400",
    "how long results are kept for RESULT_SCAN and for clients that ask again" },
  { "s3-endpoint", OPTION_TEXT, AT(s3_endpoint), NULL,
    "where external stages at s3:// are, as http://127.0.0.1:9000; without it at Amazon's" },
  { "s3-key-id", OPTION_TEXT, AT(s3_key_id), NULL,
    "access key with which the stages of storage integrations are opened" },
  { "s3-region", OPTION_TEXT, AT(s3_region), "us-east-1",
    "region of the buckets, where Amazon does not say another" },
  { "s3-secret-key", OPTION_SECRET, AT(s3_secret_key), NULL, "secret of that access key" },
  { "s3compat-endpoints", OPTION_TEXT, AT(s3compat_endpoints), NULL,
    "stores that external stages at s3compat:// may name as their ENDPOINT, with commas between "
    "them; https:// unless written with http://" },
  { "session-seconds", OPTION_NUMBER, AT(session_seconds), "14400",
    "how long a session lives that nobody uses" },
  { "stage-folders", OPTION_TEXT, AT(stage_folders), NULL,
    "folders that external stages (URL = 'file:///...') may use, with colons between them" },
  { "stage-limit", OPTION_SIZE, AT(stage_limit), "0",
    "bytes that all files in stages may have together, as 10GB; 0 for what the disk holds" },
  { "threads", OPTION_NUMBER, AT(threads), "0", "threads of the engine; 0 for one a core" },
  { "token-seconds", OPTION_NUMBER, AT(token_seconds), "3600",
    "how long a session token is good before clients renew it" },
  { "user", OPTION_TEXT, AT(user), NULL,
    "user who may log in; without any: snowglobe / snowglobe, from this machine only" },
};
/* clang-format on */

#define ROW_COUNT (sizeof rows / sizeof rows[0])

/* ---- names ---- */

static size_t min3(size_t a, size_t b, size_t c)
{
  size_t least = a < b ? a : b;

  return least < c ? least : c;
}

/* How many letters have to change to make one name of the other. */
static size_t distance(struct text a, struct text b)
{
  size_t row[64];

  if (a.len > 63 || b.len > 63)
    return 64;
  for (size_t j = 0; j <= b.len; j++)
    row[j] = j;
  for (size_t i = 1; i <= a.len; i++) {
    size_t diagonal = row[0];

    row[0] = i;
    for (size_t j = 1; j <= b.len; j++) {
      size_t above = row[j];

      row[j] = min3(row[j] + 1, row[j - 1] + 1, diagonal + (a.at[i - 1] != b.at[j - 1]));
      diagonal = above;
    }
  }
  return row[b.len];
}

static const char *nearest(struct text name)
{
  size_t best = 0, least = SIZE_MAX;

  for (size_t i = 0; i < ROW_COUNT; i++) {
    size_t far = distance(name, text_of(rows[i].name));

    if (far < least) {
      least = far;
      best = i;
    }
  }
  return rows[best].name;
}

/* Dashes and underscores are the same. */
static struct text plain_name(struct arena *arena, struct text name)
{
  struct text copy = arena_text(arena, name);
  char *at = (char *)(uintptr_t)copy.at;

  for (size_t i = 0; i < copy.len; i++)
    if (at[i] == '_')
      at[i] = '-';
  return copy;
}

static const struct option_row *find(struct arena *arena, struct text name,
                                     const char *place, struct err *err)
{
  struct text plain = plain_name(arena, name);

  for (size_t i = 0; i < ROW_COUNT; i++)
    if (text_is_nocase(plain, rows[i].name))
      return &rows[i];
  err_set(err, ERR_INVALID_ARGUMENT,
          "unknown option '" TEXT_FMT "' %s; did you mean '%s'?", TEXT_ARG(name), place,
          nearest(plain));
  return NULL;
}

/* ---- values ---- */

static bool bad_value(const struct option_row *row, struct text value, const char *wanted,
                      struct err *err)
{
  if (row->type == OPTION_SECRET)
    value = TEXT("***");
  return err_set(err, ERR_INVALID_ARGUMENT, "option '%s' is '" TEXT_FMT "': %s is wanted",
                 row->name, TEXT_ARG(value), wanted);
}

static bool read_size(struct text value, int64_t *bytes)
{
  static const struct {
    const char *unit;
    int shift;
  } units[] = { { "KB", 10 }, { "MB", 20 }, { "GB", 30 }, { "TB", 40 }, { "K", 10 },
                { "M", 20 },  { "G", 30 },  { "T", 40 },  { "B", 0 },   { "", 0 } };

  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
    size_t len = strlen(units[i].unit);

    if (value.len < len ||
        !text_is_nocase(text_slice(value, value.len - len, len), units[i].unit))
      continue;
    if (!text_to_int64(text_trim(text_slice(value, 0, value.len - len)), bytes) ||
        *bytes < 0 || *bytes > INT64_MAX >> units[i].shift)
      return false;
    *bytes <<= units[i].shift;
    return true;
  }
  return false;
}

static bool set_value(struct arena *arena, struct server_options *options,
                      const struct option_row *row, struct text value, struct err *err)
{
  void *place = (char *)options + row->offset;
  int64_t number = 0;

  switch (row->type) {
  case OPTION_TEXT:
  case OPTION_SECRET:
    if (!value.len)
      return bad_value(row, value, "a value", err);
    *(const char **)place = arena_c_string(arena, value);
    return true;
  case OPTION_NUMBER:
    if (!text_to_int64(value, &number) || number < 0 || number > 1000000000)
      return bad_value(row, value, "a number from 0", err);
    break;
  case OPTION_PORT:
    if (text_is_nocase(value, "off"))
      number = -1;
    else if (!text_to_int64(value, &number) || number < 0 || number > 65535)
      return bad_value(row, value, "a port from 0 to 65535 or off", err);
    break;
  case OPTION_SWITCH:
    *(bool *)place = text_is_nocase(value, "on");
    return *(bool *)place || text_is_nocase(value, "off") ||
           bad_value(row, value, "on or off", err);
  case OPTION_SIZE:
    if (!read_size(value, &number))
      return bad_value(row, value, "a size like 2GB", err);
    break;
  }
  *(int64_t *)place = number;
  return true;
}

/* ---- sources ---- */

static bool set_defaults(struct arena *arena, struct server_options *options,
                         struct err *err)
{
  memset(options, 0, sizeof *options);
  for (size_t i = 0; i < ROW_COUNT; i++)
    if (rows[i].value &&
        !set_value(arena, options, &rows[i], text_of(rows[i].value), err))
      return false;
  return true;
}

/* The value without the quotes around it; what follows a # outside of them is a comment. */
static bool read_value(struct text text, struct text *value)
{
  char quote = text.len ? text.at[0] : 0;
  struct text rest;

  if (quote != '"' && quote != '\'') {
    *value = text_trim(text_slice(text, 0, text_find(text, '#')));
    return true;
  }
  rest = text_slice(text, 1, text.len);
  *value = text_slice(rest, 0, text_find(rest, quote));
  if (value->len == rest.len)
    return false;
  rest = text_trim(text_slice(rest, value->len + 1, rest.len));
  return !rest.len || rest.at[0] == '#';
}

static bool read_line(struct arena *arena, struct text line, const char *place,
                      struct server_options *options, struct err *err)
{
  size_t equals = text_find(line, '=');
  const struct option_row *row;
  struct text value;

  if (!line.len || line.at[0] == '#')
    return true;
  if (equals == line.len ||
      !read_value(text_trim(text_slice(line, equals + 1, line.len)), &value))
    return err_set(err, ERR_INVALID_ARGUMENT, "`name = value` is wanted %s", place);
  row = find(arena, text_trim(text_slice(line, 0, equals)), place, err);
  return row && set_value(arena, options, row, value, err);
}

static bool read_lines(struct arena *arena, struct text text, const char *path,
                       struct server_options *options, struct err *err)
{
  for (int number = 1; text.len; number++) {
    size_t end = text_find(text, '\n');
    struct text place = arena_printf(arena, "in %s, line %d", path, number);

    if (!read_line(arena, text_trim(text_slice(text, 0, end)), place.at, options, err))
      return false;
    text = text_slice(text, end + 1, text.len);
  }
  return true;
}

static bool read_file(struct arena *arena, const char *path,
                      struct server_options *options, struct err *err)
{
  FILE *file = fopen(path, "r");
  char *bytes = arena_alloc(arena, MAX_FILE_SIZE);
  size_t len;

  if (!file)
    return err_set(err, ERR_INVALID_ARGUMENT, "cannot read %s: %s", path,
                   strerror(errno));
  len = fread(bytes, 1, MAX_FILE_SIZE, file);
  fclose(file);
  if (len == MAX_FILE_SIZE)
    return err_set(err, ERR_INVALID_ARGUMENT, "%s is larger than a configuration can be",
                   path);
  return read_lines(arena, text_from(bytes, len), path, options, err);
}

/* SNOWGLOBE_HTTP_PORT=...; variables of other programs' making that begin so are errors too. */
static bool read_environment(struct arena *arena, char *const *environment,
                             struct server_options *options, struct err *err)
{
  for (; environment && *environment; environment++) {
    struct text line = text_of(*environment);
    struct text name = text_slice(line, 0, text_find(line, '='));
    const struct option_row *row;

    if (!text_starts_with(name, "SNOWGLOBE_"))
      continue;
    /* These are the tests' own. */
    if (text_is(name, "SNOWGLOBE_BIN") || text_is(name, "SNOWGLOBE_EXTENSIONS"))
      continue;
    row = find(arena, text_slice(name, sizeof "SNOWGLOBE_" - 1, name.len),
               "in the environment (SNOWGLOBE_...)", err);
    if (!row ||
        !set_value(arena, options, row, text_slice(line, name.len + 1, line.len), err))
      return false;
  }
  return true;
}

/* --name value or --name=value */
static bool read_flags(struct arena *arena, int argc, char *const *argv,
                       struct server_options *options, struct err *err)
{
  for (int i = 0; i < argc; i++) {
    struct text flag = text_of(argv[i]);
    const struct option_row *row;
    size_t equals;

    if (!text_starts_with(flag, "--"))
      return err_set(err, ERR_INVALID_ARGUMENT, "unexpected argument '%s'", argv[i]);
    flag = text_slice(flag, 2, flag.len);
    equals = text_find(flag, '=');
    row = find(arena, text_slice(flag, 0, equals), "on the command line", err);
    if (!row)
      return false;
    if (equals == flag.len && ++i == argc)
      return err_set(err, ERR_INVALID_ARGUMENT, "option '--%s' wants a value", row->name);
    if (!set_value(arena, options, row,
                   equals < flag.len ? text_slice(flag, equals + 1, flag.len)
                                     : text_of(argv[i]),
                   err))
      return false;
  }
  return true;
}

static bool check_log(const struct server_options *options, struct err *err)
{
  enum log_format format;
  enum log_level level;

  if (!log_level_from_name(text_of(options->log_level), &level))
    return err_set(err, ERR_INVALID_ARGUMENT,
                   "option 'log-level' is '%s': debug, info, warn or error is wanted",
                   options->log_level);
  return log_format_from_name(text_of(options->log_format), &format) ||
         err_set(err, ERR_INVALID_ARGUMENT,
                 "option 'log-format' is '%s': text or json is wanted",
                 options->log_format);
}

static bool check_together(const struct server_options *options, struct err *err)
{
  if (!options->user != !options->password)
    return err_set(err, ERR_INVALID_ARGUMENT,
                   "options 'user' and 'password' belong together");
  if (!options->cert != !options->key)
    return err_set(err, ERR_INVALID_ARGUMENT, "options 'cert' and 'key' belong together");
  if (options->http_port < 0 && options->https_port < 0)
    return err_set(err, ERR_INVALID_ARGUMENT,
                   "'http-port' and 'https-port' are both off");
  if (!dash_hosts_check(text_of(options->dashboard_hosts), err))
    return false;
  if (options->answer_seconds < 1 || options->detached_seconds < 1)
    return err_set(err, ERR_INVALID_ARGUMENT,
                   "'answer-seconds' and 'detached-seconds' must be at least 1");
  if (options->token_seconds < 1 || options->session_seconds < options->token_seconds)
    return err_set(err, ERR_INVALID_ARGUMENT,
                   "'token-seconds' must be at least 1 and at most 'session-seconds'");
  return true;
}

/* Flags and variables are read twice: first to learn which file to read, then over it. */
bool server_options_read(struct arena *arena, int argc, char *const *argv,
                         char *const *environment, struct server_options *options,
                         struct err *err)
{
  const char *config;

  if (!set_defaults(arena, options, err) ||
      !read_environment(arena, environment, options, err) ||
      !read_flags(arena, argc, argv, options, err))
    return false;
  config = options->config;
  if (config &&
      (!set_defaults(arena, options, err) || !read_file(arena, config, options, err) ||
       !read_environment(arena, environment, options, err) ||
       !read_flags(arena, argc, argv, options, err)))
    return false;
  options->config = config;
  return check_log(options, err) && check_together(options, err);
}

struct text server_options_help(struct arena *arena)
{
  struct text help;
  struct buf buf;

  buf_init(&buf);
  for (size_t i = 0; i < ROW_COUNT; i++) {
    buf_printf(&buf, "  --%-18s %s", rows[i].name, rows[i].doc);
    if (rows[i].value)
      buf_printf(&buf, " (default %s)", rows[i].value);
    buf_add_char(&buf, '\n');
  }
  help = buf_copy(&buf, arena);
  buf_clear(&buf);
  return help;
}

/* http-port is SNOWGLOBE_HTTP_PORT in the environment. */
static void add_variable(struct buf *buf, const char *name)
{
  buf_add_string(buf, "SNOWGLOBE_");
  for (; *name; name++)
    buf_add_char(buf, *name == '-'                   ? '_'
                      : *name >= 'a' && *name <= 'z' ? (char)(*name - 'a' + 'A')
                                                     : *name);
}

struct text server_options_table(struct arena *arena)
{
  struct text table;
  struct buf buf;

  buf_init(&buf);
  buf_add_string(&buf, "| flag | environment variable | config key | default | |\n"
                       "| --- | --- | --- | --- | --- |\n");
  for (size_t i = 0; i < ROW_COUNT; i++) {
    const char *name = rows[i].name;

    buf_printf(&buf, "| `--%s` | `", name);
    add_variable(&buf, name);
    buf_printf(&buf, "` | `%s` | %s | %s |\n", name, rows[i].value ? rows[i].value : "",
               rows[i].doc);
  }
  table = buf_copy(&buf, arena);
  buf_clear(&buf);
  return table;
}

static void print_value(struct buf *buf, const struct server_options *options,
                        const struct option_row *row)
{
  const void *place = (const char *)options + row->offset;
  const char *text;

  switch (row->type) {
  case OPTION_TEXT:
    text = *(const char *const *)place;
    buf_add_string(buf, text ? text : "(none)");
    break;
  case OPTION_SECRET:
    buf_add_string(buf, *(const char *const *)place ? "***" : "(none)");
    break;
  case OPTION_SWITCH: buf_add_string(buf, *(const bool *)place ? "on" : "off"); break;
  case OPTION_NUMBER:
  case OPTION_SIZE: buf_add_int(buf, *(const int64_t *)place); break;
  case OPTION_PORT:
    if (*(const int64_t *)place < 0)
      buf_add_string(buf, "off");
    else
      buf_add_int(buf, *(const int64_t *)place);
    break;
  }
}

struct text server_options_print(struct arena *arena,
                                 const struct server_options *options)
{
  struct text print;
  struct buf buf;

  buf_init(&buf);
  for (size_t i = 0; i < ROW_COUNT; i++) {
    buf_printf(&buf, "%s = ", rows[i].name);
    print_value(&buf, options, &rows[i]);
    buf_add_char(&buf, '\n');
  }
  print = buf_copy(&buf, arena);
  buf_clear(&buf);
  return print;
}
