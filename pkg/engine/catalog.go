package engine

import (
	"sync"
	"time"
)

// Catalog is immutable and may be shared by all runtimes: the manifest (JSON of src/core/model/manifest.ts with `state`) and the
// Arrow bytes by table path. Tables that are not in Tables lie in the store.
type Catalog struct {
	ID        string
	Complete  bool
	ScannedAt time.Time
	Objects   int
	Points    int
	Error     string // why the last scan ended early
	Manifest  []byte
	Tables    map[string][]byte

	contents *contents
}

// contents is one for all catalogs of a store that hold the same, and none else: what runtimes keep open is kept under it. Ids
// alone could be the same for two stores.
type contents struct {
	mutex  sync.Mutex
	remote map[string][]byte // tables that lie in the store, nil until they were asked for
}

// key is what runtimes keep a catalog under.
func (c *Catalog) key() any {
	if c.contents == nil {
		return c
	}
	return c.contents
}

// table gives the bytes of a table that need not be asked of the store.
func (c *Catalog) table(path string) ([]byte, bool) {
	if bytes, ok := c.Tables[path]; ok || c.contents == nil {
		return bytes, ok
	}
	c.contents.mutex.Lock()
	defer c.contents.mutex.Unlock()
	bytes := c.contents.remote[path]
	return bytes, bytes != nil
}

// keep remembers a table that the store gave; other objects are not kept.
func (c *Catalog) keep(path string, bytes []byte) {
	if c.contents == nil {
		return
	}
	c.contents.mutex.Lock()
	defer c.contents.mutex.Unlock()
	if _, ok := c.contents.remote[path]; ok {
		c.contents.remote[path] = bytes
	}
}
