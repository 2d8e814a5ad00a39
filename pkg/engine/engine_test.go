package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"go.uber.org/goleak"

	"github.com/llm-d/prism-grafana/pkg/core"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	httpConfig = json.RawMessage(`{"store":{"kind":"http"}}`)
	testNow    = Context{Now: testTime}
)

func newEngine(t testing.TB, runtimes int) *Engine {
	t.Helper()
	script, err := core.Script()
	if err != nil {
		t.Fatal(err)
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
		"request_throughput":1,"output_throughput":100,"mean_ttft_ms":%g,"median_ttft_ms":%g,"p99_ttft_ms":%g,
		"mean_tpot_ms":10,"median_tpot_ms":10,"p99_tpot_ms":20}`, concurrency, ttft, ttft, ttft)
}

func TestScanAndAnswer(t *testing.T) {
	e := newEngine(t, 2)
	store := &memory{objects: map[string]string{"run a/1.json": serveResult(1, 100), "run a/2.json": serveResult(2, 250)}}
	catalog, err := e.Scan(context.Background(), httpConfig, nil, testNow, store, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", *catalog)
	frames, err := e.Answer(context.Background(), json.RawMessage(`{"kind":"points","metrics":["ttft_mean"]}`), catalog, testNow, store)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(string(frames))
}
