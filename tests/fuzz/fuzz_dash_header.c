/* fuzz_dash_header.c: Cookie, Host and Origin as anybody may send them to the dashboard. */
#include "dashboard/dash_header.h"
#include "dashboard/dash_hosts.h"
#include "fuzz.h"

/* What is found lies in the header. */
static void check_inside(struct text found, struct text header)
{
  assert(!found.len ||
         (found.at >= header.at && found.at + found.len <= header.at + header.len));
}

/* The bytes as a list of names, too: one that is good has what it lists, and neither nothing nor more. */
static void check_list(struct text list)
{
  struct err err;

  err_clear(&err);
  if (!dash_hosts_check(list, &err)) {
    assert(err_is_set(&err));
    return;
  }
  assert(!dash_hosts_is_own(TEXT(""), "", list));
  assert(!dash_hosts_is_own(TEXT("evil/example"), "", list));
  assert(!dash_hosts_has_origin(TEXT(""), list) &&
         !dash_hosts_has_origin(TEXT("null"), list));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text header = fuzz_text(data, size), host = dash_hosts_name(header);
  struct text list = TEXT("snow.example.com, https://proxy.example.com:444");

  check_inside(dash_header_cookie(header, "snowglobe_dashboard"), header);
  check_inside(dash_header_cookie(header, ""), header);
  check_inside(host, header);
  assert(host.len || !dash_hosts_is_own(host, "", list));
  assert(!dash_hosts_has_origin(header, list) ||
         text_is_nocase(header, "https://proxy.example.com:444"));
  check_list(header);
  return 0;
}
