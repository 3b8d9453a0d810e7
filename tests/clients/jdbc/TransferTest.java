import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files into stages and out of them, and so many bound values that they go through a stage. */
class TransferTest {
  @TempDir Path folder;

  private Path write(String name, int size) throws Exception {
    byte[] bytes = new byte[size];

    new Random(size).nextBytes(bytes);
    return Files.write(folder.resolve(name), bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void filesComeBackAsTheyWere(String scheme) throws Exception {
    Map<String, Integer> sizes = Map.of("one.bin", 1, "block.bin", 65536, "large.bin", 9_000_000, "b c.bin", 10);
    Path back = Files.createDirectory(folder.resolve("back"));

    try (Connection session = Sessions.open(scheme, "snowglobe", new Properties())) {
      Sessions.run(session, "CREATE OR REPLACE DATABASE jdbc_transfer_" + scheme);
      Sessions.run(session, "CREATE STAGE st");
      for (Map.Entry<String, Integer> entry : sizes.entrySet()) {
        Path path = write(entry.getKey(), entry.getValue());
        List<String> row = Sessions.rows(session, "PUT 'file://" + path + "' @st/sub AUTO_COMPRESS=FALSE").get(0);
        assertEquals(List.of(entry.getKey(), entry.getKey()), row.subList(0, 2));
        assertEquals("UPLOADED", row.get(6));
      }
      Sessions.rows(session, "GET @st 'file://" + back + "/'");
    }
    for (String name : sizes.keySet())
      assertArrayEquals(Files.readAllBytes(folder.resolve(name)), Files.readAllBytes(back.resolve(name)), name);
  }

  @Test
  void wildcardsAndPacking() throws Exception {
    for (String name : List.of("part1.csv", "part2.csv", "other.txt"))
      Files.writeString(folder.resolve(name), (name + "\n").repeat(100));
    try (Connection session = Sessions.openDatabase("jdbc_wildcards")) {
      Sessions.run(session, "CREATE TABLE t (a INT)");
      assertEquals(2, Sessions.rows(session, "PUT file://" + folder + "/part*.csv @%t PARALLEL=2").size());
      assertEquals(List.of("part1.csv.gz", "part2.csv.gz"),
          Sessions.rows(session, "LIST @%t").stream().map(row -> row.get(0)).toList());
      assertEquals(List.of(List.of("part1.csv.gz", "removed")), Sessions.rows(session, "REMOVE @%t/part1"));
    }
  }

  @Test
  void manyValuesGoThroughAStage() throws SQLException {
    String[] texts = {"plain", "", null, "a,b", "say \"hi\"", "two\nlines", "back\\slash", "ü日本😀", " blank "};
    int count = 100_000;

    try (Connection session = Sessions.openDatabase("jdbc_stage_binds")) {
      Sessions.run(session, "CREATE TABLE t (n INT, s VARCHAR, f FLOAT, b BOOLEAN, ts TIMESTAMP_NTZ, d DATE, c TIME, x BINARY)");
      try (PreparedStatement insert = session.prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
        for (int i = 0; i < count; i++) {
          insert.setInt(1, i);
          insert.setString(2, texts[i % texts.length]);
          insert.setDouble(3, i / 2.0);
          insert.setBoolean(4, i % 2 == 0);
          insert.setTimestamp(5, Timestamp.valueOf("2024-02-29 23:59:59.123456789"));
          insert.setDate(6, Date.valueOf("2024-02-29"));
          if (i % 3 == 0) insert.setNull(7, Types.TIME);
          else insert.setTime(7, Time.valueOf("12:34:56"));
          insert.setBytes(8, new byte[] {(byte) i, -1});
          insert.addBatch();
        }
        assertEquals(count, Arrays.stream(insert.executeBatch()).filter(n -> n == 1).count());
      }
      assertEquals(1, Sessions.rows(session, "SHOW STAGES LIKE 'SYSTEM$BIND'").size());
      assertEquals(List.of(List.of("100000", "4999950000", "50000", "1", "2024-02-29 23:59:59.123456789")),
          Sessions.rows(session, "SELECT COUNT(*), SUM(n), COUNT_IF(b), COUNT(DISTINCT ts), TO_VARCHAR(MIN(ts), 'YYYY-MM-DD HH24:MI:SS.FF9') FROM t"));
      for (int i = 0; i < texts.length; i++)
        assertEquals(Arrays.asList(texts[i], String.valueOf(i / 2.0), "2024-02-29", i % 3 == 0 ? null : "12:34:56", String.format("%02XFF", i)),
            Sessions.rows(session, "SELECT s, f::NUMBER(10,1), d::VARCHAR, c::VARCHAR, x::VARCHAR FROM t WHERE n = " + i).get(0));
      try (PreparedStatement insert = session.prepareStatement("INSERT INTO t (n) VALUES (?)")) {
        for (int i = 1; i <= count; i++) {
          insert.setString(1, i == count ? "no number" : String.valueOf(i));
          insert.addBatch();
        }
        SQLException refused = assertThrows(SQLException.class, insert::executeBatch);
        assertTrue(refused.getMessage().contains("no number"), refused.getMessage());
      }
      assertEquals(List.of(List.of("100000")), Sessions.rows(session, "SELECT COUNT(*) FROM t"));
    }
  }
}
