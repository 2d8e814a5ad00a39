package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/llm-d/prism-grafana/pkg/engine/jsonscan"
)

// chunkBytes is how much of a large object is read at once.
const chunkBytes = 256 * 1024

// rows takes given fields of the elements of a very large JSON array, or of documents that follow each other, one element in
// memory at a time.
func (c carrier) rows(ctx context.Context, r request) answer {
	path := r.http.Path
	if !isSafePath(path) {
		return failed(Refused, path, "the path leaves the store; rename the object")
	}
	input, fail := c.port.Open(ctx, path, r.http.SizeLimit)
	if fail != nil {
		return ofPort(fail, path)
	}
	defer input.Close()
	columns := make([][]document, len(r.fields))
	scanner := jsonscan.New(r.drop, true, func(start int64, element []byte) error {
		if !json.Valid(element) {
			return &jsonscan.Malformed{Message: fmt.Sprintf("not JSON in the value that begins at byte %d", start)}
		}
		whole := part{json: element}
		for i, name := range r.fields {
			columns[i] = append(columns[i], document{start, whole.field(name)})
		}
		return nil
	})
	cut, err := scan(input, r.http.SizeLimit, scanner)
	var bad *jsonscan.Malformed
	if errors.As(err, &bad) {
		return unreadable(path, bad.Message)
	}
	if err != nil {
		return brokenOff(ctx, err, path)
	}
	return rowsAnswer(path, columns, cut)
}

// scan feeds the scanner up to the limit; true where the input is longer, or ends inside a value.
func scan(input io.Reader, limit int64, scanner *jsonscan.Scanner) (bool, error) {
	chunk := make([]byte, chunkBytes)
	for left := limit; ; {
		size, err := input.Read(chunk)
		if writeErr := scanner.Write(chunk[:min(int64(size), left)]); writeErr != nil {
			return false, writeErr
		}
		left -= int64(size)
		if left < 0 || errors.Is(err, io.EOF) {
			whole, endErr := scanner.End()
			return !whole || left < 0, endErr
		}
		if err != nil {
			return false, err
		}
	}
}

// part is a value of an element, whose members are found once however many fields lie in it.
type part struct {
	json    json.RawMessage
	opened  bool
	members map[string]*part
	places  []*part
}

func (p *part) open() {
	if p.opened {
		return
	}
	p.opened = true
	switch p.json[0] {
	case '{':
		var members map[string]json.RawMessage
		if json.Unmarshal(p.json, &members) == nil {
			p.members = make(map[string]*part, len(members))
			for key, member := range members {
				p.members[key] = &part{json: member}
			}
		}
	case '[':
		var places []json.RawMessage
		if json.Unmarshal(p.json, &places) == nil {
			p.places = make([]*part, len(places))
			for i, place := range places {
				p.places[i] = &part{json: place}
			}
		}
	}
}

// own gives the member under a key; in an array the element at a place, from the end where it is negative, or its length.
func (p *part) own(key string) *part {
	if p == nil || len(p.json) == 0 {
		return nil
	}
	p.open()
	if p.json[0] != '[' {
		return p.members[key]
	}
	if key == "length" {
		return &part{json: strconv.AppendInt(nil, int64(len(p.places)), 10)}
	}
	place, err := strconv.Atoi(key)
	if err != nil || !onePlace.MatchString(key) {
		return nil
	}
	if place < 0 {
		place += len(p.places)
	}
	if place < 0 || place >= len(p.places) {
		return nil
	}
	return p.places[place]
}

var onePlace = regexp.MustCompile(`^-?\d{1,9}$`)

// field gives the value under a key, or under a path of keys with dots between them; nil where there is none.
func (p *part) field(name string) []byte {
	if found := p.own(name); found != nil {
		return found.json
	}
	dot := strings.IndexByte(name, '.')
	if dot <= 0 {
		return nil
	}
	inner := p.own(name[:dot])
	if inner == nil {
		return nil
	}
	return inner.field(name[dot+1:])
}
