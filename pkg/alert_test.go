package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"go.yaml.in/yaml/v3"
)

// instances are what Grafana makes of a table in an alert rule: one a row, labelled by its texts; nil is NoData. A table with
// another number of number columns, a column of another type, or two rows with the same texts is refused, here as there.
func instances(t *testing.T, frame *data.Frame) map[string]*float64 {
	t.Helper()
	var texts []*data.Field
	var number *data.Field
	for _, field := range frame.Fields {
		switch field.Type() {
		case data.FieldTypeString, data.FieldTypeNullableString:
			texts = append(texts, field)
		case data.FieldTypeFloat64, data.FieldTypeNullableFloat64:
			if number != nil {
				t.Fatalf("two number columns: %s and %s", number.Name, field.Name)
			}
			number = field
		default:
			t.Fatalf("%s is %s", field.Name, field.Type())
		}
	}
	if number == nil || frame.Meta.Type != data.FrameTypeNumericLong {
		t.Fatal("no number column, or no type of table")
	}
	found := map[string]*float64{}
	for row := range frame.Rows() {
		labels := map[string]string{}
		for _, field := range texts {
			if value, ok := field.ConcreteAt(row); ok {
				labels[field.Name] = value.(string)
			}
		}
		key, _ := json.Marshal(labels)
		if _, taken := found[string(key)]; taken {
			t.Fatalf("two rows of %s", key)
		}
		found[string(key)] = nil
		if value, ok := number.ConcreteAt(row); ok {
			measured := value.(float64)
			found[string(key)] = &measured
		}
	}
	return found
}

// alert answers one query as for an alert rule.
func alert(t *testing.T, prism *process, settings backend.DataSourceInstanceSettings, query string) *data.Frame {
	t.Helper()
	answers, err := prism.patiently(settings, true, query)
	if err != nil || answers["A"].Error != nil || len(answers["A"].Frames) != 1 {
		t.Fatal(query, err, answers["A"].Error)
	}
	return answers["A"].Frames[0]
}

type provisioned struct {
	Groups []struct {
		Rules []struct {
			UID, Title, Condition string
			Annotations           map[string]string
			Data                  []struct {
				RefID         string         `yaml:"refId"`
				DatasourceUID string         `yaml:"datasourceUid"`
				Model         map[string]any `yaml:"model"`
			}
		}
	}
	Datasources []struct{ UID string }
}

func readProvisioning(t *testing.T, path string) provisioned {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var parsed provisioned
	if err := yaml.Unmarshal(text, &parsed); err != nil {
		t.Fatal(path, err)
	}
	return parsed
}

func TestProvisionedRules(t *testing.T) {
	if _, err := os.Stat("store/sample/objects/index.json"); err != nil {
		t.Skip("the sample is not built: npm run build")
	}
	var known []string
	for _, one := range readProvisioning(t, "../provisioning/datasources/prism.yaml").Datasources {
		known = append(known, one.UID)
	}
	paths, err := filepath.Glob("../provisioning/alerting/*.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatal(err)
	}
	prism := start(t)
	settings := source("sample", "", `{"kind":"sample"}`)
	for _, path := range paths {
		for _, group := range readProvisioning(t, path).Groups {
			for _, rule := range group.Rules {
				t.Run(rule.UID, func(t *testing.T) {
					refs := []string{}
					for _, part := range rule.Data {
						refs = append(refs, part.RefID)
						if part.DatasourceUID == "__expr__" {
							continue
						}
						if !slices.Contains(known, part.DatasourceUID) {
							t.Errorf("no data source %s is provisioned", part.DatasourceUID)
						}
						query, err := json.Marshal(part.Model)
						if err != nil {
							t.Fatal(err)
						}
						frame := alert(t, prism, settings, string(query))
						if len(instances(t, frame)) == 0 {
							t.Error("the sample has no row for it")
						}
						words := strings.Join([]string{rule.Annotations["summary"], rule.Annotations["description"]}, " ")
						for _, label := range labelsIn(words) {
							if _, at := frame.FieldByName(label); at < 0 {
								t.Errorf("the message names %s, which the answer lacks", label)
							}
						}
						// Verdicts are of configurations, whose labels stay the same from run to run; the others name the run.
						wanted := []string{"aseline", "/d/prism-"}
						if filepath.Base(path) == "prism.yaml" {
							wanted = append(wanted, "$$labels.run ", "$$labels.config ")
						}
						for _, said := range wanted {
							if !strings.Contains(words, said) {
								t.Errorf("the message does not say %s", said)
							}
						}
					}
					if !slices.Contains(refs, rule.Condition) {
						t.Errorf("the condition %s is no part of the rule", rule.Condition)
					}
				})
			}
		}
	}
}

func labelsIn(words string) []string {
	var names []string
	for _, part := range strings.Split(words, "$$labels.")[1:] {
		names = append(names, part[:strings.IndexAny(part+" ", " }|")])
	}
	return names
}

func TestAlertsOfABreachOfNoDataAndOfABrokenFile(t *testing.T) {
	now := time.Now()
	other := func(text string) string { return strings.ReplaceAll(text, "org/m", "org/other") }
	prism := start(t)
	settings := source("alerts", serveStore(t, files{
		"m-old/result.json":     result(now.Add(-48*time.Hour), 4, 100, 0),
		"m-new/result.json":     result(now.Add(-2*time.Hour), 4, 5000, 0),
		"other-old/result.json": other(result(now.Add(-48*time.Hour), 4, 100, 0)),
		"other-new/result.json": other(result(now.Add(-3*time.Hour), 4, -1, 0)),
		"broken/result.json":    `{"date":"20260102-030405","backend":"vllm",`,
	}), http1)
	frame := alert(t, prism, settings, `{"kind":"points","shape":"alert","metrics":["ttft_p99"],"groupBy":["model"]}`)
	byModel := map[string]*float64{}
	for labels, value := range instances(t, frame) {
		byModel[map[bool]string{true: "other", false: "m"}[strings.Contains(labels, "org/other")]] = value
	}
	if len(byModel) != 2 || byModel["m"] == nil || *byModel["m"] != 5 || byModel["other"] != nil {
		t.Errorf("%v: want 5 s, and NoData where the newest run lacks the metric", byModel)
	}
	if len(frame.Meta.Notices) == 0 {
		t.Error("nothing is said of the broken file")
	}
	age := alert(t, prism, settings, `{"kind":"points","shape":"alert","value":"age","groupBy":[]}`)
	for _, value := range instances(t, age) {
		if value == nil || *value < 7200 || *value > 7500 {
			t.Errorf("the newest run is two hours old, not %v s", value)
		}
	}
	empty := alert(t, prism, settings, `{"kind":"points","shape":"alert","filters":[{"key":"model","operator":"=","value":"none"}]}`)
	if len(instances(t, empty)) != 0 {
		t.Error("rows of nothing")
	}
}

func TestAnAlertDuringTheFirstScan(t *testing.T) {
	store := long()
	prism := start(t)
	settings := source("first", serveStore(t, store), http1)
	answers, err := prism.patiently(settings, false, table)
	if err != nil || rows(t, answers["A"]) != 10 || !regexp.MustCompile(`still being read: \d+ of 220 objects, as of \d+ s ago`).MatchString(noticesOf(answers["A"])) {
		t.Fatal("a panel answers from a part, and says so: ", err, noticesOf(answers["A"]))
	}
	short, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	answers, err = prism.query(short, settings, true, table)
	if err != nil {
		t.Fatal("the reason arrives before the deadline: ", err)
	}
	if failed := answers["A"]; failed.Error == nil || failed.Status != backend.StatusTimeout || !strings.Contains(failed.Error.Error(), "still being read") || len(failed.Frames) != 0 {
		t.Errorf("%+v", failed)
	}
	time.AfterFunc(500*time.Millisecond, func() { close(store.opened) })
	answers, err = prism.patiently(settings, true, table)
	if err != nil || rows(t, answers["A"]) != 20 {
		t.Error("an alert that waits answers from all runs: ", err)
	}
}
