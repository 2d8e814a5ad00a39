package engine

import (
	"strings"
	"unicode/utf16"
)

// maxPath is the longest path that is asked for, in UTF-16 units.
const maxPath = 4096

// isSafePath tells whether a path stays under the root of the store, as src/core/model/path.ts does: relative, no `.` or `..`, no
// empty segment but a last one, no backslash, no control character, valid UTF-8.
func isSafePath(path string) bool {
	if len(utf16.Encode([]rune(path))) > maxPath {
		return false
	}
	if path == "" {
		return true
	}
	for _, name := range strings.Split(strings.TrimSuffix(path, "/"), "/") {
		if name == "" || name == "." || name == ".." {
			return false
		}
		for _, c := range name {
			if c == '\\' || c < 0x20 || c == 0x7f || c == '\ufffd' {
				return false
			}
		}
	}
	return true
}
