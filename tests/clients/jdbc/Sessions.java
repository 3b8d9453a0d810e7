import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Connections of the tests, and what is asked of them in one line. */
final class Sessions {
  private Sessions() {}

  static Connection open() throws SQLException {
    return open("http", "snowglobe", new Properties());
  }

  /** At http or https, or at the hasty server. */
  static Connection open(String scheme, String password, Properties more) throws SQLException {
    String port = System.getenv("SNOWGLOBE_" + scheme.toUpperCase() + "_PORT");
    String protocol = scheme.equals("https") ? "https" : "http";
    Properties properties = new Properties();

    properties.put("user", "snowglobe");
    if (password != null) properties.put("password", password);
    properties.putAll(more);
    properties.put("account", "local");
    if (protocol.equals("http")) properties.put("ssl", "off");
    return DriverManager.getConnection("jdbc:snowflake://" + protocol + "://127.0.0.1:" + port + "/", properties);
  }

  static Properties properties(Object... pairs) {
    Properties properties = new Properties();

    for (int i = 0; i < pairs.length; i += 2) properties.put(pairs[i], pairs[i + 1]);
    return properties;
  }

  /** Logs in by what the properties say, without a password unless they have one. */
  static void assertUser(String name, Properties properties) throws SQLException {
    try (Connection session = open("http", null, properties)) {
      assertEquals(List.of(List.of(name)), rows(session, "SELECT CURRENT_USER()"));
    }
  }

  static SQLException assertRefused(Properties properties) {
    return assertThrows(SQLException.class, () -> open("http", null, properties));
  }

  static void assertRefused(int code, Properties properties) {
    assertEquals(code, assertRefused(properties).getErrorCode());
  }

  /** A session in a database of the test's own. */
  static Connection openDatabase(String name) throws SQLException {
    Connection session = open();
    run(session, "CREATE OR REPLACE DATABASE " + name);
    return session;
  }

  static void run(Connection session, String sql) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Every row of a query, each column as text. */
  static List<List<String>> rows(Connection session, String sql) throws SQLException {
    try (Statement statement = session.createStatement()) {
      return rows(statement.executeQuery(sql));
    }
  }

  static List<List<String>> rows(ResultSet result) throws SQLException {
    List<List<String>> rows = new ArrayList<>();

    while (result.next()) {
      List<String> row = new ArrayList<>();

      for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) row.add(result.getString(i));
      rows.add(row);
    }
    return rows;
  }
}
