#include "host/zip.h"

#include "host/bytes.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

namespace anabranch::host {

namespace {

constexpr uint64_t kNo32 = 0xFFFFFFFF, kNo16 = 0xFFFF, kMostInflated = 256 << 20;
constexpr size_t kEnd = 22, kEnd64 = 56, kLocator = 20, kCentral = 46, kLocal = 30;

struct File {
  explicit File(const std::string& path) : number(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (number < 0) refuse("cannot open " + path + ": " + std::strerror(errno));
  }
  ~File() { close(number); }
  const int number;
};

std::shared_ptr<char> map(const std::string& path, size_t* size) {
  const File file(path);
  struct stat facts;
  if (fstat(file.number, &facts) != 0 || !S_ISREG(facts.st_mode) || facts.st_size == 0) refuse(path + " is no archive");
  const size_t n = *size = static_cast<size_t>(facts.st_size);
  void* at = mmap(nullptr, n, PROT_READ | PROT_WRITE, MAP_PRIVATE, file.number, 0);
  if (at == MAP_FAILED) refuse("cannot map " + path + ": " + std::strerror(errno));
  return {static_cast<char*>(at), [n](char* p) { munmap(p, n); }};
}

void check(bool holds, const char* what) {
  if (!holds) refuse(std::string("the file is damaged, or was not written by anabranch.save: ") + what);
}

std::string inflated(std::string_view data, size_t size) {
  std::string out(size, '\0');
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(size);
  const bool is_whole = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0 && stream.avail_out == 0;
  inflateEnd(&stream);
  check(is_whole, "an entry cannot be inflated to the size that is said of it");
  return out;
}

// A stretch of the file from which numbers are read.
class Record {
 public:
  Record(std::string_view file, uint64_t at, size_t size) {
    check(at <= file.size() && size <= file.size() - at, "its directory of entries cannot be read");
    bytes_ = file.substr(at, size);
  }
  uint64_t number(size_t at, size_t bytes) const {
    uint64_t out = 0;
    check(at + bytes <= bytes_.size(), "its directory of entries cannot be read");
    for (size_t k = bytes; k-- > 0;) out = out << 8 | static_cast<unsigned char>(bytes_[at + k]);
    return out;
  }
  bool begins(const char* mark) const { return bytes_.substr(0, 4) == std::string_view(mark, 4); }
  std::string_view part(size_t at, size_t n) const { return bytes_.substr(at, n); }

 private:
  std::string_view bytes_;
};

struct Directory {
  uint64_t count, size, start;
};

Directory find_directory(std::string_view file) {
  check(file.size() >= kEnd, "it is too short");
  const uint64_t at = file.size() - kEnd;
  const Record end(file, at, kEnd);
  check(end.begins("PK\5\6") && end.number(20, 2) == 0, "its end is missing");
  Directory d{end.number(10, 2), end.number(12, 4), end.number(16, 4)};
  uint64_t behind = at;
  if (d.count == kNo16 || d.size == kNo32 || d.start == kNo32) {
    check(at >= kLocator + kEnd64, "its end is not as we write it");
    behind = at - kLocator - kEnd64;
    const Record end64(file, behind, kEnd64);
    check(end64.begins("PK\6\6"), "its end is not as we write it");
    d = {end64.number(32, 8), end64.number(40, 8), end64.number(48, 8)};
  }
  check(d.size <= file.size() && d.start <= file.size() && d.start + d.size == behind, "its directory is not where it should be");
  return d;
}

}  // namespace

Zip::Zip(const std::string& path) : data_(map(path, &size_)) { read_directory(); }

// Entries behind each other, each with two headers that agree, as zips.py: what two readers could read differently is refused.
void Zip::read_directory() {
  const std::string_view file(data_.get(), size_);
  const Directory d = find_directory(file);
  uint64_t at = d.start, expected = 0;
  for (uint64_t k = 0; k < d.count; ++k) {
    const Record fixed(file, at, kCentral);
    check(fixed.begins("PK\1\2") && fixed.number(32, 2) == 0, "an entry is not as we write it");
    const uint64_t method = fixed.number(10, 2), name_size = fixed.number(28, 2), extra_size = fixed.number(30, 2);
    const Record whole(file, at, kCentral + name_size + extra_size);
    uint64_t numbers[] = {fixed.number(24, 4), fixed.number(20, 4), fixed.number(42, 4)};  // size, stored, header
    size_t wide = kCentral + name_size + 4;
    for (uint64_t& n : numbers)
      if (n == kNo32) n = whole.number(std::exchange(wide, wide + 8), 8);
    const auto& [size, stored, header] = numbers;
    const std::string name(whole.part(kCentral, name_size));
    check(header == expected && header < d.start, "entries overlap");
    const Record local(file, header, kLocal);
    check(local.begins("PK\3\4") && local.number(8, 2) == method && local.number(14, 4) == fixed.number(16, 4), "an entry has two headers that differ");
    const uint64_t start = header + kLocal + local.number(26, 2) + local.number(28, 2);
    check(Record(file, header, kLocal + name_size).part(kLocal, name_size) == name && local.number(26, 2) == name_size, "an entry has two names");
    check(start <= d.start && stored <= d.start - start, "an entry is longer than the file");
    check(method != 0 || stored == size, "an entry has two lengths");
    check(method == 0 || method == 8, "an entry is compressed in another way");
    const auto crc = static_cast<uint32_t>(fixed.number(16, 4));
    check(entries_.emplace(name, Entry{start, stored, size, crc, method == 0}).second, "it has an entry twice");
    expected = start + stored;
    at += kCentral + name_size + extra_size;
  }
  check(at == d.start + d.size && expected == d.start, "there are bytes that no entry has");
}

const Zip::Entry& Zip::entry(const std::string& name) const {
  auto it = entries_.find(name);
  if (it == entries_.end()) damaged("it has no " + name);
  return it->second;
}

std::string_view Zip::bytes(const Entry& e) const { return {data_.get() + e.start, e.stored}; }

std::string_view Zip::stored(const std::string& name) const {
  const Entry& e = entry(name);
  if (!e.is_stored) damaged(name + " is compressed");
  return bytes(e);
}

std::string Zip::content(const std::string& name) const {
  const Entry& e = entry(name);
  check(e.size <= kMostInflated && e.stored <= kMostInflated, "an entry that is read whole has more than 256 MB");
  const std::string out = e.is_stored ? std::string(bytes(e)) : inflated(bytes(e), e.size);
  if (crc32(0, reinterpret_cast<const Bytef*>(out.data()), static_cast<uInt>(out.size())) != e.crc)
    damaged("the bytes of " + name + " have changed");
  return out;
}

}  // namespace anabranch::host
