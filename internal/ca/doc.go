// Package ca is the province's own certificate authority: it certifies the
// server and the laptops to each other in TLS, and says whether a certificate
// that somebody shows was certified by it.
//
// Words: an Authority issues, it holds the key; Roots only check. A device's
// certificate is for the very key that signs its requests, so renewing it needs
// nothing but the same key. Time is handed in: a laptop's clock may be off by
// years, so a server is checked at the earliest moment that can be now, and no
// certificate is refused for being too young.
//
// The package knows nothing of files, requests or records.
package ca
