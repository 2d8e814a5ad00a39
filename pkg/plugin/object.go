package plugin

import (
	"fmt"
	"math"
	"net/http"
	"path"
	"regexp"
	"strconv"

	"github.com/llm-d/prism-grafana/pkg/engine"
	"github.com/llm-d/prism-grafana/pkg/store"
)

// mostObject bounds what one request for an object brings.
const mostObject = 64 << 20

// serveObject gives the bytes of one object of the store, as text or bytes and never as a page: results are not trusted.
func (i *instance) serveObject(w http.ResponseWriter, r *http.Request, name string) {
	if name == "" || !store.IsSafeEverDecoded(name) {
		say(w, http.StatusBadRequest, "the path leaves the store")
		return
	}
	held, err := i.source(r.Context())
	if err != nil {
		sayError(w, err)
		return
	}
	held.touch()
	asked := rangeOf(r.Header.Get("Range"))
	answer, failure := held.port.Do(r.Context(), engine.HTTPRequest{
		Method: http.MethodGet, Path: name, Range: asked, SizeLimit: mostObject, ETag: r.Header.Get("If-None-Match"),
	})
	if failure != nil {
		say(w, statusOfFailure(failure), failure.Message)
		return
	}
	header := w.Header()
	if answer.ETag != "" {
		header.Set("ETag", answer.ETag)
	}
	header.Set("Content-Type", typeOf(name))
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	switch answer.Status {
	case http.StatusOK, http.StatusPartialContent:
		body := answer.Body
		if asked != nil {
			if answer.Status == http.StatusOK {
				body = body[min(asked.From, int64(len(body))):min(asked.To+1, int64(len(body)))]
			}
			if len(body) == 0 {
				say(w, http.StatusRequestedRangeNotSatisfiable, name+": the object ends before the range")
				return
			}
			header.Set("Content-Range", fmt.Sprintf("bytes %d-%d/*", asked.From, asked.From+int64(len(body))-1))
			w.WriteHeader(http.StatusPartialContent)
		}
		_, _ = w.Write(body)
	case http.StatusNotModified:
		w.WriteHeader(http.StatusNotModified)
	case http.StatusNotFound, http.StatusForbidden, http.StatusRequestedRangeNotSatisfiable, http.StatusTooManyRequests:
		say(w, answer.Status, fmt.Sprintf("%s: the store answers with status %d", name, answer.Status))
	default:
		say(w, http.StatusBadGateway, fmt.Sprintf("%s: the store answers with status %d", name, answer.Status))
	}
}

var oneRange = regexp.MustCompile(`^bytes=(\d{1,15})-(\d{0,15})$`)

// rangeOf reads a Range header; nil for the whole object, also where several ranges or the end of an object are asked for.
func rangeOf(header string) *engine.Range {
	found := oneRange.FindStringSubmatch(header)
	if found == nil {
		return nil
	}
	from, err := strconv.ParseInt(found[1], 10, 64)
	to := int64(math.MaxInt64)
	if err == nil && found[2] != "" {
		to, err = strconv.ParseInt(found[2], 10, 64)
	}
	if err != nil || to < from {
		return nil
	}
	return &engine.Range{From: from, To: min(to, from+mostObject-1)}
}

func typeOf(name string) string {
	switch path.Ext(name) {
	case ".json", ".jsonl", ".ndjson", ".yaml", ".yml", ".csv", ".txt", ".log", ".md", ".html", ".htm", ".xml", ".svg", ".prom":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}

func statusOfFailure(failure *engine.Failure) int {
	switch failure.Reason {
	case engine.Refused:
		return http.StatusBadRequest
	case engine.TooLarge:
		return http.StatusRequestEntityTooLarge
	case engine.Timeout:
		return http.StatusGatewayTimeout
	}
	return http.StatusBadGateway
}
