//go:build !race

package parity

const raceDetector = false
