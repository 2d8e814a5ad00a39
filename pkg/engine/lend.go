package engine

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// grace is how long an interrupted runtime may take to come back, before it is left to itself.
const grace = 2 * time.Second

// ErrClosed is the error of an engine that was closed.
var ErrClosed = errors.New("the engine is closed")

// work is done with a runtime, on a goroutine of its own.
type work[T any] func(context.Context, *runtime) (T, error)

// scanning works in a runtime that is thrown away afterwards, with all that a scan leaves behind.
func scanning[T any](ctx context.Context, e *Engine, do work[T]) (T, error) {
	return lend(ctx, e, e.scans, nil, func(ctx context.Context, r *runtime) (T, error) {
		result, err := do(ctx, r)
		r.broken = true
		return result, err
	})
}

// lend works with a runtime of a pool. One that does not come back when the context ends, since nothing can interrupt a regular
// expression, is left to itself and another takes its place.
func lend[T any](ctx context.Context, e *Engine, from *pool, key any, do work[T]) (T, error) {
	e.running.RLock()
	defer e.running.RUnlock()
	var none T
	// Said at once: below, the end of the engine arrives beside the work and may lose against a runtime that is free.
	if e.closing.Err() != nil {
		return none, ErrClosed
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(e.closing, func() { cancel(ErrClosed) })()
	r, err := from.take(ctx, key)
	if err != nil {
		return none, causeOf(ctx, err)
	}
	done := make(chan outcome[T], 1)
	go func() { done <- safely(ctx, r, do) }()
	select {
	case ended := <-done:
		from.give(r)
		return ended.result, causeOf(ctx, ended.err)
	case <-ctx.Done():
	}
	select {
	case ended := <-done:
		from.give(r)
		return ended.result, causeOf(ctx, ended.err)
	case <-time.After(grace):
		from.give(nil)
		return none, causeOf(ctx, ctx.Err())
	}
}

type outcome[T any] struct {
	result T
	err    error
}

// safely turns a panic, which is a fault of the engine, into an error; the runtime is broken then.
func safely[T any](ctx context.Context, r *runtime, do work[T]) (ended outcome[T]) {
	defer func() {
		if fault := recover(); fault != nil {
			r.broken = true
			ended.err = fmt.Errorf("the engine failed: %v", fault)
		}
	}()
	result, err := do(ctx, r)
	return outcome[T]{result, err}
}

// causeOf names a closed engine instead of a cancelled context.
func causeOf(ctx context.Context, err error) error {
	if err != nil && errors.Is(context.Cause(ctx), ErrClosed) {
		return ErrClosed
	}
	return err
}
