/* form.h: forms that browsers and OAuth clients send: application/x-www-form-urlencoded. */
#ifndef WIRE_FORM_H
#define WIRE_FORM_H

#include "wire/call.h"

/* A decoded value of a form; at NULL when it is not there, or is no UTF-8. */
struct text form_find(struct arena *arena, struct text form, const char *name);
/* The same of the request's body. */
struct text form_value(const struct call *call, const char *name);
/* Name and password of `Authorization: Basic`, decoded, as OAuth encodes them. False: there is none. */
bool form_basic(struct arena *arena, struct text header, struct text *name,
                struct text *password);

#endif
