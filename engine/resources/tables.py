"""Tables in files: Parquet, CSV and Excel read a batch at a time, Parquet and CSV written whole or not at all.

The library that reads them, Polars, is asked for where it is used: the core of rothroute does without it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from glob import glob, has_magic
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..diagnostic import Diagnostic, Refusal, clipped
from .files import half_written, refused

if TYPE_CHECKING:
    import polars as pl

SUFFIXES: Final = (".parquet", ".csv", ".xlsx")
BATCH: Final = 250_000  # rows worked out together
_HINT: Final = "name a .parquet, .csv or .xlsx file, a folder of them, or a pattern such as 'people/*.parquet'"
_ERRNO: Final = re.compile(r"\(os error (\d+)\)")  # how Polars says what the system refused
_OTHER_SEPARATORS: Final = {
    ";": "has semicolons between its cells",
    "\t": "has tabs between its cells",
}
_FORMULA: Final = r"^[=+\-@\t\r]"  # what a spreadsheet would run
QUOTED_FORMULA: Final = r"^'([=+\-@\t\r])"  # as it is written


class TableFile(NamedTuple):
    """A file as it was when it was looked at: SHA-256 of its bytes, its size and when it was last written."""

    path: str
    digest: str
    size: int
    changed: int


def need_polars(threads: int = 0) -> None:
    """Load the library of tables, for so many threads (0: all cores). Raises Refusal where it is not installed."""
    if threads:
        os.environ["POLARS_MAX_THREADS"] = str(threads)  # read once, when Polars is loaded
    _library("polars")


def need_dask() -> None:
    """Load what runs work on many machines. Raises Refusal where it is not installed."""
    _library("distributed", "dask")


def _library(module: str, extra: str = "screen") -> Any:
    try:
        return import_module(module)
    except ImportError:
        help = f'install it with: pip install "rothroute[{extra}]" (from a checkout: pip install ".[{extra}]")'
        message = f"this needs {module}, which is not installed"
        raise Refusal((Diagnostic("tables", "error", message, None, (), help),)) from None


def table_files(named: Iterable[str], written: tuple[str, ...] = ()) -> list[str]:
    """The tables a person named: files, folders of them, patterns. Raises Refusal where one names none.

    A folder or pattern does not mean files whose names end as something `written` earlier does.
    """
    found: list[str] = []
    for name in named:
        if os.path.isdir(name):
            here = sorted(one.path for one in os.scandir(name) if one.is_file() and _kind(one.name) in SUFFIXES)
            here = [path for path in here if not os.path.basename(path).startswith(".")]
        elif has_magic(name) and not os.path.exists(name):
            here = sorted(path for path in glob(name, recursive=True) if os.path.isfile(path))
        else:
            found.append(name)
            continue
        here = [path for path in here if not path.endswith(written)]
        if not here:
            raise refused(f"`{name}` holds no table", _HINT)
        found += here
    for path in found:
        if _kind(path) not in SUFFIXES:
            raise refused(f"`{path}` is not a table we read", _HINT)
    return list(dict.fromkeys(found))


def _kind(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def looked_at(path: str) -> TableFile:
    """What tells whether a file is still the same. Raises Refusal where it cannot be read."""
    with readable(path), open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        state = os.fstat(file.fileno())
        return TableFile(path, digest, state.st_size, state.st_mtime_ns)


def check_unchanged(file: TableFile) -> None:
    """Refuse what others wrote into while it was read. Raises Refusal."""
    with readable(file.path):
        state = os.stat(file.path)
    if (state.st_size, state.st_mtime_ns) != (file.size, file.changed):
        raise refused(f"`{file.path}` changed while it was read", "run it again once the file is complete")


def header_of(path: str) -> list[str]:
    """The names of a table's columns. Raises Refusal where it is no table or two columns have one name."""
    with readable(path):
        if _kind(path) == ".csv":
            _check_header(path)
        elif _kind(path) == ".xlsx":
            _check_sheet(path)
        return scanned(path).collect_schema().names()


def _check_header(path: str) -> None:
    """Polars would number columns of one name; here they are refused, as no mapping can tell them apart."""
    import csv

    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            first = next(csv.reader(file), [])
    except UnicodeDecodeError:
        raise refused(f"`{path}` is not UTF-8 text", "save it as CSV UTF-8") from None
    except csv.Error:  # a name of over 100,000 characters
        help = "is a quote that opens in its first line never closed?"
        raise refused(f"the column names of `{path}` cannot be read", help) from None
    if len(first) == 1 and (found := [one for one in _OTHER_SEPARATORS if one in first[0]]):
        raise refused(f"`{path}` {_OTHER_SEPARATORS[found[0]]}", "save it as CSV with commas, one line a row")
    if not first:
        raise refused(f"`{path}` is empty", "a table begins with a line of column names")
    _check_names(path, first)


def _check_sheet(path: str) -> None:
    """The same of a workbook."""
    import polars as pl

    _library("fastexcel")
    first = pl.read_excel(path, has_header=False, drop_empty_cols=False, read_options={"n_rows": 1, "dtypes": "string"})
    _check_names(path, [str(name) for row in first.head(1).rows() for name in row if name is not None])


def _check_names(path: str, names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise refused(f"`{path}` has two columns named `{clipped(name)}`", "give each column its own name")
        seen.add(name)


def batches(path: str, columns: list[str], size: int = BATCH) -> Iterator[pl.DataFrame]:
    """The columns of a table, some rows at a time, in order; of a table without rows once.

    Raises Refusal where it cannot be read to its end.
    """
    with readable(path):
        table = scanned(path).select(columns)
        some = False
        for batch in table.collect_batches(chunk_size=size, maintain_order=True):
            some = True
            yield batch
        if not some:
            yield table.collect()


def row_count(path: str) -> int:
    """How many rows a table has; 0 where only reading it would tell."""
    import polars as pl

    if _kind(path) != ".parquet":
        return 0
    with readable(path):
        return int(pl.scan_parquet(path).select(pl.len()).collect().item())


def scanned(path: str) -> pl.LazyFrame:
    """A table to be read as needed; a CSV file as text."""
    import polars as pl

    match _kind(path):
        case ".parquet":
            return pl.scan_parquet(path, glob=False)
        case ".csv":  # as text: what a column means is said by the fact, not guessed from its first cells
            return pl.scan_csv(path, glob=False, infer_schema=False)
        case _:
            _library("fastexcel")
            return pl.read_excel(path, infer_schema_length=None, drop_empty_cols=False).lazy()


@contextmanager
def readable(path: str) -> Iterator[None]:
    """In a person's words: what went wrong with a file that was to be read as a table."""
    import polars.exceptions as broken

    try:
        yield
    except FileNotFoundError:
        raise refused(f"`{path}` does not exist", "check the path") from None
    except PermissionError:
        raise refused(f"`{path}` may not be read", "ask its owner, or change its permissions") from None
    except IsADirectoryError:
        raise refused(f"`{path}` is a folder, not a file", "name a file") from None
    except broken.NoDataError:
        raise refused(f"`{path}` is empty", "a table begins with a line of column names") from None
    except (broken.PolarsError, OSError) as problem:
        raise refused(f"`{path}` cannot be read as a table", _why(path, problem)) from None
    except Exception as problem:  # fastexcel has errors of its own
        if "fastexcel" not in type(problem).__module__:
            raise
        raise refused(f"`{path}` cannot be read as a table", "is it an Excel workbook, complete?") from None


def _why(path: str, problem: Exception) -> str:
    """What may be wrong; never what a library says, which may quote cells."""
    if isinstance(problem, OSError) and problem.strerror:
        return f"the system says: {problem.strerror}"
    if _kind(path) == ".csv":
        return "each line needs as many cells as the first; a cell with a comma or a line break stands in quotes"
    return "is it complete? A file that was cut off while it was copied or written cannot be read"


def _writable(path: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame, if a file of this name can hold it. Raises Refusal."""
    import polars as pl

    for name, kind in frame.schema.items():
        if _kind(path) == ".csv" and (kind.is_nested() or kind in (pl.Binary, pl.Object)):
            message = f"column `{clipped(name)}` holds {kind} values, which a CSV file cannot hold"
            raise refused(message, "write a .parquet file, or have text or numbers in that column")
    return frame


def fill_table(half: Path, path: str, frames: Iterable[pl.DataFrame]) -> None:
    """Fill a file with frames of one shape, as Parquet or CSV by the name it is to have. Raises Refusal.

    A cell of a CSV file that a spreadsheet would take for a formula gets a `'` before it.
    """
    import polars.exceptions as broken

    frames = (_writable(path, frame) for frame in frames)
    try:
        (_write_csv if _kind(path) == ".csv" else _write_parquet)(half, frames)
    except (broken.ComputeError, OSError) as problem:
        number = _ERRNO.search(str(problem))
        if number is None and not isinstance(problem, OSError):
            raise
        reason = os.strerror(int(number[1])) if number else problem.strerror  # type: ignore[union-attr]
        raise refused(f"`{path}` cannot be written: {reason}", "nothing was left half-written; run it again") from None


class CsvWhenNeeded:
    """A CSV file that is there only if something was added to it; written whole or not at all, as `fill_table` does."""

    def __init__(self, path: str, force: bool) -> None:
        """Nothing added yet."""
        self.path, self.force = path, force
        self.rows = 0
        self._stack = ExitStack()
        self._half: Path | None = None

    def __enter__(self) -> CsvWhenNeeded:
        """Begin."""
        return self

    def __exit__(self, *problem: Any) -> None:
        """Put the file in place, or forget it where something went wrong."""
        self._stack.__exit__(*problem)
        if problem[0] is None and self._half is None and self.force:
            with suppress(FileNotFoundError):
                os.unlink(self.path)

    def add(self, frame: pl.DataFrame) -> None:
        """Add rows. Raises Refusal."""
        if frame.height == 0:
            return
        if self._half is None:
            self._half = self._stack.enter_context(half_written(self.path, self.force))
        _append_csv(self._half, frame, header=self.rows == 0)
        self.rows += frame.height


def _write_csv(path: Path, frames: Iterable[pl.DataFrame]) -> None:
    for place, frame in enumerate(frames):
        _append_csv(path, frame, header=place == 0)


def _append_csv(path: Path, frame: pl.DataFrame, header: bool) -> None:
    import polars as pl
    import polars.selectors as cs

    text = cs.string()
    told = pl.when(text.str.contains(_FORMULA)).then(pl.lit("'") + text).otherwise(text).name.keep()
    plain = frame.with_columns((cs.categorical() | cs.enum()).cast(pl.String)).with_columns(told)
    named = plain.rename(lambda name: f"'{name}" if re.match(_FORMULA, name) else name)
    with open(path, "ab") as file:
        named.write_csv(file, include_header=header)
        file.flush()
        os.fsync(file.fileno())


def _write_parquet(path: Path, frames: Iterable[pl.DataFrame]) -> None:
    from polars.io.plugins import register_io_source

    source = iter(frames)
    first = next(source)
    failed: list[BaseException] = []

    def every(columns: list[str] | None, _: Any, rows: int | None, __: int | None) -> Iterator[pl.DataFrame]:
        try:
            yield first
            yield from source
        except BaseException as problem:  # Polars would wrap it
            failed.append(problem)
            raise

    try:
        register_io_source(every, schema=first.schema).sink_parquet(path, sync_on_close="all", row_group_size=BATCH)
    except BaseException:
        if failed:
            raise failed[0] from None
        raise
