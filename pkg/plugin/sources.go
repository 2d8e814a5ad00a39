package plugin

import (
	"sync"
	"time"

	"github.com/llm-d/prism-grafana/pkg/store"
)

// mostSources bounds the catalogs of a process; the one that was asked for longest ago goes first.
const mostSources = 32

// sources are the catalogs of the process by key. They outlive the SDK's instances, which are made anew whenever Grafana's own
// configuration changes; one that no instance holds any more ends.
type sources struct {
	most int

	mu      sync.Mutex
	held    map[string]int
	running map[string]*source
	ending  sync.WaitGroup
}

func newSources(most int) *sources {
	return &sources{most: most, held: map[string]int{}, running: map[string]*source{}}
}

func (all *sources) hold(key string) {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.held[key]++
}

func (all *sources) release(key string) {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.held[key]--
	if all.held[key] <= 0 {
		delete(all.held, key)
		all.end(key)
	}
}

// get is the source of a key, made where there is none. What may take a while is done by prepare, outside the lock.
func (all *sources) get(key string, prepare func() (store.Closer, error), start func(store.Closer) *source) (*source, error) {
	if found := all.find(key); found != nil {
		return found, nil
	}
	port, err := prepare()
	if err != nil {
		return nil, err
	}
	all.mu.Lock()
	defer all.mu.Unlock()
	if found, ok := all.running[key]; ok {
		port.Close()
		return found, nil
	}
	for len(all.running) >= all.most {
		all.end(all.oldest())
	}
	all.running[key] = start(port)
	return all.running[key], nil
}

func (all *sources) find(key string) *source {
	all.mu.Lock()
	defer all.mu.Unlock()
	return all.running[key]
}

// oldest is the key of the source that was asked for longest ago. The lock is held.
func (all *sources) oldest() string {
	var key string
	var at time.Time
	for candidate, running := range all.running {
		running.mu.Lock()
		asked := running.asked
		running.mu.Unlock()
		if key == "" || asked.Before(at) {
			key, at = candidate, asked
		}
	}
	return key
}

// end stops a source without waiting for it. The lock is held.
func (all *sources) end(key string) {
	ending, ok := all.running[key]
	if !ok {
		return
	}
	delete(all.running, key)
	forgetSource(ending.uid)
	ending.stop()
	all.ending.Go(func() { <-ending.ended })
}

// close stops every source and waits for their last requests.
func (all *sources) close() {
	all.mu.Lock()
	for key := range all.running {
		all.end(key)
	}
	all.mu.Unlock()
	all.ending.Wait()
}
