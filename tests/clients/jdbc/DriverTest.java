import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import net.snowflake.client.api.connection.SnowflakeConnection;
import net.snowflake.client.api.resultset.SnowflakeResultSet;
import net.snowflake.client.api.statement.SnowflakeStatement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application does with the driver. */
class DriverTest {
  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void connectsByPassword(String scheme) throws SQLException {
    try (Connection session = Sessions.open(scheme, "snowglobe", new Properties())) {
      assertTrue(session.isValid(10));
      assertEquals(List.of(List.of("SNOWGLOBE")), Sessions.rows(session, "SELECT CURRENT_USER()"));
    }
  }

  @Test
  void wrongPasswordIsRefused() {
    SQLException error = assertThrows(SQLException.class, () -> Sessions.open("http", "other", new Properties()));
    assertEquals(390100, error.getErrorCode());
  }

  @Test
  void columnsAreDescribed() throws SQLException {
    try (Connection session = Sessions.openDatabase("jdbc_described")) {
      Sessions.run(session, "CREATE TABLE t (id NUMBER(10, 2) NOT NULL, \"Name\" VARCHAR(20), at TIMESTAMP_NTZ(3))");
      try (PreparedStatement prepared = session.prepareStatement("SELECT * FROM t WHERE id = ? AND \"Name\" = ?")) {
        ResultSetMetaData columns = prepared.getMetaData();
        assertEquals(3, columns.getColumnCount());
        assertEquals("ID", columns.getColumnName(1));
        assertEquals(Types.DECIMAL, columns.getColumnType(1));
        assertEquals(10, columns.getPrecision(1));
        assertEquals(2, columns.getScale(1));
        assertEquals(ResultSetMetaData.columnNoNulls, columns.isNullable(1));
        assertEquals("Name", columns.getColumnName(2));
        assertEquals(Types.VARCHAR, columns.getColumnType(2));
        assertEquals(20, columns.getPrecision(2));
        assertEquals(Types.TIMESTAMP, columns.getColumnType(3));
        assertEquals(2, prepared.getParameterMetaData().getParameterCount());
      }
    }
  }

  @Test
  void catalogIsListed() throws SQLException {
    try (Connection session = Sessions.openDatabase("jdbc_catalog")) {
      Sessions.run(session, "CREATE TABLE listed (id NUMBER PRIMARY KEY, name VARCHAR)");
      try (ResultSet tables = session.getMetaData().getTables("JDBC_CATALOG", "PUBLIC", "LIST%", null)) {
        assertTrue(tables.next());
        assertEquals("LISTED", tables.getString("TABLE_NAME"));
        assertEquals("TABLE", tables.getString("TABLE_TYPE"));
        assertFalse(tables.next());
      }
      try (ResultSet columns = session.getMetaData().getColumns("JDBC_CATALOG", "PUBLIC", "LISTED", null)) {
        assertTrue(columns.next());
        assertEquals("ID", columns.getString("COLUMN_NAME"));
        assertEquals("NO", columns.getString("IS_NULLABLE"));
        assertTrue(columns.next());
        assertEquals("NAME", columns.getString("COLUMN_NAME"));
        assertFalse(columns.next());
      }
      try (ResultSet keys = session.getMetaData().getPrimaryKeys("JDBC_CATALOG", "PUBLIC", "LISTED")) {
        assertTrue(keys.next());
        assertEquals("ID", keys.getString("COLUMN_NAME"));
      }
    }
  }

  @Test
  void bindingsThereAndBack() throws SQLException {
    try (Connection session = Sessions.openDatabase("jdbc_bindings")) {
      Sessions.run(session, "CREATE TABLE t (n NUMBER, d NUMBER(20, 3), f FLOAT, s VARCHAR, b BOOLEAN, day DATE, "
          + "tm TIME, ltz TIMESTAMP_LTZ, bin BINARY, nothing VARCHAR)");
      try (PreparedStatement insert = session.prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
        insert.setLong(1, -42);
        insert.setBigDecimal(2, new BigDecimal("12345678901234567.125"));
        insert.setDouble(3, 1.25);
        insert.setString(4, "it's ☃");
        insert.setBoolean(5, true);
        insert.setDate(6, Date.valueOf("2024-02-29"));
        insert.setTime(7, Time.valueOf("12:34:56"));
        insert.setTimestamp(8, Timestamp.valueOf("2024-02-29 12:34:56.123456789"));
        insert.setBytes(9, new byte[] {0, -1});
        insert.setNull(10, Types.VARCHAR);
        assertEquals(1, insert.executeUpdate());
      }
      try (Statement statement = session.createStatement();
          ResultSet result = statement.executeQuery("SELECT * FROM t")) {
        assertTrue(result.next());
        assertEquals(-42, result.getLong(1));
        assertEquals(new BigDecimal("12345678901234567.125"), result.getBigDecimal(2));
        assertEquals(1.25, result.getDouble(3));
        assertEquals("it's ☃", result.getString(4));
        assertTrue(result.getBoolean(5));
        assertEquals("2024-02-29", result.getString(6));
        assertEquals("12:34:56", result.getString(7));
        assertEquals(Timestamp.valueOf("2024-02-29 12:34:56.123456789"), result.getTimestamp(8));
        assertEquals("[0, -1]", Arrays.toString(result.getBytes(9)));
        assertNull(result.getString(10));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 40000})
  void batchIsOneStatement(int count) throws SQLException {
    try (Connection session = Sessions.openDatabase("jdbc_batch_" + count)) {
      Sessions.run(session, "CREATE TABLE t (n NUMBER, s VARCHAR)");
      try (PreparedStatement insert = session.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
        for (int i = 0; i < count; i++) {
          insert.setInt(1, i);
          insert.setString(2, i == 1 ? null : "row \"" + i + "\"");
          insert.addBatch();
        }
        int[] counts = insert.executeBatch();
        assertEquals(count, counts.length);
        assertEquals(count, Arrays.stream(counts).sum());
      }
      long sum = (long) count * (count - 1) / 2;
      assertEquals(List.of(List.of("" + count, "" + (count - 1), "" + sum, "row \"" + (count - 1) + "\"")),
          Sessions.rows(session, "SELECT COUNT(*), COUNT(s), SUM(n), MAX_BY(s, n) FROM t"));
      assertEquals(List.of(List.of("1")), Sessions.rows(session, "SELECT COUNT(*) FROM TABLE("
          + "INFORMATION_SCHEMA.QUERY_HISTORY_BY_SESSION()) WHERE query_text LIKE 'INSERT INTO t%'"));
    }
  }

  /** The driver asks the server nothing then (its issue 244). */
  @Test
  void emptyBatchRunsNothing() throws SQLException {
    try (Connection session = Sessions.openDatabase("jdbc_empty_batch")) {
      Sessions.run(session, "CREATE TABLE t (n NUMBER, s VARCHAR)");
      for (String sql : List.of("INSERT INTO t VALUES (?, ?)", "UPDATE t SET n = ? WHERE s = ?")) {
        try (PreparedStatement change = session.prepareStatement(sql)) {
          assertEquals(0, change.executeBatch().length);
          assertEquals(0, change.executeLargeBatch().length);
          change.setInt(1, 1);
          change.setString(2, "given up");
          change.addBatch();
          change.clearBatch();
          assertEquals(0, change.executeBatch().length);
        }
      }
      try (Statement statement = session.createStatement()) {
        assertEquals(0, statement.executeBatch().length);
      }
      assertEquals(List.of(List.of("0")), Sessions.rows(session, "SELECT COUNT(*) FROM t"));
      assertEquals(List.of(List.of("0")), Sessions.rows(session, "SELECT COUNT(*) FROM TABLE("
          + "INFORMATION_SCHEMA.QUERY_HISTORY_BY_SESSION()) WHERE query_type IN ('INSERT', 'UPDATE')"));
    }
  }

  /** Only INSERT ... VALUES goes as arrays; of other statements each row is one of its own. */
  @Test
  void batchOfUpdatesIsAStatementEach() throws SQLException {
    try (Connection session = Sessions.openDatabase("jdbc_batch_updates")) {
      Sessions.run(session, "CREATE TABLE t (n NUMBER, s VARCHAR)");
      Sessions.run(session, "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (2, 'c')");
      try (PreparedStatement update = session.prepareStatement("UPDATE t SET s = ? WHERE n = ?")) {
        for (int i = 0; i < 3; i++) {
          update.setString(1, i == 1 ? null : "new " + i);
          update.setInt(2, i);
          update.addBatch();
        }
        assertEquals("[0, 1, 2]", Arrays.toString(update.executeBatch()));
        assertEquals(0, update.executeBatch().length);
      }
      assertEquals(Arrays.asList(Arrays.asList("1", null), List.of("2", "new 2"), List.of("2", "new 2")),
          Sessions.rows(session, "SELECT n, s FROM t ORDER BY n"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSON", "ARROW"})
  void largeResultInChunks(String format) throws SQLException {
    try (Connection session = Sessions.open(); Statement statement = session.createStatement()) {
      statement.execute("ALTER SESSION SET JDBC_QUERY_RESULT_FORMAT = '" + format + "'");
      String prefix = "x".repeat(50);
      int count = 0;
      try (ResultSet result = statement.executeQuery("SELECT SEQ4() AS n, REPEAT('x', 50) || SEQ4() AS t "
          + "FROM TABLE(GENERATOR(ROWCOUNT => 200000)) ORDER BY n")) {
        for (; result.next(); count++) {
          assertEquals(count, result.getInt(1));
          assertEquals(prefix + count, result.getString(2));
        }
      }
      assertEquals(200000, count);
    }
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '"', value = {
    "SELEC 1,1003,42000,syntax error",
    "SELECT nothing_like_it,904,42000,invalid identifier 'NOTHING_LIKE_IT'",
    "SELECT * FROM nothing_like_it,2003,42S02,does not exist or not authorized",
    "SELECT 'x'::NUMBER,100038,22018,Numeric value 'x' is not recognized",
    "SELECT 1 / 0,100051,22012,Division by zero"})
  void errors(String sql, int code, String state, String message) throws SQLException {
    try (Connection session = Sessions.openDatabase("jdbc_errors")) {
      SQLException error = assertThrows(SQLException.class, () -> Sessions.rows(session, sql));
      assertEquals(code, error.getErrorCode());
      assertEquals(state, error.getSQLState());
      assertTrue(error.getMessage().contains(message), error.getMessage());
    }
  }

  @Test
  void transactions() throws SQLException {
    try (Connection session = Sessions.openDatabase("jdbc_transactions")) {
      Sessions.run(session, "CREATE TABLE t (n NUMBER)");
      session.setAutoCommit(false);
      Sessions.run(session, "INSERT INTO t VALUES (1)");
      session.rollback();
      Sessions.run(session, "INSERT INTO t VALUES (2)");
      session.commit();
      Sessions.run(session, "INSERT INTO t VALUES (3)");
      session.rollback();
      session.setAutoCommit(true);
      assertEquals(List.of(List.of("2")), Sessions.rows(session, "SELECT * FROM t"));
    }
  }

  @Test
  void severalStatements() throws SQLException {
    try (Connection session = Sessions.openDatabase("jdbc_several"); Statement statement = session.createStatement()) {
      statement.unwrap(SnowflakeStatement.class).setParameter("MULTI_STATEMENT_COUNT", 3);
      assertFalse(statement.execute("CREATE TABLE t (n NUMBER); INSERT INTO t VALUES (1), (2); SELECT SUM(n) FROM t"));
      assertEquals(0, statement.getUpdateCount());
      // The driver says true of every further statement, here of one without a ResultSet.
      assertTrue(statement.getMoreResults());
      assertNull(statement.getResultSet());
      assertEquals(2, statement.getUpdateCount());
      assertTrue(statement.getMoreResults());
      assertEquals(List.of(List.of("3")), Sessions.rows(statement.getResultSet()));
      assertFalse(statement.getMoreResults());
      assertEquals(-1, statement.getUpdateCount());
    }
  }

  @Test
  void cancel() throws Exception {
    try (Connection session = Sessions.open(); Statement statement = session.createStatement()) {
      CompletableFuture<Void> running = CompletableFuture.runAsync(() -> {
        try {
          statement.executeQuery("SELECT SYSTEM$WAIT(120)");
        } catch (SQLException error) {
          throw new CompletionException(error);
        }
      });
      Thread.sleep(1500);
      statement.cancel();
      SQLException error = (SQLException) assertThrows(CompletionException.class, running::join).getCause();
      assertEquals(604, error.getErrorCode());
      assertEquals("57014", error.getSQLState());
      assertEquals(List.of(List.of("1")), Sessions.rows(session, "SELECT 1"));
    }
  }

  @Test
  void queryTimeout() throws SQLException {
    try (Connection session = Sessions.open(); Statement statement = session.createStatement()) {
      statement.setQueryTimeout(1);
      assertThrows(SQLException.class, () -> statement.executeQuery("SELECT SYSTEM$WAIT(120)"));
    }
  }

  @Test
  void asynchronousQuery() throws Exception {
    try (Connection session = Sessions.open(); Statement statement = session.createStatement()) {
      long begun = System.nanoTime();
      ResultSet pending = statement.unwrap(SnowflakeStatement.class).executeAsyncQuery("SELECT SYSTEM$WAIT(3)");
      assertTrue(System.nanoTime() - begun < 2_500_000_000L, "the query was waited for");
      String id = pending.unwrap(SnowflakeResultSet.class).getQueryID();
      assertEquals(List.of(List.of("waited 3 seconds")), Sessions.rows(pending));
      ResultSet again = session.unwrap(SnowflakeConnection.class).createResultSet(id);
      assertEquals(List.of(List.of("waited 3 seconds")), Sessions.rows(again));
    }
  }
}
