/* http_client.c: one GET of a URL that an administrator configured. */
#include "net/http_client.h"

#include <curl/curl.h>
#include <pthread.h>

#define MOST_MS 5000L
#define CONNECT_MS 2000L

struct fetch {
  struct buf *body;
  size_t most;
};

static size_t take(char *bytes, size_t size, size_t count, void *context)
{
  struct fetch *fetch = context;
  size_t len = size * count;

  if (len > fetch->most - fetch->body->len)
    return 0;
  buf_add(fetch->body, bytes, len);
  return len;
}

static void init(void)
{
  curl_global_init(CURL_GLOBAL_DEFAULT);
}

static CURLcode perform(CURL *curl, const char *url, struct fetch *fetch, long *status)
{
  CURLcode code;

  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, MOST_MS);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "snowglobe");
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, fetch);
  code = curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
  return code;
}

bool http_client_get(const char *url, size_t most, struct buf *body, long *status,
                     struct err *err)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  struct fetch fetch = { body, most };
  long answered = 0;
  CURLcode code;
  CURL *curl;

  *status = 0;
  pthread_once(&once, init);
  curl = curl_easy_init();
  if (!curl)
    return err_set(err, ERR_FETCH_FAILED, "%s cannot be fetched", url);
  code = perform(curl, url, &fetch, &answered);
  curl_easy_cleanup(curl);
  if (code != CURLE_OK)
    return err_set(err, ERR_FETCH_FAILED, "%s cannot be fetched: %s", url,
                   curl_easy_strerror(code));
  *status = answered;
  return answered == 200 ||
         err_set(err, ERR_FETCH_FAILED, "%s answers with status %ld", url, answered);
}
