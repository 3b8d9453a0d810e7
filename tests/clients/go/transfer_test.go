package driver

import (
	"bytes"
	"context"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func writeFile(t *testing.T, folder, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(folder, name)
	must(t, os.WriteFile(path, content, 0o600))
	return path
}

func randomBytes(size int) []byte {
	content := make([]byte, size)
	rand.New(rand.NewSource(int64(size))).Read(content)
	return content
}

func TestFilesComeBackFromAStage(t *testing.T) {
	for _, scheme := range []string{"http", "https"} {
		t.Run(scheme, func(t *testing.T) {
			conn := openSource(t, dataSource(scheme, "snowglobe"))
			run(t, conn, "CREATE OR REPLACE DATABASE go_transfer_"+scheme)
			run(t, conn, "CREATE STAGE st")
			out, back := t.TempDir(), t.TempDir()
			for name, size := range map[string]int{"one.bin": 1, "block.bin": 65536, "large.bin": 9_000_000, "ä b.bin": 10} {
				path := writeFile(t, out, name, randomBytes(size))
				row := query(t, conn, fmt.Sprintf("PUT 'file://%s' @st/sub AUTO_COMPRESS=FALSE", path))[0]
				if row[1] != name || row[6] != "UPLOADED" {
					t.Errorf("put: %v", row)
				}
			}
			query(t, conn, fmt.Sprintf("GET @st file://%s/", back))
			for _, name := range []string{"one.bin", "block.bin", "large.bin", "ä b.bin"} {
				sent, err := os.ReadFile(filepath.Join(out, name))
				must(t, err)
				got, err := os.ReadFile(filepath.Join(back, name))
				must(t, err)
				if !bytes.Equal(sent, got) {
					t.Errorf("%s differs", name)
				}
			}
		})
	}
}

func TestWildcardsAndCompression(t *testing.T) {
	conn := openDatabase(t, "go_wildcards")
	run(t, conn, "CREATE TABLE t (a INT)")
	folder := t.TempDir()
	for _, name := range []string{"part1.csv", "part2.csv", "other.txt"} {
		writeFile(t, folder, name, bytes.Repeat([]byte(name+"\n"), 100))
	}
	if rows := query(t, conn, fmt.Sprintf("PUT file://%s/part*.csv @%%t PARALLEL=2", folder)); len(rows) != 2 {
		t.Errorf("put: %v", rows)
	}
	names := []any{}
	for _, row := range query(t, conn, "LIST @%t") {
		names = append(names, row[0])
	}
	expect(t, [][]any{names}, [][]any{{"part1.csv.gz", "part2.csv.gz"}})
	expect(t, query(t, conn, "REMOVE @%t/part1"), [][]any{{"part1.csv.gz", "removed"}})
}

func TestManyValuesGoThroughAStage(t *testing.T) {
	conn := openDatabase(t, "go_stage_binds")
	run(t, conn, "CREATE TABLE t (n INT, s VARCHAR, f FLOAT, b BOOLEAN, ts TIMESTAMP_NTZ, tz TIMESTAMP_TZ, d DATE, c TIME, x BINARY)")
	run(t, conn, "ALTER SESSION SET TIMEZONE = 'UTC'") // The driver writes no offset into the stage.
	const count = 100_000
	texts := []string{"plain", "", "a,b", `say "hi"`, "two\nlines", `back\slash`, "ü日本😀", " blank "}
	numbers, strings, floats, truths := make([]int, count), make([]string, count), make([]float64, count), make([]bool, count)
	stamps, zoned, dates, clocks := make([]time.Time, count), make([]time.Time, count), make([]time.Time, count), make([]time.Time, count)
	binaries := make([][]byte, count)
	start := time.Date(2024, 2, 29, 23, 59, 59, 123456789, time.UTC)
	for i := range numbers {
		numbers[i], strings[i], floats[i], truths[i] = i, texts[i%len(texts)], float64(i)/2, i%2 == 0
		stamps[i] = start.Add(time.Duration(i) * time.Hour)
		zoned[i], dates[i], clocks[i] = stamps[i], stamps[i], stamps[i]
		binaries[i] = []byte{byte(i), 0xff}
	}
	result := run(t, conn, "INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", array(t, &numbers), array(t, &strings),
		array(t, &floats), array(t, &truths), array(t, &stamps, timestampNTZ), array(t, &zoned, timestampZoned),
		array(t, &dates, dateKind), array(t, &clocks, timeKind), array(t, &binaries))
	if inserted, err := result.RowsAffected(); err != nil || inserted != count {
		t.Fatalf("inserted %d, %v", inserted, err)
	}
	if len(query(t, conn, "SHOW STAGES LIKE 'SYSTEM$BIND'")) != 1 {
		t.Error("no stage was used")
	}
	for _, i := range []int{0, 1, 2, 3, 4, 5, 6, 7, count - 1} {
		row := query(t, conn, fmt.Sprintf("SELECT n, s, f, b, ts, tz, d, c, x FROM t WHERE n = %d", i))[0]
		for column, want := range []any{strings[i], floats[i], truths[i]} {
			if row[column+1] != want {
				t.Errorf("row %d: got %v, want %v", i, row[column+1], want)
			}
		}
		if !row[4].(time.Time).Equal(stamps[i]) || !row[5].(time.Time).Equal(zoned[i]) {
			t.Errorf("row %d: %v %v", i, row[4], row[5])
		}
		if day := row[6].(time.Time).Format(time.DateOnly); day != dates[i].Format(time.DateOnly) {
			t.Errorf("row %d: %s", i, day)
		}
		if at := row[7].(time.Time).Format("15:04:05.999999999"); at != clocks[i].Format("15:04:05.999999999") {
			t.Errorf("row %d: %s", i, at)
		}
		if !bytes.Equal(row[8].([]byte), binaries[i]) {
			t.Errorf("row %d: %x", i, row[8])
		}
	}
	bad := make([]string, count)
	for i := range bad {
		bad[i] = fmt.Sprint(i)
	}
	bad[count-1] = "no number"
	_, err := conn.ExecContext(context.Background(), "INSERT INTO t (n) VALUES (?)", array(t, &bad))
	expectError(t, err, 100038, "22018", "no number")
	expect(t, query(t, conn, "SELECT COUNT(*)::VARCHAR FROM t"), [][]any{{fmt.Sprint(count)}})
}
