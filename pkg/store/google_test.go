package store

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
)

func TestTokensOfAServiceAccount(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	tokens := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		text, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(text))
		parts := strings.Split(form.Get("assertion"), ".")
		if len(parts) != 3 {
			t.Errorf("no assertion: %s", text)
			return
		}
		signature, _ := base64.RawURLEncoding.DecodeString(parts[2])
		hash := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
		if err := rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, hash[:], signature); err != nil {
			t.Error(err)
		}
		var claims struct{ Iss, Scope string }
		payload, _ := base64.RawURLEncoding.DecodeString(parts[1])
		if json.Unmarshal(payload, &claims) != nil || claims.Iss != "a@b.example" || claims.Scope != "https://www.googleapis.com/auth/devstorage.read_only" {
			t.Errorf("%s", payload)
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"access_token":"short-lived","token_type":"Bearer","expires_in":3600}`)
	}))
	defer tokens.Close()
	var seen []string
	server := serve(t, func(_ http.ResponseWriter, r *http.Request) { seen = append(seen, r.Header.Get("Authorization")) })
	text := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	settings := settingsAt(t, server.URL, jsonData{"store": jsonData{"kind": "http"}, "authType": "jwt", "clientEmail": "a@b.example", "tokenUri": tokens.URL},
		map[string]string{"privateKey": strings.ReplaceAll(string(text), "\n", `\n`)})
	parsed, err := optionsOf(settings)
	if err != nil {
		t.Fatal(err)
	}
	source, err := googleTokens(settings, parsed, tokens.Client())
	if err != nil {
		t.Fatal(err)
	}
	port := portOf(t, settings, anywhere)
	transport := port.transport
	port.transport = bearer(source).CreateMiddleware(httpclient.Options{}, http.DefaultTransport)
	defer http.DefaultClient.CloseIdleConnections()
	for range 2 {
		if _, failure := port.Do(context.Background(), get("a")); failure != nil {
			t.Fatal(failure)
		}
	}
	if asked != 1 || len(seen) != 2 || seen[0] != "Bearer short-lived" || seen[1] != "Bearer short-lived" {
		t.Errorf("%d tokens, %v", asked, seen)
	}
	// The port as it is made asks a server whose certificate it does not trust, and says so without the key or the account.
	port.transport = transport
	if _, failure := port.Do(context.Background(), get("a")); failure == nil || failure.Reason != "refused" || !strings.Contains(failure.Message, "Google service account") {
		t.Error(failure)
	}
}

func TestASettingOfTheServiceAccountIsMissing(t *testing.T) {
	for name, more := range map[string]jsonData{
		"client email": {"store": jsonData{"kind": "http"}, "authType": "jwt"},
		"not https":    {"store": jsonData{"kind": "http"}, "authType": "jwt", "clientEmail": "a@b.example", "tokenUri": "http://b.example"},
	} {
		if _, err := New(context.Background(), settingsAt(t, "http://127.0.0.1:1", more, map[string]string{"privateKey": "k"})); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
