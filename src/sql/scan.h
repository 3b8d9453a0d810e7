/* scan.h: cuts one token off the front of a text; made from scan.re. */
#ifndef SQL_SCAN_H
#define SQL_SCAN_H

/* Moves *at behind the token and returns its kind: words are TK_ID, white space and comments
 * TK_SPACE. Reads no byte at or after `limit`; TK_EOF there. */
int scan_token(const char **at, const char *limit);

#endif
