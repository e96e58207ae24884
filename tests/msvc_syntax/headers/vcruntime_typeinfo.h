// vcruntime_typeinfo.h: type_info, and the exceptions of dynamic_cast and typeid.
#pragma once

#include <vcruntime_exception.h>

class type_info {
 public:
  type_info(const type_info&) = delete;
  type_info& operator=(const type_info&) = delete;
  virtual ~type_info() noexcept;
  [[nodiscard]] size_t hash_code() const noexcept;
  [[nodiscard]] bool operator==(const type_info&) const noexcept;
  [[nodiscard]] bool before(const type_info&) const noexcept;
  [[nodiscard]] const char* name() const noexcept;
  [[nodiscard]] const char* raw_name() const noexcept;
};

namespace std {

using ::type_info;

class bad_cast : public exception {
 public:
  bad_cast() noexcept;
};

class bad_typeid : public exception {
 public:
  bad_typeid() noexcept;
};

}  // namespace std
