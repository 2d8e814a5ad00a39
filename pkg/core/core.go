// Package core embeds the compiled core, one script that defines the global PrismCore.
package core

import (
	"embed"
	"errors"
)

// The directory is embedded, not the file, so that the package compiles before the script is built.
//
//go:embed js
var files embed.FS

// Script returns the compiled core. The error says how to build it.
func Script() ([]byte, error) {
	script, err := files.ReadFile("js/core.js")
	if err != nil {
		return nil, errors.New("the core is not built into this program: run \"npm run build\" (or \"node scripts/build.mjs core\") and build the program again")
	}
	return script, nil
}
