package engine

import (
	"context"
	"slices"
	"sync"

	"github.com/grafana/sobek"
)

// pool lends runtimes, no more than a number of them at once, made when they are first needed. One that has the wanted catalog
// open is preferred.
type pool struct {
	program *sobek.Program
	slots   chan struct{}
	mutex   sync.Mutex
	idle    []*runtime
}

func newPool(program *sobek.Program, size int) *pool {
	return &pool{program: program, slots: make(chan struct{}, size)}
}

// take waits for a runtime until the context ends.
func (p *pool) take(ctx context.Context, key any) (*runtime, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if r := p.takeIdle(key); r != nil {
		return r, nil
	}
	r, err := newRuntime(p.program)
	if err != nil {
		<-p.slots
	}
	return r, err
}

func (p *pool) takeIdle(key any) *runtime {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if len(p.idle) == 0 {
		return nil
	}
	i := slices.IndexFunc(p.idle, func(r *runtime) bool { return r.hasOpen(key) })
	if i < 0 {
		i = len(p.idle) - 1
	}
	r := p.idle[i]
	p.idle = slices.Delete(p.idle, i, i+1)
	return r
}

// give takes a runtime back, nil or broken where it is of no more use.
func (p *pool) give(r *runtime) {
	if r != nil && !r.broken {
		p.mutex.Lock()
		p.idle = append(p.idle, r)
		p.mutex.Unlock()
	}
	<-p.slots
}
