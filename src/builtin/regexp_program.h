/* regexp_program.h: a pattern's tree as steps for the machine. */
#ifndef BUILTIN_REGEXP_PROGRAM_H
#define BUILTIN_REGEXP_PROGRAM_H

#include "builtin/regexp_tree.h"

enum regexp_step_kind {
  STEP_CHAR,
  STEP_ANY,
  STEP_SET,
  STEP_PLACE,
  STEP_SPLIT,
  STEP_JUMP,
  STEP_SAVE,
  STEP_MATCH
};

struct regexp_step {
  enum regexp_step_kind kind;
  uint32_t code;
  int set;
  enum regexp_place place;
  int first, second; /* STEP_SPLIT in order of preference; STEP_JUMP */
  int slot;
};

struct regexp_program {
  bool nocase; /* Characters of steps are small letters. */
  struct regexp_step *steps;
  int count, room;
};

/* The last step is STEP_MATCH. False when the pattern grows too large. */
bool regexp_program_make(const struct regexp_tree *tree, bool nocase,
                         struct regexp_program *program);
void regexp_program_clear(struct regexp_program *program);

#endif
