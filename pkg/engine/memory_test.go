package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"sync/atomic"
	"time"
)

// memory is a store of objects in memory that lists directories as nginx does.
type memory struct {
	objects map[string]string
	asked   atomic.Int64
	before  func(ctx context.Context, path string) *Failure // before each answer; nil does nothing
}

var testTime = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

func (m *memory) Do(ctx context.Context, r HTTPRequest) (*HTTPResponse, *Failure) {
	m.asked.Add(1)
	if m.before != nil {
		if fail := m.before(ctx, r.Path); fail != nil {
			return nil, fail
		}
	}
	if r.Path == "" || strings.HasSuffix(r.Path, "/") {
		return &HTTPResponse{Status: 200, ContentType: "application/json", Body: m.listing(r.Path)}, nil
	}
	body, ok := m.objects[r.Path]
	if !ok {
		return &HTTPResponse{Status: 404}, nil
	}
	return &HTTPResponse{Status: 200, Body: []byte(body), Modified: testTime}, nil
}

func (m *memory) Open(_ context.Context, path string, _ int64) (io.ReadCloser, *Failure) {
	body, ok := m.objects[path]
	if !ok {
		return nil, &Failure{Reason: Refused}
	}
	return io.NopCloser(bytes.NewReader([]byte(body))), nil
}

func (m *memory) listing(directory string) []byte {
	type entry struct {
		Name  string `json:"name"`
		Type  string `json:"type"`
		MTime string `json:"mtime"`
		Size  int    `json:"size"`
	}
	entries := map[string]entry{}
	for path, body := range m.objects {
		if rest, ok := strings.CutPrefix(path, directory); ok {
			name, _, deeper := strings.Cut(rest, "/")
			kind := "file"
			if deeper {
				kind = "directory"
			}
			entries[name] = entry{name, kind, testTime.Format("Mon, 02 Jan 2006 15:04:05 GMT"), len(body)}
		}
	}
	list := []entry{}
	for _, entry := range entries {
		list = append(list, entry)
	}
	text, err := json.Marshal(list)
	if err != nil {
		panic(err)
	}
	return text
}
