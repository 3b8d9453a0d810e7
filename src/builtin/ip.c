/* ip.c: IPv4 and IPv6 addresses and networks as text. */
#include "builtin/ip.h"

#include <arpa/inet.h>
#include <string.h>

int ip_bits(const struct ip *ip)
{
  return ip->family == 4 ? 32 : 128;
}

static bool read_prefix(struct text digits, struct ip *ip)
{
  int64_t prefix;

  if (!digits.len || digits.len > 3 || digits.at[0] < '0' || digits.at[0] > '9' ||
      !text_to_int64(digits, &prefix) || prefix > ip_bits(ip))
    return false;
  ip->prefix = (int)prefix;
  return true;
}

bool ip_parse(struct text text, struct ip *ip)
{
  size_t slash = text_find(text, '/');
  char address[IP_MOST_TEXT + 1];

  if (!slash || slash > IP_MOST_TEXT)
    return false;
  memcpy(address, text.at, slash);
  address[slash] = '\0';
  *ip = (struct ip){ .prefix = -1 };
  if (inet_pton(AF_INET, address, ip->bytes) == 1)
    ip->family = 4;
  else if (inet_pton(AF_INET6, address, ip->bytes) == 1)
    ip->family = 6;
  else
    return false;
  return slash == text.len || read_prefix(text_slice(text, slash + 1, text.len), ip);
}

/* Sets the bits behind the prefix to the value. */
static struct ip with_host_bits(const struct ip *ip, bool set)
{
  struct ip result = *ip;
  int from = ip->prefix < 0 ? ip_bits(ip) : ip->prefix;

  for (int bit = from; bit < ip_bits(ip); bit++) {
    unsigned char mask = (unsigned char)(0x80 >> bit % 8);

    if (set)
      result.bytes[bit / 8] |= mask;
    else
      result.bytes[bit / 8] &= (unsigned char)~mask;
  }
  return result;
}

struct ip ip_first(const struct ip *ip)
{
  return with_host_bits(ip, false);
}

struct ip ip_last(const struct ip *ip)
{
  return with_host_bits(ip, true);
}

bool ip_meets(const struct ip *a, const struct ip *b)
{
  struct ip a_first = ip_first(a), a_last = ip_last(a);
  struct ip b_first = ip_first(b), b_last = ip_last(b);

  return a->family == b->family &&
         memcmp(a_first.bytes, b_last.bytes, sizeof a_first.bytes) <= 0 &&
         memcmp(b_first.bytes, a_last.bytes, sizeof b_first.bytes) <= 0;
}
