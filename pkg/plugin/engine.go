// Package plugin is Grafana's side of the server host: it keeps catalogs, hands queries to the engine and frames to the SDK.
package plugin

import (
	"context"
	"encoding/json"

	"github.com/llm-d/prism-grafana/pkg/engine"
)

// Engine is what is used of *engine.Engine. It is safe for concurrent use.
type Engine interface {
	Scan(
		ctx context.Context, config json.RawMessage, previous *engine.Catalog, at engine.Context, port engine.Port,
		on func(engine.Progress, *engine.Catalog),
	) (*engine.Catalog, error)
	Answer(
		ctx context.Context, query json.RawMessage, catalog *engine.Catalog, at engine.Context, port engine.Port,
	) (json.RawMessage, error)
	Check(ctx context.Context, config json.RawMessage, at engine.Context, port engine.Port) (engine.Health, error)
	ParseConfig(config json.RawMessage) error
}
