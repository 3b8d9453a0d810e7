/* copy_check.h: which records of a COPY's files cannot be loaded, and why. */
#ifndef EXEC_COPY_CHECK_H
#define EXEC_COPY_CHECK_H

#include "exec/copying.h"

/* Reads all files and fills their rejects; those that are asked for get their messages and places:
 * each file's first, or `all`. False when the check itself fails. */
bool copy_check(struct copying *copying, bool all, struct err *err) MUST_CHECK;
/* The error that ends the statement. */
void copy_reject_error(const struct copy_file *file, const struct reject *reject,
                       struct err *err);

#endif
