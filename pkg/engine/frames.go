package engine

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/grafana/sobek"
)

// maxAnswerBytes is the largest answer to a query.
const maxAnswerBytes = 64 << 20

// frames writes frame JSON. The values are written here, since making arrays of numbers for the engine's own JSON.stringify would
// cost more than the query.
func frames(answered []*sobek.Object) (json.RawMessage, error) {
	out := []byte{'['}
	for i, frame := range answered {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(out, `{"schema":`...), textOf(frame, "schema")...)
		out = append(out, `,"data":{"values":[`...)
		for j, column := range items(frame.Get("values")) {
			if j > 0 {
				out = append(out, ',')
			}
			out = appendColumn(out, column)
			if len(out) > maxAnswerBytes {
				return nil, &UserError{"QueryError", fmt.Sprintf(
					"The answer is larger than %d MB: narrow the filters, or ask for fewer metrics or rows.", maxAnswerBytes>>20)}
			}
		}
		out = append(out, "]}}"...)
	}
	return append(out, ']'), nil
}

func appendColumn(out []byte, column sobek.Value) []byte {
	out = append(out, '[')
	switch values := column.Export().(type) {
	case []float64:
		for i, value := range values {
			out = appendFloat(comma(out, i), value)
		}
	case []any:
		for i, value := range values {
			out = appendCell(comma(out, i), value)
		}
	}
	return append(out, ']')
}

func comma(out []byte, i int) []byte {
	if i > 0 {
		return append(out, ',')
	}
	return out
}

func appendCell(out []byte, value any) []byte {
	switch value := value.(type) {
	case string:
		return appendText(out, value)
	case float64:
		return appendFloat(out, value)
	case int64:
		return strconv.AppendInt(out, value, 10)
	case bool:
		return strconv.AppendBool(out, value)
	}
	return append(out, "null"...)
}

// appendFloat writes null for what JSON has no number for.
func appendFloat(out []byte, value float64) []byte {
	switch {
	case math.IsNaN(value) || math.IsInf(value, 0):
		return append(out, "null"...)
	case value == math.Trunc(value) && math.Abs(value) < 1<<53:
		return strconv.AppendInt(out, int64(value), 10)
	}
	return strconv.AppendFloat(out, value, 'g', -1, 64)
}

func appendText(out []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < 0x20 || c == '"' || c == '\\' || c >= 0x7f {
			quoted, err := json.Marshal(text)
			if err != nil {
				panic(err) // a text always has JSON
			}
			return append(out, quoted...)
		}
	}
	return append(append(append(out, '"'), text...), '"')
}
