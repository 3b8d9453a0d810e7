/* regexp_tree.c: the parser of patterns. */
#include "builtin/regexp_tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/hex.h"

#define MOST_REPEATS 1000
#define MOST_NESTING 500

struct parser {
  const char *at, *end;
  struct arena *arena;
  struct regexp_tree *tree;
  struct buf *problem;
  int depth;
};

static struct regexp_node *fail(struct parser *parser, const char *words,
                                const char *from)
{
  size_t len = (size_t)(parser->end - from);

  if (!parser->problem->len)
    buf_printf(parser->problem, "%s: %.*s", words, (int)len, from);
  return NULL;
}

static struct regexp_node *fail_on(struct parser *parser, const char *words,
                                   const char *from, const char *to)
{
  if (!parser->problem->len)
    buf_printf(parser->problem, "%s: %.*s", words, (int)(to - from), from);
  return NULL;
}

static struct regexp_node *node_new(struct parser *parser, enum regexp_node_kind kind)
{
  struct regexp_node *node = ARENA_NEW(parser->arena, struct regexp_node);

  node->kind = kind;
  return node;
}

static struct regexp_node *node_pair(struct parser *parser, enum regexp_node_kind kind,
                                     struct regexp_node *left, struct regexp_node *right)
{
  struct regexp_node *node = node_new(parser, kind);

  node->left = left;
  node->right = right;
  return node;
}

static int set_new(struct regexp_tree *tree)
{
  if (tree->set_count == tree->set_room) {
    tree->set_room = tree->set_room ? tree->set_room * 2 : 16;
    tree->sets = realloc(tree->sets, (size_t)tree->set_room * sizeof *tree->sets);
    if (!tree->sets)
      abort();
  }
  tree->sets[tree->set_count] = (struct charset){ 0 };
  return tree->set_count++;
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
  *code = charset_read_char(parser->at, parser->end, &size);
  if (known)
    *code = (uint32_t)to[known - from];
  parser->at += size;
  if (!known && *code == 'x' && parser->end - parser->at >= 2 &&
      hex_digit(parser->at[0]) >= 0 && hex_digit(parser->at[1]) >= 0) {
    *code = (uint32_t)(hex_digit(parser->at[0]) * 16 + hex_digit(parser->at[1]));
    parser->at += 2;
    return true;
  }
  if (!known && (charset_is_word(*code) && *code != '_'))
    return fail_on(parser, "invalid escape sequence", start, parser->at) != NULL;
  return true;
}

/* ---- [...] ---- */

/* [:alpha:] with `at` on its bracket; false when it is none, or after fail. */
static bool parse_named_class(struct parser *parser, struct charset *set)
{
  const char *from = parser->at + 2, *close = from;
  bool negated;

  if (parser->end - parser->at < 4 || parser->at[1] != ':')
    return false;
  while (close + 1 < parser->end && !(close[0] == ':' && close[1] == ']'))
    close++;
  if (close + 1 >= parser->end)
    return false;
  negated = *from == '^';
  if (!charset_add_class(set, text_from(from + negated, (size_t)(close - from) - negated),
                         negated)) {
    fail_on(parser, "invalid character class range", parser->at, close + 2);
    return false;
  }
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
  *code = charset_read_char(parser->at, parser->end, &size);
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
  charset_add(&parser->tree->sets[set], from, to);
  return true;
}

static struct regexp_node *parse_set(struct parser *parser)
{
  struct regexp_node *node = node_new(parser, NODE_SET);
  const char *start = parser->at++;
  bool first = true;

  node->set = set_new(parser->tree);
  if (parser->at < parser->end && *parser->at == '^') {
    parser->tree->sets[node->set].negated = true;
    parser->at++;
  }
  while (parser->at < parser->end && (first || *parser->at != ']')) {
    struct charset *set = &parser->tree->sets[node->set];

    first = false;
    if (*parser->at == '[' && parse_named_class(parser, set))
      continue;
    if (parser->problem->len)
      return NULL;
    if (*parser->at == '\\' && parser->at + 1 < parser->end &&
        charset_add_letter(set, parser->at[1])) {
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

static struct regexp_node *parse_alternatives(struct parser *parser);

static struct regexp_node *parse_group(struct parser *parser)
{
  struct regexp_node *node = node_new(parser, NODE_GROUP);

  parser->at++;
  if (parser->tree->group_count == REGEXP_MOST_GROUPS - 1 ||
      ++parser->depth > MOST_NESTING) {
    buf_add_string(parser->problem, "pattern too large - compile failed");
    return NULL;
  }
  node->group = ++parser->tree->group_count;
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

static struct regexp_node *place_node(struct parser *parser, enum regexp_place place)
{
  struct regexp_node *node = node_new(parser, NODE_PLACE);

  node->place = place;
  return node;
}

static struct regexp_node *parse_backslash(struct parser *parser)
{
  char letter = parser->at + 1 < parser->end ? parser->at[1] : '\0';
  struct regexp_node *node;
  int set;

  if (letter == 'b' || letter == 'B') {
    parser->at += 2;
    return place_node(parser, letter == 'b' ? PLACE_WORD : PLACE_NO_WORD);
  }
  if (letter && strchr("dDsSwW", letter)) {
    set = set_new(parser->tree);
    charset_add_letter(&parser->tree->sets[set], letter);
    node = node_new(parser, NODE_SET);
    node->set = set;
    parser->at += 2;
    return node;
  }
  parser->at++;
  node = node_new(parser, NODE_CHAR);
  return parse_escape(parser, &node->code) ? node : NULL;
}

static struct regexp_node *parse_atom(struct parser *parser)
{
  struct regexp_node *node;
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
  node->code = charset_read_char(parser->at, parser->end, &size);
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

static struct regexp_node *parse_piece(struct parser *parser)
{
  struct regexp_node *node = parse_atom(parser);
  const char *start = parser->at;
  int least, most;

  if (!node)
    return NULL;
  while (parse_repetition(parser, &least, &most)) {
    struct regexp_node *repeat;

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

static struct regexp_node *parse_sequence(struct parser *parser)
{
  struct regexp_node *all = node_new(parser, NODE_EMPTY);

  while (parser->at < parser->end && *parser->at != '|' && *parser->at != ')') {
    struct regexp_node *piece = parse_piece(parser);

    if (!piece)
      return NULL;
    all = all->kind == NODE_EMPTY ? piece : node_pair(parser, NODE_CAT, all, piece);
  }
  return all;
}

static struct regexp_node *parse_alternatives(struct parser *parser)
{
  struct regexp_node *all = parse_sequence(parser);

  while (all && parser->at < parser->end && *parser->at == '|') {
    struct regexp_node *other;

    parser->at++;
    other = parse_sequence(parser);
    if (!other)
      return NULL;
    all = node_pair(parser, NODE_ALT, all, other);
  }
  return all;
}

bool regexp_tree_parse(struct arena *arena, struct text pattern, struct regexp_tree *tree,
                       struct buf *problem)
{
  struct parser parser = {
    pattern.at, pattern.at + pattern.len, arena, tree, problem, 0
  };

  *tree = (struct regexp_tree){ 0 };
  if (pattern.len > REGEXP_MOST_STEPS) {
    buf_add_string(problem, "pattern too large - compile failed");
    return false;
  }
  tree->root = parse_alternatives(&parser);
  if (tree->root && parser.at < parser.end)
    tree->root = fail(&parser, "unexpected )", pattern.at);
  return tree->root;
}

void regexp_tree_clear(struct regexp_tree *tree)
{
  for (int i = 0; i < tree->set_count; i++)
    free(tree->sets[i].ranges);
  free(tree->sets);
  *tree = (struct regexp_tree){ 0 };
}
