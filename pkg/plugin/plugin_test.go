package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/llm-d/prism-grafana/pkg/engine"
	"github.com/llm-d/prism-grafana/pkg/store"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fake is an engine whose scans are played by the test.
type fake struct {
	mutex sync.Mutex
	scans int
	scan  func(ctx context.Context, n int, previous *engine.Catalog, on func(engine.Progress, *engine.Catalog)) (*engine.Catalog, error)
}

func (f *fake) Scan(ctx context.Context, _ json.RawMessage, previous *engine.Catalog, _ engine.Context, _ engine.Port, on func(engine.Progress, *engine.Catalog)) (*engine.Catalog, error) {
	f.mutex.Lock()
	f.scans++
	n := f.scans
	f.mutex.Unlock()
	return f.scan(ctx, n, previous, on)
}

// Answer is a frame named after the catalog; the query `panic` breaks the engine, `odd` gives what is no frame.
func (f *fake) Answer(_ context.Context, query json.RawMessage, catalog *engine.Catalog, _ engine.Context, _ engine.Port) (json.RawMessage, error) {
	switch string(query) {
	case `"panic"`:
		panic("secret of a query")
	case `"odd"`:
		return json.RawMessage(`[{"schema":{"fields":[{"name":"x"}]}}]`), nil
	case `"user"`:
		return nil, &engine.UserError{Kind: "QueryError", Message: "Unknown metric."}
	}
	return json.RawMessage(fmt.Sprintf(`[{"schema":{"name":"%s%s","fields":[]},"data":{"values":[]}}]`, catalog.ID, catalog.Error)), nil
}

func (f *fake) Check(context.Context, json.RawMessage, engine.Context, engine.Port) (engine.Health, error) {
	return engine.Health{Status: "ok", Message: "well", Details: "all of it"}, nil
}

func (f *fake) ParseConfig(json.RawMessage) error { return nil }

type closing struct {
	store.Closer
	closed *sync.WaitGroup
}

func (c closing) Close() { c.closed.Done() }

func newPlugin(t *testing.T, f *fake) *Plugin {
	t.Helper()
	var closed sync.WaitGroup
	made := New(f, 1)
	made.ports = func(context.Context, backend.DataSourceInstanceSettings) (store.Closer, error) {
		closed.Add(1)
		return closing{closed: &closed}, nil
	}
	t.Cleanup(func() {
		made.Close()
		closed.Wait() // every port is closed
	})
	return made
}

func instanceOf(t *testing.T, p *Plugin, uid, data string) *instance {
	t.Helper()
	made, err := p.NewInstance(context.Background(), backend.DataSourceInstanceSettings{UID: uid, JSONData: []byte(data)})
	if err != nil {
		t.Fatal(err)
	}
	return made.(*instance)
}

func whole(id string) *engine.Catalog {
	return &engine.Catalog{ID: id, Complete: true, Manifest: []byte(`{"id":"` + id + `","state":{"complete":true,"error":null}}`)}
}

func (i *instance) ask(t *testing.T, fromAlert bool, query string) backend.DataResponse {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	request := &backend.QueryDataRequest{Headers: map[string]string{}, Queries: []backend.DataQuery{{RefID: "A", JSON: json.RawMessage(query)}}}
	if fromAlert {
		request.Headers[backend.FromAlertHeaderName] = "true"
	}
	response, err := i.QueryData(ctx, request)
	if err != nil {
		t.Fatal(err)
	}
	return response.Responses["A"]
}

func TestOneScanServesAllInstancesOfTheSameSettings(t *testing.T) {
	f := &fake{scan: func(context.Context, int, *engine.Catalog, func(engine.Progress, *engine.Catalog)) (*engine.Catalog, error) {
		return whole("c"), nil
	}}
	p := newPlugin(t, f)
	first, second, other := instanceOf(t, p, "u", `{}`), instanceOf(t, p, "u", `{}`), instanceOf(t, p, "u", `{"x":1}`)
	if f.scans != 0 {
		t.Error("an instance that nobody asks reads its store")
	}
	for _, one := range []*instance{first, second, first} {
		if answer := one.ask(t, true, `{}`); answer.Error != nil || answer.Frames[0].Name != "c" {
			t.Fatal(answer.Error)
		}
	}
	first.Dispose()
	second.ask(t, true, `{}`)
	if f.scans != 1 {
		t.Errorf("%d scans of one store", f.scans)
	}
	other.ask(t, true, `{}`)
	if f.scans != 2 || len(p.sources.running) != 2 {
		t.Errorf("%d scans, %d catalogs of two settings", f.scans, len(p.sources.running))
	}
	second.Dispose()
	if len(p.sources.running) != 1 {
		t.Error("a catalog that no instance holds is kept")
	}
}

func TestAPartServesPanelsAndNoAlert(t *testing.T) {
	f := &fake{scan: func(ctx context.Context, _ int, _ *engine.Catalog, on func(engine.Progress, *engine.Catalog)) (*engine.Catalog, error) {
		on(engine.Progress{Step: "reading", Done: 7}, &engine.Catalog{ID: "part"})
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	i := instanceOf(t, newPlugin(t, f), "u", `{}`)
	if answer := i.ask(t, false, `{}`); answer.Error != nil || answer.Frames[0].Name != "part" {
		t.Fatal(answer.Error)
	}
	answer := i.ask(t, true, `{}`)
	if answer.Error == nil || answer.Status != backend.StatusTimeout || !strings.Contains(answer.Error.Error(), "reading: 7 done") {
		t.Errorf("%+v", answer)
	}
}

func TestAScanThatFailsKeepsTheLastCatalogWithItsError(t *testing.T) {
	second := make(chan struct{})
	f := &fake{scan: func(_ context.Context, n int, previous *engine.Catalog, _ func(engine.Progress, *engine.Catalog)) (*engine.Catalog, error) {
		if n == 1 {
			return whole("c"), nil
		}
		if previous == nil || previous.ID != "c" || previous.Error != "" {
			t.Errorf("scan %d starts from %+v", n, previous)
		}
		if n == 2 {
			close(second)
		}
		return nil, &engine.UserError{Kind: "StoreError", Message: " gone"}
	}}
	i := instanceOf(t, newPlugin(t, f), "u", `{}`)
	i.ask(t, true, `{}`)
	held, err := i.source(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	held.hurry()
	<-second
	for end := time.Now().Add(5 * time.Second); ; {
		if _, err := held.now(); err != nil || time.Now().After(end) {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if answer := i.ask(t, true, `{}`); answer.Error != nil || answer.Frames[0].Name != "c gone" {
		t.Errorf("%+v", answer)
	}
	catalog, _ := held.now()
	if !strings.Contains(string(catalog.Manifest), `"state":{"complete":true,"error":" gone"}`) {
		t.Errorf("%s", catalog.Manifest)
	}
}

func TestAStoreThatCannotBeReadAtAll(t *testing.T) {
	f := &fake{scan: func(context.Context, int, *engine.Catalog, func(engine.Progress, *engine.Catalog)) (*engine.Catalog, error) {
		return nil, &engine.UserError{Kind: "StoreError", Message: "no such host"}
	}}
	i := instanceOf(t, newPlugin(t, f), "u", `{}`)
	for _, fromAlert := range []bool{true, false} {
		if answer := i.ask(t, fromAlert, `{}`); answer.Error == nil || answer.Error.Error() != "no such host" || answer.ErrorSource != backend.ErrorSourceDownstream {
			t.Errorf("%+v", answer)
		}
	}
	if answer := resource(t, i, "catalog"); answer.Status != 502 || !strings.Contains(string(answer.Body), "no such host") {
		t.Errorf("%d %s", answer.Status, answer.Body)
	}
}

func TestWhileNothingIsKnownTheManifestIsEmpty(t *testing.T) {
	f := &fake{scan: func(ctx context.Context, _ int, _ *engine.Catalog, _ func(engine.Progress, *engine.Catalog)) (*engine.Catalog, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	answer := resource(t, instanceOf(t, newPlugin(t, f), "u", `{}`), "catalog?refresh=1")
	var said struct {
		Segments []any
		State    struct{ Complete bool }
	}
	if answer.Status != 200 || json.Unmarshal(answer.Body, &said) != nil || len(said.Segments) != 0 || said.State.Complete {
		t.Errorf("%d %s", answer.Status, answer.Body)
	}
}

func resource(t *testing.T, i *instance, path string) *backend.CallResourceResponse {
	t.Helper()
	var got *backend.CallResourceResponse
	name, _, _ := strings.Cut(path, "?")
	err := i.CallResource(context.Background(), &backend.CallResourceRequest{Path: name, URL: path, Method: "GET"},
		backend.CallResourceResponseSenderFunc(func(one *backend.CallResourceResponse) error {
			if got == nil {
				got = one
			}
			return nil
		}))
	if err != nil || got == nil {
		t.Fatal(err)
	}
	return got
}

func TestFaultsAreContainedAndToldApart(t *testing.T) {
	f := &fake{scan: func(_ context.Context, n int, _ *engine.Catalog, _ func(engine.Progress, *engine.Catalog)) (*engine.Catalog, error) {
		return whole("c"), nil
	}}
	i := instanceOf(t, newPlugin(t, f), "u", `{}`)
	for query, want := range map[string]backend.ErrorSource{`"panic"`: backend.ErrorSourcePlugin, `"odd"`: backend.ErrorSourcePlugin, `"user"`: backend.ErrorSourceDownstream} {
		answer := i.ask(t, false, query)
		if answer.Error == nil || answer.ErrorSource != want || strings.Contains(answer.Error.Error(), "secret") {
			t.Errorf("%s: %+v", query, answer)
		}
	}
	broken := &fake{scan: func(context.Context, int, *engine.Catalog, func(engine.Progress, *engine.Catalog)) (*engine.Catalog, error) {
		panic("a file's text")
	}}
	if answer := instanceOf(t, newPlugin(t, broken), "u", `{}`).ask(t, true, `{}`); answer.Error == nil || answer.ErrorSource != backend.ErrorSourcePlugin || strings.Contains(answer.Error.Error(), "text") {
		t.Errorf("%+v", answer)
	}
}

func TestTheOldestCatalogGoesFirst(t *testing.T) {
	f := &fake{scan: func(context.Context, int, *engine.Catalog, func(engine.Progress, *engine.Catalog)) (*engine.Catalog, error) {
		return whole("c"), nil
	}}
	p := newPlugin(t, f)
	p.sources.most = 2
	a, b, c := instanceOf(t, p, "a", `{}`), instanceOf(t, p, "b", `{}`), instanceOf(t, p, "c", `{}`)
	for _, one := range []*instance{a, b, a, c} {
		one.ask(t, true, `{}`)
	}
	if p.sources.find(a.key) == nil || p.sources.find(b.key) != nil || p.sources.find(c.key) == nil {
		t.Error("not the oldest was dropped")
	}
	if answer := b.ask(t, true, `{}`); answer.Error != nil {
		t.Error("a dropped catalog is made again: ", answer.Error)
	}
}

func TestHealthCarriesItsDetails(t *testing.T) {
	health, err := instanceOf(t, newPlugin(t, &fake{}), "u", `{}`).CheckHealth(context.Background(), nil)
	if err != nil || health.Status != backend.HealthStatusOk || health.Message != "well" || string(health.JSONDetails) != `{"verboseMessage":"all of it"}` {
		t.Errorf("%+v %v", health, err)
	}
}

func TestRangesOfObjects(t *testing.T) {
	for text, want := range map[string]*engine.Range{
		"bytes=0-9": {From: 0, To: 9}, "bytes=5-": {From: 5, To: 5 + mostObject - 1}, "bytes=0-999999999999": {From: 0, To: mostObject - 1},
		"": nil, "bytes=-5": nil, "bytes=9-1": nil, "bytes=0-1,3-4": nil, "lines=0-1": nil,
	} {
		if got := rangeOf(text); (got == nil) != (want == nil) || got != nil && *got != *want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
