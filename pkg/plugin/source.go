package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/llm-d/prism-grafana/pkg/engine"
	"github.com/llm-d/prism-grafana/pkg/store"
)

const (
	// idleAfter is how long a store is still read when nobody asks for it any more.
	idleAfter = time.Hour
	// leastRest keeps requests for a refresh from reading a store without a pause.
	leastRest = 10 * time.Second
	// retryAfter is the longest pause after a scan that failed.
	retryAfter = 30 * time.Second
)

// errSettled ends the waiting of requests that came before the settings changed.
var errSettled = errors.New("the settings of the data source have changed; ask again")

// source keeps the catalog of one store for everyone: it is read in the background, again at the refresh interval, and what
// was known last is kept when the store cannot be read.
type source struct {
	uid    string
	engine Engine
	port   store.Closer
	config json.RawMessage
	every  time.Duration
	stop   context.CancelFunc
	ended  chan struct{}
	wake   chan struct{}

	mu sync.Mutex
	// known is what the next scan starts from; shown is the same, with the error of the last scan.
	known, shown *engine.Catalog
	err          error
	progress     engine.Progress
	asked, tried time.Time
	// changed is closed, and made anew, when shown or err changes.
	changed chan struct{}
}

func newSource(uid string, made Engine, port store.Closer, config json.RawMessage, every time.Duration) *source {
	ctx, stop := context.WithCancel(context.Background())
	s := &source{
		uid: uid, engine: made, port: port, config: config, every: every, stop: stop,
		ended: make(chan struct{}), wake: make(chan struct{}, 1), changed: make(chan struct{}), asked: time.Now(),
	}
	go s.run(ctx)
	return s
}

func (s *source) run(ctx context.Context) {
	defer close(s.ended)
	defer s.port.Close()
	for s.rest(ctx, s.scan(ctx)) {
	}
}

// scan reads the store once and says how long to rest.
func (s *source) scan(ctx context.Context) (rest time.Duration) {
	started := time.Now()
	catalog, err := s.read(ctx, started)
	if ctx.Err() != nil {
		return 0
	}
	observeScan(s.uid, time.Since(started), catalog, err)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tried = time.Now()
	s.err = err
	if err != nil {
		backend.Logger.Warn("A store cannot be read", "datasource", s.uid, "duration", time.Since(started), "error", firstLine(err))
		s.shown = withError(s.known, wordsOf(err))
		s.tell()
		return min(s.every, retryAfter)
	}
	backend.Logger.Debug("Read a store", "datasource", s.uid, "duration", time.Since(started), "objects", catalog.Objects, "points", catalog.Points)
	s.known, s.shown = catalog, catalog
	s.tell()
	return s.every
}

// read contains panics: one broken store must not end the process of all.
func (s *source) read(ctx context.Context, now time.Time) (catalog *engine.Catalog, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = contained("scan", fault)
		}
	}()
	s.mu.Lock()
	previous := s.known
	s.mu.Unlock()
	return s.engine.Scan(ctx, s.config, previous, engine.Context{Now: now}, s.port, s.hear)
}

// hear takes what a scan has found so far.
func (s *source) hear(progress engine.Progress, partial *engine.Catalog) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.progress = progress
	if partial != nil {
		s.known, s.shown = partial, partial
		s.tell()
	}
}

// tell wakes everyone who waits for a change. The lock is held.
func (s *source) tell() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// rest waits for the next scan: until the time has come and somebody still asks, or somebody asks for it. False: no more.
func (s *source) rest(ctx context.Context, length time.Duration) bool {
	timer := time.NewTimer(length)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-s.wake:
			return ctx.Err() == nil
		case <-timer.C:
			s.mu.Lock()
			idle := time.Since(s.asked) > max(idleAfter, 2*s.every)
			s.mu.Unlock()
			if !idle {
				return ctx.Err() == nil
			}
		}
	}
}

// touch remembers that somebody asks, and ends the rest of a source that had been forgotten.
func (s *source) touch() {
	s.mu.Lock()
	defer s.mu.Unlock()
	forgotten := time.Since(s.asked) > max(idleAfter, 2*s.every)
	s.asked = time.Now()
	if forgotten {
		s.hurry()
	}
}

// refresh asks for a scan soon and waits for nothing.
func (s *source) refresh() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.tried) > leastRest {
		s.hurry()
	}
}

func (s *source) hurry() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// now is what is known at the moment: a catalog or nil, and the error of the last scan or nil.
func (s *source) now() (*engine.Catalog, error) {
	s.touch()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown, s.err
}

// wait gives the catalog once there is one that is enough. It fails with the error of a scan that brought none, or when the
// context ends.
func (s *source) wait(ctx context.Context, enough func(*engine.Catalog) bool) (*engine.Catalog, error) {
	s.touch()
	for {
		s.mu.Lock()
		shown, err, progress, changed := s.shown, s.err, s.progress, s.changed
		s.mu.Unlock()
		if shown != nil && enough(shown) {
			return shown, nil
		}
		if err != nil {
			return nil, err
		}
		select {
		case <-changed:
		case <-s.ended:
			return nil, errSettled
		case <-ctx.Done():
			return nil, &unfinished{progress, ctx.Err()}
		}
	}
}

// unfinished is a wait that ended before the store was read.
type unfinished struct {
	progress engine.Progress
	cause    error
}

func (e *unfinished) Unwrap() error { return e.cause }

func (e *unfinished) Error() string {
	return fmt.Sprintf("the store is still being read for the first time (%s: %d done); ask again in a while", e.progress.Step, e.progress.Done)
}

// withError is the catalog with the words of what went wrong after it; nil where there is none.
func withError(catalog *engine.Catalog, words string) *engine.Catalog {
	if catalog == nil {
		return nil
	}
	failed := *catalog
	failed.Error = words
	failed.Manifest = manifestWithError(catalog.Manifest, words)
	return &failed
}
