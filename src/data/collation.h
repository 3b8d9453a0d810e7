/* collation.h: collation specifications: 'en-ci', 'de_AT-ai-trim', 'upper', 'utf8'.
 *
 * A specification is a locale and options, separated by hyphens; Snowflake's page "Collation support"
 * lists them. Without a locale, or with the locale utf8 or bin, texts are compared by their code
 * points, perhaps after a conversion of case or the loss of blanks. Which locales there are is not
 * asked: an unknown one compares by the rules that all languages share. */
#ifndef DATA_COLLATION_H
#define DATA_COLLATION_H

#include "base/err.h"

enum collation_punctuation {
  PUNCTUATION_BY_LOCALE,
  PUNCTUATION_MATTERS,
  PUNCTUATION_IGNORED
};
enum collation_first { FIRST_BY_LOCALE, FIRST_LOWER, FIRST_UPPER };
enum collation_case { CASE_AS_IS, CASE_UPPER, CASE_LOWER };

struct collation {
  struct text spec;   /* In small letters, as COLLATION() shows it. */
  struct text locale; /* Empty: code points. */
  bool case_insensitive, accent_insensitive;
  enum collation_punctuation punctuation;
  enum collation_first first;
  enum collation_case convert;
  bool trim_left, trim_right;
};

/* Equal specifications are one struct that lives as long as the program; any thread may ask. The
 * empty one is no collation: *found is NULL. False with Snowflake's error for what is none. */
bool collation_find(struct text spec, const struct collation **found,
                    struct err *err) MUST_CHECK;

/* One that was found before, as that of a stored column. */
const struct collation *collation_accepted(struct text spec);

/* Whether texts are compared just as they are, by their bytes. NULL is. */
bool collation_is_plain(const struct collation *collation);

#endif
