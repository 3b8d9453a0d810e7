/* regexp.c: regular expressions: a machine that runs all alternatives of a pattern side by side
 * (Pike's), so that no pattern is slow. */
#include "builtin/regexp.h"

#include <stdlib.h>
#include <string.h>

#include "builtin/regexp_program.h"

/* One alternative under way: its next step, and where its groups began and ended. */
struct threads {
  int *steps;
  size_t *slots; /* slot_count for each thread. */
  int count;
};

struct regexp {
  int flags;
  int slot_count;
  struct regexp_tree tree; /* Without its nodes. */
  struct regexp_program program;
  struct threads now, next;
  size_t *mark; /* By step: in which round it was added last. */
  size_t round;
  size_t *scratch;
};

static void threads_init(struct threads *threads, const struct regexp *regexp)
{
  size_t steps = (size_t)regexp->program.count;

  threads->steps = calloc(steps, sizeof *threads->steps);
  threads->slots = calloc(steps * (size_t)regexp->slot_count, sizeof *threads->slots);
  if (!threads->steps || !threads->slots)
    abort();
}

static bool compile(struct regexp *regexp, struct text pattern, struct buf *problem)
{
  struct arena *arena = arena_new();
  bool ok = regexp_tree_parse(arena, pattern, &regexp->tree, problem);

  if (ok && !regexp_program_make(&regexp->tree, regexp->flags & REGEXP_NOCASE,
                                 &regexp->program)) {
    buf_add_string(problem, "pattern too large - compile failed");
    ok = false;
  }
  regexp->tree.root = NULL;
  arena_free(arena);
  return ok;
}

struct regexp *regexp_compile(struct text pattern, int flags, struct buf *problem)
{
  struct regexp *regexp = calloc(1, sizeof *regexp);

  if (!regexp)
    abort();
  regexp->flags = flags;
  if (!compile(regexp, pattern, problem)) {
    regexp_free(regexp);
    return NULL;
  }
  regexp->slot_count = 2 * (regexp->tree.group_count + 1);
  threads_init(&regexp->now, regexp);
  threads_init(&regexp->next, regexp);
  regexp->mark = calloc((size_t)regexp->program.count, sizeof *regexp->mark);
  regexp->scratch = calloc((size_t)regexp->slot_count, sizeof *regexp->scratch);
  if (!regexp->mark || !regexp->scratch)
    abort();
  return regexp;
}

void regexp_free(struct regexp *regexp)
{
  if (!regexp)
    return;
  regexp_tree_clear(&regexp->tree);
  regexp_program_clear(&regexp->program);
  free(regexp->now.steps);
  free(regexp->now.slots);
  free(regexp->next.steps);
  free(regexp->next.slots);
  free(regexp->mark);
  free(regexp->scratch);
  free(regexp);
}

int regexp_group_count(const struct regexp *regexp)
{
  return regexp->tree.group_count;
}

/* ---- the machine ---- */

#define NOWHERE SIZE_MAX

struct run {
  struct regexp *regexp;
  struct text text;
  int slots; /* How many are kept: 0 when nobody asks for them. */
};

static bool place_holds(const struct run *run, enum regexp_place place, size_t at)
{
  struct text text = run->text;
  bool lines = run->regexp->flags & REGEXP_LINES;
  bool before, after;

  if (place == PLACE_START)
    return at == 0 || (lines && text.at[at - 1] == '\n');
  if (place == PLACE_END)
    return at == text.len || (lines && text.at[at] == '\n');
  before = at > 0 && charset_is_word((unsigned char)text.at[at - 1]);
  after = at < text.len && charset_is_word((unsigned char)text.at[at]);
  return (before != after) == (place == PLACE_WORD);
}

/* Adds a step and all that it leads to without a character, in order of preference. */
static void add_thread(struct run *run, struct threads *threads, int step, size_t at,
                       size_t *slots)
{
  struct regexp *regexp = run->regexp;
  const struct regexp_step *here = &regexp->program.steps[step];
  size_t old;

  if (regexp->mark[step] == regexp->round)
    return;
  regexp->mark[step] = regexp->round;
  switch (here->kind) {
  case STEP_JUMP: add_thread(run, threads, here->first, at, slots); return;
  case STEP_SPLIT:
    add_thread(run, threads, here->first, at, slots);
    add_thread(run, threads, here->second, at, slots);
    return;
  case STEP_PLACE:
    if (place_holds(run, here->place, at))
      add_thread(run, threads, step + 1, at, slots);
    return;
  case STEP_SAVE:
    if (!run->slots) {
      add_thread(run, threads, step + 1, at, slots);
      return;
    }
    old = slots[here->slot];
    slots[here->slot] = at;
    add_thread(run, threads, step + 1, at, slots);
    slots[here->slot] = old;
    return;
  case STEP_CHAR:
  case STEP_ANY:
  case STEP_SET:
  case STEP_MATCH:
    threads->steps[threads->count] = step;
    if (run->slots)
      memcpy(threads->slots + (size_t)threads->count * (size_t)run->slots, slots,
             (size_t)run->slots * sizeof *slots);
    threads->count++;
    return;
  }
}

static bool takes(const struct regexp *regexp, const struct regexp_step *step, uint32_t c)
{
  bool nocase = regexp->flags & REGEXP_NOCASE;

  switch (step->kind) {
  case STEP_CHAR: return step->code == (nocase ? charset_fold(c) : c);
  case STEP_ANY: return c != '\n' || (regexp->flags & REGEXP_DOT_ALL);
  case STEP_SET: return charset_has(&regexp->tree.sets[step->set], c, nocase);
  case STEP_PLACE:
  case STEP_SPLIT:
  case STEP_JUMP:
  case STEP_SAVE:
  case STEP_MATCH: break;
  }
  return false;
}

static void next_round(struct regexp *regexp, struct threads *threads)
{
  regexp->round++;
  threads->count = 0;
}

/* Moves the threads over one character; true when one of them matched before it, whose slots are
 * in `best` then (those it is preferred to are dropped). At the end of the text size is 0. */
static bool step_over(struct run *run, uint32_t c, int size, size_t at, size_t *best)
{
  struct regexp *regexp = run->regexp;
  bool matched = false;

  next_round(regexp, &regexp->next);
  for (int i = 0; i < regexp->now.count; i++) {
    const struct regexp_step *step = &regexp->program.steps[regexp->now.steps[i]];
    size_t *slots = regexp->now.slots + (size_t)i * (size_t)run->slots;

    if (step->kind == STEP_MATCH) {
      memcpy(best, slots, (size_t)run->slots * sizeof *slots);
      best[1] = at;
      matched = true;
      break;
    }
    if (size && takes(regexp, step, c))
      add_thread(run, &regexp->next, regexp->now.steps[i] + 1, at + (size_t)size, slots);
  }
  struct threads swap = regexp->now;

  regexp->now = regexp->next;
  regexp->next = swap;
  return matched;
}

/* The bytes that a match can begin with are cheap to look for when the pattern begins with a
 * character. */
static size_t skip_to_start(const struct regexp *regexp, struct text text, size_t at)
{
  const struct regexp_step *first = &regexp->program.steps[0];
  const char *found;

  while (first->kind == STEP_SAVE)
    first++;
  if (first->kind != STEP_CHAR || first->code >= 0x80 || (regexp->flags & REGEXP_NOCASE))
    return at;
  found = at < text.len ? memchr(text.at + at, (int)first->code, text.len - at) : NULL;
  return found ? (size_t)(found - text.at) : text.len;
}

bool regexp_search(struct regexp *regexp, struct text text, size_t from,
                   struct regexp_span *spans)
{
  struct run run = { regexp, text, regexp->slot_count };
  size_t best[2 * REGEXP_MOST_GROUPS];
  bool matched = false;

  regexp->now.count = 0;
  for (size_t at = from;;) {
    uint32_t c = 0;
    int size = 0;

    if (!matched) { /* A later start is tried last, and only until there is a match. */
      if (!regexp->now.count) {
        at = skip_to_start(regexp, text, at);
        next_round(regexp, &regexp->now);
      }
      for (int i = 0; i < run.slots; i++)
        regexp->scratch[i] = NOWHERE;
      regexp->scratch[0] = at;
      add_thread(&run, &regexp->now, 0, at, regexp->scratch);
    }
    if (!regexp->now.count && (matched || at >= text.len))
      break;
    if (at < text.len)
      c = charset_read_char(text.at + at, text.at + text.len, &size);
    matched |= step_over(&run, c, size, at, best);
    if (!size)
      break;
    at += (size_t)size;
  }
  for (int i = 0; matched && i <= regexp->tree.group_count; i++) {
    bool there = best[2 * i] != NOWHERE && best[2 * i + 1] != NOWHERE;

    spans[i] = (struct regexp_span){ there ? best[2 * i] : 0, there ? best[2 * i + 1] : 0,
                                     there };
  }
  return matched;
}

bool regexp_matches(struct regexp *regexp, struct text text)
{
  struct run run = { regexp, text, 0 };
  size_t at = 0;

  next_round(regexp, &regexp->now);
  add_thread(&run, &regexp->now, 0, 0, regexp->scratch);
  while (at < text.len && regexp->now.count) {
    int size;
    uint32_t c = charset_read_char(text.at + at, text.at + text.len, &size);
    struct threads swap;

    next_round(regexp, &regexp->next);
    for (int i = 0; i < regexp->now.count; i++) {
      int step = regexp->now.steps[i];

      if (takes(regexp, &regexp->program.steps[step], c))
        add_thread(&run, &regexp->next, step + 1, at + (size_t)size, regexp->scratch);
    }
    swap = regexp->now;
    regexp->now = regexp->next;
    regexp->next = swap;
    at += (size_t)size;
  }
  for (int i = 0; at == text.len && i < regexp->now.count; i++) {
    if (regexp->program.steps[regexp->now.steps[i]].kind == STEP_MATCH)
      return true;
  }
  return false;
}
