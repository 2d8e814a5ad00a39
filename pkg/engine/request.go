package engine

import "github.com/grafana/sobek"

// request is one request of the core (src/core/model/request.ts), read out of the runtime so that it can be carried out beside it.
type request struct {
	kind   string
	http   HTTPRequest // of rows: path and size limit
	want   string
	drop   []string
	fields []string
	text   string
	bytes  []byte
	member *string
}

func readRequest(object *sobek.Object) request {
	r := request{
		kind:   textOf(object, "kind"),
		drop:   texts(object.Get("drop")),
		fields: texts(object.Get("fields")),
		text:   textOf(object, "text"),
		http: HTTPRequest{
			Method:    textOf(object, "method"),
			Path:      textOf(object, "path"),
			Query:     textMap(object.Get("query")),
			Headers:   textMap(object.Get("headers")),
			Body:      textOf(object, "body"),
			SizeLimit: intOf(object, "sizeLimit"),
			ETag:      textOf(object, "etag"),
		},
	}
	if want, ok := object.Get("want").(*sobek.Object); ok {
		r.want, r.drop = textOf(want, "as"), texts(want.Get("drop"))
	}
	if limits, ok := object.Get("range").(*sobek.Object); ok {
		r.http.Range = &Range{From: intOf(limits, "from"), To: intOf(limits, "to")}
	}
	if member := object.Get("member"); isGiven(member) {
		name := member.String()
		r.member = &name
	}
	if bytes := object.Get("bytes"); isGiven(bytes) {
		// Copied, since the engine may go on while the request is carried out.
		if shared, err := bytesOf(bytes); err == nil {
			r.bytes = append([]byte(nil), shared...)
		}
	}
	return r
}

func textMap(value sobek.Value) map[string]string {
	object, ok := value.(*sobek.Object)
	if !ok {
		return nil
	}
	found := map[string]string{}
	for _, key := range object.Keys() {
		found[key] = textOf(object, key)
	}
	return found
}
