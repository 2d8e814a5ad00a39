package store

import (
	"context"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/llm-d/prism-grafana/pkg/engine"
)

func TestValidatorsOfAnObject(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", `W/"1"`)
		w.Header().Set("Last-Modified", "Tue, 24 Nov 2026 11:19:15 GMT")
		w.Header().Set("Content-Type", "text/x")
	})
	answer, failure := portOf(t, settingsAt(t, server.URL, nil, nil), anywhere).Do(context.Background(), get("a"))
	if failure != nil || answer.ETag != `W/"1"` || answer.ContentType != "text/x" ||
		!answer.Modified.Equal(time.Date(2026, 11, 24, 11, 19, 15, 0, time.UTC)) {
		t.Fatal(answer, failure)
	}
}

// A server that never stops sending costs no more than the limit.
func TestAnEndlessAnswerIsCutOff(t *testing.T) {
	sent := 0
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		for {
			n, err := w.Write(make([]byte, 1<<16))
			if sent += n; err != nil {
				return
			}
		}
	})
	_, failure := portOf(t, settingsAt(t, server.URL, nil, nil), anywhere).Do(context.Background(), get("a"))
	if failure == nil || failure.Reason != engine.TooLarge {
		t.Fatal(failure)
	}
	server.Close()
	if sent > 64<<20 {
		t.Errorf("%d bytes were sent", sent)
	}
}

func TestAServerThatIsNotThere(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	var waits []time.Duration
	port := portOf(t, settingsAt(t, server.URL, nil, nil), anywhere)
	port.sleep = func(_ context.Context, delay time.Duration) error { waits = append(waits, delay); return nil }
	_, failure := port.Do(context.Background(), get("a"))
	if failure == nil || failure.Reason != engine.Unreachable || strings.Contains(failure.Message, "127.0.0.1") {
		t.Fatal(failure)
	}
	if len(waits) != 2 || waits[0] != 300*time.Millisecond || waits[1] != 1500*time.Millisecond {
		t.Errorf("waits %v", waits)
	}
}

func TestACancelledRequestEndsAtOnce(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	port := portOf(t, settingsAt(t, server.URL, nil, nil), anywhere)
	ctx, cancel := context.WithCancel(context.Background())
	port.sleep = func(ctx context.Context, _ time.Duration) error { cancel(); return pause(ctx, time.Hour) }
	if _, failure := port.Do(ctx, get("a")); failure == nil || failure.Reason != engine.Cancelled {
		t.Fatal(failure)
	}
}

func TestAStreamThatFallsSilent(t *testing.T) {
	released := make(chan struct{})
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/missing" {
			http.NotFound(w, r)
			return
		}
		_, _ = io.WriteString(w, "[1,")
		w.(http.Flusher).Flush()
		<-released
	})
	defer close(released)
	port := portOf(t, settingsAt(t, server.URL, nil, nil), anywhere)
	port.timeout = 200 * time.Millisecond
	stream, failure := port.Open(context.Background(), "a", 1<<30)
	if failure != nil {
		t.Fatal(failure)
	}
	text, err := io.ReadAll(stream)
	if string(text) != "[1," || !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("%q %v", text, err)
	}
	if err := stream.Close(); err != nil {
		t.Error(err)
	}
	if _, failure := port.Open(context.Background(), "missing", 1); failure == nil || !strings.Contains(failure.Message, "404") {
		t.Error(failure)
	}
}

func TestTheCertificateOfTheSettingsIsTrustedAndNoOther(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	if _, failure := portOf(t, settingsAt(t, server.URL, nil, nil), anywhere).Do(context.Background(), get("a")); failure == nil || !strings.Contains(failure.Message, "certificate of the server is not trusted") {
		t.Error(failure)
	}
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	settings := settingsAt(t, server.URL, jsonData{"store": jsonData{"kind": "http"}, "tlsAuthWithCACert": true}, map[string]string{"tlsCACert": string(authority)})
	if _, failure := portOf(t, settings, anywhere).Do(context.Background(), get("a")); failure != nil {
		t.Error(failure)
	}
}
