package enrol

import (
	"net"
	"net/url"
	"strings"
)

// address makes what was typed the address of a server: «tinh.camau.gov.vn» is
// asked over https, a machine of the own network (10.0.0.5:8080, localhost)
// over http. false when it can be no address.
func address(typed string) (string, bool) {
	s := strings.TrimSpace(typed)
	if !strings.Contains(s, "://") {
		s = schemeOf(strings.TrimRight(s, "/")) + "://" + s
	}
	u, err := url.Parse(strings.TrimRight(s, "/"))
	if err != nil || u.Host == "" || u.Hostname() == "" || strings.ContainsAny(u.Host, " \t") || u.User != nil {
		return "", false
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return "", false
	}
	return u.String(), true
}

func schemeOf(host string) string {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	if name == "localhost" || net.ParseIP(strings.Trim(name, "[]")) != nil {
		return "http"
	}
	return "https"
}
