import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each expression of values.tsv, selected in either format, is the value that the driver is known to show. */
class ValuesTest {
  private static Connection json;
  private static Connection arrow;

  @BeforeAll
  static void open() throws SQLException {
    json = Sessions.open();
    arrow = Sessions.open();
    Sessions.run(arrow, "ALTER SESSION SET JDBC_QUERY_RESULT_FORMAT = 'ARROW'");
  }

  @AfterAll
  static void close() throws SQLException {
    json.close();
    arrow.close();
  }

  static Stream<Arguments> values() throws Exception {
    List<String[]> lines = Files.readAllLines(Path.of(System.getenv("SNOWGLOBE_VALUES"))).stream()
        .filter(line -> !line.startsWith("#")).map(line -> line.split("\t", -1)).toList();
    int column = Arrays.asList(lines.get(0)).indexOf("jdbc");

    return lines.stream().skip(1).map(line -> Arguments.of(line[0], line[column]));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("values")
  void valueInJson(String expression, String expected) throws SQLException {
    check(json, expression, expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("values")
  void valueInArrow(String expression, String expected) throws SQLException {
    check(arrow, expression, expected);
  }

  private static void check(Connection session, String expression, String expected) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet result = statement.executeQuery("SELECT " + expression)) {
      result.next();
      assertEquals(expected, shown(result.getObject(1), result.getString(1)));
    }
  }

  /** The object's class, and its text as the driver has it: in quotes, with what would break the line escaped. */
  private static String shown(Object value, String text) {
    if (value == null) return text == null ? "null" : "null or " + text;
    if (value instanceof Boolean) return value.toString();
    if (value instanceof byte[] bytes) return ("bytes " + HexFormat.of().formatHex(bytes)).trim();
    if (value instanceof BigDecimal number) return "BigDecimal " + number.toPlainString();
    if (value instanceof Number) return value.getClass().getSimpleName() + " " + value;
    String quoted = '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t") + '"';
    // A class below it says the time zone; for TIMESTAMP_TZ of scale 0 to 3 the reader of Arrow leaves it out.
    if (value instanceof Timestamp) return "Timestamp " + quoted;
    return value instanceof String ? quoted : value.getClass().getSimpleName() + " " + quoted;
  }
}
