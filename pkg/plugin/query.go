package plugin

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/llm-d/prism-grafana/pkg/engine"
)

const (
	// longestQuery is how long a query may take where Grafana sets no earlier deadline.
	longestQuery = 60 * time.Second
	// timeToTell is kept of a deadline, so that the reason for a failure arrives before it.
	timeToTell = 500 * time.Millisecond
)

// QueryData answers every query by itself: one that fails leaves the others alone.
func (i *instance) QueryData(ctx context.Context, request *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	_, fromAlert := request.Headers[backend.FromAlertHeaderName]
	enough := anything
	if fromAlert {
		enough = complete
	}
	answers := make([]backend.DataResponse, len(request.Queries))
	var asked sync.WaitGroup
	for n, query := range request.Queries {
		asked.Go(func() { answers[n] = i.answer(ctx, query, enough) })
	}
	asked.Wait()
	response := backend.NewQueryDataResponse()
	for n, query := range request.Queries {
		response.Responses[query.RefID] = answers[n]
	}
	return response, nil
}

func withDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline := time.Now().Add(longestQuery)
	if given, ok := ctx.Deadline(); ok && given.Add(-timeToTell).Before(deadline) {
		deadline = given.Add(-timeToTell)
	}
	return context.WithDeadline(ctx, deadline)
}

// anything: a panel shows what is known so far, and the core's notices say how much that is.
func anything(*engine.Catalog) bool { return true }

// complete: an alert rule must not resolve, or fire, on half of the runs.
func complete(catalog *engine.Catalog) bool { return catalog.Complete }

func (i *instance) answer(ctx context.Context, query backend.DataQuery, enough func(*engine.Catalog) bool) backend.DataResponse {
	started := time.Now()
	frames, err := i.frames(ctx, query, enough)
	querySeconds.WithLabelValues(resultOf(err)).Observe(time.Since(started).Seconds())
	if err == nil {
		return backend.DataResponse{Frames: frames, Status: backend.StatusOK}
	}
	status, origin := statusOf(err)
	if origin == backend.ErrorSourcePlugin && err != errFault {
		backend.Logger.FromContext(ctx).Error("A query cannot be answered", "datasource", i.settings.UID, "refId", query.RefID, "error", firstLine(err))
	}
	return backend.ErrDataResponseWithSource(status, origin, wordsOf(err))
}

func (i *instance) frames(ctx context.Context, query backend.DataQuery, enough func(*engine.Catalog) bool) (frames data.Frames, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			frames, err = nil, contained("query", fault)
		}
	}()
	held, err := i.source(ctx)
	if err != nil {
		return nil, err
	}
	catalog, err := held.wait(ctx, enough)
	if err != nil {
		return nil, err
	}
	text, err := i.plugin.engine.Answer(ctx, query.JSON, catalog, i.context(ctx, query.TimeRange), held.port)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &frames); err != nil {
		return nil, err
	}
	return frames, nil
}

// firstLine leaves out stacks, and the values that errors of the JSON reader quote.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	line, _, _ = strings.Cut(line, ", error found in")
	return line[:min(len(line), 300)]
}
