"""Data folders of other versions: older ones are brought up to date, newer ones are left alone."""

import shutil
import subprocess
import tarfile

import pytest

from harness import PROGRAM, ROOT, Server

DATA = ROOT / "tests" / "system" / "data"


def old_folder(folder, number=1):
    with tarfile.open(DATA / f"format-{number}.tar.xz") as archive:
        (folder / "data").mkdir(parents=True)
        archive.extractall(folder / "data")
    return folder / "data"


def everything(folder):
    return {path.name: (path.read_bytes() if path.is_file() else None, path.stat().st_mtime_ns)
            for path in folder.rglob("*")}


def test_a_folder_of_the_first_format_is_brought_up_to_date(tmp_path):
    data = old_folder(tmp_path)
    with Server(tmp_path) as server:
        session = server.raw()
        session.login()
        assert "upgrade: the data folder goes from format 1 to 2" in server.log_text()
        assert "repaired" not in server.log_text()
        session.rows("USE SCHEMA old.public")
        assert session.rows("SELECT id, city, km, TO_VARCHAR(at, 'YYYY-MM-DD HH24:MI:SS.FF9'), v:a[1]::INT FROM trips ORDER BY id") == [
            ["1", "Bern", "1.25", "2024-02-29 10:00:00.123456789", "2"], ["2", "Genève", "2.50", None, None]]
        session.rows("INSERT INTO trips (city) VALUES ('Aarau')")
        assert session.rows("SELECT COUNT(DISTINCT id) FROM trips") == [["3"]]
        assert session.rows("SELECT city FROM far") == [["Genève"]]
        assert session.rows("SELECT twice(21)") == [["42"]]
        assert int(session.rows("SELECT q.NEXTVAL")[0][0]) > 5
        # What came later works there.
        session.rows("CREATE STAGE s")
        session.rows("CREATE PIPE p AS COPY INTO trips (city) FROM (SELECT $1 FROM @s)")
        session.rows("CREATE USER ann PASSWORD = 'New-secret-1'")
        assert server.stop() == 0
        assert (data / "format").read_text().split()[0] == "3"
        begin = len(server.log_text())
        server.start()
        assert "upgrade" not in server.log_text()[begin:]
        session = server.raw()
        session.login("ann", "New-secret-1")
        assert session.rows("SELECT COUNT(*) FROM old.public.trips") == [["3"]]


def test_the_history_of_the_second_format_is_all_there(tmp_path):
    data = old_folder(tmp_path, 2)
    history = "SNOWFLAKE.ACCOUNT_USAGE.QUERY_HISTORY"
    with Server(tmp_path) as server:
        session = server.raw()
        session.login()
        assert "upgrade: the data folder goes from format 2 to 3" in server.log_text()
        assert (data / "format").read_text().split()[0] == "3"
        assert session.rows(f"SELECT COUNT(*), COUNT(DISTINCT query_id), COUNT_IF(query_tag = 'tag of old') FROM {history}"
                            " WHERE query_text LIKE 'SELECT % AS n'") == [["300", "300", "300"]]
        facts = f"SELECT query_text, execution_status, error_code FROM {history} WHERE query_text LIKE '{{}}'"
        assert session.rows(facts.format("SELECT 1/0%")) == [["SELECT 1/0 AS wrong", "FAIL", "100051"]]
        assert session.rows(facts.format("CREATE USER%")) == [["CREATE USER eve PASSWORD = '****'", "SUCCESS", None]]
        # What ran when the old server was killed.
        cut_short = ["SELECT SYSTEM$WAIT(60), 'cut short'", "INCIDENT", "603"]
        assert session.rows(facts.format("SELECT SYSTEM$W%")) == [cut_short]
        assert session.rows("SELECT city FROM old.public.trips ORDER BY id") == [["Bern"], ["Genève"]]
        assert server.stop() == 0
        server.start()
        session = server.raw()
        session.login()
        assert session.rows(f"SELECT COUNT(*) FROM {history} WHERE query_tag = 'tag of old'") == [["303"]]
        assert session.rows(facts.format("SELECT SYSTEM$W%")) == [cut_short]


def test_a_newer_folder_is_refused_and_not_touched(tmp_path):
    with Server(tmp_path) as server:
        server.raw().login()
        server.stop()
    data = tmp_path / "data"
    (data / "format").write_text("99 7.8.9\n")
    before = everything(data)
    with pytest.raises(RuntimeError, match="format 99, written by snowglobe 7.8.9.*This is snowglobe.*newer"):
        Server(tmp_path).start()
    assert everything(data) == before
    # Such a folder can be backed up; the backup is refused as the folder is.
    done = subprocess.run([PROGRAM, "backup", "--data", data, "--to", tmp_path / "a.backup"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    done = subprocess.run([PROGRAM, "restore", "--from", tmp_path / "a.backup", "--data", tmp_path / "new"],
                          capture_output=True, text=True)
    assert done.returncode == 1 and "format 99" in done.stderr and "Nothing was restored" in done.stderr
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["snowglobe.lock"]


def test_a_number_that_cannot_be_read_is_no_licence(tmp_path):
    data = old_folder(tmp_path)
    (data / "format").write_text("two\n")
    before = everything(data)
    with pytest.raises(RuntimeError, match="format cannot be read .it holds no number."):
        Server(tmp_path).start()
    assert everything(data) == before
    shutil.rmtree(data)
