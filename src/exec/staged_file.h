/* staged_file.h: files of stages by names and URLs that are known only while a statement runs. */
#ifndef EXEC_STAGED_FILE_H
#define EXEC_STAGED_FILE_H

#include "engine/engine_function.h"
#include "session/instance.h"
#include "stage/stage.h"

/* As they are stored. */
struct staged_name {
  struct text database, schema, stage;
  uint64_t session_id; /* Whose temporary stages count, too; 0: nobody's. */
};

/* The place of a named stage, or of one by its number as text. Takes the catalog's read lock.
 * ERR_NO_OBJECT. */
bool staged_place_by_name(struct instance *instance, struct arena *arena,
                          const struct staged_name *name, struct stage_place *place,
                          struct err *err) MUST_CHECK;
bool staged_place_by_number(struct instance *instance, struct arena *arena,
                            struct text number, struct stage_place *place,
                            struct err *err) MUST_CHECK;

/* Who asks for a file by its name or URL, and where. */
struct staged_asker {
  struct instance *instance;
  struct arena *arena;
  struct staged_name current; /* The session's database and schema; no stage. */
  struct text user;
};
/* The place of '@stage/path' or of a URL of BUILD_STAGE_FILE_URL or BUILD_SCOPED_FILE_URL, and the path there;
 * whether there is such a file is not looked at. */
bool staged_file_locate(const struct staged_asker *asker, struct text written,
                        struct stage_place *place, struct text *path,
                        struct err *err) MUST_CHECK;
/* "Remote file 'x' was not found. ..."; always false. */
bool staged_file_missing(struct text written, struct err *err);

/* For the engine: sg_file($(SESSION), <'@stage/path' or a URL>, <mode>) makes a FILE of a file that is there,
 * sg_file_said($(SESSION), <OBJECT or VARIANT>, <mode>) of what is said of one. Mode 0 fails, 1 gives NULL. */
extern const struct engine_function_row staged_file_rows[];
extern const int staged_file_count;
bool staged_file_register(struct engine_connection *connection, struct instance *instance,
                          struct err *err) MUST_CHECK;

#endif
