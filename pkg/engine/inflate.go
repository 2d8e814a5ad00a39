package engine

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"

	"github.com/grafana/sobek"
)

// inflate unpacks gzip, or one member of a zip archive, up to the size limit.
func inflate(r request) answer {
	packed, format := bytes.NewReader(r.bytes), "gzip"
	var unpacked io.Reader
	var err error
	if r.member == nil {
		unpacked, err = gzip.NewReader(packed)
	} else {
		format = "a zip archive with " + *r.member + " in it"
		var archive *zip.Reader
		if archive, err = zip.NewReader(packed, packed.Size()); err == nil {
			unpacked, err = archive.Open(*r.member)
		}
	}
	var content []byte
	if err == nil {
		content, err = io.ReadAll(io.LimitReader(unpacked, r.http.SizeLimit+1))
	}
	if err != nil {
		return failure(&Failure{malformed, "not " + format + ", or cut off; write it again, or exclude it"})
	}
	if int64(len(content)) > r.http.SizeLimit {
		return failure(&Failure{TooLarge, "larger than the size limit when unpacked; raise the limit, or exclude it"})
	}
	return func(r *runtime) (sobek.Value, error) {
		array, err := r.uint8Array(content)
		if err != nil {
			return nil, err
		}
		return object(r, property{"kind", "inflate"}, property{"bytes", array})
	}
}
