/* plan.c: the plan of a statement as EXPLAIN shows it: its operations, as JSON and as text. */
#include "data/plan.h"

#include "data/json.h"
#include "data/json_text.h"

/* More are not read: a plan may come from anywhere, and its text grows with the square of its depth. */
#define MOST_STEPS 2000

struct plan_step *plan_add(struct arena *arena, struct plan *plan, struct text operation,
                           int parent)
{
  struct plan_step *step = ARENA_NEW(arena, struct plan_step);
  const struct plan_step *above = parent < 0 ? NULL : plan->steps.at[parent];

  step->step = above ? above->step : 1;
  step->id = plan->steps.count;
  step->operation = operation;
  step->parent = parent;
  step->depth = above ? above->depth + 1 : 0;
  list_add(arena, &plan->steps, step);
  return step;
}

struct text plan_joined(struct arena *arena, const struct list *texts)
{
  struct text text;
  struct buf all;

  if (!texts->count)
    return (struct text){ 0 };
  buf_init(&all);
  for (int i = 0; i < texts->count; i++) {
    buf_add_string(&all, i ? ", " : "");
    buf_add_text(&all, *(const struct text *)texts->at[i]);
  }
  text = buf_copy(&all, arena);
  buf_clear(&all);
  return text;
}

/* ---- JSON ---- */

static void put_texts(struct buf *out, const char *name, const struct list *texts)
{
  if (!texts->count)
    return;
  buf_printf(out, ",\"%s\":[", name);
  for (int i = 0; i < texts->count; i++) {
    buf_add_string(out, i ? "," : "");
    json_text_quote(*(const struct text *)texts->at[i], out);
  }
  buf_add_char(out, ']');
}

static void put_json_step(const struct plan *plan, const struct plan_step *step,
                          struct buf *out)
{
  buf_printf(out, "{\"id\":%lld", (long long)step->id);
  if (step->parent >= 0)
    buf_printf(out, ",\"parentOperators\":[%lld]",
               (long long)((const struct plan_step *)plan->steps.at[step->parent])->id);
  buf_add_string(out, ",\"operation\":");
  json_text_quote(step->operation, out);
  put_texts(out, "objects", &step->objects);
  if (step->alias.at) {
    buf_add_string(out, ",\"alias\":");
    json_text_quote(step->alias, out);
  }
  put_texts(out, "expressions", &step->expressions);
  if (step->is_scan)
    buf_printf(
      out, ",\"partitionsAssigned\":%lld,\"partitionsTotal\":%lld,\"bytesAssigned\":%lld",
      (long long)step->assigned, (long long)step->total, (long long)step->bytes);
  buf_add_char(out, '}');
}

void plan_put_json(const struct plan *plan, struct buf *out)
{
  buf_printf(out,
             "{\"GlobalStats\":{\"partitionsTotal\":%lld,\"partitionsAssigned\":%lld,"
             "\"bytesAssigned\":%lld},\"Operations\":[[",
             (long long)plan->total, (long long)plan->assigned, (long long)plan->bytes);
  for (int i = 0; i < plan->steps.count; i++) {
    const struct plan_step *step = plan->steps.at[i];
    const struct plan_step *before = i ? plan->steps.at[i - 1] : NULL;

    buf_add_string(out, !before ? "" : before->step == step->step ? "," : "],[");
    put_json_step(plan, step, out);
  }
  buf_add_string(out, "]]}");
}

static void read_texts(struct arena *arena, const struct json *array, struct list *texts)
{
  const struct json *item = NULL;

  while ((item = json_next(array, item)) != NULL) {
    struct text *text = ARENA_NEW(arena, struct text);

    *text = json_scalar_text(item, arena);
    list_add(arena, texts, text);
  }
}

/* The place of the first operation above, which is of the same step and stands before. */
static int find_parent(const struct plan *plan, int64_t number, const struct json *json)
{
  const struct json *first = json_next(json_member(json, "parentOperators"), NULL);

  if (!first)
    return -1;
  for (int i = 0; i < plan->steps.count; i++) {
    const struct plan_step *step = plan->steps.at[i];

    if (step->step == number && step->id == json_as_int(first, -1))
      return i;
  }
  return -1;
}

static void read_step(struct arena *arena, struct plan *plan, int64_t number,
                      const struct json *json)
{
  struct plan_step *step = plan_add(
    arena, plan, json_scalar_text(json_member(json, "operation"), arena),
    find_parent(plan, number, json));

  step->step = number;
  step->id = json_as_int(json_member(json, "id"), step->id);
  step->alias = json_scalar_text(json_member(json, "alias"), arena);
  read_texts(arena, json_member(json, "objects"), &step->objects);
  read_texts(arena, json_member(json, "expressions"), &step->expressions);
  step->is_scan = !json_is_absent(json_member(json, "partitionsTotal"));
  step->total = json_as_int(json_member(json, "partitionsTotal"), 0);
  step->assigned = json_as_int(json_member(json, "partitionsAssigned"), 0);
  step->bytes = json_as_int(json_member(json, "bytesAssigned"), 0);
}

static size_t count_steps(const struct json *steps)
{
  const struct json *step = NULL;
  size_t count = 0;

  while ((step = json_next(steps, step)) != NULL)
    count += json_count(step);
  return count;
}

bool plan_read_json(struct arena *arena, struct text json, struct plan *plan,
                    struct err *err)
{
  const struct json *root = json_parse(arena, json, err);
  const struct json *totals = json_member(root, "GlobalStats");
  const struct json *steps = json_member(root, "Operations");
  const struct json *step = NULL, *operation = NULL;
  bool ok = json_has_members(totals) && json_has_items(steps) &&
            count_steps(steps) <= MOST_STEPS;

  *plan = (struct plan){ .total = json_as_int(json_member(totals, "partitionsTotal"), 0),
                         .assigned = json_as_int(
                           json_member(totals, "partitionsAssigned"), 0),
                         .bytes = json_as_int(json_member(totals, "bytesAssigned"), 0) };
  for (int64_t number = 1; ok && (step = json_next(steps, step)) != NULL; number++)
    while ((operation = json_next(step, operation)) != NULL)
      read_step(arena, plan, number, operation);
  if (ok)
    return true;
  err_clear(err);
  return err_set(err, ERR_INVALID_VALUE,
                 "The text is no plan of EXPLAIN in JSON format.");
}

/* ---- text ---- */

static void put_text_step(struct arena *arena, const struct plan_step *step,
                          struct buf *out)
{
  struct text objects = plan_joined(arena, &step->objects);
  struct text expressions = plan_joined(arena, &step->expressions);

  buf_printf(out, "%lld:%lld", (long long)step->step, (long long)step->id);
  for (int i = 0; i <= step->depth; i++)
    buf_add_string(out, "     ");
  buf_printf(out, "->" TEXT_FMT, TEXT_ARG(step->operation));
  if (objects.len)
    buf_printf(out, "  " TEXT_FMT, TEXT_ARG(objects));
  if (step->alias.len)
    buf_printf(out, " as " TEXT_FMT, TEXT_ARG(step->alias));
  if (expressions.len)
    buf_printf(out, "  " TEXT_FMT, TEXT_ARG(expressions));
  if (step->is_scan)
    buf_printf(out,
               "  {partitionsTotal=%lld, partitionsAssigned=%lld, bytesAssigned=%lld}",
               (long long)step->total, (long long)step->assigned, (long long)step->bytes);
  buf_add_char(out, '\n');
}

static void put_steps(struct arena *arena, const struct plan *plan, struct buf *out)
{
  buf_add_string(out, "Operations:\n");
  for (int i = 0; i < plan->steps.count; i++)
    put_text_step(arena, plan->steps.at[i], out);
}

void plan_put_text(struct arena *arena, const struct plan *plan, struct buf *out)
{
  buf_printf(out,
             "GlobalStats:\n\tpartitionsTotal=%lld\n\tpartitionsAssigned=%lld\n"
             "\tbytesAssigned=%lld\n",
             (long long)plan->total, (long long)plan->assigned, (long long)plan->bytes);
  put_steps(arena, plan, out);
}

void plan_put_sorted_text(struct arena *arena, const struct plan *plan, struct buf *out)
{
  buf_printf(out,
             "GlobalStats:\n\tbytesAssigned=%lld\n\tpartitionsAssigned=%lld\n"
             "\tpartitionsTotal=%lld\n",
             (long long)plan->bytes, (long long)plan->assigned, (long long)plan->total);
  put_steps(arena, plan, out);
}
