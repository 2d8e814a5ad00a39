package store

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/llm-d/prism-grafana/pkg/engine"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type jsonData map[string]any

// settingsAt are the settings of a data source at an address.
func settingsAt(t *testing.T, url string, more jsonData, secrets map[string]string) backend.DataSourceInstanceSettings {
	t.Helper()
	if more == nil {
		more = jsonData{"store": jsonData{"kind": "http"}}
	}
	text, err := json.Marshal(more)
	if err != nil {
		t.Fatal(err)
	}
	return backend.DataSourceInstanceSettings{UID: "u", URL: url, JSONData: text, DecryptedSecureJSONData: secrets}
}

// portOf is a port whose pauses take no time. Redirects may lead to the addresses that pass the test.
func portOf(t *testing.T, settings backend.DataSourceInstanceSettings, allowed func(netip.Addr) bool) *Port {
	t.Helper()
	parsed, err := optionsOf(settings)
	if err != nil {
		t.Fatal(err)
	}
	made, err := newPort(context.Background(), settings, parsed, allowed, trusting)
	if err != nil {
		t.Fatal(err)
	}
	made.sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	t.Cleanup(made.Close)
	return made
}

func serve(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

func get(path string) engine.HTTPRequest {
	return engine.HTTPRequest{Method: http.MethodGet, Path: path, SizeLimit: 1000}
}

func anywhere(netip.Addr) bool { return true }
