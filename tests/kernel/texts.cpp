// Texts: UTF-8 and back, and the words of the system for its errors.
#include <windows.h>

#include <algorithm>
#include <cstdint>
#include <cwchar>
#include <optional>
#include <string_view>

namespace {

constexpr wchar_t replacement = L'\xfffd';

int fail(DWORD error) {
  SetLastError(error);
  return 0;
}

/// Takes the next character from the front of the text; empty if the bytes are none.
std::optional<wchar_t> take_character(std::string_view& text) noexcept {
  const auto first = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  if (first < 0x80) return static_cast<wchar_t>(first);
  const std::size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if (first < 0xc2 || first > 0xf4 || text.size() < more) return std::nullopt;
  std::uint32_t value = first & (0x3fU >> more);
  for (const char each : text.substr(0, more)) {
    const auto byte = static_cast<unsigned char>(each);
    if ((byte & 0xc0U) != 0x80) return std::nullopt;
    value = (value << 6U) | (byte & 0x3fU);
  }
  constexpr std::uint32_t least[] = {0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xd800 && value < 0xe000;
  if (value < least[more] || surrogate || value > 0x10ffff) return std::nullopt;
  text.remove_prefix(more);
  return static_cast<wchar_t>(value);
}

/// Calls `put(byte)` for each byte of the character in UTF-8.
template <class Put>
void encode(wchar_t character, Put put) {
  const auto value = static_cast<std::uint32_t>(character);
  const unsigned more = value < 0x80 ? 0 : value < 0x800 ? 1 : value < 0x10000 ? 2 : 3;
  constexpr std::uint32_t heads[] = {0, 0xc0, 0xe0, 0xf0};
  put(static_cast<char>(heads[more] | (value >> (6 * more))));
  for (unsigned left = more; left-- != 0;) {
    put(static_cast<char>(0x80U | ((value >> (6 * left)) & 0x3fU)));
  }
}

}  // namespace

int MultiByteToWideChar(UINT, DWORD flags, const char* text, int size, wchar_t* wide, int room) {
  if (size <= 0) return fail(ERROR_INVALID_PARAMETER);
  std::string_view left(text, static_cast<std::size_t>(size));
  int count = 0;
  while (!left.empty()) {
    const std::optional<wchar_t> character = take_character(left);
    if (!character && (flags & MB_ERR_INVALID_CHARS) != 0) {
      return fail(ERROR_NO_UNICODE_TRANSLATION);
    }
    if (room != 0 && count == room) return fail(ERROR_INSUFFICIENT_BUFFER);
    if (room != 0) wide[count] = character.value_or(replacement);
    ++count;
  }
  return count;
}

int WideCharToMultiByte(UINT, DWORD, const wchar_t* wide, int size, char* text, int room,
                        const char*, BOOL*) {
  if (size <= 0) return fail(ERROR_INVALID_PARAMETER);
  int count = 0;
  bool fits = true;
  for (const wchar_t each : std::wstring_view(wide, static_cast<std::size_t>(size))) {
    encode(each, [&](char byte) {
      if (room != 0 && count == room) fits = false;
      if (room != 0 && fits) text[count] = byte;
      if (fits) ++count;
    });
  }
  return fits ? count : fail(ERROR_INSUFFICIENT_BUFFER);
}

// The system has no words for most codes. Wine has none for those of Winsock either.
DWORD FormatMessageW(DWORD, const void*, DWORD message, DWORD, wchar_t* text, DWORD room,
                     std::va_list*) {
  constexpr std::wstring_view denied = L"Access is denied. ";
  if (message != ERROR_ACCESS_DENIED || room <= denied.size()) {
    SetLastError(ERROR_MR_MID_NOT_FOUND);
    return 0;
  }
  *std::ranges::copy(denied, text).out = L'\0';
  return static_cast<DWORD>(denied.size());
}
