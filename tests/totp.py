"""The passcodes of RFC 6238, from a secret or the address that ALTER USER ... ENROLL MFA answers with."""

import base64
import hashlib
import hmac
import struct
import time
import urllib.parse


def passcode_of(secret, shift=0):
    step = struct.pack(">Q", int(time.time()) // 30 + shift)
    mac = hmac.new(base64.b32decode(secret), step, hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 1000000:06d}"


def passcode(url, shift=0):
    return passcode_of(urllib.parse.parse_qs(urllib.parse.urlparse(url).query)["secret"][0], shift)
