/* dash_hosts.c: the names by which browsers reach the dashboard. */
#include "dashboard/dash_hosts.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#define MOST_PORT 65535

/* ---- the list ---- */

static struct text next_entry(struct text *list)
{
  size_t comma = text_find(*list, ',');
  struct text entry = text_trim(text_slice(*list, 0, comma));

  *list = text_slice(*list, comma + 1, list->len);
  return entry;
}

/* What stands behind http:// or https://; the whole where neither does. */
static struct text without_scheme(struct text entry)
{
  size_t skipped = text_starts_with_nocase(entry, "https://")  ? 8
                   : text_starts_with_nocase(entry, "http://") ? 7
                                                               : 0;

  return text_slice(entry, skipped, entry.len);
}

static bool is_name(struct text name)
{
  for (size_t i = 0; i < name.len; i++)
    if (!isalnum((unsigned char)name.at[i]) && !strchr("-._", name.at[i]))
      return false;
  return name.len > 0;
}

static bool is_port(struct text port)
{
  int64_t number;

  return text_to_int64(port, &number) && number > 0 && number <= MOST_PORT;
}

static bool is_entry(struct text entry)
{
  struct text rest = without_scheme(entry);
  size_t colon = text_find(rest, ':');

  if (colon < rest.len &&
      (rest.len == entry.len || !is_port(text_slice(rest, colon + 1, rest.len))))
    return false;
  return is_name(text_slice(rest, 0, colon));
}

bool dash_hosts_check(struct text list, struct err *err)
{
  while (list.len) {
    struct text entry = next_entry(&list);

    if (!is_entry(entry))
      return err_set(
        err, ERR_INVALID_ARGUMENT,
        "option 'dashboard-hosts' has '" TEXT_FMT
        "': a name is wanted, as snow.example.com, or where pages come from, "
        "as https://snow.example.com",
        TEXT_ARG(entry));
  }
  return true;
}

/* ---- what requests say ---- */

struct text dash_hosts_name(struct text header)
{
  size_t end = text_find(header, ']');

  if (header.len && header.at[0] == '[')
    return end < header.len ? text_slice(header, 1, end - 1) : TEXT("");
  return text_slice(header, 0, text_find(header, ':'));
}

static bool is_address(struct text host)
{
  char name[INET6_ADDRSTRLEN + 1] = "";
  struct in6_addr address;

  if (!host.len || host.len >= sizeof name)
    return false;
  memcpy(name, host.at, host.len);
  return inet_pton(AF_INET, name, &address) == 1 ||
         inet_pton(AF_INET6, name, &address) == 1;
}

static bool is_listed(struct text name, struct text list)
{
  while (list.len)
    if (text_equal_nocase(dash_hosts_name(without_scheme(next_entry(&list))), name))
      return true;
  return false;
}

bool dash_hosts_is_own(struct text name, const char *own, struct text list)
{
  return text_is_nocase(name, "localhost") || (*own && text_is_nocase(name, own)) ||
         is_address(name) || (name.len && is_listed(name, list));
}

bool dash_hosts_has_origin(struct text origin, struct text list)
{
  if (!origin.len)
    return false;
  while (list.len) {
    struct text entry = next_entry(&list);

    if (without_scheme(entry).len < entry.len && text_equal_nocase(entry, origin))
      return true;
  }
  return false;
}
