package store

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// longestPath is the longest path that is followed, in UTF-16 units, as in every host.
const longestPath = 4096

// IsSafePath says whether a path stays under the root of its store: relative, no `.` or `..`, no empty segment but a last
// one, no backslash, no control character, UTF-8. The twin of isSafePath in src/core/model/path.ts.
func IsSafePath(path string) bool {
	units := 0
	for _, char := range path {
		units++
		if char > 0xffff {
			units++
		}
	}
	if units > longestPath || !utf8.ValidString(path) {
		return false
	}
	if path == "" {
		return true
	}
	for _, name := range strings.Split(strings.TrimSuffix(path, "/"), "/") {
		if !isSafeName(name) {
			return false
		}
	}
	return true
}

func isSafeName(name string) bool {
	if name == "" || name == "." || name == ".." {
		return false
	}
	return !strings.ContainsFunc(name, func(char rune) bool {
		return char == '\\' || char < 0x20 || char == 0x7f || char == utf8.RuneError
	})
}

// IsSafeEverDecoded says whether a path stays safe however often a server in between decodes it: a name such as `%2e%2e`
// is refused, though it is no name that leaves its directory by itself.
func IsSafeEverDecoded(path string) bool {
	for {
		if !IsSafePath(path) {
			return false
		}
		decoded, err := url.PathUnescape(path)
		if err != nil || decoded == path {
			return true
		}
		if strings.Count(decoded, "/") != strings.Count(path, "/") {
			return false
		}
		path = decoded
	}
}

// encodePath percent-encodes every byte that RFC 3986 does not call unreserved, `/` aside: servers decode it to the same
// name, and it is the form in which AWS signs a path.
func encodePath(path string) string {
	const hex = "0123456789ABCDEF"
	var encoded strings.Builder
	for i := range len(path) {
		char := path[i]
		switch {
		case 'a' <= char && char <= 'z', 'A' <= char && char <= 'Z', '0' <= char && char <= '9',
			strings.IndexByte("-._~/", char) >= 0:
			encoded.WriteByte(char)
		default:
			encoded.Write([]byte{'%', hex[char>>4], hex[char&15]})
		}
	}
	return encoded.String()
}
