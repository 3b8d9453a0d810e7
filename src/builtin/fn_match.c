/* fn_match.c: MATCH_RECOGNIZE's matcher: a pattern over rows of which is known what each may be.
 *
 * The rows come as text, one after the other: the bits of the symbols that a row may be, in
 * hexadecimal, behind a p where a partition begins. The pattern is written as sql/match.h says. It
 * becomes a small program, as for a regular expression, and is run by backtracking: what was found
 * not to match from a place of the program and a row is not tried again, so a run is as long as the
 * program times the rows. */
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "builtin/fn.h"

#define MOST_STEPS 4000
#define MOST_DEPTH 100

enum step_kind { STEP_SYMBOL, STEP_SPLIT, STEP_JUMP, STEP_BEGIN, STEP_END, STEP_MATCH };

struct step {
  enum step_kind kind;
  int symbol;
  bool excluded;     /* A symbol within [ ]. */
  int first, second; /* Where a split goes, the preferred way first; where a jump goes. */
};

struct program {
  struct step steps[MOST_STEPS];
  int count;
  const char *at; /* Of the pattern, while it is compiled. */
  int depth;
  bool bad;
};

/* ---- the program ---- */

static int emit(struct program *program, enum step_kind kind)
{
  if (program->count == MOST_STEPS) {
    program->bad = true;
    return 0;
  }
  program->steps[program->count] = (struct step){ .kind = kind };
  return program->count++;
}

static void compile_any(struct program *program);

static int number(struct program *program)
{
  int value = 0;

  while (*program->at >= '0' && *program->at <= '9' && value < MOST_STEPS)
    value = value * 10 + (*program->at++ - '0');
  return value;
}

static void compile_atom(struct program *program)
{
  switch (*program->at) {
  case 's': {
    int step;

    program->at++;
    step = emit(program, STEP_SYMBOL);
    program->steps[step].symbol = number(program);
    program->bad |= *program->at != ' ';
    program->at += *program->at == ' ';
    return;
  }
  case 'b':
    program->at++;
    emit(program, STEP_BEGIN);
    return;
  case 'e':
    program->at++;
    emit(program, STEP_END);
    return;
  case '(':
    program->at++;
    compile_any(program);
    program->bad |= *program->at != ')';
    program->at += *program->at == ')';
    return;
  case '[': {
    int from = program->count;

    program->at++;
    compile_any(program);
    program->bad |= *program->at != ']';
    program->at += *program->at == ']';
    for (int i = from; i < program->count; i++)
      program->steps[i].excluded = true;
    return;
  }
  default: program->bad = true;
  }
}

/* {2}, {2,}, {,3}, {2,3}, * + ?; most -1: without end. */
static bool read_quantifier(struct program *program, int *least, int *most)
{
  *least = 0;
  *most = -1;
  switch (*program->at) {
  case '*': break;
  case '+': *least = 1; break;
  case '?': *most = 1; break;
  case '{':
    program->at++;
    *least = *most = number(program);
    if (*program->at == ',') {
      program->at++;
      *most = *program->at == '}' ? -1 : number(program);
    }
    program->bad |= *program->at != '}' || (*most >= 0 && *most < *least);
    break;
  default: return false;
  }
  if (*program->at)
    program->at++;
  return true;
}

static void set_split(struct step *split, int inside, int outside, bool reluctant)
{
  split->first = reluctant ? outside : inside;
  split->second = reluctant ? inside : outside;
}

/* The atom once more, from where it is written. */
static void again(struct program *program, const char *from)
{
  program->at = from;
  compile_atom(program);
}

static void compile_repeated(struct program *program)
{
  const char *from = program->at, *end;
  int begin = program->count, least, most;
  bool reluctant;

  compile_atom(program);
  if (program->bad || !read_quantifier(program, &least, &most))
    return;
  reluctant = *program->at == '?';
  program->at += reluctant;
  end = program->at;
  program->count = begin;
  for (int i = 0; i < least && !program->bad; i++)
    again(program, from);
  if (most < 0) {
    int split = emit(program, STEP_SPLIT);

    again(program, from);
    program->steps[emit(program, STEP_JUMP)].first = split;
    set_split(&program->steps[split], split + 1, program->count, reluctant);
  }
  for (int i = least; i < most && !program->bad; i++) {
    int split = emit(program, STEP_SPLIT);

    /* Each optional one contains those behind it: out of one is out of all. */
    program->steps[split].symbol = 1;
    again(program, from);
  }
  for (int i = begin; i < program->count && most > least; i++)
    if (program->steps[i].kind == STEP_SPLIT && program->steps[i].symbol == 1) {
      program->steps[i].symbol = 0;
      set_split(&program->steps[i], i + 1, program->count, reluctant);
    }
  program->at = end;
}

static bool begins_atom(char c)
{
  return c == 's' || c == 'b' || c == 'e' || c == '(' || c == '[';
}

static void compile_sequence(struct program *program)
{
  while (!program->bad && begins_atom(*program->at))
    compile_repeated(program);
}

/* Makes room for a split before what was compiled from `begin` on. */
static void insert_split(struct program *program, int begin)
{
  emit(program, STEP_SPLIT);
  for (int i = program->count - 1; i > begin; i--) {
    program->steps[i] = program->steps[i - 1];
    program->steps[i].first += program->steps[i].first >= begin;
    program->steps[i].second += program->steps[i].second >= begin;
  }
  program->steps[begin] = (struct step){ .kind = STEP_SPLIT, .first = begin + 1 };
}

static void compile_any(struct program *program)
{
  int begin = program->count, jump;

  if (++program->depth > MOST_DEPTH) {
    program->bad = true;
    return;
  }
  compile_sequence(program);
  if (*program->at == '|' && !program->bad) {
    insert_split(program, begin);
    jump = emit(program, STEP_JUMP);
    program->steps[begin].second = program->count;
    program->at++;
    compile_any(program);
    program->steps[jump].first = program->count;
  }
  program->depth--;
}

/* ---- a run ---- */

struct place {
  int step;
  int64_t row;
};

struct matcher {
  struct engine_call *call;
  const struct program *program;
  int64_t count;
  uint64_t *masks;
  bool *begins;   /* A partition. */
  int *symbols;   /* Of the rows of the match ... */
  bool *excluded; /* ... and which of them are not shown. */
  bool *covered;  /* Rows that are in a match, or where an empty one is. */
  uint32_t *seen; /* By row and step: in this round. */
  uint32_t round;
  struct place *stack;
  size_t depth, room;
  int64_t from, to; /* The partition. */
  int64_t matches;  /* So far, in all. */
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

static void push(struct matcher *matcher, int step, int64_t row)
{
  uint32_t *seen =
    &matcher->seen[(size_t)row * (size_t)matcher->program->count + (size_t)step];

  if (*seen == matcher->round)
    return;
  if (matcher->depth == matcher->room) {
    matcher->room = matcher->room ? matcher->room * 2 : 256;
    matcher->stack = must(
      realloc(matcher->stack, matcher->room * sizeof *matcher->stack));
  }
  matcher->stack[matcher->depth++] = (struct place){ step, row };
}

/* One place; true when the match is complete, with its end. */
static bool run_place(struct matcher *matcher, struct place place, int64_t *end)
{
  const struct step *step = &matcher->program->steps[place.step];
  uint32_t *seen = &matcher->seen[(size_t)place.row * (size_t)matcher->program->count +
                                  (size_t)place.step];

  if (*seen == matcher->round)
    return false;
  *seen = matcher->round;
  switch (step->kind) {
  case STEP_SYMBOL:
    if (place.row >= matcher->to || !(matcher->masks[place.row] >> step->symbol & 1))
      return false;
    matcher->symbols[place.row] = step->symbol;
    matcher->excluded[place.row] = step->excluded;
    push(matcher, place.step + 1, place.row + 1);
    return false;
  case STEP_SPLIT:
    push(matcher, step->second, place.row);
    push(matcher, step->first, place.row);
    return false;
  case STEP_JUMP: push(matcher, step->first, place.row); return false;
  case STEP_BEGIN:
    if (place.row == matcher->from)
      push(matcher, place.step + 1, place.row);
    return false;
  case STEP_END:
    if (place.row == matcher->to)
      push(matcher, place.step + 1, place.row);
    return false;
  case STEP_MATCH: *end = place.row; return true;
  }
  return false;
}

static bool match_at(struct matcher *matcher, int64_t row, int64_t *end)
{
  matcher->depth = 0;
  push(matcher, 0, row);
  while (matcher->depth)
    if (run_place(matcher, matcher->stack[--matcher->depth], end)) {
      matcher->round++; /* What was seen on the way did not fail. */
      return true;
    }
  return false;
}

/* ---- what it gives ---- */

/* Fields: the row and the match, from 1; the match within its partition, the symbol, the row within
 * its match; whether it is the match's last, and whether it is shown among all rows. */
static void give_row(struct matcher *matcher, int64_t row, int64_t in_partition,
                     int64_t symbol, int64_t sequence, bool last, bool shown)
{
  const int64_t fields[] = { row + 1, matcher->matches, in_partition,
                             symbol,  sequence,         last,
                             shown };

  matcher->covered[row] = true;
  call_add_element(matcher->call);
  for (int i = 0; i < 7; i++)
    call_set_field_int(matcher->call, i, fields[i]);
}

static void give(struct matcher *matcher, int64_t from, int64_t end, int64_t in_partition)
{
  matcher->matches++;
  for (int64_t row = from; row < end; row++)
    give_row(matcher, row, in_partition, matcher->symbols[row], row - from + 1,
             row + 1 == end, !matcher->excluded[row]);
}

enum { NO_SYMBOL = -1, NO_MATCH = -1 };

/* sql/match.h's MATCH_SHOW_EMPTY, MATCH_OMIT_EMPTY, MATCH_WITH_UNMATCHED. */
enum rows_shown { SHOW_EMPTY, OMIT_EMPTY, WITH_UNMATCHED };

/* An empty match is the row before which it is found, as row 0 of the match. */
static void give_empty(struct matcher *matcher, int64_t row, int64_t in_partition)
{
  matcher->matches++;
  give_row(matcher, row, in_partition, NO_SYMBOL, 0, true, true);
}

static void give_unmatched(struct matcher *matcher)
{
  for (int64_t row = matcher->from; row < matcher->to; row++) {
    if (matcher->covered[row])
      continue;
    matcher->matches++;
    give_row(matcher, row, NO_MATCH, NO_SYMBOL, 0, true, true);
  }
}

enum skip { SKIP_PAST_LAST, SKIP_TO_NEXT, SKIP_TO_FIRST, SKIP_TO_LAST };

/* Where the next match may begin; -1 after a failure. */
static int64_t skip_to(struct matcher *matcher, int64_t skip, int64_t symbol,
                       int64_t from, int64_t end)
{
  int64_t found = -1;

  if (skip == SKIP_PAST_LAST)
    return end;
  if (skip == SKIP_TO_NEXT)
    return from + 1;
  for (int64_t row = from; row < end; row++)
    if (matcher->symbols[row] == symbol && (found < 0 || skip == SKIP_TO_LAST))
      found = row;
  if (found > from)
    return found;
  call_fail(matcher->call, ERR_INVALID_VALUE,
            found < 0 ? "AFTER MATCH SKIP TO a symbol that is not in the match"
                      : "AFTER MATCH SKIP TO the first row of the match");
  return -1;
}

static bool match_partition(struct matcher *matcher, int64_t skip, int64_t symbol,
                            int64_t shown)
{
  int64_t row = matcher->from, end, found = 0;

  matcher->round++;
  while (row < matcher->to) {
    int64_t begin = row;

    if (!match_at(matcher, row, &end)) {
      row++;
      continue;
    }
    if (end == row) {
      found++;
      if (shown != OMIT_EMPTY)
        give_empty(matcher, row, found);
      row++;
      continue;
    }
    give(matcher, begin, end, ++found);
    row = skip_to(matcher, skip, symbol, begin, end);
    if (row < 0)
      return false;
  }
  if (shown == WITH_UNMATCHED)
    give_unmatched(matcher);
  return true;
}

static void read_rows(struct matcher *matcher, struct text text)
{
  const char *at = text.at, *end = text.at + text.len;

  matcher->count = text.len ? 1 : 0;
  for (const char *c = at; c < end; c++)
    matcher->count += *c == ',';
  matcher->masks = must(calloc((size_t)matcher->count + 1, sizeof *matcher->masks));
  matcher->begins = must(calloc((size_t)matcher->count + 1, sizeof *matcher->begins));
  matcher->symbols = must(calloc((size_t)matcher->count + 1, sizeof *matcher->symbols));
  matcher->excluded = must(calloc((size_t)matcher->count + 1, sizeof *matcher->excluded));
  matcher->covered = must(calloc((size_t)matcher->count + 1, sizeof *matcher->covered));
  for (int64_t row = 0; at < end; at++) {
    if (*at == ',')
      row++;
    else if (*at == 'p')
      matcher->begins[row] = true;
    else
      matcher->masks[row] = matcher->masks[row] << 4 | (uint64_t)hex_digit(*at);
  }
}

static void match_rows(struct engine_call *call, const struct program *program,
                       size_t row)
{
  struct matcher matcher = { .call = call, .program = program };
  int64_t skip = call_int(call, 2, row), symbol = call_int(call, 3, row);
  int64_t shown = call_int(call, 4, row);
  bool ok = true;

  read_rows(&matcher, call_text(call, 0, row));
  matcher.seen = calloc(((size_t)matcher.count + 1) * (size_t)program->count,
                        sizeof *matcher.seen);
  if (!matcher.seen) {
    call_fail(call, ERR_TOO_COMPLEX, "MATCH_RECOGNIZE of too many rows");
    ok = false;
  }
  while (ok && matcher.from < matcher.count) {
    matcher.to = matcher.from + 1;
    while (matcher.to < matcher.count && !matcher.begins[matcher.to])
      matcher.to++;
    ok = match_partition(&matcher, skip, symbol, shown);
    matcher.from = matcher.to;
  }
  free(matcher.masks);
  free(matcher.begins);
  free(matcher.symbols);
  free(matcher.excluded);
  free(matcher.covered);
  free(matcher.seen);
  free(matcher.stack);
}

static void match(struct engine_call *call)
{
  struct program *program = must(malloc(sizeof *program));

  for (size_t row = 0; call_next(call, &row); row++) {
    struct text pattern = call_text(call, 1, row);
    char *copy = must(strndup(pattern.at, pattern.len));

    memset(program, 0, sizeof *program);
    program->at = copy;
    compile_any(program);
    program->bad |= *program->at != '\0';
    emit(program, STEP_MATCH);
    call_begin_list(call, row);
    if (program->bad)
      call_fail(call, ERR_SYNTAX, "The PATTERN of MATCH_RECOGNIZE is not understood");
    else
      match_rows(call, program, row);
    free(copy);
  }
  free(program);
}

const struct engine_function_row fn_match_rows[] = {
  { "sg_match", "VARCHAR, VARCHAR, BIGINT, BIGINT, BIGINT",
    "STRUCT(c0 BIGINT, c1 BIGINT, c2 BIGINT, c3 BIGINT, c4 BIGINT, c5 BIGINT, c6 BIGINT)[]",
    match, 0 },
};

const int fn_match_count = sizeof fn_match_rows / sizeof fn_match_rows[0];
