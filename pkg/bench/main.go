// Command bench measures the engine, and with -process the plugin's process: bench [-process FILE] [-profile FILE] DIR. The directory
// holds an index as `prism index` writes it, and queries.json, an array of queries, as bench/embedded.ts writes them. It prints one
// line of JSON.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/grafana/sobek"

	"github.com/llm-d/prism-grafana/pkg/core"
	"github.com/llm-d/prism-grafana/pkg/engine"
)

// figures are in milliseconds and bytes.
type figures struct {
	Start     float64  `json:"start"`     // compiling the core and a first runtime
	Idle      uint64   `json:"idle"`      // memory with a runtime that has nothing open
	Open      uint64   `json:"open"`      // memory with the catalog and what the queries opened of it
	Quantiles []answer `json:"quantiles"` // of the queries, in their order
	Process   *process `json:"process"`   // null without -process
}

type answer struct {
	First float64 `json:"first"` // the first of its kind
	P50   float64 `json:"p50"`
	P95   float64 `json:"p95"`
	Bytes int     `json:"bytes"`
}

func main() {
	profile := flag.String("profile", "", "file for a profile, by functions of the core, of the answers after the first of each query")
	rounds := flag.Int("rounds", 20, "answers to each query")
	script := flag.String("core", "", "file with another build of the core, such as one that is not minified")
	only := flag.Int("only", -1, "the one query to ask, by its place")
	executable := flag.String("process", "", "file of the plugin's process, to be started as Grafana does")
	flag.Parse()
	if err := run(flag.Arg(0), *script, *profile, *executable, *rounds, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(directory, other, profile, executable string, rounds, only int) error {
	script, err := core.Script()
	if other != "" {
		script, err = os.ReadFile(other)
	}
	if err != nil {
		return err
	}
	var found figures
	begin := time.Now()
	e, err := engine.New(script, 1)
	if err != nil {
		return err
	}
	defer e.Close()
	if err := e.ParseConfig(json.RawMessage(`{}`)); err != nil {
		return err
	}
	found.Start = since(begin)
	found.Idle = memory()
	catalog, err := read(directory)
	if err != nil {
		return err
	}
	var queries []json.RawMessage
	text, err := os.ReadFile(filepath.Join(directory, "queries.json"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &queries); err != nil {
		return err
	}
	if only >= 0 {
		queries = queries[only : only+1]
	}
	ask := func(query json.RawMessage) (float64, int, error) {
		begin := time.Now()
		frames, err := e.Answer(context.Background(), query, catalog, engine.Context{Now: time.UnixMilli(0)}, noStore{})
		return since(begin), len(frames), err
	}
	for _, query := range queries {
		first, size, err := ask(query)
		if err != nil {
			return err
		}
		found.Quantiles = append(found.Quantiles, answer{First: first, Bytes: size})
	}
	if profile != "" {
		file, err := os.Create(profile)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := sobek.StartProfile(file); err != nil {
			return err
		}
		defer sobek.StopProfile()
	}
	for i, query := range queries {
		times := make([]float64, rounds)
		for round := range times {
			if times[round], _, err = ask(query); err != nil {
				return err
			}
		}
		slices.Sort(times)
		found.Quantiles[i].P50 = times[rounds/2]
		found.Quantiles[i].P95 = times[(rounds*95+99)/100-1]
	}
	found.Open = memory()
	if executable != "" {
		if found.Process, err = measureProcess(executable, directory, queries); err != nil {
			return err
		}
	}
	return json.NewEncoder(os.Stdout).Encode(found)
}

// read makes a catalog of files.
func read(directory string) (*engine.Catalog, error) {
	manifest, err := os.ReadFile(filepath.Join(directory, "prism-index.json"))
	if err != nil {
		return nil, err
	}
	catalog := &engine.Catalog{ID: "bench", Complete: true, Manifest: manifest, Tables: map[string][]byte{}}
	paths, err := filepath.Glob(filepath.Join(directory, "*", "*.arrow"))
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		name, err := filepath.Rel(directory, path)
		if err != nil {
			return nil, err
		}
		if catalog.Tables[filepath.ToSlash(name)], err = os.ReadFile(path); err != nil {
			return nil, err
		}
	}
	return catalog, nil
}

func since(begin time.Time) float64 { return float64(time.Since(begin).Microseconds()) / 1000 }

// memory gives the bytes in use, after everything that can go has gone.
func memory() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// noStore is a store that nothing is to be asked of.
type noStore struct{}

func (noStore) Do(context.Context, engine.HTTPRequest) (*engine.HTTPResponse, *engine.Failure) {
	return nil, &engine.Failure{Reason: engine.Refused, Message: "a query of an open catalog asks for nothing"}
}

func (noStore) Open(context.Context, string, int64) (io.ReadCloser, *engine.Failure) {
	return nil, &engine.Failure{Reason: engine.Refused, Message: "there is no store"}
}
