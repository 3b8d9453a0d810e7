/* err.c: the one error type. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct error_row {
  int number;
  const char *state;
};

static const struct error_row rows[] = {
#define ERR(name, number, state) { number, state },
#include "base/errors.def"
#undef ERR
};

void err_clear(struct err *err)
{
  err->code = ERR_NONE;
  err->line = 0;
  err->column = 0;
  err->message[0] = '\0';
  memcpy(err->sqlstate, "00000", 6);
}

/* A cut in the middle of a character would make the message bad UTF-8. */
static void end_at_character(char *message)
{
  size_t len = strlen(message);

  if (len < ERR_MESSAGE_SIZE - 1)
    return;
  while (len && ((unsigned char)message[len - 1] & 0xC0) == 0x80)
    len--;
  if (len && (unsigned char)message[len - 1] >= 0xC0)
    len--;
  message[len] = '\0';
}

static void fill(struct err *err, enum err_code code, size_t from, const char *format,
                 va_list list)
{
  err->code = code;
  memcpy(err->sqlstate, rows[code].state, 6);
  vsnprintf(err->message + from, sizeof err->message - from, format, list);
  end_at_character(err->message);
}

bool err_set(struct err *err, enum err_code code, const char *format, ...)
{
  va_list list;

  err->line = 0;
  err->column = 0;
  va_start(list, format);
  fill(err, code, 0, format, list);
  va_end(list);
  return false;
}

bool err_set_at(struct err *err, int line, int column, enum err_code code,
                const char *format, ...)
{
  va_list list;
  int from = snprintf(err->message, sizeof err->message,
                      "SQL compilation error: error line %d at position %d\n", line,
                      column);

  err->line = line;
  err->column = column;
  va_start(list, format);
  fill(err, code, (size_t)from, format, list);
  va_end(list);
  return false;
}

bool err_set_state(struct err *err, const char *sqlstate)
{
  snprintf(err->sqlstate, sizeof err->sqlstate, "%.5s", sqlstate);
  return false;
}

bool err_is_set(const struct err *err)
{
  return err->code != ERR_NONE;
}

bool err_forgive(struct err *err, enum err_code code)
{
  if (err->code != code)
    return false;
  err_clear(err);
  return true;
}

int err_number(enum err_code code)
{
  return rows[code].number;
}

const char *err_state(enum err_code code)
{
  return rows[code].state;
}

enum err_code err_code_of(int number)
{
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (rows[i].number == number)
      return (enum err_code)i;
  return ERR_INTERNAL;
}
