package store

import (
	"context"
	"net/http"
	"strings"
	"testing"
)

func TestPathsThatLeaveTheStoreAreNotAskedFor(t *testing.T) {
	port := portOf(t, settingsAt(t, serve(t, func(http.ResponseWriter, *http.Request) {
		t.Error("a request reached the server")
	}).URL, nil, nil), anywhere)
	for _, path := range []string{
		"//host/a", "/a", "..", "a/..", "a/../b", "./a", "a//b", `a\b`, "a\x00", "a\nb", "a\x7f", "\xff", strings.Repeat("a", 4097),
	} {
		if _, failure := port.Do(context.Background(), get(path)); failure == nil || failure.Reason != "refused" {
			t.Errorf("%q: %v", path, failure)
		}
		if IsSafeEverDecoded(path) {
			t.Errorf("%q is taken for safe", path)
		}
	}
}

func TestEncodedTricksOfAddressesAreRefused(t *testing.T) {
	for _, path := range []string{"%2e%2e/a", "a/%2E%2E", "%252e%252e/a", "a%2fb", "a%5cb", "%00", "a/%2e"} {
		if IsSafeEverDecoded(path) {
			t.Errorf("%q is taken for safe", path)
		}
	}
	for _, path := range []string{"", "a", "a/b/", "100%.json", "100%25.json", "a b+ü,=#?.json"} {
		if !IsSafeEverDecoded(path) {
			t.Errorf("%q is refused", path)
		}
	}
}

// A name that looks like an address, or like an encoded one, is a name: it stays one segment below the base.
func TestNamesAreEncodedUnderTheBase(t *testing.T) {
	var asked string
	server := serve(t, func(_ http.ResponseWriter, r *http.Request) { asked = r.RequestURI })
	port := portOf(t, settingsAt(t, server.URL+"/base dir/?x=1#y", nil, nil), anywhere)
	for path, want := range map[string]string{
		"":                                    "/base%20dir/",
		"dir/":                                "/base%20dir/dir/",
		"%2e%2e":                              "/base%20dir/%252e%252e",
		"run a/v0.2,_stage=3#1 100%&+ü?.json": "/base%20dir/run%20a/v0.2%2C_stage%3D3%231%20100%25%26%2B%C3%BC%3F.json",
		"http:example.org@b":                  "/base%20dir/http%3Aexample.org%40b",
	} {
		if _, failure := port.Do(context.Background(), get(path)); failure != nil || asked != want {
			t.Errorf("%q: asked for %q, want %q (%v)", path, asked, want, failure)
		}
	}
	query := get("a")
	query.Query = map[string]string{"q": "a b&c=d"}
	if _, failure := port.Do(context.Background(), query); failure != nil || asked != "/base%20dir/a?q=a%20b%26c%3Dd" {
		t.Errorf("asked for %q (%v)", asked, failure)
	}
}

func TestAddressesThatCannotBe(t *testing.T) {
	for _, url := range []string{"", "/relative", "ftp://host/", "file:///etc", "http://user:hunter2@host/", "http://%zz", "gopher:x"} {
		if _, err := New(context.Background(), settingsAt(t, url, nil, nil)); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v", url, err)
		}
	}
}
