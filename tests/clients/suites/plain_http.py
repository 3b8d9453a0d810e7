"""A pytest plugin: engines of SQLAlchemy connect over plain HTTP, which a URL of this dialect cannot say."""

from sqlalchemy import event
from sqlalchemy.engine import Engine


@event.listens_for(Engine, "do_connect")
def over_plain_http(dialect, record, arguments, parameters):
    parameters["protocol"] = "http"
