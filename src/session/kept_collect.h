/* kept_collect.h: the rows of a large result, gathered by all threads that make them.
 *
 * Each thread makes parts of its own rows and writes them as they are full, so that nothing waits for
 * what comes before it, and memory is bounded by the number of threads; the order is made at the end.
 * Where a batch has few rows they stay in memory and become a part together with their neighbours. */
#ifndef SESSION_KEPT_COLLECT_H
#define SESSION_KEPT_COLLECT_H

#include "engine/engine.h"
#include "session/kept_result.h"

struct kept_collect;

/* For a result that has no rows yet: of columns like those of `like`, which are exact and stay as long
 * as this. The first rows, as many as make `head_bytes`, are not written. */
struct kept_collect *kept_collect_new(struct kept_result *kept,
                                      const struct arrow_rows *like, size_t head_bytes,
                                      size_t part_bytes);
void kept_collect_free(struct kept_collect *collect); /* NULL is fine. */
/* Gathers all rows of a result that may be collected. */
bool kept_collect_run(struct kept_collect *collect, struct engine_result *result,
                      struct err *err) MUST_CHECK;
/* The first rows come in so many pieces; the caller frees each. */
int kept_collect_heads(const struct kept_collect *collect);
struct batch_builder *kept_collect_head(struct kept_collect *collect, struct err *err);
/* All others, after those, become parts of the result. */
bool kept_collect_has_more(const struct kept_collect *collect);
bool kept_collect_end(struct kept_collect *collect, struct err *err) MUST_CHECK;

#endif
