"""Archives whose bytes depend only on their contents: sorted, with one time, one owner and fixed modes."""

import gzip
import hashlib
import io
import tarfile
import time
import zipfile


def zip_bytes(files, epoch, programs):
    """A zip of the files, given as path to content; a path that ends with a slash is an empty folder."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(path, time.gmtime(epoch)[:6])
            entry.create_system = 3  # Unix: the modes are Unix modes
            is_folder = path.endswith("/")
            entry.external_attr = (0o40755 if is_folder else 0o100755 if path in programs else 0o100644) << 16
            # A zip in a zip is not compressed again.
            entry.compress_type = zipfile.ZIP_STORED if is_folder or path.endswith(".zip") else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=9)
    return buffer.getvalue()


def write_zip(target, folder, files, epoch, programs):
    """A zip with everything in one folder."""
    inside = {f"{folder}/{path}": content for path, content in files.items()}
    target.write_bytes(zip_bytes(inside, epoch, {f"{folder}/{path}" for path in programs}))


def write_tar(target, folder, files, epoch, programs):
    """A tar.gz with everything in one folder."""
    with target.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=epoch) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            for path, content in sorted(files.items()):
                entry = tarfile.TarInfo(f"{folder}/{path}")
                entry.size, entry.mtime = len(content), epoch
                entry.mode = 0o755 if path in programs else 0o644
                archive.addfile(entry, io.BytesIO(content))


def write_sums(target, files):
    """Checksums as `sha256sum --check` reads them."""
    lines = [f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in sorted(files.items())]
    target.write_text("".join(lines), "utf-8")
