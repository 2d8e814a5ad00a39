package plugin

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/llm-d/prism-grafana/pkg/engine"
)

// mostTable bounds a table that is passed through from a published index.
const mostTable = 512 << 20

// escaped mends a path for the SDK's adapter, which reads it as part of an address though it is decoded already.
func escaped(next backend.CallResourceHandler) backend.CallResourceHandler {
	return backend.CallResourceHandlerFunc(func(ctx context.Context, request *backend.CallResourceRequest, sender backend.CallResourceResponseSender) error {
		changed := *request
		changed.Path = (&url.URL{Path: "/" + strings.TrimPrefix(request.Path, "/")}).EscapedPath()
		return next.CallResource(ctx, &changed, sender)
	})
}

// serve routes by the path as it is: a router of the library would clean it, and answer `..` with a redirect.
func (i *instance) serve(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := withDeadline(r.Context())
	defer cancel()
	defer func() {
		if fault := recover(); fault != nil {
			say(w, http.StatusInternalServerError, contained("resource", fault).Error())
		}
	}()
	r = r.WithContext(ctx)
	path := strings.TrimPrefix(r.URL.Path, "/")
	switch {
	case r.Method != http.MethodGet:
		say(w, http.StatusMethodNotAllowed, "only GET is answered")
	case path == "catalog":
		i.serveManifest(w, r)
	case strings.HasPrefix(path, "catalog/"):
		i.serveTable(w, r, strings.TrimPrefix(path, "catalog/"))
	case strings.HasPrefix(path, "object/"):
		i.serveObject(w, r, strings.TrimPrefix(path, "object/"))
	default:
		say(w, http.StatusNotFound, "there is no such resource")
	}
}

// serveManifest gives what is known at the moment, an empty manifest while that is nothing.
func (i *instance) serveManifest(w http.ResponseWriter, r *http.Request) {
	held, err := i.source(r.Context())
	if err != nil {
		sayError(w, err)
		return
	}
	catalog, err := held.now()
	if r.URL.Query().Get("refresh") == "1" {
		held.refresh()
	}
	content := []byte(unread)
	switch {
	case catalog != nil:
		content = catalog.Manifest
	case err != nil:
		say(w, http.StatusBadGateway, wordsOf(err))
		return
	}
	w.Header().Set("Cache-Control", "private, no-cache")
	send(w, r, "application/json", tagOf(content), content)
}

// serveTable gives a table of the catalog. Its path names its content, so it may be kept for ever.
func (i *instance) serveTable(w http.ResponseWriter, r *http.Request, path string) {
	held, err := i.source(r.Context())
	if err != nil {
		sayError(w, err)
		return
	}
	catalog, _ := held.now()
	size, known := int64(0), false
	if catalog != nil {
		size, known = tableBytes(catalog.Manifest, path)
	}
	if !known {
		say(w, http.StatusNotFound, "the catalog has no such table; ask for the catalog again")
		return
	}
	content, ok := catalog.Tables[path]
	if !ok {
		answer, failure := held.port.Do(r.Context(), engine.HTTPRequest{Method: http.MethodGet, Path: path, SizeLimit: min(size, mostTable)})
		if failure != nil {
			say(w, statusOfFailure(failure), failure.Message)
			return
		}
		if answer.Status != http.StatusOK {
			say(w, http.StatusBadGateway, path+": the published index lacks the table; publish it again")
			return
		}
		content = answer.Body
	}
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	send(w, r, "application/vnd.apache.arrow.file", tagOf([]byte(path)), content)
}

// tagOf is a strong validator of content.
func tagOf(content []byte) string {
	hash := sha256.Sum256(content)
	return `"` + hex.EncodeToString(hash[:16]) + `"`
}

// send answers with content, packed where the client takes that, or says that the client has it already.
func send(w http.ResponseWriter, r *http.Request, contentType, tag string, content []byte) {
	header := w.Header()
	header.Set("ETag", tag)
	header.Set("Vary", "Accept-Encoding")
	if held := r.Header.Get("If-None-Match"); held != "" && (held == "*" || strings.Contains(held, tag)) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	header.Set("Content-Type", contentType)
	if len(content) > 1000 && takesGzip(r.Header.Get("Accept-Encoding")) {
		var packed bytes.Buffer
		writer, err := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
		if err == nil {
			_, err = writer.Write(content)
		}
		if err == nil && writer.Close() == nil {
			header.Set("Content-Encoding", "gzip")
			content = packed.Bytes()
		}
	}
	_, _ = w.Write(content)
}

func takesGzip(accepted string) bool {
	return slices.ContainsFunc(strings.Split(accepted, ","), func(one string) bool {
		name, quality, _ := strings.Cut(strings.ReplaceAll(one, " ", ""), ";")
		return name == "gzip" && quality != "q=0"
	})
}

func sayError(w http.ResponseWriter, err error) {
	status, _ := statusOf(err)
	say(w, int(status), wordsOf(err))
}

func say(w http.ResponseWriter, status int, words string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": words})
}
