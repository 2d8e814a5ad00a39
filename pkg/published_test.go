package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// noticesOf are the texts of the notices of an answer, one a line.
func noticesOf(response backend.DataResponse) string {
	var texts []string
	for _, frame := range response.Frames {
		if frame.Meta != nil {
			for _, notice := range frame.Meta.Notices {
				texts = append(texts, notice.Text)
			}
		}
	}
	return strings.Join(texts, "\n")
}

// publish leaves the catalog of a process in a store as its index: the files that `prism index` writes, out of the process's own
// resources.
func publish(t *testing.T, prism *process, settings backend.DataSourceInstanceSettings, store files) {
	t.Helper()
	manifest := prism.get(t, settings, "catalog", nil).Body
	var named struct {
		Segments []struct{ Tables []struct{ Path string } }
		State    struct{ Complete bool }
	}
	if err := json.Unmarshal(manifest, &named); err != nil || !named.State.Complete || len(named.Segments) != 1 {
		t.Fatal(err, string(manifest))
	}
	store["prism-index/prism-index.json"] = string(manifest)
	for _, table := range named.Segments[0].Tables {
		store["prism-index/"+table.Path] = string(prism.get(t, settings, "catalog/"+table.Path, nil).Body)
	}
}

// published is a store of runs with its index.
func published(t *testing.T, count int) files {
	t.Helper()
	store := runs(files{}, "a", count)
	prism := start(t)
	defer prism.Kill()
	settings := source("indexed", serveStore(t, maps.Clone(store)), http1)
	if answers, err := prism.patiently(settings, true, table); err != nil || rows(t, answers["A"]) != count {
		t.Fatal(err)
	}
	publish(t, prism, settings, store)
	return store
}

// closed serves an index and holds back everything else until it is opened, and remembers what was asked for.
type closed struct {
	files
	opened chan struct{}
	mutex  sync.Mutex
	asked  []string
}

func (c *closed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mutex.Lock()
	c.asked = append(c.asked, r.URL.Path)
	c.mutex.Unlock()
	if !strings.HasPrefix(r.URL.Path, "/prism-index/") {
		select {
		case <-c.opened:
		case <-r.Context().Done():
			return
		}
	}
	c.files.ServeHTTP(w, r)
}

// results are the results that were asked for, in order.
func (c *closed) results() []string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	found := slices.DeleteFunc(slices.Clone(c.asked), func(path string) bool {
		return strings.HasPrefix(path, "/prism-index/") || strings.HasSuffix(path, "/")
	})
	slices.Sort(found)
	return found
}

func TestAStartFromThePublishedIndex(t *testing.T) {
	store := runs(published(t, 3), "b", 2)
	held := &closed{files: store, opened: make(chan struct{})}
	prism := start(t)
	settings := source("published", serveStore(t, held), http1)
	answers, err := prism.patiently(settings, false, table)
	if err != nil || rows(t, answers["A"]) != 3 || !strings.Contains(noticesOf(answers["A"]), "still being listed: shown is what was read") {
		t.Fatal("a panel answers from the index while nothing can be listed, and says so: ", err, noticesOf(answers["A"]))
	}
	short, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	answers, err = prism.query(short, settings, true, table)
	if err != nil || answers["A"].Status != backend.StatusTimeout || len(answers["A"].Frames) != 0 {
		t.Errorf("an alert rule waits for what changed since: %v %+v", err, answers["A"])
	}
	if asked := held.results(); len(asked) > 0 {
		t.Error("results were read: ", asked)
	}
	close(held.opened)
	answers, err = prism.patiently(settings, true, table)
	if err != nil || rows(t, answers["A"]) != 5 || noticesOf(answers["A"]) != "" {
		t.Error("the scan brings what is new: ", err, noticesOf(answers["A"]))
	}
	if asked := held.results(); !slices.Equal(asked, []string{"/b/run-0.json", "/b/run-1.json"}) {
		t.Error("only what is new is read: ", asked)
	}
	if shown := prism.get(t, settings, "catalog", nil); !strings.Contains(string(shown.Body), "prism-index/") {
		t.Error("the index is a segment of the catalog")
	}
}

func TestAnIndexThatCannotBeUsed(t *testing.T) {
	whole := published(t, 3)
	prism := start(t)
	for name, one := range map[string]struct {
		spoil func(files)
		why   string
	}{
		"no JSON":          {func(store files) { store["prism-index/prism-index.json"] = `{"prismIndex":` }, "prism-index/prism-index.json"},
		"another version":  {func(store files) { store["prism-index/prism-index.json"] = `{"prismIndex":2}` }, "of another version, or no index"},
		"other settings":   {func(store files) { respell(store, `"settings":"`, `"settings":"x`) }, "written with other settings"},
		"a cut table":      {func(store files) { cutTable(store, "points.arrow") }, "Write the index anew"},
		"a table not here": {func(store files) { drop(store, "objects.arrow") }, "cannot be read (the server answered 404)"},
	} {
		t.Run(name, func(t *testing.T) {
			store := maps.Clone(whole)
			one.spoil(store)
			answers, err := prism.patiently(source("spoilt "+name, serveStore(t, store), http1), true, table)
			if err != nil || rows(t, answers["A"]) != 3 {
				t.Fatal("the results are read instead: ", err)
			}
			if said := noticesOf(answers["A"]); !strings.Contains(said, "The published index is not used") || !strings.Contains(said, one.why) {
				t.Errorf("%q does not say why: %s", said, one.why)
			}
		})
	}
}

func respell(store files, old, changed string) {
	const path = "prism-index/prism-index.json"
	store[path] = strings.Replace(store[path], old, changed, 1)
}

func pathOf(store files, name string) string {
	for path := range store {
		if strings.HasPrefix(path, "prism-index/") && strings.HasSuffix(path, "/"+name) {
			return path
		}
	}
	panic(fmt.Sprintf("the index has no %s", name))
}

func cutTable(store files, name string) {
	path := pathOf(store, name)
	store[path] = store[path][:len(store[path])/2]
}

func drop(store files, name string) { delete(store, pathOf(store, name)) }
