/* engine.c: statements given to DuckDB through its C API, without any server: what the engine
 * itself needs.
 *
 * usage: bench_engine DATABASE ENGINE_THREADS CLIENTS SECONDS STATEMENT...
 * Every client has a connection and a thread, and runs the statements in turn until the time is
 * over; `%d` in a statement is a number that changes. Prints a line of JSON. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <duckdb.h>

enum { MAX_CLIENTS = 1000, MAX_SAMPLES = 1000000, MAX_STATEMENT = 1 << 20 };

static duckdb_database database;
static char **statements;
static int statement_count;
static int64_t end_ns;
static uint32_t samples[MAX_SAMPLES];
static _Atomic int64_t done, failed;

static int64_t now_ns(void)
{
  struct timespec time;

  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void run_one(duckdb_connection connection, const char *statement, int number)
{
  const char *mark = strstr(statement, "%d");
  duckdb_result result;
  duckdb_data_chunk chunk;
  char *text;

  if (asprintf(&text, "%.*s%.*d%s",
               mark ? (int)(mark - statement) : (int)strlen(statement), statement,
               mark ? 1 : 0, mark ? number : 0, mark ? mark + 2 : "") < 0)
    abort();
  if (duckdb_query(connection, text, &result) == DuckDBSuccess) {
    while ((chunk = duckdb_fetch_chunk(result)) != NULL)
      duckdb_destroy_data_chunk(&chunk);
  } else if (failed++ == 0) {
    fprintf(stderr, "%s: %s\n", text, duckdb_result_error(&result));
  }
  duckdb_destroy_result(&result);
  free(text);
}

static void *run(void *context)
{
  unsigned number = (unsigned)(uintptr_t)context * 7919u;
  duckdb_connection connection;

  if (duckdb_connect(database, &connection) != DuckDBSuccess)
    abort();
  while (now_ns() < end_ns) {
    int64_t begin = now_ns(), n;

    number = number * 1103515245u + 12345u;
    for (int i = 0; i < statement_count; i++)
      run_one(connection, statements[i], (int)(number >> 8) % 1000000);
    n = done++;
    if (n < MAX_SAMPLES)
      samples[n] = (uint32_t)((now_ns() - begin) / 1000);
  }
  duckdb_disconnect(&connection);
  return NULL;
}

static int compare(const void *a, const void *b)
{
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

  return x < y ? -1 : x > y;
}

static void open_database(const char *path, const char *threads)
{
  duckdb_config config;
  char *error = NULL;

  duckdb_create_config(&config);
  duckdb_set_config(config, "threads", threads);
  if (duckdb_open_ext(path, &database, config, &error) != DuckDBSuccess) {
    fprintf(stderr, "%s\n", error);
    exit(1);
  }
  duckdb_destroy_config(&config);
}

int main(int argc, char **argv)
{
  pthread_t threads[MAX_CLIENTS];
  int64_t begin, count;
  int clients;

  if (argc < 6)
    return 2;
  clients = atoi(argv[3]);
  open_database(argv[1], argv[2]);
  statements = argv + 5;
  statement_count = argc - 5;
  begin = now_ns();
  end_ns = begin + (int64_t)(atof(argv[4]) * 1e9);
  for (int i = 0; i < clients; i++)
    pthread_create(&threads[i], NULL, run, (void *)(uintptr_t)(i + 1));
  for (int i = 0; i < clients; i++)
    pthread_join(threads[i], NULL);
  count = done < MAX_SAMPLES ? done : MAX_SAMPLES;
  qsort(samples, (size_t)count, sizeof *samples, compare);
  printf(
    "{\"requests\": %lld, \"errors\": %lld, \"per_second\": %.1f, \"min\": %u, \"p50\": %u, "
    "\"p99\": %u, \"max\": %u}\n",
    (long long)done, (long long)failed, (double)done * 1e9 / (double)(now_ns() - begin),
    samples[0], samples[count / 2], samples[count * 99 / 100],
    samples[count ? count - 1 : 0]);
  duckdb_close(&database);
  return 0;
}
