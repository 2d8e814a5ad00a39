// Package yamlcore reads YAML by the YAML 1.2 core schema, as src/host/yaml.ts does: dates and `1_000` are texts, `017` is 17,
// `.inf` is Infinity, keys are texts, `<<` is an ordinary key. One table of cases tests both.
package yamlcore

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxDepth is js-yaml's limit; the document counts as a level of it.
const maxDepth = 100

// Malformed is an error in YAML. The message gives a line, never contents.
type Malformed struct {
	Line   int // 0: unknown
	Reason string
}

func (m *Malformed) Error() string {
	if m.Line == 0 {
		return "not YAML: " + m.Reason
	}
	return fmt.Sprintf("not YAML in line %d: %s", m.Line, m.Reason)
}

// Object is a mapping, in the order of the text. Aliases share it, and it may hold itself.
type Object struct {
	Keys   []string
	Values []any
}

// Array is a sequence, shared like an Object.
type Array struct{ Items []any }

// version is a directive that the parser refuses for other versions than 1.1.
var version = regexp.MustCompile(`(?m)^%YAML 1\.[0-9]+[ \t]*(?:#.*)?\r?$`)

// Documents reads the documents of a text: nil, bool, float64, string, *Array and *Object. No document where there are only
// comments and white space. It fails with *Malformed, for unknown tags, repeated keys and deep nesting too.
func Documents(text string) (documents []any, err error) {
	// Whatever a broken text does to the parser, it is the text that is broken.
	defer func() {
		if recover() != nil {
			documents, err = nil, &Malformed{Reason: "the text cannot be read"}
		}
	}()
	text = version.ReplaceAllString(strings.TrimPrefix(text, "\ufeff"), "#")
	decoder := yaml.NewDecoder(strings.NewReader(text))
	for {
		var node yaml.Node
		if err := decoder.Decode(&node); errors.Is(err, io.EOF) {
			return documents, nil
		} else if err != nil {
			return nil, malformed(err)
		}
		w := walk{known: map[*yaml.Node]any{}}
		value, err := w.value(node.Content[0], 0)
		if err != nil {
			return nil, err
		}
		documents = append(documents, value)
	}
}

var (
	where  = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)
	quoted = regexp.MustCompile(`'[^']*'|"[^"]*"`)
)

// malformed takes the line and the reason of the parser, without what it quotes of the text.
func malformed(err error) *Malformed {
	message := err.Error()
	found := where.FindStringSubmatch(message)
	m := &Malformed{Reason: message}
	if found != nil {
		m.Reason = quoted.ReplaceAllString(message[len(found[0]):], "…")
		fmt.Sscan(found[1], &m.Line)
	}
	return m
}

// walk turns the nodes of one document into values.
type walk struct{ known map[*yaml.Node]any }

func (w *walk) value(node *yaml.Node, depth int) (any, error) {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
		if value, ok := w.known[node]; ok {
			return value, nil
		}
	}
	if depth+1 >= maxDepth {
		return nil, &Malformed{node.Line, fmt.Sprintf("nesting exceeded maxDepth (%d)", maxDepth)}
	}
	if node.Kind == yaml.ScalarNode {
		return scalar(node)
	}
	if node.Kind == yaml.SequenceNode {
		return w.sequence(node, depth)
	}
	return w.mapping(node, depth)
}

func (w *walk) sequence(node *yaml.Node, depth int) (any, error) {
	if tagged(node) && node.Tag != "!!seq" {
		return nil, unknownTag(node, "sequence")
	}
	array := &Array{Items: make([]any, 0, len(node.Content))}
	w.known[node] = array
	for _, child := range node.Content {
		value, err := w.value(child, depth+1)
		if err != nil {
			return nil, err
		}
		array.Items = append(array.Items, value)
	}
	return array, nil
}

func (w *walk) mapping(node *yaml.Node, depth int) (any, error) {
	if tagged(node) && node.Tag != "!!map" {
		return nil, unknownTag(node, "mapping")
	}
	object := &Object{}
	w.known[node] = object
	seen := make(map[string]bool, len(node.Content)/2)
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, err := w.value(node.Content[i], depth+1)
		if err != nil {
			return nil, err
		}
		name, ok := keyText(key)
		if !ok {
			return nil, &Malformed{node.Content[i].Line, "object-based map does not support complex keys"}
		}
		value, err := w.value(node.Content[i+1], depth+1)
		if err != nil {
			return nil, err
		}
		if seen[name] {
			return nil, &Malformed{node.Content[i].Line, "duplicated mapping key"}
		}
		seen[name] = true
		object.Keys = append(object.Keys, name)
		object.Values = append(object.Values, value)
	}
	return object, nil
}

func tagged(node *yaml.Node) bool { return node.Style&yaml.TaggedStyle != 0 }

func unknownTag(node *yaml.Node, kind string) error {
	return &Malformed{node.Line, fmt.Sprintf("unknown %s tag !<%s>", kind, node.LongTag())}
}
