/* grammar.y: Snowflake's SQL, thin: every action calls a named constructor.
 *
 * parse.c feeds it one statement at a time. The first token is a START_ token that says what is
 * wanted. Which words are keywords where they stand is settled before they come here
 * (keywords.def, token_kind in parse.c). Some tokens never come from the lexer: KIND (the words
 * of an object's kind), WORDS (words kept as text), and those that kind_in_company makes.
 *
 * A keyword that is not reserved arrives as ID where no rule wants it (grammar_takes, below). */
%include {
#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "sql/build.h"
#include "sql/build_create.h"
#include "sql/build_ddl.h"
#include "sql/build_expr.h"
#include "sql/build_other.h"
#include "sql/build_query.h"
#include "sql/build_routine.h"
#include "sql/build_semantic.h"
#include "sql/build_statement.h"
#include "sql/create_clauses.h"
#include "sql/grammar.h"

#define YYNOERRORRECOVERY 1
}
%name grammar
%token_prefix TK_
%token_type {struct token}
%extra_argument {struct build *b}
%stack_size 16000
%syntax_error { (void)yymajor; build_syntax_error(b, &yyminor); }
%stack_overflow { build_too_complex(b); }
%code {
/* Whether the machine would take a token of this kind now. It runs through the reductions that
 * come first, on states alone. (Lemon's %fallback does not look so far: where reducing is what a
 * state does by default, it would take LIMIT for the alias of the table before it.) */
bool grammar_takes(const void *machine, int kind)
{
  const yyParser *parser = machine;
  const yyStackEntry *top = parser->yytos; /* The stack as far as it is untouched ... */
  YYACTIONTYPE pushed[64];                 /* ... and what was pushed on it. */
  int count = 0;
  YYACTIONTYPE act = top->stateno;

  while (count < 64) {
    int size;

    act = yy_find_shift_action((YYCODETYPE)kind, act);
    if (act < YY_MIN_REDUCE)
      return act <= YY_MAX_SHIFTREDUCE || act == YY_ACCEPT_ACTION;
    act = (YYACTIONTYPE)(act - YY_MIN_REDUCE);
    size = -yyRuleInfoNRhs[act];
    for (; size > 0 && count > 0; size--)
      count--;
    top -= size;
    act = yy_find_reduce_action(count > 0 ? pushed[count - 1] : top->stateno, yyRuleInfoLhs[act]);
    pushed[count++] = act;
  }
  return false;
}
}

%nonassoc LOW.
%left COMMA.
%left UNION EXCEPT.
%left INTERSECT.
%left OR.
%left AND.
%right NOT.
%left IS LIKE ILIKE RLIKE BETWEEN IN EQ NE LT LE GT GE.
%right ESCAPE.
%left PLUS DASH CONCAT.
%left STAR SLASH PERCENT.
%right UMINUS.
%left COLLATE DCOLON COLON LB DOT.
%nonassoc RP.

input ::= START_STATEMENT statement(S).  { b->result = S; }
input ::= START_QUERY query(Q).          { b->result = Q; }
input ::= START_EXPR expr(E).            { b->result = E; }
input ::= START_NAME name(N).            { b->result = N; }
input ::= START_TYPE type(T).            { b->result = T; }
input ::= START_PROCEDURE routine(R) AS STRING|BODY(T). { b->result = build_routine_body(b, R, &T); }

/* ---- names ---- */

%type id {struct ident *}
id(A) ::= ID|QUOTED(T).                  { A = build_ident(b, &T); }

%type ids {struct list *}
ids(A) ::= id(I).                        { A = build_list(b, I); }
ids(A) ::= ids(L) COMMA id(I).           { A = build_append(b, L, I); }

%type name {struct name *}
name(A) ::= id(I).                       { A = build_name(b, I); }
name(A) ::= name(N) DOT id(I).           { A = build_name_part(b, N, I); }
name(A) ::= name(N) DOT DOT id(I).       { A = build_name_public(b, N, I); }
name(A) ::= IDENTIFIER(T) LP expr(E) RP. { A = build_name_dynamic(b, &T, E); }

%type names {struct list *}
names(A) ::= name(N).                    { A = build_list(b, N); }
names(A) ::= names(L) COMMA name(N).     { A = build_append(b, L, N); }

/* ---- types ---- */

%type type {struct type_name *}
type(A) ::= type_base(T).                            { A = build_type_end(b, T); }
type(A) ::= type_base(T) WITH_ZONE ID ID.            { A = build_type_word(b, T, "WITH TIME ZONE"); }
type(A) ::= type_base(T) WITH_LOCAL_ZONE ID ID ID. { A = build_type_word(b, T, "WITH LOCAL TIME ZONE"); }
type(A) ::= type_base(T) WITHOUT ID ID.              { A = build_type_word(b, T, "WITHOUT TIME ZONE"); }
%type type_base {struct type_name *}
type_base(A) ::= type_words(T).                      { A = T; }
type_base(A) ::= type_words(T) LP INTEGER(N) RP.     { A = build_type_size(b, T, &N, NULL); }
type_base(A) ::= type_words(T) LP INTEGER(N) COMMA INTEGER(M) RP. { A = build_type_size(b, T, &N, &M); }
type_base(A) ::= type_words(T) LP type_fields(L) RP. { A = build_type_fields(b, T, L, NULL); }
type_base(A) ::= type_words(T) LP type_fields(L) COMMA INTEGER(N) RP. { A = build_type_fields(b, T, L, &N); }
%type type_words {struct type_name *}
type_words(A) ::= id(I).                             { A = build_type(b, I); }
type_words(A) ::= DOUBLE(T) PRECISION.               { A = build_type_token(b, &T, "DOUBLE"); }
type_words(A) ::= CHAR(T) VARYING.                   { A = build_type_token(b, &T, "VARCHAR"); }
%type type_fields {struct list *}
type_fields(A) ::= type_field(F).                    { A = build_list(b, F); }
type_fields(A) ::= type_fields(L) COMMA type_field(F). { A = build_append(b, L, F); }
%type type_field {struct column_def *}
type_field(A) ::= type(T).                           { A = build_field(b, NULL, T, false); }
type_field(A) ::= type(T) NOT_NULL.                  { A = build_field(b, NULL, T, true); }
type_field(A) ::= id(I) type(T).                     { A = build_member(b, I, T, false); }
type_field(A) ::= id(I) type(T) NOT_NULL.            { A = build_member(b, I, T, true); }
%type types {struct list *}
types(A) ::= type(T).                                { A = build_list(b, T); }
types(A) ::= types(L) COMMA type(T).                 { A = build_append(b, L, T); }

/* ---- expressions ---- */

%type expr {struct expr *}
expr(A) ::= term(E).                                 { A = E; }
expr(A) ::= LP(T) expr(E) RP.                        { A = build_parens(b, &T, E); }
expr(A) ::= LP(T) exprs2(L) RP.                      { A = build_row(b, &T, L); }
expr(A) ::= query_parens(Q). [LOW]                   { A = build_subquery(b, Q); }

expr(A) ::= expr(L) OR(T) expr(R).                   { A = build_operator(b, &T, OP_OR, L, R); }
expr(A) ::= expr(L) AND(T) expr(R).                  { A = build_operator(b, &T, OP_AND, L, R); }
expr(A) ::= NOT(T) expr(E).                          { A = build_unary(b, &T, OP_NOT, E); }
expr(A) ::= NOT_NULL(T).                             { A = build_not_null(b, &T); }
expr(A) ::= expr(L) EQ(T) expr(R).                   { A = build_operator(b, &T, OP_EQ, L, R); }
expr(A) ::= expr(L) NE(T) expr(R).                   { A = build_operator(b, &T, OP_NE, L, R); }
expr(A) ::= expr(L) LT(T) expr(R).                   { A = build_operator(b, &T, OP_LT, L, R); }
expr(A) ::= expr(L) LE(T) expr(R).                   { A = build_operator(b, &T, OP_LE, L, R); }
expr(A) ::= expr(L) GT(T) expr(R).                   { A = build_operator(b, &T, OP_GT, L, R); }
expr(A) ::= expr(L) GE(T) expr(R).                   { A = build_operator(b, &T, OP_GE, L, R); }
expr(A) ::= expr(L) PLUS(T) expr(R).                 { A = build_operator(b, &T, OP_ADD, L, R); }
expr(A) ::= expr(L) DASH(T) expr(R).                 { A = build_operator(b, &T, OP_SUB, L, R); }
expr(A) ::= expr(L) CONCAT(T) expr(R).               { A = build_operator(b, &T, OP_CONCAT, L, R); }
expr(A) ::= expr(L) STAR(T) expr(R).                 { A = build_operator(b, &T, OP_MUL, L, R); }
expr(A) ::= expr(L) SLASH(T) expr(R).                { A = build_operator(b, &T, OP_DIV, L, R); }
expr(A) ::= expr(L) PERCENT(T) expr(R).              { A = build_operator(b, &T, OP_MOD, L, R); }
expr(A) ::= DASH(T) expr(E). [UMINUS]                { A = build_unary(b, &T, OP_NEG, E); }
expr(A) ::= PLUS(T) expr(E). [UMINUS]                { A = build_unary(b, &T, OP_PLUS, E); }
expr(A) ::= PRIOR(T) expr(E). [UMINUS]               { A = build_prefix(b, &T, EXPR_PRIOR, E); }
expr(A) ::= CONNECT_BY_ROOT(T) expr(E). [UMINUS]     { A = build_prefix(b, &T, EXPR_CONNECT_ROOT, E); }

%type comparison {int}
comparison(A) ::= EQ.                                { A = OP_EQ; }
comparison(A) ::= NE.                                { A = OP_NE; }
comparison(A) ::= LT.                                { A = OP_LT; }
comparison(A) ::= LE.                                { A = OP_LE; }
comparison(A) ::= GT.                                { A = OP_GT; }
comparison(A) ::= GE.                                { A = OP_GE; }
expr(A) ::= expr(L) comparison(O) ALL|ANY(T) LP exprs(X) RP. [EQ] { A = build_quantified(b, L, O, &T, X, NULL); }
expr(A) ::= expr(L) comparison(O) ALL|ANY(T) LP query(Q) RP. [EQ] { A = build_quantified(b, L, O, &T, NULL, Q); }

expr(A) ::= expr(L) IS NULL.                         { A = build_is_null(b, L, false); }
expr(A) ::= expr(L) IS NOT_NULL.                     { A = build_is_null(b, L, true); }
expr(A) ::= expr(L) IS TRUE.                         { A = build_is_true(b, L, true, false); }
expr(A) ::= expr(L) IS NOT TRUE. [IS]                { A = build_is_true(b, L, true, true); }
expr(A) ::= expr(L) IS FALSE.                        { A = build_is_true(b, L, false, false); }
expr(A) ::= expr(L) IS NOT FALSE. [IS]               { A = build_is_true(b, L, false, true); }
expr(A) ::= expr(L) IS DISTINCT FROM expr(R). [IS]   { A = build_is_distinct(b, L, R, false); }
expr(A) ::= expr(L) IS NOT DISTINCT FROM expr(R). [IS] { A = build_is_distinct(b, L, R, true); }

expr(A) ::= expr(L) BETWEEN expr(X) AND expr(Y). [BETWEEN]     { A = build_between(b, L, X, Y, false); }
expr(A) ::= expr(L) NOT BETWEEN expr(X) AND expr(Y). [BETWEEN] { A = build_between(b, L, X, Y, true); }

expr(A) ::= expr(L) IN LP exprs(X) RP. [IN]          { A = build_in(b, L, X, NULL, false); }
expr(A) ::= expr(L) IN LP query(Q) RP. [IN]          { A = build_in(b, L, NULL, Q, false); }
expr(A) ::= expr(L) NOT IN LP exprs(X) RP. [IN]      { A = build_in(b, L, X, NULL, true); }
expr(A) ::= expr(L) NOT IN LP query(Q) RP. [IN]      { A = build_in(b, L, NULL, Q, true); }
expr(A) ::= expr(L) IN term(X). [IN]                 { A = build_in_bare(b, L, X); }

expr(A) ::= expr(L) like(O) expr(R). [LIKE]              { A = build_like(b, L, O, R, NULL, false); }
expr(A) ::= expr(L) like(O) expr(R) ESCAPE expr(E). [LIKE] { A = build_like(b, L, O, R, E, false); }
expr(A) ::= expr(L) NOT like(O) expr(R). [LIKE]          { A = build_like(b, L, O, R, NULL, true); }
expr(A) ::= expr(L) NOT like(O) expr(R) ESCAPE expr(E). [LIKE] { A = build_like(b, L, O, R, E, true); }
expr(A) ::= expr(L) like(O) ALL|ANY(T) LP exprs(X) RP. [LIKE]  { A = build_like_any(b, L, O, &T, X, NULL, false); }
expr(A) ::= expr(L) like(O) ALL|ANY(T) LP exprs(X) RP ESCAPE expr(E). [LIKE] { A = build_like_any(b, L, O, &T, X, E, false); }
expr(A) ::= expr(L) NOT like(O) ALL|ANY(T) LP exprs(X) RP. [LIKE] { A = build_like_any(b, L, O, &T, X, NULL, true); }
expr(A) ::= expr(L) NOT like(O) ALL|ANY(T) LP exprs(X) RP ESCAPE expr(E). [LIKE] { A = build_like_any(b, L, O, &T, X, E, true); }
%type like {int}
like(A) ::= LIKE.                                    { A = OP_LIKE; }
like(A) ::= ILIKE.                                   { A = OP_ILIKE; }
like(A) ::= RLIKE.                                   { A = OP_RLIKE; }

expr(A) ::= expr(E) COLLATE STRING(T).               { A = build_collate(b, E, &T); }
expr(A) ::= expr(E) DCOLON(C) type(T).               { A = build_cast_sign(b, &C, E, T); }
expr(A) ::= path(P).                                 { A = P; }
%type path {struct expr *}
path(A) ::= expr(E) COLON(T) id(I).                  { A = build_path_name(b, &T, E, I); }
path(A) ::= expr(E) LB(T) expr(I) RB.                { A = build_path_index(b, &T, E, I); }
path(A) ::= path(P) DOT(T) id(I).                    { A = build_path_name(b, &T, P, I); }

/* What begins with its own word or sign, so that IN may stand before it. */
%type term {struct expr *}
term(A) ::= NULL(T).                                 { A = build_literal(b, &T, EXPR_NULL); }
term(A) ::= TRUE(T).                                 { A = build_boolean(b, &T, true); }
term(A) ::= FALSE(T).                                { A = build_boolean(b, &T, false); }
term(A) ::= INTEGER|NUMBER(T).                       { A = build_literal(b, &T, EXPR_NUMBER); }
term(A) ::= STRING(T).                               { A = build_string(b, &T); }
term(A) ::= STAGE(T).                                { A = build_literal(b, &T, EXPR_STRING); }
term(A) ::= BINARY(T).                               { A = build_binary(b, &T); }
term(A) ::= TYPED(T) STRING(S).                      { A = build_datetime(b, &T, &S); }
term(A) ::= INTERVAL(T) STRING(S).                   { A = build_interval(b, &T, &S); }
term(A) ::= LC(T) id(I) term(E) RC.                  { A = build_escape(b, &T, I, E); }
term(A) ::= POSITION(T).                             { A = build_position(b, NULL, &T); }
term(A) ::= name(N) DOT POSITION(T).                 { A = build_position(b, N, &T); }
term(A) ::= VARIABLE(T).                             { A = build_variable(b, &T); }
term(A) ::= QMARK(T).                                { A = build_bind(b, &T); }
term(A) ::= COLON(T) INTEGER(N).                     { A = build_bind_number(b, &T, &N); }
term(A) ::= COLON(T) id(I).                          { A = build_bind_name(b, &T, I); }
term(A) ::= name(N).                                 { A = build_column(b, N); }
term(A) ::= name(N) LP PLUS RP.                      { A = build_outer_join(b, N); }
term(A) ::= call_over(E).                            { A = E; }
term(A) ::= NILADIC(T).                              { A = build_niladic(b, &T, NULL); }
term(A) ::= NILADIC(T) LP call_args(C) RP.           { A = build_niladic(b, &T, C); }
term(A) ::= LIKE|ILIKE|RLIKE|INSERT(T) LP call_args(C) RP. { A = build_niladic(b, &T, C); }
term(A) ::= CAST(T) LP expr(E) AS type(Y) RP.        { A = build_cast(b, T.place, E, Y, false); }
term(A) ::= CAST(T) LP expr(E) AS type(Y) field_changes(M) RP. { A = build_cast_fields(b, T.place, E, Y, M); }
term(A) ::= TRY_CAST(T) LP expr(E) AS type(Y) RP.    { A = build_cast(b, T.place, E, Y, true); }
term(A) ::= EXTRACT(T) LP expr(P) FROM expr(E) RP.   { A = build_extract(b, &T, build_append(b, build_list(b, P), E)); }
term(A) ::= EXTRACT(T) LP args(L) RP.                { A = build_extract(b, &T, L); }
term(A) ::= EXISTS(T) LP query(Q) RP.                { A = build_exists(b, &T, Q); }
term(A) ::= LB(T) RB.                                { A = build_array(b, &T, NULL); }
term(A) ::= LB(T) array_items(L) RB.                 { A = build_array(b, &T, L); }
term(A) ::= LC(T) RC.                                { A = build_object(b, &T, NULL); }
term(A) ::= LC(T) object_items(L) RC.                { A = build_object(b, &T, L); }
term(A) ::= CASE(T) case_operand(E) whens(L) case_else(X) END. { A = build_case(b, &T, E, L, X); }

/* How a cast may change a structured OBJECT's members. */
%type field_changes {int}
field_changes(A) ::= field_change(M).                { A = M; }
field_changes(A) ::= field_changes(M) field_change(N). { A = M | N; }
field_changes(A) ::= field_changes(M) COMMA field_change(N). { A = M | N; }
%type field_change {int}
field_change(A) ::= RENAME FIELDS.                   { A = CAST_RENAMES_FIELDS; }
field_change(A) ::= ADD FIELDS.                      { A = CAST_ADDS_FIELDS; }

%type case_operand {struct expr *}
case_operand(A) ::= .                                { A = NULL; }
case_operand(A) ::= expr(E).                         { A = E; }
%type case_else {struct expr *}
case_else(A) ::= .                                   { A = NULL; }
case_else(A) ::= ELSE expr(E).                       { A = E; }
%type whens {struct list *}
whens(A) ::= when(W).                                { A = build_list(b, W); }
whens(A) ::= whens(L) when(W).                       { A = build_append(b, L, W); }
%type when {struct when *}
when(A) ::= WHEN expr(C) THEN expr(R).               { A = build_when(b, C, R); }

%type array_items {struct list *}
array_items(A) ::= array_item(E).                    { A = build_list(b, E); }
array_items(A) ::= array_items(L) COMMA array_item(E). { A = build_append(b, L, E); }
%type array_item {struct expr *}
array_item(A) ::= expr(E).                           { A = E; }
array_item(A) ::= STAR_STAR(T) term(V).              { A = build_prefix(b, &T, EXPR_SPREAD, V); }

%type object_items {struct list *}
object_items(A) ::= STRING(K) COLON expr(V).         { A = build_object_item(b, NULL, &K, V); }
object_items(A) ::= object_items(L) COMMA STRING(K) COLON expr(V). { A = build_object_item(b, L, &K, V); }
object_items(A) ::= STAR_STAR(T) term(V).            { A = build_object_spread(b, NULL, &T, V); }
object_items(A) ::= object_items(L) COMMA STAR_STAR(T) term(V). { A = build_object_spread(b, L, &T, V); }
object_items(A) ::= star(S).                         { A = build_list(b, build_star_expr(b, S)); }

%type exprs {struct list *}
exprs(A) ::= expr(E).                                { A = build_list(b, E); }
exprs(A) ::= exprs2(L).                              { A = L; }
%type exprs2 {struct list *}
exprs2(A) ::= expr(E) COMMA expr(F).                 { A = build_append(b, build_list(b, E), F); }
exprs2(A) ::= exprs2(L) COMMA expr(F).               { A = build_append(b, L, F); }

%type call_base {struct expr *}
call_base(A) ::= name(N) LP call_args(C) RP.         { A = build_call(b, N, C); }
%type call_within {struct expr *}
call_within(A) ::= call_base(E).                     { A = E; }
call_within(A) ::= call_base(E) WITHIN GROUP LP ORDER BY orders(L) RP. { A = build_call_within(b, E, L); }
%type call_side {struct expr *}
call_side(A) ::= call_within(E).                     { A = E; }
call_side(A) ::= call_within(E) FROM_SIDE FIRST.     { A = build_call_side(b, E, false); }
call_side(A) ::= call_within(E) FROM_SIDE LAST.      { A = build_call_side(b, E, true); }
%type call_nulls {struct expr *}
call_nulls(A) ::= call_side(E).                      { A = E; }
call_nulls(A) ::= call_side(E) IGNORE NULLS.         { A = build_call_nulls(b, E, NULLS_IGNORE); }
call_nulls(A) ::= call_side(E) RESPECT NULLS.        { A = build_call_nulls(b, E, NULLS_RESPECT); }
%type call_over {struct expr *}
call_over(A) ::= call_nulls(E).                      { A = E; }
call_over(A) ::= call_nulls(E) OVER id(I).           { A = build_call_over(b, E, build_window_named(b, I)); }
call_over(A) ::= call_nulls(E) OVER LP window(W) RP. { A = build_call_over(b, E, W); }

%type call_args {struct call *}
call_args(A) ::= .                                   { A = build_args(b, NULL, false, NULLS_UNSAID); }
call_args(A) ::= args(L).                            { A = build_args(b, L, false, NULLS_UNSAID); }
call_args(A) ::= query_bare(Q).                      { A = build_args(b, build_list(b, build_query_argument(b, Q)), false, NULLS_UNSAID); }
call_args(A) ::= ALL args(L).                        { A = build_args(b, L, false, NULLS_UNSAID); }
call_args(A) ::= DISTINCT args(L).                   { A = build_args(b, L, true, NULLS_UNSAID); }
call_args(A) ::= args(L) IGNORE_ARGS NULLS.             { A = build_args(b, L, false, NULLS_IGNORE); }
call_args(A) ::= args(L) RESPECT_ARGS NULLS.            { A = build_args(b, L, false, NULLS_RESPECT); }
%type args {struct list *}
args(A) ::= arg(E).                                  { A = build_list(b, E); }
args(A) ::= args(L) COMMA arg(E).                    { A = build_append(b, L, E); }
%type arg {struct expr *}
arg(A) ::= expr(E).                                  { A = E; }
arg(A) ::= star(S).                                  { A = build_star_expr(b, S); }
arg(A) ::= named_arg(E).                             { A = E; }
arg(A) ::= STAR_STAR(T) expr(E).                     { A = build_prefix(b, &T, EXPR_SPREAD, E); }
arg(A) ::= expr(P) ARROW expr(E).                    { A = build_lambda(b, P, E); }
arg(A) ::= id(I) type(T) ARROW expr(E).              { A = build_lambda_typed(b, I->place, build_list(b, build_field(b, I, T, false)), E); }
arg(A) ::= LP(P) lambda_params(L) RP ARROW expr(E).  { A = build_lambda_typed(b, P.place, L, E); }
%type lambda_params {struct list *}
lambda_params(A) ::= id(I) type(T).                  { A = build_list(b, build_field(b, I, T, false)); }
lambda_params(A) ::= lambda_params(L) COMMA id(I) type(T). { A = build_append(b, L, build_field(b, I, T, false)); }
%type named_arg {struct expr *}
named_arg(A) ::= id(I) FAT_ARROW expr(E).            { A = build_named(b, I, E); }

%type star {struct star_ref}
star(A) ::= STAR(T).                                 { A = build_star(b, T.place, NULL); }
star(A) ::= name(N) DOT STAR.                        { A = build_star(b, N->place, N); }
star(A) ::= star(S) ILIKE STRING(T).                 { A = build_star_ilike(b, S, &T); }
star(A) ::= star(S) EXCLUDE id(I).                   { A = build_star_exclude(b, S, build_list(b, I)); }
star(A) ::= star(S) EXCLUDE LP ids(L) RP.            { A = build_star_exclude(b, S, L); }
star(A) ::= star(S) REPLACE LP replaces(L) RP.       { A = build_star_replace(b, S, L); }
star(A) ::= star(S) RENAME rename(R).                { A = build_star_rename(b, S, build_list(b, R)); }
star(A) ::= star(S) RENAME LP renames(L) RP.         { A = build_star_rename(b, S, L); }
%type replaces {struct list *}
replaces(A) ::= expr(E) AS id(I).                    { A = build_list(b, build_item(b, E, I)); }
replaces(A) ::= replaces(L) COMMA expr(E) AS id(I).  { A = build_append(b, L, build_item(b, E, I)); }
%type renames {struct list *}
renames(A) ::= rename(R).                            { A = build_list(b, R); }
renames(A) ::= renames(L) COMMA rename(R).           { A = build_append(b, L, R); }
%type rename {struct rename *}
rename(A) ::= id(F) AS id(T).                        { A = build_rename(b, F, T); }

%type window {struct window *}
window(A) ::= window_base(W) window_partition(P) window_order(O). { A = build_window(b, W, P, O); }
window(A) ::= window_base(W) window_partition(P) window_order(O) frame_unit(U) frame_bound(F).
  { A = build_window_frame(b, build_window(b, W, P, O), U, F, NULL); }
window(A) ::= window_base(W) window_partition(P) window_order(O) frame_unit(U) BETWEEN frame_bound(F) AND frame_bound(T).
  { A = build_window_frame(b, build_window(b, W, P, O), U, F, T); }
%type window_base {struct ident *}
window_base(A) ::= .                                 { A = NULL; }
window_base(A) ::= id(I).                            { A = I; }
%type window_partition {struct list *}
window_partition(A) ::= .                            { A = NULL; }
window_partition(A) ::= PARTITION BY exprs(L).       { A = build_keys(b, L); }
%type window_order {struct list *}
window_order(A) ::= .                                { A = NULL; }
window_order(A) ::= ORDER BY orders(L).              { A = L; }
%type frame_unit {int}
frame_unit(A) ::= ROWS.                              { A = FRAME_ROWS; }
frame_unit(A) ::= RANGE.                             { A = FRAME_RANGE; }
frame_unit(A) ::= GROUPS.                            { A = FRAME_GROUPS; }
%type frame_bound {struct frame_edge *}
frame_bound(A) ::= UNBOUNDED PRECEDING.              { A = build_frame_edge(b, BOUND_UNBOUNDED_PRECEDING, NULL); }
frame_bound(A) ::= UNBOUNDED FOLLOWING.              { A = build_frame_edge(b, BOUND_UNBOUNDED_FOLLOWING, NULL); }
frame_bound(A) ::= CURRENT ROW.                      { A = build_frame_edge(b, BOUND_CURRENT_ROW, NULL); }
frame_bound(A) ::= expr(E) PRECEDING.                { A = build_frame_edge(b, BOUND_PRECEDING, E); }
frame_bound(A) ::= expr(E) FOLLOWING.                { A = build_frame_edge(b, BOUND_FOLLOWING, E); }

%type orders {struct list *}
orders(A) ::= order(O).                              { A = build_orders(b, NULL, O); }
orders(A) ::= orders(L) COMMA order(O).              { A = build_orders(b, L, O); }
%type order {struct order_item *}
order(A) ::= expr(E) direction(D).                   { A = build_order(b, E, D); }
%type direction {int}
direction(A) ::= way(D).                             { A = D; }
direction(A) ::= way(D) NULLS FIRST.                 { A = D | BUILD_NULLS_FIRST; }
direction(A) ::= way(D) NULLS LAST.                  { A = D | BUILD_NULLS_LAST; }
%type way {int}
way(A) ::= .                                         { A = 0; }
way(A) ::= ASC.                                      { A = 0; }
way(A) ::= DESC.                                     { A = BUILD_DESCENDING; }

/* ---- queries ---- */

%type query {struct query *}
query(A) ::= query_bare(Q).                          { A = Q; }
query(A) ::= query_parens(Q). [RP]                   { A = Q; }
%type query_parens {struct query *}
query_parens(A) ::= LP(T) query_bare(Q) RP.          { A = build_query_parens(b, &T, Q); }
query_parens(A) ::= LP(T) query_parens(Q) RP.        { A = build_query_parens(b, &T, Q); }
%type query_bare {struct query *}
query_bare(A) ::= simple(Q).                         { A = Q; }
query_bare(A) ::= operand(Q) tail(T).                { A = build_query_tail(b, Q, T); }
query_bare(A) ::= with(W) operand(Q).                { A = build_query_with(b, W, Q); }
query_bare(A) ::= with(W) operand(Q) tail(T).        { A = build_query_with(b, W, build_query_tail(b, Q, T)); }
%type operand {struct query *}
operand(A) ::= simple(Q).                            { A = Q; }
operand(A) ::= query_parens(Q). [LOW]                { A = Q; }
%type simple {struct query *}
simple(A) ::= select(Q).                             { A = Q; }
simple(A) ::= values(Q). [RP]                        { A = Q; }
simple(A) ::= operand(L) UNION set_words(W) operand(R). { A = build_set(b, SET_UNION, W, L, R); }
simple(A) ::= operand(L) EXCEPT set_words(W) operand(R). { A = build_set(b, SET_EXCEPT, W, L, R); }
simple(A) ::= operand(L) INTERSECT set_words(W) operand(R). { A = build_set(b, SET_INTERSECT, W, L, R); }
%type set_words {int}
set_words(A) ::= .                                   { A = 0; }
set_words(A) ::= ALL.                                { A = BUILD_SET_ALL; }
set_words(A) ::= DISTINCT.                           { A = 0; }
set_words(A) ::= BY NAME.                            { A = BUILD_SET_BY_NAME; }
set_words(A) ::= ALL BY NAME.                        { A = BUILD_SET_ALL | BUILD_SET_BY_NAME; }
set_words(A) ::= DISTINCT BY NAME.                   { A = BUILD_SET_BY_NAME; }

%type with {struct query *}
with(A) ::= WITH(T) ctes(L).                         { A = build_with(b, &T, L, false); }
with(A) ::= WITH(T) RECURSIVE ctes(L).               { A = build_with(b, &T, L, true); }
%type ctes {struct list *}
ctes(A) ::= cte(C).                                  { A = build_list(b, C); }
ctes(A) ::= ctes(L) COMMA cte(C).                    { A = build_append(b, L, C); }
%type cte {struct cte *}
cte(A) ::= id(I) AS query_parens(Q).                 { A = build_cte(b, I, NULL, Q); }
cte(A) ::= id(I) LP ids(L) RP AS query_parens(Q).    { A = build_cte(b, I, L, Q); }

%type tail {struct query *}
tail(A) ::= order_by(O).                             { A = O; }
tail(A) ::= order_by(O) limit(L).                    { A = build_tail(b, O, L); }
tail(A) ::= limit(L).                                { A = L; }
tail(A) ::= FOR UPDATE lock_wait.                    { A = build_for_update(b, NULL); }
tail(A) ::= tail(T) FOR UPDATE lock_wait.            { A = build_for_update(b, T); }
lock_wait ::= .
lock_wait ::= NOWAIT.
lock_wait ::= WAIT INTEGER.
%type order_by {struct query *}
order_by(A) ::= ORDER BY orders(L).                  { A = build_order_by(b, L); }
order_by(A) ::= ORDER BY ALL direction(D).           { A = build_order_by_all(b, D); }
%type limit {struct query *}
limit(A) ::= LIMIT expr(N).                          { A = build_limit(b, N, NULL); }
limit(A) ::= LIMIT expr(N) OFFSET expr(M) rows_word. { A = build_limit(b, N, M); }
limit(A) ::= OFFSET expr(M) rows_word.               { A = build_limit(b, NULL, M); }
limit(A) ::= OFFSET expr(M) rows_word fetch(N).      { A = build_limit(b, N, M); }
limit(A) ::= fetch(N).                               { A = build_limit(b, N, NULL); }
%type fetch {struct expr *}
fetch(A) ::= FETCH first_word expr(N) rows_word only_word. { A = N; }
first_word ::= .
first_word ::= FIRST|NEXT.
rows_word ::= .
rows_word ::= ROW|ROWS.
only_word ::= .
only_word ::= ONLY.

%type values {struct query *}
values(A) ::= VALUES(T) values_row(R).               { A = build_values(b, &T, R); }
values(A) ::= values(Q) COMMA values_row(R).         { A = build_values_row(b, Q, R); }
%type values_row {struct list *}
values_row(A) ::= LP row_values(L) RP.               { A = L; }
%type row_values {struct list *}
row_values(A) ::= value(E).                          { A = build_list(b, E); }
row_values(A) ::= row_values(L) COMMA value(E).      { A = build_append(b, L, E); }
%type value {struct expr *}
value(A) ::= expr(E).                                { A = E; }
value(A) ::= DEFAULT(T).                             { A = build_literal(b, &T, EXPR_DEFAULT); }

%type select {struct query *}
select(A) ::= SELECT(T) distinct(D) top(N) items(L) into(I) from_clause(F) filter(W) group_by(G) having(H) finish(Z).
  { A = build_select(b, &T, D, N, L, I, F, W, G, H, Z); }
%type distinct {int}
distinct(A) ::= .                                    { A = false; }
distinct(A) ::= ALL.                                 { A = false; }
distinct(A) ::= DISTINCT.                            { A = true; }
%type top {struct expr *}
top(A) ::= .                                         { A = NULL; }
top(A) ::= TOP INTEGER(T).                           { A = build_literal(b, &T, EXPR_NUMBER); }
top(A) ::= TOP QMARK(T).                             { A = build_bind(b, &T); }
top(A) ::= TOP VARIABLE(T).                          { A = build_variable(b, &T); }
top(A) ::= TOP COLON(T) INTEGER(N).                  { A = build_bind_number(b, &T, &N); }
%type items {struct list *}
items(A) ::= item(I).                                { A = build_list(b, I); }
items(A) ::= items(L) COMMA item(I).                 { A = build_append(b, L, I); }
%type item {struct select_item *}
item(A) ::= star(S).                                 { A = build_item(b, build_star_expr(b, S), NULL); }
item(A) ::= expr(E).                                 { A = build_item(b, E, NULL); }
item(A) ::= expr(E) id(I).                           { A = build_item(b, E, I); }
item(A) ::= expr(E) AS id(I).                        { A = build_item(b, E, I); }
item(A) ::= expr(E) AS NILADIC(T).                   { A = build_item(b, E, build_ident(b, &T)); }
%type into {struct list *}
into(A) ::= .                                        { A = NULL; }
into(A) ::= INTO into_targets(L).                    { A = L; }
%type into_targets {struct list *}
into_targets(A) ::= COLON id(I).                     { A = build_list(b, I); }
into_targets(A) ::= into_targets(L) COMMA COLON id(I). { A = build_append(b, L, I); }

%type filter {struct select *}
filter(A) ::= .                                      { A = build_filter(b, NULL, NULL); }
filter(A) ::= WHERE expr(E).                         { A = build_filter(b, NULL, E); }
filter(A) ::= WHERE expr(E) hierarchy(H).            { A = build_filter(b, H, E); }
filter(A) ::= hierarchy(H).                          { A = build_filter(b, H, NULL); }
filter(A) ::= hierarchy(H) WHERE expr(E).            { A = build_filter(b, H, E); }
%type hierarchy {struct select *}
hierarchy(A) ::= START WITH expr(S) connect_by(C).   { A = build_hierarchy(b, S, C); }
hierarchy(A) ::= connect_by(C).                      { A = build_hierarchy(b, NULL, C); }
hierarchy(A) ::= connect_by(C) START WITH expr(S).   { A = build_hierarchy(b, S, C); }
%type connect_by {struct list *}
connect_by(A) ::= CONNECT BY exprs(L).               { A = L; }
connect_by(A) ::= CONNECT BY NOCYCLE(T) exprs(L).    { A = L; build_unsupported(b, &T, "NOCYCLE"); }

%type group_by {struct list *}
group_by(A) ::= .                                    { A = NULL; }
group_by(A) ::= GROUP BY ALL.                        { A = build_list(b, build_group(b, GROUP_ALL, NULL, NULL)); }
group_by(A) ::= GROUP BY group_items(L).             { A = L; }
%type group_items {struct list *}
group_items(A) ::= group_item(G).                    { A = build_list(b, G); }
group_items(A) ::= group_items(L) COMMA group_item(G). { A = build_append(b, L, G); }
%type group_item {struct group_item *}
group_item(A) ::= expr(E).                           { A = build_group(b, GROUP_EXPR, E, NULL); }
group_item(A) ::= ROLLUP LP exprs(L) RP.             { A = build_group(b, GROUP_ROLLUP, NULL, L); }
group_item(A) ::= CUBE LP exprs(L) RP.               { A = build_group(b, GROUP_CUBE, NULL, L); }
group_item(A) ::= GROUPING SETS LP group_items(L) RP. { A = build_group(b, GROUP_SETS, NULL, L); }
group_item(A) ::= LP(T) RP.                          { A = build_group(b, GROUP_EXPR, build_row(b, &T, NULL), NULL); }
%type having {struct expr *}
having(A) ::= .                                      { A = NULL; }
having(A) ::= HAVING expr(E).                        { A = E; }
%type finish {struct select *}
finish(A) ::= .                                      { A = build_finish(b, NULL, NULL); }
finish(A) ::= qualify(E).                            { A = build_finish(b, E, NULL); }
finish(A) ::= windows(L).                            { A = build_finish(b, NULL, L); }
finish(A) ::= qualify(E) windows(L).                 { A = build_finish(b, E, L); }
finish(A) ::= windows(L) qualify(E).                 { A = build_finish(b, E, L); }
%type qualify {struct expr *}
qualify(A) ::= QUALIFY expr(E).                      { A = E; }
%type windows {struct list *}
windows(A) ::= WINDOW id(I) AS LP window(W) RP.      { A = build_list(b, build_named_window(b, I, W)); }
windows(A) ::= windows(L) COMMA id(I) AS LP window(W) RP. { A = build_append(b, L, build_named_window(b, I, W)); }

/* ---- tables ---- */

%type from_clause {struct table_ref *}
from_clause(A) ::= .                                 { A = NULL; }
from_clause(A) ::= FROM from(F).                     { A = F; }
%type from {struct table_ref *}
from(A) ::= joined(T).                               { A = T; }
from(A) ::= from(L) COMMA joined(R).                 { A = build_cross(b, L, R); }
%type joined {struct table_ref *}
joined(A) ::= table_item(T).                         { A = T; }
joined(A) ::= joined(L) join(J) table_item(R) join_on(O). { A = build_join(b, J, L, R, O); }
%type join {int}
join(A) ::= JOIN.                                    { A = JOIN_INNER; }
join(A) ::= join_side(S) JOIN.                       { A = S; }
join(A) ::= join_side(S) DIRECTED JOIN.              { A = S; }
join(A) ::= ASOF JOIN.                               { A = JOIN_ASOF; }
join(A) ::= NATURAL JOIN.                            { A = JOIN_INNER | BUILD_JOIN_NATURAL; }
join(A) ::= NATURAL join_side(S) JOIN.               { A = S | BUILD_JOIN_NATURAL; }
join(A) ::= NATURAL join_side(S) DIRECTED JOIN.      { A = S | BUILD_JOIN_NATURAL; }
%type join_side {int}
join_side(A) ::= INNER.                              { A = JOIN_INNER; }
join_side(A) ::= CROSS.                              { A = JOIN_CROSS; }
join_side(A) ::= outer_side(S).                      { A = S; }
%type outer_side {int}
outer_side(A) ::= LEFT outer_word.                   { A = JOIN_LEFT; }
outer_side(A) ::= RIGHT outer_word.                  { A = JOIN_RIGHT; }
outer_side(A) ::= FULL outer_word.                   { A = JOIN_FULL; }
outer_word ::= .
outer_word ::= OUTER.
%type join_on {struct table_ref *}
join_on(A) ::= join_match(M).                        { A = M; }
join_on(A) ::= join_match(M) ON expr(E).             { A = build_join_on(b, M, E); }
join_on(A) ::= join_match(M) USING LP ids(L) RP.     { A = build_join_using(b, M, L); }
%type join_match {struct table_ref *}
join_match(A) ::= .                                  { A = build_join_match(b, NULL); }
join_match(A) ::= MATCH_CONDITION LP expr(E) RP.     { A = build_join_match(b, E); }

%type table_item {struct table_ref *}
table_item(A) ::= table_base(T).                     { A = T; }
table_item(A) ::= LATERAL table_lateral(T).          { A = build_lateral(b, T); }
table_item(A) ::= table_item(T) SAMPLE sample(S) alias(N). { A = build_sampled(b, T, S, N); }
table_item(A) ::= table_item(T) PIVOT(P) LP pivot(V) RP alias(N). { A = build_pivoted(b, T, &P, V, N); }
table_item(A) ::= table_item(T) UNPIVOT(P) unpivot(V) alias(N). { A = build_pivoted(b, T, &P, V, N); }
table_item(A) ::= table_item(T) MATCH_RECOGNIZE(M) alias(N). { A = build_matched(b, T, &M, N); }

%type table_base {struct table_ref *}
table_base(A) ::= name(N) time_travel(V) alias(X).   { A = build_table(b, N, V, X); }
table_base(A) ::= table_lateral(T).                  { A = T; }
table_base(A) ::= values(Q) alias(X).                { A = build_table_query(b, Q, X); }
table_base(A) ::= LP from(F) RP alias(X).            { A = build_table_parens(b, F, X); }
table_base(A) ::= SEMANTIC_VIEW(T) LP name(N) semantic_parts(L) where(W) RP alias(X). { A = build_table_semantic(b, &T, N, L, W, X); }
table_base(A) ::= POSITION(T) alias(X).              { A = build_table_flow(b, &T, X); }
table_base(A) ::= STAGE|STRING(T) stage_options(L) alias(X). { A = build_table_stage(b, &T, L, X); }
%type table_lateral {struct table_ref *}
table_lateral(A) ::= query_parens(Q) alias(X).       { A = build_table_query(b, Q, X); }
table_lateral(A) ::= name(N) LP call_args(C) RP alias(X). { A = build_table_call(b, N, C, X); }
table_lateral(A) ::= TABLE(T) LP expr(E) RP alias(X). { A = build_table_function(b, &T, E, X); }

%type alias {struct table_ref *}
alias(A) ::= . [LOW]                                 { A = NULL; }
alias(A) ::= id(I).                                  { A = build_alias(b, I, NULL); }
alias(A) ::= AS id(I).                               { A = build_alias(b, I, NULL); }
alias(A) ::= id(I) LP ids(L) RP.                     { A = build_alias(b, I, L); }
alias(A) ::= AS id(I) LP ids(L) RP.                  { A = build_alias(b, I, L); }

%type time_travel {struct table_ref *}
time_travel(A) ::= .                                 { A = NULL; }
time_travel(A) ::= moment(M).                        { A = M; }
time_travel(A) ::= CHANGES LP named_arg(C) RP moment(M). { A = build_changes(b, C, M, NULL); }
time_travel(A) ::= CHANGES LP named_arg(C) RP moment(M) END LP named_arg(E) RP. { A = build_changes(b, C, M, E); }
%type moment {struct table_ref *}
moment(A) ::= AT LP named_arg(E) RP.                 { A = build_moment(b, E, false); }
moment(A) ::= BEFORE LP named_arg(E) RP.             { A = build_moment(b, E, true); }

%type stage_options {struct list *}
stage_options(A) ::= .                               { A = NULL; }
stage_options(A) ::= LP stage_option_list(L) RP.     { A = L; }
%type stage_option_list {struct list *}
stage_option_list(A) ::= stage_option(O).            { A = build_list(b, O); }
stage_option_list(A) ::= stage_option_list(L) COMMA stage_option(O). { A = build_append(b, L, O); }
%type stage_option {struct option *}
stage_option(A) ::= id(I) FAT_ARROW option_value(O). { A = build_option(b, I, O); }

%type semantic_parts {struct list *}
semantic_parts(A) ::= semantic_part(P).              { A = build_list(b, P); }
semantic_parts(A) ::= semantic_parts(L) semantic_part(P). { A = build_append(b, L, P); }
%type semantic_part {struct semantic_part *}
semantic_part(A) ::= FACTS items(L).                 { A = build_semantic_part(b, SEMANTIC_FACTS, L); }
semantic_part(A) ::= DIMENSIONS items(L).            { A = build_semantic_part(b, SEMANTIC_DIMENSIONS, L); }
semantic_part(A) ::= METRICS items(L).               { A = build_semantic_part(b, SEMANTIC_METRICS, L); }

%type sample {struct sample *}
sample(A) ::= sample_method(M) LP expr(E) RP seed(S). { A = build_sample(b, M, E, false, S); }
sample(A) ::= sample_method(M) LP expr(E) ROWS RP seed(S). { A = build_sample(b, M, E, true, S); }
%type sample_method {int}
sample_method(A) ::= .                               { A = false; }
sample_method(A) ::= ROW|BERNOULLI.                  { A = false; }
sample_method(A) ::= SYSTEM|BLOCK.                   { A = true; }
%type seed {struct expr *}
seed(A) ::= .                                        { A = NULL; }
seed(A) ::= SEED LP expr(E) RP.                      { A = E; }

%type pivot {struct pivot *}
pivot(A) ::= pivot_for(P) IN LP pivot_values(L) RP pivot_default(D). { A = build_pivot_values(b, P, L, D); }
pivot(A) ::= pivot_for(P) IN LP ANY RP pivot_default(D). { A = build_pivot_any(b, P, NULL, D); }
pivot(A) ::= pivot_for(P) IN LP ANY ORDER BY orders(L) RP pivot_default(D). { A = build_pivot_any(b, P, L, D); }
pivot(A) ::= pivot_for(P) IN LP query_bare(Q) RP pivot_default(D). { A = build_pivot_query(b, P, Q, D); }
%type pivot_for {struct pivot *}
pivot_for(A) ::= expr(E) FOR id(I).                  { A = build_pivot(b, E, NULL, I); }
pivot_for(A) ::= expr(E) id(X) FOR id(I).            { A = build_pivot(b, E, X, I); }
pivot_for(A) ::= expr(E) AS id(X) FOR id(I).         { A = build_pivot(b, E, X, I); }
%type pivot_default {struct expr *}
pivot_default(A) ::= .                               { A = NULL; }
pivot_default(A) ::= DEFAULT ON NULL LP expr(E) RP.  { A = E; }
%type pivot_values {struct list *}
pivot_values(A) ::= pivot_value(V).                  { A = build_list(b, V); }
pivot_values(A) ::= pivot_values(L) COMMA pivot_value(V). { A = build_append(b, L, V); }
%type pivot_value {struct select_item *}
pivot_value(A) ::= expr(E).                          { A = build_item(b, E, NULL); }
pivot_value(A) ::= expr(E) id(I).                    { A = build_item(b, E, I); }
pivot_value(A) ::= expr(E) AS id(I).                 { A = build_item(b, E, I); }
pivot_value(A) ::= expr(E) AS STRING(T).             { A = build_item(b, E, build_ident_string(b, &T)); }
%type unpivot {struct pivot *}
unpivot(A) ::= LP id(V) FOR id(N) IN LP pivot_values(L) RP RP. { A = build_unpivot(b, V, N, L, false); }
unpivot(A) ::= EXCLUDE NULLS LP id(V) FOR id(N) IN LP pivot_values(L) RP RP. { A = build_unpivot(b, V, N, L, false); }
unpivot(A) ::= INCLUDE NULLS LP id(V) FOR id(N) IN LP pivot_values(L) RP RP. { A = build_unpivot(b, V, N, L, true); }

/* ---- statements that read and write rows ---- */

%type statement {struct statement *}
statement(A) ::= query(Q).                           { A = build_statement(b, STMT_QUERY, Q); }
statement(A) ::= INSERT overwrite(O) INTO table_word name(N) query(Q). { A = build_insert(b, O, N, NULL, Q); }
statement(A) ::= INSERT overwrite(O) INTO table_word name(N) LP ids(L) RP query(Q). { A = build_insert(b, O, N, L, Q); }
statement(A) ::= INSERT overwrite(O) ALL multi_into(M). { A = build_multi_insert(b, O, false, M); }
statement(A) ::= INSERT overwrite(O) ALL multi_when(M). { A = build_multi_insert(b, O, false, M); }
statement(A) ::= INSERT overwrite(O) FIRST multi_when(M). { A = build_multi_insert(b, O, true, M); }
/* Read from its end: the query, then the INTO, WHEN and ELSE before it, the last one first. */
%type multi_into {struct multi_insert *}
multi_into(A) ::= INTO table_word name(N) multi_next(M). { A = build_multi_into(b, N, NULL, NULL, M); }
multi_into(A) ::= INTO table_word name(N) LP ids(L) RP multi_next(M). { A = build_multi_into(b, N, L, NULL, M); }
multi_into(A) ::= INTO table_word name(N) VALUES values_row(V) multi_next(M). { A = build_multi_into(b, N, NULL, V, M); }
multi_into(A) ::= INTO table_word name(N) LP ids(L) RP VALUES values_row(V) multi_next(M). { A = build_multi_into(b, N, L, V, M); }
%type multi_when {struct multi_insert *}
multi_when(A) ::= WHEN expr(E) THEN multi_into(M).   { A = build_multi_when(b, E, M); }
%type multi_next {struct multi_insert *}
multi_next(A) ::= query(Q).                          { A = build_multi_query(b, Q); }
multi_next(A) ::= multi_into(M).                     { A = M; }
multi_next(A) ::= multi_when(M).                     { A = M; }
multi_next(A) ::= ELSE(T) multi_into(M).             { A = build_multi_else(b, &T, M); }
%type overwrite {int}
overwrite(A) ::= .                                   { A = false; }
overwrite(A) ::= OVERWRITE.                          { A = true; }
table_word ::= .
table_word ::= TABLE.

%type target {struct table_ref *}
target(A) ::= name(N) alias(X).                      { A = build_table(b, N, NULL, X); }
%type where {struct expr *}
where(A) ::= .                                       { A = NULL; }
where(A) ::= WHERE expr(E).                          { A = E; }
statement(A) ::= UPDATE target(T) SET assignments(L) from_clause(F) where(W). { A = build_update(b, T, L, F, W); }
statement(A) ::= DELETE FROM target(T) where(W).     { A = build_delete(b, T, NULL, W); }
statement(A) ::= DELETE FROM target(T) USING from(F) where(W). { A = build_delete(b, T, F, W); }
%type assignments {struct list *}
assignments(A) ::= assignment(S).                    { A = build_list(b, S); }
assignments(A) ::= assignments(L) COMMA assignment(S). { A = build_append(b, L, S); }
%type assignment {struct assignment *}
assignment(A) ::= name(N) EQ value(E).               { A = build_assignment(b, N, E); }

statement(A) ::= MERGE INTO target(T) USING table_item(S) ON expr(E) merge_clauses(L). { A = build_merge(b, T, S, E, L); }
%type merge_clauses {struct list *}
merge_clauses(A) ::= merge_clause(C).                { A = build_list(b, C); }
merge_clauses(A) ::= merge_clauses(L) merge_clause(C). { A = build_append(b, L, C); }
%type merge_clause {struct merge_clause *}
merge_clause(A) ::= WHEN MATCHED merge_and(E) THEN UPDATE SET assignments(L). { A = build_merge_update(b, E, L); }
merge_clause(A) ::= WHEN MATCHED merge_and(E) THEN UPDATE ALL BY NAME. { A = build_merge_clause(b, true, E, MERGE_UPDATE_ALL); }
merge_clause(A) ::= WHEN MATCHED merge_and(E) THEN DELETE. { A = build_merge_clause(b, true, E, MERGE_DELETE); }
merge_clause(A) ::= WHEN NOT MATCHED merge_and(E) THEN INSERT VALUES values_row(R). { A = build_merge_insert(b, E, NULL, R); }
merge_clause(A) ::= WHEN NOT MATCHED merge_and(E) THEN INSERT LP merge_columns(L) RP VALUES values_row(R). { A = build_merge_insert(b, E, L, R); }
merge_clause(A) ::= WHEN NOT MATCHED merge_and(E) THEN INSERT ALL BY NAME. { A = build_merge_clause(b, false, E, MERGE_INSERT_ALL); }
%type merge_and {struct expr *}
merge_and(A) ::= .                                   { A = NULL; }
merge_and(A) ::= AND expr(E).                        { A = E; }
%type merge_columns {struct list *}
merge_columns(A) ::= name(N).                        { A = build_list(b, build_last_part(b, N)); }
merge_columns(A) ::= merge_columns(L) COMMA name(N). { A = build_append(b, L, build_last_part(b, N)); }

statement(A) ::= TRUNCATE table_word if_exists(X) name(N). { A = build_truncate(b, X, N); }
%type if_exists {int}
if_exists(A) ::= .                                   { A = false; }
if_exists(A) ::= IF EXISTS.                          { A = true; }
%type if_not_exists {int}
if_not_exists(A) ::= .                               { A = false; }
if_not_exists(A) ::= IF NOT EXISTS.                  { A = true; }

/* ---- create ---- */

statement(A) ::= create(C).                          { A = build_create_end(b, C, NULL); }
statement(A) ::= create(C) AS(T) query(Q).           { A = build_create_end(b, build_clause(b, C, &T, CLAUSE_QUERY), Q); }
statement(A) ::= create(C) AS(T) body(S).            { A = build_create_end(b, build_create_body(b, build_clause(b, C, &T, CLAUSE_BODY), S), NULL); }
statement(A) ::= create(C) WHEN(T) expr(E) AS body(S). { A = build_create_end(b, build_create_body(b, build_create_when(b, build_clause(b, C, &T, CLAUSE_WHEN | CLAUSE_BODY), E), S), NULL); }
statement(A) ::= create(C) IF(T) LP EXISTS LP body(Q) RP RP THEN body(S). { A = build_create_end(b, build_create_alert(b, build_clause(b, C, &T, CLAUSE_CONDITION), Q, S), NULL); }
statement(A) ::= create(C) TRIGGERS(T) triggers(L).  { A = build_create_end(b, build_create_triggers(b, build_clause(b, C, &T, CLAUSE_TRIGGERS), L), NULL); }
statement(A) ::= create(C) AS(P) LP params(L) RP RETURNS type(T) ARROW expr(E) any_options(O). { A = build_create_end(b, build_create_policy(b, build_clause(b, C, &P, CLAUSE_RULE), L, T, E, O), NULL); }
statement(A) ::= create(C) WORDS(T).                 { A = build_create_end(b, build_create_words(b, build_clause(b, C, &T, CLAUSE_WORDS), &T), NULL); }
%type body {struct statement *}
body(A) ::= BODY.                                    { A = b->body; }
%type create {struct create *}
create(A) ::= CREATE(T) or_replace(R) modifiers(M) KIND(K) if_not_exists(X) name(N). { A = build_create(b, &T, R, M, &K, X, N); }
create(A) ::= create(C) IF(T) NOT EXISTS.            { A = build_create_if_not_exists(b, C, &T); }
create(A) ::= create(C) LP(T) elements RP.           { A = build_clause(b, C, &T, CLAUSE_COLUMNS); }
create(A) ::= create(C) LIKE(T) name(N).             { A = build_create_like(b, build_clause(b, C, &T, CLAUSE_LIKE), N); }
create(A) ::= create(C) CLONE(T) name(N) time_travel(V). { A = build_create_clone(b, build_clause(b, C, &T, CLAUSE_CLONE), N, V); }
create(A) ::= create(C) COPY GRANTS.                 { A = build_create_copy_grants(b, C); }
create(A) ::= create(C) CLUSTER(T) BY cluster_by(L). { A = build_create_cluster(b, build_clause(b, C, &T, CLAUSE_CLUSTER), L); }
create(A) ::= create(C) PARTITION(T) BY LP exprs(L) RP. { A = build_create_partition(b, build_clause(b, C, &T, CLAUSE_PARTITION), L); }
create(A) ::= create(C) USING(T) TEMPLATE query_parens(Q). { A = build_create_template(b, build_clause(b, C, &T, CLAUSE_TEMPLATE), Q); }
create(A) ::= create(C) FROM(T) ID(W) name(N).       { A = build_create_from(b, build_clause(b, C, &T, CLAUSE_FROM), &W, N); }
create(A) ::= create(C) LANGUAGE(T) id(I).           { A = build_create_language(b, build_clause(b, C, &T, CLAUSE_LANGUAGE), &T, I); }
create(A) ::= create(C) EXECUTE(T) AS ID(W) name(N). { A = build_create_execute(b, build_clause(b, C, &T, CLAUSE_EXECUTE), &W, N); }
create(A) ::= create(C) option(O).                   { A = build_create_option(b, C, O); }
create(A) ::= create(C) COMMA option(O).             { A = build_create_option(b, C, O); }
create(A) ::= create(C) WITH.                        { A = C; }
create(A) ::= create(C) ON(T) KIND(K) name(N) time_travel(V). { A = build_create_on(b, build_clause(b, C, &T, CLAUSE_ON), &K, N, V); }
create(A) ::= create(C) ON(T) name(N) LP ids(L) RP index_include(I). { A = build_create_on_columns(b, build_clause(b, C, &T, CLAUSE_ON), N, build_index(b, NULL, L, I)); }
create(A) ::= create(C) AFTER(T) names(L). [LOW]     { A = build_create_after(b, build_clause(b, C, &T, CLAUSE_AFTER), L); }
create(A) ::= create(C) ALLOWED_VALUES(T) strings(L). [LOW] { A = build_create_allowed(b, build_clause(b, C, &T, CLAUSE_ALLOWED), L); }
create(A) ::= create(C) TABLES(T) LP semantic_tables(L) RP. { A = build_create_semantic(b, C, &T, SEMANTIC_TABLES, L); }
create(A) ::= create(C) RELATIONSHIPS(T) LP semantic_links(L) RP. { A = build_create_semantic(b, C, &T, SEMANTIC_RELATIONSHIPS, L); }
create(A) ::= create(C) FACTS(T) LP semantic_exprs(L) RP. { A = build_create_semantic(b, C, &T, SEMANTIC_FACTS, L); }
create(A) ::= create(C) DIMENSIONS(T) LP semantic_exprs(L) RP. { A = build_create_semantic(b, C, &T, SEMANTIC_DIMENSIONS, L); }
create(A) ::= create(C) METRICS(T) LP semantic_exprs(L) RP. { A = build_create_semantic(b, C, &T, SEMANTIC_METRICS, L); }
%type semantic_tables {struct list *}
semantic_tables(A) ::= semantic_table(I).            { A = build_list(b, I); }
semantic_tables(A) ::= semantic_tables(L) COMMA semantic_table(I). { A = build_append(b, L, I); }
%type semantic_table {struct semantic_item *}
semantic_table(A) ::= name(N).                       { A = build_semantic(b, NULL, N, NULL); }
semantic_table(A) ::= name(N) AS name(M).            { A = build_semantic(b, build_only_part(b, N), M, NULL); }
semantic_table(A) ::= semantic_table(I) outer_constraint(C). { A = I; list_add(b->arena, &A->constraints, C); }
semantic_table(A) ::= semantic_table(I) semantic_option(O). { A = I; list_add(b->arena, &A->options, O); }
%type semantic_links {struct list *}
semantic_links(A) ::= semantic_link(I).              { A = build_list(b, I); }
semantic_links(A) ::= semantic_links(L) COMMA semantic_link(I). { A = build_append(b, L, I); }
%type semantic_link {struct semantic_item *}
semantic_link(A) ::= name(N) LP ids(L) RP REFERENCES name(R) semantic_keys(K). { A = build_semantic_link(b, NULL, N, L, R, K); }
semantic_link(A) ::= name(I) AS name(N) LP ids(L) RP REFERENCES name(R) semantic_keys(K). { A = build_semantic_link(b, build_only_part(b, I), N, L, R, K); }
%type semantic_keys {struct semantic_item *}
semantic_keys(A) ::= .                               { A = build_semantic_keys(b, NULL, false); }
semantic_keys(A) ::= LP ids(L) RP.                   { A = build_semantic_keys(b, L, false); }
semantic_keys(A) ::= LP id(I) ids(L) RP.             { build_word_is(b, I, "ASOF"); A = build_semantic_keys(b, L, true); }
%type semantic_exprs {struct list *}
semantic_exprs(A) ::= semantic_expr(I).              { A = build_list(b, I); }
semantic_exprs(A) ::= semantic_exprs(L) COMMA semantic_expr(I). { A = build_append(b, L, I); }
%type semantic_expr {struct semantic_item *}
semantic_expr(A) ::= semantic_head(I) AS expr(E).    { A = I; A->expr = E; }
semantic_expr(A) ::= semantic_expr(I) semantic_option(O). { A = I; list_add(b->arena, &A->options, O); }
%type semantic_head {struct semantic_item *}
semantic_head(A) ::= name(N).                        { A = build_semantic(b, NULL, N, NULL); }
semantic_head(A) ::= VISIBILITY(T) name(N).          { A = build_semantic(b, NULL, N, &T); }
semantic_head(A) ::= semantic_head(I) USING LP names(L) RP. { A = I; A->along = L; }
semantic_head(A) ::= semantic_head(I) NON ADDITIVE BY LP orders(L) RP. { A = I; A->non_additive = L; }
%type semantic_option {struct option *}
semantic_option(A) ::= WITH SYNONYMS(T) eq_word LP strings(L) RP. { A = build_option_word(b, &T, build_option_list(b, L)); }
semantic_option(A) ::= COMMENT(T) EQ STRING(S).      { A = build_option_word(b, &T, build_option_value(b, build_string(b, &S))); }
semantic_option(A) ::= WITH CORTEX(T) SEARCH SERVICE(U) name(N). { T = build_span(b, &T, &U); A = build_option_policy(b, &T, N, NULL); }
semantic_option(A) ::= WITH CORTEX(T) SEARCH SERVICE(U) name(N) USING id(I). { T = build_span(b, &T, &U); A = build_option_policy(b, &T, N, build_list(b, build_column(b, build_name(b, I)))); }
%type strings {struct list *}
strings(A) ::= STRING(T).                            { A = build_list(b, build_string(b, &T)); }
strings(A) ::= strings(L) COMMA STRING(T).           { A = build_append(b, L, build_string(b, &T)); }
%type triggers {struct list *}
triggers(A) ::= trigger(T).                          { A = build_list(b, T); }
triggers(A) ::= triggers(L) trigger(T).              { A = build_append(b, L, T); }
%type trigger {struct option *}
trigger(A) ::= ON INTEGER(N) PERCENT_WORD DO id(I).  { A = build_trigger(b, &N, I); }
%type or_replace {int}
or_replace(A) ::= .                                  { A = 0; }
or_replace(A) ::= OR REPLACE.                        { A = BUILD_OR_REPLACE; }
or_replace(A) ::= OR ALTER.                          { A = BUILD_OR_ALTER; }
%type modifiers {int}
modifiers(A) ::= .                                   { A = 0; }
modifiers(A) ::= modifiers(M) MODIFIER|RECURSIVE|SECURE(T). { A = M | build_modifier(b, &T); }
%type cluster_by {struct list *}
cluster_by(A) ::= LP exprs(L) RP.                    { A = L; }
cluster_by(A) ::= id LP exprs(L) RP.                 { A = L; }

elements ::= element.
elements ::= elements COMMA element.
element ::= column_def(C).                           { build_element_column(b, C); }
element ::= table_constraint(C).                     { build_element_constraint(b, C); }
element ::= INDEX id(I) LP ids(L) RP index_include(N). { build_element_constraint(b, build_index(b, I, L, N)); }
%type index_include {struct list *}
index_include(A) ::= .                               { A = NULL; }
index_include(A) ::= INCLUDE LP ids(L) RP.           { A = L; }

%type column_def {struct column_def *}
column_def(A) ::= id(I).                             { A = build_column_def(b, I, NULL); }
column_def(A) ::= id(I) type(T).                     { A = build_column_def(b, I, T); }
column_def(A) ::= column_def(C) NOT_NULL.            { A = C; A->not_null = true; }
column_def(A) ::= column_def(C) NULL.                { A = C; }
column_def(A) ::= column_def(C) DEFAULT expr(E). [LOW] { A = C; A->default_value = E; }
column_def(A) ::= column_def(C) GENERATED ID AS LP expr(E) RP. { A = C; A->generated = E; }
column_def(A) ::= column_def(C) AS expr(E). [LOW]    { A = C; A->generated = E; }
column_def(A) ::= column_def(C) AUTOINCREMENT.       { A = build_autoincrement(b, C, NULL, NULL); }
column_def(A) ::= column_def(C) AUTOINCREMENT LP signed(S) COMMA signed(I) RP. { A = build_autoincrement(b, C, S, I); }
column_def(A) ::= column_def(C) START with_word signed(S). { A = build_autoincrement(b, C, S, NULL); }
column_def(A) ::= column_def(C) INCREMENT by_word signed(I). { A = build_autoincrement(b, C, NULL, I); }
column_def(A) ::= column_def(C) ORDER.               { A = build_column_order(b, C, true); }
column_def(A) ::= column_def(C) NOORDER.             { A = build_column_order(b, C, false); }
column_def(A) ::= column_def(C) COLLATE STRING(T).   { A = C; A->collation = build_unquote(b, &T); }
column_def(A) ::= column_def(C) COMMENT eq_word STRING(T). { A = C; A->comment = build_unquote(b, &T); }
column_def(A) ::= column_def(C) MASKING POLICY name(N) policy_using(L). { A = C; A->masking_policy = N; A->masking_using = L; }
column_def(A) ::= column_def(C) PROJECTION POLICY name(N). { A = C; A->projection_policy = N; }
column_def(A) ::= column_def(C) TAG LP tags(L) RP.   { A = C; A->tags = L; }
column_def(A) ::= column_def(C) WITH.                { A = C; }
column_def(A) ::= column_def(C) constraint_name(N) inline_constraint(X). { A = build_column_constraint(b, C, N, X); }
column_def(A) ::= column_def(C) constraint_flag(T).  { A = build_column_flag(b, C, T); }
with_word ::= .
with_word ::= WITH.
with_word ::= EQ.
with_word ::= WITH EQ.
by_word ::= .
by_word ::= BY.
by_word ::= EQ.
by_word ::= BY EQ.
eq_word ::= .
eq_word ::= EQ.
%type signed {struct expr *}
signed(A) ::= INTEGER|NUMBER(T).                     { A = build_literal(b, &T, EXPR_NUMBER); }
signed(A) ::= DASH(T) INTEGER|NUMBER(N).             { A = build_unary(b, &T, OP_NEG, build_literal(b, &N, EXPR_NUMBER)); }
signed(A) ::= PLUS INTEGER|NUMBER(T).                { A = build_literal(b, &T, EXPR_NUMBER); }

%type constraint_name {struct ident *}
constraint_name(A) ::= .                             { A = NULL; }
constraint_name(A) ::= CONSTRAINT id(I).             { A = I; }
%type inline_constraint {struct constraint *}
inline_constraint(A) ::= PRIMARY KEY.                { A = build_constraint(b, CONSTRAINT_PRIMARY_KEY, NULL); }
inline_constraint(A) ::= UNIQUE.                     { A = build_constraint(b, CONSTRAINT_UNIQUE, NULL); }
inline_constraint(A) ::= references(C).              { A = C; }
inline_constraint(A) ::= FOREIGN KEY references(C).  { A = C; }
inline_constraint(A) ::= CHECK LP expr(E) RP.        { A = build_check(b, E); }
%type references {struct constraint *}
references(A) ::= REFERENCES name(N).                { A = build_references(b, N, NULL); }
references(A) ::= REFERENCES name(N) LP ids(L) RP.   { A = build_references(b, N, L); }
%type table_constraint {struct constraint *}
table_constraint(A) ::= constraint_name(N) outer_constraint(C). { A = C; A->name = N; }
table_constraint(A) ::= table_constraint(C) constraint_flag(T). { A = C; build_constraint_flag(b, C, T); }
%type outer_constraint {struct constraint *}
outer_constraint(A) ::= PRIMARY KEY LP ids(L) RP.    { A = build_constraint(b, CONSTRAINT_PRIMARY_KEY, L); }
outer_constraint(A) ::= UNIQUE LP ids(L) RP.         { A = build_constraint(b, CONSTRAINT_UNIQUE, L); }
outer_constraint(A) ::= FOREIGN KEY LP ids(L) RP references(C). { A = build_foreign_key(b, C, L); }
outer_constraint(A) ::= CHECK LP expr(E) RP.         { A = build_check(b, E); }
%type constraint_flag {struct ident *}
constraint_flag(A) ::= ENFORCED|DEFERRABLE|RELY|NORELY|ENABLE|DISABLE|VALIDATE|NOVALIDATE(T). { A = build_flag(b, "", &T); }
constraint_flag(A) ::= NOT_FLAG ENFORCED|DEFERRABLE(T). { A = build_flag(b, "NOT ", &T); }
constraint_flag(A) ::= INITIALLY ID(T).              { A = build_flag(b, "INITIALLY ", &T); }
constraint_flag(A) ::= MATCH ID(T).                  { A = build_flag(b, "MATCH ", &T); }
constraint_flag(A) ::= ON DELETE referential(T).     { A = build_flag(b, "ON DELETE ", &T); }
constraint_flag(A) ::= ON UPDATE referential(T).     { A = build_flag(b, "ON UPDATE ", &T); }
%type referential {struct token}
referential(A) ::= CASCADE|RESTRICT(T).              { A = T; }
referential(A) ::= SET(T) NULL|DEFAULT(U).           { A = build_span(b, &T, &U); }
referential(A) ::= NO(T) ACTION(U).                  { A = build_span(b, &T, &U); }

/* ---- functions and procedures ---- */

statement(A) ::= routine(R).                         { A = build_routine_end(b, R, NULL); }
statement(A) ::= routine(R) AS STRING|BODY(T).      { A = build_routine_end(b, R, &T); }
%type routine {struct routine *}
routine(A) ::= CREATE(T) or_replace(R) modifiers(M) ROUTINE(K) if_not_exists(X) name(N) LP params(L) RP. { A = build_routine(b, &T, R, M, &K, X, N, L); }
routine(A) ::= PROCEDURE(T) LP params(L) RP.         { A = build_routine(b, &T, 0, 0, &T, false, NULL, L); }
routine(A) ::= routine(R) COPY GRANTS.               { A = R; A->copy_grants = true; }
routine(A) ::= routine(R) RETURNS type(T).           { A = build_routine_returns(b, R, T, false); }
routine(A) ::= routine(R) RETURNS type(T) NULL.      { A = build_routine_returns(b, R, T, false); }
routine(A) ::= routine(R) RETURNS type(T) NOT_NULL.  { A = build_routine_returns(b, R, T, true); }
routine(A) ::= routine(R) RETURNS TABLE LP params(L) RP. { A = build_routine_table(b, R, L); }
routine(A) ::= routine(R) LANGUAGE id(I).            { A = build_routine_language(b, R, I); }
routine(A) ::= routine(R) EXECUTE AS CALLER|OWNER(T). { A = build_routine_execute(b, R, &T); }
routine(A) ::= routine(R) EXECUTE AS RESTRICTED(T) CALLER(U). { T = build_span(b, &T, &U); A = build_routine_execute(b, R, &T); }
routine(A) ::= routine(R) ROUTINE_WORD|MODIFIER(T).  { A = build_routine_word(b, R, &T); }
routine(A) ::= routine(R) CALLED(T) ON NULL INPUT(U). { T = build_span(b, &T, &U); A = build_routine_word(b, R, &T); }
routine(A) ::= routine(R) RETURNS(T) NULL ON NULL INPUT(U). { T = build_span(b, &T, &U); A = build_routine_word(b, R, &T); }
routine(A) ::= routine(R) option(O).                 { A = build_routine_option(b, R, O); }
%type params {struct list *}
params(A) ::= .                                      { A = NULL; }
params(A) ::= param_list(L).                         { A = L; }
%type param_list {struct list *}
param_list(A) ::= param(P).                          { A = build_list(b, P); }
param_list(A) ::= param_list(L) COMMA param(P).      { A = build_append(b, L, P); }
%type param {struct column_def *}
param(A) ::= param_base(P).                          { A = P; }
param(A) ::= param_base(P) DEFAULT expr(E).          { A = P; A->default_value = E; }
%type param_base {struct column_def *}
param_base(A) ::= id(I) type(T).                     { A = build_param(b, I, NULL, T); }
param_base(A) ::= id(I) IN|INPUT|OUT(M) type(T).     { A = build_param(b, I, &M, T); }
param_base(A) ::= id(I) TABLE LP param_list(L) RP.   { A = build_param_table(b, I, L); }

/* ---- options: KEY = value ---- */

%type options {struct list *}
options(A) ::= option(O).                            { A = build_list(b, O); }
options(A) ::= options(L) option(O).                 { A = build_append(b, L, O); }
options(A) ::= options(L) COMMA option(O).           { A = build_append(b, L, O); }
%type option {struct option *}
option(A) ::= id(I) EQ option_value(O).              { A = build_option(b, I, O); }
option(A) ::= COMMENT(T) eq_word STRING(S).          { A = build_option_word(b, &T, build_option_value(b, build_string(b, &S))); }
option(A) ::= COMMENT(T) EQ NULL(S).                 { A = build_option_word(b, &T, build_option_value(b, build_literal(b, &S, EXPR_NULL))); }
option(A) ::= START(T) with_word signed(E).          { A = build_option_word(b, &T, build_option_value(b, E)); }
option(A) ::= INCREMENT(T) by_word signed(E).        { A = build_option_word(b, &T, build_option_value(b, E)); }
option(A) ::= ORDER|NOORDER|SECURE(T).               { A = build_option_word(b, &T, NULL); }
option(A) ::= COPY(T) TAGS(U).                       { T = build_span(b, &T, &U); A = build_option_word(b, &T, NULL); }
option(A) ::= MANAGED(T) ACCESS(U).                  { T = build_span(b, &T, &U); A = build_option_word(b, &T, NULL); }
option(A) ::= AI_INSTRUCTION(T) STRING(S).           { A = build_option_word(b, &T, build_option_value(b, build_string(b, &S))); }
option(A) ::= TAG(T) LP tags(L) RP.                  { A = build_option_word(b, &T, build_option_options(b, L)); }
option(A) ::= ROW(T) ACCESS POLICY(U) name(N) ON LP exprs(L) RP. { T = build_span(b, &T, &U); A = build_option_policy(b, &T, N, L); }
option(A) ::= id(I) WHERE LP expr(E) RP.             { A = build_option_where(b, I, E); }
option(A) ::= AGGREGATION|JOIN(T) POLICY(U) name(N) policy_keys(L). { T = build_span(b, &T, &U); A = build_option_policy(b, &T, N, L); }
%type option_value {struct option *}
option_value(A) ::= option_atom(E).                  { A = build_option_value(b, E); }
option_value(A) ::= LP RP.                           { A = build_option_list(b, NULL); }
option_value(A) ::= LP option_atoms(L) RP.           { A = build_option_list(b, L); }
option_value(A) ::= LP options(L) RP.                { A = build_option_options(b, L); }
option_value(A) ::= LP option_groups(L) RP.          { A = build_option_options(b, L); }
option_value(A) ::= LP named_values(L) RP.           { A = build_option_options(b, L); }
%type option_groups {struct list *}
option_groups(A) ::= LP options(L) RP.               { A = L; }
option_groups(A) ::= option_groups(L) COMMA LP options(M) RP. { A = build_append_all(b, L, M); }
%type named_values {struct list *}
named_values(A) ::= named_value(O).                  { A = build_list(b, O); }
named_values(A) ::= named_values(L) COMMA named_value(O). { A = build_append(b, L, O); }
%type named_value {struct option *}
named_value(A) ::= STRING(T) EQ option_value(O).     { A = build_option(b, build_ident_string(b, &T), O); }
%type option_atoms {struct list *}
option_atoms(A) ::= option_atom(E).                  { A = build_list(b, E); }
option_atoms(A) ::= option_atoms(L) COMMA option_atom(E). { A = build_append(b, L, E); }
%type option_atom {struct expr *}
option_atom(A) ::= signed(E).                        { A = E; }
option_atom(A) ::= STRING(T).                        { A = build_string(b, &T); }
option_atom(A) ::= STAGE(T).                         { A = build_literal(b, &T, EXPR_STRING); }
option_atom(A) ::= NULL(T).                          { A = build_literal(b, &T, EXPR_NULL); }
option_atom(A) ::= TRUE(T).                          { A = build_boolean(b, &T, true); }
option_atom(A) ::= FALSE(T).                         { A = build_boolean(b, &T, false); }
option_atom(A) ::= VARIABLE(T).                      { A = build_variable(b, &T); }
option_atom(A) ::= QMARK(T).                         { A = build_bind(b, &T); }
option_atom(A) ::= COLON(T) INTEGER(N).              { A = build_bind_number(b, &T, &N); }
option_atom(A) ::= COLON(T) id(I).                   { A = build_bind_name(b, &T, I); }
option_atom(A) ::= name(N).                          { A = build_column(b, N); }
option_atom(A) ::= ALL|ON|NILADIC(T).                { A = build_word(b, &T); }
%type tags {struct list *}
tags(A) ::= tag(O).                                  { A = build_list(b, O); }
tags(A) ::= tags(L) COMMA tag(O).                    { A = build_append(b, L, O); }
%type tag {struct option *}
tag(A) ::= name(N) EQ STRING(S).                     { A = build_tag(b, N, &S); }

/* ---- alter ---- */

statement(A) ::= ALTER KIND(K) if_exists(X) name(N) arg_types(L) alter_action(C). { A = build_alter(b, &K, X, N, L, C); }
statement(A) ::= ALTER KIND(K) if_exists(X) alter_action(C). { A = build_alter(b, &K, X, NULL, NULL, C); }
%type alter_action {struct alter *}
alter_action(A) ::= RENAME TO name(N).               { A = build_alter_name(b, ALTER_RENAME_TO, N); }
alter_action(A) ::= SWAP WITH name(N).               { A = build_alter_name(b, ALTER_SWAP_WITH, N); }
alter_action(A) ::= SET options(L).                  { A = build_alter_options(b, ALTER_SET, L); }
alter_action(A) ::= INCREMENT(T) by_word signed(E).  { A = build_alter_options(b, ALTER_SET, build_list(b, build_option_word(b, &T, build_option_value(b, E)))); }
alter_action(A) ::= UNSET unset_keys(L).             { A = build_alter_options(b, ALTER_UNSET, L); }
alter_action(A) ::= SET options(L) TRIGGERS triggers(M). { A = build_alter_options(b, ALTER_SET, build_append(b, L, build_triggers(b, M))); }
alter_action(A) ::= SET TRIGGERS triggers(M).        { A = build_alter_options(b, ALTER_SET, build_list(b, build_triggers(b, M))); }
alter_action(A) ::= TRIGGERS triggers(M).            { A = build_alter_options(b, ALTER_SET, build_list(b, build_triggers(b, M))); }
alter_action(A) ::= SET TAG tags(L).                 { A = build_alter_options(b, ALTER_SET_TAG, L); }
alter_action(A) ::= UNSET TAG names(L).              { A = build_alter_unset_tags(b, L); }
alter_action(A) ::= ADD add_columns(L).              { A = build_alter_columns(b, L, false); }
alter_action(A) ::= ADD IF NOT EXISTS add_columns(L). { A = build_alter_columns(b, L, true); }
alter_action(A) ::= ADD COLUMN add_columns(L).       { A = build_alter_columns(b, L, false); }
alter_action(A) ::= ADD COLUMN IF NOT EXISTS add_columns(L). { A = build_alter_columns(b, L, true); }
alter_action(A) ::= ADD table_constraint(C).         { A = build_alter_constraint(b, ALTER_ADD_CONSTRAINT, C); }
alter_action(A) ::= DROP if_exists(X) drop_columns(L) drop_behaviour. { A = build_alter_drop(b, L, X); }
alter_action(A) ::= DROP COLUMN if_exists(X) drop_columns(L) drop_behaviour. { A = build_alter_drop(b, L, X); }
alter_action(A) ::= DROP CONSTRAINT id(I) drop_behaviour. { A = build_alter_drop_constraint(b, CONSTRAINT_CHECK, I, NULL); }
alter_action(A) ::= DROP PRIMARY KEY drop_behaviour. { A = build_alter_drop_constraint(b, CONSTRAINT_PRIMARY_KEY, NULL, NULL); }
alter_action(A) ::= DROP UNIQUE LP ids(L) RP drop_behaviour. { A = build_alter_drop_constraint(b, CONSTRAINT_UNIQUE, NULL, L); }
alter_action(A) ::= DROP FOREIGN KEY LP ids(L) RP drop_behaviour. { A = build_alter_drop_constraint(b, CONSTRAINT_FOREIGN_KEY, NULL, L); }
alter_action(A) ::= DROP CLUSTERING KEY.             { A = build_alter_action(b, ALTER_DROP_CLUSTERING); }
alter_action(A) ::= RENAME COLUMN id(F) TO id(T).    { A = build_alter_rename(b, ALTER_RENAME_COLUMN, F, T); }
alter_action(A) ::= RENAME CONSTRAINT id(F) TO id(T). { A = build_alter_rename(b, ALTER_RENAME_CONSTRAINT, F, T); }
alter_action(A) ::= ALTER|MODIFY changes(L).         { A = build_alter_changes(b, L); }
alter_action(A) ::= ALTER|MODIFY LP changes(L) RP.   { A = build_alter_changes(b, L); }
alter_action(A) ::= CLUSTER BY cluster_by(L).        { A = build_alter_cluster(b, L); }
alter_action(A) ::= SUSPEND RECLUSTER.               { A = build_alter_action(b, ALTER_SUSPEND_RECLUSTER); }
alter_action(A) ::= RESUME RECLUSTER.                { A = build_alter_action(b, ALTER_RESUME_RECLUSTER); }
alter_action(A) ::= SUSPEND.                         { A = build_alter_action(b, ALTER_SUSPEND); }
alter_action(A) ::= RESUME.                          { A = build_alter_action(b, ALTER_RESUME); }
alter_action(A) ::= RESUME IF SUSPENDED.             { A = build_alter_resume_if(b); }
alter_action(A) ::= ABORT ALL QUERIES.               { A = build_alter_action(b, ALTER_ABORT_QUERIES); }
alter_action(A) ::= WORDS(T).                        { A = build_alter_other(b, &T); }
/* Their first words are one token (alter_words.c). */
alter_action(A) ::= DO_ALONE(T).                     { A = build_alter_more(b, &T, NULL, NULL); }
alter_action(A) ::= DO_NAMES(T) names(L).            { A = build_alter_more(b, &T, L, NULL); }
alter_action(A) ::= DO_VALUES(T) strings(L).         { A = build_alter_more(b, &T, NULL, L); }
alter_action(A) ::= DO_FILES(T) LP strings(L) RP.    { A = build_alter_more(b, &T, NULL, L); }
alter_action(A) ::= DO_PARTITION(T) LP exprs(L) RP ID(W) STRING(S). { A = build_alter_partition(b, &T, L, &W, &S); }
alter_action(A) ::= DO_EQUALS(T) EQ LP names(L) RP. { A = build_alter_more(b, &T, L, NULL); }
alter_action(A) ::= DO_EQUALS(T) EQ names(L) any_options(O). { A = build_alter_accounts(b, &T, L, O); }
alter_action(A) ::= DO_EXPR(T) expr(E).              { A = build_alter_expr(b, &T, E); }
alter_action(A) ::= DO_BODY_EXPR(T) ARROW expr(E).   { A = build_alter_expr(b, &T, E); }
alter_action(A) ::= DO_BODY(T) body(S).              { A = build_alter_body(b, &T, S); }
alter_action(A) ::= DO_EXISTS(T) LP body(S) RP.      { A = build_alter_body(b, &T, S); }
alter_action(A) ::= DO_REFRESH(T).                   { A = build_alter_more(b, &T, NULL, NULL); }
alter_action(A) ::= DO_REFRESH(T) STRING(S).         { A = build_alter_more(b, &T, NULL, build_list(b, build_string(b, &S))); }
alter_action(A) ::= DO_REFRESH(T) options(O).        { A = build_alter_accounts(b, &T, NULL, O); }
alter_action(A) ::= DO_REFRESH(T) COPY SESSION(S).   { T = build_span(b, &T, &S); A = build_alter_more(b, &T, NULL, NULL); }
alter_action(A) ::= DO_METHODS(T).                   { A = build_alter_more(b, &T, NULL, NULL); }
alter_action(A) ::= DO_METHODS(T) ON args(L).        { A = build_alter_more(b, &T, NULL, L); }
alter_action(A) ::= DO_METRIC(T) name(N) ON LP exprs(L) RP. { A = build_alter_more(b, &T, build_list(b, N), L); }
alter_action(A) ::= DO_METRIC(T) name(N) ON LP exprs(L) RP SUSPEND|RESUME(S). { A = build_alter_metric(b, &T, N, L, &S); }
alter_action(A) ::= DO_ITEM(T) name(N) any_options(O). { A = build_alter_accounts(b, &T, build_list(b, N), O); }
alter_action(A) ::= DO_ITEM(T) IF NOT EXISTS name(N) any_options(O). { A = build_alter_accounts(b, &T, build_list(b, N), O); A->if_exists_inner = true; }
alter_action(A) ::= DO_ITEM(T) name(N) SET options(O). { A = build_alter_item(b, &T, N, build_alter_options(b, ALTER_SET, O)); }
alter_action(A) ::= DO_ITEM(T) name(N) UNSET unset_keys(O). { A = build_alter_item(b, &T, N, build_alter_options(b, ALTER_UNSET, O)); }
alter_action(A) ::= DO_ITEM(T) name(N) RENAME TO name(M). { A = build_alter_item(b, &T, N, build_alter_name(b, ALTER_RENAME_TO, M)); }
alter_action(A) ::= DO_POLICY(T).                    { A = build_alter_more(b, &T, NULL, NULL); }
alter_action(A) ::= DO_POLICY(T) policy_names(L) policy_on(X) force_word(F). { A = build_alter_policy(b, &T, L, X, F); }
alter_action(A) ::= DO_POLICY(T) policy_names(N) COMMA ADD(U) ROW ACCESS POLICY(V) name(M) ON LP exprs(X) RP.
  { U = build_span(b, &U, &V); A = build_alter_then(b, build_alter_more(b, &T, N, NULL), build_alter_more(b, &U, build_list(b, M), X)); }
%type policy_names {struct list *}
policy_names(A) ::= name(N).                         { A = build_list(b, N); }
policy_names(A) ::= policy_names(L) COMMA MASKING POLICY name(N). { A = build_append(b, L, N); }
%type policy_on {struct list *}
policy_on(A) ::= policy_keys(L).                     { A = L; }
policy_on(A) ::= ON LP exprs(L) RP.                  { A = L; }
%type policy_keys {struct list *}
policy_keys(A) ::= .                                 { A = NULL; }
policy_keys(A) ::= ENTITY KEY LP exprs(L) RP.        { A = L; }
policy_keys(A) ::= ALLOWED JOIN KEYS LP exprs(L) RP. { A = L; }
drop_behaviour ::= .
drop_behaviour ::= CASCADE|RESTRICT.

%type unset_keys {struct list *}
unset_keys(A) ::= unset_key(I).                      { A = build_list(b, build_option(b, I, NULL)); }
unset_keys(A) ::= unset_keys(L) COMMA unset_key(I).  { A = build_append(b, L, build_option(b, I, NULL)); }
%type unset_key {struct ident *}
unset_key(A) ::= id(I).                              { A = I; }
%type add_columns {struct list *}
add_columns(A) ::= column_def(C).                    { A = build_list(b, C); }
add_columns(A) ::= add_columns(L) COMMA column_word column_def(C). { A = build_append(b, L, C); }
add_columns(A) ::= add_columns(L) COMMA column_word IF NOT EXISTS column_def(C). { A = build_append(b, L, C); }
%type drop_columns {struct list *}
drop_columns(A) ::= id(I).                           { A = build_list(b, I); }
drop_columns(A) ::= drop_columns(L) COMMA column_word if_exists id(I). { A = build_append(b, L, I); }
column_word ::= .
column_word ::= COLUMN.
%type changes {struct list *}
changes(A) ::= change(C).                            { A = build_list(b, C); }
changes(A) ::= changes(L) COMMA change(C).           { A = build_append(b, L, C); }
changes(A) ::= changes(L) COMMA tag(O).              { A = build_change_more(b, L, "SET TAG", O); }
changes(A) ::= changes(L) COMMA name(N).             { A = build_change_more(b, L, "UNSET TAG", build_tag_name(b, N)); }
%type change {struct column_change *}
change(A) ::= id(I) change_what(C).                  { A = build_change_column(b, I, C); }
change(A) ::= COLUMN id(I) change_what(C).           { A = build_change_column(b, I, C); }
%type collate_opt {struct ident}
collate_opt(A) ::= .                                 { A = (struct ident){ 0 }; }
collate_opt(A) ::= COLLATE STRING(T).                { A = (struct ident){ .name = build_unquote(b, &T) }; }
%type change_what {struct column_change *}
change_what(A) ::= type(T) collate_opt(C).                          { A = build_change_type(b, T, C.name); }
change_what(A) ::= TYPE type(T) collate_opt(C).                     { A = build_change_type(b, T, C.name); }
change_what(A) ::= SET DATA TYPE type(T) collate_opt(C).            { A = build_change_type(b, T, C.name); }
change_what(A) ::= NOT_NULL.                         { A = build_change(b, CHANGE_SET_NOT_NULL); }
change_what(A) ::= SET NOT_NULL.                     { A = build_change(b, CHANGE_SET_NOT_NULL); }
change_what(A) ::= DROP NOT_NULL.                    { A = build_change(b, CHANGE_DROP_NOT_NULL); }
change_what(A) ::= SET DEFAULT expr(E).              { A = build_change_default(b, E); }
change_what(A) ::= DROP DEFAULT.                     { A = build_change(b, CHANGE_DROP_DEFAULT); }
change_what(A) ::= COMMENT eq_word STRING(T).        { A = build_change_text(b, CHANGE_COMMENT, &T); }
change_what(A) ::= UNSET COMMENT.                    { A = build_change(b, CHANGE_UNSET_COMMENT); }
change_what(A) ::= COLLATE STRING(T).                { A = build_change_text(b, CHANGE_COLLATE, &T); }
change_what(A) ::= SET MASKING POLICY name(N) policy_using(L) force_word(F). { A = build_change_policy(b, "SET MASKING POLICY", N, L, F); }
change_what(A) ::= SET PROJECTION POLICY name(N) force_word(F). { A = build_change_policy(b, "SET PROJECTION POLICY", N, NULL, F); }
change_what(A) ::= UNSET MASKING POLICY.             { A = build_change_policy(b, "UNSET MASKING POLICY", NULL, NULL, false); }
change_what(A) ::= UNSET PROJECTION POLICY.          { A = build_change_policy(b, "UNSET PROJECTION POLICY", NULL, NULL, false); }
change_what(A) ::= SET TAG tag(O). [LOW]             { A = build_change_tags(b, "SET TAG", build_list(b, O)); }
change_what(A) ::= UNSET TAG name(N). [LOW]          { A = build_change_untag(b, build_list(b, N)); }
%type policy_using {struct list *}
policy_using(A) ::= .                                { A = NULL; }
policy_using(A) ::= USING LP exprs(L) RP.            { A = L; }
%type force_word {int}
force_word(A) ::= .                                  { A = false; }
force_word(A) ::= FORCE.                             { A = true; }

/* ---- drop, comment, describe, show, use ---- */

statement(A) ::= DROP KIND(K) if_exists(X) name(N) arg_types(L) drop_mode(M). { A = build_drop(b, STMT_DROP, &K, X, N, L, M); }
statement(A) ::= UNDROP KIND(K) name(N).             { A = build_drop(b, STMT_UNDROP, &K, false, N, NULL, 0); }
%type arg_types {struct list *}
arg_types(A) ::= .                                   { A = NULL; }
arg_types(A) ::= LP RP.                              { A = build_list(b, NULL); }
arg_types(A) ::= LP types(L) RP.                     { A = L; }
%type drop_mode {int}
drop_mode(A) ::= .                                   { A = 0; }
drop_mode(A) ::= CASCADE.                            { A = BUILD_CASCADE; }
drop_mode(A) ::= RESTRICT.                           { A = BUILD_RESTRICT; }

statement(A) ::= COMMENT if_exists(X) ON KIND(K) name(N) arg_types(L) IS STRING(T). { A = build_comment(b, X, &K, N, L, &T); }

statement(A) ::= describe name(N).                   { A = build_describe(b, NULL, N, NULL, NULL); }
statement(A) ::= describe KIND(K) name(N) arg_types(L). { A = build_describe(b, &K, N, L, NULL); }
statement(A) ::= describe KIND(K) name(N) TYPE EQ ID(T). { A = build_describe(b, &K, N, NULL, &T); }
statement(A) ::= describe KIND(K) INTEGER(N).        { A = build_describe_number(b, &K, &N); }
statement(A) ::= describe RESULT expr(E).            { A = build_describe_result(b, E); }
describe ::= DESC|DESCRIBE.

statement(A) ::= show(S).                            { A = build_statement(b, STMT_SHOW, S); }
%type show {struct show *}
show(A) ::= SHOW WORDS(T).                           { A = build_show(b, &T, false); }
show(A) ::= SHOW TERSE WORDS(T).                     { A = build_show(b, &T, true); }
show(A) ::= show(S) HISTORY.                         { A = S; A->history = true; }
show(A) ::= show(S) LIKE STRING(T).                  { A = build_show_like(b, S, &T); }
show(A) ::= show(S) IN name(N).                      { A = build_show_in(b, S, NULL, N); }
show(A) ::= show(S) IN KIND(K).                      { A = build_show_in(b, S, &K, NULL); }
show(A) ::= show(S) IN KIND(K) name(N).              { A = build_show_in(b, S, &K, N); }
show(A) ::= show(S) STARTS WITH STRING(T).           { A = build_show_starts(b, S, &T); }
show(A) ::= show(S) LIMIT term(E).                   { A = S; A->limit = E; }
show(A) ::= show(S) LIMIT term(E) FROM STRING(T).    { A = build_show_limit(b, S, E, &T); }
show(A) ::= show(S) WORDS(T).                        { A = build_show_words(b, S, &T); }

statement(A) ::= USE name(N).                        { A = build_use(b, NULL, N); }
statement(A) ::= USE KIND(K) name(N).                { A = build_use(b, &K, N); }
statement(A) ::= USE SECONDARY ROLES ALL|ID(T).      { A = build_use_roles(b, &T); }

/* ---- rights, files, procedures ---- */

statement(A) ::= GRANT grant(G) TO grantee(R) grant_tail(T). { A = build_grant_end(b, false, false, G, R, T.text.at ? &T : NULL); }
statement(A) ::= REVOKE grant(G) FROM grantee(R) grant_tail(T). { A = build_grant_end(b, true, false, G, R, T.text.at ? &T : NULL); }
statement(A) ::= REVOKE GRANT OPTION FOR grant(G) FROM grantee(R) grant_tail(T). { A = build_grant_end(b, true, true, G, R, T.text.at ? &T : NULL); }
%type grant {struct grant *}
grant(A) ::= KIND(K) name(N).                        { A = build_grant(b, NULL, &K, N, NULL); }
grant(A) ::= WORDS(W) ON KIND(K).                    { A = build_grant(b, &W, &K, NULL, NULL); }
grant(A) ::= WORDS(W) ON KIND(K) name(N) arg_types(L). { A = build_grant(b, &W, &K, N, L); }
grant(A) ::= WORDS(W) ON name(N).                    { A = build_grant(b, &W, NULL, N, NULL); }
grant(A) ::= WORDS(W) ON WORDS(V) IN KIND(K) name(N). { A = build_grant_many(b, &W, &V, &K, N); }
grant(A) ::= WORDS(W) ON WORDS(V) IN KIND(K).        { A = build_grant_many(b, &W, &V, &K, NULL); }
%type grantee {struct grant *}
grantee(A) ::= name(N).                              { A = build_grantee(b, NULL, N); }
grantee(A) ::= KIND(K) name(N).                      { A = build_grantee(b, &K, N); }
%type grant_tail {struct token}
grant_tail(A) ::= .                                  { A = (struct token){ 0 }; }
grant_tail(A) ::= CASCADE|RESTRICT(T).               { A = T; }
grant_tail(A) ::= WITH(T) GRANT OPTION(U).           { A = build_span(b, &T, &U); }
grant_tail(A) ::= COPY|REVOKE(T) CURRENT GRANTS(U).  { A = build_span(b, &T, &U); }

statement(A) ::= COPY INTO copy_place(I) any_options(O). { A = build_copy_own(b, I, O); }
statement(A) ::= COPY INTO copy_place(I) FROM copy_place(F) any_options(O). { A = build_copy(b, I, F, NULL, O); }
statement(A) ::= COPY INTO copy_place(I) FROM copy_place(F) PARTITION BY expr(E) any_options(O). { A = build_copy(b, I, F, E, O); }
statement(A) ::= COPY FILES INTO STAGE|STRING(T) FROM copy_place(F) any_options(O). { A = build_copy_files(b, &T, F, O); }
statement(A) ::= PUT FILE_URL|STRING(U) files_place(P) any_options(O). { A = build_transfer(b, "PUT", P, &U, O); }
statement(A) ::= GET files_place(P) FILE_URL|STRING(U) any_options(O). { A = build_transfer(b, "GET", P, &U, O); }
statement(A) ::= LIST_FILES files_place(P) any_options(O). { A = build_files(b, "LIST", P, O); }
statement(A) ::= REMOVE_FILES files_place(P) any_options(O). { A = build_files(b, "REMOVE", P, O); }
%type files_place {struct expr *}
files_place(A) ::= STAGE(T).                         { A = build_literal(b, &T, EXPR_STRING); }
files_place(A) ::= STRING(T).                        { A = build_string(b, &T); }
files_place(A) ::= QMARK(T).                         { A = build_bind(b, &T); }
%type copy_place {struct copy *}
copy_place(A) ::= name(N).                           { A = build_copy_place(b, N, NULL, NULL, NULL); }
copy_place(A) ::= name(N) LP ids(L) RP.              { A = build_copy_place(b, N, NULL, L, NULL); }
copy_place(A) ::= STAGE|STRING(T).                   { A = build_copy_place(b, NULL, &T, NULL, NULL); }
copy_place(A) ::= query_parens(Q).                   { A = build_copy_place(b, NULL, NULL, NULL, Q); }
%type any_options {struct list *}
any_options(A) ::= .                                 { A = NULL; }
any_options(A) ::= options(L).                       { A = L; }

statement(A) ::= call_statement(C).                  { A = build_call_end(b, C, NULL, NULL); }
statement(A) ::= WITH anonymous(L) call_statement(C). { A = build_call_end(b, C, L, NULL); }
statement(A) ::= WITH anonymous(L) COMMA ctes(W) call_statement(C). { A = build_call_end(b, C, L, W); }
%type call_statement {struct call_procedure *}
call_statement(A) ::= CALL name(N) LP call_args(C) RP. { A = build_call_statement(b, N, C, NULL); }
call_statement(A) ::= CALL name(N) LP call_args(C) RP INTO COLON id(I). { A = build_call_statement(b, N, C, I); }
%type anonymous {struct routine *}
anonymous(A) ::= id(I) AS routine(R) AS STRING|BODY(T). { A = build_anonymous(b, I, R, &T); }
statement(A) ::= EXECUTE IMMEDIATE expr(E).          { A = build_execute_immediate(b, E, NULL); }
statement(A) ::= EXECUTE IMMEDIATE expr(E) USING LP exprs(L) RP. { A = build_execute_immediate(b, E, L); }
statement(A) ::= EXECUTE IMMEDIATE FROM STAGE|STRING(T) any_options(O). { A = build_execute_file(b, &T, NULL, O); }
statement(A) ::= EXECUTE IMMEDIATE FROM STAGE|STRING(T) USING LP args(L) RP any_options(O). { A = build_execute_file(b, &T, L, O); }
statement(A) ::= EXECUTE KIND(K) name(N).            { A = build_execute_object(b, &K, N, NULL); }
statement(A) ::= EXECUTE KIND(K) name(N) execute_rest(O). { A = build_execute_object(b, &K, N, O); }
statement(A) ::= EXECUTE USING POLICY_CONTEXT LP args(L) RP AS query(Q). { A = build_execute_using(b, L, Q); }
%type execute_rest {struct list *}
execute_rest(A) ::= RETRY(T) LAST(U).                { T = build_span(b, &T, &U); A = build_list(b, build_option_word(b, &T, NULL)); }
execute_rest(A) ::= USING option(O).                 { A = build_list(b, O); }
execute_rest(A) ::= options(L).                      { A = L; }
execute_rest(A) ::= LP exprs(L) RP.                  { A = build_list(b, build_execute_args(b, L)); }

/* ---- transactions, variables, explain ---- */

statement(A) ::= BEGIN transaction_name(N).          { A = build_begin(b, N); }
statement(A) ::= BEGIN WORK|TRANSACTION transaction_name(N). { A = build_begin(b, N); }
statement(A) ::= START TRANSACTION transaction_name(N). { A = build_begin(b, N); }
statement(A) ::= COMMIT work_word.                   { A = build_statement(b, STMT_COMMIT, NULL); }
statement(A) ::= ROLLBACK work_word.                 { A = build_statement(b, STMT_ROLLBACK, NULL); }
%type transaction_name {struct ident *}
transaction_name(A) ::= .                            { A = NULL; }
transaction_name(A) ::= NAME id(I).                  { A = I; }
work_word ::= .
work_word ::= WORK.

statement(A) ::= SET id(I) EQ expr(E).               { A = build_set_variable(b, I, E); }
statement(A) ::= SET LP ids(L) RP EQ expr(E).        { A = build_set_variables(b, L, E); }
statement(A) ::= UNSET ids(L).                       { A = build_unset(b, L); }
statement(A) ::= UNSET LP ids(L) RP.                 { A = build_unset(b, L); }

statement(A) ::= explain(E) statement(S).            { A = build_explained(b, E, S); }
%type explain {struct explain *}
explain(A) ::= EXPLAIN.                              { A = build_explain(b, NULL); }
explain(A) ::= EXPLAIN USING id(I).                  { A = build_explain(b, I); }
