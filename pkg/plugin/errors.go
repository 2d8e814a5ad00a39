package plugin

import (
	"context"
	"errors"
	"net/http"
	"runtime/debug"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/llm-d/prism-grafana/pkg/engine"
)

// errFault stands for what only a developer can mend; the log says more.
var errFault = errors.New("an error inside the plugin; the log of the Grafana server says which")

// settingsError is what is wrong with the settings of a data source, in words for who wrote them.
type settingsError struct{ err error }

func (e *settingsError) Error() string { return e.err.Error() }
func (e *settingsError) Unwrap() error { return e.err }

// contained turns a panic into an error. The log gets the stack and not the value, which may hold a query or a file's text.
func contained(where string, _ any) error {
	backend.Logger.Error("Contained a panic", "where", where, "stack", string(debug.Stack()))
	return errFault
}

// statusOf says who has to act on an error: the user, the store, or the developers.
func statusOf(err error) (backend.Status, backend.ErrorSource) {
	var user *engine.UserError
	var settings *settingsError
	switch {
	case errors.Is(err, context.Canceled):
		return 499, backend.ErrorSourceDownstream
	case errors.Is(err, context.DeadlineExceeded):
		return backend.StatusTimeout, backend.ErrorSourceDownstream
	case errors.As(err, &user), errors.As(err, &settings):
		return http.StatusBadRequest, backend.ErrorSourceDownstream
	case errors.Is(err, errSettled):
		return http.StatusServiceUnavailable, backend.ErrorSourceDownstream
	}
	return backend.StatusInternal, backend.ErrorSourcePlugin
}

// wordsOf is what people are told of an error. Faults are told in the log.
func wordsOf(err error) string {
	var waiting *unfinished
	if errors.As(err, &waiting) {
		return waiting.Error()
	}
	switch status, source := statusOf(err); {
	case source == backend.ErrorSourcePlugin:
		return errFault.Error()
	case status == backend.StatusTimeout:
		return "the answer takes longer than is allowed; narrow the query, or ask again"
	case status == 499:
		return "cancelled"
	}
	return err.Error()
}
