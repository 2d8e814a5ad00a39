package plugin

import "encoding/json"

// manifest is what the plugin itself reads of src/core/model/manifest.ts.
type manifest struct {
	Segments []struct {
		Tables []struct {
			Path  string `json:"path"`
			Bytes int64  `json:"bytes"`
		} `json:"tables"`
	} `json:"segments"`
}

// unread is the manifest of a store of which nothing is known yet.
const unread = `{"prismIndex":1,"id":"","settings":"","scannedAt":0,"objectsListed":0,"segments":[],` +
	`"state":{"complete":false,"objectsListed":0,"objectsRead":0,"error":null}}`

// manifestWithError says in the state of a manifest that the store could not be read again.
func manifestWithError(given []byte, words string) []byte {
	var whole map[string]json.RawMessage
	if json.Unmarshal(given, &whole) != nil {
		return given
	}
	state := map[string]any{"complete": true}
	if whole["state"] != nil && json.Unmarshal(whole["state"], &state) != nil {
		return given
	}
	state["error"] = words
	changed, err := json.Marshal(state)
	if err != nil {
		return given
	}
	whole["state"] = changed
	patched, err := json.Marshal(whole)
	if err != nil {
		return given
	}
	return patched
}

// tableBytes is the size of a table that the manifest names; false where it names no such path.
func tableBytes(given []byte, path string) (int64, bool) {
	var parsed manifest
	if json.Unmarshal(given, &parsed) != nil {
		return 0, false
	}
	for _, segment := range parsed.Segments {
		for _, table := range segment.Tables {
			if table.Path == path {
				return table.Bytes, true
			}
		}
	}
	return 0, false
}
