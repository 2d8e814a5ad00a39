package engine

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/grafana/sobek"
)

// exporter takes catalogs out of the runtime of one scan. Tables that it took before, for a partial catalog, are not made again, and
// those that the scan read from a published index not asked for again.
type exporter struct {
	previous *Catalog
	mutex    sync.Mutex
	made     map[string][]byte
}

// keep remembers a table that the store gave.
func (e *exporter) keep(path string, bytes []byte) {
	if strings.HasSuffix(path, ".arrow") {
		e.mutex.Lock()
		defer e.mutex.Unlock()
		e.made[path] = bytes
	}
}

func (e *exporter) export(ctx context.Context, r *runtime, catalog sobek.Value) (*Catalog, error) {
	known := make([]any, 0, len(e.made))
	for path, bytes := range e.made {
		known = append(known, r.vm.NewArray(path, len(bytes)))
	}
	value, err := r.call(ctx, "exported", catalog, r.vm.NewArray(known...))
	if err != nil {
		return nil, err
	}
	given, ok := value.(*sobek.Object)
	if !ok {
		return nil, errors.New("the core gave no catalog")
	}
	for _, file := range objects(given.Get("files")) {
		bytes, err := bytesOf(file.Get("bytes"))
		if err != nil {
			return nil, err
		}
		e.made[textOf(file, "path")] = bytes
	}
	made := &Catalog{
		ID:        textOf(given, "id"),
		Complete:  given.Get("complete").ToBoolean(),
		ScannedAt: time.UnixMilli(intOf(given, "scannedAt")).UTC(),
		Objects:   int(intOf(given, "objects")),
		Points:    int(intOf(given, "points")),
		Error:     textOf(given, "error"),
		Manifest:  []byte(textOf(given, "manifest")),
		Tables:    map[string][]byte{},
		contents:  &contents{remote: map[string][]byte{}},
	}
	for _, path := range texts(given.Get("paths")) {
		if bytes, ok := e.made[path]; ok {
			made.Tables[path] = bytes
		} else if e.previous != nil && e.previous.Tables[path] != nil {
			made.Tables[path] = e.previous.Tables[path]
		} else {
			made.contents.remote[path] = nil
		}
	}
	if e.previous != nil && e.previous.ID == made.ID && e.previous.contents != nil {
		made.contents = e.previous.contents
	}
	return made, nil
}

// stringify gives a result of the core as JSON.
func (r *runtime) stringify(ctx context.Context, value sobek.Value) (json.RawMessage, error) {
	object, ok := r.vm.Get("JSON").(*sobek.Object)
	if !ok {
		return nil, errors.New("the engine has no JSON")
	}
	text, err := r.method(ctx, object, "stringify", value)
	if err != nil {
		return nil, err
	}
	return json.RawMessage(text.String()), nil
}
