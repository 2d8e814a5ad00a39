package main

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/config"
)

// moto is an S3 that checks signatures (with botocore) and policies, with the keys of a user who may list and read. It checks the
// signature of a query as it reads it, decoded, so nothing asked for here may need an escape: a stub checks those in pkg/store.
type moto struct{ url, key, secret string }

// startMoto starts moto_server with objects in the bucket `results`, and stops it with the test. It checks nothing while it is filled.
func startMoto(t *testing.T, store files) moto {
	t.Helper()
	program := os.Getenv("PRISM_MOTO")
	if program == "" {
		program = "moto_server"
	}
	if exec.Command(program, "--help").Run() != nil {
		t.Skip(`no moto_server here (pip install "moto[server]")`)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	host, port, _ := net.SplitHostPort(address)
	server := exec.Command(program, "-H", host, "-p", port)
	server.Env = append(os.Environ(), "INITIAL_NO_AUTH_ACTION_COUNT=1000000")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	made := moto{url: "http://" + address}
	eventually(t, "moto answers", func() bool {
		response, err := http.Get(made.url)
		if err == nil {
			_ = response.Body.Close()
		}
		return err == nil
	})
	iam := func(action string, values url.Values) string {
		values.Set("Action", action)
		values.Set("UserName", "reader")
		values.Set("Version", "2010-05-08")
		return made.send(t, http.MethodPost, "", "application/x-www-form-urlencoded", values.Encode())
	}
	iam("CreateUser", url.Values{})
	iam("PutUserPolicy", url.Values{"PolicyName": {"read"}, "PolicyDocument": {
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:ListBucket","s3:GetObject"],"Resource":"*"}]}`,
	}})
	var keys struct {
		Key    string `xml:"CreateAccessKeyResult>AccessKey>AccessKeyId"`
		Secret string `xml:"CreateAccessKeyResult>AccessKey>SecretAccessKey"`
	}
	if err := xml.Unmarshal([]byte(iam("CreateAccessKey", url.Values{})), &keys); err != nil || keys.Secret == "" {
		t.Fatal("moto gives no key: ", err)
	}
	made.key, made.secret = keys.Key, keys.Secret
	made.send(t, http.MethodPut, "results", "", "")
	for path, content := range store {
		made.send(t, http.MethodPut, (&url.URL{Path: "results/" + path}).EscapedPath(), "application/json", content)
	}
	made.send(t, http.MethodPost, "moto-api/reset-auth", "text/plain", "0")
	return made
}

func (m moto) send(t *testing.T, method, path, contentType, body string) string {
	t.Helper()
	request, err := http.NewRequest(method, m.url+"/"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", contentType)
	if path == "" { // moto tells services apart by what a request would be signed for
		request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=x")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, _ := io.ReadAll(response.Body)
	if response.StatusCode >= 300 {
		t.Fatalf("moto answers %s %s with %d: %s", method, path, response.StatusCode, content)
	}
	return string(content)
}

func TestABucketOfMotoThatChecksSignatures(t *testing.T) {
	now := time.Now()
	store := startMoto(t, files{"x/1.json": result(now, 1, 100, 0), "y/2.json": result(now, 2, 250, 0)})
	// Credentials of the process itself, which only an administrator may give to a data source.
	prism := start(t, "AWS_ACCESS_KEY_ID="+store.key, "AWS_SECRET_ACCESS_KEY="+store.secret, "AWS_SESSION_TOKEN=",
		"AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull, "AWS_EC2_METADATA_DISABLED=true")
	with := func(uid, authType, key, secret string, grafana map[string]string) backend.PluginContext {
		settings := source(uid, store.url, "")
		settings.JSONData = fmt.Appendf(nil, `{"store":{"kind":"s3","bucket":"results","region":"us-east-1"},"authType":%q}`, authType)
		settings.DecryptedSecureJSONData = map[string]string{"accessKey": key, "secretKey": secret}
		asked := at(settings)
		asked.GrafanaConfig = config.NewGrafanaCfg(grafana)
		return asked
	}
	providers := func(allowed string) map[string]string {
		return map[string]string{"AWS_AUTH_AllowedAuthProviders": allowed}
	}
	for _, one := range []struct {
		asked backend.PluginContext
		words string // of the error; empty: both results
	}{
		{with("keys", "keys", store.key, store.secret, nil), ""},
		{with("wrong", "keys", store.key, "guess", nil), "SignatureDoesNotMatch"},
		{with("unknown", "keys", "AKIANOBODY", "guess", nil), "access is forbidden"},
		{with("default", "default", "", "", providers("default")), ""},
		{with("default-not-allowed", "default", "", "", providers("keys")), "an administrator has to allow"},
		{with("default-not-forwarded", "default", "", "", nil), "an administrator has to allow"},
		{with("keys-not-allowed", "keys", store.key, store.secret, providers("default")), "does not allow AWS keys"},
	} {
		t.Run(one.asked.DataSourceInstanceSettings.UID, func(t *testing.T) {
			answers, err := prism.queryIn(context.Background(), one.asked, true, table)
			if err != nil {
				t.Fatal(err)
			}
			answer := answers["A"]
			if one.words == "" {
				if rows(t, answer) != 2 {
					t.Error("rows")
				}
			} else if answer.Error == nil || !strings.Contains(answer.Error.Error(), one.words) || strings.Contains(answer.Error.Error(), store.secret) {
				t.Errorf("%v, want %q", answer.Error, one.words)
			}
		})
	}
}
