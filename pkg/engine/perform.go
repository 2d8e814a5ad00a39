package engine

import (
	"bytes"
	"context"
	"errors"
	"os"
	"sync"

	"github.com/llm-d/prism-grafana/pkg/engine/jsonscan"
	"github.com/llm-d/prism-grafana/pkg/engine/yamlcore"
)

// concurrency is how many requests of a batch are under way at once.
const concurrency = 16

// carrier carries out requests: over the store, and out of the catalog where there is one.
type carrier struct {
	port    Port
	catalog *Catalog
	// keep is told of objects that the store gave as bytes, on any goroutine; it may be nil.
	keep func(path string, bytes []byte)
}

// performAll carries out a batch, a few requests at a time; their answers in the same order. It fails with the context.
func (c carrier) performAll(ctx context.Context, requests []request) ([]answer, error) {
	answers := make([]answer, len(requests))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(concurrency, len(requests)) {
		workers.Go(func() {
			for i := range next {
				answers[i] = c.perform(ctx, requests[i])
			}
		})
	}
	for i := range requests {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	workers.Wait()
	return answers, ctx.Err()
}

func (c carrier) perform(ctx context.Context, r request) answer {
	switch r.kind {
	case "http":
		return c.http(ctx, r)
	case "yaml":
		documents, err := yamlcore.Documents(r.text)
		if err != nil {
			return failure(&Failure{malformed, err.Error() + "; write it again, or exclude it"})
		}
		return yamlAnswer(documents)
	case "inflate":
		return inflate(r)
	case "rows":
		return c.rows(ctx, r)
	}
	return failure(&Failure{Refused, "this host does not know requests of the kind " + r.kind})
}

func (c carrier) http(ctx context.Context, r request) answer {
	if c.catalog != nil && r.want == "bytes" {
		if table, ok := c.catalog.table(r.http.Path); ok {
			return received(&HTTPResponse{Status: 200, Body: table}, bytesBody(table))
		}
	}
	if !isSafePath(r.http.Path) {
		return failed(Refused, r.http.Path, "the path leaves the store; rename the object")
	}
	response, fail := c.port.Do(ctx, r.http)
	if fail != nil {
		return ofPort(fail, r.http.Path)
	}
	body := ranged(r.http.Range, response)
	if int64(len(body)) > r.http.SizeLimit {
		return failed(TooLarge, r.http.Path, "")
	}
	if c.keep != nil && r.want == "bytes" && response.Status == 200 {
		c.keep(r.http.Path, body)
	}
	return read(r, response, body)
}

// ranged gives the bytes asked for: a server that does not know ranges sends the whole object with status 200.
func ranged(wanted *Range, response *HTTPResponse) []byte {
	body := response.Body
	if wanted == nil || response.Status != 200 {
		return body
	}
	size := int64(len(body))
	from := min(wanted.From, size)
	return body[from:max(from, min(wanted.To+1, size))]
}

// headBytes is where a NUL tells that an object is no text; errorText how many characters are kept of the page of an error status.
const (
	headBytes = 8192
	errorText = 4000
)

var byteOrderMark = []byte("\xef\xbb\xbf")

// read reads what came as what was wanted, as src/host/answers.ts does.
func read(r request, response *HTTPResponse, body []byte) answer {
	path := r.http.Path
	if response.Status == 304 {
		return received(response, nil)
	}
	if response.Status < 200 || response.Status > 299 {
		return received(response, errorBody(body))
	}
	if r.want == "bytes" {
		return received(response, bytesBody(body))
	}
	if bytes.IndexByte(body[:min(headBytes, len(body))], 0) >= 0 {
		return unreadable(path, "is binary (or UTF-16), not UTF-8 text")
	}
	if r.want == "text" {
		return received(response, textBody(string(bytes.TrimPrefix(body, byteOrderMark))))
	}
	if isPage(body) {
		return unreadable(path, "is a page of HTML or XML, not JSON")
	}
	var documents []document
	err := jsonscan.Documents(body, r.drop, func(start int64, json []byte) error {
		documents = append(documents, document{start, bytes.Clone(json)})
		return nil
	})
	if err != nil {
		return unreadable(path, err.Error())
	}
	return jsonAnswer(path, response, documents)
}

// isPage tells a page of HTML or XML: it begins with `<`, perhaps behind white space or a byte order mark.
func isPage(body []byte) bool {
	for _, c := range body[:min(64, len(body))] {
		if c > 0x20 && bytes.IndexByte(byteOrderMark, c) < 0 {
			return c == '<'
		}
	}
	return false
}

func errorBody(body []byte) answer {
	characters := []rune(string(body[:min(errorText*4, len(body))]))
	text := string(characters[:min(errorText, len(characters))])
	if text == "" || bytes.IndexByte([]byte(text), 0) >= 0 {
		return nil
	}
	return textBody(text)
}

// brokenOff tells why reading ended early.
func brokenOff(ctx context.Context, err error, path string) answer {
	var fail *Failure
	switch {
	case errors.As(err, &fail):
		return ofPort(fail, path)
	case ctx.Err() != nil:
		return failed(Cancelled, path, "")
	case errors.Is(err, os.ErrDeadlineExceeded):
		return failed(Timeout, path, "")
	}
	return failed(Unreachable, path, "")
}
