package engine

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"testing"

	"github.com/grafana/sobek"
)

// shown gives a value as the JSON of the engine.
func shown(t *testing.T, r *runtime, make answer) string {
	t.Helper()
	value, err := make(r)
	if err != nil {
		t.Fatal(err)
	}
	text, err := r.stringify(context.Background(), value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func bareRuntime(t *testing.T) *runtime {
	t.Helper()
	r, err := newRuntime(sobek.MustCompile("", "var PrismCore = {};", false))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestJSONValues compares the reader with the engine's own: 1e999 is the one difference, where V8 has Infinity.
func TestJSONValues(t *testing.T) {
	r := bareRuntime(t)
	for _, text := range []string{
		`{"a":[1,-0.5,1e3,12345678901234567890,true,false,null,"x"],"b":{},"c":[]}`, ` [ 1 , 2 ] `, `"a\n\u00e9\"\\\/ü😀\ud83d\ude00"`,
		`{"__proto__":{"x":1},"a":1,"a":2,"2":0,"1":0}`, `0`, `-0`, `1E+2`, `9007199254740993`, `""`, `"\ud800"`,
		``, `{`, `[1,]`, `{"a":1,}`, `{"a" 1}`, `{a:1}`, `01`, `1.`, `.5`, `+1`, `-`, `1e`, `tru`, `nullx`, `"a`, `"\x"`, `"\u12g4"`, "\"\n\"", `[1] 2`,
		"[1]\x00", `[1}`,
	} {
		own, err := parseJSON(r.vm, []byte(text))
		expected, thrown := r.method(context.Background(), r.vm.Get("JSON").ToObject(r.vm), "parse", text)
		if (err != nil) != (thrown != nil) {
			t.Errorf("%q: %v; the engine: %v", text, err, thrown)
		} else if err == nil {
			give := func(value sobek.Value) answer { return func(*runtime) (sobek.Value, error) { return value, nil } }
			if text != `"\ud800"` && shown(t, r, give(own)) != shown(t, r, give(expected)) {
				t.Errorf("%q: %s", text, shown(t, r, give(own)))
			}
		}
	}
	if value, err := parseJSON(r.vm, []byte("1e999")); err != nil || value.String() != "Infinity" {
		t.Errorf("1e999: %v %v", value, err)
	}
}

func TestRows(t *testing.T) {
	r := bareRuntime(t)
	store := &memory{objects: map[string]string{
		"a.json": `[{"a":{"b":1},"t":["x"]},{"a.b":2,"t":"y"},7,null,{"a":NaN}]`, "cut.json": `[{"a":1},{"a":2},{"a"`, "bad.json": `[{"a":}]`,
	}}
	for _, one := range []struct {
		path, expected string
		limit          int64
	}{
		{"a.json", `{"kind":"rows","columns":[[1,2,null,null,null],[null,null,null,null,null]],"cut":false}`, 1000},
		{"cut.json", `{"kind":"rows","columns":[[null,null],[null,null]],"cut":true}`, 1000},
		{"a.json", `{"kind":"rows","columns":[[1],[null]],"cut":true}`, 26},
		{"bad.json", `{"kind":"failure","reason":"malformed","message":"bad.json: not JSON in the value that begins at byte 1; write it again, or exclude it"}`, 1000},
		{"../a.json", `{"kind":"failure","reason":"refused","message":"../a.json: the path leaves the store; rename the object"}`, 1000},
	} {
		wanted := request{kind: "rows", drop: []string{"t"}, fields: []string{"a.b", "t"}, http: HTTPRequest{Path: one.path, SizeLimit: one.limit}}
		same(t, shown(t, r, carrier{store, nil, nil}.perform(context.Background(), wanted)), one.expected)
	}
}

func TestRowsReachIntoArrays(t *testing.T) {
	r := bareRuntime(t)
	store := &memory{objects: map[string]string{
		"a.json": `[{"a":{"t":[5,{"b":6},7]}},{"a":{"t":[]}},{"a":{"t":{"0":8}}},{"a":"text"},[9]]`,
	}}
	wanted := request{
		kind: "rows", fields: []string{"a.t.0", "a.t.-1", "a.t.1.b", "a.t.length", "a.t.x", "a.length"},
		http: HTTPRequest{Path: "a.json", SizeLimit: 1000},
	}
	same(t, shown(t, r, carrier{store, nil, nil}.perform(context.Background(), wanted)), `{"kind":"rows","columns":[`+
		`[5,null,8,null,null],[7,null,null,null,null],[6,null,null,null,null],`+
		`[3,0,null,null,null],[null,null,null,null,null],[null,null,null,null,null]],"cut":false}`)
}

func TestInflate(t *testing.T) {
	r := bareRuntime(t)
	var packed, archive bytes.Buffer
	writer := gzip.NewWriter(&packed)
	_, _ = writer.Write([]byte("hello"))
	_ = writer.Close()
	zipped := zip.NewWriter(&archive)
	member, _ := zipped.Create("a/b.txt")
	_, _ = member.Write([]byte("world"))
	_ = zipped.Close()
	name, none := "a/b.txt", "nope"
	for _, one := range []struct {
		bytes    []byte
		member   *string
		limit    int64
		expected string
	}{
		{packed.Bytes(), nil, 5, "hello"}, {packed.Bytes(), nil, 4, TooLarge}, {packed.Bytes()[:12], nil, 5, malformed},
		{[]byte("x"), nil, 5, malformed}, {archive.Bytes(), &name, 5, "world"}, {archive.Bytes(), &none, 5, malformed},
	} {
		value, err := inflate(request{bytes: one.bytes, member: one.member, http: HTTPRequest{SizeLimit: one.limit}})(r)
		if err != nil {
			t.Fatal(err)
		}
		got := textOf(value.(*sobek.Object), "reason")
		if got == "" {
			content, _ := bytesOf(value.(*sobek.Object).Get("bytes"))
			got = string(content)
		}
		same(t, got, one.expected)
	}
}

func TestFrameValues(t *testing.T) {
	r := bareRuntime(t)
	value, err := r.vm.RunString(`({schema: '{}', values: [new Float64Array([1, -0, 1.5, NaN, Infinity, 1e21, 1e-7]), ['a"\n\u00e9', null, true, 2, 2.5]]})`)
	if err != nil {
		t.Fatal(err)
	}
	out, err := frames([]*sobek.Object{value.(*sobek.Object)})
	var parsed any
	if err != nil || json.Unmarshal(out, &parsed) != nil {
		t.Fatalf("%v %s", err, out)
	}
	same(t, string(out), `[{"schema":{},"data":{"values":[[1,0,1.5,null,null,1e+21,1e-07],["a\"\né",null,true,2,2.5]]}}]`)
}
