package yamlcore

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

var (
	integer         = regexp.MustCompile(`^(?:0o[0-7]+|0x[0-9a-fA-F]+|[-+]?[0-9]+)$`)
	explicitInteger = regexp.MustCompile(`^[-+]?(?:0b[01]+|0o[0-7]+|0x[0-9a-fA-F]+|[0-9]+)$`)
	float           = regexp.MustCompile(`^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$`)
	infinity        = regexp.MustCompile(`^([-+]?)\.(?:inf|Inf|INF)$`)
)

var words = map[string]any{
	"": nil, "~": nil, "null": nil, "Null": nil, "NULL": nil,
	"true": true, "True": true, "TRUE": true, "false": false, "False": false, "FALSE": false,
	".nan": math.NaN(), ".NaN": math.NaN(), ".NAN": math.NaN(),
}

func scalar(node *yaml.Node) (any, error) {
	if tagged(node) {
		return explicit(node)
	}
	const quotedStyles = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	if node.Style&quotedStyles != 0 {
		return node.Value, nil
	}
	return plain(node.Value), nil
}

// plain resolves an unquoted scalar.
func plain(text string) any {
	if value, ok := words[text]; ok {
		return value
	}
	if text[0] > '9' { // no number begins so
		return text
	}
	if number, ok := intOf(text, integer); ok {
		return number
	}
	if number, ok := floatOf(text); ok {
		return number
	}
	return text
}

// explicit resolves a scalar with a tag.
func explicit(node *yaml.Node) (any, error) {
	text := node.Value
	word, isWord := words[text]
	var value any
	ok := false
	switch node.Tag {
	case "!!str":
		return text, nil
	case "!!null":
		ok = isWord && word == nil
	case "!!bool":
		value, ok = word.(bool)
	case "!!int":
		value, ok = intOf(text, explicitInteger)
	case "!!float":
		if value, ok = word.(float64); !ok {
			value, ok = floatOf(text)
		}
	case "!!map":
		value, ok = &Object{}, text == ""
	case "!!seq":
		value, ok = &Array{}, text == ""
	default:
		return nil, unknownTag(node, "scalar")
	}
	if !ok {
		return nil, &Malformed{node.Line, "cannot resolve a node with !<tag:yaml.org,2002:" + node.Tag[2:] + "> explicit tag"}
	}
	return value, nil
}

var bases = map[string]int{"0b": 2, "0o": 8, "0x": 16}

// intOf reads an integer of the pattern, rounded to the nearest float64; not one that is beyond all of them.
func intOf(text string, pattern *regexp.Regexp) (float64, bool) {
	if !pattern.MatchString(text) {
		return 0, false
	}
	digits := strings.TrimLeft(text, "+-")
	number := new(big.Int)
	if base, ok := bases[digits[:min(2, len(digits))]]; ok {
		number.SetString(digits[2:], base)
	} else {
		number.SetString(digits, 10)
	}
	value, _ := new(big.Float).SetInt(number).Float64()
	if text[0] == '-' {
		value = math.Copysign(value, -1)
	}
	return value, !math.IsInf(value, 0)
}

func floatOf(text string) (float64, bool) {
	if found := infinity.FindStringSubmatch(text); found != nil {
		sign := 1
		if found[1] == "-" {
			sign = -1
		}
		return math.Inf(sign), true
	}
	if !float.MatchString(text) {
		return 0, false
	}
	value, _ := strconv.ParseFloat(text, 64)
	return value, !math.IsInf(value, 0)
}

// keyText is the text of a key as JavaScript's String gives it; false for a collection.
func keyText(key any) (string, bool) {
	switch key := key.(type) {
	case nil:
		return "null", true
	case bool:
		return strconv.FormatBool(key), true
	case string:
		return key, true
	case float64:
		return NumberText(key), true
	}
	return "", false
}

// NumberText writes a number as JavaScript does: the shortest digits that read back, exponents from 1e21 and below 1e-6.
func NumberText(number float64) string {
	switch size := math.Abs(number); {
	case math.IsNaN(number):
		return "NaN"
	case math.IsInf(number, 1):
		return "Infinity"
	case math.IsInf(number, -1):
		return "-Infinity"
	case number == 0:
		return "0"
	case size >= 1e21 || size < 1e-6:
		text := strconv.FormatFloat(number, 'e', -1, 64)
		return strings.Replace(strings.Replace(text, "e-0", "e-", 1), "e+0", "e+", 1)
	}
	return strconv.FormatFloat(number, 'f', -1, 64)
}
