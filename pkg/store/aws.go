package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
)

// What an administrator allows under [aws] in Grafana's configuration; it arrives only where forward_settings_to_plugins
// names this plugin.
const (
	allowedProviders = "AWS_AUTH_AllowedAuthProviders"
	roleEnabled      = "AWS_AUTH_AssumeRoleEnabled"
)

// errCredentials are credentials that could not be had while a request was sent.
type errCredentials struct{ whose string }

func (e *errCredentials) Error() string {
	return "no credentials of " + e.whose + " can be had; check the keys, the role and the clock of the server"
}

// awsCredentials are the keys of the settings, or those of the server (environment, profile, instance) and roles where an
// administrator allows them.
func awsCredentials(ctx context.Context, settings backend.DataSourceInstanceSettings, o options) (aws.CredentialsProvider, error) {
	grafana := backend.GrafanaConfigFromContext(ctx)
	allowed := strings.FieldsFunc(grafana.Get(allowedProviders), func(char rune) bool { return char == ',' || char == ' ' })
	provider, err := awsSource(ctx, settings, o, allowed)
	if err != nil || o.AssumeRoleARN == "" {
		return provider, err
	}
	if grafana.Get(roleEnabled) != "true" {
		return nil, errors.New("an administrator has to allow roles first: assume_role_enabled and forward_settings_to_plugins under [aws] in Grafana's configuration")
	}
	client := sts.New(sts.Options{Region: o.region(), Credentials: provider})
	return aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(client, o.AssumeRoleARN, func(role *stscreds.AssumeRoleOptions) {
		if o.ExternalID != "" {
			role.ExternalID = aws.String(o.ExternalID)
		}
	})), nil
}

func awsSource(ctx context.Context, settings backend.DataSourceInstanceSettings, o options, allowed []string) (aws.CredentialsProvider, error) {
	if o.AuthType == authDefault {
		if !slices.Contains(allowed, authDefault) {
			return nil, errors.New("an administrator has to allow the server's own AWS credentials first: allowed_auth_providers and forward_settings_to_plugins under [aws] in Grafana's configuration")
		}
		chain, err := config.LoadDefaultConfig(ctx, config.WithRegion(o.region()))
		if err != nil {
			return nil, &errCredentials{"AWS"}
		}
		return chain.Credentials, nil
	}
	if len(allowed) > 0 && !slices.Contains(allowed, authKeys) {
		return nil, errors.New("an administrator does not allow AWS keys: allowed_auth_providers under [aws] in Grafana's configuration")
	}
	secrets := settings.DecryptedSecureJSONData
	if secrets["accessKey"] == "" || secrets["secretKey"] == "" {
		return nil, errors.New("the AWS access key or secret key is missing; enter both in the settings of the data source")
	}
	return aws.NewCredentialsCache(credentials.NewStaticCredentialsProvider(secrets["accessKey"], secrets["secretKey"], secrets["sessionToken"])), nil
}

// signing signs each attempt by AWS Signature Version 4 for S3: the path as it is sent, not encoded a second time.
func signing(provider aws.CredentialsProvider, region string) httpclient.Middleware {
	signer := v4.NewSigner(func(options *v4.SignerOptions) { options.DisableURIPathEscaping = true })
	return httpclient.NamedMiddlewareFunc("aws-signature", func(_ httpclient.Options, next http.RoundTripper) http.RoundTripper {
		return httpclient.RoundTripperFunc(func(request *http.Request) (*http.Response, error) {
			keys, err := provider.Retrieve(request.Context())
			if err != nil {
				return nil, &errCredentials{"AWS"}
			}
			hash, err := payloadHash(request)
			if err != nil {
				return nil, err
			}
			signed := request.Clone(request.Context())
			signed.Header.Set("X-Amz-Content-Sha256", hash)
			if err := signer.SignHTTP(request.Context(), keys, signed, hash, "s3", region, time.Now()); err != nil {
				return nil, &errCredentials{"AWS"}
			}
			return next.RoundTrip(signed)
		})
	})
}

func payloadHash(request *http.Request) (string, error) {
	hash := sha256.New()
	if request.GetBody != nil {
		body, err := request.GetBody()
		if err != nil {
			return "", err
		}
		defer func() { _ = body.Close() }()
		if _, err := io.Copy(hash, body); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
