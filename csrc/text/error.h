// What goes wrong with text, as Python names it. vm::current_error makes a language error of it.
#pragma once

#include <exception>
#include <string>

namespace anabranch::text {

class Error : public std::exception {
 public:
  Error(const char* type, std::string message) : type(type), message(std::move(message)) {}
  const char* what() const noexcept override { return message.c_str(); }

  const char* type;  // "ValueError"
  std::string message;
};

}  // namespace anabranch::text
