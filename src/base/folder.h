/* folder.h: folders with all that is in them. */
#ifndef BASE_FOLDER_H
#define BASE_FOLDER_H

#include "base/err.h"

/* Removes a folder, or a file, and what is in it; links are removed and not followed. What is not there is no
 * error. As much goes as can; the error says what the first was that could not. */
bool folder_remove(const char *path, struct err *err) MUST_CHECK;

#endif
