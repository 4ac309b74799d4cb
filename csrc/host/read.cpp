#include "host/read.h"

#include <ATen/Version.h>

#include <mutex>

namespace anabranch::host {

namespace {

constexpr std::string_view kEntry = "native", kMagic = "anabranch native\n";
constexpr uint64_t kOldest = 1, kNewest = 1;

const std::map<std::string, uint16_t, std::less<>>& spellings() {
  static const auto& known = *[] {
    auto* m = new std::map<std::string, uint16_t, std::less<>>;
    uint16_t n = 0;
#define X(text) m->emplace(text, n++);
    ANABRANCH_SPELLINGS(X)
#undef X
    return m;
  }();
  return known;
}

}  // namespace

std::string Reader::native_program(const Zip& zip) {
  if (!zip.has(std::string(kEntry)))
    refuse("the archive has no native program: an older version of anabranch wrote it\nhelp: load it in Python, and save it again");
  return zip.content(std::string(kEntry));
}

Reader::Reader(const Zip& zip, std::optional<c10::Device> device)
    : zip_(zip), bytes_(native_program(zip)), in_(bytes_), device_(device) {}

std::shared_ptr<Library> Reader::read() {
  demand(in_.stretch(kMagic.size()) == kMagic, "its native program is none");
  const uint64_t version = in_.number();
  if (version < kOldest || version > kNewest)
    refuse("the archive's native program has version " + std::to_string(version) + ", and this library reads " + std::to_string(kOldest) + " to " + std::to_string(kNewest));
  texts();
  instructions();
  lines();
  types();
  functions();
  classes();
  tensors();
  objects();
  for (auto& f : library_->functions) program(*f);
  slots();
  root();
  check_programs();
  return library_;
}

void Reader::texts() {
  texts_.resize(in_.count());
  for (std::string& t : texts_) t = in_.stretch(in_.count());
}

const std::string& Reader::text() { return texts_[in_.below(texts_.size(), "there is no such text")]; }

void Reader::instructions() {
  for (size_t n = in_.count(); n > 0; --n) {
    const std::string& row = text();
    auto it = spellings().find(row);
    if (it == spellings().end())
      refuse("the archive needs the instruction '" + row + "', which this version of the library does not have\nhelp: load it in Python, and save it again");
    opcodes_.push_back(it->second);
  }
}

void Reader::lines() {
  for (size_t n = in_.count(); n > 0; --n) {
    const std::string& file = text();
    const auto line = static_cast<int32_t>(in_.below(INT32_MAX, "a line has too large a number"));
    library_->lines.emplace(std::pair(file, line), text());
  }
}

void Reader::root() {
  const bool is_object = in_.flag();
  const uint64_t number = in_.below(is_object ? library_->objects.size() : library_->functions.size(), "it has no root");
  demand(!is_object || number == 0, "its root is another object than the first");
  if (!is_object) library_->root_function = library_->functions[number].get();
  demand(in_.at_end(), "there is something behind its native program");
}

// One at a time: the table of operators is filled by looks at it.
std::shared_ptr<const Library> read_library(const std::string& path, std::optional<c10::Device> device) {
  static auto& lock = *new std::mutex;
  const Zip zip(path);
  std::lock_guard guard(lock);
  try {
    return Reader(zip, device).read();
  } catch (const vm::ScriptException&) {
    throw;
  } catch (const std::exception&) {  // PyTorch's: what it was told of a tensor, a device, a program
    damaged(vm::current_error()->message);
  }
}

}  // namespace anabranch::host
