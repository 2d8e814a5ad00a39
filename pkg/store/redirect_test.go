package store

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/llm-d/prism-grafana/pkg/engine"
)

// trusting stands for the authorities of the system: servers of tests sign their certificates themselves.
var trusting = &tls.Config{InsecureSkipVerify: true}

func TestRedirectsAreFollowedWithoutCredentials(t *testing.T) {
	var seen []http.Header
	target := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header.Clone())
		if r.URL.Path == "/first" {
			http.Redirect(w, r, "/second?signature=s", http.StatusFound)
			return
		}
		_, _ = w.Write([]byte(r.URL.RequestURI()))
	}))
	defer target.Close()
	origin := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if user, word, _ := r.BasicAuth(); user != "me" || word != "secret" || r.Header.Get("X-Key") != "k" {
			t.Errorf("the store itself gets %v", r.Header)
		}
		http.Redirect(w, r, target.URL+"/first", http.StatusTemporaryRedirect)
	})
	settings := settingsAt(t, origin.URL, jsonData{"store": jsonData{"kind": "http"}, "httpHeaderName1": "X-Key"},
		map[string]string{"basicAuthPassword": "secret", "httpHeaderValue1": "k"})
	settings.BasicAuthEnabled, settings.BasicAuthUser = true, "me"
	request := get("a")
	request.Range, request.ETag = &engine.Range{From: 0, To: 500}, `"e"`
	request.Headers = map[string]string{"X-Amz-Token": "t"}
	answer, failure := portOf(t, settings, anywhere).Do(context.Background(), request)
	if failure != nil || string(answer.Body) != "/second?signature=s" {
		t.Fatal(answer, failure)
	}
	for _, header := range seen {
		for _, name := range []string{"Authorization", "X-Key", "X-Amz-Token", "Cookie", "Referer"} {
			if header.Get(name) != "" {
				t.Errorf("%s is sent on", name)
			}
		}
		if header.Get("Range") != "bytes=0-500" || header.Get("If-None-Match") != `"e"` {
			t.Errorf("range and validator are lost: %v", header)
		}
	}
	if len(seen) != 2 {
		t.Errorf("%d hops", len(seen))
	}
}

func TestRedirectsThatAreNotFollowed(t *testing.T) {
	reached := false
	loop := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reached = true
		http.Redirect(w, r, "/again", http.StatusFound)
	}))
	defer loop.Close()
	port := strings.TrimPrefix(loop.URL, "https://127.0.0.1:")
	cases := map[string]struct {
		to      string
		allowed func(netip.Addr) bool
		words   string
	}{
		"http":                     {"http://example.org/a", anywhere, "does not lead to https"},
		"another scheme":           {"file:///etc/passwd", anywhere, "does not lead to https"},
		"the same server, by http": {"/b/", anywhere, "does not lead to https"},
		"credentials":              {"https://me:word@example.org/", anywhere, "carries credentials"},
		"more than three hops":     {loop.URL, anywhere, "more than 3"},
		"loopback":                 {loop.URL, isPublic, "private network"},
		"loopback by name":         {"https://localhost:" + port + "/", isPublic, "private network"},
		"loopback, IPv6":           {"https://[::1]:" + port + "/", isPublic, "private network"},
		"loopback, mapped":         {"https://[::ffff:127.0.0.1]:" + port + "/", isPublic, "private network"},
		"loopback as a number":     {"https://2130706433:" + port + "/", isPublic, ""},
		"metadata":                 {"https://169.254.169.254/latest/meta-data/", isPublic, "private network"},
		"metadata, IPv6":           {"https://[fd00:ec2::254]/latest/", isPublic, "private network"},
		"private":                  {"https://10.0.0.1/", isPublic, "private network"},
		"unspecified":              {"https://0.0.0.0:" + port + "/", isPublic, "private network"},
		"no address":               {"https://%zz/", anywhere, "cannot be read"},
	}
	for name, one := range cases {
		t.Run(name, func(t *testing.T) {
			reached = false
			origin := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", one.to)
				w.WriteHeader(http.StatusFound)
			})
			made := portOf(t, settingsAt(t, origin.URL, nil, nil), one.allowed)
			made.timeout = 5 * time.Second
			answer, failure := made.Do(context.Background(), get("a"))
			if failure == nil || !strings.Contains(failure.Message, one.words) || strings.Contains(failure.Message, "word@") {
				t.Fatalf("%v %v", answer, failure)
			}
			if one.words != "" && failure.Reason != engine.Refused {
				t.Errorf("reason %s", failure.Reason)
			}
			if reached && name != "more than three hops" {
				t.Error("the server behind the redirect was reached")
			}
		})
	}
}

func TestAPostIsNotRedirected(t *testing.T) {
	origin := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://example.org/", http.StatusFound)
	})
	request := get("a")
	request.Method, request.Body = http.MethodPost, "SELECT 1"
	if _, failure := portOf(t, settingsAt(t, origin.URL, nil, nil), anywhere).Do(context.Background(), request); failure == nil || failure.Reason != engine.Refused {
		t.Fatal(failure)
	}
}

// S3 answers so for a bucket of another region; the core has words for it.
func TestARedirectToNowhereIsAnAnswer(t *testing.T) {
	origin := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusMovedPermanently) })
	answer, failure := portOf(t, settingsAt(t, origin.URL, nil, nil), anywhere).Do(context.Background(), get("a"))
	if failure != nil || answer.Status != http.StatusMovedPermanently {
		t.Fatal(answer, failure)
	}
}

func TestPublicAddresses(t *testing.T) {
	for text, want := range map[string]bool{
		"8.8.8.8": true, "2606:4700::1111": true, "::ffff:8.8.8.8": true,
		"127.0.0.1": false, "::1": false, "::ffff:10.0.0.1": false, "0.0.0.0": false, "::": false, "10.1.2.3": false, "172.16.0.1": false,
		"192.168.1.1": false, "169.254.169.254": false, "100.100.100.200": false, "192.0.0.192": false, "fe80::1": false, "fd00:ec2::254": false,
		"224.0.0.1": false, "255.255.255.255": false, "64:ff9b::a9fe:a9fe": false, "2002:7f00:1::": false, "ff02::1": false,
	} {
		if got := isPublic(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
