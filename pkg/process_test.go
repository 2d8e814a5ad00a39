package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	"github.com/llm-d/prism-grafana/pkg/core"
	"github.com/llm-d/prism-grafana/pkg/host"
	"go.uber.org/goleak"
)

var (
	// raceFlag builds the process with the race detector where the tests have it.
	raceFlag   []string
	executable string
)

// TestMain builds the process once. Tests talk to it as Grafana's server does.
func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	if _, err := core.Script(); err != nil {
		fmt.Fprintln(os.Stderr, "skipped:", err)
		return 0
	}
	directory, err := os.MkdirTemp("", "prism")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(directory) }()
	executable = filepath.Join(directory, "gpx_prism")
	build := exec.Command("go", append(append([]string{"build"}, raceFlag...), "-o", executable, ".")...)
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return 1
	}
	code := m.Run()
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// process is a running plugin process.
type process struct{ *host.Process }

// logLevel shows what the process logs where a test is looked into: PRISM_TEST_LOG=debug.
func logLevel() hclog.Level {
	if level := hclog.LevelFromString(os.Getenv("PRISM_TEST_LOG")); level != hclog.NoLevel {
		return level
	}
	return hclog.Off
}

// start shakes hands with a new process.
func start(t *testing.T, environment ...string) *process {
	t.Helper()
	log := hclog.New(&hclog.LoggerOptions{Level: logLevel(), Output: os.Stderr})
	started, err := host.Start(executable, log, append(environment, "GORACE=exitcode=66 halt_on_error=1")...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(started.Kill)
	return &process{started}
}

// at is the context of a request to a data source with these settings. Each change of settings is newer than the one before.
func at(settings backend.DataSourceInstanceSettings) backend.PluginContext {
	settings.Type, settings.Name = pluginID, settings.UID
	return backend.PluginContext{OrgID: 1, PluginID: pluginID, DataSourceInstanceSettings: &settings}
}

// source are settings of a data source.
func source(uid, url, store string) backend.DataSourceInstanceSettings {
	return backend.DataSourceInstanceSettings{
		ID: 1, UID: uid, URL: url, Updated: time.Unix(1, 0), JSONData: json.RawMessage(`{"store":` + store + `,"refreshSeconds":5,"timeout":300}`),
	}
}

func ask(queries ...string) []backend.DataQuery {
	asked := make([]backend.DataQuery, len(queries))
	for i, query := range queries {
		asked[i] = backend.DataQuery{RefID: string(rune('A' + i)), JSON: json.RawMessage(query), TimeRange: backend.TimeRange{From: time.Unix(0, 0), To: time.Now()}}
	}
	return asked
}

func (p *process) query(ctx context.Context, settings backend.DataSourceInstanceSettings, fromAlert bool, queries ...string) (backend.Responses, error) {
	return p.queryIn(ctx, at(settings), fromAlert, queries...)
}

func (p *process) queryIn(ctx context.Context, asked backend.PluginContext, fromAlert bool, queries ...string) (backend.Responses, error) {
	request := &backend.QueryDataRequest{PluginContext: asked, Queries: ask(queries...), Headers: map[string]string{}}
	if fromAlert {
		request.Headers["FromAlert"] = "true"
	}
	answer, err := p.Data.QueryData(ctx, backend.ToProto().QueryDataRequest(request))
	if err != nil {
		return nil, err
	}
	response, err := backend.FromProto().QueryDataResponse(answer)
	if err != nil {
		return nil, err
	}
	return response.Responses, nil
}

// patiently asks again while a slow machine (or the race detector) has not read the store before the deadline of a query.
func (p *process) patiently(settings backend.DataSourceInstanceSettings, fromAlert bool, queries ...string) (backend.Responses, error) {
	for end := time.Now().Add(5 * time.Minute); ; {
		answers, err := p.query(context.Background(), settings, fromAlert, queries...)
		if err != nil || answers["A"].Status != backend.StatusTimeout || time.Now().After(end) {
			return answers, err
		}
	}
}

func (p *process) check(t *testing.T, settings backend.DataSourceInstanceSettings) *backend.CheckHealthResult {
	t.Helper()
	proto := backend.ToProto().PluginContext(at(settings))
	answer, err := p.Health.CheckHealth(context.Background(), &pluginv2.CheckHealthRequest{PluginContext: proto})
	if err != nil {
		t.Fatal(err)
	}
	return backend.FromProto().CheckHealthResponse(answer)
}

// get asks for a resource; Grafana gives the path decoded and the address as it came.
func (p *process) get(t *testing.T, settings backend.DataSourceInstanceSettings, path string, headers map[string]string) *backend.CallResourceResponse {
	t.Helper()
	request := &backend.CallResourceRequest{PluginContext: at(settings), Path: path, URL: "resource", Method: http.MethodGet, Headers: map[string][]string{}}
	for name, value := range headers {
		request.Headers[name] = []string{value}
	}
	stream, err := p.Resources.CallResource(context.Background(), backend.ToProto().CallResourceRequest(request))
	if err != nil {
		t.Fatal(err)
	}
	whole := &backend.CallResourceResponse{}
	for {
		part, err := stream.Recv()
		if err != nil {
			return whole
		}
		got := backend.FromProto().CallResourceResponse(part)
		if whole.Status == 0 {
			whole.Status, whole.Headers = got.Status, got.Headers
		}
		whole.Body = append(whole.Body, got.Body...)
	}
}

func header(response *backend.CallResourceResponse, name string) string {
	return http.Header(response.Headers).Get(name)
}

// eventually waits for something that happens in the process by itself.
func eventually(t *testing.T, what string, happened func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Minute); !happened(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never: ", what)
		}
	}
}
