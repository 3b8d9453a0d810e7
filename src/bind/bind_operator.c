/* bind_operator.c: AND, OR, arithmetic, || and the comparison of values and rows.
 *
 * a + b + c ... is a deep tree to the left, thousands of levels when a program wrote it. The
 * engine takes 1000 levels and its time grows with their cube (DuckDB 1.5.5), so that long runs
 * of one operator are emitted flat or in pieces, with the same result. */
#include "bind/binder.h"

#define LONG_RUN 100
#define PIECE 64

/* Snowflake's errors point at the operator. Operators that nobody wrote have no sign. */
static const struct place *sign_of(const struct expr *expr)
{
  return expr->sign.line ? &expr->sign : &expr->place;
}

struct bound_expr *bound_joined(struct binder *binder, enum op op,
                                const struct list *conditions)
{
  struct bound_expr *first = conditions->at[0];

  if (conditions->count == 1)
    return first;
  return bound_template(binder, op == OP_AND ? "($&)" : "($|)", type_of(TYPE_BOOLEAN),
                        &first->place, conditions->count,
                        (struct bound_expr **)conditions->at);
}

static struct bound_expr *bind_logic(struct binder *binder, const struct expr *expr)
{
  struct list terms = { 0 }, bound = { 0 };
  const struct expr *at = expr;

  for (; at->kind == EXPR_OPERATOR && at->op == expr->op; at = at->left)
    list_add(binder->arena, &terms, at->right);
  list_add(binder->arena, &terms, (void *)(uintptr_t)at);
  for (int i = terms.count - 1; i >= 0; i--) {
    struct bound_expr *condition = bind_condition(binder, terms.at[i]);

    if (!condition)
      return NULL;
    list_add(binder->arena, &bound, condition);
  }
  return bound_joined(binder, expr->op, &bound);
}

static struct bound_expr *bind_concat(struct binder *binder, const struct expr *expr,
                                      struct bound_expr *left, struct bound_expr *right)
{
  struct bound_expr **args = ARENA_ARRAY(binder->arena, 2, struct bound_expr *);

  args[0] = left;
  args[1] = right;
  return bind_function(binder, "CONCAT", 2, args, sign_of(expr));
}

struct bound_expr *bind_row_compare(struct binder *binder, enum op op,
                                    const struct list *left, const struct list *right,
                                    const struct place *place)
{
  struct list parts = { 0 };
  struct bound_expr *all;

  if (left->count != right->count) {
    bind_fail(binder, place, ERR_INVALID_TYPES,
              "Row value constructors differ in length");
    return NULL;
  }
  for (int i = 0; i < left->count; i++) {
    struct bound_expr *a = bind_expression(binder, left->at[i]);
    struct bound_expr *b = a ? bind_expression(binder, right->at[i]) : NULL;
    struct bound_expr *one = b ? bind_compare(binder, OP_EQ, a, b, place) : NULL;

    if (!one)
      return NULL;
    list_add(binder->arena, &parts, one);
  }
  all = bound_joined(binder, OP_AND, &parts);
  return op == OP_NE ? bound_template1(binder, "(NOT $1)", type_of(TYPE_BOOLEAN), all)
                     : all;
}

static struct bound_expr *bind_pair(struct binder *binder, const struct expr *expr,
                                    struct bound_expr *left, struct bound_expr *right)
{
  switch (expr->op) {
  case OP_ADD:
  case OP_SUB:
  case OP_MUL:
  case OP_DIV:
  case OP_MOD: return bind_arithmetic(binder, expr->op, left, right, sign_of(expr));
  case OP_CONCAT: return bind_concat(binder, expr, left, right);
  default: return bind_compare(binder, expr->op, left, right, sign_of(expr));
  }
}

/* ---- long runs ---- */

/* base op term op term ...: the operators and the terms bound. */
struct long_run {
  struct binder *binder;
  const struct expr **operators;
  struct bound_expr **terms;
  int count;
};

/* How many of the terms from `at` on are of a kind. */
static int count_of_kind(const struct long_run *run, int at, enum type_kind kind,
                         enum type_kind other)
{
  int count = 0;

  while (at + count < run->count && (run->terms[at + count]->type.kind == kind ||
                                     run->terms[at + count]->type.kind == other))
    count++;
  return count;
}

/* (base + (a - b + c) - (d + e)): sums of NUMBER are exact, so that any grouping gives the same;
 * so does || of texts. */
static struct bound_expr *add_in_pieces(const struct long_run *run, int at, int count,
                                        struct bound_expr *base)
{
  for (int from = at; from < at + count && base; from += PIECE) {
    const struct expr *first = run->operators[from];
    struct bound_expr *piece = run->terms[from];

    for (int i = from + 1; i < from + PIECE && i < at + count && piece; i++) {
      struct expr joint = *run->operators[i];

      if (joint.op != OP_CONCAT)
        joint.op = joint.op == first->op ? OP_ADD : OP_SUB;
      piece = bound_placed(bind_pair(run->binder, &joint, piece, run->terms[i]),
                           &joint.place);
    }
    base = piece ? bound_placed(bind_pair(run->binder, first, base, piece), &first->place)
                 : NULL;
  }
  return base;
}

/* Sums of FLOAT depend on their order: a fold keeps it. */
static struct bound_expr *fold_floats(const struct long_run *run, int at, int count,
                                      struct bound_expr *base)
{
  struct binder *binder = run->binder;
  struct type type = type_of(TYPE_FLOAT);
  struct bound_expr **args = ARENA_ARRAY(binder->arena, (size_t)count + 1,
                                         struct bound_expr *);

  args[0] = base;
  for (int i = 0; i < count; i++) {
    struct bound_expr *term = convert(binder, run->terms[at + i], type,
                                      CAST_MODE_IMPLICIT);

    args[i + 1] = term && run->operators[at + i]->op == OP_SUB
                    ? bound_template1(binder, "(-$1)", type, term)
                    : term;
    if (!args[i + 1])
      return NULL;
  }
  return bound_template(binder, "list_reduce([$*], lambda a, b: a + b)", type,
                        &run->operators[at]->place, count + 1, args);
}

static struct bound_expr *bind_long_run(const struct long_run *run,
                                        struct bound_expr *base)
{
  bool text = run->operators[0]->op == OP_CONCAT;

  for (int at = 0; at < run->count && base;) {
    enum type_kind kind = base->type.kind;
    int same = count_of_kind(run, at, kind, kind), numeric;

    if (text && kind != TYPE_BINARY) {
      for (same = 0;
           at + same < run->count && run->terms[at + same]->type.kind != TYPE_BINARY;)
        same++;
    }
    numeric = kind == TYPE_FLOAT ? count_of_kind(run, at, TYPE_FLOAT, TYPE_NUMBER) : 0;
    if (same > 1 && (text || kind == TYPE_NUMBER)) {
      base = add_in_pieces(run, at, same, base);
      at += same;
    } else if (numeric > 1 && !text) {
      base = fold_floats(run, at, numeric, base);
      at += numeric;
    } else {
      base = bound_placed(
        bind_pair(run->binder, run->operators[at], base, run->terms[at]),
        &run->operators[at]->place);
      at++;
    }
  }
  return base;
}

/* ---- chains ---- */

/* Operators that make runs: + with -, and ||. */
static int run_kind(const struct expr *expr)
{
  return expr->op == OP_ADD || expr->op == OP_SUB ? 1 : expr->op == OP_CONCAT ? 2 : 0;
}

/* How many operators of a chain, from `at` down to 0, make one run. */
static int run_length(const struct list *chain, int at)
{
  int kind = run_kind(chain->at[at]), length = 1;

  while (kind && at - length >= 0 && run_kind(chain->at[at - length]) == kind)
    length++;
  return length;
}

static struct bound_expr *bind_run(struct binder *binder, const struct list *chain,
                                   int at, int length, struct bound_expr *base)
{
  struct long_run run = {
    .binder = binder,
    .operators = ARENA_ARRAY(binder->arena, (size_t)length, const struct expr *),
    .terms = ARENA_ARRAY(binder->arena, (size_t)length, struct bound_expr *),
    .count = length
  };

  for (int i = 0; i < length; i++) {
    run.operators[i] = chain->at[at - i];
    run.terms[i] = bind_expression(binder, run.operators[i]->right);
    if (!run.terms[i])
      return NULL;
  }
  return bind_long_run(&run, base);
}

struct bound_expr *bind_operator(struct binder *binder, const struct expr *expr)
{
  struct list chain = { 0 };
  const struct expr *at = expr;
  struct bound_expr *bound, *right;

  if (expr->op == OP_AND || expr->op == OP_OR)
    return bound_placed(bind_logic(binder, expr), &expr->place);
  if (expr->left->kind == EXPR_ROW && expr->right->kind == EXPR_ROW &&
      (expr->op == OP_EQ || expr->op == OP_NE))
    return bind_row_compare(binder, expr->op, &expr->left->list, &expr->right->list,
                            &expr->place);
  while (at->kind == EXPR_OPERATOR && at->op != OP_AND && at->op != OP_OR) {
    list_add(binder->arena, &chain, (void *)(uintptr_t)at);
    at = at->left;
  }
  bound = bind_expression(binder, at);
  for (int i = chain.count - 1; i >= 0 && bound;) {
    const struct expr *link = chain.at[i];
    int length = run_length(&chain, i);

    if (length > LONG_RUN) {
      bound = bind_run(binder, &chain, i, length, bound);
      i -= length;
      continue;
    }
    right = bind_expression(binder, link->right);
    bound = right ? bound_placed(bind_pair(binder, link, bound, right), &link->place)
                  : NULL;
    i--;
  }
  return bound;
}

struct bound_expr *bind_unary(struct binder *binder, const struct expr *expr)
{
  struct bound_expr *operand;

  if (expr->op == OP_NOT) {
    operand = bind_condition(binder, expr->left);
    return operand ? bound_placed(bound_template1(binder, "(NOT $1)",
                                                  type_of(TYPE_BOOLEAN), operand),
                                  &expr->place)
                   : NULL;
  }
  operand = bind_expression(binder, expr->left);
  if (!operand)
    return NULL;
  if (expr->op == OP_NEG)
    return bind_negate(binder, operand, &expr->place);
  return operand;
}
