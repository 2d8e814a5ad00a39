package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// result is what vLLM bench serve writes: a run of one load point with a p99 of the TTFT in ms. A p99 below zero is left out.
func result(started time.Time, concurrency int, p99 float64, failed int) string {
	ttft := fmt.Sprintf(`"mean_ttft_ms":%g,"median_ttft_ms":%g,"p99_ttft_ms":%g,`, p99/2, p99/2, p99)
	if p99 < 0 {
		ttft = ""
	}
	return fmt.Sprintf(`{"date":"%s","backend":"vllm","model_id":"org/m","num_prompts":%d,"request_rate":"inf",
		"max_concurrency":%d,"duration":60,"completed":%d,"total_input_tokens":1000,"total_output_tokens":500,
		"request_throughput":1,"output_throughput":100,%s"mean_tpot_ms":10,"median_tpot_ms":10,"p99_tpot_ms":20}`,
		started.UTC().Format("20060102-150405"), 10+failed, concurrency, 10, ttft)
}

// files is a store in memory: contents by path.
type files map[string]string

// listing is a directory as nginx lists it in JSON; nil where there is none.
func (f files) listing(directory string) []byte {
	type entry struct {
		Name  string `json:"name"`
		Type  string `json:"type"`
		Mtime string `json:"mtime"`
		Size  int    `json:"size,omitempty"`
	}
	seen := map[string]entry{}
	for path, content := range f {
		if rest, ok := strings.CutPrefix(path, directory); ok {
			name, _, nested := strings.Cut(rest, "/")
			one := entry{Name: name, Type: "file", Mtime: "Tue, 24 Nov 2026 10:00:00 GMT", Size: len(content)}
			if nested {
				one.Type, one.Size = "directory", 0
			}
			seen[name] = one
		}
	}
	if len(seen) == 0 && directory != "" {
		return nil
	}
	entries := make([]entry, 0, len(seen))
	for _, one := range seen {
		entries = append(entries, one)
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.Name, b.Name) })
	text, _ := json.Marshal(entries)
	return text
}

func (f files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/")
	if content, ok := f[path]; ok {
		w.Header().Set("ETag", fmt.Sprintf(`"%d"`, len(content)))
		_, _ = w.Write([]byte(content))
		return
	}
	if listing := f.listing(path); listing != nil && (path == "" || strings.HasSuffix(path, "/")) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(listing)
		return
	}
	http.NotFound(w, r)
}

func serveStore(t *testing.T, store http.Handler) string {
	t.Helper()
	server := httptest.NewServer(store)
	t.Cleanup(server.Close)
	return server.URL
}

// gate serves so many objects and then holds requests for more back until it is opened.
type gate struct {
	files
	most   int64
	served atomic.Int64
	opened chan struct{}
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, ".json") && g.served.Add(1) > g.most {
		select {
		case <-g.opened:
		case <-r.Context().Done():
			return
		}
	}
	g.files.ServeHTTP(w, r)
}

// runs are so many runs in a directory, an hour apart.
func runs(store files, directory string, count int) files {
	for i := range count {
		store[fmt.Sprintf("%s/run-%d.json", directory, i)] = result(time.Now().Add(time.Duration(i-count)*time.Hour), 4, 100+float64(i), 0)
	}
	return store
}

// long is a store that is shown in part before it is read whole (after each batch of 64 at first, src/core/engine/scan.ts): ten runs at
// its beginning, ten at its end, and in between what is no result. The gate, which counts the question for an index too, stands after
// the second batch.
func long() *gate {
	store := runs(runs(files{}, "a", 10), "z", 10)
	for i := range 200 {
		store[fmt.Sprintf("m-%02d/%02d.json", i/10, i%10)] = "{}"
	}
	return &gate{files: store, most: 1 + 2*64, opened: make(chan struct{})}
}

// nginx serves a directory with JSON listings and a password, and stops with the test.
func nginx(t *testing.T, store files) string {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		if program, err = exec.LookPath("/usr/sbin/nginx"); err != nil {
			t.Skip("no nginx here")
		}
	}
	root := t.TempDir()
	for path, content := range store {
		target := filepath.Join(root, "objects", filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	if err := os.WriteFile(filepath.Join(root, "users"), []byte("me:{PLAIN}secret\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	configuration := fmt.Sprintf(`daemon off; worker_processes 1; pid %[1]s/pid; error_log %[1]s/error.log; user root;
events { worker_connections 256; }
http { access_log off; client_body_temp_path %[1]s/t1; proxy_temp_path %[1]s/t2; fastcgi_temp_path %[1]s/t3; uwsgi_temp_path %[1]s/t4; scgi_temp_path %[1]s/t5;
server { listen %[2]s; root %[1]s/objects; autoindex on; autoindex_format json; auth_basic "results"; auth_basic_user_file %[1]s/users; } }`, root, address)
	file := filepath.Join(root, "nginx.conf")
	if err := os.WriteFile(file, []byte(configuration), 0o644); err != nil {
		t.Fatal(err)
	}
	server := exec.Command(program, "-c", file, "-p", root, "-e", filepath.Join(root, "error.log"))
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(os.Interrupt)
		_ = server.Wait()
	})
	eventually(t, "nginx answers", func() bool {
		connection, err := net.Dial("tcp", address)
		if err == nil {
			_ = connection.Close()
		}
		return err == nil
	})
	return "http://" + address
}
