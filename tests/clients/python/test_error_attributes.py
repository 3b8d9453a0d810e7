"""What the connector makes of an error: errno, sqlstate, msg, raw_msg, sfqid, query and the class."""

import pytest
from snowflake.connector.errors import ProgrammingError

# Statement, errno, SQLSTATE, and a text that raw_msg begins with.
ERRORS = [
    ("SELECT * FROM missing", 2003, "42S02",
     "SQL compilation error:\nObject 'MISSING' does not exist or not authorized."),
    ("SELECT nope", 904, "42000",
     "SQL compilation error: error line 1 at position 7\ninvalid identifier 'NOPE'"),
    ("SELECT foo(1)", 2140, "42601", "SQL compilation error:\nUnknown function FOO"),
    ("SELECT ABS(1, 2)", 939, "22023",
     "SQL compilation error: error line 1 at position 7\n"
     "too many arguments for function [ABS(1, 2)] expected 1, got 2"),
    ("SELECT TRUE + 1", 1044, "42P13",
     "SQL compilation error: error line 1 at position 12\n"
     "Invalid argument types for function '+': (BOOLEAN, NUMBER(1,0))"),
    ("SELEC 1", 1003, "42000",
     "SQL compilation error:\nsyntax error line 1 at position 0 unexpected 'SELEC'."),
    ("SELECT 1/0", 100051, "22012", "Division by zero"),
    ("SELECT 'x'::INT", 100038, "22018", "Numeric value 'x' is not recognized"),
    ("SELECT 'x'::DATE", 100040, "22007", "Date 'x' is not recognized"),
    ("CREATE OR REPLACE TABLE t (a INT); SELECT 1", 8, "0A000", "Actual statement count 2"),
    ("DROP TABLE missing", 2003, "42S02", "SQL compilation error:\nTable '"),
]


@pytest.mark.parametrize("sql, errno, sqlstate, text", ERRORS, ids=[row[0] for row in ERRORS])
def test_attributes(cur, schema, sql, errno, sqlstate, text):
    with pytest.raises(ProgrammingError) as raised:
        cur.execute(sql)
    error = raised.value
    assert (error.errno, error.sqlstate) == (errno, sqlstate)
    assert error.raw_msg.startswith(text)
    # The connector puts number, state and the query's id before the server's words.
    assert error.msg.startswith(f"{errno:06d} ({sqlstate}): ")
    assert text in error.msg
    assert len(error.sfqid) == 36 and error.sfqid == cur.sfqid
    assert error.msg in str(error)  # Connector 5 adds the request's id, or leaves it out.


def test_a_failed_query_is_found_by_its_id(cur, schema):
    with pytest.raises(ProgrammingError) as raised:
        cur.execute("SELECT 'word'::INT AS failing")
    cur.execute("SELECT error_code, error_message, query_text FROM TABLE("
                "information_schema.query_history()) WHERE query_id = %s", (raised.value.sfqid,))
    code, message, text = cur.fetchone()
    assert int(code) == raised.value.errno
    assert "Numeric value 'word' is not recognized" in message
    assert text == "SELECT 'word'::INT AS failing"


def test_an_error_leaves_the_session_usable(cur, schema):
    for _ in range(3):
        with pytest.raises(ProgrammingError):
            cur.execute("SELECT 1/0")
        assert cur.execute("SELECT 1").fetchone() == (1,)
