/* dash_metrics.c: the server's numbers, as Prometheus reads them. */
#include "dashboard/dash_metrics.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/process.h"
#include "dashboard/dash_guard.h"
#include "dashboard/dash_load.h"
#include "net/crypto.h"
#include "protocol/prometheus.h"
#include "session/probe.h"
#include "session/results.h"
#include "session/server_facts.h"
#include "session/statistics.h"

enum { MOST_WAREHOUSES = 200 };

static const struct summary_quantile {
  const char *label;
  double share;
} quantiles[] = { { "0.5", 0.5 }, { "0.9", 0.9 }, { "0.95", 0.95 }, { "0.99", 0.99 } };

/* ---- statements, by warehouse ---- */

static void put_queries(struct buf *out, const struct warehouse_totals *list, int count)
{
  prometheus_begin(out, "snowflake_queries_total", "counter", "Statements that ended.");
  for (int i = 0; i < count; i++)
    for (int status = 0; status < QUERY_STATUS_COUNT; status++) {
      struct prometheus_labels labels = {
        { { "warehouse", list[i].name },
          { "status", text_of(query_status_name((enum query_status)status)) } }
      };

      prometheus_put_int(out, "snowflake_queries_total", "", &labels,
                         list[i].totals.by_status[status]);
    }
}

static void put_summary(struct buf *out, const struct warehouse_totals *list, int count)
{
  static const char name[] = "snowflake_query_duration_seconds";

  prometheus_begin(
    out, name, "summary",
    "How long statements took; quantiles of the last five to ten minutes.");
  for (int i = 0; i < count; i++) {
    struct prometheus_labels labels = { { { "warehouse", list[i].name } } };

    for (size_t q = 0; q < sizeof quantiles / sizeof *quantiles; q++) {
      labels.at[1] = (struct prometheus_label){ "quantile", text_of(quantiles[q].label) };
      prometheus_put_seconds(out, name, "", &labels,
                             histogram_quantile(&list[i].recent, quantiles[q].share));
    }
    labels.at[1] = (struct prometheus_label){ 0 };
    prometheus_put_seconds(out, name, "_sum", &labels, list[i].totals.duration_us);
    prometheus_put_int(out, name, "_count", &labels, list[i].totals.count);
  }
}

static void put_buckets(struct buf *out, const struct warehouse_totals *list, int count)
{
  static const char name[] = "snowflake_query_duration_histogram_seconds";

  prometheus_begin(out, name, "histogram", "How long statements took.");
  for (int i = 0; i < count; i++) {
    struct prometheus_labels labels = { { { "warehouse", list[i].name } } };
    char bound[32];

    for (int b = 0; b < STATISTICS_BOUNDS; b++) {
      snprintf(bound, sizeof bound, "%g", (double)statistics_bounds[b] / 1e6);
      labels.at[1] = (struct prometheus_label){ "le", text_of(bound) };
      prometheus_put_int(out, name, "_bucket", &labels, list[i].within[b]);
    }
    labels.at[1] = (struct prometheus_label){ "le", TEXT("+Inf") };
    prometheus_put_int(out, name, "_bucket", &labels, list[i].totals.count);
    labels.at[1] = (struct prometheus_label){ 0 };
    prometheus_put_seconds(out, name, "_sum", &labels, list[i].totals.duration_us);
    prometheus_put_int(out, name, "_count", &labels, list[i].totals.count);
  }
}

static void put_warehouse_states(const struct call *call, struct buf *out)
{
  static const char name[] = "snowflake_warehouse_state";
  struct catalog *catalog = call->instance->catalog;
  struct warehouse **list;
  int count;

  prometheus_begin(out, name, "gauge", "1 for the state that a warehouse is in.");
  catalog_read(catalog);
  list = catalog_warehouses(catalog, call->arena, &count);
  for (int i = 0; i < count && i < MOST_WAREHOUSES; i++) {
    struct prometheus_labels labels = { { { "warehouse", list[i]->object.name },
                                          { "state", TEXT("STARTED") } } };

    prometheus_put_int(out, name, "", &labels, !list[i]->suspended);
    labels.at[1].value = TEXT("SUSPENDED");
    prometheus_put_int(out, name, "", &labels, list[i]->suspended);
  }
  catalog_read_end(catalog);
}

static void put_statements(const struct call *call, struct buf *out)
{
  struct statistics *statistics = call->instance->statistics;
  struct query_totals totals = statistics_totals(statistics);
  int count;
  const struct warehouse_totals *list = statistics_warehouses(statistics, clock_now_ms(),
                                                              call->arena, &count);

  put_queries(out, list, count);
  put_summary(out, list, count);
  put_buckets(out, list, count);
  put_warehouse_states(call, out);
  prometheus_put_one(out, "snowflake_result_rows_total", "counter",
                     "Rows of the answers of statements.", totals.rows);
  prometheus_put_one(out, "snowflake_result_bytes_total", "counter",
                     "Bytes of those answers, and of the chunks of large results.",
                     totals.bytes);
}

/* ---- what else is counted ---- */

static void put_loads(const struct call *call, struct buf *out)
{
  int count;
  const struct load_totals *list = statistics_loads(call->instance->statistics,
                                                    call->arena, &count);

  prometheus_begin(out, "snowflake_copy_rows_loaded_total", "counter",
                   "Rows that COPY INTO and pipes loaded.");
  for (int i = 0; i < count; i++)
    prometheus_put_int(out, "snowflake_copy_rows_loaded_total", "",
                       &(struct prometheus_labels){ { { "table", list[i].table } } },
                       list[i].rows);
  prometheus_begin(out, "snowflake_copy_errors_total", "counter",
                   "Errors that they found, and loads that failed.");
  for (int i = 0; i < count; i++)
    prometheus_put_int(out, "snowflake_copy_errors_total", "",
                       &(struct prometheus_labels){ { { "table", list[i].table } } },
                       list[i].errors);
}

static void put_requests(const struct call *call, struct buf *out)
{
  static const char name[] = "snowflake_http_requests_total";
  int count;
  const struct request_totals *list = statistics_requests(call->instance->statistics,
                                                          call->arena, &count);

  prometheus_begin(out, name, "counter", "Requests that were answered.");
  for (int i = 0; i < count; i++) {
    char code[16];
    struct prometheus_labels labels = { { { "endpoint", text_of(list[i].endpoint) },
                                          { "code", text_of(code) } } };

    snprintf(code, sizeof code, "%d", list[i].status);
    labels.at[1].value = text_of(code);
    prometheus_put_int(out, name, "", &labels, list[i].count);
  }
}

static void put_renewals(const struct call *call, struct buf *out)
{
  static const char name[] = "snowflake_session_renewals_total";
  struct statistics *statistics = call->instance->statistics;

  prometheus_begin(out, name, "counter", "Requests for new tokens of a session.");
  prometheus_put_int(out, name, "",
                     &(struct prometheus_labels){ { { "result", TEXT("success") } } },
                     statistics_renewals(statistics, true));
  prometheus_put_int(out, name, "",
                     &(struct prometheus_labels){ { { "result", TEXT("error") } } },
                     statistics_renewals(statistics, false));
}

/* ---- the server ---- */

static void put_load(const struct instance *instance, struct buf *out)
{
  struct dash_load load = dash_load_now(instance);

  prometheus_put_one(out, "snowglobe_sessions", "gauge", "Sessions that are here.",
                     load.sessions);
  prometheus_put_one(out, "snowglobe_queries_running", "gauge", "Statements that run.",
                     load.running);
  prometheus_put_one(out, "snowglobe_queries_queued", "gauge",
                     "Statements that wait for others of their session, or for a turn.",
                     load.queued);
  if (load.connections >= 0)
    prometheus_put_one(out, "snowglobe_http_connections", "gauge",
                       "Connections that clients have open.", load.connections);
}

static void put_part(struct buf *out, const char *part, int64_t bytes)
{
  prometheus_put_int(out, "snowglobe_storage_bytes", "",
                     &(struct prometheus_labels){ { { "part", text_of(part) } } }, bytes);
}

static void put_storage(const struct instance *instance, struct buf *out)
{
  struct probe_storage storage;

  if (!probe_storage(instance->probe, &storage))
    return;
  prometheus_begin(out, "snowglobe_storage_bytes", "gauge",
                   "Bytes of the files in the data folder.");
  put_part(out, "database", storage.database);
  put_part(out, "results", storage.results);
  put_part(out, "stages", storage.stages);
  put_part(out, "other", storage.other);
  prometheus_put_one(out, "snowglobe_storage_free_bytes", "gauge",
                     "Bytes that its file system has left.", storage.free);
}

static void put_results(const struct instance *instance, struct buf *out)
{
  struct results_kept kept = results_kept(instance->results);

  prometheus_put_one(out, "snowglobe_results_kept", "gauge",
                     "Results that clients may still ask for.", kept.count);
  prometheus_begin(out, "snowglobe_results_bytes", "gauge", "Bytes of those results.");
  prometheus_put_int(out, "snowglobe_results_bytes", "",
                     &(struct prometheus_labels){ { { "where", TEXT("memory") } } },
                     kept.memory_bytes);
  prometheus_put_int(out, "snowglobe_results_bytes", "",
                     &(struct prometheus_labels){ { { "where", TEXT("files") } } },
                     kept.file_bytes);
}

static void put_engine(const struct instance *instance, struct buf *out)
{
  struct probe_health health = probe_health(instance->probe);
  int64_t memory = probe_engine_memory(instance->probe);

  prometheus_begin(out, "snowglobe_build_info", "gauge", "1, with the versions.");
  prometheus_put_int(
    out, "snowglobe_build_info", "",
    &(struct prometheus_labels){ { { "version", TEXT(SNOWGLOBE_VERSION) },
                                   { "engine", text_of(engine_version()) } } },
    1);
  prometheus_put_one(out, "snowglobe_up", "gauge",
                     "1: the engine answers and the data folder takes bytes.",
                     health.engine_answers && health.folder_is_writable);
  if (memory >= 0)
    prometheus_put_one(out, "snowglobe_engine_memory_bytes", "gauge",
                       "Memory that the engine counts as its own.", memory);
}

/* What Prometheus' own clients call these. */
static void put_process(const struct instance *instance, struct buf *out)
{
  struct process_figures figures = process_figures();

  prometheus_begin(out, "process_cpu_seconds_total", "counter",
                   "Time on the cores, of the process and of the system for it.");
  prometheus_put_seconds(out, "process_cpu_seconds_total", "", NULL, figures.cpu_us);
  prometheus_put_one(out, "process_resident_memory_bytes", "gauge",
                     "Memory that is resident.", figures.resident_bytes);
  prometheus_put_one(out, "process_virtual_memory_bytes", "gauge",
                     "Memory that is mapped.", figures.virtual_bytes);
  prometheus_put_one(out, "process_open_fds", "gauge", "Files that are open.",
                     figures.open_files);
  prometheus_put_one(out, "process_max_fds", "gauge", "Files that may be open.",
                     figures.most_files);
  prometheus_put_one(out, "process_threads", "gauge", "Threads that are there.",
                     figures.threads);
  if (!instance->facts)
    return;
  prometheus_begin(out, "process_start_time_seconds", "gauge",
                   "When the process began, since 1970.");
  prometheus_put_seconds(out, "process_start_time_seconds", "", NULL,
                         instance->facts->started_ms * 1000);
}

/* ---- who may ask ---- */

static bool shows_token(const struct call *call, const char *token)
{
  struct text header = http_header(call->request, "Authorization");
  struct text shown;

  if (!text_starts_with_nocase(header, "Bearer "))
    return false;
  shown = text_trim(text_slice(header, sizeof "Bearer " - 1, header.len));
  return shown.len == strlen(token) && crypto_equal(shown.at, token, shown.len);
}

static bool guard(struct call *call)
{
  const struct server_facts *facts = call->instance->facts;

  if (!facts || !facts->metrics_token)
    return dash_guard_monitor(call);
  if (shows_token(call, facts->metrics_token))
    return true;
  dash_add_headers(call);
  http_respond_header(call->response, "WWW-Authenticate", "Bearer");
  http_respond(call->response, 401, "text/plain",
               TEXT("Authorization: Bearer <the metrics-token of the server>\n"));
  call->has_responded = true;
  return false;
}

void dash_metrics(struct call *call)
{
  struct buf *out = call->answer;

  if (!guard(call))
    return;
  put_statements(call, out);
  put_loads(call, out);
  put_requests(call, out);
  put_renewals(call, out);
  put_load(call->instance, out);
  put_storage(call->instance, out);
  put_results(call->instance, out);
  put_engine(call->instance, out);
  put_process(call->instance, out);
  dash_add_headers(call);
  http_respond_buf(call->response, 200, PROMETHEUS_TYPE, out);
  call->has_responded = true;
}
