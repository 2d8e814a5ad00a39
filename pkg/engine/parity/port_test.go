package parity

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/llm-d/prism-grafana/pkg/engine"
)

// port reads a store over HTTP, without retries.
type port struct{ root string }

func (p port) get(ctx context.Context, r engine.HTTPRequest) (*http.Response, *engine.Failure) {
	names := strings.Split(r.Path, "/")
	for i, name := range names {
		names[i] = url.PathEscape(name)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.root+strings.Join(names, "/"), nil)
	if err != nil {
		return nil, &engine.Failure{Reason: engine.Refused}
	}
	if r.ETag != "" {
		request.Header.Set("If-None-Match", r.ETag)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, &engine.Failure{Reason: engine.Unreachable}
	}
	return response, nil
}

func (p port) Do(ctx context.Context, r engine.HTTPRequest) (*engine.HTTPResponse, *engine.Failure) {
	response, fail := p.get(ctx, r)
	if fail != nil {
		return nil, fail
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, r.SizeLimit+1))
	if err != nil {
		return nil, &engine.Failure{Reason: engine.Unreachable}
	}
	modified, _ := http.ParseTime(response.Header.Get("Last-Modified"))
	return &engine.HTTPResponse{
		Status: response.StatusCode, ETag: response.Header.Get("ETag"), ContentType: response.Header.Get("Content-Type"),
		Modified: modified, Body: body,
	}, nil
}

func (p port) Open(ctx context.Context, path string, sizeLimit int64) (io.ReadCloser, *engine.Failure) {
	response, fail := p.get(ctx, engine.HTTPRequest{Path: path, SizeLimit: sizeLimit})
	if fail != nil {
		return nil, fail
	}
	return response.Body, nil
}
