package store

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/llm-d/prism-grafana/pkg/engine"
)

type reply struct {
	Status  int
	Headers map[string]string
	Body    []byte
	Hangs   string
}

// driverCase is DriverCase of src/host/driver-cases.ts.
type driverCase struct {
	Name    string
	Request struct {
		Method, Path, Body string
		Query, Headers     map[string]string
		Range              *engine.Range
		SizeLimit          int64
		ETag               string
		Want               struct{ As string }
	}
	Replies  []reply
	Expected json.RawMessage
	Requests int
	Sent     map[string]string
}

func driverCases(t *testing.T) []driverCase {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("the cases are in TypeScript, and there is no node here")
	}
	text, err := exec.Command("node", "../../scripts/driver-cases.mjs").Output()
	if err != nil {
		t.Fatal(err)
	}
	var cases []driverCase
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	return cases
}

// The table of cases that tests every driver. What is made of a body (JSON, text) is the engine's and tested there; the port
// hands bodies on as they are.
func TestDriverCases(t *testing.T) {
	reasons := []string{engine.TooLarge, engine.Timeout, engine.Refused, engine.Unreachable}
	for _, one := range driverCases(t) {
		t.Run(one.Name, func(t *testing.T) {
			var mutex sync.Mutex
			var asked []*http.Request
			released := make(chan struct{})
			server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				mutex.Lock()
				reply := one.Replies[min(len(asked), len(one.Replies)-1)]
				asked = append(asked, r)
				mutex.Unlock()
				if reply.Hangs == "before" {
					<-released
					return
				}
				for name, value := range reply.Headers {
					w.Header().Set(name, value)
				}
				w.WriteHeader(reply.Status)
				_, _ = w.Write(reply.Body)
				if reply.Hangs == "within" {
					w.(http.Flusher).Flush()
					<-released
				}
			})
			defer close(released)
			port := portOf(t, settingsAt(t, server.URL+"/base/", nil, nil), anywhere)
			if slices.ContainsFunc(one.Replies, func(one reply) bool { return one.Hangs != "" }) {
				port.timeout = 200 * time.Millisecond
			}
			r := one.Request
			answer, failure := port.Do(context.Background(), engine.HTTPRequest{
				Method: r.Method, Path: r.Path, Query: r.Query, Headers: r.Headers, Body: r.Body, Range: r.Range, SizeLimit: r.SizeLimit, ETag: r.ETag,
			})
			mutex.Lock()
			defer mutex.Unlock()
			if len(asked) != one.Requests {
				t.Errorf("%d requests reached the server, want %d", len(asked), one.Requests)
			}
			if len(asked) > 0 {
				for name, value := range one.Sent {
					if got := asked[len(asked)-1].Header.Get(name); got != value {
						t.Errorf("header %s is %q, want %q", name, got, value)
					}
				}
			}
			expected := strings.Trim(string(one.Expected), `"`)
			if slices.Contains(reasons, expected) {
				if failure == nil || failure.Reason != expected || !strings.HasPrefix(failure.Message, r.Path+": ") {
					t.Fatalf("got %v, %v; want a failure %q that names the object", answer, failure, expected)
				}
				return
			}
			if failure != nil {
				t.Fatal(failure)
			}
			want := struct{ Status int }{http.StatusOK}
			_ = json.Unmarshal(one.Expected, &want) // "malformed" is a 200 here
			body := one.Replies[min(one.Requests, len(one.Replies))-1].Body
			if r.Range != nil && want.Status == http.StatusOK {
				body = body[:r.Range.To+1]
			}
			if answer.Status != want.Status || !bytes.Equal(answer.Body, body) {
				t.Errorf("got %d %q, want %d %q", answer.Status, answer.Body, want.Status, body)
			}
		})
	}
}

func TestRetryAfterIsSecondsOrADate(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"7": 7 * time.Second, " 0 ": 0, "Tue, 24 Nov 2026 12:00:09 GMT": 9 * time.Second, "Tue, 24 Nov 2026 11:00:00 GMT": 0,
		"": -1, "soon": -1, "-5": -1, "1.5": -1,
	} {
		if got := parseRetryAfter(text, now); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
