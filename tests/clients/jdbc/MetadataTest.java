import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What tools ask of DatabaseMetaData: docs.snowflake.com/en/developer-guide/jdbc/jdbc-api. */
class MetadataTest {
  private static final String DATABASE = "JDBC_METADATA";
  private static Connection session;
  private static DatabaseMetaData metadata;

  @BeforeAll
  static void open() throws SQLException {
    session = Sessions.openDatabase(DATABASE);
    metadata = session.getMetaData();
    Sessions.run(session, "CREATE TABLE parent (a NUMBER(9, 0), b VARCHAR(10), CONSTRAINT pk PRIMARY KEY (b, a))");
    Sessions.run(session, "CREATE TABLE child (id NUMBER(10, 2) NOT NULL, \"Name\" VARCHAR(20) DEFAULT 'x' COMMENT 'named', "
        + "f FLOAT, ok BOOLEAN, day DATE, at TIME, ntz TIMESTAMP_NTZ(3), tz TIMESTAMP_TZ, bin BINARY, v VARIANT, "
        + "pa NUMBER(9, 0), pb VARCHAR(10), CONSTRAINT fk FOREIGN KEY (pb, pa) REFERENCES parent (b, a))");
    Sessions.run(session, "CREATE VIEW seen AS SELECT id FROM child");
    Sessions.run(session, "CREATE FUNCTION twice(n NUMBER) RETURNS NUMBER AS 'n * 2'");
    Sessions.run(session, "CREATE SCHEMA other");
  }

  @AfterAll
  static void close() throws SQLException {
    session.close();
  }

  /** Those columns of every row. */
  private static List<List<Object>> read(ResultSet result, String... columns) throws SQLException {
    List<List<Object>> rows = new ArrayList<>();

    try (result) {
      while (result.next()) {
        List<Object> row = new ArrayList<>();

        for (String column : columns) row.add(result.getString(column));
        rows.add(row);
      }
    }
    return rows;
  }

  @Test
  void product() throws SQLException {
    assertEquals("Snowflake", metadata.getDatabaseProductName());
    assertTrue(metadata.getDatabaseMajorVersion() > 0);
    assertEquals("snowglobe", metadata.getUserName());
    assertEquals("\"", metadata.getIdentifierQuoteString());
  }

  @Test
  void catalogsAndSchemas() throws SQLException {
    assertTrue(read(metadata.getCatalogs(), "TABLE_CAT").contains(List.of(DATABASE)));
    assertEquals(List.of(List.of(DATABASE, "OTHER")),
        read(metadata.getSchemas(DATABASE, "OTH%"), "TABLE_CATALOG", "TABLE_SCHEM"));
  }

  @Test
  void tables() throws SQLException {
    assertEquals(List.of(List.of("CHILD", "TABLE"), List.of("PARENT", "TABLE"), List.of("SEEN", "VIEW")),
        read(metadata.getTables(DATABASE, "PUBLIC", "%", null), "TABLE_NAME", "TABLE_TYPE"));
    assertEquals(List.of(List.of("SEEN")),
        read(metadata.getTables(DATABASE, "PUBLIC", null, new String[] {"VIEW"}), "TABLE_NAME"));
    assertEquals(List.of(), read(metadata.getTables(DATABASE, "PUBLIC", "child", null), "TABLE_NAME"));
  }

  private static final String COLUMNS = """
      1 ID NUMBER 10 2 NO null .
      2 Name VARCHAR 20 0 YES x named.
      3 F DOUBLE 0 0 YES null .
      4 OK BOOLEAN null 0 YES null .
      5 DAY DATE 0 0 YES null .
      6 AT TIME 0 9 YES null .
      7 NTZ TIMESTAMPNTZ 0 3 YES null .
      8 TZ TIMESTAMPTZ 0 9 YES null .
      9 BIN BINARY 8388608 0 YES null .
      10 V VARIANT 0 0 YES null .
      11 PA NUMBER 9 0 YES null .
      12 PB VARCHAR 10 0 YES null .
      """;

  @Test
  void columns() throws SQLException {
    try (ResultSet columns = metadata.getColumns(DATABASE, "PUBLIC", "CHILD", "%")) {
      List<String> got = new ArrayList<>();

      while (columns.next())
        got.add(String.join(" ", columns.getString("ORDINAL_POSITION"), columns.getString("COLUMN_NAME"),
            columns.getString("TYPE_NAME"), columns.getString("COLUMN_SIZE"), columns.getString("DECIMAL_DIGITS"),
            columns.getString("IS_NULLABLE"), columns.getString("COLUMN_DEF"), columns.getString("REMARKS")) + ".\n");
      assertEquals(COLUMNS, String.join("", got));
    }
    assertEquals(List.of(List.of("" + Types.DECIMAL)),
        read(metadata.getColumns(DATABASE, "PUBLIC", "CHILD", "ID"), "DATA_TYPE"));
  }

  @Test
  void keys() throws SQLException {
    assertEquals(List.of(List.of("B", "1", "PK"), List.of("A", "2", "PK")),
        read(metadata.getPrimaryKeys(DATABASE, "PUBLIC", "PARENT"), "COLUMN_NAME", "KEY_SEQ", "PK_NAME"));
    List<List<Object>> foreign = List.of(
        List.of("PARENT", "B", "CHILD", "PB", "1", "FK"), List.of("PARENT", "A", "CHILD", "PA", "2", "FK"));
    String[] named = {"PKTABLE_NAME", "PKCOLUMN_NAME", "FKTABLE_NAME", "FKCOLUMN_NAME", "KEY_SEQ", "FK_NAME"};
    assertEquals(foreign, read(metadata.getImportedKeys(DATABASE, "PUBLIC", "CHILD"), named));
    assertEquals(foreign, read(metadata.getExportedKeys(DATABASE, "PUBLIC", "PARENT"), named));
    assertEquals(foreign, read(metadata.getCrossReference(DATABASE, "PUBLIC", "PARENT", DATABASE, "PUBLIC", "CHILD"), named));
  }

  @Test
  void functionsAndTypes() throws SQLException {
    assertEquals(List.of(List.of("TWICE")), read(metadata.getFunctions(DATABASE, "PUBLIC", "TWICE"), "FUNCTION_NAME"));
    assertTrue(read(metadata.getTableTypes(), "TABLE_TYPE").contains(List.of("TABLE")));
    assertTrue(read(metadata.getTypeInfo(), "TYPE_NAME").contains(List.of("NUMBER")));
  }
}
