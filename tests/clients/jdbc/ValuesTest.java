import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

  private static Stream<Arguments> values(String name) throws IOException {
    List<String[]> lines = Files.readAllLines(Path.of(System.getenv("SNOWGLOBE_VALUES"))).stream()
        .map(line -> line.split("\t", -1)).toList();
    int column = Arrays.asList(lines.get(0)).indexOf(name);

    return lines.stream().skip(1).map(line -> Arguments.of(line[0], column < 0 ? "" : line[column]));
  }

  static Stream<Arguments> valuesInJson() throws IOException {
    return values("jdbc");
  }

  static Stream<Arguments> valuesInArrow() throws IOException {
    return values("jdbc_arrow");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valuesInJson")
  void valueInJson(String expression, String expected) throws IOException {
    check("jdbc", json, expression, expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valuesInArrow")
  void valueInArrow(String expression, String expected) throws IOException {
    check("jdbc_arrow", arrow, expression, expected);
  }

  private static void check(String column, Connection session, String expression, String expected)
      throws IOException {
    String got = valueOf(session, expression);
    String notes = System.getenv("VALUES_SHOWN");

    if (notes == null) {
      assertEquals(expected, got);
      return;
    }
    String line = String.format("[%s, %s, %s]%n", quoted(column), quoted(expression), quoted(got));
    Files.writeString(Path.of(notes), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** The value as it is shown, or that the driver cannot read it. */
  private static String valueOf(Connection session, String expression) {
    try (Statement statement = session.createStatement();
        ResultSet result = statement.executeQuery("SELECT " + expression)) {
      result.next();
      return shown(result.getObject(1), result.getString(1));
    } catch (SQLException | RuntimeException | LinkageError error) {
      return "error " + error.getClass().getSimpleName();
    }
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");

    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') quoted.append('\\').append(c);
      else if (c == '\n') quoted.append("\\n");
      else if (c == '\t') quoted.append("\\t");
      else if (c < ' ') quoted.append(String.format("\\u%04x", (int) c));
      else quoted.append(c);
    }
    return quoted.append('"').toString();
  }

  /** The object's class, and its text as the driver has it: in quotes, as JSON. */
  private static String shown(Object value, String text) {
    if (value == null) return text == null ? "null" : "null or " + text;
    if (value instanceof Boolean) return value.toString();
    if (value instanceof byte[] bytes) return ("bytes " + HexFormat.of().formatHex(bytes)).trim();
    if (value instanceof BigDecimal number) return "BigDecimal " + number.toPlainString();
    if (value instanceof Number) return value.getClass().getSimpleName() + " " + value;
    String quoted = quoted(text);
    // A class below it says the time zone; for TIMESTAMP_TZ of scale 0 to 3 the reader of Arrow leaves it out.
    if (value instanceof Timestamp) return "Timestamp " + quoted;
    return value instanceof String ? quoted : value.getClass().getSimpleName() + " " + quoted;
  }
}
