package plugin

import (
	"time"

	"github.com/llm-d/prism-grafana/pkg/engine"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Metrics of the process, in the registry that the SDK serves to Grafana. `datasource` is the uid.
var (
	scanSeconds = promauto.NewHistogramVec(prometheus.HistogramOpts{
		Namespace: "prism", Name: "scan_duration_seconds", Help: "Time to read a store, or what changed in it.",
		Buckets: prometheus.ExponentialBuckets(0.05, 4, 8),
	}, []string{"result"})
	objectsKnown = promauto.NewGaugeVec(prometheus.GaugeOpts{
		Namespace: "prism", Name: "catalog_objects", Help: "Objects of the store that the catalog covers.",
	}, []string{"datasource"})
	pointsKnown = promauto.NewGaugeVec(prometheus.GaugeOpts{
		Namespace: "prism", Name: "catalog_points", Help: "Load points of the catalog.",
	}, []string{"datasource"})
	querySeconds = promauto.NewHistogramVec(prometheus.HistogramOpts{
		Namespace: "prism", Name: "query_duration_seconds", Help: "Time to answer one query, waiting included.",
		Buckets: prometheus.ExponentialBuckets(0.001, 4, 9),
	}, []string{"result"})
	runtimesReady = promauto.NewGauge(prometheus.GaugeOpts{
		Namespace: "prism", Name: "runtimes", Help: "JavaScript runtimes that answer queries.",
	})
)

func resultOf(err error) string {
	if err == nil {
		return "ok"
	}
	status, source := statusOf(err)
	return string(source) + "_" + status.String()
}

func observeScan(uid string, took time.Duration, catalog *engine.Catalog, err error) {
	scanSeconds.WithLabelValues(resultOf(err)).Observe(took.Seconds())
	if err == nil {
		objectsKnown.WithLabelValues(uid).Set(float64(catalog.Objects))
		pointsKnown.WithLabelValues(uid).Set(float64(catalog.Points))
	}
}

// forgetSource removes the values of a catalog that is no longer kept.
func forgetSource(uid string) {
	objectsKnown.DeleteLabelValues(uid)
	pointsKnown.DeleteLabelValues(uid)
}
