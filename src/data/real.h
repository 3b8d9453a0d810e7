/* real.h: doubles as Snowflake reads and prints them. */
#ifndef DATA_REAL_H
#define DATA_REAL_H

#include "base/text.h"

#define REAL_TEXT_SIZE 40

enum real_parse { REAL_OK, REAL_NOT_A_NUMBER, REAL_OUT_OF_RANGE };

/* A decimal number, "inf", "infinity" or "nan" with a sign, any case, blanks around it. */
enum real_parse real_parse(struct text text, double *value);
/* The shortest digits (15 to 17 of them) that read back as the same value: "1", "0.1", "1e+20",
 * "inf", "-inf", "NaN"; returns the length. */
size_t real_print(double value, char out[REAL_TEXT_SIZE]);
/* The same of a float: the digits that read back as it in four bytes. */
size_t real_print_float(float value, char out[REAL_TEXT_SIZE]);
/* As a number inside a VARIANT: "1.500000000000000e+00". */
size_t real_print_scientific(double value, char out[REAL_TEXT_SIZE]);

#endif
