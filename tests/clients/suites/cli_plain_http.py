"""A pytest plugin: what the suite of Snowflake CLI connects to is the server under test, over plain HTTP; it names a host alone."""

import functools
import os

import snowflake.connector

connect = snowflake.connector.connect


@functools.wraps(connect)
def over_plain_http(**settings):
    port = int(os.environ["SNOWGLOBE_HTTP_PORT"])
    return connect(**{**settings, "host": "127.0.0.1", "port": port, "protocol": "http"})


snowflake.connector.connect = snowflake.connector.Connect = over_plain_http
