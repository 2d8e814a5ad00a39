package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/llm-d/prism-grafana/pkg/engine/jsonscan"
)

// chunkBytes is how much of a large object is read at once.
const chunkBytes = 256 * 1024

// rows takes given fields of the elements of a very large JSON array, or of documents that follow each other, one element in
// memory at a time.
func (c carrier) rows(ctx context.Context, r request) answer {
	path := r.http.Path
	if !isSafePath(path) {
		return failed(Refused, path, "the path leaves the store; rename the object")
	}
	input, fail := c.port.Open(ctx, path, r.http.SizeLimit)
	if fail != nil {
		return ofPort(fail, path)
	}
	defer input.Close()
	columns := make([][]document, len(r.fields))
	scanner := jsonscan.New(r.drop, true, func(start int64, element []byte) error {
		var object map[string]json.RawMessage
		var syntax *json.SyntaxError
		if errors.As(json.Unmarshal(element, &object), &syntax) {
			return &jsonscan.Malformed{Message: fmt.Sprintf("not JSON in the value that begins at byte %d", start)}
		}
		for i, name := range r.fields {
			columns[i] = append(columns[i], document{start, field(object, name)})
		}
		return nil
	})
	cut, err := scan(input, r.http.SizeLimit, scanner)
	var bad *jsonscan.Malformed
	if errors.As(err, &bad) {
		return unreadable(path, bad.Message)
	}
	if err != nil {
		return brokenOff(ctx, err, path)
	}
	return rowsAnswer(path, columns, cut)
}

// scan feeds the scanner up to the limit; true where the input is longer, or ends inside a value.
func scan(input io.Reader, limit int64, scanner *jsonscan.Scanner) (bool, error) {
	chunk := make([]byte, chunkBytes)
	for left := limit; ; {
		size, err := input.Read(chunk)
		if writeErr := scanner.Write(chunk[:min(int64(size), left)]); writeErr != nil {
			return false, writeErr
		}
		left -= int64(size)
		if left < 0 || errors.Is(err, io.EOF) {
			whole, endErr := scanner.End()
			return !whole || left < 0, endErr
		}
		if err != nil {
			return false, err
		}
	}
}

// field gives the value under a key, or under a path of keys with dots between them; nil where there is none.
func field(object map[string]json.RawMessage, name string) []byte {
	if value, ok := object[name]; ok {
		return value
	}
	dot := strings.IndexByte(name, '.')
	if dot <= 0 {
		return nil
	}
	var inner map[string]json.RawMessage
	if json.Unmarshal(object[name[:dot]], &inner) != nil {
		return nil
	}
	return field(inner, name[dot+1:])
}
