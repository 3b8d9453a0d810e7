/* fn_search.c: PARSE_IP, SEARCH and SEARCH_IP.
 *
 * SEARCH breaks texts into tokens: what stands between blanks and punctuation, without case
 * (DEFAULT_ANALYZER), or the whole text as it is (NO_OP_ANALYZER).
 * https://docs.snowflake.com/en/sql-reference/functions/search */
#include <string.h>

#include "builtin/fn.h"
#include "builtin/ip.h"
#include "data/json_text.h"

/* ---- PARSE_IP ---- */

static uint32_t word_of(const struct ip *ip, int word)
{
  uint32_t value = 0;

  for (int i = 0; i < 4; i++)
    value = value << 8 | ip->bytes[word * 4 + i];
  return value;
}

static void put_hex(struct buf *out, const char *name, const struct ip *ip)
{
  buf_printf(out, "\"%s\":\"", name);
  for (int i = 0; i < 16; i++)
    buf_printf(out, "%02X", ip->bytes[i]);
  buf_add_string(out, "\",");
}

/* Members in the order of their names. */
static void put_ip(const struct ip *ip, struct text host, const char *type,
                   struct buf *out)
{
  struct ip first = ip_first(ip), last = ip_last(ip);
  bool masked = ip->prefix >= 0;

  buf_printf(out, "{\"family\":%d,", ip->family);
  if (ip->family == 6) {
    put_hex(out, "hex_ipv6", ip);
    if (masked) {
      put_hex(out, "hex_ipv6_range_end", &last);
      put_hex(out, "hex_ipv6_range_start", &first);
    }
  }
  buf_printf(out, "\"host\":\"" TEXT_FMT "\",\"ip_fields\":[%u,%u,%u,%u],",
             TEXT_ARG(host), word_of(ip, 0), word_of(ip, 1), word_of(ip, 2),
             word_of(ip, 3));
  buf_printf(out, "\"ip_type\":\"%s\",", type);
  if (ip->family == 4) {
    buf_printf(out, "\"ipv4\":%u,", word_of(ip, 0));
    if (masked)
      buf_printf(out, "\"ipv4_range_end\":%u,\"ipv4_range_start\":%u,", word_of(&last, 0),
                 word_of(&first, 0));
  }
  if (masked)
    buf_printf(out, "\"netmask_prefix_length\":%d,", ip->prefix);
  buf_add_string(out, "\"snowflake$type\":\"ip_address\"}");
}

static void parse_ip_row(struct engine_call *call, size_t row, struct buf *out)
{
  struct text text = call_text(call, 0, row), type = call_text(call, 1, row);
  bool inet = text_is_nocase(type, "INET");
  struct ip ip;

  if (!inet && !text_is_nocase(type, "CIDR")) {
    call_fail(call, ERR_INVALID_ARGUMENT, "Invalid IP address type: '" TEXT_FMT "'",
              TEXT_ARG(type));
    return;
  }
  if (ip_parse(text, &ip)) {
    put_ip(&ip, text_slice(text, 0, text_find(text, '/')), inet ? "inet" : "cidr", out);
  } else if (call_int(call, 2, row)) {
    struct buf message;

    buf_init(&message);
    buf_printf(&message, "parse IP address '" TEXT_FMT "' failed", TEXT_ARG(text));
    buf_add_string(out, "{\"error\":");
    json_text_quote(buf_text(&message), out);
    buf_add_char(out, '}');
    buf_clear(&message);
  } else {
    call_fail(call, ERR_INVALID_ARGUMENT, "parse IP address '" TEXT_FMT "' failed",
              TEXT_ARG(text));
    return;
  }
  call_set_text(call, row, buf_text(out));
}

static void parse_ip(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&out);
    parse_ip_row(call, row, &out);
  }
  buf_clear(&out);
}

/* ---- SEARCH_IP ---- */

static bool is_address_char(char c)
{
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') ||
         c == '.' || c == ':' || c == '/';
}

/* The next run of characters that an address may have; without the marks that end a sentence. */
static bool next_address(struct text *rest, struct text *address)
{
  size_t from = 0, to;

  while (from < rest->len && !is_address_char(rest->at[from]))
    from++;
  to = from;
  while (to < rest->len && is_address_char(rest->at[to]))
    to++;
  *address = text_slice(*rest, from, to - from);
  *rest = text_slice(*rest, to, rest->len);
  while (address->len && address->at[address->len - 1] == '.')
    address->len--;
  return to > from;
}

static bool holds_address(struct text data, const struct ip *wanted)
{
  struct text address;
  struct ip ip;

  while (next_address(&data, &address))
    if (ip_parse(address, &ip) && ip_meets(&ip, wanted))
      return true;
  return false;
}

static void search_ip(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text rest = call_text(call, 1, row), word;
    bool found = false, any = false;
    struct ip wanted;

    while ((rest = text_trim(rest)).len) {
      size_t end = 0;

      while (end < rest.len && rest.at[end] != ' ' && rest.at[end] != ',')
        end++;
      word = text_slice(rest, 0, end);
      rest = text_slice(rest, end + 1, rest.len);
      if (!word.len)
        continue;
      if (!ip_parse(word, &wanted)) {
        call_fail(call, ERR_INVALID_ARGUMENT, "Invalid IP address: '" TEXT_FMT "'",
                  TEXT_ARG(word));
        return;
      }
      any = true;
      found |= holds_address(call_text(call, 0, row), &wanted);
    }
    if (!any)
      call_fail(call, ERR_INVALID_ARGUMENT, "SEARCH_IP needs an IP address to look for");
    call_set_int(call, row, found);
  }
}

/* ---- SEARCH ---- */

/* What parts tokens: blanks and ASCII punctuation; other characters belong to words. */
static bool is_delimiter(char c)
{
  return (unsigned char)c <= ' ' || c == 127 ||
         (c && strchr("[]<>(){}|!;,'\"*&?+/:=@.-$%\\_^#~`", c));
}

struct token {
  struct text text;
  struct text before; /* The delimiters between the last token and this one. */
};

static bool next_token(struct text *rest, struct token *token)
{
  size_t from = 0, to;

  while (from < rest->len && is_delimiter(rest->at[from]))
    from++;
  to = from;
  while (to < rest->len && !is_delimiter(rest->at[to]))
    to++;
  token->before = text_slice(*rest, 0, from);
  token->text = text_slice(*rest, from, to - from);
  *rest = text_slice(*rest, to, rest->len);
  return to > from;
}

static bool holds_token(struct text data, struct text word)
{
  struct token token;

  while (next_token(&data, &token))
    if (text_equal_nocase(token.text, word))
      return true;
  return false;
}

static bool search_any(struct text data, struct text words)
{
  struct token word;

  while (next_token(&words, &word))
    if (holds_token(data, word.text))
      return true;
  return false;
}

static bool search_all(struct text data, struct text words)
{
  struct token word;

  while (next_token(&words, &word))
    if (!holds_token(data, word.text))
      return false;
  return true;
}

/* Whether the data goes on with the words, in their order; `exact`: with the same delimiters. */
static bool goes_on(struct text data, struct text words, bool exact)
{
  struct token token, word;

  for (bool first = true; next_token(&words, &word); first = false)
    if (!next_token(&data, &token) || !text_equal_nocase(token.text, word.text) ||
        (exact && !first && !text_equal(token.before, word.before)))
      return false;
  return true;
}

static bool search_phrase(struct text data, struct text words, bool exact)
{
  struct token token;
  struct text from = data;

  while (from = data, next_token(&data, &token))
    if (goes_on(from, words, exact))
      return true;
  return false;
}

static bool search_row(struct text data, struct text words, struct text mode)
{
  return text_is(mode, "OR")       ? search_any(data, words)
         : text_is(mode, "AND")    ? search_all(data, words)
         : text_is(mode, "PHRASE") ? search_phrase(data, words, false)
                                   : search_phrase(data, words, true);
}

/* Data, words, mode in upper case. */
static void search(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text words = call_text(call, 1, row), rest = words;
    struct token token;

    if (!next_token(&rest, &token))
      call_fail(call, ERR_INVALID_ARGUMENT,
                "SEARCH needs at least one token to look for, not '" TEXT_FMT "'",
                TEXT_ARG(words));
    call_set_int(call, row,
                 search_row(call_text(call, 0, row), words, call_text(call, 2, row)));
  }
}

const struct engine_function_row fn_search_rows[] = {
  { "sg_parse_ip", "VARCHAR, VARCHAR, BIGINT", "VARCHAR", parse_ip, 0 },
  { "sg_search", "VARCHAR, VARCHAR, VARCHAR", "BOOLEAN", search, 0 },
  { "sg_search_ip", "VARCHAR, VARCHAR", "BOOLEAN", search_ip, 0 },
};

const int fn_search_count = sizeof fn_search_rows / sizeof fn_search_rows[0];
