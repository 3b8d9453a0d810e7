/* prometheus.h: Prometheus' text format, version 0.0.4, written: prometheus.io/docs/instrumenting/exposition_formats */
#ifndef PROTOCOL_PROMETHEUS_H
#define PROTOCOL_PROMETHEUS_H

#include <stdint.h>

#include "base/buf.h"

#define PROMETHEUS_TYPE "text/plain; version=0.0.4; charset=utf-8"

struct prometheus_label {
  const char *name;
  struct text value; /* Any bytes. */
};

/* Up to three; the first without a name is the end. */
struct prometheus_labels {
  struct prometheus_label at[3];
};

/* A metric begins: its samples follow. `help` is one line. */
void prometheus_begin(struct buf *out, const char *name, const char *type,
                      const char *help);
/* `suffix`: "_sum", "_count", "_bucket", or "". */
void prometheus_put_int(struct buf *out, const char *name, const char *suffix,
                        const struct prometheus_labels *labels, int64_t value);
/* Of microseconds, in seconds; negative: NaN. */
void prometheus_put_seconds(struct buf *out, const char *name, const char *suffix,
                            const struct prometheus_labels *labels, int64_t us);
/* A metric of one sample. */
void prometheus_put_one(struct buf *out, const char *name, const char *type,
                        const char *help, int64_t value);

#endif
