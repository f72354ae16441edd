package hub

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"slices"
	"strconv"
	"time"

	"github.com/hashicorp/mdns"
)

// service is what hubs announce in the local network. The announcement says
// nothing but where: who it is is proved by the certificate.
const service = "_thamho._tcp"

// quiet: the library logs what strangers send.
var quiet = log.New(io.Discard, "", 0)

// Announce tells the local network where a hub is, until stop is called; on is
// the network, nil for what the system prefers.
func Announce(port int, rand io.Reader, on *net.Interface) (stop func() error, err error) {
	var name [6]byte
	if _, err := io.ReadFull(rand, name[:]); err != nil {
		return nil, fmt.Errorf("draw name: %w", err)
	}
	instance := fmt.Sprintf("thamho-%x", name)
	zone, err := mdns.NewMDNSService(instance, service, "", instance+".", port, ownAddresses(on), []string{"v=1"})
	if err != nil {
		return nil, fmt.Errorf("announce: %w", err)
	}
	server, err := mdns.NewServer(&mdns.Config{Zone: zone, Iface: on, Logger: quiet})
	if err != nil {
		return nil, fmt.Errorf("announce: %w", err)
	}
	return server.Shutdown, nil
}

// Addresses are where a laptop can be reached in its networks.
func Addresses() []net.IP { return ownAddresses(nil) }

// ownAddresses are this laptop's on its networks, IPv4: what the offices have.
func ownAddresses(on *net.Interface) (out []net.IP) {
	addresses, err := net.InterfaceAddrs()
	if on != nil {
		addresses, err = on.Addrs()
	}
	if err != nil {
		return nil
	}
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && (on != nil || !n.IP.IsLoopback()) {
			out = append(out, n.IP)
		}
	}
	return out
}

// Find asks the local network for hubs and returns where they are. Where
// multicast is blocked it finds none; then an address has to be typed.
func Find(ctx context.Context, patience time.Duration, on *net.Interface) ([]string, error) {
	found := make(chan *mdns.ServiceEntry, maxFound)
	err := mdns.QueryContext(ctx, &mdns.QueryParam{
		Service: service, Domain: "local", Timeout: patience, Interface: on, Entries: found, DisableIPv6: true, Logger: quiet,
	})
	close(found)
	var out []string
	for e := range found {
		if e.AddrV4 == nil || e.Port < 1 || e.Port > 65535 {
			continue
		}
		if address := net.JoinHostPort(e.AddrV4.String(), strconv.Itoa(e.Port)); !slices.Contains(out, address) {
			out = append(out, address)
		}
	}
	slices.Sort(out)
	if err != nil {
		return out, fmt.Errorf("find hubs: %w", err)
	}
	return out, nil
}

// maxFound bounds how many announcements are read.
const maxFound = 16
