/* create_clauses.h: which clauses CREATE of a kind may have and must have. */
#ifndef SQL_CREATE_CLAUSES_H
#define SQL_CREATE_CLAUSES_H

#include "base/text.h"

enum create_clause {
  CLAUSE_COLUMNS = 1 << 0,    /* (columns, constraints) */
  CLAUSE_QUERY = 1 << 1,      /* AS query */
  CLAUSE_LIKE = 1 << 2,       /* LIKE name */
  CLAUSE_CLONE = 1 << 3,      /* CLONE name: stands for all that must be there */
  CLAUSE_CLUSTER = 1 << 4,    /* CLUSTER BY */
  CLAUSE_PARTITION = 1 << 5,  /* PARTITION BY */
  CLAUSE_TEMPLATE = 1 << 6,   /* USING TEMPLATE */
  CLAUSE_FROM = 1 << 7,       /* FROM SHARE name */
  CLAUSE_ON = 1 << 8,         /* ON TABLE name */
  CLAUSE_AFTER = 1 << 9,      /* AFTER names */
  CLAUSE_WHEN = 1 << 10,      /* WHEN condition */
  CLAUSE_CONDITION = 1 << 11, /* IF (EXISTS (statement)) THEN */
  CLAUSE_BODY = 1 << 12,      /* AS statement */
  CLAUSE_EXECUTE = 1 << 13,   /* EXECUTE AS USER name */
  CLAUSE_RULE = 1 << 14,      /* AS (arguments) RETURNS type -> expression */
  CLAUSE_ALLOWED = 1 << 15,   /* ALLOWED_VALUES */
  CLAUSE_TRIGGERS = 1 << 16,  /* TRIGGERS ON 75 PERCENT DO NOTIFY */
  CLAUSE_SEMANTIC = 1 << 17,  /* TABLES (...), METRICS (...) */
  CLAUSE_LANGUAGE = 1 << 18,  /* LANGUAGE PYTHON, without an equals sign */
  CLAUSE_WORDS = 1 << 19      /* What is kept as text. */
};

struct create_clauses {
  const char *kind;
  unsigned may, must;
};

/* The row of a kind of object; kinds without one take options alone. */
const struct create_clauses *create_clauses_of(struct text kind);

#endif
