package ledger

// Root returns the root of the tree over the leaves, split as in RFC 6962, so
// that one line can be shown or withheld under the block's signature. The root
// of no leaves is the zero hash.
func Root(leaves []Hash) Hash {
	switch len(leaves) {
	case 0:
		return Hash{}
	case 1:
		return leaves[0]
	}
	k := 1
	for k*2 < len(leaves) {
		k *= 2
	}
	left, right := Root(leaves[:k]), Root(leaves[k:])
	return Sum([]byte{1}, left[:], right[:])
}
