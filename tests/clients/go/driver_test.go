package driver

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

const longQuery = "SELECT SYSTEM$WAIT(120)"

func TestConnectByPassword(t *testing.T) {
	for _, scheme := range []string{"http", "https"} {
		t.Run(scheme, func(t *testing.T) {
			conn := openSource(t, dataSource(scheme, "snowglobe"))
			expect(t, query(t, conn, "SELECT CURRENT_USER()"), [][]any{{"SNOWGLOBE"}})
		})
	}
}

// The error must be the driver's, with this code and SQLSTATE.
func expectError(t *testing.T, err error, number int, state, message string) {
	t.Helper()
	var failure *driverError
	if !errors.As(err, &failure) {
		t.Fatalf("not an error of the driver: %v", err)
	}
	if failure.Number != number || failure.SQLState != state || !strings.Contains(failure.Message, message) {
		t.Errorf("got %d (%s) %s", failure.Number, failure.SQLState, failure.Message)
	}
}

func expectLoginError(t *testing.T, source string, number int) {
	t.Helper()
	db, err := sql.Open("snowflake", source)
	must(t, err)
	defer db.Close()
	var failure *driverError
	if err = db.Ping(); !errors.As(err, &failure) || failure.Number != number {
		t.Errorf("got %v", err)
	}
}

func TestWrongPassword(t *testing.T) {
	expectLoginError(t, dataSource("http", "other"), 390100)
}

func TestDescribedColumns(t *testing.T) {
	conn := openDatabase(t, "go_described")
	run(t, conn, `CREATE TABLE t (id NUMBER(10, 2) NOT NULL, "Name" VARCHAR(20), at TIMESTAMP_NTZ(3))`)
	rows, err := conn.QueryContext(context.Background(), "SELECT * FROM t")
	must(t, err)
	defer rows.Close()
	types, err := rows.ColumnTypes()
	must(t, err)
	got := []string{}
	for _, column := range types {
		nullable, _ := column.Nullable()
		precision, scale, _ := column.DecimalSize()
		length, _ := column.Length()
		got = append(got, fmt.Sprint(column.Name(), column.DatabaseTypeName(), nullable, precision, scale, length))
	}
	expect(t, got, []string{
		fmt.Sprint("ID", "FIXED", false, 10, 2, 0),
		fmt.Sprint("Name", "TEXT", true, 0, 0, 20),
		fmt.Sprint("AT", "TIMESTAMP_NTZ", true, 0, 0, 0),
	})
	expect(t, collect(t, rows), [][]any{})
}

func TestJSONResults(t *testing.T) {
	conn := open(t)
	run(t, conn, "ALTER SESSION SET GO_QUERY_RESULT_FORMAT = 'JSON'")
	expect(t, query(t, conn, "SELECT 1, 'x', NULL, 1.5::FLOAT, '2024-02-29'::DATE"),
		[][]any{{"1", "x", nil, "1.5", time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)}})
	var yes, no bool
	must(t, conn.QueryRowContext(context.Background(), "SELECT TRUE, FALSE").Scan(&yes, &no))
	expect(t, []bool{yes, no}, []bool{true, false})
}

func TestBindings(t *testing.T) {
	conn := openDatabase(t, "go_bindings")
	run(t, conn, `CREATE TABLE t (n NUMBER, f FLOAT, s VARCHAR, b BOOLEAN, d DATE, tm TIME, ntz TIMESTAMP_NTZ,
		ltz TIMESTAMP_LTZ, tz TIMESTAMP_TZ, bin BINARY, nothing VARCHAR)`)
	at := time.Date(2024, 2, 29, 12, 34, 56, 123456789, time.FixedZone("", 19800))
	result := run(t, conn, "INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", int64(-42), 1.25, "it's ☃", true,
		typeDate, at, typeTime, at, typeTimestampNTZ, at, typeTimestampLTZ, at,
		typeTimestampTZ, at, typeBinary, []byte{0, 255}, sql.NullString{})
	count, err := result.RowsAffected()
	must(t, err)
	expect(t, count, int64(1))
	expect(t, query(t, conn, `SELECT n::VARCHAR, f::VARCHAR, s, b, d::VARCHAR, TO_VARCHAR(tm, 'HH24:MI:SS.FF9'),
		TO_VARCHAR(ntz, 'YYYY-MM-DD HH24:MI:SS.FF9'),
		TO_VARCHAR(CONVERT_TIMEZONE('UTC', ltz), 'YYYY-MM-DD HH24:MI:SS.FF9 TZHTZM'),
		TO_VARCHAR(tz, 'YYYY-MM-DD HH24:MI:SS.FF9 TZHTZM'), TO_VARCHAR(bin), nothing FROM t`),
		[][]any{{"-42", "1.25", "it's ☃", true, "2024-02-29", "12:34:56.123456789", "2024-02-29 07:04:56.123456789",
			"2024-02-29 07:04:56.123456789 Z", "2024-02-29 12:34:56.123456789 +0530", "00FF", nil}})
	expect(t, query(t, conn, "SELECT n FROM t WHERE f > ? AND s = ? AND bin = ?", 1, "it's ☃", typeBinary, []byte{0, 255}),
		query(t, conn, "SELECT n FROM t"))
}

func TestNamedBindings(t *testing.T) {
	conn := open(t)
	expect(t, query(t, conn, "SELECT :word || '-' || :Number || '-' || :word", sql.Named("NUMBER", 7), sql.Named("word", "a")),
		[][]any{{"a-7-a"}})
	ids := make(chan string, 1)
	rows, err := conn.QueryContext(withQueryIDChan(context.Background(), ids), "SELECT 'kept'")
	must(t, err)
	expect(t, collect(t, rows), [][]any{{"kept"}})
	expect(t, query(t, conn, "SELECT * FROM TABLE(RESULT_SCAN(:id))", sql.Named("id", <-ids)), [][]any{{"kept"}})
	_, err = conn.QueryContext(context.Background(), "SELECT :other", sql.Named("id", 1))
	expectError(t, err, 1508, "02000", "OTHER")
	_, err = conn.QueryContext(context.Background(), "SELECT ?", sql.Named("id", 1))
	expectError(t, err, 2049, "42601", "Bind variable ? not set")
}

func TestArrayBinding(t *testing.T) {
	conn := openDatabase(t, "go_arrays")
	run(t, conn, "CREATE TABLE t (n NUMBER, f FLOAT, s VARCHAR, b BOOLEAN, bin BINARY, ntz TIMESTAMP_NTZ)")
	numbers, floats := []int{1, 2, 3}, []float64{0.5, -1, 1e300}
	texts, flags := []string{"a", "", "☃"}, []bool{true, false, true}
	bytes := [][]byte{{1}, {}, {255}}
	at := time.Date(2024, 2, 29, 12, 34, 56, 7, time.UTC)
	times := []time.Time{at, at.Add(time.Hour), at.Add(-time.Hour)}
	result := run(t, conn, "INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", array(t, &numbers), array(t, &floats),
		array(t, &texts), array(t, &flags), array(t, &bytes), array(t, &times, timestampNTZ))
	count, err := result.RowsAffected()
	must(t, err)
	expect(t, count, int64(3))
	expect(t, query(t, conn, `SELECT n::VARCHAR, f::VARCHAR, s, b, TO_VARCHAR(bin),
		TO_VARCHAR(ntz, 'HH24:MI:SS.FF9') FROM t ORDER BY n`), [][]any{
		{"1", "0.5", "a", true, "01", "12:34:56.000000007"},
		{"2", "-1", "", false, "", "13:34:56.000000007"},
		{"3", "1e+300", "☃", true, "FF", "11:34:56.000000007"}})
}

// The driver sends an empty array as a value of its type that is NULL, which nobody can tell from a NULL:
// the statement inserts one row of them.
func TestEmptyArrays(t *testing.T) {
	conn := openDatabase(t, "go_empty_arrays")
	run(t, conn, "CREATE TABLE t (n NUMBER, f FLOAT, s VARCHAR, b BOOLEAN, bin BINARY, ntz TIMESTAMP_NTZ, v VARCHAR)")
	numbers, floats, texts, flags := []int{}, []float64{}, []string{}, []bool{}
	bytes, times, anything := [][]byte{}, []time.Time{}, []any{}
	result := run(t, conn, "INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)", array(t, &numbers), array(t, &floats),
		array(t, &texts), array(t, &flags), array(t, &bytes), array(t, &times, timestampNTZ), array(t, &anything))
	count, err := result.RowsAffected()
	must(t, err)
	expect(t, count, int64(1))
	expect(t, query(t, conn, "SELECT * FROM t"), [][]any{{nil, nil, nil, nil, nil, nil, nil}})
	_, err = conn.ExecContext(context.Background(), "INSERT INTO t (n, s) VALUES (?, ?)")
	expectError(t, err, 2049, "42601", "Bind variable ? not set")
	expect(t, query(t, conn, "SELECT COUNT(*)::VARCHAR FROM t"), [][]any{{"1"}})
}

func TestRowsByTheThousand(t *testing.T) {
	conn := openDatabase(t, "go_bulk")
	run(t, conn, "CREATE TABLE t (n NUMBER, s VARCHAR)")
	numbers, texts := make([]int, 40000), make([]string, 40000)
	for i := range numbers {
		numbers[i], texts[i] = i, fmt.Sprintf(`row "%d", of many`, i)
	}
	result := run(t, conn, "INSERT INTO t VALUES (?, ?)", array(t, &numbers), array(t, &texts))
	count, err := result.RowsAffected()
	must(t, err)
	expect(t, count, int64(40000))
	expect(t, query(t, conn, "SELECT SUM(n)::VARCHAR, COUNT(DISTINCT s)::VARCHAR, MAX_BY(s, n) FROM t"),
		[][]any{{"799980000", "40000", `row "39999", of many`}})
}

func TestLargeResult(t *testing.T) {
	for _, format := range []string{"ARROW", "JSON"} {
		t.Run(format, func(t *testing.T) {
			conn := open(t)
			run(t, conn, "ALTER SESSION SET GO_QUERY_RESULT_FORMAT = '"+format+"'")
			rows, err := conn.QueryContext(context.Background(),
				"SELECT SEQ4() AS n, REPEAT('x', 50) || SEQ4() AS t FROM TABLE(GENERATOR(ROWCOUNT => 200000)) ORDER BY n")
			must(t, err)
			defer rows.Close()
			count, prefix := 0, strings.Repeat("x", 50)
			for ; rows.Next(); count++ {
				var n int
				var text string
				must(t, rows.Scan(&n, &text))
				if n != count || text != fmt.Sprint(prefix, count) {
					t.Fatalf("row %d is %d, %s", count, n, text)
				}
			}
			must(t, rows.Err())
			expect(t, count, 200000)
		})
	}
}

func TestErrors(t *testing.T) {
	conn := openDatabase(t, "go_errors")
	for _, one := range []struct {
		text    string
		number  int
		state   string
		message string
	}{
		{"SELEC 1", 1003, "42000", "syntax error"},
		{"SELECT nothing_like_it", 904, "42000", "invalid identifier 'NOTHING_LIKE_IT'"},
		{"SELECT * FROM nothing_like_it", 2003, "42S02", "does not exist or not authorized"},
		{"SELECT 'x'::NUMBER", 100038, "22018", "Numeric value 'x' is not recognized"},
		{"SELECT 1 / 0", 100051, "22012", "Division by zero"},
	} {
		t.Run(one.text, func(t *testing.T) {
			_, err := conn.QueryContext(context.Background(), one.text)
			expectError(t, err, one.number, one.state, one.message)
		})
	}
}

func TestTransactions(t *testing.T) {
	ctx := context.Background()
	conn := openDatabase(t, "go_transactions")
	run(t, conn, "CREATE TABLE t (n NUMBER)")
	for _, end := range []func(*sql.Tx) error{(*sql.Tx).Rollback, (*sql.Tx).Commit} {
		tx, err := conn.BeginTx(ctx, nil)
		must(t, err)
		_, err = tx.ExecContext(ctx, "INSERT INTO t VALUES (1)")
		must(t, err)
		must(t, end(tx))
	}
	expect(t, query(t, conn, "SELECT COUNT(*)::VARCHAR FROM t"), [][]any{{"1"}})
}

func TestSeveralStatements(t *testing.T) {
	conn := openDatabase(t, "go_several")
	ctx := withMultiStatement(t, 3)
	result, err := conn.ExecContext(ctx, "CREATE TABLE t (n NUMBER); INSERT INTO t VALUES (1), (2); DELETE FROM t WHERE n = 1")
	must(t, err)
	count, err := result.RowsAffected()
	must(t, err)
	expect(t, count, int64(3))
	rows, err := conn.QueryContext(ctx, "SELECT 'a'; SELECT 'b', TRUE; SELECT n::VARCHAR FROM t")
	must(t, err)
	defer rows.Close()
	got := []any{}
	for more := true; more; more = rows.NextResultSet() {
		columns, err := rows.Columns()
		must(t, err)
		for rows.Next() {
			row, targets := make([]any, len(columns)), make([]any, len(columns))
			for i := range row {
				targets[i] = &row[i]
			}
			must(t, rows.Scan(targets...))
			got = append(got, row)
		}
	}
	must(t, rows.Err())
	expect(t, got, []any{[]any{"a"}, []any{"b", true}, []any{"2"}})
	_, err = conn.QueryContext(ctx, "SELECT 1; SELECT 2")
	expectError(t, err, 8, "0A000", "Actual statement count 2 did not match the desired statement count 3")
}

func TestCancel(t *testing.T) {
	conn := openDatabase(t, "go_cancel")
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	begun := time.Now()
	_, err := conn.QueryContext(ctx, longQuery)
	if err == nil || time.Since(begun) > 30*time.Second {
		t.Fatalf("got %v after %v", err, time.Since(begun))
	}
	status := func() any {
		return query(t, conn, "SELECT error_code FROM TABLE(go_cancel.INFORMATION_SCHEMA.QUERY_HISTORY()) "+
			"WHERE query_text = '"+longQuery+"'")
	}
	for range 50 {
		if fmt.Sprint(status()) == "[[604]]" {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("the query's error code in the history: %v", status())
}

func TestAsynchronousQuery(t *testing.T) {
	conn := open(t)
	begun := time.Now()
	rows, err := conn.QueryContext(withAsyncMode(context.Background()), "SELECT SYSTEM$WAIT(3)")
	must(t, err)
	if time.Since(begun) > 2500*time.Millisecond {
		t.Errorf("the query was waited for: %v", time.Since(begun))
	}
	expect(t, collect(t, rows), [][]any{{"waited 3 seconds"}})
	rows, err = conn.QueryContext(withAsyncMode(context.Background()), "SELECT 1 / 0")
	must(t, err)
	defer rows.Close()
	if rows.Next() {
		t.Error("a row of a failed query")
	}
	expectError(t, rows.Err(), 100051, "22012", "Division by zero")
}

func TestResultOfAnEarlierQuery(t *testing.T) {
	conn := open(t)
	ids := make(chan string, 1)
	rows, err := conn.QueryContext(withQueryIDChan(context.Background(), ids), "SELECT 'kept'")
	must(t, err)
	expect(t, collect(t, rows), [][]any{{"kept"}})
	id := <-ids
	rows, err = conn.QueryContext(withFetchResultByID(context.Background(), id), "")
	must(t, err)
	expect(t, collect(t, rows), [][]any{{"kept"}})
	must(t, conn.Raw(func(raw any) error {
		status, err := raw.(driverConnection).GetQueryStatus(context.Background(), id)
		if err == nil {
			expect(t, status.ScanBytes >= 0 && status.ProducedRows == 1, true)
		}
		return err
	}))
}
