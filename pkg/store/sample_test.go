package store

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/llm-d/prism-grafana/pkg/engine"
)

func TestTheSampleIsInTheExecutable(t *testing.T) {
	port, err := New(context.Background(), settingsAt(t, "", jsonData{}, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	listing := get("index.json")
	listing.SizeLimit = 1 << 20
	answer, failure := port.Do(context.Background(), listing)
	if failure != nil {
		t.Fatal(failure)
	}
	if answer.Status == http.StatusNotFound {
		t.Skip("the sample is not built: npm run build")
	}
	var list struct {
		Objects []struct {
			Path string
			Size int64
		}
	}
	if err := json.Unmarshal(answer.Body, &list); err != nil || len(list.Objects) == 0 {
		t.Fatal(err, list)
	}
	for _, object := range list.Objects {
		request := get(object.Path)
		request.SizeLimit = object.Size
		answer, failure := port.Do(context.Background(), request)
		if failure != nil || int64(len(answer.Body)) != object.Size {
			t.Fatal(object.Path, failure)
		}
	}
	first := get(list.Objects[0].Path)
	if _, failure := port.Do(context.Background(), first); failure == nil || failure.Reason != engine.TooLarge {
		t.Error(failure)
	}
	first.Range = &engine.Range{From: 1, To: 3}
	part, _ := port.Do(context.Background(), first)
	stream, failure := port.Open(context.Background(), first.Path, 10)
	if failure != nil {
		t.Fatal(failure)
	}
	defer func() { _ = stream.Close() }()
	whole, err := io.ReadAll(stream)
	if err != nil || part.Status != http.StatusPartialContent || string(part.Body) != string(whole[1:4]) {
		t.Error(err, part)
	}
	if _, failure := port.Do(context.Background(), get("../sample.go")); failure == nil || failure.Reason != engine.Refused {
		t.Error(failure)
	}
	if answer, _ := port.Do(context.Background(), get("nothing.json")); answer.Status != http.StatusNotFound {
		t.Error(answer)
	}
}
