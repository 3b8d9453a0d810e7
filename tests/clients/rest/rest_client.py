"""What the documentation tells somebody to write who has an HTTP client and the SQL API."""

import time
import uuid

import requests

STATEMENTS = "/api/v2/statements"


class Client:
    def __init__(self, url, user, key, verify=None):
        self.url, self.user, self.key = url, user, key
        self.http = requests.Session()
        self.http.trust_env = False  # no other bundle of certificates than the one that is given
        self.http.verify = verify

    def headers(self):
        return {"Authorization": f"Bearer {self.key.token(self.user)}", "Accept": "application/json",
                "User-Agent": "rest-tests/1.0", "X-Snowflake-Authorization-Token-Type": "KEYPAIR_JWT"}

    def post(self, path, query=None, headers=None, **body):
        return self.http.post(self.url + path, params=query, json=body, headers={**self.headers(), **(headers or {})})

    def submit(self, statement, query=None, **body):
        return self.post(STATEMENTS, query, statement=statement, **body)

    def get(self, path, **query):
        return self.http.get(self.url + path, params=query, headers=self.headers())

    def status(self, handle, **query):
        return self.get(f"{STATEMENTS}/{handle}", **query)

    def cancel(self, handle):
        return self.post(f"{STATEMENTS}/{handle}/cancel")

    def run(self, statement, query=None, **body):
        """The ResultSet of a statement that goes well."""
        answer = self.submit(statement, query, **body)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        return answer.json()

    def rows(self, statement, query=None, **body):
        """All rows, whatever the number of partitions."""
        result = self.run(statement, query, **body)
        rows = result["data"]
        for number in range(1, len(result["resultSetMetaData"]["partitionInfo"])):
            rows += self.status(result["statementHandle"], partition=number).json()["data"]
        return rows

    def wait(self, handle, seconds=60):
        """The answer of a statement that has ended."""
        deadline = time.monotonic() + seconds
        while True:
            answer = self.status(handle)
            if answer.status_code != 202 or time.monotonic() > deadline:
                return answer
            time.sleep(0.02)


def new_id():
    return str(uuid.uuid4())
