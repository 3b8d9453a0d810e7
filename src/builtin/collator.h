/* collator.h: texts as a collation sees them: as keys that compare bytewise, and as a row of weights
 * in which parts can be looked for. ICU's collators do the work. */
#ifndef BUILTIN_COLLATOR_H
#define BUILTIN_COLLATOR_H

#include "base/buf.h"
#include "data/collation.h"

struct collator;

/* To be given back. Collators are kept, and threads share them. NULL with an error. */
struct collator *collator_take(struct text spec, struct err *err) MUST_CHECK;
void collator_give(struct collator *collator);

/* Room that is used again from text to text; zeroed at first. */
struct collator_room {
  struct buf wide, cased;
};
void collator_room_clear(struct collator_room *room);

/* What two texts compare by: equal for texts that the collation takes for equal. */
bool collator_key(const struct collator *collator, struct text text,
                  struct collator_room *room, struct buf *key,
                  struct err *err) MUST_CHECK;

/* One weight of a text: of a letter, of a part of one (an accent, the second s of a sharp s). */
struct element {
  uint32_t weight;
  uint32_t from, to; /* The bytes of the text that it stands for. */
  bool
    begins; /* A letter, in the widest sense: what is found may begin here and end before. */
};

struct elements {
  struct element *at;
  size_t count, room;
};

/* Without the blanks that the collation trims. */
struct text collator_trimmed(const struct collator *collator, struct text text);
/* What the collation ignores has no element; nothing is trimmed. */
bool collator_elements(const struct collator *collator, struct text text,
                       struct collator_room *room, struct elements *elements,
                       struct err *err) MUST_CHECK;
void elements_clear(struct elements *elements);
void elements_append(struct elements *elements, const struct elements *more);
/* The end of the letter that begins at an element. */
size_t elements_letter_end(const struct elements *elements, size_t from);
/* Whether `piece` stands at an element, as whole letters. */
bool elements_match(const struct elements *text, size_t at, const struct element *piece,
                    size_t count);

#endif
