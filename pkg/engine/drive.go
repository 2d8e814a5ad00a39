package engine

import (
	"context"
	"errors"

	"github.com/grafana/sobek"
)

var errNoTask = errors.New("the core gave no task")

// step is what a task has to say when it asks for a batch. partial makes a result to show meanwhile, before step returns; it is
// nil where there is none.
type step func(progress Progress, partial func() (sobek.Value, error)) error

// drive runs a task to its end and gives its result. It fails with what the task throws, with what `on` returns, and with the
// context, at once where the task waits, and by an interrupt where it computes.
func (r *runtime) drive(ctx context.Context, task sobek.Value, c carrier, on step) (sobek.Value, error) {
	generator, ok := task.(*sobek.Object)
	if !ok {
		return nil, errNoTask
	}
	answers := r.vm.NewArray()
	for {
		result, err := r.method(ctx, generator, "next", answers)
		if err != nil {
			return nil, err
		}
		next, ok := result.(*sobek.Object)
		if !ok {
			return nil, errNoTask
		}
		if next.Get("done").ToBoolean() {
			return next.Get("value"), nil
		}
		batch, ok := next.Get("value").(*sobek.Object)
		if !ok {
			return nil, errNoTask
		}
		if on != nil {
			var partial func() (sobek.Value, error)
			if isGiven(batch.Get("partial")) {
				partial = func() (sobek.Value, error) { return r.method(ctx, batch, "partial") }
			}
			if err := on(progressOf(batch), partial); err != nil {
				return nil, err
			}
		}
		if answers, err = r.perform(ctx, c, objects(batch.Get("requests"))); err != nil {
			return nil, err
		}
	}
}

func (r *runtime) perform(ctx context.Context, c carrier, asked []*sobek.Object) (*sobek.Object, error) {
	requests := make([]request, len(asked))
	for i, one := range asked {
		requests[i] = readRequest(one)
	}
	made, err := c.performAll(ctx, requests)
	if err != nil {
		return nil, err
	}
	values := make([]any, len(made))
	for i, make := range made {
		if values[i], err = make(r); err != nil {
			return nil, err
		}
	}
	return r.vm.NewArray(values...), nil
}

func progressOf(batch *sobek.Object) Progress {
	given, ok := batch.Get("progress").(*sobek.Object)
	if !ok {
		return Progress{Total: -1}
	}
	progress := Progress{Step: textOf(given, "step"), Done: int(intOf(given, "done")), Total: -1}
	if isGiven(given.Get("total")) {
		progress.Total = int(intOf(given, "total"))
	}
	return progress
}
