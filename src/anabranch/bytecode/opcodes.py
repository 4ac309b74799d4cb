"""The instruction set: name → signature, as in csrc/vm/opcodes.h (which explains both; a test compares them)."""

SIGNATURES: dict[str, str] = {
    "MOV": "rr--", "LDI": "r--i", "MOVV": "vv--", "TAKE": "vv--", "LDC": "v--C", "DROP": "v---", "SWAP": "rr--",
    "SWAPV": "vv--", "BOXI": "vr--", "BOXF": "vr--", "BOXB": "vr--", "UNBOXI": "rv--", "UNBOXF": "rv--",
    "UNBOXB": "rv--", "ADD": "rrr-", "SUB": "rrr-", "MUL": "rrr-", "FLOORDIV": "rrr-", "MOD": "rrr-",
    "TRUEDIV": "rrr-", "ADDI": "rr-i", "RSUBI": "rr-i", "MULI": "rr-i", "FLOORDIVI": "rr-i", "MODI": "rr-i",
    "NEG": "rr--", "ABS": "rr--", "MIN": "rrr-", "MAX": "rrr-", "AND": "rrr-", "OR": "rrr-", "XOR": "rrr-",
    "INVERT": "rr--", "SHL": "rrr-", "SHR": "rrr-", "EQ": "rrr-", "NE": "rrr-", "LT": "rrr-", "LE": "rrr-",
    "EQI": "rr-i", "NEI": "rr-i", "LTI": "rr-i", "LEI": "rr-i", "GTI": "rr-i", "GEI": "rr-i", "NOT": "rr--",
    "FADD": "rrr-", "FSUB": "rrr-", "FMUL": "rrr-", "FDIV": "rrr-", "FFLOORDIV": "rrr-", "FMOD": "rrr-",
    "FNEG": "rr--", "FABS": "rr--", "FEQ": "rrr-", "FNE": "rrr-", "FLT": "rrr-", "FLE": "rrr-", "I2F": "rr--",
    "F2I": "rr--", "F2B": "rr--", "I2B": "rr--", "JMP": "---t", "JT": "r--t", "JF": "r--t", "JEQ": "rr-t",
    "JNE": "rr-t", "JLT": "rr-t", "JLE": "rr-t", "JEQI": "r--T", "JNEI": "r--T", "JLTI": "r--T", "JLEI": "r--T",
    "JGTI": "r--T", "JGEI": "r--T", "JMODEQ": "r-nT", "JMODNE": "r-nT", "JFEQ": "rr-t", "JFNE": "rr-t",
    "JFLT": "rr-t", "JFLE": "rr-t", "JFNLT": "rr-t", "JFNLE": "rr-t", "JNONE": "v--t", "JNNONE": "v--t",
    "LOOP": "rr-t", "LOOPI": "r--T", "JBACK": "---t", "JTBACK": "r--t", "RANGELEN": "rrrr", "DERIVE": "rrrr",
    "CALL": "xbnF", "CALLSELF": "xbnS", "CALLM": "xbnM", "CALLV": "xbnL", "PYCALL": "xbnP", "OP": "xbnO",
    "KERNEL": "xbnK", "FORK": "v-nS", "WAIT": "xbvn", "RET": "xb--", "RETNONE": "----", "PRINT": "--nL",
    "RAISE": "nn-A", "ENTER": "n-nL", "ENTERED": "--nF", "LEAVE": "----", "TUPLE": "v-nN", "LIST": "v-nQ", "DICT": "v-nQ",
    "UNTUPLE": "vnnL", "UNLIST": "vnnL", "TUPLEGET": "xbvi", "TUPLEGETR": "xbvr", "TUPLESLICE": "v-vT",
    "GETATTR": "xbvi", "SETATTR": "v--A", "NEW": "v--Y", "ISINSTANCE": "r-vZ", "ISNONE": "r-v-",
    "ISNOTNONE": "r-v-", "UNWRAP": "vnv-", "LISTLEN": "r-v-", "LISTGET": "xbvr", "LISTGETI": "xbvi",
    "LISTSET": "vr-A", "APPEND": "v--A", "UNREACHABLE": "----",
}  # fmt: skip

# Opcodes whose ``a`` is read. LOOP, LOOPI, SWAP and SWAPV read and write it.
READS_A = frozenset({
    "DROP", "SWAP", "SWAPV", "JT", "JF", "JEQ", "JNE", "JLT", "JLE", "JEQI", "JNEI", "JLTI", "JLEI", "JGTI", "JGEI",
    "JMODEQ", "JMODNE", "JFEQ", "JFNE", "JFLT", "JFLE", "JFNLT", "JFNLE", "JNONE", "JNNONE", "LOOP", "LOOPI", "JTBACK",
    "RET", "UNTUPLE", "UNLIST", "SETATTR", "LISTSET", "APPEND",
})  # fmt: skip
WRITES_AND_READS_A = frozenset({"SWAP", "SWAPV", "LOOP", "LOOPI"})
# What follows is another block.
JUMPS = frozenset(op for op, s in SIGNATURES.items() if s[3] in "tT" and op != "TUPLESLICE")
ENDS = frozenset({"JMP", "JBACK", "RET", "RETNONE", "RAISE", "UNREACHABLE"})  # nothing falls through
# Imm's high half names something in a pool; the low half is an operand list.
OPERAND_LISTS = frozenset("AFSMPOKLNQ")
