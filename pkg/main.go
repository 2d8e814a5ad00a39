// gpx_prism is the process that Grafana's server starts: it answers alert rules, expressions and public dashboards, reaches
// private stores, and keeps one catalog for every browser.
package main

import (
	"os"
	"runtime"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/llm-d/prism-grafana/pkg/core"
	"github.com/llm-d/prism-grafana/pkg/engine"
	"github.com/llm-d/prism-grafana/pkg/plugin"
)

const pluginID = "llmd-prism-datasource"

// Runtimes a process has: one reads while others answer.
const (
	leastRuntimes = 2
	mostRuntimes  = 8
)

func main() {
	if err := serve(); err != nil {
		backend.Logger.Error("The plugin ends", "error", err.Error())
		os.Exit(1)
	}
}

func serve() error {
	script, err := core.Script()
	if err != nil {
		return err
	}
	runtimes := min(max(runtime.GOMAXPROCS(0), leastRuntimes), mostRuntimes)
	made, err := engine.New(script, runtimes)
	if err != nil {
		return err
	}
	defer made.Close()
	made.Warm()
	prism := plugin.New(made, runtimes)
	defer prism.Close()
	return datasource.Manage(pluginID, prism.NewInstance, datasource.ManageOpts{})
}
