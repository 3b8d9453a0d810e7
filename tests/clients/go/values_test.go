package driver

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// The value as JSON has it, after its type where JSON has none of the kind.
func shown(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return fmt.Sprint(value)
	case []byte:
		return strings.TrimSpace("bytes " + hex.EncodeToString(value))
	case time.Time:
		return "time " + value.Format(time.RFC3339Nano)
	case string:
		var text strings.Builder
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		if encoder.Encode(value) != nil {
			return "not UTF-8"
		}
		return strings.TrimSpace(text.String())
	}
	return fmt.Sprintf("%T %v", value, value)
}

// The value of an expression, or that the driver cannot read it.
func valueOf(conn *sql.Conn, expression string) string {
	var value any
	if conn.QueryRowContext(context.Background(), "SELECT "+expression).Scan(&value) != nil {
		return "error"
	}
	return shown(value)
}

// Adds what is shown to a file of such, one JSON array a line.
func note(t *testing.T, name string, parts ...string) {
	t.Helper()
	line, err := json.Marshal(parts)
	must(t, err)
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	must(t, err)
	defer file.Close()
	_, err = file.Write(append(line, '\n'))
	must(t, err)
}

// Each expression of values.tsv, selected, is the value that the table says the driver shows.
func TestValues(t *testing.T) {
	content, err := os.ReadFile(os.Getenv("SNOWGLOBE_VALUES"))
	must(t, err)
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	for format, column := range map[string]string{"ARROW": valuesColumn, "JSON": valuesColumn + "_json"} {
		conn := open(t)
		run(t, conn, "ALTER SESSION SET GO_QUERY_RESULT_FORMAT = '"+format+"'")
		place := slices.Index(strings.Split(lines[0], "\t"), column)
		for _, line := range lines[1:] {
			fields := strings.Split(line, "\t")
			t.Run(format+"/"+fields[0], func(t *testing.T) {
				got := valueOf(conn, fields[0])
				if name := os.Getenv("VALUES_SHOWN"); name != "" {
					note(t, name, column, fields[0], got)
				} else if got != fields[place] {
					t.Errorf("got %s, expected %s", got, fields[place])
				}
			})
		}
	}
}
