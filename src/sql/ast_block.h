/* ast_block.h: the tree of a Snowflake Scripting block: DECLARE ... BEGIN ... EXCEPTION ... END.
 *
 * Expressions and SQL statements within are those of ast.h. A variable is a column of one part
 * in an expression of the script, and EXPR_VARIABLE with `yes` (:x) in SQL. */
#ifndef SQL_AST_BLOCK_H
#define SQL_AST_BLOCK_H

#include "sql/ast.h"

struct block {
  struct list declarations; /* struct declaration: of DECLARE */
  struct list body;         /* struct script */
  struct list handlers;     /* struct handler: of EXCEPTION */
};

/* What := and DEFAULT give: an expression, or of a RESULTSET the statement between parentheses.
 * (SELECT ...) for a variable whose kind is not said is an expression. */
struct script_value {
  struct expr *expr;
  struct statement *statement;
  bool async; /* ASYNC (statement) */
};

enum declaration_kind {
  DECLARE_VARIABLE,  /* type, value; either may be NULL */
  DECLARE_CURSOR,    /* query, or of: a RESULTSET's name */
  DECLARE_RESULTSET, /* value, perhaps NULL */
  DECLARE_EXCEPTION, /* number and message, NULL when unsaid */
  DECLARE_PROCEDURE  /* routine */
};

/* In DECLARE, and behind LET. */
struct declaration {
  enum declaration_kind kind;
  struct place place;
  struct ident name;
  struct type_name *type;
  struct script_value *value;
  struct query *query;
  struct ident *of;
  struct expr *number, *message;
  struct routine *routine;
};

enum script_kind {
  SCRIPT_SQL,          /* statement; a block within is one too */
  SCRIPT_LET,          /* declaration */
  SCRIPT_ASSIGN,       /* name := value */
  SCRIPT_IF,           /* branches, otherwise */
  SCRIPT_CASE,         /* expr: the operand, NULL without; branches, otherwise */
  SCRIPT_FOR_ROW,      /* FOR name IN expr: a cursor or RESULTSET; body, label */
  SCRIPT_FOR_RANGE,    /* FOR name IN [REVERSE: yes] expr TO last; body, label */
  SCRIPT_WHILE,        /* expr, body, label */
  SCRIPT_REPEAT,       /* body, UNTIL expr, label */
  SCRIPT_LOOP,         /* body, label */
  SCRIPT_BREAK,        /* label; EXIT too */
  SCRIPT_CONTINUE,     /* label; ITERATE too */
  SCRIPT_RETURN,       /* expr */
  SCRIPT_RETURN_TABLE, /* expr: TABLE(...) */
  SCRIPT_RAISE,        /* name; NULL: the exception at hand again */
  SCRIPT_OPEN,         /* name; values: USING, perhaps NULL */
  SCRIPT_FETCH,        /* name; idents: INTO */
  SCRIPT_CLOSE,        /* name */
  SCRIPT_AWAIT,        /* name; NULL: ALL */
  SCRIPT_CANCEL,       /* name */
  SCRIPT_ASYNC,        /* statement, which is not waited for */
  SCRIPT_CALL,         /* expr: SYSTEM$LOG(...) and its like, for what they do */
  SCRIPT_NULL
};

/* One statement of a block. */
struct script {
  enum script_kind kind;
  struct place place;
  struct ident *name, *label;
  struct statement *statement;
  struct declaration *declaration;
  struct script_value *value;
  struct expr *expr, *last;
  bool yes;
  struct list branches;   /* struct branch */
  struct list *otherwise; /* struct script: ELSE */
  struct list body;       /* struct script */
  struct list *values;    /* struct expr */
  struct list *idents;    /* struct ident */
};

struct branch {
  struct expr *condition; /* Of CASE with an operand: the value. */
  struct list body;       /* struct script */
};

struct handler {
  struct list names; /* struct ident; empty: OTHER */
  bool goes_on;      /* CONTINUE, otherwise EXIT */
  struct list body;  /* struct script */
};

#endif
