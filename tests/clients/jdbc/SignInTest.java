import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways to log in that a browser, an issuer of tokens or an authenticator app takes part in. */
class SignInTest {
  private static final String SERVER = "http://127.0.0.1:" + System.getenv("SNOWGLOBE_HTTP_PORT");

  /** Runs these statements as who may do anything; gives the first value of the last one. */
  private static String asGuest(String... statements) throws SQLException {
    String value = null;

    try (Connection session = Sessions.open()) {
      for (String statement : statements) value = Sessions.rows(session, statement).get(0).get(0);
    }
    return value;
  }

  private static byte[] base32(String text) {
    StringBuilder bits = new StringBuilder();

    for (char letter : text.replace("=", "").toCharArray()) {
      int digit = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter);
      bits.append(Integer.toBinaryString(32 + digit).substring(1));
    }
    byte[] bytes = new byte[bits.length() / 8];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
    }
    return bytes;
  }

  /** What an authenticator app shows for that address (RFC 6238), some steps from now. */
  private static String passcode(String address, int steps) throws Exception {
    Matcher secret = Pattern.compile("[?&]secret=([A-Z2-7=]+)").matcher(address);
    Mac mac = Mac.getInstance("HmacSHA1");

    assertTrue(secret.find(), address);
    mac.init(new SecretKeySpec(base32(secret.group(1)), "HmacSHA1"));
    byte[] sum = mac.doFinal(
        ByteBuffer.allocate(8).putLong(System.currentTimeMillis() / 30000 + steps).array());
    int number = ByteBuffer.wrap(sum).getInt(sum[sum.length - 1] & 15) & 0x7fffffff;
    return String.format("%06d", number % 1000000);
  }

  @Test
  void byPasscode() throws Exception {
    String address = asGuest("CREATE OR REPLACE USER jdbc_mfa PASSWORD = 'x'", "ALTER USER jdbc_mfa ENROLL MFA");
    // Otherwise the driver keeps a token that stands for the passcode and sends it at its next login.
    String[] user = {"user", "jdbc_mfa", "authenticator", "USERNAME_PASSWORD_MFA", "clientRequestMfaToken", "false"};
    Properties plain = Sessions.properties(user);
    Properties beside = Sessions.properties(user);
    Properties inside = Sessions.properties(user);

    plain.put("password", "x");
    Sessions.assertRefused(394508, plain);
    beside.put("password", "x");
    beside.put("passcode", passcode(address, 9));
    Sessions.assertRefused(390127, beside);
    beside.put("passcode", passcode(address, 0));
    Sessions.assertUser("JDBC_MFA", beside);
    inside.put("passcodeInPassword", "on");
    inside.put("password", "x" + passcode(address, 1));
    Sessions.assertUser("JDBC_MFA", inside);
    inside.put("password", "x" + passcode(address, 9));
    Sessions.assertRefused(390127, inside);
  }

  private static String plain(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String issued(KeyPair key, String issuer) throws Exception {
    long now = System.currentTimeMillis() / 1000;
    String claims = String.format("{\"iss\":\"%s\",\"sub\":\"jdbc_issued\",\"scp\":\"session:role:public\","
        + "\"iat\":%d,\"exp\":%d}", issuer, now, now + 60);
    String text = plain("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
        + plain(claims.getBytes(StandardCharsets.UTF_8));
    Signature signature = Signature.getInstance("SHA256withRSA");

    signature.initSign(key.getPrivate());
    signature.update(text.getBytes(StandardCharsets.UTF_8));
    return text + "." + plain(signature.sign());
  }

  @Test
  void byTokenOfAnIssuer() throws Exception {
    KeyPair key = KeyPairGenerator.getInstance("RSA").generateKeyPair();

    asGuest("CREATE OR REPLACE USER jdbc_issued DEFAULT_ROLE = PUBLIC",
        "CREATE OR REPLACE SECURITY INTEGRATION jdbc_issuer TYPE = EXTERNAL_OAUTH ENABLED = TRUE"
        + " EXTERNAL_OAUTH_TYPE = CUSTOM EXTERNAL_OAUTH_ISSUER = 'https://jdbc.example.com'"
        + " EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM = 'sub'"
        + " EXTERNAL_OAUTH_SNOWFLAKE_USER_MAPPING_ATTRIBUTE = 'LOGIN_NAME'"
        + " EXTERNAL_OAUTH_RSA_PUBLIC_KEY = '"
        + Base64.getEncoder().encodeToString(key.getPublic().getEncoded()) + "'");
    String token = issued(key, "https://jdbc.example.com");
    String other = issued(key, "https://other.example.com");
    Sessions.assertUser("JDBC_ISSUED", Sessions.properties("user", "jdbc_issued", "authenticator", "oauth", "token", token));
    Sessions.assertRefused(390303, Sessions.properties("user", "jdbc_issued", "authenticator", "oauth", "token", other));
    Sessions.assertRefused(390309, Sessions.properties("user", "snowglobe", "authenticator", "oauth", "token", token));
  }

  private static String field(String json, String name) {
    Matcher value = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);

    assertTrue(value.find(), json);
    return value.group(1).replace("\\/", "/");
  }

  /** A client of the server's own OAuth and the user that it is: id and secret. */
  private static String[] oauthClient(String name) throws SQLException {
    String shown = asGuest("CREATE OR REPLACE SECURITY INTEGRATION " + name
        + " TYPE = OAUTH ENABLED = TRUE OAUTH_CLIENT = CUSTOM OAUTH_CLIENT_TYPE = 'CONFIDENTIAL'"
        + " OAUTH_REDIRECT_URI = 'https://app.example.com/back'",
        "CREATE OR REPLACE USER " + name + " TYPE = SERVICE DEFAULT_ROLE = PUBLIC",
        "SELECT SYSTEM$SHOW_OAUTH_CLIENT_SECRETS('" + name.toUpperCase() + "')");
    return new String[] {field(shown, "OAUTH_CLIENT_ID"), field(shown, "OAUTH_CLIENT_SECRET")};
  }

  @Test
  void byTokenOfTheServer() throws Exception {
    String both = String.join(":", oauthClient("jdbc_own"));
    HttpRequest request = HttpRequest.newBuilder(URI.create(SERVER + "/oauth/token-request"))
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials")).build();
    String token = field(
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body(), "access_token");

    Sessions.assertUser("JDBC_OWN", Sessions.properties("user", "jdbc_own", "authenticator", "oauth", "token", token));
    Sessions.assertRefused(390303, Sessions.properties("user", "jdbc_own", "authenticator", "oauth", "token", token + "x"));
  }

  @Test
  void byClientCredentials() throws SQLException {
    String[] client = oauthClient("jdbc_client");
    Properties properties = Sessions.properties("user", "jdbc_client", "authenticator", "OAUTH_CLIENT_CREDENTIALS",
        "role", "PUBLIC", "oauthClientId", client[0], "oauthClientSecret", client[1],
        "oauthTokenRequestUrl", SERVER + "/oauth/token-request");

    Sessions.assertUser("JDBC_CLIENT", properties);
    properties.put("oauthClientSecret", client[1] + "x");
    String message = Sessions.assertRefused(properties).getMessage();
    assertTrue(message.contains("HTTP status=401"), message);
  }

  @ParameterizedTest
  @CsvSource({"EXTERNALBROWSER, 390191", "OAUTH_AUTHORIZATION_CODE, 390309"})
  void byBrowser(String authenticator, int refused) throws SQLException {
    String[] ways = {"authenticator", authenticator, "role", "PUBLIC", "clientStoreTemporaryCredential", "false",
        "oauthAuthorizationUrl", SERVER + "/oauth/authorize", "oauthTokenRequestUrl", SERVER + "/oauth/token-request",
        "oauthClientId", "LOCAL_APPLICATION", "oauthClientSecret", "LOCAL_APPLICATION"};
    Properties properties = Sessions.properties(ways);

    asGuest("CREATE OR REPLACE USER visitor PASSWORD = 'visitor''s' DEFAULT_ROLE = PUBLIC");
    properties.put("user", "visitor");
    Sessions.assertUser("VISITOR", properties);
    properties.put("user", "snowglobe");
    Sessions.assertRefused(refused, properties);
  }
}
