//go:build race

package parity

// raceDetector slows the engine down tenfold: what compares much is left to the run without it.
const raceDetector = true
