/* fn_regexp.c: REGEXP_LIKE and its kin. */
#include <string.h>

#include "builtin/fn.h"
#include "builtin/regexp.h"
#include "data/json_text.h"

/* ---- patterns: compiled once for all rows that have the same ---- */

struct pattern_memo {
  bool known;
  struct buf pattern, parameters;
  struct regexp *regexp;
  bool extracts; /* Parameter 'e': the result is a group. */
};

/* The letters c i m e s; of c and i the last one counts. False after call_fail. */
static bool read_parameters(struct engine_call *call, struct text parameters, int *flags,
                            bool *extracts)
{
  *flags = 0;
  *extracts = false;
  for (size_t i = 0; i < parameters.len; i++) {
    switch (parameters.at[i]) {
    case 'c': *flags &= ~REGEXP_NOCASE; break;
    case 'i': *flags |= REGEXP_NOCASE; break;
    case 'm': *flags |= REGEXP_LINES; break;
    case 's': *flags |= REGEXP_DOT_ALL; break;
    case 'e': *extracts = true; break;
    default:
      call_fail(call, ERR_INVALID_REGEXP,
                "Invalid regular expression parameters: '" TEXT_FMT "'",
                TEXT_ARG(parameters));
      return false;
    }
  }
  return true;
}

static void memo_clear(struct pattern_memo *memo)
{
  buf_clear(&memo->pattern);
  buf_clear(&memo->parameters);
  regexp_free(memo->regexp);
}

static void remember(struct buf *seen, struct text text)
{
  if (!seen->at)
    buf_init(seen);
  buf_reset(seen);
  buf_add_text(seen, text);
}

/* NULL after call_fail. */
static struct regexp *memo_regexp(struct pattern_memo *memo, struct engine_call *call,
                                  struct text pattern, struct text parameters)
{
  struct buf problem;
  int flags;

  if (memo->known && text_equal(buf_text(&memo->pattern), pattern) &&
      text_equal(buf_text(&memo->parameters), parameters))
    return memo->regexp;
  memo->known = false;
  if (!read_parameters(call, parameters, &flags, &memo->extracts))
    return NULL;
  regexp_free(memo->regexp);
  buf_init(&problem);
  memo->regexp = regexp_compile(pattern, flags, &problem);
  if (memo->regexp) {
    memo->known = true;
    remember(&memo->pattern, pattern);
    remember(&memo->parameters, parameters);
  } else {
    call_fail(call, ERR_INVALID_REGEXP,
              "Invalid regular expression: '" TEXT_FMT "', " TEXT_FMT, TEXT_ARG(pattern),
              TEXT_ARG(buf_text(&problem)));
  }
  buf_clear(&problem);
  return memo->regexp;
}

/* ---- matches one after another ---- */

struct matches {
  struct regexp *regexp;
  struct text text;
  size_t at;
  bool after_match; /* An empty match right behind the last one does not count. */
  bool done;
  struct regexp_span spans[REGEXP_MOST_GROUPS + 1];
};

static size_t char_size(const char *at)
{
  unsigned char c = (unsigned char)*at;

  return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

static size_t next_char(struct text text, size_t at)
{
  size_t next = at + (at < text.len ? char_size(text.at + at) : 1);

  return next > text.len && at < text.len ? text.len : next;
}

static bool matches_next(struct matches *matches)
{
  while (!matches->done && matches->at <= matches->text.len) {
    const struct regexp_span *whole = &matches->spans[0];
    size_t from = matches->at;

    if (!regexp_search(matches->regexp, matches->text, from, matches->spans))
      break;
    if (whole->to == whole->from && whole->from == from && matches->after_match) {
      matches->after_match = false;
      matches->at = next_char(matches->text, from);
      continue;
    }
    matches->after_match = whole->to > whole->from;
    matches->at = matches->after_match ? whole->to : next_char(matches->text, whole->to);
    return true;
  }
  matches->done = true;
  return false;
}

/* Matches from a 1-based character on; false after call_fail. Behind the end there are none. */
static bool matches_from(struct engine_call *call, struct regexp *regexp,
                         struct text text, int64_t position, struct matches *matches)
{
  matches->regexp = regexp;
  matches->text = text;
  matches->at = 0;
  matches->after_match = matches->done = false;
  if (position < 1) {
    call_fail(call, ERR_INVALID_ARGUMENT, "Invalid position %lld: it must be positive",
              (long long)position);
    return false;
  }
  for (int64_t i = 1; i < position && matches->at <= text.len; i++)
    matches->at = next_char(text, matches->at);
  matches->done = matches->at > text.len;
  return true;
}

/* The arguments that most functions have, by their places. */
struct places {
  int position, occurrence, parameters, group;
};

struct search {
  struct engine_call *call;
  struct places places;
  struct pattern_memo memo;
  struct matches matches;
  int64_t occurrence;
  int group; /* 0: the whole match. */
};

/* Reads a row's arguments; false after call_fail. */
static bool search_start(struct search *search, size_t row)
{
  struct engine_call *call = search->call;
  const struct places *places = &search->places;
  struct regexp *regexp = memo_regexp(&search->memo, call, call_text(call, 1, row),
                                      call_text(call, places->parameters, row));
  int64_t group = places->group ? call_int(call, places->group, row) : 0;

  if (!regexp || !matches_from(call, regexp, call_text(call, 0, row),
                               call_int(call, places->position, row), &search->matches))
    return false;
  search->occurrence = places->occurrence ? call_int(call, places->occurrence, row) : 1;
  if (search->occurrence < (places->group ? 1 : 0)) {
    call_fail(call, ERR_INVALID_ARGUMENT, "Invalid occurrence %lld",
              (long long)search->occurrence);
    return false;
  }
  if (group < 0) /* Not given: 'e' means the first group, where there is one. */
    group = search->memo.extracts && regexp_group_count(regexp) > 0;
  search->group = group > REGEXP_MOST_GROUPS ? REGEXP_MOST_GROUPS : (int)group;
  return true;
}

/* The span that the row asks for, of the current match; NULL when the group has none. */
static const struct regexp_span *search_span(const struct search *search)
{
  const struct regexp_span *span = &search->matches.spans[search->group];

  if (search->group > regexp_group_count(search->matches.regexp))
    return NULL;
  return span->matched ? span : NULL;
}

static const struct regexp_span *search_occurrence(struct search *search)
{
  for (int64_t i = 0; i < search->occurrence; i++) {
    if (!matches_next(&search->matches))
      return NULL;
  }
  return search_span(search);
}

static struct text span_text(const struct search *search, const struct regexp_span *span)
{
  return text_from(search->matches.text.at + span->from, span->to - span->from);
}

/* ---- the functions ---- */

static void regexp_like(struct engine_call *call)
{
  struct pattern_memo memo = { 0 };

  for (size_t row = 0; call_next(call, &row); row++) {
    struct regexp *regexp = memo_regexp(&memo, call, call_text(call, 1, row),
                                        call_text(call, 2, row));

    if (!regexp)
      break;
    call_set_int(call, row, regexp_matches(regexp, call_text(call, 0, row)));
  }
  memo_clear(&memo);
}

static void regexp_count(struct engine_call *call)
{
  struct search search = { .call = call, .places = { .position = 2, .parameters = 3 } };

  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t count = 0;

    if (!search_start(&search, row))
      break;
    while (matches_next(&search.matches))
      count++;
    call_set_int(call, row, count);
  }
  memo_clear(&search.memo);
}

static void regexp_substr(struct engine_call *call)
{
  struct search search = { .call = call, .places = { 2, 3, 4, 5 } };

  for (size_t row = 0; call_next(call, &row); row++) {
    const struct regexp_span *span;

    if (!search_start(&search, row))
      break;
    span = search_occurrence(&search);
    if (span)
      call_set_text(call, row, span_text(&search, span));
    else
      call_set_null(call, row);
  }
  memo_clear(&search.memo);
}

static void all_row(struct search *search, struct buf *out)
{
  buf_reset(out);
  buf_add_char(out, '[');
  for (int64_t i = 1; matches_next(&search->matches); i++) {
    const struct regexp_span *span = search_span(search);

    if (i < search->occurrence || !span)
      continue;
    if (out->len > 1)
      buf_add_char(out, ',');
    json_text_quote(span_text(search, span), out);
  }
  buf_add_char(out, ']');
}

static void regexp_substr_all(struct engine_call *call)
{
  struct search search = { .call = call, .places = { 2, 3, 4, 5 } };
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    if (!search_start(&search, row))
      break;
    all_row(&search, &out);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
  memo_clear(&search.memo);
}

/* Option 0: where the match begins; 1: the character behind it. */
static void regexp_instr(struct engine_call *call)
{
  struct search search = { .call = call, .places = { 2, 3, 5, 6 } };

  for (size_t row = 0; call_next(call, &row); row++) {
    const struct regexp_span *span;
    size_t at;

    if (!search_start(&search, row))
      break;
    span = search_occurrence(&search);
    at = !span ? 0 : call_int(call, 4, row) ? span->to : span->from;
    call_set_int(
      call, row,
      span ? (int64_t)text_count_chars(text_from(search.matches.text.at, at)) + 1 : 0);
  }
  memo_clear(&search.memo);
}

/* \1 to \9 are groups, \0 the match, a doubled backslash one. */
static void add_replacement(const struct search *search, struct text replacement,
                            struct buf *out)
{
  for (size_t i = 0; i < replacement.len; i++) {
    char c = replacement.at[i],
         next = i + 1 < replacement.len ? replacement.at[i + 1] : '\0';
    int group = next - '0';

    if (c != '\\' || !((next >= '0' && next <= '9') || next == '\\')) {
      buf_add_char(out, c);
      continue;
    }
    i++;
    if (next == '\\')
      buf_add_char(out, '\\');
    else if (group <= regexp_group_count(search->matches.regexp) &&
             search->matches.spans[group].matched)
      buf_add_text(out, span_text(search, &search->matches.spans[group]));
  }
}

/* Occurrence 0 replaces all. */
static void replace_row(struct search *search, struct text replacement, struct buf *out)
{
  struct text text = search->matches.text;
  size_t done = 0;

  buf_reset(out);
  for (int64_t i = 1; matches_next(&search->matches); i++) {
    const struct regexp_span *whole = &search->matches.spans[0];

    if (search->occurrence && i < search->occurrence)
      continue;
    buf_add(out, text.at + done, whole->from - done);
    add_replacement(search, replacement, out);
    done = whole->to;
    if (search->occurrence)
      break;
  }
  buf_add(out, text.at + done, text.len - done);
}

static void regexp_replace(struct engine_call *call)
{
  struct search search = {
    .call = call, .places = { .position = 3, .occurrence = 4, .parameters = 5 }
  };
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    if (!search_start(&search, row))
      break;
    replace_row(&search, call_text(call, 2, row), &out);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
  memo_clear(&search.memo);
}

const struct engine_function_row fn_regexp_rows[] = {
  { "sg_regexp_count", "VARCHAR, VARCHAR, BIGINT, VARCHAR", "BIGINT", regexp_count, 0 },
  { "sg_regexp_instr", "VARCHAR, VARCHAR, BIGINT, BIGINT, BIGINT, VARCHAR, BIGINT",
    "BIGINT", regexp_instr, 0 },
  { "sg_regexp_like", "VARCHAR, VARCHAR, VARCHAR", "BOOLEAN", regexp_like, 0 },
  { "sg_regexp_replace", "VARCHAR, VARCHAR, VARCHAR, BIGINT, BIGINT, VARCHAR", "VARCHAR",
    regexp_replace, 0 },
  { "sg_regexp_substr", "VARCHAR, VARCHAR, BIGINT, BIGINT, VARCHAR, BIGINT", "VARCHAR",
    regexp_substr, 0 },
  { "sg_regexp_substr_all", "VARCHAR, VARCHAR, BIGINT, BIGINT, VARCHAR, BIGINT", "JSON",
    regexp_substr_all, 0 },
};

const int fn_regexp_count = (int)(sizeof(fn_regexp_rows) / sizeof(fn_regexp_rows[0]));
