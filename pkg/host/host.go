// Package host starts a plugin's process and talks to it as Grafana's server does. It is for tests and for the bench.
package host

import (
	"os"
	"os/exec"

	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
)

// Process is a running plugin process and its services.
type Process struct {
	Data      grpcplugin.DataClient
	Health    grpcplugin.DiagnosticsClient
	Resources grpcplugin.ResourceClient
	*goplugin.Client
}

// Start starts a process, with more of an environment, and shakes hands with it.
func Start(executable string, log hclog.Logger, environment ...string) (*Process, error) {
	command := exec.Command(executable)
	command.Env = append(append(os.Environ(), "GF_VERSION=12.4.0"), environment...)
	client := goplugin.NewClient(&goplugin.ClientConfig{
		Cmd: command,
		HandshakeConfig: goplugin.HandshakeConfig{
			ProtocolVersion: grpcplugin.ProtocolVersion, MagicCookieKey: grpcplugin.MagicCookieKey, MagicCookieValue: grpcplugin.MagicCookieValue,
		},
		VersionedPlugins: map[int]goplugin.PluginSet{grpcplugin.ProtocolVersion: {
			"data": &grpcplugin.DataGRPCPlugin{}, "diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{}, "resource": &grpcplugin.ResourceGRPCPlugin{},
		}},
		AllowedProtocols: []goplugin.Protocol{goplugin.ProtocolGRPC},
		Logger:           log,
	})
	connected, err := client.Client()
	if err != nil {
		client.Kill()
		return nil, err
	}
	services := map[string]any{"data": nil, "diagnostics": nil, "resource": nil}
	for name := range services {
		if services[name], err = connected.Dispense(name); err != nil {
			client.Kill()
			return nil, err
		}
	}
	return &Process{
		services["data"].(grpcplugin.DataClient),
		services["diagnostics"].(grpcplugin.DiagnosticsClient),
		services["resource"].(grpcplugin.ResourceClient),
		client,
	}, nil
}
