/* s3_store.c: where the objects of an external stage are. */
#include "stage/s3_store.h"

#define COMPAT "s3compat://"
#define MOST_BUCKET 63

bool s3_is_url(struct text url)
{
  return text_starts_with(url, "s3://") || text_starts_with(url, COMPAT);
}

static bool bad_url(struct text url, struct err *err)
{
  return err_set(err, ERR_INVALID_VALUE,
                 "SQL compilation error:\ninvalid URL prefix found in: '" TEXT_FMT "'",
                 TEXT_ARG(url));
}

/* Nothing that could mean something else in a host or a path. */
static bool is_bucket(struct text bucket)
{
  for (size_t i = 0; i < bucket.len; i++) {
    char c = bucket.at[i];

    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
          ((c == '-' || c == '.' || c == '_') && i)))
      return false;
  }
  return bucket.len && bucket.len <= MOST_BUCKET &&
         text_find_text(bucket, TEXT("..")) == bucket.len;
}

static bool read_url(struct arena *arena, struct text url, struct s3_store *store,
                     struct err *err)
{
  size_t scheme = text_find_text(url, TEXT("://")) + 3, slash;
  struct text rest = text_slice(url, scheme, url.len);

  slash = text_find(rest, '/');
  store->bucket = arena_text(arena, text_slice(rest, 0, slash));
  store->prefix = arena_text(arena, text_slice(rest, slash + 1, rest.len));
  if (store->prefix.len && !text_ends_with(store->prefix, "/"))
    store->prefix = arena_printf(arena, TEXT_FMT "/", TEXT_ARG(store->prefix));
  return is_bucket(store->bucket) || bad_url(url, err);
}

/* What is put into headers and addresses. */
static bool is_plain(struct text text)
{
  for (size_t i = 0; i < text.len; i++)
    if (text.at[i] <= ' ' || text.at[i] > '~')
      return false;
  return true;
}

static bool read_keys(struct arena *arena, const struct s3_settings *settings,
                      const struct s3_location *location, struct s3_store *store,
                      struct err *err)
{
  struct s3_keys *keys = &store->keys;

  keys->region = text_of(settings->region ? settings->region : "us-east-1");
  if (location->is_integrated) {
    keys->key_id = text_of(settings->key_id);
    keys->secret = text_of(settings->secret);
  } else {
    keys->key_id = arena_text(arena, location->key_id);
    keys->secret = arena_text(arena, location->secret);
    keys->token = arena_text(arena, location->token);
  }
  store->encryption = arena_text(arena, location->encryption);
  store->kms_key = arena_text(arena, location->kms_key);
  return (is_plain(keys->key_id) && is_plain(keys->token) && is_plain(store->kms_key)) ||
         err_set(err, ERR_INVALID_VALUE,
                 "SQL compilation error:\nThe keys of a stage have a character that keys "
                 "cannot have.");
}

/* "http://host:9000" or "https://host", without a slash at its end. */
static void set_base(struct s3_store *store, struct text base)
{
  size_t scheme = text_find_text(base, TEXT("://")) + 3;

  if (text_ends_with(base, "/"))
    base.len--;
  if (text_starts_with(base, "http://") && text_ends_with(base, ":80"))
    base.len -= 3;
  if (text_starts_with(base, "https://") && text_ends_with(base, ":443"))
    base.len -= 4;
  store->base = base;
  store->host = text_slice(base, scheme, base.len);
}

static void set_path_style(struct arena *arena, struct s3_store *store, struct text base)
{
  set_base(store, arena_text(arena, base));
  store->root = arena_printf(arena, "/" TEXT_FMT, TEXT_ARG(store->bucket));
}

void s3_store_move(struct s3_store *store, struct text region)
{
  struct arena *arena = store->home;
  /* A bucket with points in its name has no certificate for a host of its own. */
  bool has_points = text_find(store->bucket, '.') < store->bucket.len;

  store->is_amazon = true;
  store->keys.region = arena_text(arena, region);
  store->root = has_points ? arena_printf(arena, "/" TEXT_FMT, TEXT_ARG(store->bucket))
                           : (struct text){ 0 };
  set_base(
    store,
    has_points
      ? arena_printf(arena, "https://s3." TEXT_FMT ".amazonaws.com", TEXT_ARG(region))
      : arena_printf(arena, "https://" TEXT_FMT ".s3." TEXT_FMT ".amazonaws.com",
                     TEXT_ARG(store->bucket), TEXT_ARG(region)));
}

static struct text without_scheme(struct text url)
{
  size_t at = text_find_text(url, TEXT("://"));

  return at < url.len ? text_slice(url, at + 3, url.len) : url;
}

/* ENDPOINT = 'host:port' must be one that the server was told of, which says how it is spoken to. */
static bool find_endpoint(struct arena *arena, const struct s3_settings *settings,
                          struct text endpoint, struct s3_store *store, struct err *err)
{
  struct text allowed = text_of(settings->compat_endpoints);

  if (!endpoint.len)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nMissing option(s): [ENDPOINT]");
  while (allowed.len) {
    struct text one = text_slice(allowed, 0, text_find(allowed, ','));

    allowed = text_slice(allowed, one.len + 1, allowed.len);
    one = text_trim(one);
    if (text_ends_with(one, "/"))
      one.len--;
    if (!text_equal_nocase(without_scheme(one), endpoint))
      continue;
    if (text_equal(without_scheme(one), one))
      one = arena_printf(arena, "https://" TEXT_FMT, TEXT_ARG(one));
    set_path_style(arena, store, one);
    return true;
  }
  return err_set(err, ERR_NOT_AUTHORIZED,
                 "SQL access control error:\nThe endpoint '" TEXT_FMT
                 "' is not one that external stages may use (option s3compat-endpoints).",
                 TEXT_ARG(endpoint));
}

bool s3_store_open(struct arena *arena, const struct s3_settings *settings,
                   struct http_calls *calls, const struct s3_location *location,
                   struct s3_store *store, struct err *err)
{
  *store = (struct s3_store){ .home = arena, .calls = calls };
  if (!read_url(arena, location->url, store, err) ||
      !read_keys(arena, settings, location, store, err))
    return false;
  if (text_starts_with(location->url, COMPAT))
    return find_endpoint(arena, settings, location->endpoint, store, err);
  if (settings->endpoint)
    set_path_style(arena, store, text_of(settings->endpoint));
  else
    s3_store_move(store, store->keys.region);
  return true;
}
