package driver

import (
	"bytes"
	"context"
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"database/sql"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

// Who signs in at the browser that run_driver.py lays in the PATH.
const visitor = "visitor"

func serverURL(path string) string {
	return "http://127.0.0.1:" + os.Getenv("SNOWGLOBE_HTTP_PORT") + path
}

// Logging in there must fail with these words.
func expectRefused(t *testing.T, source, words string) {
	t.Helper()
	db, err := sql.Open("snowflake", source)
	must(t, err)
	defer db.Close()
	if err = db.Ping(); err == nil || !strings.Contains(err.Error(), words) {
		t.Errorf("got %v", err)
	}
}

// What an authenticator app shows for that address (RFC 6238), some steps from now.
func passcode(t *testing.T, address string, steps int64) string {
	t.Helper()
	parsed, err := url.Parse(address)
	must(t, err)
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(
		strings.TrimRight(parsed.Query().Get("secret"), "="))
	must(t, err)
	mac := hmac.New(sha1.New, secret)
	must(t, binary.Write(mac, binary.BigEndian, time.Now().Unix()/30+steps))
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 15
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[at:])&0x7fffffff%1000000)
}

func TestConnectByPasscode(t *testing.T) {
	conn := open(t)
	run(t, conn, "CREATE OR REPLACE USER go_mfa PASSWORD = 'x'")
	var address string
	must(t, conn.QueryRowContext(context.Background(), "ALTER USER go_mfa ENROLL MFA").Scan(&address))
	source := func(password string, more url.Values) string {
		return strings.Replace(sourceOf("go_mfa", more), "@", ":"+password+"@", 1)
	}
	expectLoginError(t, source("x", url.Values{}), 394508)
	expectLoginError(t, source("x", url.Values{"passcode": {passcode(t, address, 9)}}), 390127)
	expectUser(t, source("x", url.Values{"passcode": {passcode(t, address, 0)}}), "GO_MFA")
	inside := url.Values{"passcodeInPassword": {"true"}}
	expectUser(t, source("x"+passcode(t, address, 1), inside), "GO_MFA")
	expectLoginError(t, source("x"+passcode(t, address, 9), inside), 390127)
}

// A token of that issuer, signed by the key.
func issuedToken(t *testing.T, key *rsa.PrivateKey, issuer, user string) string {
	t.Helper()
	claims, err := json.Marshal(map[string]any{"iss": issuer, "sub": user, "scp": "session:role:public",
		"iat": time.Now().Unix(), "exp": time.Now().Unix() + 60})
	must(t, err)
	plain := base64.RawURLEncoding.EncodeToString
	text := plain([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + plain(claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	must(t, err)
	return text + "." + plain(signature)
}

func TestConnectByTokenOfAnIssuer(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	must(t, err)
	conn := open(t)
	run(t, conn, "CREATE OR REPLACE USER go_issued DEFAULT_ROLE = PUBLIC")
	run(t, conn, `CREATE OR REPLACE SECURITY INTEGRATION go_issuer TYPE = EXTERNAL_OAUTH ENABLED = TRUE
		EXTERNAL_OAUTH_TYPE = CUSTOM EXTERNAL_OAUTH_ISSUER = 'https://go.example.com'
		EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM = 'sub'
		EXTERNAL_OAUTH_SNOWFLAKE_USER_MAPPING_ATTRIBUTE = 'LOGIN_NAME'
		EXTERNAL_OAUTH_RSA_PUBLIC_KEY = '`+base64.StdEncoding.EncodeToString(public)+"'")
	source := func(user, token string) string {
		return sourceOf(user, url.Values{"authenticator": {"oauth"}, "token": {token}})
	}
	token := issuedToken(t, key, "https://go.example.com", "go_issued")
	expectUser(t, source("go_issued", token), "GO_ISSUED")
	expectLoginError(t, source("go_issued", issuedToken(t, key, "https://other.example.com", "go_issued")), 390303)
	expectLoginError(t, source("snowglobe", token), 390309)
}

// A client of the server's own OAuth and the user that it is: id and secret.
func oauthClient(t *testing.T, conn *sql.Conn, name string) (string, string) {
	t.Helper()
	run(t, conn, "CREATE OR REPLACE SECURITY INTEGRATION "+name+` TYPE = OAUTH ENABLED = TRUE OAUTH_CLIENT = CUSTOM
		OAUTH_CLIENT_TYPE = 'CONFIDENTIAL' OAUTH_REDIRECT_URI = 'https://app.example.com/back'`)
	run(t, conn, "CREATE OR REPLACE USER "+name+" TYPE = SERVICE DEFAULT_ROLE = PUBLIC")
	var text string
	must(t, conn.QueryRowContext(context.Background(),
		"SELECT SYSTEM$SHOW_OAUTH_CLIENT_SECRETS('"+strings.ToUpper(name)+"')").Scan(&text))
	shown := map[string]string{}
	must(t, json.Unmarshal([]byte(text), &shown))
	return shown["OAUTH_CLIENT_ID"], shown["OAUTH_CLIENT_SECRET"]
}

func TestConnectByTokenOfTheServer(t *testing.T) {
	id, secret := oauthClient(t, open(t), "go_own")
	request, err := http.NewRequest("POST", serverURL("/oauth/token-request"),
		bytes.NewBufferString("grant_type=client_credentials"))
	must(t, err)
	request.SetBasicAuth(id, secret)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultClient.Do(request)
	must(t, err)
	defer answer.Body.Close()
	given := struct {
		AccessToken string `json:"access_token"`
	}{}
	must(t, json.NewDecoder(answer.Body).Decode(&given))
	source := func(token string) string {
		return sourceOf("go_own", url.Values{"authenticator": {"oauth"}, "token": {token}})
	}
	expectUser(t, source(given.AccessToken), "GO_OWN")
	expectLoginError(t, source(given.AccessToken+"x"), 390303)
}

func TestConnectByClientCredentials(t *testing.T) {
	id, secret := oauthClient(t, open(t), "go_client")
	source := func(secret string) string {
		return sourceOf("go_client", url.Values{"authenticator": {"OAUTH_CLIENT_CREDENTIALS"}, "role": {"PUBLIC"},
			"oauthClientId": {id}, "oauthClientSecret": {secret}, "oauthTokenRequestUrl": {serverURL("/oauth/token-request")}})
	}
	expectUser(t, source(secret), "GO_CLIENT")
	expectRefused(t, source(secret+"x"), "invalid_client")
}

func TestConnectByBrowser(t *testing.T) {
	run(t, open(t), "CREATE OR REPLACE USER "+visitor+" PASSWORD = 'visitor''s' DEFAULT_ROLE = PUBLIC")
	for _, authenticator := range []string{"EXTERNALBROWSER", "OAUTH_AUTHORIZATION_CODE"} {
		t.Run(authenticator, func(t *testing.T) {
			source := func(user string) string {
				return sourceOf(user, url.Values{"authenticator": {authenticator}, "role": {"PUBLIC"},
					"oauthClientId": {"LOCAL_APPLICATION"}, "oauthClientSecret": {"LOCAL_APPLICATION"},
					"clientStoreTemporaryCredential": {"false"}})
			}
			expectUser(t, source(visitor), strings.ToUpper(visitor))
			expectRefused(t, source("snowglobe"), map[string]string{"EXTERNALBROWSER": "390191",
				"OAUTH_AUTHORIZATION_CODE": "390309"}[authenticator])
		})
	}
}
