/* parser.h: what all that reads SQL by the grammar shares: the tokens, and runs of the grammar.
 *
 * A run takes one thing (a statement, an expression ...). Runs nest: the body of a task is read
 * while the grammar waits for it. Errors are set in `build`, once; then every run gives NULL. */
#ifndef SQL_PARSER_H
#define SQL_PARSER_H

#include "sql/build.h"
#include "sql/head.h"

/* Deepest nesting of parentheses, subqueries, operators and blocks. */
#define PARSER_DEPTH_MOST 1000
#define PARSER_AHEAD_MOST 4 /* Tokens; a power of two. */

/* What belongs to the run at hand. */
struct grammar_run {
  void *machine; /* The grammar's. */
  bool open;     /* Ends before the first token that the grammar refuses. */
  int previous, before_previous; /* The kinds of the last two tokens taken. */
  int spans_taken;
  struct head head;
};

struct parser {
  struct build build;
  struct grammar_run run;
  struct lexer lexer;
  struct token ahead[PARSER_AHEAD_MOST]; /* A ring of tokens read and not taken. */
  unsigned first, count;
  int depth; /* Open parentheses, and blocks around. */
  /* Reads a whole statement up to what cannot belong to it: it needs runs, and runs need it. */
  struct statement *(*inner)(struct parser *parser);
};

/* Not so for text that is no SQL at all. */
bool parser_init(struct parser *parser, struct arena *arena, struct text sql,
                 struct err *err);
/* The token that stands `which` places ahead, and taking the next. */
const struct token *parser_peek(struct parser *parser, unsigned which);
struct token parser_take(struct parser *parser);
/* Whether the next token is this word, not quoted. */
bool parser_at(struct parser *parser, const char *word);
/* Reads again from a place. */
void parser_seek(struct parser *parser, struct place place);
/* One level deeper; an error when that is too deep. */
void parser_descend(struct parser *parser);

/* Feeds the grammar from `start` up to a semicolon, ->> or the end, which is taken and left in
 * *end; returns what was made, NULL on failure. `head` is what is known of a statement, or NULL. */
void *parser_run(struct parser *parser, int start, const struct head *head,
                 struct token *end);
/* Up to the first token that cannot belong to it, which is not taken. */
void *parser_run_open(struct parser *parser, int start, const struct head *head);

#endif
