#!/usr/bin/env python3
"""Holds built programs to what the compiler and the linker can do against a taken-over memory:
usage: hardening.py PROGRAM…"""

import re
import subprocess
import sys


def read(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def problems(program):
    dynamic, headers = read("readelf", "-dW", program), read("readelf", "-hlW", program)
    symbols = read("readelf", "--dyn-syms", "-W", program)
    stack = re.search(r"GNU_STACK +(?:0x[0-9a-f]+ +){5}([RWE ]+?) ", headers)
    held = {
        "loaded anywhere (PIE)": "DYN (" in headers and "PIE" in dynamic,
        "no executable stack": stack is not None and "E" not in stack[1],
        "tables read-only (RELRO)": "GNU_RELRO" in headers,
        "all bound at start (BIND_NOW)": "BIND_NOW" in dynamic or re.search(r"FLAGS.*NOW", dynamic),
        "stack protector": "__stack_chk_fail" in symbols,
        "checked copies (FORTIFY)": re.search(r"__(memcpy|memmove|memset|strcpy|read|recv|printf|snprintf)_chk", symbols),
    }
    if "X86-64" in headers:
        begins = read("objdump", "-d", "--no-show-raw-insn", "--disassemble=main", program)
        held["marked entries (CET)"] = re.search(r"<main>:\n +[0-9a-f]+:\s+endbr64", begins)
    return [name for name, held_to in held.items() if not held_to]


def main():
    failed = 0
    for program in sys.argv[1:]:
        for name in problems(program):
            print(f"{program}: missing: {name}")
            failed += 1
    print(f"{failed} problems")
    sys.exit(1 if failed or len(sys.argv) < 2 else 0)


if __name__ == "__main__":
    main()
