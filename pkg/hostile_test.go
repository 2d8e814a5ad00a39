package main

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// asked is a store that remembers what was asked of it.
type asked struct {
	http.Handler
	mutex sync.Mutex
	paths []string
}

func (a *asked) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mutex.Lock()
	a.paths = append(a.paths, r.URL.Path)
	a.mutex.Unlock()
	a.Handler.ServeHTTP(w, r)
}

func fixed(contentType, text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write([]byte(text))
	})
}

func TestRefusedList(t *testing.T) {
	trap := &asked{Handler: http.NotFoundHandler()}
	elsewhere := serveStore(t, trap)
	names := []string{elsewhere + "/a.json", "//" + strings.TrimPrefix(elsewhere, "http://") + "/a.json", "../a.json", "..", "a/../../b.json", `..\\a.json`, "%2e%2e/a.json", "http:/x.json"}
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = fmt.Sprintf(`{"name":"%s","type":"file","mtime":"Tue, 24 Nov 2026 10:00:00 GMT","size":9}`, name)
	}
	redirect := func(to string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) })
	}
	endless := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, `<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>%d</NextContinuationToken></ListBucketResult>`, time.Now().UnixNano())
	})
	index := func(rows string, bytes int) http.Handler {
		return files{
			"prism-index.json": fmt.Sprintf(`{"prismIndex":1,"id":"i","settings":"","scannedAt":1,"objectsListed":1,"segments":[{"id":"s","masked":[],"tables":[{"name":"points","path":"s/points.arrow","rows":1,"bytes":%d}]}]}`, bytes),
			"s/points.arrow":   rows,
		}
	}
	prism := start(t)
	for n, one := range []struct {
		name, kind string
		store      http.Handler
		words      string
	}{
		{"redirect to loopback", http1, redirect(strings.Replace(elsewhere, "http:", "https:", 1)), "private network"},
		{"redirect to metadata", http1, redirect("https://169.254.169.254/latest/meta-data/"), "private network"},
		{"redirect to http", http1, redirect(elsewhere), "https"},
		{"a listing that is malformed", http1, fixed("application/json", `[{"name":"a",`), ""},
		{"a listing that is too large", http1, fixed("application/json", `["`+strings.Repeat("x", 40<<20)+`"]`), "larger"},
		{"an endless listing", `{"kind":"s3","bucket":"results"}`, endless, "empty pages"},
		{"a malformed manifest", `{"kind":"index"}`, fixed("application/json", `{"prismIndex":1`), ""},
		{"a malformed table", `{"kind":"index"}`, index("ARROW1\x00\x00malformed", 17), "no Arrow table"},
		{"a table that is too large", `{"kind":"index"}`, index(strings.Repeat("x", 1<<20), 9), "larger"},
	} {
		settings := source(fmt.Sprintf("hostile-%d", n), serveStore(t, one.store), one.kind)
		answers, err := prism.patiently(settings, true, table)
		if err != nil {
			t.Fatal(one.name, err)
		}
		failed := answers["A"]
		if failed.Error == nil || failed.ErrorSource != backend.ErrorSourceDownstream || !strings.Contains(failed.Error.Error(), one.words) {
			t.Errorf("%s: %v", one.name, failed.Error)
			continue
		}
		t.Logf("%s: %v", one.name, failed.Error)
	}

	listing := &asked{Handler: fixed("application/json", "["+strings.Join(list, ",")+"]")}
	answers, err := prism.patiently(source("names", serveStore(t, listing), http1), true, table)
	if err != nil || answers["A"].Error != nil && answers["A"].ErrorSource != backend.ErrorSourceDownstream {
		t.Fatal(err, answers["A"].Error)
	}
	for _, path := range listing.paths {
		if strings.Contains(path, "..") || strings.Contains(path, "//") || strings.Contains(path, "http:") {
			t.Errorf("asked for %s", path)
		}
	}
	for _, path := range []string{"object/" + elsewhere, "object//" + elsewhere, "object/../../x", "catalog/s/../../x"} {
		if answer := prism.get(t, source("names", serveStore(t, listing), http1), path, nil); answer.Status < 400 {
			t.Errorf("%s: %d", path, answer.Status)
		}
	}
	if len(trap.paths) > 0 {
		t.Errorf("something was fetched elsewhere: %v", trap.paths)
	}
}
