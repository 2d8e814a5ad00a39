// Package parity compares the engine and its readers with V8: over the samples, every kind of query that the core has, and the
// tables of cases of the TypeScript hosts. tests/parity/main.ts is the other side.
package parity

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

const root = "../../.."

// v8 starts the other side and gives its lines. It ends with the test.
func v8(t *testing.T, arguments ...string) *bufio.Reader {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("skipped: there is no node to compare with")
	}
	if _, err := os.Stat(filepath.Join(root, "node_modules")); err != nil {
		t.Skip("skipped: node_modules is missing, run npm ci")
	}
	build := exec.Command(node, "scripts/build.mjs", "core", "parity")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	command := exec.Command(node, append([]string{"build/parity.mjs"}, arguments...)...)
	command.Dir = root
	command.Stderr = os.Stderr
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		io.Copy(io.Discard, stdout)
		if err := command.Wait(); err != nil {
			t.Error(err)
		}
	})
	return bufio.NewReaderSize(stdout, 1<<20)
}

// next reads the next line.
func next(t *testing.T, lines *bufio.Reader, into any) {
	t.Helper()
	line, err := lines.ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(line, into); err != nil {
		t.Fatal(err)
	}
}

// plain turns {"$number": …} and {"$bytes": …} into what they stand for.
func plain(value any) any {
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			value[i] = plain(item)
		}
	case map[string]any:
		if text, ok := value["$number"].(string); ok && len(value) == 1 {
			if text == "-0" {
				return math.Copysign(0, -1)
			}
			number, _ := strconv.ParseFloat(text, 64)
			return number
		}
		if text, ok := value["$bytes"].(string); ok && len(value) == 1 {
			bytes, _ := base64.StdEncoding.DecodeString(text)
			return bytes
		}
		for key, inner := range value {
			value[key] = plain(inner)
		}
	}
	return value
}

// difference says where two values differ, numbers by more than 1e-12 of their size; empty where they do not.
func difference(at string, v8, own any) string {
	switch v8 := v8.(type) {
	case []any:
		own, ok := own.([]any)
		if !ok || len(own) != len(v8) {
			return fmt.Sprintf("%s: %d items in V8, %.200v", at, len(v8), own)
		}
		for i := range v8 {
			if found := difference(fmt.Sprintf("%s[%d]", at, i), v8[i], own[i]); found != "" {
				return found
			}
		}
		return ""
	case map[string]any:
		own, ok := own.(map[string]any)
		if !ok {
			return fmt.Sprintf("%s: an object in V8, %.200v", at, own)
		}
		for key := range own {
			if _, ok := v8[key]; !ok {
				return fmt.Sprintf("%s.%s: not in V8", at, key)
			}
		}
		for key := range v8 {
			if _, ok := own[key]; !ok {
				return fmt.Sprintf("%s.%s: only in V8", at, key)
			}
			if found := difference(at+"."+key, v8[key], own[key]); found != "" {
				return found
			}
		}
		return ""
	case float64:
		if own, ok := own.(float64); ok && sameNumber(v8, own) {
			return ""
		}
	default:
		if v8 == own {
			return ""
		}
	}
	return fmt.Sprintf("%s: %.300v in V8, %.300v", at, v8, own)
}

func sameNumber(a, b float64) bool {
	if a == b {
		return math.Signbit(a) == math.Signbit(b) || a != 0
	}
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-12*math.Max(math.Abs(a), math.Abs(b))
}
