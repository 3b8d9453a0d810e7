/* regexp_program.c: the compiler of patterns. */
#include "builtin/regexp_program.h"

#include <stdlib.h>

static void grow(struct regexp_program *program)
{
  program->room = program->room ? program->room * 2 : 16;
  program->steps = realloc(program->steps,
                           (size_t)program->room * sizeof *program->steps);
  if (!program->steps)
    abort();
}

static int add_step(struct regexp_program *program, enum regexp_step_kind kind)
{
  if (program->count == program->room)
    grow(program);
  program->steps[program->count] = (struct regexp_step){ .kind = kind };
  return program->count++;
}

/* False when the pattern grows too large. */
static bool emit(struct regexp_program *program, const struct regexp_node *node);

static bool emit_alternatives(struct regexp_program *program,
                              const struct regexp_node *node)
{
  int split = add_step(program, STEP_SPLIT), jump;

  program->steps[split].first = program->count;
  if (!emit(program, node->left))
    return false;
  jump = add_step(program, STEP_JUMP);
  program->steps[split].second = program->count;
  if (!emit(program, node->right))
    return false;
  program->steps[jump].first = program->count;
  return true;
}

static bool emit_star(struct regexp_program *program, const struct regexp_node *node)
{
  int split = add_step(program, STEP_SPLIT), jump;

  program->steps[split].first = program->count;
  if (!emit(program, node))
    return false;
  jump = add_step(program, STEP_JUMP);
  program->steps[jump].first = split;
  program->steps[split].second = program->count;
  return true;
}

static bool emit_repeat(struct regexp_program *program, const struct regexp_node *node)
{
  int optional = node->most - node->least, first;

  for (int i = 0; i < node->least; i++) {
    if (!emit(program, node->left))
      return false;
  }
  if (node->most < 0)
    return emit_star(program, node->left);
  first = program->count;
  for (int i = 0; i < optional; i++) {
    int split = add_step(program, STEP_SPLIT);

    program->steps[split].first = program->count;
    program->steps[split].slot = -1; /* Leaves the repetition: its end is set below. */
    if (!emit(program, node->left))
      return false;
  }
  for (int i = first; i < program->count; i++) {
    if (program->steps[i].kind == STEP_SPLIT && program->steps[i].slot == -1) {
      program->steps[i].second = program->count;
      program->steps[i].slot = 0;
    }
  }
  return true;
}

static bool emit_group(struct regexp_program *program, const struct regexp_node *node)
{
  int save = add_step(program, STEP_SAVE);

  program->steps[save].slot = 2 * node->group;
  if (!emit(program, node->left))
    return false;
  save = add_step(program, STEP_SAVE);
  program->steps[save].slot = 2 * node->group + 1;
  return true;
}

static bool emit(struct regexp_program *program, const struct regexp_node *node)
{
  int step;

  if (program->count > REGEXP_MOST_STEPS)
    return false;
  switch (node->kind) {
  case NODE_EMPTY: return true;
  case NODE_CHAR:
    step = add_step(program, STEP_CHAR);
    program->steps[step].code = program->nocase ? charset_fold(node->code) : node->code;
    return true;
  case NODE_ANY: add_step(program, STEP_ANY); return true;
  case NODE_SET:
    step = add_step(program, STEP_SET);
    program->steps[step].set = node->set;
    return true;
  case NODE_PLACE:
    step = add_step(program, STEP_PLACE);
    program->steps[step].place = node->place;
    return true;
  case NODE_CAT: return emit(program, node->left) && emit(program, node->right);
  case NODE_ALT: return emit_alternatives(program, node);
  case NODE_REPEAT: return emit_repeat(program, node);
  case NODE_GROUP: return emit_group(program, node);
  }
  return false;
}

bool regexp_program_make(const struct regexp_tree *tree, bool nocase,
                         struct regexp_program *program)
{
  *program = (struct regexp_program){ .nocase = nocase };
  if (!emit(program, tree->root))
    return false;
  add_step(program, STEP_MATCH);
  return true;
}

void regexp_program_clear(struct regexp_program *program)
{
  free(program->steps);
  *program = (struct regexp_program){ 0 };
}
