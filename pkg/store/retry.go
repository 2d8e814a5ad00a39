package store

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// waits before the second, third, … attempt after a status. What is not named here is not tried again. The same numbers
// as in src/host/retry.ts; one table of cases tests every host.
var waits = map[int][]time.Duration{
	http.StatusTooManyRequests:    {1 * time.Second, 3 * time.Second, 9 * time.Second},
	http.StatusBadGateway:         {500 * time.Millisecond, 2 * time.Second},
	http.StatusServiceUnavailable: {1 * time.Second, 3 * time.Second},
	http.StatusGatewayTimeout:     {1 * time.Second},
	unreachable:                   {300 * time.Millisecond, 1500 * time.Millisecond},
}

// unreachable stands where a status would, for a server that does not answer at all.
const unreachable = 0

// longestWait: a server that wants more patience is not waited for.
const longestWait = 30 * time.Second

// retryDelay is the time before another attempt; false for none. attempt counts from 1; a negative retryAfter means that
// the server does not say.
func retryDelay(status, attempt int, retryAfter time.Duration) (time.Duration, bool) {
	usual := waits[status]
	if attempt > len(usual) {
		return 0, false
	}
	wait := usual[attempt-1]
	if retryAfter >= 0 {
		wait = retryAfter
	}
	return wait, wait <= longestWait
}

// parseRetryAfter reads a Retry-After header, seconds or a date; negative where it is missing or neither.
func parseRetryAfter(header string, now time.Time) time.Duration {
	text := strings.TrimSpace(header)
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if date, err := http.ParseTime(text); err == nil {
		return max(0, date.Sub(now))
	}
	return -1
}
