// Package store reaches the objects of one store over HTTP, with the settings of a data source: what the engine asks for, and
// no host, scheme or path that the settings do not name.
package store

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/llm-d/prism-grafana/pkg/engine"
)

// mostErrorText bounds what is read of the page that comes with an error status.
const mostErrorText = 16000

// Port is a store behind a web server or in a bucket. It is safe for concurrent use.
type Port struct {
	base *url.URL
	// transport adds credentials and headers. Not a client, which would follow redirects with them.
	transport http.RoundTripper
	follower  *http.Transport
	// timeout is how long one attempt may take, and how long a stream may be silent.
	timeout time.Duration
	sleep   func(context.Context, time.Duration) error
	close   func()
}

var _ engine.Port = (*Port)(nil)

// Close ends idle connections. Requests under way go on.
func (p *Port) Close() {
	p.close()
	p.follower.CloseIdleConnections()
}

// Do answers one request, after as many attempts as the policy allows. Every status of the server is an answer.
func (p *Port) Do(ctx context.Context, r engine.HTTPRequest) (*engine.HTTPResponse, *engine.Failure) {
	for attempt := 1; ; attempt++ {
		response, retryAfter, failure := p.attempt(ctx, r)
		delay, again := time.Duration(0), false
		switch {
		case failure == nil:
			delay, again = retryDelay(response.Status, attempt, retryAfter)
		case failure.Reason == engine.Unreachable:
			delay, again = retryDelay(unreachable, attempt, retryAfter)
		}
		if !again {
			return response, failure
		}
		if err := p.sleep(ctx, delay); err != nil {
			return nil, brokenBy(ctx, r.Path, err)
		}
	}
}

// Open gives the bytes of an object as they come. The reader counts them; here a server that falls silent is broken off.
func (p *Port) Open(ctx context.Context, path string, _ int64) (io.ReadCloser, *engine.Failure) {
	ctx, cancel := context.WithCancelCause(ctx)
	watched := time.AfterFunc(p.timeout, func() { cancel(context.DeadlineExceeded) })
	response, failure := p.send(ctx, engine.HTTPRequest{Method: http.MethodGet, Path: path})
	if failure == nil && response.StatusCode != http.StatusOK {
		_ = response.Body.Close()
		failure = failureOf(engine.Unreachable, path, "the server answers with status "+response.Status)
	}
	if failure != nil {
		watched.Stop()
		cancel(nil)
		return nil, failure
	}
	return &stream{ctx: ctx, cancel: cancel, watched: watched, silence: p.timeout, body: response.Body}, nil
}

func (p *Port) attempt(ctx context.Context, r engine.HTTPRequest) (*engine.HTTPResponse, time.Duration, *engine.Failure) {
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	response, failure := p.send(ctx, r)
	if failure != nil {
		return nil, -1, failure
	}
	defer func() { _ = response.Body.Close() }()
	body, failure := read(ctx, r, response)
	if failure != nil {
		return nil, -1, failure
	}
	modified, _ := http.ParseTime(response.Header.Get("Last-Modified"))
	return &engine.HTTPResponse{
		Status:      response.StatusCode,
		ETag:        response.Header.Get("Etag"),
		ContentType: response.Header.Get("Content-Type"),
		Modified:    modified,
		Body:        body,
	}, parseRetryAfter(response.Header.Get("Retry-After"), time.Now()), nil
}

func (p *Port) send(ctx context.Context, r engine.HTTPRequest) (*http.Response, *engine.Failure) {
	request, failure := p.request(ctx, r)
	if failure != nil {
		return nil, failure
	}
	response, err := p.transport.RoundTrip(request)
	if err == nil {
		response, err = follow(p.follower, request, response)
	}
	if err != nil {
		return nil, brokenBy(ctx, r.Path, err)
	}
	return response, nil
}

// request is the HTTP request for an object under the base address. The path is encoded here, once, and never read as an
// address: `//host`, `..` and the like are refused before anything is sent.
func (p *Port) request(ctx context.Context, r engine.HTTPRequest) (*http.Request, *engine.Failure) {
	if !IsSafePath(r.Path) {
		return nil, failureOf(engine.Refused, r.Path, "the path leaves the store; rename the object")
	}
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		return nil, failureOf(engine.Refused, r.Path, "only GET and POST are sent")
	}
	query := url.Values{}
	for key, value := range r.Query {
		query.Set(key, value)
	}
	address := *p.base
	prefix := strings.TrimRight(p.base.Path, "/") + "/"
	address.Path = prefix + r.Path
	address.RawPath = encodePath(prefix) + encodePath(r.Path)
	// A blank is %20 in what is signed, and a plus only in what forms send.
	address.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20")
	var body io.Reader
	if r.Body != "" {
		body = strings.NewReader(r.Body)
	}
	request, err := http.NewRequestWithContext(ctx, r.Method, p.base.String(), body)
	if err != nil {
		return nil, failureOf(engine.Refused, r.Path, "the address of the store cannot be used")
	}
	request.URL = &address
	for name, value := range r.Headers {
		request.Header.Set(name, value)
	}
	if r.ETag != "" {
		request.Header.Set("If-None-Match", r.ETag)
	}
	if r.Range != nil {
		request.Header.Set("Range", rangeHeader(*r.Range))
	}
	return request, nil
}

// pause waits, or ends early with the error of the context.
func pause(ctx context.Context, delay time.Duration) error {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
