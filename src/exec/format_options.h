/* format_options.h: FILE_FORMAT = (...), FORMAT_NAME = 'f' and the options of CREATE FILE FORMAT,
 * read from a statement. */
#ifndef EXEC_FORMAT_OPTIONS_H
#define EXEC_FORMAT_OPTIONS_H

#include "data/file_format.h"
#include "exec/pipeline.h"

/* Options of a list that says no FORMAT_NAME, onto a format; TYPE, which must be the first that is
 * known, makes it anew. `set` false: their defaults again. */
bool format_options_set(struct run *run, struct file_format *format,
                        const struct list *options, bool set, struct err *err) MUST_CHECK;
/* The named format at a path or in an option's value; takes the read lock. */
bool format_options_named(struct run *run, const struct name *name,
                          struct file_format *format, struct err *err) MUST_CHECK;
/* The name in the value of FORMAT_NAME, which may stand in quotes; NULL with an error. */
const struct name *format_options_name(struct run *run, const struct expr *value,
                                       struct err *err);
/* FILE_FORMAT = (...): what it says replaces `format`, or is set on it when it names neither a type
 * nor a format. Options beside FORMAT_NAME go on top of the named one. */
bool format_options_read(struct run *run, const struct option *option,
                         struct file_format *format, struct err *err) MUST_CHECK;

#endif
