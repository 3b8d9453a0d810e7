"""Key pairs and the signed tokens of logins with them, made by hand."""

import base64
import hashlib
import json
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


class Key:
    """A key pair as openssl would make it, in the forms that SQL, connectors and tokens take."""

    def __init__(self):
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        der = self.private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.public = base64.b64encode(der).decode()
        self.fingerprint = "SHA256:" + base64.b64encode(hashlib.sha256(der).digest()).decode()
        self.der = self.private.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())

    def token(self, user, algorithm="RS256", **claims):
        now = int(time.time())
        payload = {"iss": f"LOCAL.{user}.{self.fingerprint}", "sub": f"LOCAL.{user}", "iat": now, "exp": now + 60}
        parts = [{"alg": algorithm, "typ": "JWT"}, {**payload, **claims}]
        text = b".".join(plain(json.dumps(part).encode()) for part in parts)
        return (text + b"." + plain(self.private.sign(text, padding.PKCS1v15(), hashes.SHA256()))).decode()


def plain(data):
    """Base64 for URLs, without its padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=")
