package store

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

const (
	mostHops    = 3
	dialTimeout = 10 * time.Second
)

// newFollower is what follows redirects. It has none of the instance's settings: no credentials, no headers, no proxy, no client
// certificate.
func newFollower(allowed func(netip.Addr) bool, config *tls.Config) *http.Transport {
	return &http.Transport{
		Proxy:               nil,
		DialContext:         dialOnly(allowed).DialContext,
		TLSClientConfig:     config,
		TLSHandshakeTimeout: dialTimeout,
		ForceAttemptHTTP2:   true,
		IdleConnTimeout:     time.Minute,
	}
}

// errRedirect is a redirect that is not followed. The words name no address: it may carry a signature.
type errRedirect struct{ why string }

func (e *errRedirect) Error() string { return "a redirect that is not followed: " + e.why }

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect,
		http.StatusPermanentRedirect:
		return true
	}
	return false
}

// follow goes where the answer to a GET redirects, at most three hops, https alone. The answers in between are closed.
func follow(follower http.RoundTripper, request *http.Request, response *http.Response) (*http.Response, error) {
	address := request.URL
	// A redirect that does not say where to is an answer: S3 tells so that a bucket lies in another region.
	for hop := 1; isRedirect(response.StatusCode) && response.Header.Get("Location") != ""; hop++ {
		location := response.Header.Get("Location")
		_ = response.Body.Close()
		if request.Method != http.MethodGet {
			return nil, &errRedirect{"it answers a " + request.Method}
		}
		if hop > mostHops {
			return nil, &errRedirect{fmt.Sprintf("more than %d in a row", mostHops)}
		}
		target, err := address.Parse(location)
		if err != nil {
			return nil, &errRedirect{"its address cannot be read"}
		}
		if problem := problemOf(target); problem != "" {
			return nil, &errRedirect{problem}
		}
		next, err := http.NewRequestWithContext(request.Context(), http.MethodGet, target.String(), nil)
		if err != nil {
			return nil, &errRedirect{"its address cannot be read"}
		}
		for _, name := range []string{"Range", "If-None-Match"} {
			if value := request.Header.Get(name); value != "" {
				next.Header.Set(name, value)
			}
		}
		if response, err = follower.RoundTrip(next); err != nil {
			return nil, err
		}
		address = target
	}
	return response, nil
}

func problemOf(target *url.URL) string {
	switch {
	case target.Scheme != "https":
		return "it does not lead to https"
	case target.User != nil:
		return "its address carries credentials"
	case target.Hostname() == "":
		return "it names no server"
	}
	return ""
}
