/* stage_ticket.c: who may read or write a staged file over HTTP without a session, and until when. */
#include "stage/stage_ticket.h"

#include <string.h>

#include "stage/stage_state.h"

#define WHOLE 'f'  /* The ticket is for the file of exactly this name. */
#define PREFIX 'd' /* ... for those whose names have the same first bytes. */

struct text stage_bucket(struct arena *arena, const struct stage_place *place,
                         struct text user)
{
  char *hex;

  if (place->kind != STAGE_OF_USER)
    return arena_printf(arena, "%lld", (long long)place->number);
  hex = arena_alloc(arena, user.len * 2 + 1);
  crypto_hex(user.at, user.len, hex);
  return arena_printf(arena, "u%s", hex);
}

static int digit(char c)
{
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool from_hex(struct arena *arena, struct text hex, struct text *text)
{
  char *out = arena_alloc(arena, hex.len / 2 + 1);

  if (hex.len % 2 || !hex.len)
    return false;
  for (size_t i = 0; i < hex.len; i += 2) {
    int high = digit(hex.at[i]), low = digit(hex.at[i + 1]);

    if (high < 0 || low < 0)
      return false;
    out[i / 2] = (char)(high << 4 | low);
  }
  *text = text_from(out, hex.len / 2);
  return true;
}

bool stage_of_bucket(struct stages *stages, struct arena *arena, struct text bucket,
                     struct stage_place *place)
{
  struct text user;

  *place = (struct stage_place){ .stages = stages };
  if (text_starts_with(bucket, "u")) {
    if (!from_hex(arena, text_slice(bucket, 1, bucket.len), &user))
      return false;
    place->kind = STAGE_OF_USER;
    place->folder = stage_folder_of_user(stages, arena, user);
    return true;
  }
  if (!text_to_int64(bucket, &place->number) || place->number <= 0)
    return false;
  place->folder = stage_folder_of_number(stages, arena, place->number);
  return true;
}

/* What is signed: every part with its length, so that none can move into the next. */
static void sign(const struct stages *stages, struct text bucket, struct text path,
                 struct text terms, char signature[CRYPTO_SHA256_SIZE * 2 + 1])
{
  unsigned char mac[CRYPTO_SHA256_SIZE];
  struct buf all;

  buf_init(&all);
  buf_printf(&all, "%zu:%zu:%zu:", bucket.len, path.len, terms.len);
  buf_add_text(&all, bucket);
  buf_add_text(&all, path);
  buf_add_text(&all, terms);
  crypto_hmac_sha256(text_from((const char *)stages->secret, sizeof stages->secret),
                     buf_text(&all), mac);
  crypto_hex(mac, sizeof mac, signature);
  buf_clear(&all);
}

/* "w-d-4-1763758675000-<signature>" */
static struct text make(struct stages *stages, struct arena *arena, struct text bucket,
                        struct text path, char reach, enum ticket_right right,
                        int64_t expires_ms)
{
  struct text terms = arena_printf(arena, "%c-%c-%zu-%lld", (char)right, reach, path.len,
                                   (long long)expires_ms);
  char signature[CRYPTO_SHA256_SIZE * 2 + 1];

  sign(stages, bucket, path, terms, signature);
  return arena_printf(arena, TEXT_FMT "-%s", TEXT_ARG(terms), signature);
}

struct text stage_ticket_for_file(struct stages *stages, struct arena *arena,
                                  struct text bucket, struct text path,
                                  enum ticket_right right, int64_t expires_ms)
{
  return make(stages, arena, bucket, path, WHOLE, right, expires_ms);
}

struct text stage_ticket_for_prefix(struct stages *stages, struct arena *arena,
                                    struct text bucket, struct text path,
                                    enum ticket_right right, int64_t expires_ms)
{
  return make(stages, arena, bucket, path, PREFIX, right, expires_ms);
}

struct terms {
  char right, reach;
  int64_t path_len, expires_ms;
  struct text written, signature;
};

static struct text next_part(struct text *rest)
{
  size_t dash = text_find(*rest, '-');
  struct text part = text_slice(*rest, 0, dash);

  *rest = text_slice(*rest, dash + 1, rest->len);
  return part;
}

static bool read_terms(struct text ticket, struct terms *terms)
{
  struct text rest = ticket;
  struct text right = next_part(&rest), reach = next_part(&rest);

  if (right.len != 1 || reach.len != 1 ||
      !text_to_int64(next_part(&rest), &terms->path_len) ||
      !text_to_int64(next_part(&rest), &terms->expires_ms) ||
      rest.len != CRYPTO_SHA256_SIZE * 2)
    return false;
  terms->right = right.at[0];
  terms->reach = reach.at[0];
  terms->signature = rest;
  terms->written = text_slice(ticket, 0, ticket.len - rest.len - 1);
  return strchr("rwpk", terms->right) && terms->path_len >= 0;
}

enum ticket_state stage_ticket_check(const struct stages *stages, struct text ticket,
                                     struct text bucket, struct text name, int64_t now_ms,
                                     enum ticket_right *right)
{
  char signature[CRYPTO_SHA256_SIZE * 2 + 1];
  struct terms terms;

  if (!read_terms(ticket, &terms) || (uint64_t)terms.path_len > name.len ||
      (terms.reach == WHOLE && (uint64_t)terms.path_len != name.len))
    return TICKET_BAD;
  sign(stages, bucket, text_slice(name, 0, (size_t)terms.path_len), terms.written,
       signature);
  if (!crypto_equal(signature, terms.signature.at, terms.signature.len))
    return TICKET_BAD;
  *right = (enum ticket_right)terms.right;
  return terms.expires_ms < now_ms ? TICKET_EXPIRED : TICKET_GOOD;
}
