// The zip that an archive is (src/anabranch/archive/zips.py), mapped. What it holds beside the native program and the bytes
// of tensors is for Python.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace anabranch::host {

class Zip {
 public:
  // Throws ArchiveError for what save does not write.
  explicit Zip(const std::string& path);

  bool has(const std::string& name) const { return entries_.count(name) != 0; }
  // The bytes of a stored entry; `data()` holds them. Their CRC is not looked at.
  std::string_view stored(const std::string& name) const;
  // The bytes of an entry, inflated if need be; their CRC is right.
  std::string content(const std::string& name) const;
  const std::shared_ptr<char>& data() const { return data_; }

 private:
  struct Entry {
    uint64_t start, stored, size;
    uint32_t crc;
    bool is_stored;
  };
  void read_directory();
  const Entry& entry(const std::string& name) const;
  std::string_view bytes(const Entry& e) const;

  size_t size_ = 0;  // before what sets it
  std::shared_ptr<char> data_;
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace anabranch::host
