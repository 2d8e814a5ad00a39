// Package engine runs the compiled core (build/core.js) in an embedded JavaScript engine and carries out what the core asks for.
// It holds ports and plumbing only: what a file means and what an answer is stands in the core alone. No HTTP, no files, no
// environment.
package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/grafana/sobek"
)

// Engine answers queries with a pool of runtimes and scans stores in runtimes of their own. Its methods may be called from any
// number of goroutines.
type Engine struct {
	answers *pool
	scans   *pool
	closing context.Context
	close   context.CancelCauseFunc
	running sync.RWMutex // read-locked by what is under way
}

// New compiles the core. At most so many runtimes answer at once, and as many scan.
func New(core []byte, runtimes int) (*Engine, error) {
	program, err := sobek.Compile("core.js", string(core), false)
	if err != nil {
		return nil, fmt.Errorf("the core does not compile: %w", err)
	}
	closing, cancel := context.WithCancelCause(context.Background())
	size := max(1, runtimes)
	return &Engine{
		answers: newPool(program, size),
		scans:   newPool(program, size),
		closing: closing,
		close:   cancel,
	}, nil
}

// Warm makes a first runtime of each pool, beside whatever else is done, so that the first query need not wait for it. Where that fails,
// the query says why.
func (e *Engine) Warm() {
	for _, one := range []*pool{e.answers, e.scans} {
		go func() {
			e.running.RLock()
			defer e.running.RUnlock()
			if r, err := one.take(e.closing, nil); err == nil {
				one.give(r)
			}
		}()
	}
}

// Close ends what is under way and waits for it.
func (e *Engine) Close() {
	e.close(ErrClosed)
	e.running.Lock()
	defer e.running.Unlock()
}

// Scan reads a store into a catalog, of which only what changed since previous (nil: none) is read. `on` is told how far it has
// come, now and then with a catalog good enough to show where previous is none; it may be nil and is called on one goroutine. A store
// that cannot be used is a *UserError.
func (e *Engine) Scan(
	ctx context.Context, config json.RawMessage, previous *Catalog, c Context, p Port, on func(Progress, *Catalog),
) (*Catalog, error) {
	manifest := ""
	if previous != nil {
		manifest = string(previous.Manifest)
	}
	return scanning(ctx, e, func(ctx context.Context, r *runtime) (*Catalog, error) {
		task, err := r.call(ctx, "scanTask", string(config), manifest, c.json())
		if err != nil {
			return nil, err
		}
		exports := &exporter{previous: previous, made: map[string][]byte{}}
		result, err := r.drive(ctx, task, carrier{p, previous, exports.keep}, func(progress Progress, partial func() (sobek.Value, error)) error {
			var shown *Catalog
			if partial != nil && (previous == nil || !previous.Complete) {
				made, err := partial()
				if err != nil {
					return err
				}
				if shown, err = exports.export(ctx, r, made); err != nil {
					return err
				}
			}
			if on != nil {
				on(progress, shown)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		return exports.export(ctx, r, result)
	})
}

// Answer gives the frames of a query, an array of frame JSON. A query that cannot be answered as it stands is a *UserError.
func (e *Engine) Answer(
	ctx context.Context, query json.RawMessage, catalog *Catalog, c Context, p Port,
) (json.RawMessage, error) {
	return lend(ctx, e, e.answers, catalog.key(), func(ctx context.Context, r *runtime) (json.RawMessage, error) {
		opened, err := r.open(ctx, catalog)
		if err != nil {
			return nil, err
		}
		task, err := r.call(ctx, "answerTask", string(query), opened, c.json())
		if err != nil {
			return nil, err
		}
		result, err := r.drive(ctx, task, carrier{p, catalog, catalog.keep}, nil)
		if err != nil {
			return nil, err
		}
		return frames(objects(result))
	})
}

// Check tries a store step by step and says in words what it found; a store that cannot be used is no error of Check.
func (e *Engine) Check(ctx context.Context, config json.RawMessage, c Context, p Port) (Health, error) {
	return scanning(ctx, e, func(ctx context.Context, r *runtime) (health Health, err error) {
		task, err := r.call(ctx, "checkTask", string(config), c.json())
		if err != nil {
			return health, err
		}
		result, err := r.drive(ctx, task, carrier{p, nil, nil}, nil)
		if err != nil {
			return health, err
		}
		text, err := r.stringify(ctx, result)
		if err != nil {
			return health, err
		}
		return health, json.Unmarshal(text, &health)
	})
}

// ParseConfig says what is wrong with settings, as a *UserError.
func (e *Engine) ParseConfig(config json.RawMessage) error {
	_, err := lend(context.Background(), e, e.answers, nil, func(ctx context.Context, r *runtime) (struct{}, error) {
		_, err := r.call(ctx, "checkConfig", string(config))
		return struct{}{}, err
	})
	return err
}
