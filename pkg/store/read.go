package store

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/llm-d/prism-grafana/pkg/engine"
)

func rangeHeader(r engine.Range) string { return fmt.Sprintf("bytes=%d-%d", r.From, r.To) }

// mostBefore bounds what is read of an object in vain, before a range that its server does not know.
const mostBefore = 64 << 20

// read takes the body of an answer within the size limit. Of error pages only the beginning is kept; of a server that does
// not know ranges and sends the whole object, what reaches to the end of the range.
func read(ctx context.Context, r engine.HTTPRequest, response *http.Response) ([]byte, *engine.Failure) {
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return take(ctx, r.Path, response.Body, mostErrorText)
	}
	if r.Range != nil && response.StatusCode == http.StatusOK {
		if r.Range.To >= max(r.SizeLimit, mostBefore) {
			return nil, tooLarge(r.Path)
		}
		return take(ctx, r.Path, response.Body, r.Range.To+1)
	}
	if response.ContentLength > r.SizeLimit {
		return nil, tooLarge(r.Path)
	}
	body, failure := take(ctx, r.Path, response.Body, r.SizeLimit+1)
	if failure == nil && int64(len(body)) > r.SizeLimit {
		return nil, tooLarge(r.Path)
	}
	return body, failure
}

func take(ctx context.Context, path string, source io.Reader, most int64) ([]byte, *engine.Failure) {
	body, err := io.ReadAll(io.LimitReader(source, most))
	if err != nil {
		return nil, brokenBy(ctx, path, err)
	}
	return body, nil
}

// stream is the body of an object that breaks off when nothing comes for a while.
type stream struct {
	ctx     context.Context
	cancel  context.CancelCauseFunc
	watched *time.Timer
	silence time.Duration
	body    io.ReadCloser
}

func (s *stream) Read(buffer []byte) (int, error) {
	n, err := s.body.Read(buffer)
	s.watched.Reset(s.silence)
	if cause := context.Cause(s.ctx); err != nil && cause != nil {
		return n, cause
	}
	return n, err
}

func (s *stream) Close() error {
	s.watched.Stop()
	s.cancel(nil)
	return s.body.Close()
}
