package parity

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/llm-d/prism-grafana/pkg/core"
	"github.com/llm-d/prism-grafana/pkg/engine"
	"github.com/llm-d/prism-grafana/pkg/engine/yamlcore"
)

type line struct {
	Type, Name, URL, ID, File string
	Config, Query             json.RawMessage
	Now                       int64
	Points                    int
	Frames, Health, Documents any
	Error                     json.RawMessage
}

// parserWords are the reasons that two YAML parsers give in their own words, behind the line.
var parserWords = regexp.MustCompile(`not YAML(?: in line \d+)?: .*?; write it again`)

// TestSamples compares catalogs, checks and every query of every kind over every directory of samples, and each YAML file.
func TestSamples(t *testing.T) {
	samples, err := filepath.Abs(filepath.Join(root, "../shared/samples"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(samples); err != nil {
		t.Skip("skipped: ../shared/samples is missing")
	}
	if raceDetector {
		t.Skip("skipped with the race detector, under which it takes minutes: go test ./pkg/engine/parity")
	}
	lines := v8(t, "samples", samples)
	script, err := core.Script()
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.New(script, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	var store line
	var catalog *engine.Catalog
	count := map[string]int{}
	for {
		var now line
		next(t, lines, &now)
		count[now.Type]++
		asOf := engine.Context{Now: time.UnixMilli(store.Now)}
		switch now.Type {
		case "store":
			store = now
			asOf.Now = time.UnixMilli(now.Now)
			catalog, err = e.Scan(context.Background(), now.Config, nil, asOf, port{now.URL}, nil)
			if err != nil {
				t.Fatalf("%s: %v", now.Name, err)
			}
			if catalog.ID != now.ID || catalog.Points != now.Points {
				t.Errorf("%s: catalog %s of %d points, V8 has %s of %d", now.Name, catalog.ID, catalog.Points, now.ID, now.Points)
			}
		case "health":
			health, err := e.Check(context.Background(), store.Config, asOf, port{store.URL})
			expected := now.Health.(map[string]any)
			if err != nil || health.Message != expected["message"] || health.Details != expected["details"] {
				t.Errorf("%s: %+v, %v; V8 says %v", store.Name, health, err, expected)
			}
		case "answer":
			compareAnswer(t, store.Name, now, func() (json.RawMessage, error) {
				return e.Answer(context.Background(), now.Query, catalog, asOf, port{store.URL})
			})
		case "yaml":
			compareYAML(t, now)
		case "end":
			t.Logf("compared %v", count)
			if count["answer"] < 500 || count["yaml"] < 100 {
				t.Errorf("compared too little: %v", count)
			}
			return
		}
	}
}

func compareAnswer(t *testing.T, store string, expected line, ask func() (json.RawMessage, error)) {
	t.Helper()
	answered, err := ask()
	if err != nil {
		var thrown struct{ Name, Message string }
		_ = json.Unmarshal(expected.Error, &thrown)
		var user *engine.UserError
		if !errors.As(err, &user) || user.Kind != thrown.Name || user.Message != thrown.Message {
			t.Errorf("%s %s: %v; V8: %s", store, expected.Query, err, expected.Error)
		}
		return
	}
	if expected.Error != nil {
		t.Errorf("%s %s: answered; V8: %s", store, expected.Query, expected.Error)
		return
	}
	var own any
	if err := json.Unmarshal(parserWords.ReplaceAll(answered, []byte("not YAML")), &own); err != nil {
		t.Fatalf("%s %s: %v", store, expected.Query, err)
	}
	v8, err := json.Marshal(expected.Frames)
	if err != nil {
		t.Fatal(err)
	}
	var frames any
	if err := json.Unmarshal(parserWords.ReplaceAll(v8, []byte("not YAML")), &frames); err != nil {
		t.Fatal(err)
	}
	if found := difference("", frames, own); found != "" {
		t.Errorf("%s %s: %s", store, expected.Query, found)
	}
}

func compareYAML(t *testing.T, expected line) {
	t.Helper()
	text, err := os.ReadFile(expected.File)
	if err != nil {
		t.Fatal(err)
	}
	documents, err := yamlcore.Documents(string(text))
	if (err != nil) != (expected.Error != nil) {
		t.Errorf("%s: %v; V8: %s", expected.File, err, expected.Error)
		return
	}
	if err != nil {
		return
	}
	if found := difference("", plain(expected.Documents), tree(documents)); found != "" {
		t.Errorf("%s: %s", strings.TrimPrefix(expected.File, root), found)
	}
}

// tree turns documents of YAML into what encoding/json makes of JSON.
func tree(value any) any {
	switch value := value.(type) {
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = tree(item)
		}
		return items
	case *yamlcore.Array:
		return tree(value.Items)
	case *yamlcore.Object:
		object := map[string]any{}
		for i, key := range value.Keys {
			object[key] = tree(value.Values[i])
		}
		return object
	}
	return value
}
