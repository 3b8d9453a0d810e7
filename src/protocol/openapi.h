/* openapi.h: what an API has, as rows, and the OpenAPI document that is made of them. */
#ifndef PROTOCOL_OPENAPI_H
#define PROTOCOL_OPENAPI_H

#include "base/buf.h"

/* Rows of one path stand together. Lists of names have blanks between them. */
struct openapi_operation {
  const char *method, *path; /* "get", "/api/queries/{id}/rows" */
  const char *id;            /* What generated clients call it. */
  const char *tag;           /* The group that it is shown in; NULL: none. */
  const char *summary;       /* A sentence, perhaps with more behind it. */
  const char *parameters;    /* Names of components. */
  const char *body;          /* A schema, or a media type ("text/csv"); NULL: none. */
  const char *answers;       /* Status and schema or media type by turns; `-`: no body. */
  bool is_open;              /* Nobody needs to have signed in. */
};

struct openapi_parameter {
  const char *key;  /* The component's name: one name may mean different things. */
  const char *name; /* In the query string, or in braces in the path. */
  bool is_in_path;
  const char *type;
  const char *doc;
};

/* A member of a schema; rows of one schema stand together. The name ends in `?` when the member may be
 * missing, the type when it may be null; a row of NULL is the last. Types: string, integer, number, boolean, any, object, Schema,
 * [items], {values}, =one|other. */
struct openapi_field {
  const char *schema, *name, *type, *doc;
};

struct openapi_status {
  const char *status, *words;
};

/* The member "paths". `always` are parameters that all operations have. Statuses end with a row of NULL. */
void openapi_put_paths(struct buf *out, const struct openapi_operation *operations,
                       int count, const char *always,
                       const struct openapi_status *statuses);
/* The members of components: "parameters", and those of "schemas" alone. */
void openapi_put_parameters(struct buf *out, const struct openapi_parameter *parameters,
                            int count);
void openapi_put_schemas(struct buf *out, const struct openapi_field *fields);

/* Takes the first word off a list. */
struct text openapi_next_word(struct text *words);
/* What a status means; empty when no row says it. */
const char *openapi_status_words(const struct openapi_status *statuses,
                                 struct text status);
/* JSON that is written in a C text with ' in the place of ". */
void openapi_put_quoted(struct buf *out, const char *json);

#endif
