package bundle

import "strings"

// age names X25519 keys in Bech32 (BIP 173) and offers no other way in; a laptop's
// key is 32 bytes.

const bech32Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// bech32 writes bytes under a name, in lower case.
func bech32(name string, data []byte) string {
	values := fives(data)
	sum := checksum(name, values)
	var out strings.Builder
	out.WriteString(name + "1")
	for _, v := range append(values, sum...) {
		out.WriteByte(bech32Letters[v])
	}
	return out.String()
}

// fives divides bytes into groups of five bits, the last filled up with zeros.
func fives(data []byte) (out []byte) {
	bits, have := 0, 0
	for _, b := range data {
		bits, have = bits<<8|int(b), have+8
		for have >= 5 {
			have -= 5
			out = append(out, byte(bits>>have&31))
		}
		bits &= 1<<have - 1
	}
	if have > 0 {
		out = append(out, byte(bits<<(5-have)&31))
	}
	return out
}

// checksum is six groups that make the whole divisible by the code's generator.
func checksum(name string, values []byte) []byte {
	var all []byte
	for _, c := range []byte(name) {
		all = append(all, c>>5)
	}
	all = append(all, 0)
	for _, c := range []byte(name) {
		all = append(all, c&31)
	}
	rest := polymod(append(append(all, values...), 0, 0, 0, 0, 0, 0)) ^ 1
	out := make([]byte, 6)
	for i := range out {
		out[i] = byte(rest >> (5 * (5 - i)) & 31)
	}
	return out
}

func polymod(values []byte) uint32 {
	generator := [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	rest := uint32(1)
	for _, v := range values {
		top := rest >> 25
		rest = rest&0x1ffffff<<5 ^ uint32(v)
		for i, g := range generator {
			if top>>i&1 == 1 {
				rest ^= g
			}
		}
	}
	return rest
}
