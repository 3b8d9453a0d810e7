#!/usr/bin/env python3
"""A browser for tests: opens an address, signs in on the page it finds, and follows to where that leads.

Drivers start it through the variable BROWSER. SIGN_IN_USER, SIGN_IN_PASSWORD and SIGN_IN_PASSCODE say
as whom; SIGN_IN_CA names the certificate to trust, SIGN_IN_ANSWER what is clicked."""

import html
import os
import re
import ssl
import sys
import urllib.error
import urllib.parse
import urllib.request


def trust():
    return ssl.create_default_context(cafile=os.environ.get("SIGN_IN_CA") or None)


def sign_in(url, user, password, passcode="", answer="allow"):
    """Gives what the last page said."""
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trust()))
    with opener.open(url, timeout=30) as page:
        at, text = page.geturl(), page.read().decode()
    form = html.unescape(re.search(r'name="form" value="([^"]*)"', text)[1])
    action = html.unescape(re.search(r'action="([^"]*)"', text)[1])
    fields = {"form": form, "user": user, "password": password, "passcode": passcode, "answer": answer}
    with opener.open(urllib.parse.urljoin(at, action), urllib.parse.urlencode(fields).encode(), timeout=30) as page:
        return page.read().decode()


if __name__ == "__main__":
    try:
        sign_in(sys.argv[1], os.environ["SIGN_IN_USER"], os.environ["SIGN_IN_PASSWORD"],
                os.environ.get("SIGN_IN_PASSCODE", ""), os.environ.get("SIGN_IN_ANSWER", "allow"))
    except urllib.error.HTTPError as error:
        sys.exit(f"{error.code}: {error.read().decode()}")
