package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"

	"github.com/llm-d/prism-grafana/pkg/host"
)

// starts is how many processes are started for the figures of a start.
const starts = 5

// process is what was measured of processes of the plugin that read an index from a local HTTP server: milliseconds, the quickest and
// the slowest of some starts, and bytes of resident memory, 0 where the system does not tell.
type process struct {
	Ready span   `json:"ready"` // from the start to the end of the handshake, nothing asked yet
	First span   `json:"first"` // from the start to the first whole answer of QueryData
	Idle  uint64 `json:"idle"`  // after the handshake
	Full  uint64 `json:"full"`  // after an answer to every query
}

type span struct {
	Least float64 `json:"least"`
	Most  float64 `json:"most"`
}

func (s *span) take(ms float64) {
	if s.Least == 0 || ms < s.Least {
		s.Least = ms
	}
	s.Most = max(s.Most, ms)
}

func measureProcess(executable, directory string, queries []json.RawMessage) (*process, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: http.FileServer(http.Dir(directory)), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	defer server.Close()
	settings := &backend.DataSourceInstanceSettings{
		UID: "bench", URL: "http://" + listener.Addr().String(), Updated: time.Unix(1, 0), JSONData: json.RawMessage(`{"store":{"kind":"index"}}`),
	}
	found := &process{}
	for n := range starts {
		if err := found.start(executable, settings, queries, n == starts-1); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// start measures one process until its first answer; the last one answers every query.
func (found *process) start(executable string, settings *backend.DataSourceInstanceSettings, queries []json.RawMessage, last bool) error {
	begin := time.Now()
	started, err := host.Start(executable, hclog.NewNullLogger())
	if err != nil {
		return err
	}
	defer started.Kill()
	found.Ready.take(since(begin))
	if last {
		found.Idle = resident(started)
		return found.fill(started, settings, queries)
	}
	if err := query(started, settings, queries[0]); err != nil {
		return err
	}
	found.First.take(since(begin))
	return nil
}

func (found *process) fill(started *host.Process, settings *backend.DataSourceInstanceSettings, queries []json.RawMessage) error {
	for _, one := range queries {
		if err := query(started, settings, one); err != nil {
			return err
		}
	}
	found.Full = resident(started)
	return nil
}

// query fails where the answer does, or says that it is not of the whole store.
func query(started *host.Process, settings *backend.DataSourceInstanceSettings, text json.RawMessage) error {
	request := &backend.QueryDataRequest{
		PluginContext: backend.PluginContext{OrgID: 1, PluginID: "bench", DataSourceInstanceSettings: settings},
		Headers:       map[string]string{backend.FromAlertHeaderName: "true"}, // waits for a whole catalog
		Queries:       []backend.DataQuery{{RefID: "A", JSON: text, TimeRange: backend.TimeRange{From: time.Unix(0, 0), To: time.Now()}}},
	}
	answer, err := started.Data.QueryData(context.Background(), backend.ToProto().QueryDataRequest(request))
	if err != nil {
		return err
	}
	response, err := backend.FromProto().QueryDataResponse(answer)
	if err != nil {
		return err
	}
	if one := response.Responses["A"]; one.Error != nil {
		return one.Error
	} else if len(one.Frames) == 0 || one.Frames[0].Rows() == 0 {
		return errors.New("an answer without rows")
	}
	return nil
}

// resident asks the process for its own metrics.
func resident(started *host.Process) uint64 {
	metrics, err := started.Health.CollectMetrics(context.Background(), &pluginv2.CollectMetricsRequest{})
	if err != nil {
		return 0
	}
	lines := bufio.NewScanner(bytes.NewReader(metrics.Metrics.Prometheus))
	for lines.Scan() {
		if text, ok := strings.CutPrefix(lines.Text(), "process_resident_memory_bytes "); ok {
			if value, err := strconv.ParseFloat(text, 64); err == nil {
				return uint64(value)
			}
		}
	}
	return 0
}
