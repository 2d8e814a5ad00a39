package plugin

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"
	"github.com/grafana/grafana-plugin-sdk-go/backend/resource/httpadapter"
	"github.com/llm-d/prism-grafana/pkg/engine"
	"github.com/llm-d/prism-grafana/pkg/store"
)

const (
	usualRefresh = 300 * time.Second
	leastRefresh = 5 * time.Second
)

// Plugin makes the SDK's instances and keeps what outlives them.
type Plugin struct {
	engine  Engine
	sources *sources
	ports   func(context.Context, backend.DataSourceInstanceSettings) (store.Closer, error)
}

// New takes the engine that every data source of the process shares, and how many runtimes it has.
func New(made Engine, runtimes int) *Plugin {
	runtimesReady.Set(float64(runtimes))
	return &Plugin{engine: made, sources: newSources(mostSources), ports: store.New}
}

// Close ends every scan and waits for it.
func (p *Plugin) Close() { p.sources.close() }

// instance is one data source with its settings as they are. It holds a catalog, which others of the same settings share.
type instance struct {
	backend.CallResourceHandler
	plugin   *Plugin
	settings backend.DataSourceInstanceSettings
	key      string
}

var (
	_ backend.QueryDataHandler      = (*instance)(nil)
	_ backend.CheckHealthHandler    = (*instance)(nil)
	_ backend.CallResourceHandler   = (*instance)(nil)
	_ instancemgmt.InstanceDisposer = (*instance)(nil)
)

// NewInstance returns at once: nothing is read before somebody asks, and settings that cannot be used are said then.
func (p *Plugin) NewInstance(ctx context.Context, settings backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
	key, err := keyOf(ctx, settings)
	if err != nil {
		return nil, err
	}
	made := &instance{plugin: p, settings: settings, key: key}
	made.CallResourceHandler = escaped(httpadapter.New(http.HandlerFunc(made.serve)))
	p.sources.hold(key)
	return made, nil
}

// Dispose is called by the SDK some seconds after the instance was replaced.
func (i *instance) Dispose() { i.plugin.sources.release(i.key) }

// keyOf is the same for instances that see the same store the same way: organisation, uid, settings, secrets, and what the
// server adds to them.
func keyOf(ctx context.Context, settings backend.DataSourceInstanceSettings) (string, error) {
	asked := backend.PluginConfigFromContext(ctx)
	grafana := backend.GrafanaConfigFromContext(ctx)
	content, err := json.Marshal([]any{
		settings.URL, settings.User, settings.BasicAuthEnabled, settings.BasicAuthUser,
		string(settings.JSONData), settings.DecryptedSecureJSONData,
		grafana.ProxyHash(), store.GrafanaSettings(grafana),
	})
	if err != nil {
		return "", errors.New("the settings of the data source cannot be read")
	}
	hash := sha256.Sum256(content)
	//nolint:staticcheck // Older servers send no namespace.
	return fmt.Sprintf("%s/%d/%s/%s", asked.Namespace, asked.OrgID, settings.UID, hex.EncodeToString(hash[:])), nil
}

// source is the catalog of the data source, made when it is first asked for.
func (i *instance) source(ctx context.Context) (*source, error) {
	return i.plugin.sources.get(
		i.key,
		func() (store.Closer, error) { return i.port(ctx) },
		func(port store.Closer) *source {
			return newSource(i.settings.UID, i.plugin.engine, port, i.settings.JSONData, i.refresh())
		},
	)
}

// port reaches the store, where the settings make sense. Settings of an unexpected form make the SDK panic.
func (i *instance) port(ctx context.Context) (port store.Closer, err error) {
	defer func() {
		if recover() != nil {
			err = &settingsError{errors.New("the settings of the data source are not of the expected form; save them again")}
		}
	}()
	if err := i.plugin.engine.ParseConfig(i.settings.JSONData); err != nil {
		return nil, err
	}
	made, err := i.plugin.ports(ctx, i.settings)
	if err != nil {
		return nil, &settingsError{err}
	}
	return made, nil
}

func (i *instance) refresh() time.Duration {
	var given struct {
		RefreshSeconds float64 `json:"refreshSeconds"`
	}
	if json.Unmarshal(i.settings.JSONData, &given) != nil || given.RefreshSeconds <= 0 || given.RefreshSeconds > 1e6 {
		return usualRefresh
	}
	return max(leastRefresh, time.Duration(given.RefreshSeconds*float64(time.Second)))
}

// context is what the core knows of the outside. Links lead through this plugin, so they work for private stores too.
func (i *instance) context(ctx context.Context, asked backend.TimeRange) engine.Context {
	made := engine.Context{Now: time.Now(), From: asked.From, To: asked.To, Links: &engine.Links{Datasource: &i.settings.UID}, Settings: i.settings.JSONData}
	if address, err := backend.GrafanaConfigFromContext(ctx).AppURL(); err == nil {
		objects := strings.TrimRight(address, "/") + "/api/datasources/uid/" + i.settings.UID + "/resources/object/"
		made.Links.Objects = &objects
	}
	return made
}
