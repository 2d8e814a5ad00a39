package store

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/google"
	"golang.org/x/oauth2/jwt"
)

const readOnly = "https://www.googleapis.com/auth/devstorage.read_only"

// googleTokens are access tokens of a service account that may read storage and nothing else. Nothing is sent before the
// first one is needed.
func googleTokens(settings backend.DataSourceInstanceSettings, o options, client *http.Client) (oauth2.TokenSource, error) {
	key := strings.ReplaceAll(settings.DecryptedSecureJSONData["privateKey"], `\n`, "\n")
	if o.ClientEmail == "" || key == "" {
		return nil, errors.New("the service account's client email or private key is missing; enter both in the settings of the data source")
	}
	account := jwt.Config{
		Email:      o.ClientEmail,
		PrivateKey: []byte(key),
		Scopes:     []string{readOnly},
		TokenURL:   google.JWTTokenURL,
	}
	if o.TokenURI != "" {
		if !strings.HasPrefix(o.TokenURI, "https://") {
			return nil, errors.New("the token URI of the service account is not https")
		}
		account.TokenURL = o.TokenURI
	}
	return account.TokenSource(context.WithValue(context.Background(), oauth2.HTTPClient, client)), nil
}

// tokenClient has the proxy and the timeouts of the instance, without its credentials and headers.
func tokenClient(given httpclient.Options) (*http.Client, error) {
	return httpclient.New(httpclient.Options{
		Timeouts:     given.Timeouts,
		ProxyOptions: given.ProxyOptions,
		Middlewares:  []httpclient.Middleware{httpclient.TracingMiddleware(nil)},
		ConfigureClient: func(_ httpclient.Options, client *http.Client) {
			client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		},
	})
}

func bearer(tokens oauth2.TokenSource) httpclient.Middleware {
	cached := oauth2.ReuseTokenSource(nil, tokens)
	return httpclient.NamedMiddlewareFunc("google-token", func(_ httpclient.Options, next http.RoundTripper) http.RoundTripper {
		return httpclient.RoundTripperFunc(func(request *http.Request) (*http.Response, error) {
			token, err := cached.Token()
			if err != nil {
				return nil, &errCredentials{"the Google service account"}
			}
			authorised := request.Clone(request.Context())
			token.SetAuthHeader(authorised)
			return next.RoundTrip(authorised)
		})
	})
}
