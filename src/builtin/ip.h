/* ip.h: IPv4 and IPv6 addresses and networks as text. */
#ifndef BUILTIN_IP_H
#define BUILTIN_IP_H

#include "base/text.h"

#define IP_MOST_TEXT 45

struct ip {
  int family;              /* 4 or 6 */
  int prefix;              /* -1: no mask was written. */
  unsigned char bytes[16]; /* The first four of IPv4. */
};

/* "10.0.0.1", "10.0.0.0/8", "2001:db8::1/64"; false when it is none. */
bool ip_parse(struct text text, struct ip *ip);
int ip_bits(const struct ip *ip); /* 32 or 128. */
/* The address with all bits behind the prefix clear, or set. */
struct ip ip_first(const struct ip *ip);
struct ip ip_last(const struct ip *ip);
/* Whether two addresses or networks have an address in common. */
bool ip_meets(const struct ip *a, const struct ip *b);

#endif
