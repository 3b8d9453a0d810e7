package driver

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"testing"
	"time"
)

// A data source of that user with more parameters and no password.
func sourceOf(user string, more url.Values) string {
	more.Set("account", "local")
	more.Set("protocol", "http")
	return fmt.Sprintf("%s@127.0.0.1:%s?%s", user, os.Getenv("SNOWGLOBE_HTTP_PORT"), more.Encode())
}

func expectUser(t *testing.T, source, user string) {
	t.Helper()
	expect(t, query(t, openSource(t, source), "SELECT CURRENT_USER()"), [][]any{{user}})
}

func TestConnectByKeyPair(t *testing.T) {
	keys := [2]*rsa.PrivateKey{}
	for i := range keys {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		must(t, err)
		keys[i] = key
	}
	source := func(key *rsa.PrivateKey) string {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		must(t, err)
		return sourceOf("go_keys", url.Values{"authenticator": {"SNOWFLAKE_JWT"},
			"privateKey": {base64.URLEncoding.EncodeToString(der)}})
	}
	public, err := x509.MarshalPKIXPublicKey(&keys[0].PublicKey)
	must(t, err)
	run(t, open(t), "CREATE OR REPLACE USER go_keys RSA_PUBLIC_KEY = '"+base64.StdEncoding.EncodeToString(public)+"'")
	expectUser(t, source(keys[0]), "GO_KEYS")
	expectLoginError(t, source(keys[1]), 394304)
}

func TestConnectByAccessToken(t *testing.T) {
	conn := open(t)
	run(t, conn, "CREATE OR REPLACE USER go_tokens")
	var name, secret string
	must(t, conn.QueryRowContext(context.Background(),
		"ALTER USER go_tokens ADD PROGRAMMATIC ACCESS TOKEN t").Scan(&name, &secret))
	source := func(token string) string {
		return sourceOf("go_tokens", url.Values{"authenticator": {"PROGRAMMATIC_ACCESS_TOKEN"}, "token": {token}})
	}
	expectUser(t, source(secret), "GO_TOKENS")
	expectLoginError(t, source(secret+"0"), 394400)
}

func TestTokensAreRenewed(t *testing.T) {
	conn := openSource(t, dataSource("hasty", "snowglobe"))
	session := query(t, conn, "SELECT CURRENT_SESSION()")
	for range 2 {
		time.Sleep(1200 * time.Millisecond)
		expect(t, query(t, conn, "SELECT CURRENT_SESSION()"), session)
	}
}

func TestSessionParameters(t *testing.T) {
	conn := openSource(t, dataSource("http", "snowglobe")+"&TIMEZONE=Asia%2FTokyo&QUERY_TAG=nightly")
	expect(t, query(t, conn, "SELECT '2024-01-01 00:00:00 +00:00'::TIMESTAMP_LTZ::VARCHAR"),
		[][]any{{"2024-01-01 09:00:00.000 +0900"}})
	expect(t, query(t, conn, "SHOW PARAMETERS LIKE 'QUERY_TAG'")[0][1], "nightly")
}

func TestQueryTag(t *testing.T) {
	conn := openDatabase(t, "go_tags")
	_, err := conn.ExecContext(withQueryTag(context.Background(), "of one"), "SELECT 'tagged'")
	must(t, err)
	expect(t, query(t, conn, `SELECT query_tag FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY_BY_SESSION())
		WHERE query_text = 'SELECT ''tagged'''`), [][]any{{"of one"}})
}

func TestPreparedStatement(t *testing.T) {
	conn := openDatabase(t, "go_prepared")
	run(t, conn, "CREATE TABLE t (n NUMBER, s VARCHAR)")
	insert, err := conn.PrepareContext(context.Background(), "INSERT INTO t VALUES (?, ?)")
	must(t, err)
	defer insert.Close()
	for i := range 3 {
		_, err = insert.ExecContext(context.Background(), i, fmt.Sprint("row ", i))
		must(t, err)
	}
	expect(t, query(t, conn, "SELECT COUNT(*)::VARCHAR, MAX(s) FROM t"), [][]any{{"3", "row 2"}})
}
