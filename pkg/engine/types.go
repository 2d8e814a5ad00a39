package engine

import (
	"context"
	"encoding/json"
	"io"
	"time"
)

// Range is a range of bytes, both ends included.
type Range struct{ From, To int64 }

// HTTPRequest is one object (or listing) wanted of the store. Path is relative to the root of the store and unencoded; an answer
// longer than SizeLimit bytes is to be cut off and answered as too-large; with ETag the server may answer 304.
type HTTPRequest struct {
	Method, Path   string
	Query, Headers map[string]string
	Body           string
	Range          *Range
	SizeLimit      int64
	ETag           string
}

// HTTPResponse is what came. Every status of a server is one. Where a server does not know ranges, Body holds at least the
// object up to the end of the range. Modified is zero where unknown.
type HTTPResponse struct {
	Status            int
	ETag, ContentType string
	Modified          time.Time
	Body              []byte
}

// Reasons why a request has no answer.
const (
	Unreachable = "unreachable"
	Timeout     = "timeout"
	TooLarge    = "too-large"
	Refused     = "refused"
	Cancelled   = "cancelled"
	malformed   = "malformed" // it arrived, but is not what it was wanted as
)

// Failure says why a request has no answer. Message is for people, names the object and what to do, and carries no secret; left
// empty, the usual words are used.
type Failure struct{ Reason, Message string }

func (f *Failure) Error() string { return f.Message }

// Port reaches one store. Retries and back-off are the port's. Both methods may be called from several goroutines at once.
type Port interface {
	Do(ctx context.Context, r HTTPRequest) (*HTTPResponse, *Failure)
	// Open gives the bytes of an object as they come; sizeLimit is the most that will be read. Read may fail with a *Failure.
	Open(ctx context.Context, path string, sizeLimit int64) (io.ReadCloser, *Failure)
}

// Links say where links of cells lead. Objects is the address before an object's path.
type Links struct {
	Objects    *string `json:"objects"`
	Datasource *string `json:"datasource"`
}

// Context is what an entry point knows of the outside. From and To are zero where no time range applies. Settings are those of
// the data source, out of which the core takes prices and where metrics and logs lie.
type Context struct {
	Now, From, To time.Time
	Links         *Links
	Settings      json.RawMessage
}

func (c Context) json() string {
	type timeRange struct {
		From int64 `json:"from"`
		To   int64 `json:"to"`
	}
	given := struct {
		Now   int64      `json:"now"`
		Range *timeRange `json:"range"`
		Links *Links     `json:"links,omitempty"`

		Settings json.RawMessage `json:"settings,omitempty"`
	}{Now: c.Now.UnixMilli(), Links: c.Links, Settings: c.Settings}
	if !json.Valid(c.Settings) {
		given.Settings = nil
	}
	if !c.From.IsZero() && !c.To.IsZero() {
		given.Range = &timeRange{c.From.UnixMilli(), c.To.UnixMilli()}
	}
	text, err := json.Marshal(given)
	if err != nil {
		panic(err) // numbers, texts and valid JSON always have JSON
	}
	return string(text)
}

// Progress says how far an entry point has come. Total is -1 while it still grows.
type Progress struct {
	Step        string
	Done, Total int
}

// Health is the answer of a check. Status is "ok" or "error"; Step names what failed.
type Health struct {
	Status  string `json:"status"`
	Step    string `json:"step"`
	Message string `json:"message"`
	Details string `json:"details"`
}

// UserError is an error that a user can mend: a query, the settings, or the store. Kind is the name that the core gives it:
// QueryError, SettingsError, StoreError, TableError or ArrowError.
type UserError struct{ Kind, Message string }

func (e *UserError) Error() string { return e.Message }
