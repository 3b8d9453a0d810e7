import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The ways to log in, and what a session then is. */
class LoginTest {
  private static Properties properties(Object... pairs) {
    Properties properties = new Properties();

    for (int i = 0; i < pairs.length; i += 2) properties.put(pairs[i], pairs[i + 1]);
    return properties;
  }

  private static void assertUser(String name, Properties properties) throws SQLException {
    try (Connection session = Sessions.open("http", null, properties)) {
      assertEquals(List.of(List.of(name)), Sessions.rows(session, "SELECT CURRENT_USER()"));
    }
  }

  private static void assertRefused(int code, Properties properties) {
    SQLException error = assertThrows(SQLException.class, () -> Sessions.open("http", null, properties));
    assertEquals(code, error.getErrorCode());
  }

  @Test
  void byKeyPair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    KeyPair right = generator.generateKeyPair();
    KeyPair wrong = generator.generateKeyPair();

    try (Connection session = Sessions.open()) {
      Sessions.run(session, "CREATE OR REPLACE USER jdbc_keys RSA_PUBLIC_KEY = '"
          + Base64.getEncoder().encodeToString(right.getPublic().getEncoded()) + "'");
    }
    assertUser("JDBC_KEYS", properties("user", "jdbc_keys", "privateKey", right.getPrivate()));
    assertRefused(394304, properties("user", "jdbc_keys", "privateKey", wrong.getPrivate()));
  }

  @Test
  void byAccessToken() throws SQLException {
    String token;

    try (Connection session = Sessions.open()) {
      Sessions.run(session, "CREATE OR REPLACE USER jdbc_tokens");
      token = Sessions.rows(session, "ALTER USER jdbc_tokens ADD PROGRAMMATIC ACCESS TOKEN t").get(0).get(1);
    }
    String method = "PROGRAMMATIC_ACCESS_TOKEN";
    assertUser("JDBC_TOKENS", properties("user", "jdbc_tokens", "authenticator", method, "token", token));
    assertRefused(394400, properties("user", "jdbc_tokens", "authenticator", method, "token", token + "0"));
  }

  @Test
  void tokensAreRenewed() throws Exception {
    try (Connection session = Sessions.open("hasty", "snowglobe", new Properties())) {
      List<List<String>> id = Sessions.rows(session, "SELECT CURRENT_SESSION()");

      for (int i = 0; i < 2; i++) {
        Thread.sleep(1200);
        assertEquals(id, Sessions.rows(session, "SELECT CURRENT_SESSION()"));
      }
    }
  }

  @Test
  void sessionParameters() throws SQLException {
    Properties more = properties("TIMEZONE", "Asia/Tokyo", "QUERY_TAG", "nightly", "CLIENT_SESSION_KEEP_ALIVE", "true");

    try (Connection session = Sessions.open("http", "snowglobe", more)) {
      assertEquals("2024-01-01 09:00:00.000 +0900",
          Sessions.rows(session, "SELECT '2024-01-01 00:00:00 +00:00'::TIMESTAMP_LTZ::VARCHAR").get(0).get(0));
      assertEquals("nightly", Sessions.rows(session, "SHOW PARAMETERS LIKE 'QUERY_TAG'").get(0).get(1));
    }
  }
}
