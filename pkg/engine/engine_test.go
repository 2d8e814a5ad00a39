package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/llm-d/prism-grafana/pkg/core"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	httpConfig = json.RawMessage(`{"store":{"kind":"http"}}`)
	testNow    = Context{Now: testTime}
	ttft       = json.RawMessage(`{"kind":"points","metrics":["ttft_mean"],"dimensions":["concurrency"]}`)
)

func newEngine(t testing.TB, runtimes int) *Engine {
	t.Helper()
	script, err := core.Script()
	if err != nil {
		t.Skip("skipped: " + err.Error())
	}
	e, err := New(script, runtimes)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

// serveResult is a small result of vLLM bench serve with a mean TTFT in ms.
func serveResult(concurrency int, ttft float64) string {
	return fmt.Sprintf(`{"date":"20260102-030405","backend":"vllm","model_id":"org/m","num_prompts":10,"request_rate":"inf",
		"max_concurrency":%d,"duration":60,"completed":10,"total_input_tokens":1000,"total_output_tokens":500,
		"request_throughput":1,"output_throughput":100,"mean_ttft_ms":%g,"median_ttft_ms":%g,"p99_ttft_ms":NaN,
		"mean_tpot_ms":10,"median_tpot_ms":10,"p99_tpot_ms":20}`, concurrency, ttft, ttft)
}

func storeOf(count int) *memory {
	store := &memory{objects: map[string]string{}}
	for i := 1; i <= count; i++ {
		store.objects[fmt.Sprintf("run %d/result.json", i)] = serveResult(i, float64(100*i))
	}
	return store
}

func scanned(t *testing.T, e *Engine, store *memory, previous *Catalog) *Catalog {
	t.Helper()
	catalog, err := e.Scan(context.Background(), httpConfig, previous, testNow, store, nil)
	if err != nil {
		t.Fatal(err)
	}
	return catalog
}

// column answers a query and gives a field of the first frame by its name.
func column(t *testing.T, e *Engine, query json.RawMessage, catalog *Catalog, name string) []any {
	t.Helper()
	answered, err := e.Answer(context.Background(), query, catalog, testNow, &memory{})
	if err != nil {
		t.Fatal(err)
	}
	var frames []struct {
		Schema struct{ Fields []struct{ Name string } }
		Data   struct{ Values [][]any }
	}
	if err := json.Unmarshal(answered, &frames); err != nil {
		t.Fatal(err)
	}
	for i, field := range frames[0].Schema.Fields {
		if field.Name == name {
			return frames[0].Data.Values[i]
		}
	}
	t.Fatalf("no field %s in %.500s", name, answered)
	return nil
}

func same(t *testing.T, got, wanted any) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(wanted) {
		t.Errorf("%v instead of %v", got, wanted)
	}
}

func TestScanAndAnswer(t *testing.T) {
	e := newEngine(t, 2)
	catalog := scanned(t, e, storeOf(2), nil)
	if !catalog.Complete || catalog.Objects != 2 || catalog.Points != 2 || catalog.Error != "" || !catalog.ScannedAt.Equal(testTime) {
		t.Errorf("%+v", *catalog)
	}
	same(t, column(t, e, ttft, catalog, "ttft_mean"), []float64{0.1, 0.2})
	same(t, column(t, e, ttft, catalog, "concurrency"), []int{1, 2})
	// A bare NaN of a file is missing.
	same(t, column(t, e, json.RawMessage(`{"kind":"points","metrics":["ttft_p99"]}`), catalog, "ttft_p99"), "[<nil> <nil>]")
}

func TestRefreshReadsWhatChanged(t *testing.T) {
	e := newEngine(t, 1)
	store := storeOf(20)
	first := scanned(t, e, store, nil)
	before := store.asked.Load()
	again := scanned(t, e, store, first)
	if again.ID != first.ID || again.key() != first.key() {
		t.Error("an unchanged store makes another catalog")
	}
	listings := store.asked.Load() - before
	store.objects["run 3/result.json"] = serveResult(3, 12345)
	delete(store.objects, "run 4/result.json")
	before = store.asked.Load()
	changed := scanned(t, e, store, again)
	if asked := store.asked.Load() - before; asked > listings+1 {
		t.Errorf("%d requests for one changed object, listings are %d", asked, listings)
	}
	if changed.Points != 19 || len(changed.Tables) <= len(first.Tables) {
		t.Errorf("%d points, %d tables of %d", changed.Points, len(changed.Tables), len(first.Tables))
	}
	if values := column(t, e, ttft, changed, "ttft_mean"); !strings.Contains(fmt.Sprint(values), "12.345") {
		t.Errorf("the change is not seen: %v", values)
	}
}

func TestPartialCatalogsAnswer(t *testing.T) {
	e := newEngine(t, 1)
	// Files that are no results are left aside without being read, and count as objects.
	store := storeOf(5)
	for i := range 2100 {
		store.objects[fmt.Sprintf("notes %d/%d.png", i/100, i)] = "x"
	}
	store.objects["zz/result.json"] = serveResult(64, 1000)
	var partial *Catalog
	var steps []string
	whole, err := e.Scan(context.Background(), httpConfig, nil, testNow, store, func(p Progress, c *Catalog) {
		steps = append(steps, p.Step)
		if c != nil {
			partial = c
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if partial == nil || partial.Complete || partial.Objects != 2106 || whole.Points != 6 || len(steps) < 3 {
		t.Fatalf("partial %+v of %d, %d steps", partial, whole.Points, len(steps))
	}
	if values := column(t, e, ttft, partial, "ttft_mean"); len(values) != partial.Points {
		t.Errorf("%d values of %d points", len(values), partial.Points)
	}
}

func TestErrorsOfUsers(t *testing.T) {
	e := newEngine(t, 1)
	catalog := scanned(t, e, storeOf(1), nil)
	_, badKind := e.Answer(context.Background(), json.RawMessage(`{"kind":"nope"}`), catalog, testNow, &memory{})
	_, noJSON := e.Answer(context.Background(), json.RawMessage(`{`), catalog, testNow, &memory{})
	_, noStore := e.Scan(context.Background(), httpConfig, nil, testNow, &memory{
		before: func(context.Context, string) *Failure { return &Failure{Reason: Unreachable} },
	}, nil)
	_, badScan := e.Scan(context.Background(), json.RawMessage(`{"store":{"kind":"ftp"}}`), nil, testNow, &memory{}, nil)
	for i, one := range []struct {
		err  error
		kind string
		says string
	}{
		{badKind, "QueryError", `Unknown kind of query "nope"`},
		{noJSON, "QueryError", "not JSON"},
		{noStore, "StoreError", "cannot be reached"},
		{badScan, "SettingsError", "store.kind"},
		{e.ParseConfig(json.RawMessage(`{"zoneOffsetMinutes":"x"}`)), "SettingsError", "zoneOffsetMinutes"},
		{e.ParseConfig(json.RawMessage(`nope`)), "SettingsError", "not JSON"},
	} {
		var user *UserError
		if !errors.As(one.err, &user) || user.Kind != one.kind || !strings.Contains(user.Message, one.says) {
			t.Errorf("%d: %T %v, not a %s with %q", i, one.err, one.err, one.kind, one.says)
		}
	}
	if err := e.ParseConfig(httpConfig); err != nil {
		t.Error(err)
	}
}

func TestCheck(t *testing.T) {
	e := newEngine(t, 1)
	good, err := e.Check(context.Background(), httpConfig, testNow, storeOf(3))
	if err != nil || good.Status != "ok" || !strings.Contains(good.Message, "3 points") {
		t.Errorf("%+v, %v", good, err)
	}
	bad, err := e.Check(context.Background(), httpConfig, testNow, &memory{
		before: func(context.Context, string) *Failure { return &Failure{Reason: Timeout} },
	})
	if err != nil || bad.Status != "error" || bad.Step != "reachability" {
		t.Errorf("%+v, %v", bad, err)
	}
}

// TestManyAtOnce answers 64 queries on two runtimes while a scan runs.
func TestManyAtOnce(t *testing.T) {
	e := newEngine(t, 2)
	catalog := scanned(t, e, storeOf(30), nil)
	scanning := make(chan error, 1)
	go func() {
		_, err := e.Scan(context.Background(), httpConfig, nil, testNow, storeOf(300), nil)
		scanning <- err
	}()
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			answered, err := e.Answer(context.Background(), ttft, catalog, testNow, &memory{})
			if err != nil || !strings.Contains(string(answered), `[0.1,`) {
				t.Errorf("%v %.300s", err, answered)
			}
		})
	}
	all.Wait()
	if err := <-scanning; err != nil {
		t.Error(err)
	}
}

func TestCancelledWhileWaiting(t *testing.T) {
	e := newEngine(t, 1)
	store := storeOf(3)
	ctx, cancel := context.WithCancel(context.Background())
	store.before = func(ctx context.Context, _ string) *Failure {
		cancel()
		<-ctx.Done()
		return &Failure{Reason: Cancelled}
	}
	if _, err := e.Scan(ctx, httpConfig, nil, testNow, store, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// endless is a core that computes until it is interrupted.
const endless = `var PrismCore = {
	open: () => ({}), checkConfig: (text) => { if (text !== 'good') { for (;;) {} } },
	answerTask: function* (query) { if (query === '"deep"') { const f = () => f(); f(); } for (;;) {} } };`

func TestInterrupt(t *testing.T) {
	e, err := New([]byte(endless), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := e.Answer(ctx, nil, &Catalog{}, testNow, &memory{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	// Its place is free again, and recursion without end is an error and no crash.
	if err := e.ParseConfig(json.RawMessage(`good`)); err != nil {
		t.Error(err)
	}
	if _, err := e.Answer(context.Background(), json.RawMessage(`"deep"`), &Catalog{}, testNow, &memory{}); err == nil {
		t.Error("recursion without end is answered")
	}
}

func TestClose(t *testing.T) {
	e, err := New([]byte(endless), 1)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := e.Answer(context.Background(), nil, &Catalog{}, testNow, &memory{})
		ended <- err
	}()
	time.Sleep(20 * time.Millisecond)
	e.Close()
	if err := <-ended; !errors.Is(err, ErrClosed) {
		t.Errorf("%v", err)
	}
	if err := e.ParseConfig(json.RawMessage(`good`)); !errors.Is(err, ErrClosed) {
		t.Errorf("%v", err)
	}
}

func TestScriptsThatAreNoCore(t *testing.T) {
	if _, err := New([]byte("syntax error here"), 1); err == nil {
		t.Error("compiles")
	}
	e, err := New([]byte("var x = 1"), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if err := e.ParseConfig(httpConfig); err == nil || !strings.Contains(err.Error(), "PrismCore") {
		t.Errorf("%v", err)
	}
}
