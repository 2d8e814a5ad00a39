package engine

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf16"

	"github.com/grafana/sobek"
)

// setKernels gives the core its loops over whole columns natively (src/core/model/kernels.ts says what each does), since the engine
// takes a microsecond a row for them.
func setKernels(vm *sobek.Runtime) error {
	kernels := vm.NewObject()
	for name, kernel := range map[string]func(sobek.FunctionCall) sobek.Value{
		"group":       func(call sobek.FunctionCall) sobek.Value { return vm.ToValue(group(call)) },
		"means":       means,
		"range":       ranges,
		"pick":        pick,
		"sort":        sortPositions,
		"texts":       func(call sobek.FunctionCall) sobek.Value { return textsOf(vm, call) },
		"numberTexts": func(call sobek.FunctionCall) sobek.Value { return numberTexts(vm, call) },
		"scatter":     scatter,
		"fingerprint": func(call sobek.FunctionCall) sobek.Value { return vm.ToValue(fingerprint(call.Argument(0).String())) },
		"betaFraction": func(call sobek.FunctionCall) sobek.Value {
			return vm.ToValue(betaFraction(call.Argument(0).ToFloat(), call.Argument(1).ToFloat(), call.Argument(2).ToFloat()))
		},
		"missing": func(call sobek.FunctionCall) sobek.Value { return vm.ToValue(missing(call)) },
	} {
		if err := kernels.Set(name, kernel); err != nil {
			return err
		}
	}
	return vm.Set("PrismKernels", kernels)
}

// ints and floats give the values of a typed array, not copied.
func ints(call sobek.FunctionCall, argument int) []int32 {
	return call.Argument(argument).Export().([]int32)
}

func floats(call sobek.FunctionCall, argument int) []float64 {
	return call.Argument(argument).Export().([]float64)
}

// group numbers tuples of values in the order in which they come first.
func group(call sobek.FunctionCall) int {
	rows, groupOf, first := ints(call, 1), ints(call, 2), ints(call, 4)
	count := int(call.Argument(3).ToInteger())
	for _, column := range items(call.Argument(0)) {
		var value func(row int32) uint64
		switch column := column.Export().(type) {
		case []int32:
			value = func(row int32) uint64 { return uint64(uint32(column[row])) }
		case []float64:
			value = func(row int32) uint64 { return bitsOf(column[row]) }
		}
		count = split(groupOf, rows, value)
	}
	for i := len(rows) - 1; i >= 0; i-- {
		first[groupOf[i]] = rows[i]
	}
	return count
}

// split splits groups by one more value and numbers them anew.
func split(groupOf, rows []int32, value func(row int32) uint64) int {
	type key struct {
		group int32
		value uint64
	}
	seen := map[key]int32{}
	last, number := key{group: -1}, int32(0)
	for i, row := range rows {
		if next := (key{groupOf[i], value(row)}); next != last {
			found, ok := seen[next]
			if !ok {
				found = int32(len(seen))
				seen[next] = found
			}
			last, number = next, found
		}
		groupOf[i] = number
	}
	return len(seen)
}

// bitsOf makes equal what a Map of JavaScript takes for equal: every NaN, and both zeros.
func bitsOf(value float64) uint64 {
	if math.IsNaN(value) {
		return math.Float64bits(math.NaN())
	}
	return math.Float64bits(value + 0)
}

func means(call sobek.FunctionCall) sobek.Value {
	groupOf, rows, values, means, n := ints(call, 0), ints(call, 1), floats(call, 2), floats(call, 3), ints(call, 4)
	for i, row := range rows {
		if value := values[row]; !math.IsNaN(value) {
			means[groupOf[i]] += value
			n[groupOf[i]]++
		}
	}
	for i := range means {
		if n[i] == 0 {
			means[i] = math.NaN()
		} else {
			means[i] /= float64(n[i])
		}
	}
	return sobek.Undefined()
}

func ranges(call sobek.FunctionCall) sobek.Value {
	groupOf, rows, values, low, high := ints(call, 0), ints(call, 1), floats(call, 2), floats(call, 3), floats(call, 4)
	for i, row := range rows {
		value, at := values[row], groupOf[i]
		if math.IsNaN(value) {
			continue
		}
		if !(low[at] <= value) {
			low[at] = value
		}
		if !(high[at] >= value) {
			high[at] = value
		}
	}
	return sobek.Undefined()
}

func pick(call sobek.FunctionCall) sobek.Value {
	rows := ints(call, 1)
	switch values := call.Argument(0).Export().(type) {
	case []int32:
		fill(values, rows, ints(call, 2))
	case []float64:
		fill(values, rows, floats(call, 2))
	}
	return sobek.Undefined()
}

func fill[T any](values []T, rows []int32, picked []T) {
	for i, row := range rows {
		picked[i] = values[row]
	}
}

// sortPositions sorts by one or more keys, equal ones by position.
func sortPositions(call sobek.FunctionCall) sobek.Value {
	type key struct {
		values []float64
		ascent int
	}
	var keys []key
	for _, pair := range items(call.Argument(1)) {
		pair := items(pair)
		keys = append(keys, key{pair[0].Export().([]float64), int(pair[1].ToInteger())})
	}
	slices.SortFunc(ints(call, 0), func(a, b int32) int {
		for _, key := range keys {
			if order := cmp.Compare(key.values[a], key.values[b]); order != 0 {
				return order * key.ascent
			}
		}
		return cmp.Compare(a, b)
	})
	return sobek.Undefined()
}

func missing(call sobek.FunctionCall) int {
	values, rows := floats(call, 0), ints(call, 1)
	count := 0
	for _, row := range rows {
		if math.IsNaN(values[row]) {
			count++
		}
	}
	return count
}

func textsOf(vm *sobek.Runtime, call sobek.FunctionCall) sobek.Value {
	codes, dictionary, rows := ints(call, 0), call.Argument(1).ToObject(vm), ints(call, 2)
	known := make([]sobek.Value, intOf(dictionary, "length"))
	texts := make([]any, len(rows))
	for i, row := range rows {
		code := codes[row]
		if code < 0 {
			continue
		}
		if known[code] == nil {
			known[code] = dictionary.Get(strconv.Itoa(int(code)))
		}
		texts[i] = known[code]
	}
	return vm.NewArray(texts...)
}

func numberTexts(vm *sobek.Runtime, call sobek.FunctionCall) sobek.Value {
	values, rows := floats(call, 0), ints(call, 1)
	texts := make([]any, len(rows))
	for i, row := range rows {
		if value := values[row]; !math.IsNaN(value) {
			texts[i] = vm.ToValue(value).String()
		}
	}
	return vm.NewArray(texts...)
}

func scatter(call sobek.FunctionCall) sobek.Value {
	places, values, target := ints(call, 0), ints(call, 1), ints(call, 2)
	for i, place := range places {
		target[place] = values[i]
	}
	return sobek.Undefined()
}

// fingerprint is cyrb53 over UTF-16 units, 11 digits of base 36.
func fingerprint(text string) string {
	h1, h2 := uint32(0xdeadbeef), uint32(0x41c6ce57)
	for _, unit := range utf16.Encode([]rune(text)) {
		h1 = (h1 ^ uint32(unit)) * 2654435761
		h2 = (h2 ^ uint32(unit)) * 1597334677
	}
	h1 = (h1^h1>>16)*2246822507 ^ (h2^h2>>13)*3266489909
	h2 = (h2^h2>>16)*2246822507 ^ (h1^h1>>13)*3266489909
	return fmt.Sprintf("%011s", strconv.FormatUint(uint64(h2&2097151)<<32|uint64(h1), 36))
}

// betaFraction is the continued fraction of the incomplete beta function, by Lentz's method.
func betaFraction(x, a, b float64) float64 {
	away := func(value float64) float64 {
		if math.Abs(value) < 1e-300 {
			return 1e-300
		}
		return value
	}
	c, d := 1.0, 1/away(1-(a+b)*x/(a+1))
	h := d
	for m := 1.0; m <= 300; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d = 1 / away(1+even*d)
		c = away(1 + even/c)
		h *= d * c
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d = 1 / away(1+odd*d)
		c = away(1 + odd/c)
		h *= d * c
		if math.Abs(d*c-1) < 1e-15 {
			break
		}
	}
	return h
}
