package driver

import (
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

// Each expression of values.tsv, selected, is the value that the driver is known to show.
func TestValues(t *testing.T) {
	content, err := os.ReadFile(os.Getenv("SNOWGLOBE_VALUES"))
	must(t, err)
	conn := open(t)
	column := -1
	for line := range strings.Lines(string(content)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if column < 0 {
			column = slices.Index(fields, valuesColumn)
			continue
		}
		t.Run(fields[0], func(t *testing.T) {
			if got := shown(query(t, conn, "SELECT "+fields[0])[0][0]); got != fields[column] {
				t.Errorf("got %s, expected %s", got, fields[column])
			}
		})
	}
}
