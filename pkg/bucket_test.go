package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

func TestAPrivateBucket(t *testing.T) {
	memory := s3mem.New()
	if err := memory.CreateBucket("results"); err != nil {
		t.Fatal(err)
	}
	for n, key := range []string{"x/" + strings.TrimSuffix(odd, ".json") + "/1.json", "x/b/2.json", "y/other.json"} {
		text := result(time.Now(), n+1, 100, 0)
		if _, err := memory.PutObject("results", key, map[string]string{}, strings.NewReader(text), int64(len(text)), nil); err != nil {
			t.Fatal(err)
		}
	}
	fake := gofakes3.New(memory).Server()
	// gofakes3 takes any signature and none; keys are wanted here. Signatures are recomputed in the tests of pkg/store.
	store := serveStore(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		signature := r.Header.Get("Authorization")
		if !strings.HasPrefix(signature, "AWS4-HMAC-SHA256 Credential=AKID/") || !strings.Contains(signature, "/eu-west-1/s3/aws4_request") {
			http.Error(w, "<Error><Code>AccessDenied</Code></Error>", http.StatusForbidden)
			return
		}
		fake.ServeHTTP(w, r)
	}))
	prism := start(t)
	settings := source("bucket", store, "")
	settings.JSONData = fmt.Appendf(nil, `{"store":{"kind":"s3","bucket":"results","prefix":"x","region":"eu-west-1"},"authType":"keys"}`)
	settings.DecryptedSecureJSONData = map[string]string{"accessKey": "AKID", "secretKey": "word"}
	answers, err := prism.patiently(settings, true, table)
	if err != nil || rows(t, answers["A"]) != 2 {
		t.Fatal(err)
	}
	if health := prism.check(t, settings); health.Status != backend.HealthStatusOk {
		t.Errorf("%+v", health)
	}
	if object := prism.get(t, settings, "object/results/x/b/2.json", nil); object.Status != 200 || !strings.Contains(string(object.Body), "org/m") {
		t.Error(object.Status)
	}
	public := settings
	public.UID, public.JSONData = "public", fmt.Appendf(nil, `{"store":{"kind":"s3","bucket":"results"}}`)
	answers, err = prism.patiently(public, true, table)
	if err != nil || answers["A"].Error == nil || !strings.Contains(answers["A"].Error.Error(), "AccessDenied") {
		t.Error(err, answers["A"].Error)
	}
}
