package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/config"
	"github.com/llm-d/prism-grafana/pkg/engine"
)

func digest(text string) string {
	hash := sha256.Sum256([]byte(text))
	return hex.EncodeToString(hash[:])
}

func mac(key []byte, text string) []byte {
	hash := hmac.New(sha256.New, key)
	_, _ = io.WriteString(hash, text)
	return hash.Sum(nil)
}

var authorization = regexp.MustCompile(`^AWS4-HMAC-SHA256 Credential=[^/]+/(\d{8})/([^/]+)/s3/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$`)

// signatureOf computes the signature of a request as it arrived, after "Signature Calculations for the Authorization Header" of
// the S3 API reference; given is what the request itself carries.
func signatureOf(r *http.Request, body, secret string) (given, computed string) {
	found := authorization.FindStringSubmatch(r.Header.Get("Authorization"))
	if found == nil {
		return "", "none"
	}
	day, region, names := found[1], found[2], strings.Split(found[3], ";")
	path, query, _ := strings.Cut(r.RequestURI, "?")
	parts := strings.Split(query, "&")
	for i, part := range parts {
		if part != "" && !strings.Contains(part, "=") {
			parts[i] += "="
		}
	}
	slices.Sort(parts)
	var headers strings.Builder
	for _, name := range names {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.Host
		} else if name == "content-length" {
			value = fmt.Sprint(r.ContentLength)
		}
		fmt.Fprintf(&headers, "%s:%s\n", name, strings.TrimSpace(value))
	}
	canonical := strings.Join([]string{r.Method, path, strings.Join(parts, "&"), headers.String(), found[3], digest(body)}, "\n")
	scope := strings.Join([]string{day, region, "s3", "aws4_request"}, "/")
	toSign := strings.Join([]string{"AWS4-HMAC-SHA256", r.Header.Get("X-Amz-Date"), scope, digest(canonical)}, "\n")
	key := mac(mac(mac(mac([]byte("AWS4"+secret), day), region), "s3"), "aws4_request")
	return found[4], hex.EncodeToString(mac(key, toSign))
}

// The first example of that page, by which the check itself is checked.
func TestTheCheckOfSignaturesItself(t *testing.T) {
	r, _ := http.NewRequest(http.MethodGet, "http://examplebucket.s3.amazonaws.com/test.txt", nil)
	r.RequestURI = "/test.txt"
	r.Header.Set("Range", "bytes=0-9")
	r.Header.Set("X-Amz-Content-Sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
	r.Header.Set("X-Amz-Date", "20130524T000000Z")
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"+
		"SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
	if given, computed := signatureOf(r, "", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"); given != computed {
		t.Fatal(computed)
	}
}

var awsKeys = map[string]string{"accessKey": "AKID", "secretKey": "word", "sessionToken": "session"}

func s3Settings(t *testing.T, url, authType string) backend.DataSourceInstanceSettings {
	return settingsAt(t, url, jsonData{"store": jsonData{"kind": "s3", "bucket": "b", "region": "eu-west-1"}, "authType": authType}, awsKeys)
}

func TestRequestsAreSignedForS3(t *testing.T) {
	checked := 0
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		given, computed := signatureOf(r, string(body), "word")
		if given != computed || r.Header.Get("X-Amz-Security-Token") != "session" || r.Header.Get("X-Amz-Content-Sha256") != digest(string(body)) {
			t.Errorf("%s is signed %s, want %s", r.RequestURI, given, computed)
		}
		if !strings.Contains(r.Header.Get("Authorization"), "Credential=AKID/") || !strings.Contains(r.Header.Get("Authorization"), "/eu-west-1/s3/") {
			t.Error(r.Header.Get("Authorization"))
		}
		if checked++; checked == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	port := portOf(t, s3Settings(t, server.URL, "keys"), anywhere)
	listing := get("b/")
	listing.Query = map[string]string{"list-type": "2", "encoding-type": "url", "prefix": "run a/ü+", "continuation-token": "1/=+ "}
	ranged := get("b/run a/v0.2,_stage=3#1 100%&+ü (copy)!*'.json")
	ranged.Range, ranged.ETag = &engine.Range{From: 1, To: 9}, `"e"`
	post := get("b/q")
	post.Method, post.Body = http.MethodPost, "SELECT 1"
	for _, request := range []engine.HTTPRequest{listing, ranged, post} {
		if _, failure := port.Do(context.Background(), request); failure != nil {
			t.Fatal(failure)
		}
	}
	stream, failure := port.Open(context.Background(), "b/rows.json", 10)
	if failure != nil {
		t.Fatal(failure)
	}
	_ = stream.Close()
	if checked != 5 {
		t.Errorf("%d requests, want five: one is tried again, signed anew", checked)
	}
}

func withGrafana(settings map[string]string) context.Context {
	return config.WithGrafanaConfig(context.Background(), config.NewGrafanaCfg(settings))
}

func TestWhichCredentialsOfAWSAreAllowed(t *testing.T) {
	role := func(settings backend.DataSourceInstanceSettings) backend.DataSourceInstanceSettings {
		settings.JSONData = []byte(strings.Replace(string(settings.JSONData), "{", `{"assumeRoleArn":"arn:aws:iam::1:role/r","externalId":"x",`, 1))
		return settings
	}
	keys, chain := s3Settings(t, "http://127.0.0.1:1", "keys"), s3Settings(t, "http://127.0.0.1:1", "default")
	without := keys
	without.DecryptedSecureJSONData = map[string]string{"accessKey": "AKID"}
	allowed := func(providers, roles string) context.Context {
		return withGrafana(map[string]string{allowedProviders: providers, roleEnabled: roles})
	}
	for name, one := range map[string]struct {
		ctx      context.Context
		settings backend.DataSourceInstanceSettings
		words    string
	}{
		"keys, nothing said":         {withGrafana(nil), keys, ""},
		"keys, allowed":              {allowed("default,keys", ""), keys, ""},
		"keys, not allowed":          {allowed("default", ""), keys, "does not allow AWS keys"},
		"keys, one missing":          {withGrafana(nil), without, "is missing"},
		"the server's, nothing said": {withGrafana(nil), chain, "has to allow"},
		"the server's, not allowed":  {allowed("keys,credentials", ""), chain, "has to allow"},
		"the server's, allowed":      {allowed("default, keys", ""), chain, ""},
		"a role, nothing said":       {withGrafana(nil), role(keys), "has to allow roles"},
		"a role, not allowed":        {allowed("keys", "false"), role(keys), "has to allow roles"},
		"a role, allowed":            {allowed("keys", "true"), role(keys), ""},
	} {
		made, err := New(one.ctx, one.settings)
		if (one.words == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), one.words) {
			t.Errorf("%s: %v", name, err)
		}
		if made != nil {
			made.Close()
		}
	}
}

// own gives the process credentials of its own in the environment, and no other.
func own(t *testing.T, key, secret string) {
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_WEB_IDENTITY_TOKEN_FILE": "", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "",
	} {
		t.Setenv(name, value)
	}
}

func TestTheServersOwnCredentialsSign(t *testing.T) {
	own(t, "CHAIN", "of the server")
	var asked atomic.Int64
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		body, _ := io.ReadAll(r.Body)
		given, computed := signatureOf(r, string(body), "of the server")
		if given != computed || !strings.Contains(r.Header.Get("Authorization"), "Credential=CHAIN/") || r.Header.Get("X-Amz-Security-Token") != "" {
			t.Errorf("signed %s by %s, want %s", given, r.Header.Get("Authorization"), computed)
		}
	})
	settings := s3Settings(t, server.URL, "default") // with keys of the data source, which are not to be used
	if _, err := New(withGrafana(map[string]string{allowedProviders: "keys"}), settings); err == nil || strings.Contains(err.Error(), "CHAIN") {
		t.Error("used though an administrator allows keys alone: ", err)
	}
	port, err := New(withGrafana(map[string]string{allowedProviders: "default"}), settings)
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	if _, failure := port.Do(context.Background(), get("b/x.json")); failure != nil || asked.Load() != 1 {
		t.Error(failure, asked.Load())
	}
	own(t, "", "")
	none, err := New(withGrafana(map[string]string{allowedProviders: "default"}), settings)
	if err != nil {
		t.Fatal(err)
	}
	defer none.Close()
	if _, failure := none.Do(context.Background(), get("b/x.json")); failure == nil || !strings.Contains(failure.Message, "no credentials of AWS can be had") || asked.Load() != 1 {
		t.Error("sent without credentials: ", failure, asked.Load())
	}
}

func TestAddressOfABucketWithoutAnEndpoint(t *testing.T) {
	for text, want := range map[string]string{
		`{"store":{"kind":"s3","bucket":"b"}}`:                                        "https://s3.us-east-1.amazonaws.com",
		`{"store":{"kind":"s3","bucket":"b","region":"eu-west-1","pathStyle":false}}`: "https://b.s3.eu-west-1.amazonaws.com",
	} {
		settings := backend.DataSourceInstanceSettings{JSONData: []byte(text)}
		parsed, err := optionsOf(settings)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := addressOf(settings, parsed); err != nil || got.String() != want {
			t.Errorf("%v, want %s (%v)", got, want, err)
		}
	}
}
