// host_mutants SEED COUNT FILE [any]: changes an archive in its native part, loads what comes of it, and calls what loads. Whatever it
// says, the process goes on: an Error, or a result. A loop that a mutant never leaves is ended, with the process, by the alarm; the
// file FILE.at has the seed (tests/stress/native_mutants.py goes on behind it). With a fourth argument memory is not limited.
#include <anabranch/anabranch.h>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cstring>
#include <fstream>
#include <iostream>
#include <random>
#include <sys/resource.h>
#include <unistd.h>

namespace {

using c10::IValue;

uint32_t crc32(std::string_view data) {
  uint32_t crc = ~0u;
  for (unsigned char c : data) {
    crc ^= c;
    for (int k = 0; k < 8; ++k) crc = (crc >> 1) ^ (crc & 1 ? 0xEDB88320u : 0);
  }
  return ~crc;
}

uint32_t number(const std::string& s, size_t at, int bytes) {
  uint32_t out = 0;
  for (int k = bytes; k-- > 0;) out = out << 8 | static_cast<unsigned char>(s[at + static_cast<size_t>(k)]);
  return out;
}
void put(std::string& s, size_t at, uint32_t n) {
  for (size_t k = 0; k < 4; ++k) s[at + k] = static_cast<char>(n >> (8 * k));
}

// An archive whose native entry can be changed in place, at its size.
struct Archive {
  explicit Archive(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
    size_t at = number(bytes, bytes.size() - 6, 4);
    for (;; at += 46 + number(bytes, at + 28, 2) + number(bytes, at + 30, 2)) {
      if (bytes.substr(at + 46, number(bytes, at + 28, 2)) != "native") continue;
      central = at;
      header = number(bytes, at + 42, 4);
      start = header + 30 + number(bytes, header + 26, 2) + number(bytes, header + 28, 2);
      size = number(bytes, at + 24, 4);
      return;
    }
  }
  void seal() {
    const uint32_t crc = crc32(std::string_view(bytes).substr(start, size));
    put(bytes, central + 16, crc);
    put(bytes, header + 14, crc);
  }
  std::string bytes;
  size_t central = 0, header = 0, start = 0, size = 0;
};

class Mutator {
 public:
  explicit Mutator(uint64_t seed) : random_(seed) {}

  // One to a few changes; most behind the texts, where the program is.
  void change(Archive& a) {
    for (size_t n = 1 + below(3); n > 0; --n) {
      const size_t at = a.start + (below(4) ? a.size / 4 + below(a.size - a.size / 4) : below(a.size));
      switch (below(6)) {
        case 0: a.bytes[at] = static_cast<char>(below(256)); break;
        case 1: a.bytes[at] = static_cast<char>(below(4)); break;
        case 2: a.bytes[at] = static_cast<char>(a.bytes[at] + 1); break;
        case 3: a.bytes[at] = static_cast<char>(a.bytes[at] - 1); break;
        case 4: a.bytes[at] = a.bytes[a.start + below(a.size)]; break;
        case 5: {
          const size_t from = a.start + below(a.size), length = std::min({size_t{1} + below(12), a.start + a.size - at, a.start + a.size - from});
          std::memmove(&a.bytes[at], &a.bytes[from], length);
          break;
        }
      }
    }
    a.seal();
  }
  size_t below(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }

 private:
  std::mt19937_64 random_;
};

// Arguments that the unchanged program takes: those that a call with nothing asks for, by trying.
std::vector<anabranch::Arguments> guesses() {
  const at::Tensor x = at::ones({2, 3});
  const c10::List<int64_t> ints({1, 2, 3});
  const c10::List<at::Tensor> tensors({x, x});
  return {{}, {x}, {int64_t{3}}, {2.5}, {x, int64_t{2}}, {ints}, {tensors}, {x, x}, {int64_t{2}, int64_t{3}}, {std::string("ab")}, {true}, {ints, int64_t{1}}};
}

constexpr int kLongest = 2;  // seconds that a call may take: loops that a mutant never leaves are ended by the alarm

void load_and_call(const std::string& path, const std::vector<anabranch::Arguments>& arguments) {
  const anabranch::Module program = anabranch::load(path);
  alarm(kLongest);
  for (const std::string& method : program.methods())
    for (const auto& given : arguments) {
      try {
        program.call(method, given);
      } catch (const anabranch::Error&) {
      }
    }
  alarm(0);
}

size_t run_all(const Archive& original, uint64_t seed, uint64_t count, const std::string& path) {
  const auto arguments = guesses();
  size_t loaded = 0;
  for (uint64_t at = seed; at < seed + count; ++at) {
    Mutator mutator(at);
    Archive mutant = original;
    mutator.change(mutant);
    std::ofstream(path + ".mutant", std::ios::binary) << mutant.bytes;
    std::ofstream(path + ".at") << at;
    try {
      load_and_call(path + ".mutant", arguments);
      ++loaded;
    } catch (const anabranch::Error&) {
    }
  }
  return loaded;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return std::cout << "host_mutants SEED COUNT FILE [any]\n", 2;
  at::set_num_threads(1);
  anabranch::set_num_workers(1);
  const rlimit memory{size_t{6} << 30, size_t{6} << 30};
  if (argc < 5) setrlimit(RLIMIT_AS, &memory);
  const size_t loaded = run_all(Archive(argv[3]), std::stoull(argv[1]), std::stoull(argv[2]), argv[3]);
  std::cout << argv[2] << " mutants, " << loaded << " loaded" << std::endl;
}
