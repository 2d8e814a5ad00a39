// Package jsonscan reads JSON byte by byte before it is parsed: it drops the values of named keys unread, repairs bare NaN and
// Infinity, and splits documents that follow each other. It is the twin of src/host/json-scanner.ts; one table of cases
// tests both.
package jsonscan

import (
	"bytes"
	"fmt"
)

// Malformed is an error in JSON. The message gives a byte, never contents.
type Malformed struct{ Message string }

func (m *Malformed) Error() string { return m.Message }

const maxDepth = 5000

// Kinds of a byte outside texts. Those up to space end nothing inside a value; those from closing on begin none.
const (
	ordinary = iota
	space
	text
	openArray
	openObject
	odd
	closing
	comma
	colon
)

var kinds = func() (table [256]byte) {
	// Space with the bytes of a byte order mark; odd are the first letters of NaN and Infinity, which no other word of JSON has.
	for kind, set := range map[byte]string{
		space: " \t\r\n\xef\xbb\xbf", text: `"`, openArray: "[", openObject: "{", odd: "NI", closing: "]}", comma: ",", colon: ":",
	} {
		for i := range len(set) {
			table[set[i]] = kind
		}
	}
	return table
}()

// Scanner hands over each document (or element of an outermost array) as soon as it is complete and holds no more than that
// one. Arrays and texts under the keys of Drop become null at any depth.
type Scanner struct {
	drop     [][]byte
	elements bool
	onValue  func(start int64, json []byte) error

	kept   []byte // of the value under way
	odd    []int  // places of an N or I outside texts in kept
	begun  bool
	start  int64 // where the value begins in the input
	chunk  []byte
	from   int   // first byte of the chunk that is neither kept nor left out yet
	offset int64 // bytes of earlier chunks

	stack           []bool // one entry a level, true for an object
	base            int    // values end at this depth: 1 inside an array whose elements are wanted
	inText, escaped bool
	keyNext         bool
	key             int // where the key being read begins in kept, or -1
	keyDropped      bool
	dropNext        bool
	skipping        bool
	skipped         int // open levels of the dropped value, 0 for a text
}

// New makes a scanner. onValue gets where the value begins in the input, and its bytes as strict JSON as far as NaN and Infinity
// go, valid until it returns.
func New(drop []string, elements bool, onValue func(start int64, json []byte) error) *Scanner {
	s := &Scanner{elements: elements, onValue: onValue, key: -1}
	for _, key := range drop {
		s.drop = append(s.drop, []byte(key))
	}
	return s
}

// Write reads the next chunk, of any size. It fails with *Malformed or with what onValue returns.
func (s *Scanner) Write(chunk []byte) error {
	s.chunk, s.from = chunk, 0
	for i := 0; i < len(chunk); {
		var err error
		switch {
		case s.inText:
			i, err = s.text(i)
		case s.skipping:
			i = s.skip(i)
		default:
			i, err = s.step(i)
		}
		if err != nil {
			return err
		}
	}
	if !s.skipping {
		s.keep(len(chunk))
	}
	s.offset += int64(len(chunk))
	return nil
}

// End is to be called behind the last chunk; false where the input ends inside a value.
func (s *Scanner) End() (bool, error) {
	if s.inText || len(s.stack) > 0 {
		return false, nil
	}
	s.chunk, s.from = nil, 0
	if s.begun {
		return true, s.emit()
	}
	return true, nil
}

// text reads up to the end of a text.
func (s *Scanner) text(i int) (int, error) {
	chunk := s.chunk
	if s.escaped {
		s.escaped = false
		i++
	}
	for i < len(chunk) && chunk[i] != '"' {
		if chunk[i] == '\\' {
			i++
		}
		i++
	}
	if i >= len(chunk) {
		s.escaped = i > len(chunk)
		return len(chunk), nil
	}
	i++
	s.inText = false
	switch {
	case s.skipping:
		s.skipEnd(i)
	case s.key >= 0:
		s.keyEnd(i)
	case len(s.stack) == s.base:
		s.keep(i)
		return i, s.emit()
	}
	return i, nil
}

func (s *Scanner) keyEnd(i int) {
	s.keep(i)
	key := s.kept[s.key+1 : len(s.kept)-1]
	for _, name := range s.drop {
		if bytes.Equal(name, key) {
			s.keyDropped = true
			break
		}
	}
	s.key = -1
}

// skip reads inside a dropped array.
func (s *Scanner) skip(i int) int {
	for ; i < len(s.chunk); i++ {
		switch kinds[s.chunk[i]] {
		case text:
			s.inText = true
			return i + 1
		case openArray, openObject:
			s.skipped++
		case closing:
			s.skipped--
			if s.skipped == 0 {
				s.skipEnd(i + 1)
				return i + 1
			}
		}
	}
	return len(s.chunk)
}

func (s *Scanner) skipEnd(i int) {
	if s.skipped == 0 {
		s.skipping = false
		s.from = i
	}
}

// step reads a run of ordinary bytes, or one byte of structure.
func (s *Scanner) step(at int) (int, error) {
	inside := len(s.stack) > s.base
	last := byte(ordinary)
	if inside {
		last = space
	}
	i := at
	for i < len(s.chunk) && kinds[s.chunk[i]] <= last {
		i++
	}
	if i > at {
		s.begin(at)
		return i, nil
	}
	kind := kinds[s.chunk[i]]
	if kind == odd {
		s.begin(i)
		s.odd = append(s.odd, len(s.kept)+i-s.from)
		return i + 1, nil
	}
	if !inside {
		if s.begun { // the end of a bare number or word
			s.keep(i)
			return i, s.emit()
		}
		if s.between(kind) {
			s.from = i + 1
			return i + 1, nil
		}
		if kind >= closing {
			return i, &Malformed{fmt.Sprintf("not JSON at byte %d", s.offset+int64(i))}
		}
	}
	s.begin(i)
	var err error
	if s.dropNext && (kind == text || kind == openArray) {
		s.keep(i)
		s.kept = append(s.kept, "null"...)
		s.skipping, s.skipped, s.inText = true, 0, kind == text
		if kind == openArray {
			s.skipped = 1
		}
	} else {
		err = s.structure(i, kind)
	}
	s.dropNext = kind == colon && s.keyDropped
	s.keyDropped = false
	return i + 1, err
}

func (s *Scanner) structure(i int, kind byte) error {
	switch kind {
	case text:
		s.inText = true
		s.key = -1
		if s.keyNext {
			s.key = len(s.kept) + i - s.from
		}
	case closing:
		s.stack = s.stack[:len(s.stack)-1]
		if len(s.stack) == s.base {
			s.keep(i + 1)
			if err := s.emit(); err != nil {
				return err
			}
		}
	case openArray, openObject:
		if len(s.stack) == maxDepth {
			return &Malformed{fmt.Sprintf("nested deeper than %d levels at byte %d", maxDepth, s.offset+int64(i))}
		}
		s.stack = append(s.stack, kind == openObject)
	}
	s.keyNext = kind == openObject || (kind == comma && len(s.stack) > 0 && s.stack[len(s.stack)-1])
	return nil
}

// between takes a byte that only separates values; false for one that begins a value, or does not belong here.
func (s *Scanner) between(kind byte) bool {
	if s.base == 1 && kind == closing {
		s.stack, s.base = s.stack[:0], 0
		return true
	}
	if s.elements && s.base == 0 && kind == openArray {
		s.stack, s.base = append(s.stack, false), 1
		return true
	}
	return kind == space || (s.base == 1 && kind == comma)
}

func (s *Scanner) begin(i int) {
	if !s.begun {
		s.begun, s.start = true, s.offset+int64(i)
	}
}

// keep keeps the chunk up to here.
func (s *Scanner) keep(to int) {
	if to > s.from {
		s.kept = append(s.kept, s.chunk[s.from:to]...)
		s.from = to
	}
}

// emit hands over the value, of which nothing is held from then on.
func (s *Scanner) emit() error {
	value := repaired(s.kept, s.odd)
	s.kept, s.odd, s.begun = s.kept[:0], s.odd[:0], false
	return s.onValue(s.start, value)
}

// repaired replaces bare NaN by null and bare ±Infinity by texts at the given places, rising.
func repaired(kept []byte, places []int) []byte {
	if len(places) == 0 {
		return kept
	}
	out := make([]byte, 0, len(kept)+2*len(places))
	done := 0
	for _, place := range places {
		from := place
		if from > done && kept[from-1] == '-' {
			from--
		}
		for _, repair := range [...][2]string{{"NaN", "null"}, {"-Infinity", `"-Infinity"`}, {"Infinity", `"Infinity"`}} {
			if place >= done && bytes.HasPrefix(kept[from:], []byte(repair[0])) {
				out = append(append(out, kept[done:from]...), repair[1]...)
				done = from + len(repair[0])
				break
			}
		}
	}
	return append(out, kept[done:]...)
}

// Documents reads all values of a whole object. It fails with *Malformed, for input that is cut off too.
func Documents(input []byte, drop []string, onValue func(start int64, json []byte) error) error {
	s := New(drop, false, onValue)
	if err := s.Write(input); err != nil {
		return err
	}
	whole, err := s.End()
	if err == nil && !whole {
		err = &Malformed{fmt.Sprintf("cut off at byte %d", len(input))}
	}
	return err
}
