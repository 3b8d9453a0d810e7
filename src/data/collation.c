/* collation.c: collation specifications, read once and kept. */
#include "data/collation.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* ---- options ---- */

enum option_group {
  GROUP_CASE,
  GROUP_ACCENT,
  GROUP_PUNCTUATION,
  GROUP_FIRST,
  GROUP_OTHER
};

enum option {
  OPTION_AI,
  OPTION_AS,
  OPTION_CI,
  OPTION_CS,
  OPTION_FL,
  OPTION_FU,
  OPTION_LOWER,
  OPTION_LTRIM,
  OPTION_PI,
  OPTION_PS,
  OPTION_RTRIM,
  OPTION_TRIM,
  OPTION_UPPER
};

static const struct {
  const char *word;
  enum option_group group;
} options[] = {
  [OPTION_AI] = { "ai", GROUP_ACCENT },      [OPTION_AS] = { "as", GROUP_ACCENT },
  [OPTION_CI] = { "ci", GROUP_CASE },        [OPTION_CS] = { "cs", GROUP_CASE },
  [OPTION_FL] = { "fl", GROUP_FIRST },       [OPTION_FU] = { "fu", GROUP_FIRST },
  [OPTION_LOWER] = { "lower", GROUP_OTHER }, [OPTION_LTRIM] = { "ltrim", GROUP_OTHER },
  [OPTION_PI] = { "pi", GROUP_PUNCTUATION }, [OPTION_PS] = { "ps", GROUP_PUNCTUATION },
  [OPTION_RTRIM] = { "rtrim", GROUP_OTHER }, [OPTION_TRIM] = { "trim", GROUP_OTHER },
  [OPTION_UPPER] = { "upper", GROUP_OTHER },
};

/* What code points alone cannot be told to do. */
static const char *const group_names[] = {
  [GROUP_CASE] = "Case sensitivity",
  [GROUP_ACCENT] = "Accent sensitivity",
  [GROUP_PUNCTUATION] = "Punctuation sensitivity",
  [GROUP_FIRST] = "Upper/lower preference",
};

static bool find_option(struct text word, enum option *option)
{
  for (size_t i = 0; i < sizeof options / sizeof *options; i++)
    if (text_is(word, options[i].word)) {
      *option = (enum option)i;
      return true;
    }
  return false;
}

/* Of two that contradict each other the last one counts. */
static void set_option(struct collation *collation, enum option option)
{
  switch (option) {
  case OPTION_AI: collation->accent_insensitive = true; break;
  case OPTION_AS: collation->accent_insensitive = false; break;
  case OPTION_CI: collation->case_insensitive = true; break;
  case OPTION_CS: collation->case_insensitive = false; break;
  case OPTION_FL: collation->first = FIRST_LOWER; break;
  case OPTION_FU: collation->first = FIRST_UPPER; break;
  case OPTION_LOWER: collation->convert = CASE_LOWER; break;
  case OPTION_UPPER: collation->convert = CASE_UPPER; break;
  case OPTION_PI: collation->punctuation = PUNCTUATION_IGNORED; break;
  case OPTION_PS: collation->punctuation = PUNCTUATION_MATTERS; break;
  case OPTION_LTRIM: collation->trim_left = true; break;
  case OPTION_RTRIM: collation->trim_right = true; break;
  case OPTION_TRIM: collation->trim_left = collation->trim_right = true; break;
  }
}

/* ---- a specification ---- */

static bool refuse(struct text spec, struct err *err, const char *before,
                   struct text what, const char *after)
{
  return err_set(err, ERR_INVALID_VALUE,
                 "Invalid value '" TEXT_FMT "' for COLLATION. Reason: %s" TEXT_FMT "%s",
                 TEXT_ARG(spec), before, TEXT_ARG(what), after);
}

/* Hyphens at the end mean nothing; one before all else leaves the locale out. */
static struct text without_last_hyphens(struct text spec)
{
  while (spec.len && spec.at[spec.len - 1] == '-')
    spec.len--;
  return spec;
}

static struct text take_word(struct text *left)
{
  size_t end = text_find(*left, '-');
  struct text word = text_slice(*left, 0, end);

  *left = text_slice(*left, end + 1, left->len);
  return word;
}

/* Letters of no locale would have to be quoted wherever a specification is shown or kept. */
static bool is_locale(struct text word)
{
  for (size_t i = 0; i < word.len; i++) {
    char c = word.at[i];

    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '@' ||
          c == '=' || c == ';' || c == '.' || c == ' '))
      return false;
  }
  return true;
}

static bool parse(struct collation *collation, struct err *err)
{
  struct text left = without_last_hyphens(collation->spec), whole = left;
  bool seen[GROUP_OTHER + 1] = { false }, upper = false, lower = false;

  while (left.len) {
    bool first = left.len == whole.len;
    struct text word = take_word(&left);
    enum option option;

    if (find_option(word, &option)) {
      set_option(collation, option);
      seen[options[option].group] = true;
      upper |= option == OPTION_UPPER;
      lower |= option == OPTION_LOWER;
    } else if (!first) {
      return refuse(collation->spec, err, "Unknown option: ", word, "");
    } else if (!is_locale(word)) {
      return refuse(collation->spec, err, "Unknown locale: ", word, "");
    } else if (!text_is(word, "utf8") && !text_is(word, "bin")) {
      collation->locale = word;
    }
  }
  if (upper && lower)
    return refuse(collation->spec, err,
                  "Options 'upper' and 'lower' are mutually exclusive", TEXT(""), "");
  for (int i = 0; i < GROUP_OTHER && !collation->locale.len; i++)
    if (seen[i])
      return refuse(collation->spec, err, "", text_of(group_names[i]),
                    " option not allowed for the UTF8 collation");
  return true;
}

/* ---- those that were ever asked for ---- */

#define BUCKETS 64
#define LONGEST_SPEC 200

struct known {
  struct collation collation;
  struct known *next;
};

static struct known *known[BUCKETS];
static pthread_mutex_t known_lock = PTHREAD_MUTEX_INITIALIZER;

static const struct collation *keep(struct collation *collation)
{
  struct known *kept = calloc(1, sizeof *kept), **bucket;
  char *spec = malloc(collation->spec.len + 1);
  struct text locale = collation->locale;

  if (!kept || !spec)
    abort();
  memcpy(spec, collation->spec.at, collation->spec.len);
  spec[collation->spec.len] = '\0';
  kept->collation = *collation;
  kept->collation.spec = text_from(spec, collation->spec.len);
  kept->collation.locale = text_from(spec, locale.len); /* It stands first. */
  bucket = &known[text_hash(kept->collation.spec) % BUCKETS];
  kept->next = *bucket;
  *bucket = kept;
  return &kept->collation;
}

static const struct collation *find_known(struct text spec)
{
  for (const struct known *kept = known[text_hash(spec) % BUCKETS]; kept;
       kept = kept->next)
    if (text_equal(kept->collation.spec, spec))
      return &kept->collation;
  return NULL;
}

bool collation_find(struct text spec, const struct collation **found, struct err *err)
{
  char small[LONGEST_SPEC] = "";
  struct collation parsed = { .spec = text_from(small, spec.len) };

  *found = NULL;
  if (!spec.len)
    return true;
  if (spec.len > sizeof small)
    return refuse(text_slice(spec, 0, sizeof small), err, "Too long", TEXT(""), "");
  for (size_t i = 0; i < spec.len; i++)
    small[i] = spec.at[i] >= 'A' && spec.at[i] <= 'Z' ? (char)(spec.at[i] + 'a' - 'A')
                                                      : spec.at[i];
  pthread_mutex_lock(&known_lock);
  *found = find_known(parsed.spec);
  if (!*found && parse(&parsed, err))
    *found = keep(&parsed);
  pthread_mutex_unlock(&known_lock);
  return *found != NULL;
}

const struct collation *collation_accepted(struct text spec)
{
  const struct collation *found;
  struct err err;
  bool ok;

  err_clear(&err);
  ok = collation_find(spec, &found, &err);
  assert(ok);
  (void)ok;
  return found;
}

bool collation_is_plain(const struct collation *collation)
{
  return !collation || (!collation->locale.len && collation->convert == CASE_AS_IS &&
                        !collation->trim_left && !collation->trim_right);
}
