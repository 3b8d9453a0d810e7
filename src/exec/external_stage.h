/* external_stage.h: from what CREATE STAGE said of an external stage to the place of its files. */
#ifndef EXEC_EXTERNAL_STAGE_H
#define EXEC_EXTERNAL_STAGE_H

#include "catalog/object.h"
#include "session/instance.h"
#include "stage/stage.h"

/* What is said of a stage that is elsewhere; empty: nothing. */
struct external_stage {
  struct text url, integration, endpoint;
  struct text credentials; /* A JSON object of the keys of CREDENTIALS = (...). */
  struct text encryption;  /* As struct stage has it. */
};

struct external_stage external_stage_of(const struct stage *stage);
/* Keys and an integration are not said together. */
bool external_stage_check(const struct external_stage *external,
                          struct err *err) MUST_CHECK;
/* Sets where its files are and how they are shown. An error where the URL, the endpoint or the
 * integration is not to be used, or not any more. */
bool external_stage_place(struct instance *instance, struct arena *arena,
                          const struct external_stage *external,
                          struct stage_place *place, struct err *err) MUST_CHECK;

#endif
