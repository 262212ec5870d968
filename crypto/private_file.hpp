#pragma once

#include "crypto/bytes.hpp"

#include <filesystem>

namespace contreseing::crypto {

/// Reads a file that only its owner may read. Throws `Error{Missing}`, or `Error{UnsafeFile}` when
/// it is not a regular file, is larger than `max_bytes`, or gives group or others any right.
Bytes read_private_file(const std::filesystem::path& path, std::size_t max_bytes);

enum class FileAccess : std::uint16_t { OwnerOnly = 0600, Everyone = 0644 };

/// Writes a new file with exactly these rights and flushes it to the disk. Throws
/// `Error{AlreadyExists}` rather than replace a file.
void write_new_file(const std::filesystem::path& path, ByteView bytes, FileAccess access);

/// Flushes a folder's entries, so that files made in it survive a power cut.
void flush_folder(const std::filesystem::path& folder);

}  // namespace contreseing::crypto
