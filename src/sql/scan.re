/* scan.re: what Snowflake's tokens look like. */
#include "sql/scan.h"

#include "sql/grammar.h"
#include "sql/token.h"

/* The text need not end in NUL: past its end the scanner is shown one. A NUL inside the text is
 * part of no token. */
#define YYPEEK() (cursor < limit ? (unsigned char)*cursor : 0)

int scan_token(const char **at, const char *limit)
{
  const char *cursor = *at;
  const char *marker = cursor;
  int kind = TK_ILLEGAL;

  /*!re2c
    re2c:api = custom;
    re2c:api:style = free-form;
    re2c:define:YYCTYPE = "unsigned char";
    re2c:define:YYPEEK = "YYPEEK()";
    re2c:define:YYSKIP = "++cursor;";
    re2c:define:YYBACKUP = "marker = cursor;";
    re2c:define:YYRESTORE = "cursor = marker;";
    re2c:yyfill:enable = 0;

    any      = [^\x00];
    letter   = [A-Za-z_\x80-\xff];
    word     = letter [A-Za-z0-9_$\x80-\xff]*;
    quoted   = ["] ([^"\x00] | ["]["])* ["];
    digits   = [0-9]+;
    exponent = [eE] [+-]? digits;
    string   = ['] ([^'\\\x00] | [\\] any | [']['])*;
    dollars  = "$$" ([^$\x00] | "$" [^$\x00])*;
    comment  = "/*" ([^*\x00] | [*]+ [^*/\x00])*;
    path     = quoted | [^ \t\r\n;,()'"\x00];

    [ \t\r\n\f\v]+                  { kind = TK_SPACE; goto done; }
    ("--" | "//") [^\n\x00]*        { kind = TK_SPACE; goto done; }
    comment [*]+ "/"                { kind = TK_SPACE; goto done; }
    comment [*]*                    { kind = TK_UNTERMINATED; goto done; }

    word                            { kind = TK_ID; goto done; }
    quoted                          { kind = TK_QUOTED; goto done; }
    ["] ([^"\x00] | ["]["])*        { kind = TK_UNTERMINATED; goto done; }
    string [']                      { kind = TK_STRING; goto done; }
    string [\\]?                    { kind = TK_UNTERMINATED; goto done; }
    dollars "$$"                    { kind = TK_STRING; goto done; }
    dollars "$"?                    { kind = TK_UNTERMINATED; goto done; }
    [xX] ['] [0-9a-fA-F]* [']       { kind = TK_BINARY; goto done; }
    digits                          { kind = TK_INTEGER; goto done; }
    digits "." [0-9]* exponent?     { kind = TK_NUMBER; goto done; }
    "." digits exponent?            { kind = TK_NUMBER; goto done; }
    digits exponent                 { kind = TK_NUMBER; goto done; }
    "$" digits                      { kind = TK_POSITION; goto done; }
    "$" word                        { kind = TK_VARIABLE; goto done; }
    "@" path+                       { kind = TK_STAGE; goto done; }

    "::"                            { kind = TK_DCOLON; goto done; }
    ":="                            { kind = TK_ASSIGN; goto done; }
    ":"                             { kind = TK_COLON; goto done; }
    "=>"                            { kind = TK_FAT_ARROW; goto done; }
    "->"                            { kind = TK_ARROW; goto done; }
    "->>"                           { kind = TK_FLOW; goto done; }
    "||"                            { kind = TK_CONCAT; goto done; }
    "**"                            { kind = TK_STAR_STAR; goto done; }
    "="                             { kind = TK_EQ; goto done; }
    "!=" | "<>" | "^="              { kind = TK_NE; goto done; }
    "<"                             { kind = TK_LT; goto done; }
    "<="                            { kind = TK_LE; goto done; }
    ">"                             { kind = TK_GT; goto done; }
    ">="                            { kind = TK_GE; goto done; }
    "+"                             { kind = TK_PLUS; goto done; }
    "-"                             { kind = TK_DASH; goto done; }
    "*"                             { kind = TK_STAR; goto done; }
    "/"                             { kind = TK_SLASH; goto done; }
    "%"                             { kind = TK_PERCENT; goto done; }
    "("                             { kind = TK_LP; goto done; }
    ")"                             { kind = TK_RP; goto done; }
    "["                             { kind = TK_LB; goto done; }
    "]"                             { kind = TK_RB; goto done; }
    "{"                             { kind = TK_LC; goto done; }
    "}"                             { kind = TK_RC; goto done; }
    ","                             { kind = TK_COMMA; goto done; }
    "."                             { kind = TK_DOT; goto done; }
    ";"                             { kind = TK_SEMI; goto done; }
    "?"                             { kind = TK_QMARK; goto done; }
    [\x00]                          { goto end; }
    *                               { kind = TK_ILLEGAL; goto done; }
  */
end:
  if (cursor > limit) {
    cursor = limit;
    kind = TK_EOF;
  }
done:
  *at = cursor;
  return kind;
}
