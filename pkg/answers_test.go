package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

const (
	table   = `{"kind":"points","metrics":["ttft_p99"]}`
	http1   = `{"kind":"http"}`
	odd     = "run a/v0.2,_stage=3#1 100%&+ü.json"
	noQuery = `{"kind":"nothing"}`
)

func secured(uid, url string) backend.DataSourceInstanceSettings {
	settings := source(uid, url, http1)
	settings.BasicAuthEnabled, settings.BasicAuthUser = true, "me"
	settings.DecryptedSecureJSONData = map[string]string{"basicAuthPassword": "secret"}
	return settings
}

func rows(t *testing.T, response backend.DataResponse) int {
	t.Helper()
	if response.Error != nil || len(response.Frames) != 1 {
		t.Fatal(response.Error, len(response.Frames))
	}
	return response.Frames[0].Rows()
}

func TestAStoreBehindNginx(t *testing.T) {
	now := time.Now()
	url := nginx(t, files{"a/1.json": result(now, 1, 100, 0), "a/2.json": result(now, 2, 250, 0), odd: "{}", "broken/x.json": `{"date":`})
	prism := start(t)
	settings := secured("nginx", url)
	if health := prism.check(t, settings); health.Status != backend.HealthStatusOk || !strings.Contains(health.Message, "2") {
		t.Errorf("%+v", health)
	}
	wrong := secured("wrong", url)
	wrong.DecryptedSecureJSONData["basicAuthPassword"] = "guess"
	if health := prism.check(t, wrong); health.Status != backend.HealthStatusError || strings.Contains(health.Message, "guess") {
		t.Errorf("%+v", health)
	}
	answers, err := prism.patiently(settings, true, table, noQuery, table)
	if err != nil {
		t.Fatal(err)
	}
	if rows(t, answers["A"]) != 2 || rows(t, answers["C"]) != 2 {
		t.Error("rows")
	}
	if refused := answers["B"]; refused.Error == nil || refused.Status != 400 || refused.ErrorSource != backend.ErrorSourceDownstream {
		t.Errorf("%+v", refused)
	}
	values, _ := answers["A"].Frames[0].FieldByName("ttft_p99")
	low, _ := values.FloatAt(0)
	high, _ := values.FloatAt(1)
	if low != 0.1 || high != 0.25 {
		t.Errorf("TTFT of %g and %g s", low, high)
	}

	testResources(t, prism, settings)

	metrics, err := prism.Health.CollectMetrics(context.Background(), &pluginv2.CollectMetricsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{`prism_catalog_points{datasource="nginx"} 2`, `prism_scan_duration_seconds_count{result="ok"}`, `prism_query_duration_seconds_count{result="ok"} 2`, "prism_runtimes "} {
		if !strings.Contains(string(metrics.Metrics.Prometheus), line) {
			t.Errorf("no metric %s", line)
		}
	}
}

func testResources(t *testing.T, prism *process, settings backend.DataSourceInstanceSettings) {
	whole := prism.get(t, settings, "catalog", nil)
	var manifest struct {
		Segments []struct{ Tables []struct{ Path string } }
		State    struct{ Complete bool }
	}
	if err := json.Unmarshal(whole.Body, &manifest); err != nil || !manifest.State.Complete || len(manifest.Segments) != 1 {
		t.Fatal(err, string(whole.Body))
	}
	if again := prism.get(t, settings, "catalog", map[string]string{"If-None-Match": header(whole, "ETag")}); again.Status != 304 || len(again.Body) != 0 {
		t.Error(again.Status)
	}
	path := "catalog/" + manifest.Segments[0].Tables[0].Path
	plain := prism.get(t, settings, path, nil)
	packed := prism.get(t, settings, path, map[string]string{"Accept-Encoding": "br, gzip"})
	if header(packed, "Content-Encoding") != "gzip" || !strings.Contains(header(packed, "Cache-Control"), "immutable") {
		t.Errorf("%v", packed.Headers)
	}
	reader, err := gzip.NewReader(bytes.NewReader(packed.Body))
	if err != nil {
		t.Fatal(err)
	}
	unpacked, _ := io.ReadAll(reader)
	if !bytes.Equal(unpacked, plain.Body) || !bytes.HasPrefix(plain.Body, []byte("ARROW1")) {
		t.Error("the table is no Arrow file, or another one when packed")
	}
	if again := prism.get(t, settings, path, map[string]string{"If-None-Match": header(packed, "ETag")}); again.Status != 304 {
		t.Error(again.Status)
	}
	if object := prism.get(t, settings, "object/"+odd, nil); object.Status != 200 || string(object.Body) != "{}" {
		t.Error(object.Status, string(object.Body))
	}
	part := prism.get(t, settings, "object/a/1.json", map[string]string{"Range": "bytes=1-6"})
	if part.Status != 206 || string(part.Body) != `"date"` || header(part, "Content-Range") != "bytes 1-6/*" {
		t.Error(part.Status, string(part.Body), part.Headers)
	}
	for path, status := range map[string]int{
		"object/nothing.json": 404, "catalog/segment/points.arrow": 404, "catalog/../object/a": 404, "nothing": 404, "object/": 400, "object/../x": 400,
		"object//etc/passwd": 400, "object/a/%2e%2e/b": 400, "object/a%2f..%2fb": 400, "object/a\\b": 400,
	} {
		answer := prism.get(t, settings, path, nil)
		var said struct{ Message string }
		if answer.Status != status || json.Unmarshal(answer.Body, &said) != nil || said.Message == "" {
			t.Errorf("%s: %d %s", path, answer.Status, answer.Body)
		}
	}
}

func TestPricesAreThoseOfTheSettings(t *testing.T) {
	if _, err := os.Stat("store/sample/objects/index.json"); err != nil {
		t.Skip("the sample is not built: npm run build")
	}
	prism := start(t)
	cost := func(settings backend.DataSourceInstanceSettings) int {
		answers, err := prism.patiently(settings, false, `{"kind":"points","metrics":["cost_per_million_output_tokens"]}`)
		if err != nil || rows(t, answers["A"]) == 0 {
			t.Fatal(err)
		}
		known := 0
		field, _ := answers["A"].Frames[0].FieldByName("cost_per_million_output_tokens")
		for row := range field.Len() {
			if _, ok := field.ConcreteAt(row); ok {
				known++
			}
		}
		return known
	}
	priced := source("priced", "", `{"kind":"sample"}`)
	priced.JSONData = json.RawMessage(`{"store":{"kind":"sample"},"prices":{"H100":2.5}}`)
	if without, with := cost(source("unpriced", "", `{"kind":"sample"}`)), cost(priced); without != 0 || with == 0 {
		t.Errorf("%d costs without prices, %d with them", without, with)
	}
}

func TestTheSampleNeedsNoSettings(t *testing.T) {
	if _, err := os.Stat("store/sample/objects/index.json"); err != nil {
		t.Skip("the sample is not built: npm run build")
	}
	prism := start(t)
	settings := source("sample", "", `{"kind":"sample"}`)
	answers, err := prism.patiently(settings, false, `{"kind":"runs"}`)
	if err != nil || rows(t, answers["A"]) == 0 {
		t.Fatal(err)
	}
	if health := prism.check(t, settings); health.Status != backend.HealthStatusOk {
		t.Errorf("%+v", health)
	}
}

func TestManyQueriesWhileAScanRuns(t *testing.T) {
	store := long()
	prism := start(t)
	settings := source("busy", serveStore(t, store), http1)
	answer := func(n int) int {
		answers, err := prism.patiently(settings, false, table)
		if err != nil {
			t.Error(err)
			return -1
		}
		if answers["A"].Error != nil {
			t.Error(n, answers["A"].Error)
			return -1
		}
		return answers["A"].Frames[0].Rows()
	}
	var asked sync.WaitGroup
	for n := range 64 {
		asked.Go(func() {
			if found := answer(n); found != 10 {
				t.Errorf("query %d: %d rows of a scan under way, want those of its first part", n, found)
			}
		})
	}
	asked.Wait()
	close(store.opened)
	eventually(t, "all rows", func() bool { return answer(0) == 20 })
}

func TestAProcessThatIsKilledStartsAgain(t *testing.T) {
	settings := source("again", serveStore(t, runs(files{}, "a", 3)), http1)
	for range 2 {
		prism := start(t)
		answers, err := prism.patiently(settings, true, table)
		if err != nil || rows(t, answers["A"]) != 3 {
			t.Fatal(err)
		}
		running, err := os.FindProcess(prism.ReattachConfig().Pid)
		if err != nil {
			t.Fatal(err)
		}
		if err := running.Kill(); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the process ends", prism.Exited)
		if _, err := prism.query(context.Background(), settings, true, table); err == nil {
			t.Error("a killed process answers")
		}
	}
}

func TestSettingsChangeWhileAQueryWaits(t *testing.T) {
	slow := &gate{files: runs(files{}, "a", 2), opened: make(chan struct{})}
	defer close(slow.opened)
	prism := start(t)
	before := source("changing", serveStore(t, slow), http1)
	waiting := make(chan error, 1)
	go func() {
		answers, err := prism.query(context.Background(), before, true, table)
		if err == nil {
			err = answers["A"].Error
		}
		waiting <- err
	}()
	time.Sleep(300 * time.Millisecond)
	after := source("changing", serveStore(t, runs(files{}, "a", 5)), http1)
	after.Updated = time.Unix(2, 0)
	answers, err := prism.patiently(after, true, table)
	if err != nil || rows(t, answers["A"]) != 5 {
		t.Fatal(err)
	}
	select {
	case err := <-waiting:
		if err == nil || !strings.Contains(err.Error(), "settings") {
			t.Errorf("a query to a store that is asked no more ends with %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Error("a query to a store that is asked no more still waits")
	}
}

func TestSettingsThatCannotBe(t *testing.T) {
	prism := start(t)
	for name, settings := range map[string]backend.DataSourceInstanceSettings{
		"kind":            source("1", "http://127.0.0.1:1", `{"kind":"ftp"}`),
		"address":         source("2", "", http1),
		"AWS access key":  {UID: "3", URL: "http://127.0.0.1:1", JSONData: []byte(`{"store":{"kind":"s3","bucket":"bucket"},"authType":"keys"}`)},
		"administrator":   {UID: "4", URL: "http://127.0.0.1:1", JSONData: []byte(`{"store":{"kind":"s3","bucket":"bucket"},"authType":"default"}`)},
		"expected form":   {UID: "5", URL: "http://127.0.0.1:1", JSONData: []byte(`{"store":{"kind":"http"},"access":{}}`)},
		"carries a passw": source("6", "http://me:hunter2@127.0.0.1:1", http1),
	} {
		health := prism.check(t, settings)
		answers, err := prism.patiently(settings, false, table)
		if err != nil {
			t.Fatal(err)
		}
		said := fmt.Sprint(health.Message, answers["A"].Error)
		if health.Status != backend.HealthStatusError || answers["A"].Status != 400 || strings.Count(said, name) < 2 || strings.Contains(said, "hunter2") {
			t.Errorf("%s: %s", name, said)
		}
	}
}
