/* prometheus.c: Prometheus' text format, version 0.0.4. */
#include "protocol/prometheus.h"

enum { MOST_LABELS = 3 };

void prometheus_begin(struct buf *out, const char *name, const char *type,
                      const char *help)
{
  buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_value(struct buf *out, struct text value)
{
  for (size_t i = 0; i < value.len; i++)
    switch (value.at[i]) {
    case '\\': buf_add_string(out, "\\\\"); break;
    case '"': buf_add_string(out, "\\\""); break;
    case '\n': buf_add_string(out, "\\n"); break;
    default: buf_add_char(out, value.at[i]); break;
    }
}

static void put_name(struct buf *out, const char *name, const char *suffix,
                     const struct prometheus_labels *labels)
{
  buf_printf(out, "%s%s", name, suffix);
  for (int i = 0; labels && i < MOST_LABELS && labels->at[i].name; i++) {
    struct buf value;

    buf_init(&value);
    buf_add_repaired(&value, labels->at[i].value);
    buf_printf(out, "%c%s=\"", i ? ',' : '{', labels->at[i].name);
    put_value(out, buf_text(&value));
    buf_add_char(out, '"');
    buf_clear(&value);
  }
  buf_add_string(out, labels && labels->at[0].name ? "} " : " ");
}

void prometheus_put_int(struct buf *out, const char *name, const char *suffix,
                        const struct prometheus_labels *labels, int64_t value)
{
  put_name(out, name, suffix, labels);
  buf_add_int(out, value);
  buf_add_char(out, '\n');
}

void prometheus_put_seconds(struct buf *out, const char *name, const char *suffix,
                            const struct prometheus_labels *labels, int64_t us)
{
  put_name(out, name, suffix, labels);
  if (us < 0)
    buf_add_string(out, "NaN\n");
  else
    buf_printf(out, "%lld.%06d\n", (long long)(us / 1000000), (int)(us % 1000000));
}

void prometheus_put_one(struct buf *out, const char *name, const char *type,
                        const char *help, int64_t value)
{
  prometheus_begin(out, name, type, help);
  prometheus_put_int(out, name, "", NULL, value);
}
