package engine

import (
	"fmt"
	"time"

	"github.com/grafana/sobek"

	"github.com/llm-d/prism-grafana/pkg/engine/yamlcore"
)

// answer makes the answer to a request as a value of the runtime, on the goroutine that the runtime belongs to. What could be done
// beside it is done before.
type answer func(r *runtime) (sobek.Value, error)

// property is a name and what sobek turns into a value.
type property struct {
	name  string
	value any
}

func object(r *runtime, properties ...property) (sobek.Value, error) {
	made := r.vm.NewObject()
	for _, property := range properties {
		if err := made.Set(property.name, property.value); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// usualWords are those of src/host/answers.ts.
var usualWords = map[string]string{
	Unreachable: "the server cannot be reached; check the address, the network and the certificate",
	Timeout:     "the server does not answer in time; try again, or raise the timeout",
	TooLarge:    "larger than the size limit; raise the limit, or exclude it",
	Refused:     "not followed, since it leads elsewhere",
	Cancelled:   "cancelled",
}

// failed is a failure whose message names the object; without detail it has the usual words for the reason.
func failed(reason, path, detail string) answer {
	if detail == "" {
		detail = usualWords[reason]
	}
	if path == "" {
		path = "The root of the store"
	}
	return failure(&Failure{reason, path + ": " + detail})
}

// unreadable is the failure of an object that is not what it was wanted as.
func unreadable(path, why string) answer {
	return failed(malformed, path, why+"; write it again, or exclude it")
}

func failure(f *Failure) answer {
	return func(r *runtime) (sobek.Value, error) {
		return object(r, property{"kind", "failure"}, property{"reason", f.Reason}, property{"message", f.Message})
	}
}

// ofPort is a failure as the port gave it, with the usual words where it has none.
func ofPort(f *Failure, path string) answer {
	if f.Message == "" {
		return failed(f.Reason, path, "")
	}
	return failure(f)
}

// received is the answer to an http request. body makes its body; nil is none.
func received(response *HTTPResponse, body answer) answer {
	return func(r *runtime) (sobek.Value, error) {
		content, err := object(r, property{"as", "none"})
		if body != nil {
			content, err = body(r)
		}
		if err != nil {
			return nil, err
		}
		return object(r,
			property{"kind", "http"},
			property{"status", response.Status},
			property{"etag", orNull(response.ETag)},
			property{"modified", milliseconds(response.Modified)},
			property{"contentType", orNull(response.ContentType)},
			property{"size", len(response.Body)},
			property{"body", content},
		)
	}
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func milliseconds(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at.UnixMilli()
}

func textBody(text string) answer {
	return func(r *runtime) (sobek.Value, error) {
		return object(r, property{"as", "text"}, property{"text", text})
	}
}

func bytesBody(bytes []byte) answer {
	return func(r *runtime) (sobek.Value, error) {
		array, err := r.uint8Array(bytes)
		if err != nil {
			return nil, err
		}
		return object(r, property{"as", "bytes"}, property{"bytes", array})
	}
}

// document is a value of an object as strict JSON, and where it begins.
type document struct {
	start int64
	json  []byte
}

func (d document) value(r *runtime) (sobek.Value, error) {
	value, err := parseJSON(r.vm, d.json)
	if err != nil {
		return nil, fmt.Errorf("not JSON in the value that begins at byte %d", d.start)
	}
	return value, nil
}

// jsonAnswer is the answer to an http request whose documents are parsed; malformed where one is not JSON.
func jsonAnswer(path string, response *HTTPResponse, documents []document) answer {
	return func(r *runtime) (sobek.Value, error) {
		values := make([]any, len(documents))
		for i, document := range documents {
			value, err := document.value(r)
			if err != nil {
				return unreadable(path, err.Error())(r)
			}
			values[i] = value
		}
		return received(response, func(r *runtime) (sobek.Value, error) {
			return object(r, property{"as", "json"}, property{"documents", r.vm.NewArray(values...)})
		})(r)
	}
}

// rowsAnswer has one array a field; a nil document is null.
func rowsAnswer(path string, columns [][]document, cut bool) answer {
	return func(r *runtime) (sobek.Value, error) {
		arrays := make([]any, len(columns))
		for i, column := range columns {
			values := make([]any, len(column))
			for row, cell := range column {
				if cell.json == nil {
					continue
				}
				value, err := cell.value(r)
				if err != nil {
					return unreadable(path, err.Error())(r)
				}
				values[row] = value
			}
			arrays[i] = r.vm.NewArray(values...)
		}
		return object(r, property{"kind", "rows"}, property{"columns", r.vm.NewArray(arrays...)}, property{"cut", cut})
	}
}

func yamlAnswer(documents []any) answer {
	return func(r *runtime) (sobek.Value, error) {
		known := map[any]*sobek.Object{}
		values := make([]any, len(documents))
		for i, document := range documents {
			value, err := yamlValue(r, document, known)
			if err != nil {
				return nil, err
			}
			values[i] = value
		}
		return object(r, property{"kind", "yaml"}, property{"documents", r.vm.NewArray(values...)})
	}
}

// yamlValue makes one object of a collection, however many aliases lead to it.
func yamlValue(r *runtime, value any, known map[any]*sobek.Object) (sobek.Value, error) {
	switch value := value.(type) {
	case *yamlcore.Array:
		if made, ok := known[value]; ok {
			return made, nil
		}
		made := r.vm.NewArray()
		known[value] = made
		push, _ := sobek.AssertFunction(made.Get("push"))
		for _, item := range value.Items {
			inner, err := yamlValue(r, item, known)
			if err != nil {
				return nil, err
			}
			if _, err := push(made, inner); err != nil {
				return nil, err
			}
		}
		return made, nil
	case *yamlcore.Object:
		if made, ok := known[value]; ok {
			return made, nil
		}
		made := r.vm.NewObject()
		known[value] = made
		for i, key := range value.Keys {
			inner, err := yamlValue(r, value.Values[i], known)
			if err != nil {
				return nil, err
			}
			if err := setProperty(made, key, inner); err != nil {
				return nil, err
			}
		}
		return made, nil
	}
	return r.vm.ToValue(value), nil
}
