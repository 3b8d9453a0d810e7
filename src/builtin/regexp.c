/* regexp.c: regular expressions: a parser to a tree, a compiler to steps, a machine that runs all
 * alternatives side by side (Pike's), so that no pattern is slow. */
#include "builtin/regexp.h"

#include <stdlib.h>
#include <string.h>

#define MOST_REPEATS 1000
#define MOST_STEPS 20000 /* Adding a thread may go as deep. */
#define MOST_NESTING 500

/* ---- characters ---- */

struct range {
  uint32_t from, to;
};

/* A set of characters. */
struct set {
  struct range *ranges;
  int count, room;
  bool negated;
};

/* The character at `at` and, in *size, its bytes. Malformed bytes are characters of their own. */
static uint32_t read_char(const char *at, const char *end, int *size)
{
  unsigned char c = (unsigned char)*at;
  int want = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
  uint32_t code = c & (0xFFu >> (want + (want > 1)));

  if (c < 0x80 || c < 0xC0 || end - at < want) {
    *size = 1;
    return c;
  }
  for (int i = 1; i < want; i++)
    code = code << 6 | ((unsigned char)at[i] & 63);
  *size = want;
  return code;
}

/* Small letters of the alphabets with simple pairs. */
static uint32_t fold(uint32_t c)
{
  if (c < 0x80)
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
      (c >= 0x410 && c <= 0x42F))
    return c + 32;
  if (c >= 0x400 && c <= 0x40F)
    return c + 80;
  if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177) ||
      (c >= 0x460 && c <= 0x481))
    return c | 1;
  return c;
}

static bool is_word(uint32_t c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         c == '_';
}

static bool set_has(const struct set *set, uint32_t c, bool nocase)
{
  bool found = false;

  for (int i = 0; i < set->count && !found; i++) {
    const struct range *range = &set->ranges[i];

    found = c >= range->from && c <= range->to;
    if (!found && nocase && c < 0x80) {
      uint32_t other = c ^ 32;

      found = fold(c) != fold(other) ? false : other >= range->from && other <= range->to;
    } else if (!found && nocase && range->from == range->to) {
      found = fold(c) == fold(range->from);
    }
  }
  return found != set->negated;
}

/* ---- the tree ---- */

enum node_kind {
  NODE_EMPTY,
  NODE_CHAR,
  NODE_ANY,
  NODE_SET,
  NODE_PLACE,
  NODE_CAT,
  NODE_ALT,
  NODE_REPEAT,
  NODE_GROUP
};

/* Places between characters. */
enum place_kind { PLACE_START, PLACE_END, PLACE_WORD, PLACE_NO_WORD };

struct node {
  enum node_kind kind;
  uint32_t code; /* NODE_CHAR */
  int set;       /* NODE_SET */
  enum place_kind place;
  struct node *left, *right;
  int least, most; /* NODE_REPEAT; most -1: any number. */
  int group;
};

enum step_kind {
  STEP_CHAR,
  STEP_ANY,
  STEP_SET,
  STEP_PLACE,
  STEP_SPLIT,
  STEP_JUMP,
  STEP_SAVE,
  STEP_MATCH
};

struct step {
  enum step_kind kind;
  uint32_t code;
  int set;
  enum place_kind place;
  int first, second; /* STEP_SPLIT in order of preference; STEP_JUMP */
  int slot;
};

/* One alternative under way: its next step, and where its groups began and ended. */
struct threads {
  int *steps;
  size_t *slots; /* slot_count for each thread. */
  int count;
};

struct regexp {
  int flags;
  int group_count, slot_count;
  struct step *steps;
  int step_count, step_room;
  struct set *sets;
  int set_count, set_room;
  struct threads now, next;
  size_t *mark; /* By step: in which round it was added last. */
  size_t round;
  size_t *scratch;
};

struct parser {
  const char *at, *end;
  struct arena *arena;
  struct regexp *regexp;
  struct buf *problem;
  int depth;
};

static struct node *fail(struct parser *parser, const char *words, const char *from)
{
  size_t len = (size_t)(parser->end - from);

  if (!parser->problem->len)
    buf_printf(parser->problem, "%s: %.*s", words, (int)len, from);
  return NULL;
}

static struct node *fail_on(struct parser *parser, const char *words, const char *from,
                            const char *to)
{
  if (!parser->problem->len)
    buf_printf(parser->problem, "%s: %.*s", words, (int)(to - from), from);
  return NULL;
}

static struct node *node_new(struct parser *parser, enum node_kind kind)
{
  struct node *node = ARENA_NEW(parser->arena, struct node);

  node->kind = kind;
  return node;
}

static struct node *node_pair(struct parser *parser, enum node_kind kind,
                              struct node *left, struct node *right)
{
  struct node *node = node_new(parser, kind);

  node->left = left;
  node->right = right;
  return node;
}

static void *grow(void *at, int *room, size_t size)
{
  void *grown;

  *room = *room ? *room * 2 : 16;
  grown = realloc(at, (size_t)*room * size);
  if (!grown)
    abort();
  return grown;
}

static int set_new(struct regexp *regexp)
{
  if (regexp->set_count == regexp->set_room)
    regexp->sets = grow(regexp->sets, &regexp->set_room, sizeof *regexp->sets);
  regexp->sets[regexp->set_count] = (struct set){ 0 };
  return regexp->set_count++;
}

static void set_add(struct set *set, uint32_t from, uint32_t to)
{
  if (set->count == set->room)
    set->ranges = grow(set->ranges, &set->room, sizeof *set->ranges);
  set->ranges[set->count++] = (struct range){ from, to };
}

/* All that lies outside of some sorted ranges. */
static void set_add_others(struct set *set, const struct range *ranges, int count)
{
  uint32_t from = 0;

  for (int i = 0; i < count; i++) {
    if (ranges[i].from > from)
      set_add(set, from, ranges[i].from - 1);
    from = ranges[i].to + 1;
  }
  set_add(set, from, 0x10FFFF);
}

struct class
{
  const char *name;
  int count;
  struct range ranges[4];
};

/* Ranges sorted. */
static const struct class classes[] = {
  { "alnum", 3, { { '0', '9' }, { 'A', 'Z' }, { 'a', 'z' } } },
  { "alpha", 2, { { 'A', 'Z' }, { 'a', 'z' } } },
  { "ascii", 1, { { 0, 0x7F } } },
  { "blank", 2, { { '\t', '\t' }, { ' ', ' ' } } },
  { "cntrl", 2, { { 0, 0x1F }, { 0x7F, 0x7F } } },
  { "digit", 1, { { '0', '9' } } },
  { "graph", 1, { { '!', '~' } } },
  { "lower", 1, { { 'a', 'z' } } },
  { "print", 1, { { ' ', '~' } } },
  { "punct", 4, { { '!', '/' }, { ':', '@' }, { '[', '`' }, { '{', '~' } } },
  { "space", 2, { { '\t', '\r' }, { ' ', ' ' } } },
  { "upper", 1, { { 'A', 'Z' } } },
  { "word", 4, { { '0', '9' }, { 'A', 'Z' }, { '_', '_' }, { 'a', 'z' } } },
  { "xdigit", 3, { { '0', '9' }, { 'A', 'F' }, { 'a', 'f' } } },
};

#define CLASS_COUNT (int)(sizeof(classes) / sizeof(classes[0]))

static void add_class(struct set *set, const struct class *class, bool negated)
{
  if (negated) {
    set_add_others(set, class->ranges, class->count);
    return;
  }
  for (int i = 0; i < class->count; i++)
    set_add(set, class->ranges[i].from, class->ranges[i].to);
}

static const struct class *class_named(struct text name)
{
  for (int i = 0; i < CLASS_COUNT; i++) {
    if (text_is(name, classes[i].name))
      return &classes[i];
  }
  return NULL;
}

/* \d \s \w and their opposites; false when the letter is none of them. */
static bool add_escape_class(struct set *set, char letter)
{
  static const struct class space = { "s",
                                      3,
                                      { { '\t', '\n' }, { '\f', '\r' }, { ' ', ' ' } } };

  switch (letter) {
  case 'd':
  case 'D': add_class(set, class_named(TEXT("digit")), letter == 'D'); return true;
  case 's':
  case 'S': add_class(set, &space, letter == 'S'); return true;
  case 'w':
  case 'W': add_class(set, class_named(TEXT("word")), letter == 'W'); return true;
  default: return false;
  }
}

static int hex_value(char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The character behind a backslash, with `at` on the letter; false after fail. */
static bool parse_escape(struct parser *parser, uint32_t *code)
{
  static const char from[] = "nrtafv", to[] = "\n\r\t\a\f\v";
  const char *start = parser->at - 1, *known;
  int size;

  if (parser->at >= parser->end)
    return fail(parser, "trailing \\", start) != NULL;
  known = memchr(from, *parser->at, sizeof from - 1);
  *code = read_char(parser->at, parser->end, &size);
  if (known)
    *code = (uint32_t)to[known - from];
  parser->at += size;
  if (!known && *code == 'x' && parser->end - parser->at >= 2 &&
      hex_value(parser->at[0]) >= 0 && hex_value(parser->at[1]) >= 0) {
    *code = (uint32_t)(hex_value(parser->at[0]) * 16 + hex_value(parser->at[1]));
    parser->at += 2;
    return true;
  }
  if (!known && (is_word(*code) && *code != '_'))
    return fail_on(parser, "invalid escape sequence", start, parser->at) != NULL;
  return true;
}

/* ---- [...] ---- */

/* [:alpha:] with `at` on its bracket; false when it is none, or after fail. */
static bool parse_named_class(struct parser *parser, struct set *set)
{
  const char *from = parser->at + 2, *close = from;
  const struct class *class;
  bool negated;

  if (parser->end - parser->at < 4 || parser->at[1] != ':')
    return false;
  while (close + 1 < parser->end && !(close[0] == ':' && close[1] == ']'))
    close++;
  if (close + 1 >= parser->end)
    return false;
  negated = *from == '^';
  class = class_named(text_from(from + negated, (size_t)(close - from) - negated));
  if (!class) {
    fail_on(parser, "invalid character class range", parser->at, close + 2);
    return false;
  }
  add_class(set, class, negated);
  parser->at = close + 2;
  return true;
}

static bool parse_set_char(struct parser *parser, uint32_t *code)
{
  int size;

  if (*parser->at == '\\') {
    parser->at++;
    return parse_escape(parser, code);
  }
  *code = read_char(parser->at, parser->end, &size);
  parser->at += size;
  return true;
}

static bool parse_set_range(struct parser *parser, int set)
{
  const char *start = parser->at;
  uint32_t from, to;

  if (!parse_set_char(parser, &from))
    return false;
  to = from;
  if (parser->end - parser->at >= 2 && parser->at[0] == '-' && parser->at[1] != ']') {
    parser->at++;
    if (!parse_set_char(parser, &to))
      return false;
    if (to < from)
      return fail_on(parser, "invalid character class range", start, parser->at) != NULL;
  }
  set_add(&parser->regexp->sets[set], from, to);
  return true;
}

static struct node *parse_set(struct parser *parser)
{
  struct node *node = node_new(parser, NODE_SET);
  const char *start = parser->at++;
  bool first = true;

  node->set = set_new(parser->regexp);
  if (parser->at < parser->end && *parser->at == '^') {
    parser->regexp->sets[node->set].negated = true;
    parser->at++;
  }
  while (parser->at < parser->end && (first || *parser->at != ']')) {
    struct set *set = &parser->regexp->sets[node->set];

    first = false;
    if (*parser->at == '[' && parse_named_class(parser, set))
      continue;
    if (parser->problem->len)
      return NULL;
    if (*parser->at == '\\' && parser->at + 1 < parser->end &&
        add_escape_class(set, parser->at[1])) {
      parser->at += 2;
      continue;
    }
    if (!parse_set_range(parser, node->set))
      return NULL;
  }
  if (parser->at >= parser->end)
    return fail(parser, "missing ]", start);
  parser->at++;
  return node;
}

/* ---- pieces ---- */

static struct node *parse_alternatives(struct parser *parser);

static struct node *parse_group(struct parser *parser)
{
  struct node *node = node_new(parser, NODE_GROUP);

  parser->at++;
  if (parser->regexp->group_count == REGEXP_MOST_GROUPS - 1 ||
      ++parser->depth > MOST_NESTING) {
    buf_add_string(parser->problem, "pattern too large - compile failed");
    return NULL;
  }
  node->group = ++parser->regexp->group_count;
  node->left = parse_alternatives(parser);
  if (!node->left)
    return NULL;
  if (parser->at >= parser->end) {
    buf_add_string(parser->problem, "missing )");
    return NULL;
  }
  parser->at++;
  parser->depth--;
  return node;
}

static struct node *place_node(struct parser *parser, enum place_kind place)
{
  struct node *node = node_new(parser, NODE_PLACE);

  node->place = place;
  return node;
}

static struct node *parse_backslash(struct parser *parser)
{
  char letter = parser->at + 1 < parser->end ? parser->at[1] : '\0';
  struct node *node;
  int set;

  if (letter == 'b' || letter == 'B') {
    parser->at += 2;
    return place_node(parser, letter == 'b' ? PLACE_WORD : PLACE_NO_WORD);
  }
  if (letter && strchr("dDsSwW", letter)) {
    set = set_new(parser->regexp);
    add_escape_class(&parser->regexp->sets[set], letter);
    node = node_new(parser, NODE_SET);
    node->set = set;
    parser->at += 2;
    return node;
  }
  parser->at++;
  node = node_new(parser, NODE_CHAR);
  return parse_escape(parser, &node->code) ? node : NULL;
}

static struct node *parse_atom(struct parser *parser)
{
  struct node *node;
  int size;

  switch (*parser->at) {
  case '(': return parse_group(parser);
  case '[': return parse_set(parser);
  case '\\': return parse_backslash(parser);
  case '.': parser->at++; return node_new(parser, NODE_ANY);
  case '^': parser->at++; return place_node(parser, PLACE_START);
  case '$': parser->at++; return place_node(parser, PLACE_END);
  case '*':
  case '+':
  case '?':
    return fail_on(parser, "no argument for repetition operator", parser->at,
                   parser->at + 1);
  default: break;
  }
  node = node_new(parser, NODE_CHAR);
  node->code = read_char(parser->at, parser->end, &size);
  parser->at += size;
  return node;
}

static const char *read_count(const char *at, const char *end, int *count)
{
  *count = -1;
  for (; at < end && *at >= '0' && *at <= '9'; at++)
    *count = *count > MOST_REPEATS ? *count
                                   : (*count < 0 ? 0 : *count) * 10 + (*at - '0');
  return at;
}

/* {2} {2,} {2,5}; false when the brace is an ordinary character. */
static bool parse_braces(struct parser *parser, int *least, int *most)
{
  const char *at = read_count(parser->at + 1, parser->end, least);

  *most = *least;
  if (*least < 0 || at >= parser->end)
    return false;
  if (*at == ',')
    at = read_count(at + 1, parser->end, most);
  if (at >= parser->end || *at != '}')
    return false;
  parser->at = at + 1;
  return true;
}

static bool parse_repetition(struct parser *parser, int *least, int *most)
{
  char c = parser->at < parser->end ? *parser->at : '\0';

  *least = c == '+';
  *most = c == '?' ? 1 : -1;
  if (c == '*' || c == '+' || c == '?') {
    parser->at++;
    return true;
  }
  return c == '{' && parse_braces(parser, least, most);
}

static struct node *parse_piece(struct parser *parser)
{
  struct node *node = parse_atom(parser);
  const char *start = parser->at;
  int least, most;

  if (!node)
    return NULL;
  while (parse_repetition(parser, &least, &most)) {
    struct node *repeat;

    if (least > MOST_REPEATS || most > MOST_REPEATS || (most >= 0 && most < least))
      return fail_on(parser, "invalid repetition size", start, parser->at);
    repeat = node_pair(parser, NODE_REPEAT, node, NULL);
    repeat->least = least;
    repeat->most = most;
    node = repeat;
    start = parser->at;
  }
  return node;
}

static struct node *parse_sequence(struct parser *parser)
{
  struct node *all = node_new(parser, NODE_EMPTY);

  while (parser->at < parser->end && *parser->at != '|' && *parser->at != ')') {
    struct node *piece = parse_piece(parser);

    if (!piece)
      return NULL;
    all = all->kind == NODE_EMPTY ? piece : node_pair(parser, NODE_CAT, all, piece);
  }
  return all;
}

static struct node *parse_alternatives(struct parser *parser)
{
  struct node *all = parse_sequence(parser);

  while (all && parser->at < parser->end && *parser->at == '|') {
    struct node *other;

    parser->at++;
    other = parse_sequence(parser);
    if (!other)
      return NULL;
    all = node_pair(parser, NODE_ALT, all, other);
  }
  return all;
}

/* ---- steps ---- */

static int add_step(struct regexp *regexp, enum step_kind kind)
{
  if (regexp->step_count == regexp->step_room)
    regexp->steps = grow(regexp->steps, &regexp->step_room, sizeof *regexp->steps);
  regexp->steps[regexp->step_count] = (struct step){ .kind = kind };
  return regexp->step_count++;
}

/* False when the pattern grows too large. */
static bool emit(struct regexp *regexp, const struct node *node);

static bool emit_alternatives(struct regexp *regexp, const struct node *node)
{
  int split = add_step(regexp, STEP_SPLIT), jump;

  regexp->steps[split].first = regexp->step_count;
  if (!emit(regexp, node->left))
    return false;
  jump = add_step(regexp, STEP_JUMP);
  regexp->steps[split].second = regexp->step_count;
  if (!emit(regexp, node->right))
    return false;
  regexp->steps[jump].first = regexp->step_count;
  return true;
}

static bool emit_star(struct regexp *regexp, const struct node *node)
{
  int split = add_step(regexp, STEP_SPLIT), jump;

  regexp->steps[split].first = regexp->step_count;
  if (!emit(regexp, node))
    return false;
  jump = add_step(regexp, STEP_JUMP);
  regexp->steps[jump].first = split;
  regexp->steps[split].second = regexp->step_count;
  return true;
}

static bool emit_repeat(struct regexp *regexp, const struct node *node)
{
  int optional = node->most - node->least, first;

  for (int i = 0; i < node->least; i++) {
    if (!emit(regexp, node->left))
      return false;
  }
  if (node->most < 0)
    return emit_star(regexp, node->left);
  first = regexp->step_count;
  for (int i = 0; i < optional; i++) {
    int split = add_step(regexp, STEP_SPLIT);

    regexp->steps[split].first = regexp->step_count;
    regexp->steps[split].slot = -1; /* Leaves the repetition: its end is set below. */
    if (!emit(regexp, node->left))
      return false;
  }
  for (int i = first; i < regexp->step_count; i++) {
    if (regexp->steps[i].kind == STEP_SPLIT && regexp->steps[i].slot == -1) {
      regexp->steps[i].second = regexp->step_count;
      regexp->steps[i].slot = 0;
    }
  }
  return true;
}

static bool emit_group(struct regexp *regexp, const struct node *node)
{
  int save = add_step(regexp, STEP_SAVE);

  regexp->steps[save].slot = 2 * node->group;
  if (!emit(regexp, node->left))
    return false;
  save = add_step(regexp, STEP_SAVE);
  regexp->steps[save].slot = 2 * node->group + 1;
  return true;
}

static bool emit(struct regexp *regexp, const struct node *node)
{
  int step;

  if (regexp->step_count > MOST_STEPS)
    return false;
  switch (node->kind) {
  case NODE_EMPTY: return true;
  case NODE_CHAR:
    step = add_step(regexp, STEP_CHAR);
    regexp->steps[step].code = regexp->flags & REGEXP_NOCASE ? fold(node->code)
                                                             : node->code;
    return true;
  case NODE_ANY: add_step(regexp, STEP_ANY); return true;
  case NODE_SET:
    step = add_step(regexp, STEP_SET);
    regexp->steps[step].set = node->set;
    return true;
  case NODE_PLACE:
    step = add_step(regexp, STEP_PLACE);
    regexp->steps[step].place = node->place;
    return true;
  case NODE_CAT: return emit(regexp, node->left) && emit(regexp, node->right);
  case NODE_ALT: return emit_alternatives(regexp, node);
  case NODE_REPEAT: return emit_repeat(regexp, node);
  case NODE_GROUP: return emit_group(regexp, node);
  }
  return false;
}

static void threads_init(struct threads *threads, const struct regexp *regexp)
{
  size_t steps = (size_t)regexp->step_count;

  threads->steps = calloc(steps, sizeof *threads->steps);
  threads->slots = calloc(steps * (size_t)regexp->slot_count, sizeof *threads->slots);
  if (!threads->steps || !threads->slots)
    abort();
}

struct regexp *regexp_compile(struct text pattern, int flags, struct buf *problem)
{
  struct regexp *regexp = calloc(1, sizeof *regexp);
  struct parser parser = { pattern.at,  pattern.at + pattern.len,
                           arena_new(), regexp,
                           problem,     0 };
  struct node *tree;

  if (!regexp)
    abort();
  regexp->flags = flags;
  tree = pattern.len <= MOST_STEPS ? parse_alternatives(&parser) : NULL;
  if (pattern.len > MOST_STEPS)
    buf_add_string(problem, "pattern too large - compile failed");
  if (tree && parser.at < parser.end)
    tree = fail(&parser, "unexpected )", pattern.at);
  if (tree && !emit(regexp, tree)) {
    buf_add_string(problem, "pattern too large - compile failed");
    tree = NULL;
  }
  arena_free(parser.arena);
  if (!tree) {
    regexp_free(regexp);
    return NULL;
  }
  add_step(regexp, STEP_MATCH);
  regexp->slot_count = 2 * (regexp->group_count + 1);
  threads_init(&regexp->now, regexp);
  threads_init(&regexp->next, regexp);
  regexp->mark = calloc((size_t)regexp->step_count, sizeof *regexp->mark);
  regexp->scratch = calloc((size_t)regexp->slot_count, sizeof *regexp->scratch);
  if (!regexp->mark || !regexp->scratch)
    abort();
  return regexp;
}

void regexp_free(struct regexp *regexp)
{
  if (!regexp)
    return;
  for (int i = 0; i < regexp->set_count; i++)
    free(regexp->sets[i].ranges);
  free(regexp->sets);
  free(regexp->steps);
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
  return regexp->group_count;
}

/* ---- the machine ---- */

#define NOWHERE SIZE_MAX

struct run {
  struct regexp *regexp;
  struct text text;
  int slots; /* How many are kept: 0 when nobody asks for them. */
};

static bool place_holds(const struct run *run, enum place_kind place, size_t at)
{
  struct text text = run->text;
  bool lines = run->regexp->flags & REGEXP_LINES;
  bool before, after;

  if (place == PLACE_START)
    return at == 0 || (lines && text.at[at - 1] == '\n');
  if (place == PLACE_END)
    return at == text.len || (lines && text.at[at] == '\n');
  before = at > 0 && is_word((unsigned char)text.at[at - 1]);
  after = at < text.len && is_word((unsigned char)text.at[at]);
  return (before != after) == (place == PLACE_WORD);
}

/* Adds a step and all that it leads to without a character, in order of preference. */
static void add_thread(struct run *run, struct threads *threads, int step, size_t at,
                       size_t *slots)
{
  struct regexp *regexp = run->regexp;
  const struct step *here = &regexp->steps[step];
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

static bool takes(const struct regexp *regexp, const struct step *step, uint32_t c)
{
  bool nocase = regexp->flags & REGEXP_NOCASE;

  switch (step->kind) {
  case STEP_CHAR: return step->code == (nocase ? fold(c) : c);
  case STEP_ANY: return c != '\n' || (regexp->flags & REGEXP_DOT_ALL);
  case STEP_SET: return set_has(&regexp->sets[step->set], c, nocase);
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
    const struct step *step = &regexp->steps[regexp->now.steps[i]];
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
  const struct step *first = &regexp->steps[0];
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
      c = read_char(text.at + at, text.at + text.len, &size);
    matched |= step_over(&run, c, size, at, best);
    if (!size)
      break;
    at += (size_t)size;
  }
  for (int i = 0; matched && i <= regexp->group_count; i++) {
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
    uint32_t c = read_char(text.at + at, text.at + text.len, &size);
    struct threads swap;

    next_round(regexp, &regexp->next);
    for (int i = 0; i < regexp->now.count; i++) {
      int step = regexp->now.steps[i];

      if (takes(regexp, &regexp->steps[step], c))
        add_thread(&run, &regexp->next, step + 1, at + (size_t)size, regexp->scratch);
    }
    swap = regexp->now;
    regexp->now = regexp->next;
    regexp->next = swap;
    at += (size_t)size;
  }
  for (int i = 0; at == text.len && i < regexp->now.count; i++) {
    if (regexp->steps[regexp->now.steps[i]].kind == STEP_MATCH)
      return true;
  }
  return false;
}
