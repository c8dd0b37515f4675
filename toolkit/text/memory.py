"""Bytes at an address, for compiled code that is cut into small functions.

numba counts a reference to an array in most functions that take one, with a locked
instruction each; an address is a plain number. Whoever takes the address of an array
(``array.ctypes.data``) must hold on to the array.
"""

from __future__ import annotations

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

# Part of a kernel: written into its caller, so that no call is made.
part = njit(inline="always")


def _loader(bits: int, result: types.Type):
    def load(_typing, address):
        def generate(_context, builder, _signature, arguments):
            whole = ir.IntType(bits)
            place = builder.inttoptr(arguments[0], whole.as_pointer())
            value = builder.load(place)
            value.align = 1
            return builder.zext(value, ir.IntType(64)) if bits < 64 else value

        return result(address), generate

    return load


byte_at = intrinsic(_loader(8, types.int64))
four_bytes_at = intrinsic(_loader(32, types.int64))
eight_bytes_at = intrinsic(_loader(64, types.uint64))


@intrinsic
def put_byte(_typing, address, value):
    """Write the low byte of ``value`` at an address."""

    def generate(context, builder, _signature, arguments):
        byte = ir.IntType(8)
        place = builder.inttoptr(arguments[0], byte.as_pointer())
        builder.store(builder.trunc(arguments[1], byte), place)
        return context.get_dummy_value()

    return types.void(address, value), generate
