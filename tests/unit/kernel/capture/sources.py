"""What the notebooks of these tests define."""

SOURCE = """
import dataclasses, enum, collections
@dataclasses.dataclass
class Point:
    x: int
    tags: list = dataclasses.field(default_factory=list)
class Base:
    kind = "base"
    def __init__(self, inner): self.inner = inner
    def __eq__(self, other): return type(self) is type(other) and self.inner == other.inner
    __hash__ = None
class Derived(Base):
    def __init__(self, inner):
        super().__init__(inner)
class Color(enum.Enum):
    RED = 1
    BLUE = 2
Pair = collections.namedtuple("Pair", "a b")
def make_counter(start):
    count = start
    def step():
        nonlocal count
        count += 1
        return count
    def read(): return count
    return step, read
def factorial():
    def run(n): return 1 if n < 2 else n * run(n - 1)
    return run
"""
