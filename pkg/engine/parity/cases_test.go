package parity

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/llm-d/prism-grafana/pkg/engine/jsonscan"
	"github.com/llm-d/prism-grafana/pkg/engine/yamlcore"
)

type cases struct {
	JSON    [][2]any
	Dropped []string
	YAML    [][2]any
	Refused [][2]string
}

func readCases(t *testing.T) cases {
	t.Helper()
	var found cases
	next(t, v8(t, "cases"), &found)
	return found
}

// TestJSONCases reads the table through the scanner, in chunks of several sizes, with encoding/json behind it.
func TestJSONCases(t *testing.T) {
	found := readCases(t)
	if len(found.JSON) < 20 {
		t.Fatalf("only %d cases", len(found.JSON))
	}
	for _, one := range found.JSON {
		text, expected := one[0].(string), one[1]
		for _, size := range []int{1, 2, 7, 1 << 20} {
			documents, err := scanned(text, found.Dropped, size)
			if expected == nil {
				if err == nil {
					t.Errorf("%q in chunks of %d: %v instead of an error", text, size, documents)
				}
				continue
			}
			if found := difference("", plain(expected), documents); err != nil || found != "" {
				t.Errorf("%q in chunks of %d: %v %s", text, size, err, found)
			}
		}
	}
}

func scanned(text string, drop []string, size int) ([]any, error) {
	documents := []any{}
	scanner := jsonscan.New(drop, false, func(_ int64, value []byte) error {
		var document any
		err := json.Unmarshal(value, &document)
		documents = append(documents, document)
		return err
	})
	for input := []byte(text); len(input) > 0; {
		chunk := input[:min(size, len(input))]
		if err := scanner.Write(bytes.Clone(chunk)); err != nil {
			return nil, err
		}
		input = input[len(chunk):]
	}
	whole, err := scanner.End()
	if err == nil && !whole {
		err = errors.New("cut off")
	}
	return documents, err
}

// ourWords are reasons that both readers give in the same words; the others are those of two parsers.
var ourWords = regexp.MustCompile(`tag|duplicated|complex keys|nesting exceeded`)

func TestYAMLCases(t *testing.T) {
	found := readCases(t)
	if len(found.YAML) < 30 || len(found.Refused) < 10 {
		t.Fatalf("only %d and %d cases", len(found.YAML), len(found.Refused))
	}
	for _, one := range found.YAML {
		documents, err := yamlcore.Documents(one[0].(string))
		if found := difference("", plain(one[1]), tree(documents)); err != nil || found != "" {
			t.Errorf("%q: %v %s", one[0], err, found)
		}
	}
	for _, one := range found.Refused {
		_, err := yamlcore.Documents(one[0])
		var bad *yamlcore.Malformed
		if !errors.As(err, &bad) {
			t.Errorf("%.60q: %v instead of a refusal", one[0], err)
			continue
		}
		expected := "not YAML"
		if ourWords.MatchString(one[1]) {
			expected = one[1]
		}
		if !strings.HasPrefix(err.Error(), expected) {
			t.Errorf("%.60q: %v; V8: %s", one[0], err, one[1])
		}
	}
}
