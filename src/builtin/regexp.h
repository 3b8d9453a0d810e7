/* regexp.h: regular expressions as Snowflake has them, in time linear in the text.
 *
 * The syntax is POSIX extended with \d \D \s \S \w \W \b \B, as RE2 reads it in its POSIX mode:
 * no lazy repetition, no look-around, no (?...), no back-references in patterns. Of several
 * matches at one place the first by the order of alternatives wins. */
#ifndef BUILTIN_REGEXP_H
#define BUILTIN_REGEXP_H

#include "builtin/regexp_tree.h"

struct regexp;

enum regexp_flags {
  REGEXP_NOCASE = 1, /* i */
  REGEXP_LINES = 2,  /* m: ^ and $ match at lines. */
  REGEXP_DOT_ALL = 4 /* s: . matches a line feed. */
};

/* NULL when the pattern is malformed: `problem` says how, in RE2's words. */
struct regexp *regexp_compile(struct text pattern, int flags, struct buf *problem);
void regexp_free(struct regexp *regexp); /* NULL is fine. */
int regexp_group_count(const struct regexp *regexp);

struct regexp_span {
  size_t from, to;
  bool matched;
};

/* The first match that begins at byte `from` or later. spans[0] is the match, the others its
 * groups; there must be room for group count + 1. One thread at a time. */
bool regexp_search(struct regexp *regexp, struct text text, size_t from,
                   struct regexp_span *spans);
/* Whether the whole text matches. */
bool regexp_matches(struct regexp *regexp, struct text text);

#endif
