"""Avro files as test data: records by fastavro, the container by hand, so that it may be packed or broken in any way."""

import bz2
import io
import json
import zlib

import pyarrow

SYNC = bytes(range(16))


def number(value):
    value, out = (value << 1) ^ (value >> 63), bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out) + bytes([value])


def counted(data):
    return number(len(data)) + data


def snappy(data):
    return pyarrow.compress(data, codec="snappy", asbytes=True) + zlib.crc32(data).to_bytes(4, "big")


def deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


CODECS = {
    "null": lambda data: data,
    "deflate": deflate,
    "snappy": snappy,
    "zstandard": lambda data: pyarrow.compress(data, codec="zstd", asbytes=True),
    "bzip2": bz2.compress,
}


def header(schema, codec="null"):
    pairs = {b"avro.schema": schema.encode(), b"avro.codec": codec.encode(), b"made.by": b"a test"}
    return b"Obj\x01" + number(len(pairs)) + b"".join(counted(k) + counted(v) for k, v in pairs.items()) + b"\0" + SYNC


def datum(schema, value):
    import fastavro

    out = io.BytesIO()
    fastavro.schemaless_writer(out, fastavro.parse_schema(json.loads(schema)), value)
    return out.getvalue()


def block(data, codec="null"):
    """Of encoded records."""
    return number(len(data)) + counted(CODECS[codec](b"".join(data))) + SYNC


def avro(schema, values, codec="null", per_block=100):
    data = [datum(schema, value) for value in values]
    return header(schema, codec) + b"".join(
        block(data[at:at + per_block], codec) for at in range(0, len(data), per_block))
