package store

import (
	"fmt"
	"net"
	"net/netip"
	"syscall"
)

// forbidden are the ranges that netip does not name itself: this network, shared addresses of carriers (one cloud keeps
// its metadata there), protocol assignments, benchmarking, reserved, and prefixes that carry an IPv4 address inside.
var forbidden = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4",
	"64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10",
)

func prefixes(texts ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		all[i] = netip.MustParsePrefix(text)
	}
	return all
}

// isPublic says whether an address may be where a redirect leads: no loopback, private, link-local (where clouds keep
// their metadata), multicast or otherwise special address.
func isPublic(address netip.Addr) bool {
	address = address.Unmap()
	if !address.IsGlobalUnicast() || address.IsPrivate() || address.Zone() != "" {
		return false
	}
	for _, prefix := range forbidden {
		if prefix.Contains(address) {
			return false
		}
	}
	return true
}

// errAddress is a dial that was refused because of where it leads.
type errAddress struct{ address string }

func (e *errAddress) Error() string { return fmt.Sprintf("%s is not a public address", e.address) }

// dialOnly dials addresses that pass the test. It is asked after names are resolved, so that a name cannot answer one
// address to a check and another to the connection.
func dialOnly(allowed func(netip.Addr) bool) *net.Dialer {
	return &net.Dialer{
		Timeout: dialTimeout,
		Control: func(_, address string, _ syscall.RawConn) error {
			parsed, err := netip.ParseAddrPort(address)
			if err != nil || !allowed(parsed.Addr()) {
				return &errAddress{address}
			}
			return nil
		},
	}
}
