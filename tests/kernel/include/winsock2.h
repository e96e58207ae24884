// Sockets. As on Windows, this header brings windows.h with it.
#pragma once

#include <bit>

#include "windows.h"

// NOLINTBEGIN: the names are Microsoft's
using SOCKET = UINT_PTR;
using ADDRESS_FAMILY = USHORT;
using GROUP = UINT;
using u_char = unsigned char;
using u_short = unsigned short;
using u_long = unsigned long;  // libc has this type too, with 64 bits
using WSAOVERLAPPED = OVERLAPPED;

inline constexpr SOCKET INVALID_SOCKET = ~SOCKET{0};
inline constexpr int SOCKET_ERROR = -1;

inline constexpr int AF_UNSPEC = 0;
inline constexpr int AF_UNIX = 1;
inline constexpr int AF_INET = 2;
inline constexpr int AF_INET6 = 23;
inline constexpr int SOCK_STREAM = 1;
inline constexpr int SOCK_DGRAM = 2;
inline constexpr int IPPROTO_IP = 0;
inline constexpr int IPPROTO_TCP = 6;
inline constexpr int IPPROTO_UDP = 17;
inline constexpr int IPPROTO_IPV6 = 41;

inline constexpr int SOL_SOCKET = 0xffff;
inline constexpr int SO_ACCEPTCONN = 0x0002;
inline constexpr int SO_REUSEADDR = 0x0004;
inline constexpr int SO_KEEPALIVE = 0x0008;
inline constexpr int SO_BROADCAST = 0x0020;
inline constexpr int SO_LINGER = 0x0080;
inline constexpr int SO_EXCLUSIVEADDRUSE = ~SO_REUSEADDR;
inline constexpr int SO_SNDBUF = 0x1001;
inline constexpr int SO_RCVBUF = 0x1002;
inline constexpr int SO_ERROR = 0x1007;
inline constexpr int SO_TYPE = 0x1008;
inline constexpr int SO_PROTOCOL_INFOW = 0x2005;
inline constexpr int SO_REUSE_UNICASTPORT = 0x3007;
inline constexpr int TCP_NODELAY = 1;

inline constexpr int SD_RECEIVE = 0;
inline constexpr int SD_SEND = 1;
inline constexpr int SD_BOTH = 2;
inline constexpr int MSG_PEEK = 2;
inline constexpr int SOMAXCONN = 0x7fff'ffff;
inline constexpr ULONG INADDR_ANY = 0;
inline constexpr ULONG INADDR_LOOPBACK = 0x7f00'0001;

inline constexpr DWORD FIONBIO = 0x8004'667e;
inline constexpr DWORD IOC_VENDOR = 0x1800'0000;
inline constexpr DWORD IOC_WS2 = 0x0800'0000;
[[nodiscard]] constexpr DWORD _WSAIOW(DWORD group, DWORD code) {
  return 0x8000'0000 | group | code;
}
[[nodiscard]] constexpr DWORD _WSAIORW(DWORD group, DWORD code) {
  return 0xc000'0000 | group | code;
}
inline constexpr DWORD SIO_GET_EXTENSION_FUNCTION_POINTER = _WSAIORW(IOC_WS2, 6);

struct in_addr {
  ULONG s_addr;
};

struct sockaddr {
  ADDRESS_FAMILY sa_family;
  CHAR sa_data[14];
};

struct sockaddr_in {
  short sin_family;
  USHORT sin_port;
  in_addr sin_addr;
  CHAR sin_zero[8];
};

struct alignas(8) sockaddr_storage {
  short ss_family;
  CHAR room[126];
};

struct linger {
  u_short l_onoff;
  u_short l_linger;
};

struct WSADATA {
  WORD wVersion;
  WORD wHighVersion;
};

struct WSABUF {
  ULONG len;
  CHAR* buf;
};

inline constexpr DWORD XP1_GUARANTEED_DELIVERY = 0x0000'0002;
inline constexpr DWORD XP1_IFS_HANDLES = 0x0002'0000;
struct WSAPROTOCOL_INFOW {
  DWORD dwServiceFlags1;
  int iAddressFamily;
  int iSocketType;
  int iProtocol;
};

using LPWSAOVERLAPPED_COMPLETION_ROUTINE = void (*)(DWORD error, DWORD bytes, OVERLAPPED* request,
                                                    DWORD flags);

[[nodiscard]] constexpr USHORT htons(USHORT value) {
  static_assert(std::endian::native == std::endian::little);
  return static_cast<USHORT>((value << 8) | (value >> 8));
}
[[nodiscard]] constexpr USHORT ntohs(USHORT value) { return htons(value); }
[[nodiscard]] constexpr ULONG htonl(ULONG value) {
  return (value << 24) | ((value & 0xff00) << 8) | ((value >> 8) & 0xff00) | (value >> 24);
}
[[nodiscard]] constexpr ULONG ntohl(ULONG value) { return htonl(value); }

int WSAStartup(WORD version, WSADATA* data);
int WSACleanup();
int WSAGetLastError();
void WSASetLastError(int error);

inline constexpr DWORD WSA_FLAG_OVERLAPPED = 0x01;
inline constexpr DWORD WSA_FLAG_NO_HANDLE_INHERIT = 0x80;
SOCKET socket(int family, int type, int protocol);
SOCKET WSASocketW(int family, int type, int protocol, WSAPROTOCOL_INFOW* info, GROUP group,
                  DWORD flags);
int closesocket(SOCKET socket);
int bind(SOCKET socket, const sockaddr* name, int size);
int listen(SOCKET socket, int backlog);
int connect(SOCKET socket, const sockaddr* peer, int size);
int shutdown(SOCKET socket, int how);
int getsockname(SOCKET socket, sockaddr* name, int* size);
int getpeername(SOCKET socket, sockaddr* name, int* size);
int getsockopt(SOCKET socket, int level, int name, char* value, int* size);
int setsockopt(SOCKET socket, int level, int name, const char* value, int size);
int ioctlsocket(SOCKET socket, long command, u_long* argument);
int recv(SOCKET socket, char* bytes, int size, int flags);
int send(SOCKET socket, const char* bytes, int size, int flags);

inline constexpr short POLLERR = 0x0001;
inline constexpr short POLLHUP = 0x0002;
inline constexpr short POLLNVAL = 0x0004;
inline constexpr short POLLWRNORM = 0x0010;
inline constexpr short POLLOUT = POLLWRNORM;
inline constexpr short POLLRDNORM = 0x0100;
inline constexpr short POLLRDBAND = 0x0200;
inline constexpr short POLLIN = POLLRDNORM | POLLRDBAND;
struct WSAPOLLFD {
  SOCKET fd;
  short events;
  short revents;
};
int WSAPoll(WSAPOLLFD* sockets, ULONG count, int milliseconds);

int WSAIoctl(SOCKET socket, DWORD code, void* in, DWORD in_size, void* out, DWORD out_size,
             DWORD* bytes, OVERLAPPED* request, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
int WSARecv(SOCKET socket, WSABUF* buffers, DWORD count, DWORD* bytes, DWORD* flags,
            OVERLAPPED* request, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
int WSASend(SOCKET socket, WSABUF* buffers, DWORD count, DWORD* bytes, DWORD flags,
            OVERLAPPED* request, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
int WSARecvFrom(SOCKET socket, WSABUF* buffers, DWORD count, DWORD* bytes, DWORD* flags,
                sockaddr* source, int* source_size, OVERLAPPED* request,
                LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
int WSASendTo(SOCKET socket, WSABUF* buffers, DWORD count, DWORD* bytes, DWORD flags,
              const sockaddr* target, int target_size, OVERLAPPED* request,
              LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
// NOLINTEND
