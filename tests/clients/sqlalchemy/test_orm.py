"""Mapped classes, rows and transactions, MERGE, and pandas by way of an engine."""

import datetime
import decimal

import pandas
import pytest
from snowflake.sqlalchemy import ARRAY, OBJECT, VARIANT, MergeInto
from sqlalchemy import (Boolean, Column, Date, DateTime, ForeignKey, Identity, Integer, LargeBinary, MetaData,
                        Numeric, Sequence, String, Table, Time, delete, func, insert, select, text, update)
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"
    id = mapped_column(Integer, Sequence("author_id"), primary_key=True)
    name = mapped_column(String(50), nullable=False)
    books = relationship("Book", back_populates="author", cascade="all, delete-orphan", order_by="Book.title")


class Book(Base):
    __tablename__ = "book"
    id = mapped_column(Integer, Sequence("book_id"), primary_key=True)
    title = mapped_column(String)
    author_id = mapped_column(ForeignKey("author.id"))
    author = relationship(Author, back_populates="books")


def test_mapped_classes(engine):
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Author(name="Ada", books=[Book(title="B"), Book(title="A")]))
        session.add(Author(name="Bob"))
        session.commit()
        ada = session.scalars(select(Author).where(Author.name == "Ada")).one()
        assert (ada.id, [book.title for book in ada.books]) == (1, ["A", "B"])
        counted = select(Author.name, func.count(Book.id)).outerjoin(Book).group_by(Author.name)
        assert sorted(session.execute(counted).all()) == [("Ada", 2), ("Bob", 0)]
        ada.books.pop()
        ada.name = "Ada L."
        session.commit()
        assert session.scalars(select(Book.title)).all() == ["A"]
        session.delete(ada)
        session.commit()
        assert session.scalars(select(Book)).all() == []
        assert session.scalars(select(Author.name)).all() == ["Bob"]
    with Session(engine) as session:
        session.add(Author(name="lost"))
        session.flush()
        session.rollback()
        assert session.scalar(select(func.count()).select_from(Author)) == 1
    Base.metadata.drop_all(engine)


def test_values_of_every_type(engine):
    table = Table("kinds", MetaData(), Column("id", Integer, Identity(1, 1), primary_key=True),
                  Column("n", Numeric(20, 4)), Column("s", String), Column("b", Boolean), Column("d", Date),
                  Column("t", Time), Column("at", DateTime), Column("zoned", DateTime(timezone=True)),
                  Column("raw", LargeBinary))
    table.create(engine)
    zone = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
    row = {"n": decimal.Decimal("1234567890123456.7891"), "s": "it's 100% \\ \n ü", "b": True,
           "d": datetime.date(1, 3, 4), "t": datetime.time(23, 59, 59, 999999),
           "at": datetime.datetime(2024, 2, 29, 1, 2, 3, 4), "raw": b"\0\xff",
           "zoned": datetime.datetime(2024, 2, 29, 1, 2, 3, 4, tzinfo=zone)}
    with engine.begin() as connection:
        connection.execute(insert(table), [row, dict.fromkeys(row)])
        first, second = connection.execute(select(table).order_by(table.c.id)).all()
    assert dict(first._mapping) == {"id": 1, **row}
    assert dict(second._mapping) == {"id": 2, **dict.fromkeys(row)}
    assert first.zoned.utcoffset() == zone.utcoffset(None)


def test_semi_structured_values(engine):
    with engine.begin() as connection:
        table = Table("semi", MetaData(), Column("v", VARIANT), Column("o", OBJECT), Column("l", ARRAY))
        table.create(connection)
        connection.execute(text("""INSERT INTO semi
            SELECT PARSE_JSON('{"a": [1, {"b": "x"}]}'), OBJECT_CONSTRUCT('k', 2), ARRAY_CONSTRUCT(1, 'two')"""))
        path = select(func.get(func.get(table.c.v, "a"), 1))
        assert '"b"' in str(connection.scalar(path))
        assert connection.scalar(text("SELECT v:a[1].b::VARCHAR FROM semi")) == "x"
        assert connection.scalar(select(func.array_size(table.c.l))) == 2


def test_merge(engine):
    metadata = MetaData()
    target = Table("target", metadata, Column("id", Integer), Column("v", String))
    source = Table("source", metadata, Column("id", Integer), Column("v", String))
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(target), [{"id": 1, "v": "old"}, {"id": 2, "v": "gone"}])
        connection.execute(insert(source), [{"id": 1, "v": "new"}, {"id": 2, "v": None}, {"id": 3, "v": "more"}])
        merge = MergeInto(target=target, source=source, on=target.c.id == source.c.id)
        merge.when_matched_then_delete().where(source.c.v.is_(None))
        merge.when_matched_then_update().values(v=source.c.v)
        merge.when_not_matched_then_insert().values(id=source.c.id, v=source.c.v)
        connection.execute(merge)
        assert connection.execute(select(target).order_by("id")).all() == [(1, "new"), (3, "more")]


def test_changes_from_another_table(engine):
    metadata = MetaData()
    one = Table("One", metadata, Column("Id", Integer), Column("v", String))
    two = Table("two", metadata, Column("id", Integer), Column("v", String))
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(one), [{"Id": 1, "v": "a"}, {"Id": 2, "v": "b"}])
        connection.execute(insert(two).from_select(["id", "v"], select(one.c.Id, one.c.v + "!")))
        done = connection.execute(update(one).values(v=two.c.v).where(one.c.Id == two.c.id, two.c.id == 1))
        assert done.rowcount == 1
        assert connection.execute(delete(one).where(one.c.Id == two.c.id, two.c.id == 2)).rowcount == 1
        assert connection.execute(select(one)).all() == [(1, "a!")]


def test_transactions(engine):
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE t (a INT)"))
        connection.commit()
        with pytest.raises(ZeroDivisionError), connection.begin():
            connection.execute(text("INSERT INTO t VALUES (1)"))
            raise ZeroDivisionError
        with connection.begin():
            connection.execute(text("INSERT INTO t VALUES (:a)"), {"a": 2})
        assert connection.scalars(text("SELECT a FROM t")).all() == [2]
        connection.rollback()
        with pytest.raises(ProgrammingError, match="nowhere"):
            connection.execute(text("SELECT nowhere FROM t"))


def test_tables_are_dropped_while_a_session_has_changed_them(engine):
    """A session that was never closed does not keep MetaData.drop_all waiting."""
    Base.metadata.create_all(engine)
    session = Session(engine)
    session.add(Author(name="Ada"))
    session.flush()
    Base.metadata.drop_all(engine)
    session.close()


def test_pandas(engine):
    frame = pandas.DataFrame({"name": ["a", None, "c"], "n": [1, 2, 3], "x": [0.5, 1.5, None],
                              "at": pandas.to_datetime(["2024-01-01 10:00", "2024-02-29 00:00", None])})
    frame.to_sql("frame", engine, index=False)
    frame.to_sql("frame", engine, index=False, if_exists="append", method="multi", chunksize=2)
    back = pandas.read_sql("SELECT * FROM frame ORDER BY n", engine)
    assert list(back.columns) == list(frame.columns) and len(back) == 6
    assert back["n"].sum() == 12 and back["x"].isna().sum() == 2
    assert back["at"].dropna().max() == pandas.Timestamp("2024-02-29")
    with engine.connect() as connection:
        table = pandas.read_sql_table("frame", connection)
        chunks = list(pandas.read_sql_query(text("SELECT n FROM frame WHERE n > :n"), connection,
                                            params={"n": 1}, chunksize=3))
    assert table.shape == (6, 4) and [len(chunk) for chunk in chunks] == [3, 1]
