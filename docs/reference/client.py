#!/usr/bin/env python3
"""A second client of the sync protocol, written from docs/protocol.md alone.

    client.py [--state FILE] [--dict FILE] COMMAND

    enrol URL CODE          become a device of the province
    add                     write a household and a child
    set RECORD FIELD JSON   write one field of a record
    sync                    hello, push, pull
    show                    print the records as JSON

It needs Python 3.11 and, to read blocks that others compressed, the program
`zstd` and the dictionary of the protocol. Everything it knows is in one JSON
file, keys included: that file is a secret.

It is made to be read, not to be fast. The Ed25519 and X25519 below are not
constant in time: do not use them where somebody can measure you.
"""

import argparse
import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.parse
import uuid

APP = "reference 1"
PROTOCOL = 1
DICT_SHA256 = "83f6f57f3353d0d4a04da6354624513b96ea1546d32306da7a07b754e0774b9f"
MAX_CHANGES, MAX_RAW, MAX_FIELD, MAX_FIELDS = 500, 256 << 10, 16 << 10, 256
MAX_REPLACED, MAX_NAME, MAX_HEADER, MAX_PACKED = 4096, 64, 2 << 10, 512 << 10
MAX_ENTRY = MAX_PACKED + 3 * MAX_HEADER
MAX_ANSWER = 8 << 20
MAX_REDACTED = 128
RANK_RULING, RANK_SERVER = 20, 50
ZERO = bytes(32)


class Refused(Exception):
    """What came is not what the protocol allows, or the server said no."""


class Again(Exception):
    """Say hello again."""


def need(condition, text):
    if not condition:
        raise Refused(text)


# --- bytes as text ---------------------------------------------------------

def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text, size):
    """Exactly size bytes in their one spelling."""
    need(isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9_-]*", text), "not base64url")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise Refused("not base64url") from None
    need(len(data) == size and b64(data) == text, f"want {size} bytes")
    return data


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def is_uuid(text):
    return isinstance(text, str) and re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) is not None


def crc32c(data, table=[]):
    if not table:
        for n in range(256):
            for _ in range(8):
                n = n >> 1 ^ (0x82F63B78 if n & 1 else 0)
            table.append(n)
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


# --- Ed25519 (RFC 8032) and X25519 (RFC 7748) ------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_M1 = pow(2, (P - 1) // 4, P)


def point_add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_mul(n, point):
    out = (0, 1, 1, 0)
    while n:
        if n & 1:
            out = point_add(out, point)
        point, n = point_add(point, point), n >> 1
    return out


def point_pack(point):
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def point_unpack(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT_M1 % P
    if x * x % P != square or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point_unpack((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def secret_scalar(seed):
    h = hashlib.sha512(seed).digest()
    n = int.from_bytes(h[:32], "little")
    return n & (1 << 254) - 8 | 1 << 254, h[32:]


def public_key(seed):
    return point_pack(point_mul(secret_scalar(seed)[0], BASE))


def to_scalar(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % L


def ed25519_sign(seed, message):
    scalar, prefix = secret_scalar(seed)
    public = public_key(seed)
    r = to_scalar(prefix, message)
    point = point_pack(point_mul(r, BASE))
    s = (r + to_scalar(point, public, message) * scalar) % L
    return point + s.to_bytes(32, "little")


def ed25519_verify(public, message, signature):
    key, s = point_unpack(public), int.from_bytes(signature[32:], "little")
    if key is None or len(signature) != 64 or s >= L:
        return False
    minus_key = (P - key[0], key[1], 1, P - key[3])
    k = to_scalar(signature[:32], public, message)
    return point_pack(point_add(point_mul(s, BASE), point_mul(k, minus_key))) == signature[:32]


def x25519_public(seed):
    """The Montgomery ladder on the base point 9."""
    k = int.from_bytes(seed, "little") & (1 << 254) - 8 | 1 << 254
    x1, x2, z2, x3, z3 = 9, 1, 0, 9, 1
    for bit in reversed(range(255)):
        swap = k >> bit & 1
        if swap:
            x2, z2, x3, z3 = x3, z3, x2, z2
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        da, cb, aa, bb = d * a % P, c * b % P, a * a % P, b * b % P
        e = (aa - bb) % P
        x3, z3 = (da + cb) ** 2 % P, x1 * (da - cb) ** 2 % P
        x2, z2 = aa * bb % P, e * (aa + 121665 * e) % P
        if swap:
            x2, z2, x3, z3 = x3, z3, x2, z2
    return (x2 * pow(z2, -1, P) % P).to_bytes(32, "little")


def sign(seed, purpose, message):
    return ed25519_sign(seed, b"thamho " + purpose + b" v1\n" + message)


def verify(public, purpose, message, signature):
    need(ed25519_verify(public, b"thamho " + purpose + b" v1\n" + message, signature), f"bad {purpose.decode()} signature")


def key_id(public):
    return sha(public)[:8].hex()


# --- JSON whose bytes matter -----------------------------------------------
# Text is handled as str with surrogateescape, so that bytes come back as they
# were.

def refuse_constant(name):
    raise Refused(f"{name} is not JSON")


DECODER = json.JSONDecoder(parse_constant=refuse_constant)
SPACE = re.compile(r"[ \t\n\r]*")


def as_text(data):
    return data.decode("utf-8", "surrogateescape")


def as_bytes(text):
    return text.encode("utf-8", "surrogateescape")


def compact(value):
    """JSON as every writer of the protocol spells it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def value_at(text, i):
    """The value that begins at i, and where it ends."""
    try:
        return DECODER.raw_decode(text, i)
    except (ValueError, RecursionError):
        raise Refused("malformed JSON") from None


def items_of(text, opening, closing, keyed):
    """The members of an object or the elements of an array, values as they stand."""
    def skip(i):
        return SPACE.match(text, i).end()

    i, out = skip(0), []
    need(text[i:i + 1] == opening, "malformed JSON")
    i = skip(i + 1)
    while text[i:i + 1] != closing:
        key = None
        if out:
            need(text[i:i + 1] == ",", "malformed JSON")
            i = skip(i + 1)
        if keyed:
            key, i = value_at(text, i)
            need(isinstance(key, str), "malformed JSON")
            i = skip(i)
            need(text[i:i + 1] == ":", "malformed JSON")
            i = skip(i + 1)
        _, end = value_at(text, i)
        out.append((key, text[i:end]))
        i = skip(end)
    need(skip(i + 1) == len(text), "malformed JSON")
    return out


def members(text):
    """The members of an object; a key that stands there twice is refused."""
    pairs = items_of(text, "{", "}", True)
    out = dict(pairs)
    need(len(out) == len(pairs), "a key twice")
    return out


def elements(text):
    return [raw for _, raw in items_of(text, "[", "]", False)]


def parse(text):
    value, end = value_at(text, SPACE.match(text).end())
    need(SPACE.match(text, end).end() == len(text), "malformed JSON")
    return value


class Signed:
    """{"doc":…,"key":…,"sig":…}: the signature is over doc as it stands."""

    def __init__(self, text, limit=MAX_HEADER):
        need(len(as_bytes(text)) <= limit, "signed document too large")
        outer = members(text)
        need({"doc", "key", "sig"} <= outer.keys(), "not a signed document")
        self.text, self.raw = text, as_bytes(outer["doc"])
        self.doc = {name: parse(raw) for name, raw in members(outer["doc"]).items()}
        self.key, self.signature = parse(outer["key"]), unb64(parse(outer["sig"]), 64)

    def verify(self, public, purpose):
        need(self.key == key_id(public), "signed by another key")
        verify(public, purpose, self.raw, self.signature)
        return self


# --- lines -----------------------------------------------------------------

RULINGS = {"admit", "lost", "redaction", "move"}
NAME = re.compile(r"[a-z0-9._-]{1,64}")
DOT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[1-9][0-9]{0,18}/[A-Za-z0-9_-]{11}")


def dot_key(dot):
    stream, number, mark = dot.split("/")
    return uuid.UUID(stream).bytes, int(number), unb64(mark, 8)


class Line:
    """{"a":{change},"s":salt,"f":[values]} or, withheld, {"a":{change},"h":hash}."""

    def __init__(self, text):
        outer = members(text)
        need(outer.keys() <= {"a", "s", "f", "h"} and "a" in outer, "unknown key in a line")
        self.text, self.change = text, {name: parse(raw) for name, raw in members(outer["a"]).items()}
        self.check_change()
        self.values = None
        if "h" in outer:
            need(outer.keys() == {"a", "h"}, "values and their hash")
            hidden = unb64(parse(outer["h"]), 32)
        else:
            need(outer.keys() == {"a", "s", "f"}, "neither values nor their hash")
            self.values = elements(outer["f"])
            need(len(self.values) == len(self.change["n"]), "names and values differ in number")
            need(all(len(as_bytes(v)) <= MAX_FIELD for v in self.values), "a field is too large")
            hidden = sha(b"\x02", unb64(parse(outer["s"]), 12), as_bytes(outer["f"]))
        self.leaf = sha(b"\x00", sha(as_bytes(outer["a"])), hidden)
        self.without_values = '{"a":%s,"h":"%s"}' % (outer["a"], b64(hidden))

    def check_change(self):
        c = self.change
        need(type(c.get("q")) is int and 1 <= c["q"] < 2**63, "bad number of a change")
        need(is_uuid(c.get("r")) and uuid.UUID(c["r"]).int != 0, "bad record")
        need(isinstance(c.get("k"), str) and NAME.fullmatch(c["k"]), "bad kind")
        names = c.get("n")
        need(isinstance(names, list) and 1 <= len(names) <= MAX_FIELDS, "bad fields")
        need(all(isinstance(n, str) and NAME.fullmatch(n) for n in names), "bad field name")
        need(all(a < b for a, b in zip(names, names[1:])), "fields not ascending")
        replaced = c.get("c", {})
        need(isinstance(replaced, dict) and all(isinstance(dots, list) for dots in replaced.values()), "bad dots")
        need(sum(len(dots) for dots in replaced.values()) <= MAX_REPLACED, "too many dots")
        for name, dots in replaced.items():
            need(NAME.fullmatch(name), "bad field name")
            need(all(isinstance(dot, str) and DOT.fullmatch(dot) for dot in dots), "bad dot")

    def dot(self, stream):
        return f"{stream}/{self.change['q']}/{b64(self.leaf[:8])}"

    def withheld(self):
        return Line(self.without_values)

    def redactable(self):
        """Rulings, grants and what only deletes or moves are never withheld."""
        return self.change["k"] not in RULINGS | {"grant"} and not {"_xoa", "_o"}.issuperset(self.change["n"])

    def redaction(self):
        """The record and the dots that a redaction names, or None."""
        if self.change["k"] != "redaction" or self.values is None:
            return None
        fields = {name: parse(raw) for name, raw in zip(self.change["n"], self.values)}
        record, dots = fields.get("ban_ghi"), fields.get("cham")
        if not is_uuid(record) or not isinstance(dots, list) or len(dots) > MAX_REDACTED:
            return None
        return (record, dots) if all(isinstance(d, str) and DOT.fullmatch(d) for d in dots) else None

    def carries(self):
        return self.change["n"][0].startswith("_mang.")

    def carried(self, dictionary_file):
        """The line that this one of the server carries, its stream and rank, or None."""
        if self.values is None:
            return None
        try:
            parts = [parse(raw) for raw in self.values]
            need(all(isinstance(part, str) for part in parts), "carried in pieces that are no text")
            text = "".join(parts)
            data = unpack(unb64(text, len(text) * 3 // 4), dictionary_file)
            need(len(data) > 17, "nothing is carried")
            line = Line(as_text(data[17:]))
        except Refused:
            return None
        if line.carries() or line.change["r"] != self.change["r"]:
            return None
        return line, str(uuid.UUID(bytes=data[:16])), data[16]


def new_line(change, values):
    """values are JSON texts in the order of change["n"]."""
    return Line('{"a":%s,"s":"%s","f":[%s]}' % (compact(change), b64(secrets.token_bytes(12)), ",".join(values)))


def merkle_root(leaves):
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha(b"\x01", merkle_root(leaves[:k]), merkle_root(leaves[k:]))


# --- zstd (RFC 8878) -------------------------------------------------------

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


def zstd_store(data):
    """A frame of stored blocks: nothing is compressed, so nothing is needed."""
    out = ZSTD_MAGIC + b"\xa0" + len(data).to_bytes(4, "little")
    for at in range(0, len(data), 1 << 17):
        part = data[at:at + (1 << 17)]
        last = at + len(part) == len(data)
        out += (last | len(part) << 3).to_bytes(3, "little") + part
    return out


def zstd_stored(frame):
    """The contents of a frame of stored blocks, or None; and the dictionary's id."""
    need(frame[:4] == ZSTD_MAGIC and len(frame) > 6, "body is no zstd frame")
    flags = frame[4]
    single, ids = flags >> 5 & 1, (0, 1, 2, 4)[flags & 3]
    at = 5 + (not single)
    dictionary = int.from_bytes(frame[at:at + ids], "little")
    at += ids + ((1 if single else 0), 2, 4, 8)[flags >> 6]
    out, last = b"", flags >> 2 & 1
    while not last:
        head = int.from_bytes(frame[at:at + 3], "little")
        last, kind, size = head & 1, head >> 1 & 3, head >> 3
        if kind != 0 or at + 3 + size > len(frame):
            return None, dictionary
        out, at = out + frame[at + 3:at + 3 + size], at + 3 + size
    return (out if at == len(frame) and not flags >> 2 & 1 else None), dictionary


def unpack(body, dictionary_file):
    data, dictionary = zstd_stored(body)
    if data is None:
        data = zstd_program(body, dictionary and dictionary_file)
    need(len(data) <= MAX_RAW, "block too large")
    return data


def zstd_program(body, dictionary_file):
    """A frame without a dictionary's id must be read without the dictionary."""
    command = ["zstd", "-dcq"]
    if dictionary_file:
        with open(dictionary_file, "rb") as f:
            need(hashlib.sha256(f.read()).hexdigest() == DICT_SHA256, "another dictionary than the protocol's")
        command += ["-D", dictionary_file]
    with tempfile.TemporaryFile() as packed:
        packed.write(body)
        packed.seek(0)
        with subprocess.Popen(command, stdin=packed, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as run:
            data = run.stdout.read(MAX_RAW + 1)
            if len(data) > MAX_RAW:
                run.kill()
            run.stdout.close()
        need(len(data) <= MAX_RAW and run.returncode == 0, "body can not be unpacked")
    return data


# --- blocks, entries, frames -----------------------------------------------

def cut(data, limit):
    need(len(data) >= 4, "malformed block")
    size = int.from_bytes(data[:4], "big")
    need(size <= limit and len(data) >= 4 + size, "malformed block")
    return data[4:4 + size], data[4 + size:]


def counted(data):
    return len(data).to_bytes(4, "big") + data


class Block:
    def __init__(self, data):
        self.bytes = data
        self.raw, rest = cut(data, MAX_HEADER)
        self.signature, rest = rest[:64], rest[64:]
        self.body, rest = cut(rest, MAX_PACKED)
        need(len(self.signature) == 64 and not rest, "malformed block")
        self.hash = sha(self.raw)
        h = self.header = {name: parse(raw) for name, raw in members(as_text(self.raw)).items()}
        need(h.get("v") == 1, "another version of block")
        need({"prev", "root", "key"} <= h.keys(), "malformed header")
        need(all(is_uuid(h.get(k)) and uuid.UUID(h[k]).int for k in ("stream", "scope", "grant")), "malformed header")
        need(all(type(h.get(k)) is int for k in ("first", "last")), "malformed header")
        need(1 <= h["first"] <= h["last"] < 2**63 and h["last"] - h["first"] < MAX_CHANGES, "bad range")
        self.prev, self.root = unb64(h["prev"], 32), unb64(h["root"], 32)
        need((h["first"] == 1) == (self.prev == ZERO), "bad start of a chain")

    def verify(self, public):
        need(self.header["key"] == key_id(public), "block signed by another key")
        verify(public, b"block", self.raw, self.signature)

    def lines(self, dictionary_file):
        """The lines, after they were found to be those that were signed."""
        body = unpack(self.body, dictionary_file)
        need(body.endswith(b"\n"), "last line is cut")
        lines = [Line(as_text(raw)) for raw in body[:-1].split(b"\n")]
        numbers = [line.change["q"] for line in lines]
        need(numbers == list(range(self.header["first"], self.header["last"] + 1)), "lines are not those of the header")
        need(merkle_root([line.leaf for line in lines]) == self.root, "lines do not match the signed root")
        return lines


    def withholding(self, lines):
        """The same block, by its hash and signature, with these lines."""
        return Block(counted(self.raw) + self.signature + counted(zstd_store(body_of(lines))))


def body_of(lines):
    return b"".join(as_bytes(line.text) + b"\n" for line in lines)


def seal(seed, scope, stream, prev, grant, lines):
    body = body_of(lines)
    need(0 < len(lines) <= MAX_CHANGES and len(body) <= MAX_RAW, "too much for one block")
    header = compact({
        "v": 1, "stream": stream, "scope": scope, "first": lines[0].change["q"], "last": lines[-1].change["q"],
        "prev": b64(prev), "root": b64(merkle_root([line.leaf for line in lines])), "grant": grant,
        "key": key_id(public_key(seed)),
    }).encode()
    return Block(counted(header) + sign(seed, b"block", header) + counted(zstd_store(body)))


def frame_of(block, admission):
    payload = counted(block) + counted(as_bytes(admission or ""))
    return len(payload).to_bytes(4, "big") + crc32c(payload).to_bytes(4, "big") + payload


def read_frames(data):
    """The whole entries in front, as (block or None, admission or None), and
    whether the data end where a frame ends."""
    out = []
    while data:
        if len(data) < 8:
            return out, False
        size, crc = int.from_bytes(data[:4], "big"), int.from_bytes(data[4:8], "big")
        need(size <= MAX_ENTRY, "frame too large")
        payload = data[8:8 + size]
        if len(payload) < size or crc32c(payload) != crc:
            return out, False
        block, rest = cut(payload, MAX_PACKED + 2 * MAX_HEADER)
        admission, rest = cut(rest, MAX_HEADER)
        need(not rest and (block or admission), "malformed entry")
        out.append((Block(block) if block else None, Signed(as_text(admission)) if admission else None))
        data = data[8 + size:]
    return out, True


# --- the merge -------------------------------------------------------------

def merge(record, line, stream, rank):
    """Apply one line to a record: {"kind":…,"fields":{name:{"values":[…],"seen":{dot:rank}}}}."""
    dot = line.dot(stream)
    for i, name in enumerate(line.change["n"]):
        field = record["fields"].setdefault(name, {"values": [], "seen": {}})
        for old in line.change.get("c", {}).get(name, []):
            field["seen"][old] = max(rank, field["seen"].get(old, 0))
        value = None if line.values is None else line.values[i]
        same = [v for v in field["values"] if v["dot"] == dot]
        if not same:
            field["values"].append({"dot": dot, "rank": rank, "value": value})
        elif same[0]["value"] is None:
            same[0].update(rank=rank, value=value)
        field["values"] = sorted(
            (v for v in field["values"] if field["seen"].get(v["dot"], -1) < v["rank"]), key=lambda v: dot_key(v["dot"]))


def withhold(record, dot):
    """Drop the value of a redacted change; the deletion of a record and its home stay."""
    for name, field in record["fields"].items():
        for value in field["values"]:
            if value["dot"] == dot and name not in ("_xoa", "_o"):
                value["value"] = None


def home(record):
    """The scope where the server says the record lives, or None if it never moved."""
    said = [parse(v["value"]) for v in record["fields"].get("_o", {"values": []})["values"] if v["rank"] >= RANK_SERVER and v["value"]]
    best = min(said, key=lambda h: (-h["n"], unb64(h["by"], 32)), default=None)
    return best and best["to"]


# --- the laptop ------------------------------------------------------------

class Laptop:
    def __init__(self, file, dictionary_file):
        self.file, self.dictionary = file, dictionary_file
        self.session, self.count, self.trusted = "", 0, {}
        try:
            with open(file, encoding="utf-8", errors="surrogateescape") as f:
                self.state = json.load(f)
        except FileNotFoundError:
            self.state = {
                "seed": b64(secrets.token_bytes(32)), "box_seed": b64(secrets.token_bytes(32)), "device": "", "url": "",
                "seen": {"server": str(uuid.UUID(int=0)), "epoch": str(uuid.UUID(int=0))},
                "scopes": [], "grants": {}, "streams": {}, "blocks": {}, "positions": {}, "records": {}, "redacted": {},
            }
            self.new_life()

    def save(self):
        """Beside, synced, renamed: the file is whole whenever the power goes."""
        with open(self.file + ".new", "w", encoding="utf-8", errors="surrogateescape", opener=lambda p, f: os.open(p, f, 0o600)) as f:
            json.dump(self.state, f, ensure_ascii=False, indent=1)
            f.flush()
            os.fsync(f.fileno())
        os.replace(self.file + ".new", self.file)

    def new_life(self):
        """Another incarnation, which never continues an old stream."""
        self.state["store"] = str(uuid.uuid4())
        self.state["nonce"], self.state["next"] = b64(secrets.token_bytes(32)), b64(secrets.token_bytes(32))
        self.state["streams"] = {}

    @property
    def seed(self):
        return unb64(self.state["seed"], 32)

    # requests

    def request(self, method, path_query, body=b"", media=None):
        """One signed request. The answer's body may be cut: (status, body, whole, retry)."""
        base = urllib.parse.urlsplit(self.state["url"])
        kind = http.client.HTTPSConnection if base.scheme == "https" else http.client.HTTPConnection
        headers = {"Content-Type": media} if media else {}
        if self.state["device"]:
            self.count += 1
            text = f"{method}\n{path_query}\n{b64(sha(body))}\n{self.session}\n{self.count}\n"
            headers |= {
                "Thamho-Device": self.state["device"], "Thamho-Session": self.session, "Thamho-Count": str(self.count),
                "Thamho-Signature": b64(sign(self.seed, b"request", text.encode())),
            }
        connection = kind(base.hostname, base.port, timeout=60)
        try:
            connection.request(method, base.path.rstrip("/") + path_query, body or None, headers)
            response = connection.getresponse()
            try:
                data = response.read(MAX_ANSWER)
                whole = not response.length  # bytes that were announced and did not come
            except http.client.IncompleteRead as cut_off:
                data, whole = cut_off.partial, False
            except ConnectionError:
                data, whole = b"", False
            return response.status, data, whole, int(response.headers.get("Retry-After", 0))
        except (OSError, http.client.HTTPException) as fault:
            raise Refused(f"offline: {fault}") from None
        finally:
            connection.close()

    def ask(self, method, path_query, body=b"", media=None):
        """request, with busy answers waited out and errors raised."""
        for _ in range(4):
            status, data, whole, retry = self.request(method, path_query, body, media)
            if status != 503:
                break
            time.sleep(min(max(retry, 1), 30))
        if status // 100 == 2:
            return data, whole
        try:
            error = json.loads(data)
        except ValueError:
            error = {}
        if status == 401 and error.get("key") == "session":
            raise Again("session is over")
        if status == 401 and error.get("key") == "device_unknown":
            self.come_back()
        raise Refused(f"status {status}: {error.get('code', 'no answer of the server')} {error.get('key', error.get('ref', ''))}")

    def post(self, path, document, signed=""):
        """signed is a member whose bytes must stay as they are."""
        text = compact(document)
        if signed:
            text = text[:-1] + "," + signed + "}"
        data, whole = self.ask("POST", path, as_bytes(text), "application/json")
        need(whole, "offline: answer was cut")
        return as_text(data)

    # trust

    def server_key(self, key):
        """The key of a server that the province's root vouched for."""
        if not self.trusted:
            certificate = Signed(self.state["server"]).verify(unb64(self.state["root"], 32), b"server")
            public = unb64(certificate.doc["sign"], 32)
            self.trusted[key_id(public)] = public
        need(key in self.trusted, "unknown server key")
        return self.trusted[key]

    def check_grant(self, text):
        grant = Signed(text)
        return grant.verify(self.server_key(grant.key), b"grant")

    # enrolment

    def enrol(self, url, code):
        need(not self.state["device"], "enrolled already")
        self.state["url"] = url
        self.save()  # the keys: a code whose answer was lost serves the same key again
        code = code.upper().translate(str.maketrans("OIL", "011", " -"))
        code_hash, public = sha(b"thamho code\n", code.encode()), public_key(self.seed)
        answer = members(self.post("/api/v1/enrol", {
            "code": b64(sha(b"thamho code name\n", code_hash)), "sign": b64(public), "box": b64(x25519_public(unb64(self.state["box_seed"], 32))),
            "store": self.state["store"], "nonce": self.state["nonce"], "laptop": "reference", "app": APP,
            "line": b64(bytes(32)), "vouched": False,  # plain HTTP, on this machine
            "proof": b64(sign(self.seed, b"hello", code_hash + public + bytes(33))),
        }))
        root = unb64(parse(answer["root"]), 32)
        proof = hmac.digest(code_hash, root + public, "sha256")
        need(hmac.compare_digest(proof, unb64(parse(answer["proof"]), 32)), "the server does not know the code")
        self.state.update(root=b64(root), server=answer["server"], scopes=parse(answer["scopes"]), device=parse(answer["device"]))
        for text in elements(answer["grants"]):
            self.keep_grant(self.check_grant(text))
        self.save()

    def keep_grant(self, grant):
        self.state["grants"][grant.doc["id"]] = grant.text

    def own_grants(self):
        return [g for g in map(Signed, self.state["grants"].values()) if g.doc["device"] == self.state["device"]]

    def own_grant(self, scope):
        for grant in self.own_grants():
            if grant.doc["scope"] == scope:
                return grant.doc
        raise Refused("no grant in this scope")

    def come_back(self):
        """Show the grants to a server that was restored from before it gave them."""
        server = Signed(self.state["server"]).doc["server"]
        proof = sign(self.seed, b"hello", uuid.UUID(server).bytes + uuid.UUID(self.state["device"]).bytes)
        grants = ",".join(g.text for g in self.own_grants())
        self.post("/api/v1/return", {"proof": b64(proof)}, f'"grants":[{grants}]')
        raise Again("the server was restored")

    # writing

    def record(self, scope, kind, record):
        return self.state["records"].setdefault(scope, {}).setdefault(record, {"kind": kind, "fields": {}})

    def write(self, scope, drafts):
        """drafts are (kind, record, op, {field: value}); they become one block."""
        grant = self.own_grant(scope)
        stream = self.state["streams"].setdefault(scope, {"id": str(uuid.uuid4()), "next": 1, "head": b64(ZERO)})
        lines = []
        for kind, record, op, fields in drafts:
            change = {"q": stream["next"], "k": kind, "r": record, "o": op, "n": sorted(fields)}
            known = self.record(scope, kind, record)
            seen = {n: [v["dot"] for v in known["fields"].get(n, {"values": []})["values"]] for n in sorted(fields)}
            if any(seen.values()):
                change["c"] = {name: dots for name, dots in seen.items() if dots}
            change |= {"v": 1, "u": grant["user"], "w": int(time.time() * 1000)}
            line = new_line(change, [compact(fields[name]) for name in change["n"]])
            merge(known, line, stream["id"], grant["rank"])
            lines.append(line)
            stream["next"] += 1
        block = seal(self.seed, scope, stream["id"], unb64(stream["head"], 32), grant["id"], lines)
        stream["head"] = b64(block.hash)
        self.keep_block(block, None, True)
        self.save()

    def keep_block(self, block, admission, mine):
        h = block.header
        self.state["blocks"][b64(block.hash)] = {
            "scope": h["scope"], "stream": h["stream"], "first": h["first"], "last": h["last"], "prev": h["prev"],
            "mine": mine, "acked": admission is not None, "bytes": base64.b64encode(block.bytes).decode(),
            "admission": admission.text if admission else None, "seq": admission.doc["seq"] if admission else None,
        }

    # hello

    def hello(self, proof=(), want=()):
        state = self.state
        self.save()  # what it says next must be on the disk before it is said
        self.session, self.count = "", 0
        shown = ",".join(proof)
        text = self.post("/api/v1/hello", {
            "oldest": 1, "protocol": PROTOCOL, "app": APP, "store": state["store"], "nonce": state["nonce"], "next": state["next"],
            **state["seen"],
            "at": [{"scope": s, "cursor": at["cursor"], "rolling": at["rolling"]} for s, at in state["positions"].items()],
            "acked": [{"scope": b["scope"], "stream": b["stream"], "last": b["last"], "hash": hash_}
                      for hash_, b in state["blocks"].items() if b["mine"] and b["acked"] and b["seq"] is None],
            "want": list(want),
        }, f'"proof":[{shown}]')
        signed = Signed(text, MAX_ANSWER)
        answer = signed.verify(self.server_key(signed.key), b"hello").doc
        need(answer["nonce"] == state["next"], "answer to another question")
        self.session = answer["session"]
        if answer.get("stale"):
            self.new_life()
            self.save()
            raise Again("this disk was copied")
        state["nonce"], state["next"] = state["next"], b64(secrets.token_bytes(32))
        self.save()
        return answer

    def settle(self, answer):
        """Follow the server's present life: cursors are forgotten, never data."""
        state, positions = self.state, self.state["positions"]
        here = {"server": answer["server"], "epoch": answer["epoch"]}
        forget = answer.get("mismatch") or []
        if here == state["seen"]:
            doubtful = forget + [s for s in self.adrift(answer) if s not in forget]
            if doubtful:
                answer = self.hello([positions[s]["last"] for s in doubtful if positions.get(s, {}).get("cursor")], doubtful)
                here = {"server": answer["server"], "epoch": answer["epoch"]}
                forget = (answer.get("mismatch") or []) + [s for s in self.adrift(answer) if s in doubtful]
        if here != state["seen"]:
            forget = [s["id"] for s in answer["scopes"] or []]
            positions.clear()
            state["streams"] = {}  # a number of a stream is never used twice
        if uuid.UUID(state["seen"]["epoch"]).int:
            for scope in forget:
                positions.pop(scope, None)
                self.acknowledge(scope, answer.get("vectors") or [], True)
        state["seen"] = here
        if not answer.get("revoked"):
            state["scopes"] = [{k: s[k] for k in ("id", "kind", "unit")} for s in answer["scopes"] or []]
        self.save()
        return answer

    def adrift(self, answer):
        """Scopes of which the server once had something and whose order is not followed."""
        had = {b["scope"] for b in self.state["blocks"].values() if b["acked"]}
        return [s["id"] for s in answer["scopes"] or [] if s["id"] in had and not self.state["positions"].get(s["id"], {}).get("cursor")]

    def acknowledge(self, scope, vectors, forget=False):
        """Mark what the server's branches cover; forget takes the mark from the rest."""
        blocks, admitted = self.state["blocks"], set()

        def walk(at, first):
            while at in blocks and at not in admitted and blocks[at]["first"] >= first:
                admitted.add(at)
                at = blocks[at]["prev"]

        for vector in vectors:
            branches = vector.get("branches") or []
            for branch in branches:
                walk(branch["head"], branch["first"])
            for branch in branches:
                parent = blocks.get(branch["parent"])
                if branch.get("joined") and parent:
                    holding = [b["first"] for b in branches if b["first"] <= parent["first"] and parent["last"] <= b["last"]]
                    walk(branch["parent"], max(holding, default=parent["first"]))
            admitted.update(vector.get("admitted") or [])
        for hash_, b in blocks.items():
            if b["scope"] == scope and (forget or hash_ in admitted):
                b["acked"] = hash_ in admitted
                b["seq"] = None if forget else b["seq"]

    # push

    def outbox(self, scope):
        waiting = [b for b in self.state["blocks"].values() if b["scope"] == scope and not b["acked"] and (b["mine"] or b["admission"])]
        return sorted(waiting, key=lambda b: (b["stream"], b["first"]))

    def push(self, answer):
        sent, size = 0, 32 << 10
        for scope in [s["id"] for s in self.state["scopes"]]:
            while waiting := self.outbox(scope):
                body, part = b"", []
                for b in waiting:
                    frame = frame_of(base64.b64decode(b["bytes"]), b["admission"])
                    if part and len(body) + len(frame) > min(size, answer["max_push"]):
                        break
                    body, part = body + frame, part + [b]
                self.push_body(scope, body)
                sent += sum(b["acked"] for b in part)
                if not part[0]["acked"]:
                    break  # held or in quarantine: asked again the next time
                size = min(size * 2, 512 << 10)
        return sent

    def push_body(self, scope, body):
        data, whole = self.ask("POST", "/api/v1/push", body, "application/vnd.thamho.frames")
        need(whole, "offline: answer was cut")
        answer = json.loads(data)
        self.acknowledge(scope, answer["vectors"] or [])
        self.save()
        need(not answer.get("refused"), f"refused blocks: {answer.get('refused')}")

    # pull

    def pull(self, answer):
        got = 0
        for head in answer["scopes"] or []:
            scope, mine = head["id"], self.state["streams"].get(head["id"], {}).get("id")
            while True:
                at = self.state["positions"].setdefault(scope, {"cursor": 0, "rolling": b64(ZERO)})
                query = {"scope": scope, "after": at["cursor"], "max_bytes": 1 << 20} | ({"mine": mine} if mine else {})
                data, whole = self.ask("GET", "/api/v1/pull?" + urllib.parse.urlencode(query))
                entries, ended = read_frames(data)
                for block, admission in entries:
                    if block is None and b64(unb64(admission.doc["block"], 32)) not in self.state["blocks"]:
                        need(mine, "an entry without its block")
                        mine = None  # a restored disk: ask for whole entries
                        break
                    self.apply(answer, scope, at, block, admission)
                else:
                    need(at["cursor"] > query["after"] or not (entries and whole and ended), "nothing at the cursor")
                got += at["cursor"] - query["after"]
                self.save()
                need(whole and ended, "offline: page was cut")
                if not entries:
                    break
            need(at["cursor"] >= head["seq"], "the server promised more than it gave")
        return got

    def apply(self, answer, scope, at, block, admission):
        """Check one entry, merge it if it is new, move the cursor over it."""
        need(admission, "an entry without its admission")
        doc = admission.verify(self.server_key(admission.key), b"admission").doc
        need(doc["scope"] == scope and doc["epoch"] == answer["epoch"], "entry of another scope or epoch")
        known = self.state["blocks"].get(doc["block"])
        if known is None:
            need(doc["block"] == b64(block.hash) and block.header["scope"] == scope, "admission of another block")
        else:
            need(known["scope"] == scope, "admission of another block")
            block = Block(base64.b64decode(known["bytes"]))
        lines = block.lines(self.dictionary)
        ahead = doc["seq"] > at["cursor"] + 1 and any(line.change["k"] == "redaction" for line in lines)
        need(ahead or doc["seq"] == at["cursor"] + 1, "page does not follow the cursor")
        if known is None:
            self.learn_grants(scope, lines)
            self.check_author(scope, block)
            redactions = self.note_redactions(scope, lines, doc["rank"])
            hidden = self.hide(scope, block.header["stream"], lines, doc["rank"])
            for line in hidden:
                self.merge(scope, line, block.header["stream"], doc["rank"])
            self.keep_block(block if hidden == lines else block.withholding(hidden), admission, False)
        else:
            known.update(acked=True, admission=admission.text, seq=doc["seq"])
            redactions = self.note_redactions(scope, lines, doc["rank"])
        self.purge(scope, redactions)
        if not ahead:  # a redaction before what it withholds comes again at its place
            rolling = sha(unb64(at["rolling"], 32), doc["seq"].to_bytes(8, "big"), unb64(doc["block"], 32))
            at.update(cursor=doc["seq"], rolling=b64(rolling), last=admission.text)

    def merge(self, scope, line, stream, rank):
        """A line of the server that carries another stands for that one."""
        record = self.record(scope, line.change["k"], line.change["r"])
        if rank >= RANK_SERVER and line.carries():
            if inner := line.carried(self.dictionary):
                merge(record, *inner)
        else:
            merge(record, line, stream, rank)

    # redactions

    def note_redactions(self, scope, lines, rank):
        """Keep which dots admitted lines redact: (record, dots) of each redaction."""
        out = [r for r in (line.redaction() for line in lines) if r] if rank >= RANK_RULING else []
        for _, dots in out:
            self.state["redacted"].setdefault(scope, {}).update(dict.fromkeys(dots, True))
        return out

    def hide(self, scope, stream, lines, rank):
        """The lines of a block that came, those withheld that a redaction names."""
        redacted, out = self.state["redacted"].get(scope, {}), []
        for line in lines:
            named = line.dot(stream) in redacted
            need(named or line.values is not None, "values are withheld without a redaction")
            inner = line.carried(self.dictionary) if rank >= RANK_SERVER and line.carries() and not named else None
            if inner and inner[0].values is not None and inner[0].redactable():
                need(inner[0].dot(inner[1]) not in redacted, "what was redacted is carried, an old page")
            out.append(line.withheld() if named and line.values is not None and line.redactable() else line)
        return out

    def purge(self, scope, redactions):
        """Withhold in the records and blocks that are here what redactions name."""
        for record, dots in redactions:
            for dot in dots:
                if known := self.state["records"].get(scope, {}).get(record):
                    withhold(known, dot)
                self.purge_blocks(scope, dot)

    def purge_blocks(self, scope, dot):
        stream, number, _ = dot.split("/")
        for b in self.state["blocks"].values():
            if (b["scope"], b["stream"]) == (scope, stream) and b["first"] <= int(number) <= b["last"]:
                block = Block(base64.b64decode(b["bytes"]))
                lines = block.lines(self.dictionary)
                hidden = [line.withheld() if line.dot(stream) == dot and line.redactable() else line for line in lines]
                if hidden != lines:
                    b["bytes"] = base64.b64encode(block.withholding(hidden).bytes).decode()

    # grants of others

    def learn_grants(self, scope, lines):
        for line in lines:
            if line.change["k"] == "grant" and line.values is not None and "cert" in line.change["n"]:
                try:
                    grant = self.check_grant(line.values[line.change["n"].index("cert")])
                except Refused:
                    continue  # somebody wrote nonsense into a record of that kind
                if grant.doc["scope"] == scope and grant.doc["id"] == line.change["r"]:
                    self.keep_grant(grant)

    def check_author(self, scope, block):
        text = self.state["grants"].get(block.header["grant"])
        if text is None:
            print("a block under a grant that is not here: its admission alone vouches for it", file=sys.stderr)
            return
        grant = Signed(text).doc
        need(grant["scope"] == scope, "grant of another scope")
        block.verify(unb64(grant["sign"], 32))

    def sync(self):
        for _ in range(6):
            try:
                answer = self.settle(self.hello())
                sent = self.push(answer)
                return {"sent": sent, "received": 0 if answer.get("revoked") else self.pull(answer)}
            except Again as reason:
                print(f"again: {reason}", file=sys.stderr)
        raise Refused("offline: it begins again and again")

    # reading

    def order(self, scope, value):
        """Higher rank, the server's order, one's own unsent value, the dot."""
        stream, number, _ = dot_key(value["dot"])
        seqs = [b["seq"] for b in self.state["blocks"].values()
                if b["scope"] == scope and uuid.UUID(b["stream"]).bytes == stream and b["first"] <= number <= b["last"] and b["seq"]]
        return -value["rank"], not seqs, min(seqs, default=0), dot_key(value["dot"])

    def shown(self, scope, field):
        values = [v for v in field["values"] if v["value"] is not None]
        if len(values) > 1:
            values.sort(key=lambda v: self.order(scope, v))
        return values[0]["value"] if values else "null"

    def disputed(self, name, field):
        """What the server says of a record and what is withheld are no question for anybody."""
        if name == "_o" or name.startswith("_tra_lai."):
            return False
        return len({v["value"] for v in field["values"] if v["value"] is not None}) > 1

    def show(self):
        out = {}
        for scope, records in self.state["records"].items():
            for record, r in records.items():
                if home(r) not in (None, scope):
                    continue
                fields = {name: parse(self.shown(scope, f)) for name, f in sorted(r["fields"].items())}
                disputed = [n for n, f in sorted(r["fields"].items()) if self.disputed(n, f)]
                out[record] = {"scope": scope, "kind": r["kind"], "fields": fields, "disputed": disputed}
        return out


def add(laptop, args):
    """A household and its child: two changes, one block."""
    scope = next((s for s in laptop.state["scopes"] if s["kind"] == "ap"), None)
    need(scope, "no hamlet to write in")
    household, child = str(uuid.uuid4()), str(uuid.uuid4())
    laptop.write(scope["id"], [
        ("household", household, "create", {"ap": scope["unit"], "so_ho": args.number, "chu_ho": args.head}),
        ("person", child, "create", {"ho": household, "ho_ten": args.name, "ngay_sinh": args.birth}),
    ])
    return {"household": household, "child": child}


def set_field(laptop, args):
    for scope, records in laptop.state["records"].items():
        if args.record in records and home(records[args.record]) in (None, scope):
            laptop.write(scope, [(records[args.record]["kind"], args.record, "set", {args.field: json.loads(args.value)})])
            return {"record": args.record}
    raise Refused("no such record")


def arguments():
    here = os.path.dirname(os.path.abspath(__file__))
    p = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    p.add_argument("--state", default="laptop.json", help="the file that holds everything, keys included")
    p.add_argument("--dict", default=os.path.join(here, "..", "..", "internal", "ledger", "v1.zdict"), help="the protocol's dictionary")
    commands = p.add_subparsers(dest="command", required=True)
    enrol = commands.add_parser("enrol")
    enrol.add_argument("url")
    enrol.add_argument("code")
    new = commands.add_parser("add")
    new.add_argument("--number", type=int, default=1)
    new.add_argument("--head", default="Lê Văn Tám")
    new.add_argument("--name", default="Lê Thị Lan")
    new.add_argument("--birth", default="2016-07")
    change = commands.add_parser("set")
    change.add_argument("record")
    change.add_argument("field")
    change.add_argument("value")
    commands.add_parser("sync")
    commands.add_parser("show")
    return p.parse_args()


def main():
    args = arguments()
    laptop = Laptop(args.state, args.dict)
    try:
        if args.command == "enrol":
            laptop.enrol(args.url, args.code)
            result = {"device": laptop.state["device"]}
        else:
            need(laptop.state["device"], "not enrolled")
            run = {"add": lambda: add(laptop, args), "set": lambda: set_field(laptop, args), "sync": laptop.sync, "show": laptop.show}
            result = run[args.command]()
    except Refused as fault:
        print(f"client.py: {fault}", file=sys.stderr)
        return 1
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
