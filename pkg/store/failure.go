package store

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"

	"github.com/llm-d/prism-grafana/pkg/engine"
)

// failureOf names the object and what to do. detail carries neither secrets nor the words of a server.
func failureOf(reason, path, detail string) *engine.Failure {
	if path == "" {
		path = "The root of the store"
	}
	return &engine.Failure{Reason: reason, Message: path + ": " + detail}
}

func tooLarge(path string) *engine.Failure {
	return failureOf(engine.TooLarge, path, "larger than the size limit; raise the limit, or exclude it")
}

// brokenBy says why a request has no answer, in words of our own: errors of libraries may carry addresses and keys.
func brokenBy(ctx context.Context, path string, err error) *engine.Failure {
	var (
		redirect    *errRedirect
		address     *errAddress
		certificate *tls.CertificateVerificationError
		unknown     x509.UnknownAuthorityError
		name        *net.DNSError
		credentials *errCredentials
		network     net.Error
	)
	cause := context.Cause(ctx)
	switch {
	case errors.Is(cause, context.Canceled):
		return failureOf(engine.Cancelled, path, "cancelled")
	case errors.As(err, &redirect):
		return failureOf(engine.Refused, path, redirect.Error()+"; enter the address where the objects really are")
	case errors.As(err, &address):
		return failureOf(engine.Refused, path, "a redirect that is not followed: it leads into a private network")
	case errors.As(err, &credentials):
		return failureOf(engine.Refused, path, credentials.Error())
	case cause != nil, errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return failureOf(engine.Timeout, path, "the server does not answer in time; try again, or raise the timeout")
	case errors.As(err, &certificate), errors.As(err, &unknown):
		return failureOf(engine.Unreachable, path, "the certificate of the server is not trusted; add its authority to the TLS settings")
	case errors.As(err, &name):
		return failureOf(engine.Unreachable, path, "the name of the server cannot be resolved; check the address")
	}
	return failureOf(engine.Unreachable, path, "the server cannot be reached; check the address, the network and the certificate")
}
