// Package driver tries the Go driver, unmodified, against a server that was started for it.
package driver

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"
)

// Of the server at http or https, or of the hasty one.
func dataSource(scheme, password string) string {
	port := os.Getenv("SNOWGLOBE_" + strings.ToUpper(scheme) + "_PORT")
	if scheme == "hasty" {
		scheme = "http"
	}
	return fmt.Sprintf("snowglobe:%s@127.0.0.1:%s?account=local&protocol=%s&disableOCSPChecks=true", password, port, scheme)
}

// A session of its own: one connection, closed with the test.
func open(t *testing.T) *sql.Conn {
	t.Helper()
	return openSource(t, dataSource("http", "snowglobe"))
}

func openSource(t *testing.T, source string) *sql.Conn {
	t.Helper()
	db, err := sql.Open("snowflake", source)
	must(t, err)
	conn, err := db.Conn(context.Background())
	must(t, err)
	t.Cleanup(func() {
		must(t, conn.Close())
		must(t, db.Close())
	})
	return conn
}

// A session in a database of the test's own.
func openDatabase(t *testing.T, name string) *sql.Conn {
	t.Helper()
	conn := open(t)
	run(t, conn, "CREATE OR REPLACE DATABASE "+name)
	return conn
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, conn *sql.Conn, text string, binds ...any) sql.Result {
	t.Helper()
	result, err := conn.ExecContext(context.Background(), text, binds...)
	must(t, err)
	return result
}

// Every row, each column as the driver gives it to an `any`.
func collect(t *testing.T, rows *sql.Rows) [][]any {
	t.Helper()
	defer rows.Close()
	columns, err := rows.Columns()
	must(t, err)
	all := [][]any{}
	for rows.Next() {
		row := make([]any, len(columns))
		targets := make([]any, len(columns))
		for i := range row {
			targets[i] = &row[i]
		}
		must(t, rows.Scan(targets...))
		all = append(all, row)
	}
	must(t, rows.Err())
	return all
}

func query(t *testing.T, conn *sql.Conn, text string, binds ...any) [][]any {
	t.Helper()
	rows, err := conn.QueryContext(context.Background(), text, binds...)
	must(t, err)
	return collect(t, rows)
}

func expect(t *testing.T, got, expected any) {
	t.Helper()
	if fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", expected) {
		t.Errorf("got      %#v\nexpected %#v", got, expected)
	}
}
