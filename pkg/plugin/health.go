package plugin

import (
	"context"
	"encoding/json"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/llm-d/prism-grafana/pkg/engine"
)

// CheckHealth tries the store with the settings as they were saved: what stands under Save & test.
func (i *instance) CheckHealth(ctx context.Context, _ *backend.CheckHealthRequest) (*backend.CheckHealthResult, error) {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	health, err := i.health(ctx)
	if err != nil {
		return &backend.CheckHealthResult{Status: backend.HealthStatusError, Message: wordsOf(err)}, nil
	}
	result := &backend.CheckHealthResult{Status: backend.HealthStatusError, Message: health.Message}
	if health.Status == "ok" {
		result.Status = backend.HealthStatusOk
	}
	if health.Details != "" {
		result.JSONDetails, err = json.Marshal(map[string]string{"verboseMessage": health.Details})
	}
	return result, err
}

func (i *instance) health(ctx context.Context) (health engine.Health, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = contained("check", fault)
		}
	}()
	port, err := i.port(ctx)
	if err != nil {
		return health, err
	}
	defer port.Close()
	return i.plugin.engine.Check(ctx, i.settings.JSONData, i.context(ctx, backend.TimeRange{}), port)
}
