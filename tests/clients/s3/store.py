"""A real S3 server beside the tests, moto's, that checks every signature.

Keys are moto's own: a user who may do all with S3, and one who may only list."""

import json
import threading

import boto3
from moto import settings
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.authorization import ActionAuthenticatorMixin
from moto.s3.models import s3_backends
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

ALL = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
LIST = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}


class Store:
    def __init__(self):
        app = DomainDispatcherApplication(create_backend_app)
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def start(self):
        self.thread.start()
        settings.INITIAL_NO_AUTH_ACTION_COUNT = float("inf")
        self.keys = self._user("loader", ALL)
        self.lister = self._user("lister", LIST)
        settings.INITIAL_NO_AUTH_ACTION_COUNT = ActionAuthenticatorMixin.request_count = 0
        self.client = self._client("s3", self.keys)
        return self

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def _client(self, service, keys):
        return boto3.client(service, endpoint_url=self.url, region_name="us-east-1",
                            aws_access_key_id=keys[0], aws_secret_access_key=keys[1])

    def _user(self, name, statement):
        iam = self._client("iam", ("first", "first"))
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [statement]}))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return key["AccessKeyId"], key["SecretAccessKey"]

    def bucket(self, name):
        self.client.create_bucket(Bucket=name)
        return name

    def put(self, bucket, key, content):
        self.client.put_object(Bucket=bucket, Key=key,
                               Body=content.encode() if isinstance(content, str) else content)

    def seed(self, bucket, contents):
        """Many objects at once, without a request for each."""
        backend = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
        for key, content in contents.items():
            backend.put_object(bucket, key, content.encode())

    def get(self, bucket, key):
        return self.client.get_object(Bucket=bucket, Key=key)["Body"].read()

    def names(self, bucket):
        return [one["Key"] for one in self.client.list_objects_v2(Bucket=bucket).get("Contents", [])]
