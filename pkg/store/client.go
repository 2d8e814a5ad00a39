package store

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/netip"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
)

// New makes the port of a data source. It sends nothing. The sample store needs no settings.
func New(ctx context.Context, settings backend.DataSourceInstanceSettings) (Closer, error) {
	parsed, err := optionsOf(settings)
	if err != nil {
		return nil, err
	}
	if parsed.Store.Kind == "" || parsed.Store.Kind == "sample" {
		return samplePort{}, nil
	}
	made, err := newPort(ctx, settings, parsed, isPublic, nil)
	if err != nil {
		return nil, err
	}
	return made, nil
}

// newPort takes what tests replace: which addresses redirects may lead to, and whom they trust there.
func newPort(
	ctx context.Context,
	settings backend.DataSourceInstanceSettings,
	parsed options,
	allowed func(netip.Addr) bool,
	trust *tls.Config,
) (*Port, error) {
	base, err := addressOf(settings, parsed)
	if err != nil {
		return nil, err
	}
	given, err := settings.HTTPClientOptions(ctx)
	if err != nil {
		return nil, err
	}
	authentication, err := authenticationOf(ctx, settings, parsed, given)
	if err != nil {
		return nil, err
	}
	var transport *http.Transport
	given.ConfigureTransport = func(_ httpclient.Options, made *http.Transport) { transport = made }
	// Not the SDK's usual list: nothing of the user who asks is forwarded, since one catalog serves all users.
	given.Middlewares = append([]httpclient.Middleware{
		httpclient.TracingMiddleware(nil),
		httpclient.BasicAuthenticationMiddleware(),
		httpclient.CustomHeadersMiddleware(),
		httpclient.ResponseLimitMiddleware(0),
	}, authentication...)
	tripper, err := httpclient.GetTransport(given)
	if err != nil {
		return nil, err
	}
	return &Port{
		base:      base,
		transport: tripper,
		follower:  newFollower(allowed, trust),
		timeout:   given.Timeouts.Timeout,
		sleep:     pause,
		close:     transport.CloseIdleConnections,
	}, nil
}

// authenticationOf is what the SDK's client does not do itself: signatures of AWS and tokens of Google.
func authenticationOf(
	ctx context.Context,
	settings backend.DataSourceInstanceSettings,
	parsed options,
	given httpclient.Options,
) ([]httpclient.Middleware, error) {
	switch parsed.AuthType {
	case authKeys, authDefault:
		provider, err := awsCredentials(ctx, settings, parsed)
		if err != nil {
			return nil, err
		}
		return []httpclient.Middleware{signing(provider, parsed.region())}, nil
	case authGoogle:
		client, err := tokenClient(given)
		if err != nil {
			return nil, err
		}
		tokens, err := googleTokens(settings, parsed, client)
		if err != nil {
			return nil, err
		}
		return []httpclient.Middleware{bearer(tokens)}, nil
	}
	return nil, nil
}
