package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// options are the keys of jsonData that say how a store is reached; the rest is the core's (src/core/model/config.ts).
type options struct {
	Store struct {
		Kind      string `json:"kind"`
		Bucket    string `json:"bucket"`
		Region    string `json:"region"`
		PathStyle *bool  `json:"pathStyle"`
	} `json:"store"`
	// AuthType is `keys` or `default` (AWS), `jwt` (Google), or anything else for what the SDK's client does alone.
	AuthType      string `json:"authType"`
	AssumeRoleARN string `json:"assumeRoleArn"`
	ExternalID    string `json:"externalId"`
	ClientEmail   string `json:"clientEmail"`
	TokenURI      string `json:"tokenUri"`
}

const (
	authKeys    = "keys"
	authDefault = "default"
	authGoogle  = "jwt"
)

const defaultRegion = "us-east-1"

func optionsOf(settings backend.DataSourceInstanceSettings) (options, error) {
	var parsed options
	if len(settings.JSONData) == 0 {
		return parsed, nil
	}
	if err := json.Unmarshal(settings.JSONData, &parsed); err != nil {
		return parsed, errors.New("the settings of the data source are not JSON of the expected form; save them again")
	}
	return parsed, nil
}

func (o options) region() string {
	if o.Store.Region == "" {
		return defaultRegion
	}
	return o.Store.Region
}

// addressOf is the base address: the URL of the data source, for a bucket without one Amazon's endpoint of its region.
func addressOf(settings backend.DataSourceInstanceSettings, o options) (*url.URL, error) {
	text := settings.URL
	if text == "" && o.Store.Kind == "s3" {
		text = fmt.Sprintf("https://s3.%s.amazonaws.com", o.region())
		if o.Store.PathStyle != nil && !*o.Store.PathStyle {
			text = fmt.Sprintf("https://%s.s3.%s.amazonaws.com", o.Store.Bucket, o.region())
		}
	}
	address, err := url.Parse(text)
	switch {
	case text == "":
		return nil, errors.New("the data source has no address; enter the URL of the store")
	case err != nil || address.Host == "":
		return nil, errors.New("the URL of the data source cannot be read; enter one such as https://results.example.org/path")
	case address.Scheme != "http" && address.Scheme != "https":
		return nil, errors.New("the URL of the data source is neither http nor https")
	case address.User != nil:
		return nil, errors.New("the URL of the data source carries a password; enter it as basic authentication instead")
	}
	return &url.URL{Scheme: address.Scheme, Host: address.Host, Path: address.Path}, nil
}

// GrafanaSettings is what an administrator's configuration says about credentials, for telling two configurations apart.
func GrafanaSettings(grafana *backend.GrafanaCfg) []string {
	return []string{grafana.Get(allowedProviders), grafana.Get(roleEnabled)}
}
