package store

import (
	"context"
	"embed"
	"io"
	"net/http"
	"path"

	"github.com/llm-d/prism-grafana/pkg/engine"
)

// bundled is what the build wrote with `prism sample`: simulated results, marked so. Before the first build it holds a page
// that says so, and the sample store is answered as incomplete.
//
//go:embed all:sample
var bundled embed.FS

// Closer is a port with connections to be closed.
type Closer interface {
	engine.Port
	Close()
}

// samplePort answers from the files in the executable. It has neither listing nor search: the core asks for index.json.
type samplePort struct{}

func (samplePort) Close() {}

func (samplePort) Do(ctx context.Context, r engine.HTTPRequest) (*engine.HTTPResponse, *engine.Failure) {
	content, failure := contentOf(ctx, r.Path)
	switch {
	case failure != nil:
		return nil, failure
	case content == nil:
		return &engine.HTTPResponse{Status: http.StatusNotFound}, nil
	case r.Range != nil:
		from := min(max(r.Range.From, 0), int64(len(content)))
		to := max(from, min(r.Range.To+1, int64(len(content))))
		return &engine.HTTPResponse{Status: http.StatusPartialContent, Body: content[from:to]}, nil
	case int64(len(content)) > r.SizeLimit:
		return nil, tooLarge(r.Path)
	}
	return &engine.HTTPResponse{Status: http.StatusOK, Body: content}, nil
}

func (samplePort) Open(ctx context.Context, name string, _ int64) (io.ReadCloser, *engine.Failure) {
	if _, failure := contentOf(ctx, name); failure != nil {
		return nil, failure
	}
	file, err := bundled.Open(path.Join("sample/objects", name))
	if err != nil {
		return nil, failureOf(engine.Unreachable, name, "the plugin's sample has no such object")
	}
	return file, nil
}

// contentOf is nil where there is no such file.
func contentOf(ctx context.Context, name string) ([]byte, *engine.Failure) {
	if ctx.Err() != nil {
		return nil, brokenBy(ctx, name, ctx.Err())
	}
	if !IsSafePath(name) {
		return nil, failureOf(engine.Refused, name, "the path leaves the store; rename the object")
	}
	content, err := bundled.ReadFile(path.Join("sample/objects", name))
	if err != nil {
		return nil, nil
	}
	return content, nil
}
