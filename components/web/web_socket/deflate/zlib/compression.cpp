#include "web/web_socket/deflate/compression.hpp"

#include <zlib.h>

#include <array>
#include <new>
#include <vector>

namespace naru::detail {
namespace {

// With what a sync flush ends: RFC 7692 has it left out at the end of a message.
constexpr std::array flush_mark{std::byte{0}, std::byte{0}, std::byte{0xff}, std::byte{0xff}};
constexpr std::size_t flush_size_max = 16;  // more than a flush adds to what deflateBound tells
constexpr int memory_level = 8;             // zlib's default
constexpr int widest_window = 15;

// zlib only reads there, but its type says so only since 1.2.5.2 and with a macro.
Bytef* input_of(std::span<const std::byte> bytes) noexcept {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
}

Bytef* output_of(std::span<std::byte> bytes) noexcept {
  return reinterpret_cast<Bytef*>(bytes.data());
}

// Each frame is compressed without a look at the one before it, also within a message. A sync flush
// ends it at a whole byte, where a stream may go on with blocks that refer to nothing.
class zlib_deflater final : public deflater {
 public:
  zlib_deflater(int level, int window_bits) : window_bits_(window_bits) {
    if (deflateInit2(&stream_, level, Z_DEFLATED, -window_bits, memory_level, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~zlib_deflater() override { deflateEnd(&stream_); }

  std::span<const std::byte> deflate(std::span<const std::byte> payload, bool is_final) override {
    deflateReset(&stream_);
    buffer_.resize(deflateBound(&stream_, static_cast<uLong>(payload.size())) + flush_size_max);
    stream_.next_in = input_of(payload);
    stream_.avail_in = static_cast<uInt>(payload.size());
    std::size_t size = 0;
    do {  // a second time only if the bound of this zlib is too low
      if (size == buffer_.size()) buffer_.resize(2 * size);
      stream_.next_out = output_of(std::span(buffer_).subspan(size));
      stream_.avail_out = static_cast<uInt>(buffer_.size() - size);
      ::deflate(&stream_, Z_SYNC_FLUSH);
      size = buffer_.size() - stream_.avail_out;
    } while (stream_.avail_out == 0);
    return std::span(buffer_).first(is_final ? size - flush_mark.size() : size);
  }
  int window_bits() const noexcept override { return window_bits_; }

 private:
  const int window_bits_;
  z_stream stream_{};
  std::vector<std::byte> buffer_;
};

class zlib_inflater final : public inflater {
 public:
  zlib_inflater() {
    if (inflateInit2(&stream_, -widest_window) != Z_OK) throw std::bad_alloc();
  }
  ~zlib_inflater() override { inflateEnd(&stream_); }

  inflated take(std::span<const std::byte> piece, plain_room& room) override {
    return run(piece, Z_SYNC_FLUSH, room);
  }

  // The mark ends a block, after which no bit is left: Z_BLOCK stops there and tells.
  inflated finish(plain_room& room) override {
    inflated result = run(flush_mark, Z_BLOCK, room);
    const int state = stream_.data_type & ~in_last_block;
    result.good = result.good && result.bytes == flush_mark.size() && state == at_end_of_block;
    if (!result.good) result.plain = {};  // they come of the mark
    inflateReset(&stream_);
    return result;
  }

 private:
  // Bits of data_type, as zlib.h has them. The lowest count the bits of a byte that are left.
  static constexpr int in_last_block = 64;
  static constexpr int at_end_of_block = 128;

  // After a block that says that it is the last, RFC 7692 allows more of them.
  inflated run(std::span<const std::byte> piece, int flush, plain_room& room) {
    stream_.next_in = input_of(piece);
    stream_.avail_in = static_cast<uInt>(piece.size());
    stream_.next_out = output_of(room);
    stream_.avail_out = static_cast<uInt>(room.size());
    int status = Z_OK;
    do {
      status = ::inflate(&stream_, flush);
      if (status == Z_STREAM_END) status = inflateReset(&stream_);
    } while (status == Z_OK && stream_.avail_in != 0 && stream_.avail_out != 0);
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    inflated result;
    result.good = status == Z_OK || status == Z_BUF_ERROR;  // the latter: nothing was left to do
    result.bytes = piece.size() - stream_.avail_in;
    result.plain = std::span(room).first(room.size() - stream_.avail_out);
    return result;
  }

  z_stream stream_{};
};

}  // namespace

bool has_compression() noexcept { return true; }

std::unique_ptr<deflater> make_deflater(int level, int window_bits) {
  return std::make_unique<zlib_deflater>(level, window_bits);
}

std::unique_ptr<inflater> make_inflater() { return std::make_unique<zlib_inflater>(); }

}  // namespace naru::detail
