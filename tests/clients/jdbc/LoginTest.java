import static org.junit.jupiter.api.Assertions.assertEquals;

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
  @Test
  void byKeyPair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    KeyPair right = generator.generateKeyPair();
    KeyPair wrong = generator.generateKeyPair();

    try (Connection session = Sessions.open()) {
      Sessions.run(session, "CREATE OR REPLACE USER jdbc_keys RSA_PUBLIC_KEY = '"
          + Base64.getEncoder().encodeToString(right.getPublic().getEncoded()) + "'");
    }
    Sessions.assertUser("JDBC_KEYS", Sessions.properties("user", "jdbc_keys", "privateKey", right.getPrivate()));
    Sessions.assertRefused(394304, Sessions.properties("user", "jdbc_keys", "privateKey", wrong.getPrivate()));
  }

  @Test
  void byAccessToken() throws SQLException {
    String token;

    try (Connection session = Sessions.open()) {
      Sessions.run(session, "CREATE OR REPLACE USER jdbc_tokens");
      token = Sessions.rows(session, "ALTER USER jdbc_tokens ADD PROGRAMMATIC ACCESS TOKEN t").get(0).get(1);
    }
    String method = "PROGRAMMATIC_ACCESS_TOKEN";
    Sessions.assertUser("JDBC_TOKENS", Sessions.properties("user", "jdbc_tokens", "authenticator", method, "token", token));
    Sessions.assertRefused(394400, Sessions.properties("user", "jdbc_tokens", "authenticator", method, "token", token + "0"));
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
    Properties more = Sessions.properties("TIMEZONE", "Asia/Tokyo", "QUERY_TAG", "nightly", "CLIENT_SESSION_KEEP_ALIVE", "true");

    try (Connection session = Sessions.open("http", "snowglobe", more)) {
      assertEquals("2024-01-01 09:00:00.000 +0900",
          Sessions.rows(session, "SELECT '2024-01-01 00:00:00 +00:00'::TIMESTAMP_LTZ::VARCHAR").get(0).get(0));
      assertEquals("nightly", Sessions.rows(session, "SHOW PARAMETERS LIKE 'QUERY_TAG'").get(0).get(1));
    }
  }
}
